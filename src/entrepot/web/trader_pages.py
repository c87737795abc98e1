"""The pages of a firm's own declarations: the list, one of them, and what can be done with it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.consignments import TABS
from entrepot.service.versions import named_changes
from entrepot.web.acts_api import as_download
from entrepot.web.answers import PLAIN, Ref
from entrepot.web.officer_page import carry_out, read_fields, read_files, with_query
from entrepot.web.preconditions import revision_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import current_actor, who_asks
from entrepot.web.trader_access import FILERS
from entrepot.web.trader_verbs import Document, TraderVerbs
from entrepot.web.turns import acts_of, steps_of, times_of, turn_of

ROWS = 25
COUNTED = 100  # the window counts no further
Short = Annotated[str, Query(max_length=60, pattern=PLAIN)]
FILES = ("pdf", "png", "jpg", "xml", "json", "csv", "xlsx")


def trader_pages(verbs: TraderVerbs) -> APIRouter:
    """The routes of a firm's own declarations over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/window")
    def show_home(request: Request, tab: Short = "", q: Short = "", cursor: Short = "") -> Response:
        """Own declarations by what they need, what is owed, and the security that is free."""
        return _home(request, verbs, tab, q.strip(), cursor)

    @router.get("/declarations/{ref}")
    def show_declaration(request: Request, ref: Ref) -> Response:
        """One declaration: where it stands, whose turn it is, and all that belongs to it."""
        return _declaration(request, verbs, ref)

    @router.get("/declarations/{ref}/note.pdf")
    def get_note(request: Request, ref: Ref) -> Response:
        """The release note."""
        note = verbs.note(who_asks(request), ref)
        return Response(
            note["pdf"], media_type="application/pdf",
            headers={"content-disposition": 'inline; filename="release-note.pdf"'},
        )  # fmt: skip

    @router.get("/declarations/{ref}/files/{sha256}")
    def get_file(request: Request, ref: Ref, sha256: str) -> Response:
        """A file of a declaration, to be saved."""
        return as_download(verbs.get_attachment(who_asks(request), ref, sha256))

    _acts(router, verbs)
    return router


def _acts(router: APIRouter, verbs: TraderVerbs) -> None:
    @router.post("/declarations/{ref}/copy")
    def post_copy(request: Request, ref: Ref) -> Response:
        """Make a new draft of it and go on there; one that was rejected keeps its references."""
        who = who_asks(request)
        made = verbs.copy(who, ref)
        was_rejected = verbs.show(who, ref)["state"] == "REJECTED"
        onward = f"/declarations/{made['reference']}/edit{'' if was_rejected else '?copied=1'}"
        return RedirectResponse(onward, status_code=303)

    @router.post("/declarations/{ref}/documents")
    async def post_documents(request: Request, ref: Ref) -> Response:
        """Keep files with it."""
        files, told = await read_files(request, "file"), await read_fields(request)

        def attach() -> None:
            if not files:
                raise InputError(_no_file())
            for name, content in files:
                verbs.attach(who_asks(request), ref, content, name=name, kind=told["kind"])

        return await _carry_out(request, verbs, ref, "documents", attach)

    @router.post("/declarations/{ref}/{act}")
    async def post_act(request: Request, ref: Ref, act: str) -> Response:
        """Withdraw it, ask to cancel it, answer, appeal, prove origin, or set security aside."""
        told, who = await read_fields(request), who_asks(request)
        seen = {"expected": revision_of(told["revision"])}
        acts: Mapping[str, Any] = {
            "withdraw": lambda: verbs.withdraw(who, ref, **seen),
            "cancel": lambda: verbs.ask_cancellation(who, ref, reason=told["reason"], **seen),
            "appeal": lambda: verbs.appeal(who, ref, reason=told["reason"], **seen),
            "answer": lambda: verbs.answer(who, ref, _filled(told["text"], "text")),
            "proof": lambda: verbs.bring_proof(
                who, ref, _filled(told["number"], "number"), kind=told["kind"],
                criterion=told["criterion"], **seen,
            ),
            "secure": lambda: verbs.secure(who, ref),
        }  # fmt: skip
        if act not in acts:
            return await run_in_threadpool(_declaration, request, verbs, ref, (_no_act(act),), 404)
        return await _carry_out(request, verbs, ref, act, acts[act])


async def _carry_out(
    request: Request, verbs: TraderVerbs, ref: str, done: str, act: Any
) -> Response:
    def again(problems: Sequence[Problem], status: int) -> Response:
        return _declaration(request, verbs, ref, problems, status)

    return await carry_out(act, f"/declarations/{ref}?done={done}", again)


# The list


def _home(request: Request, verbs: TraderVerbs, tab: str, word: str, cursor: str) -> HTMLResponse:
    who = who_asks(request)
    chosen = tab if tab in TABS else ("" if word else "action")
    found = verbs.list_declarations(who, tab=chosen, word=word, cursor=cursor, most=ROWS)
    values = {
        "tab": chosen,
        "tabs": list(TABS),
        "counts": verbs.count_tabs(who),
        "counted": COUNTED,
        "word": word,
        "rows": found["rows"],
        "is_first": not cursor,
        "first": with_query("/window", tab=chosen, q=word),
        "next": with_query("/window", tab=chosen, q=word, cursor=found["cursor"])
        if found["cursor"]
        else "",
        "purse": verbs.purse(who),
        "firms": verbs.list_firms(who),
        **_shared(request, verbs),
    }
    return page(request, "window.html", values)


def _shared(request: Request, verbs: TraderVerbs) -> dict[str, Any]:
    actor = current_actor(request)
    return {
        "labels": verbs.labels(),
        "zone": verbs.ground()["zone"],
        "has_offices": verbs.has_offices(),
        "is_filer": bool(actor and actor.roles & FILERS),
    }


# One declaration


def _declaration(
    request: Request,
    verbs: TraderVerbs,
    ref: str,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HTMLResponse:
    case, language = verbs.details(who_asks(request), ref), language_of(request)
    shared = _shared(request, verbs)
    acts = acts_of(case)
    values = {
        "case": case,
        "problems": problems,
        "done": "" if problems else request.query_params.get("done", ""),
        "turn": turn_of(case),
        "acts": acts if shared["is_filer"] else dict.fromkeys(acts, False),
        "steps": steps_of(case["timeline"], language),
        "times": times_of(case["timeline"], language),
        "sections": verbs.contents(case["contents"]),
        "versions": [_named(version, case, verbs) for version in case["versions"]],
        "assessment": case["assessments"][-1]["document"] if case["assessments"] else None,
        "files": FILES,
        "proofs": _proof_choices(verbs) if acts["proof"] else {},
        **shared,
    }
    return page(request, "declaration.html", values, status)


def _named(version: Document, case: Document, verbs: TraderVerbs) -> Document:
    """A version whose changes tell what they are about in both languages."""
    changes = named_changes(verbs.dictionary(), version["changes"], case["contents"])
    return {**version, "changes": list(changes)}


def _proof_choices(verbs: TraderVerbs) -> dict[str, Mapping[str, Any]]:
    codes = verbs.dictionary().codes
    return {
        "kind": codes.choices("origin_proof_type"), "criterion": codes.choices("origin_criterion")
    }  # fmt: skip


def _filled(text: str, name: str) -> str:
    """A text that must not be empty.

    Raises:
        InputError: It is.
    """
    if not text:
        raise InputError(
            Problem("input.missing", name, "is empty.", "Write something.", message_zh="请填写。")
        )
    return text


def _no_file() -> Problem:
    return Problem("file.empty", "file", "No file was chosen.", "Choose one.",
                   message_zh="未选择文件。")  # fmt: skip


def _no_act(act: str) -> Problem:
    return Problem("http.404", act, "There is no such act.", message_zh="没有该操作。")
