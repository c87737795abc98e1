"""Problems as `application/problem+json` (RFC 9457), every one of them at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.service.accounts import SignInError, TooManyError
from entrepot.web.headers import HEADERS

PageOf = Callable[[Request, Sequence[Problem], int], Response]
TITLES = {
    403: "The request is refused",
    404: MissingError.title,
    405: "The method is not allowed here",
    413: "The request is too large",
    422: InputError.title,
}


# Refusals for which HTTP has a status of its own.
STATUSES = {
    "window.stale_version": 412,
    "window.key_reused": 422,
    "window.role_missing": 403,
    "certificate.role": 403,
}


def status_of(error: EntrepotError) -> int:
    """HTTP status of an error: that of its first problem's code, else that of its kind."""
    return STATUSES.get(error.problems[0].code if error.problems else "", error.http_status)


def problem_document(
    problems: Iterable[Problem],
    status: int,
    title: str = "",
    extra: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """One RFC 9457 document that carries every problem.

    Args:
        problems: What is wrong.
        status: HTTP status.
        title: What kind of fault it is; by default the usual words for the status.
        extra: Further members, such as the reference of a first filing.

    Returns:
        `type`, `title`, `status`, `detail` (the problems as one text) and `problems`, each
        with `code`, `where`, `message`, `hint` and `source`.
    """
    listed = list(problems)
    return {
        "type": "about:blank",
        "title": title or TITLES.get(status, "Something went wrong"),
        "status": status,
        "detail": "\n".join(str(problem) for problem in listed),
        "problems": [problem.document() for problem in listed],
        **extra,
    }


def problem_response(
    problems: Iterable[Problem],
    status: int,
    title: str = "",
    extra: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """The document of `problem_document` as a response."""
    content = problem_document(problems, status, title, extra)
    return JSONResponse(content, status, media_type="application/problem+json")


def problems_of_body(errors: Sequence[Any]) -> list[Problem]:
    """Faults that the body's model found, as problems with the field as `where`."""
    return [_body_problem(error) for error in errors]


def _body_problem(error: Any) -> Problem:
    kind, place = error["type"], [str(part) for part in error["loc"][1:]]
    if kind == "json_invalid":
        return Problem("body.json", "body", "The body is not JSON.", "Send one JSON object.",
                       message_zh="报文不是JSON。")  # fmt: skip
    where = ".".join(place) or str(error["loc"][0])
    pointer = "".join(f"/{part}" for part in place) if error["loc"][0] == "body" else ""
    if kind == "extra_forbidden":
        return Problem("body.extra", where, "is no field of this request.", "Leave it out.",
                       message_zh="请求中没有该字段。", pointer=pointer)  # fmt: skip
    return Problem(
        f"body.{kind}", where, f"{error['msg']}.", "See /api/openapi.json.",
        message_zh="缺少该字段。" if kind == "missing" else "该字段的值无效。", pointer=pointer,
    )  # fmt: skip


_NO_JSON = {"type": "json_invalid", "loc": ("body",)}


def _headers(error: EntrepotError) -> dict[str, str]:
    """What HTTP asks to be said with some errors."""
    if isinstance(error, SignInError):
        return {"www-authenticate": "Bearer"}
    if isinstance(error, TooManyError):
        return {"retry-after": str(error.retry_after_s)}
    if "revision" in error.extra:
        return {"etag": f'"{error.extra["revision"]}"'}
    return {}


def is_for_sign_in(request: Request, error: EntrepotError) -> bool:
    """Whether a person asked for a page that is only for who has signed in."""
    return isinstance(error, SignInError) and not request.url.path.startswith("/api/")


def to_sign_in(request: Request) -> Response:
    """Lead to the sign-in page, and from there back to the page that was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    told = {"next": asked} if request.method == "GET" else {}
    if language := request.query_params.get("lang"):
        told["lang"] = language
    query = f"?{urlencode(told)}" if told else ""
    return RedirectResponse(f"/sign-in{query}", status_code=303)


def add_handlers(app: FastAPI, as_page: PageOf) -> None:
    """Answer every error in the one form, or as a page where a page was asked for."""

    def answer(
        request: Request,
        problems: Sequence[Problem],
        status: int,
        title: str = "",
        extra: Mapping[str, Any] = MappingProxyType({}),
    ) -> Response:
        if request.url.path.startswith("/api/"):
            return problem_response(problems, status, title, extra)
        return as_page(request, problems, status)

    @app.exception_handler(EntrepotError)
    def own(request: Request, error: EntrepotError) -> Response:
        if is_for_sign_in(request, error):
            return to_sign_in(request)
        found = answer(request, error.problems, status_of(error), error.title, error.extra)
        found.headers.update(_headers(error))
        return found

    @app.exception_handler(RequestValidationError)
    def body(request: Request, error: RequestValidationError) -> Response:
        return answer(request, problems_of_body(error.errors()), 422)

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Response:
        if error.status_code == 400:  # a body that is not even text
            return answer(request, problems_of_body([_NO_JSON]), 422)
        problem = Problem(f"http.{error.status_code}", request.url.path, str(error.detail))
        found = answer(request, [problem], error.status_code)
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(Exception)
    def inside(request: Request, _: Exception) -> Response:
        problem = Problem("http.500", request.url.path, "Something went wrong inside.")
        found = answer(request, [problem], 500)
        found.headers.update(HEADERS)  # this answer is given outside the guard
        return found
