"""Answers of the window's API, and what its description says of them."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, NoReturn
from urllib.parse import quote

from fastapi import Path, Request, Security
from fastapi.security import HTTPBearer
from pydantic import TypeAdapter
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.cases import parse_cases
from entrepot.web.preconditions import tag_of

Document = dict[str, Any]
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Responses = dict[int | str, dict[str, Any]]
Ref = Annotated[
    str,
    Path(
        max_length=60, pattern=r"^[^\x00-\x1f\x7f/]+$",
        description="Reference, number, UCR or the trader's own reference.",
    ),
]  # fmt: skip
BEARER = Security(
    HTTPBearer(auto_error=False, description="A token of `POST /api/v1/token`."),
)
JSON, XML = "application/json", "application/xml"
_ANY = TypeAdapter(Any)
_OBJECT = {"schema": {"type": "object"}}
_FAULTS = {
    401: "Nobody knows who asks.",
    403: "The role, the mandate or the form's token is missing.",
    404: "There is no such thing for who asks.",
    409: "The life cycle does not allow it now, or the reference has a live filing.",
    412: "The declaration was changed since; the problem names the version there is now.",
    413: "The body is too large.",
    415: "The body is of a type that is not taken.",
    422: "Everything that is wrong with the request, with pointers, in both languages.",
    428: "The request does not say which version it saw.",
    429: "Too many changes: Retry-After says when.",
    503: "The database does not answer; repeating with the same key tells the outcome.",
}
_TAG = {"ETag": {"description": "Revision of the declaration.", "schema": {"type": "string"}}}
CHANGE = (401, 403, 404, 409, 412, 413, 422, 428, 429, 503)
LOOK = (401, 403, 404, 422, 503)


def faults(*statuses: int) -> Responses:
    """What the description says of refusals."""
    return {
        status: {
            "description": _FAULTS[status],
            "content": {"application/problem+json": _OBJECT},
        }
        for status in statuses
    }


def gives(description: str, status: int = 200, *, tag: bool = False, **more: Any) -> Responses:
    """What the description says of an answer: an object, by default."""
    told = {"description": description, "content": {JSON: _OBJECT}, **more}
    return {status: {**told, "headers": _TAG} if tag else told}


def takes(*media_types: str, description: str, required: bool = True) -> dict[str, Any]:
    """What the description says of a body that is read as it comes."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    content = {one: _OBJECT if one in (JSON, XML) else binary for one in media_types}
    return {"requestBody": {"description": description, "required": required, "content": content}}


def told(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A document as JSON."""
    return Response(_ANY.dump_json(document), status, headers, JSON)


def told_declaration(
    document: Document, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A declaration as JSON, with its revision as the tag."""
    return told(document, status, {**tag_of(document), **(headers or {})})


def address_of(reference: str) -> str:
    """Address of a declaration in the API."""
    return f"/api/v1/declarations/{quote(reference, safe='')}"


def media_type_of(request: Request) -> str:
    """JSON or XML, as the request says of its body.

    Raises:
        MediaTypeError: It says something else.
    """
    said = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if said in (JSON, XML, "text/xml"):
        return said
    raise MediaTypeError(
        Problem(
            "request.media_type", "Content-Type", f"{said[:80]!r} is not taken here.",
            f"Send {JSON} or {XML}.", message_zh="不接受该类型的报文，请发送JSON或XML。",
        )
    )  # fmt: skip


class MediaTypeError(InputError):
    """A body of a type that is not taken."""

    title = "This type is not taken"
    http_status = 415


async def json_body(request: Request) -> Any:
    """The body as JSON, numbers with a point exact as text.

    Raises:
        InputError: It is no JSON.
    """
    try:
        return json.loads(await request.body(), parse_float=str, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError(
            Problem("body.json", "body", "The body is not JSON.", "Send JSON.",
                    message_zh="报文不是JSON。")
        ) from error  # fmt: skip


async def exact_body(request: Request) -> Any:
    """The body as JSON with every number exact, so that one where a text belongs can be refused.

    Raises:
        InputError: It is no JSON.
    """
    return parse_cases(await request.body(), "body")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
