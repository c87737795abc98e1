"""The API of what follows a lodgement: withdrawals, amendments, answers, files, the record."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.service.attachments import Stored
from entrepot.web.answers import (
    BEARER,
    CHANGE,
    JSON,
    LOOK,
    PLAIN,
    XML,
    Ref,
    Responses,
    faults,
    gives,
    media_type_of,
    takes,
    told,
    told_declaration,
)
from entrepot.web.bodies import AmendmentBody, AnswerBody, ProofBody, ReasonBody
from entrepot.web.declaration_api import DECLARATION, IfMatch
from entrepot.web.preconditions import expected_of, revision_of
from entrepot.web.sessions import who_asks
from entrepot.web.trader_verbs import TraderVerbs

N = Annotated[int, Path(ge=1, le=9999, description="Number of a version.")]
FILES = (
    "application/pdf", "image/png", "image/jpeg", XML, JSON, "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
)  # fmt: skip
_CHANGED = {**gives("The declaration as it stands now.", tag=True), **faults(*CHANGE)}
_XML = {XML: {"schema": {"type": "string"}}}
CONTENTS = gives("The contents.", tag=True)
CONTENTS[200]["content"] = {**CONTENTS[200]["content"], **_XML}
PDF: Responses = {200: {"description": "The note.", "content": {"application/pdf": {}}}}


def acts_api(verbs: TraderVerbs) -> APIRouter:
    """The routes of what follows a lodgement over the service's verbs."""
    router = APIRouter(
        prefix="/api/v1/declarations/{ref}", dependencies=[BEARER], tags=["declarations"]
    )
    _acts(router, verbs)
    _files(router, verbs)
    _record(router, verbs)
    return router


def _acts(router: APIRouter, verbs: TraderVerbs) -> None:
    @router.post("/withdraw", responses=_CHANGED, openapi_extra=IfMatch)
    def withdraw(request: Request, ref: Ref) -> Response:
        """Take back what is not accepted yet."""
        return told_declaration(
            verbs.withdraw(who_asks(request), ref, expected=expected_of(request))
        )

    @router.post("/cancel-requests", responses=_CHANGED, openapi_extra=IfMatch)
    def ask_cancellation(request: Request, ref: Ref, body: ReasonBody) -> Response:
        """Ask to cancel an accepted declaration; a supervisor decides."""
        return told_declaration(
            verbs.ask_cancellation(
                who_asks(request), ref, reason=body.reason, expected=expected_of(request)
            )
        )

    @router.post("/amendments", responses=_CHANGED, openapi_extra=IfMatch)
    def ask_amendment(request: Request, ref: Ref, body: AmendmentBody) -> Response:
        """Ask to change fields of what was lodged; an officer decides."""
        return told_declaration(
            verbs.ask_amendment(
                who_asks(request), ref, body.changes, reason=body.reason,
                expected=expected_of(request),
            )
        )  # fmt: skip

    @router.post("/appeals", responses=_CHANGED, openapi_extra=IfMatch)
    def appeal(request: Request, ref: Ref, body: ReasonBody) -> Response:
        """Appeal against a seizure or an audit (WTO TFA article 4)."""
        return told_declaration(
            verbs.appeal(who_asks(request), ref, reason=body.reason, expected=expected_of(request))
        )

    @router.post(
        "/complete", openapi_extra={**DECLARATION, **IfMatch},
        responses={**_CHANGED, **faults(415)},
    )  # fmt: skip
    async def complete(request: Request, ref: Ref) -> Response:
        """Take the second step of a summary declaration: the full contents."""
        expected, media_type = expected_of(request), media_type_of(request)
        document = await run_in_threadpool(
            verbs.complete, who_asks(request), ref, await request.body(), media_type=media_type,
            expected=expected,
        )  # fmt: skip
        return told_declaration(document)

    @router.post("/answers", responses=_CHANGED)
    def answer(request: Request, ref: Ref, body: AnswerBody) -> Response:
        """Answer the open questions of the officer."""
        return told_declaration(verbs.answer(who_asks(request), ref, body.text))

    @router.post("/proofs", responses=_CHANGED, openapi_extra=IfMatch)
    def bring_proof(request: Request, ref: Ref, body: ProofBody) -> Response:
        """Bring the proof of origin that was missing; the security for it is freed."""
        return told_declaration(
            verbs.bring_proof(
                who_asks(request), ref, body.number, kind=body.kind or "",
                criterion=body.criterion or "", expected=expected_of(request),
            )
        )  # fmt: skip

    @router.post("/security", responses=_CHANGED)
    def secure(request: Request, ref: Ref) -> Response:
        """Set security aside for what is due, in place of paying before release."""
        return told_declaration(verbs.secure(who_asks(request), ref))


def _files(router: APIRouter, verbs: TraderVerbs) -> None:
    @router.post(
        "/documents", status_code=201,
        openapi_extra=takes(*FILES, description="The bytes of the file, at most 10 MB."),
        responses={**gives("The file as it is kept.", 201), **faults(*CHANGE)},
    )  # fmt: skip
    async def attach(
        request: Request,
        ref: Ref,
        kind: Annotated[
            str, Query(max_length=60, pattern=PLAIN, description="A code of `documents`.")
        ],
        name: Annotated[str, Query(max_length=200, pattern=PLAIN, description="Its name.")],
    ) -> Response:
        """Keep a file with a declaration; what type it is, its bytes say. At most twenty."""
        told_tag = request.headers.get("if-match")
        expected = None if told_tag in (None, "*") else revision_of(str(told_tag))
        document = await run_in_threadpool(
            verbs.attach, who_asks(request), ref, await request.body(), name=name, kind=kind,
            expected=expected,
        )  # fmt: skip
        where = f"{request.url.path}/{document['sha256']}"
        return told_declaration(document, 201, {"location": where})

    @router.get("/documents", responses={**gives("The files."), **faults(*LOOK)})
    def list_files(request: Request, ref: Ref) -> Response:
        """The files of a declaration."""
        return told({"rows": verbs.details(who_asks(request), ref)["attachments"]})

    @router.get(
        "/documents/{sha256}",
        responses={
            200: {"description": "The file.", "content": {one: {} for one in FILES}},
            **faults(*LOOK),
        },
    )
    def get_file(
        request: Request, ref: Ref, sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
    ) -> Response:
        """A file, to be saved and never shown in the page."""
        return as_download(verbs.get_attachment(who_asks(request), ref, sha256))

    @router.get("/note.pdf", responses={**PDF, **faults(*LOOK, 409)})
    def get_note(request: Request, ref: Ref) -> Response:
        """The release note; the same bytes each time."""
        note = verbs.note(who_asks(request), ref)
        return Response(
            note["pdf"], media_type="application/pdf",
            headers={"content-disposition": 'inline; filename="release-note.pdf"'},
        )  # fmt: skip


def as_download(stored: Stored) -> Response:
    """A stored file as an attachment, under a name of plain signs."""
    plain = "".join(c for c in stored.name if c.isascii() and (c.isalnum() or c in "._- "))
    return Response(
        stored.content, media_type=stored.media_type,
        headers={"content-disposition": f'attachment; filename="{plain.strip(". ") or "file"}"'},
    )  # fmt: skip


def _record(router: APIRouter, verbs: TraderVerbs) -> None:
    @router.get("/contents", responses={**CONTENTS, **faults(*LOOK)})
    def get_contents(request: Request, ref: Ref) -> Response:
        """The contents: JSON, or XML where `Accept` asks for it."""
        document = verbs.contents_of(who_asks(request), ref)
        tag = {"etag": f'"{document["revision"]}"', "vary": "accept"}
        if "xml" in request.headers.get("accept", ""):
            return Response(verbs.to_xml(document["contents"]), headers=tag, media_type=XML)
        return told(document["contents"], headers=tag)

    for name, words in _PARTS.items():
        _add_part(router, verbs, name, words)

    @router.get("/versions", responses={**gives("The versions."), **faults(*LOOK)})
    def list_versions(request: Request, ref: Ref) -> Response:
        """The versions of a declaration, each with what it changed."""
        return told({"rows": verbs.details(who_asks(request), ref)["versions"]})

    @router.get(
        "/versions/{one}/diff/{other}", responses={**gives("What differs."), **faults(*LOOK)}
    )
    def compare(request: Request, ref: Ref, one: N, other: N) -> Response:
        """The fields that differ between two versions, by their names in both languages."""
        return told(verbs.compare(who_asks(request), ref, one, other))

    @router.get("/messages", responses={**gives("The messages."), **faults(*LOOK)})
    def list_messages(request: Request, ref: Ref) -> Response:
        """What the firm was told, in order."""
        return told({"rows": verbs.details(who_asks(request), ref)["messages"]})


_PARTS: Mapping[str, str] = {
    "timeline": "What happened, when, and whose act it was.",
    "blockers": "What keeps it from being released, each with its code.",
}


def _add_part(router: APIRouter, verbs: TraderVerbs, name: str, words: str) -> None:
    @router.get(
        f"/{name}", name=f"show_{name}", description=words,
        responses={**gives(words), **faults(*LOOK)},
    )  # fmt: skip
    def show_part(request: Request, ref: Ref) -> Response:
        return told({"rows": verbs.show(who_asks(request), ref)[name]})
