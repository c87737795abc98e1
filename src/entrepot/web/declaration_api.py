"""The API of declarations: drafting, checking, lodging, looking, and the acts that follow.

Every answer carries the revision of the declaration as its ETag; a change says with `If-Match`
which revision its caller saw.
"""

import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError
from entrepot.service.consignments import TABS
from entrepot.web.answers import (
    BEARER,
    CHANGE,
    JSON,
    LOOK,
    PLAIN,
    XML,
    Document,
    Ref,
    address_of,
    faults,
    gives,
    media_type_of,
    takes,
    told,
    told_declaration,
)
from entrepot.web.preconditions import expected_of
from entrepot.web.sessions import who_asks
from entrepot.web.trader_verbs import TraderVerbs

Word = Annotated[str, Query(max_length=60, pattern=PLAIN)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same body gives the first answer again.",
    ),
]  # fmt: skip
IfMatch = {
    "parameters": [
        {
            "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
            "description": "ETag of the declaration as the caller saw it, or *.",
        }
    ]
}  # fmt: skip
DECLARATION = takes(JSON, XML, description="The contents of a declaration.")
REPLAYED = {
    "Idempotent-Replayed": {
        "description": "true where this is the first answer again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Location": {"description": "Address of the declaration.", "schema": {"type": "string"}},
}


def declarations_api(verbs: TraderVerbs) -> APIRouter:
    """The routes of drafting, lodging and listing over the service's verbs."""
    router = APIRouter(prefix="/api/v1/declarations", dependencies=[BEARER], tags=["declarations"])
    _drafting(router, verbs)
    _lodging(router, verbs)
    _listing(router, verbs)
    return router


def _drafting(router: APIRouter, verbs: TraderVerbs) -> None:
    @router.post(
        "", status_code=201, openapi_extra=DECLARATION,
        responses={**gives("The draft.", 201, tag=True), **faults(*CHANGE, 415)},
    )  # fmt: skip
    async def make_draft(request: Request) -> Response:
        """Keep a draft, faults and all; `faults` of the answer names them."""
        document = await _with_body(request, verbs.save_draft, who_asks(request))
        where = {"location": address_of(document["reference"])}
        return told_declaration(document, 201, where)

    @router.put(
        "/{ref}", openapi_extra={**DECLARATION, **IfMatch},
        responses={**gives("The draft.", tag=True), **faults(*CHANGE, 415)},
    )  # fmt: skip
    async def change_draft(request: Request, ref: Ref) -> Response:
        """Replace the contents of a draft."""
        expected = expected_of(request)
        document = await _with_body(
            request, verbs.save_draft, who_asks(request), draft=ref, expected=expected
        )
        return told_declaration(document)

    @router.post(
        "/validate", openapi_extra=DECLARATION,
        responses={**gives("What is wrong, and what would be owed."), **faults(*CHANGE, 415)},
    )  # fmt: skip
    async def check_declaration(request: Request) -> Response:
        """Check a declaration without storing it, and estimate the duty as of today."""
        return told(await _with_body(request, verbs.check))

    @router.post(
        "/{ref}/copies", status_code=201,
        responses={**gives("The new draft.", 201, tag=True), **faults(*CHANGE)},
    )  # fmt: skip
    def copy_declaration(request: Request, ref: Ref) -> Response:
        """Make a new draft of a rejected declaration, or of any other as a template."""
        document = verbs.copy(who_asks(request), ref)
        return told_declaration(document, 201, {"location": address_of(document["reference"])})


def _lodging(router: APIRouter, verbs: TraderVerbs) -> None:
    lodged = gives("The declaration as it stands now.", 201)
    lodged[201]["headers"] = REPLAYED

    @router.post(
        "/lodge", status_code=201, openapi_extra=DECLARATION,
        responses={**lodged, **faults(*CHANGE, 415)},
    )  # fmt: skip
    async def lodge(request: Request, key: Key) -> Response:
        """Lodge a declaration: checked, numbered, screened, assessed, released if it may.

        The answer is the same, with `Idempotent-Replayed: true`, when key and body are repeated.
        Where the contents have faults they are kept as a draft, which `draft` of the problem
        names; a reference with a live filing is refused with 409 and its address as `first`.
        """
        return await _lodge(request, verbs, key)

    @router.post(
        "/{ref}/lodge", status_code=201,
        openapi_extra={
            **takes(JSON, XML, description="The contents; none lodges the draft as it is.",
                    required=False),
            **IfMatch,
        },
        responses={**lodged, **faults(*CHANGE, 415)},
    )  # fmt: skip
    async def lodge_draft(request: Request, ref: Ref, key: Key) -> Response:
        """Lodge a draft, with the contents it has or with those of the body."""
        expected = expected_of(request)

        def kept() -> bytes:
            return kept_contents(verbs, who_asks(request), ref)

        return await _lodge(request, verbs, key, kept, draft=ref, expected=expected)


def kept_contents(verbs: TraderVerbs, who: str, reference: str) -> bytes:
    """The contents of a declaration as they would be handed in: the same bytes each time."""
    contents = verbs.contents_of(who, reference)["contents"]
    return json.dumps(contents, ensure_ascii=False).encode()


async def _lodge(
    request: Request, verbs: TraderVerbs, key: str, kept: Callable[[], bytes] | None = None,
    **more: Any,
) -> Response:  # fmt: skip
    body, media_type = await request.body(), media_type_of(request)
    if not body and kept is not None:
        body, media_type = await run_in_threadpool(kept), JSON
    try:
        document = await run_in_threadpool(
            verbs.lodge, who_asks(request), body, key=key, media_type=media_type, **more
        )
    except EntrepotError as error:
        tell_addresses(error)
        raise
    headers = {"location": address_of(document["reference"])}
    if document["replayed"]:
        headers["idempotent-replayed"] = "true"
    return told_declaration(document, 201, headers)


def tell_addresses(error: EntrepotError) -> None:
    """Add to a refusal where the draft or the first filing is to be found."""
    draft = next((p.where for p in error.problems if p.code == "declaration.draft_kept"), "")
    if draft:
        error.extra |= {"draft": draft, "draft_address": address_of(draft)}
    if "first" in error.extra:
        error.extra["first_address"] = address_of(str(error.extra["first"]))


async def _with_body(
    request: Request, verb: Callable[..., Document], *given: Any, **more: Any
) -> Document:
    body, media_type = await request.body(), media_type_of(request)
    return await run_in_threadpool(verb, *given, body, media_type=media_type, **more)


def _listing(router: APIRouter, verbs: TraderVerbs) -> None:
    @router.get("", responses={**gives("A page of declarations."), **faults(*LOOK)})
    def list_declarations(
        request: Request,
        tab: Annotated[str, Query(pattern=f"^({'|'.join(TABS)}|)$", description=_TAB)] = "",
        state: Annotated[str, Query(pattern="^[A-Z_]{0,20}$", description="Only this state.")] = "",
        ucr: Word = "",
        q: Word = "",
        cursor: Annotated[str, Query(pattern="^[0-9]{0,18}$", description=_CURSOR)] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> Response:
        """The declarations of who asks, newest first.

        `q` is a reference, number, UCR, container or HS code.
        """
        return told(
            verbs.list_declarations(
                who_asks(request), tab=tab, state=state, ucr=ucr, word=q, cursor=cursor, most=limit
            )
        )

    @router.get("/{ref}", responses={**gives("The declaration.", tag=True), **faults(*LOOK)})
    def show_declaration(request: Request, ref: Ref) -> Response:
        """A declaration as it stands: state, facets, what blocks it, its history."""
        return told_declaration(verbs.show(who_asks(request), ref))


_TAB = "action, progress, released or rejected."
_CURSOR = "Where the page begins, as the page before said."
