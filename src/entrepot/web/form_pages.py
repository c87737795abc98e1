"""The pages of the form: a new declaration, a draft, an amendment, a second step.

Each button of the form posts all of it: to add or take out a row, to check, to keep, to lodge.
So nothing needs a script, and what was typed is never lost.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.accounts import RoleError, SignInError
from entrepot.web import typed
from entrepot.web.amending import changes_of
from entrepot.web.answers import PLAIN, Ref
from entrepot.web.declaration_form import FLOW, KIND, FormMaker
from entrepot.web.form_rows import with_only_container, without_blank_rows
from entrepot.web.form_sheet import (
    AMENDMENT,
    CHANGES,
    COMPLETION,
    DRAFT,
    NEW,
    Sheet,
    of_its_own,
)
from entrepot.web.preconditions import revision_of
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_asks
from entrepot.web.trader_verbs import Document, TraderVerbs
from entrepot.window.documents import FLOWS
from entrepot.window.form import document_of, fields_of

Search = Callable[[str], list[Document]]
MOST_MATCHES = 8
_CODES: Mapping[str, str] = {flow: code for code, flow in FLOWS.items()}
Text = Annotated[str, Query(max_length=60, pattern=PLAIN)]


def form_pages(verbs: TraderVerbs, search_goods: Search) -> APIRouter:
    """The routes of the form over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    desk = _Desk(verbs, search_goods)

    @router.get("/declarations/new")
    def show_new(request: Request, flow: Text = "", kind: Text = "", firm: Text = "") -> Response:
        """An empty form for a flow and type, for one's own firm or a principal."""
        return desk.show(request, Sheet(NEW, desk.begin(request, flow, kind, firm)))

    @router.post("/declarations/new")
    async def post_new(request: Request) -> Response:
        """Add or take out a row, check, keep or lodge."""
        return await desk.post(request, NEW, "")

    @router.get("/declarations/{ref}/edit")
    def show_draft(request: Request, ref: Ref, kept: Text = "", copied: Text = "") -> Response:
        """The form of a draft; a copy asks for references of its own."""
        sheet = desk.open(request, DRAFT, ref, is_kept=bool(kept))
        return desk.show(request, of_its_own(sheet) if copied else sheet)

    @router.post("/declarations/{ref}/edit")
    async def post_draft(request: Request, ref: Ref) -> Response:
        """Add or take out a row, check, keep or lodge."""
        return await desk.post(request, DRAFT, ref)

    @router.get("/declarations/{ref}/amend")
    def show_amendment(request: Request, ref: Ref) -> Response:
        """The form of what was lodged, to ask for changes."""
        return desk.show(request, desk.open(request, AMENDMENT, ref))

    @router.post("/declarations/{ref}/amend")
    async def post_amendment(request: Request, ref: Ref) -> Response:
        """Add or take out a row, check, or ask for the changes."""
        return await desk.post(request, AMENDMENT, ref)

    @router.get("/declarations/{ref}/complete")
    def show_completion(request: Request, ref: Ref) -> Response:
        """The full form, filled with what the first step said."""
        return desk.show(request, desk.open(request, COMPLETION, ref))

    @router.post("/declarations/{ref}/complete")
    async def post_completion(request: Request, ref: Ref) -> Response:
        """Add or take out a row, check, or take the second step."""
        return await desk.post(request, COMPLETION, ref)

    return router


class _Desk:
    """What the pages of the form share."""

    def __init__(self, verbs: TraderVerbs, search_goods: Search) -> None:
        self._verbs, self._search_goods = verbs, search_goods

    # What stands in the form

    def begin(self, request: Request, flow: str, kind: str, firm: str) -> dict[str, str]:
        """The fields of a new form."""
        firms = self._verbs.list_firms(who_asks(request))
        chosen = next((one for one in firms if one["uscc"] == firm), firms[0] if firms else {})
        begun = {
            FLOW: _CODES.get(flow, "E"), KIND: kind or "FULL",
            "domestic_party_uscc": chosen.get("uscc", ""),
            "user_party_uscc": chosen.get("uscc", ""), "through_declaration": "true",
        }  # fmt: skip
        told = typed.read_fields(request.query_params, self._verbs.dictionary())
        return {**begun, **{name: text for name, text in told.items() if text}}

    def open(self, request: Request, mode: str, ref: str, *, is_kept: bool = False) -> Sheet:
        """The form of a declaration there is."""
        told = self._verbs.contents_of(who_asks(request), ref)
        fields = fields_of(told["contents"], self._verbs.dictionary())
        if mode == COMPLETION:
            fields[KIND] = "FULL"
        return Sheet(mode, fields, told["reference"], str(told["revision"]), is_kept=is_kept)

    # What is done with it

    async def post(self, request: Request, mode: str, ref: str) -> Response:
        """Do what the pressed button says."""
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        return await run_in_threadpool(self._do, request, mode, ref, form)

    def _do(self, request: Request, mode: str, ref: str, form: FormData) -> Response:
        act, _, what = _text(form, "act").partition(":")
        sheet = self._read(mode, ref, form)
        if act in CHANGES:
            return self.show(request, CHANGES[act](sheet, what))
        fields = without_blank_rows(sheet.fields)
        sheet = replace(sheet, fields=with_only_container(fields))
        try:
            if act == "check":
                return self.show(request, self._check(sheet))
            return self._file(request, sheet, act)
        except (SignInError, RoleError):
            raise
        except EntrepotError as error:
            if _wants_json(request):
                raise
            return self.show(request, self._refused(request, sheet, error))

    def _read(self, mode: str, ref: str, form: FormData) -> Sheet:
        ground = self._verbs.ground()
        fields = typed.read_fields(form, self._verbs.dictionary())
        if mode in (NEW, DRAFT):
            fields = typed.with_ucr(fields, ground["country"], ground["today"])
        return Sheet(
            mode, fields, ref, _text(form, "revision"), _text(form, "key"), _text(form, "reason"),
            is_wide=bool(_text(form, "wide")),
        )  # fmt: skip

    def _check(self, sheet: Sheet) -> Sheet:
        checked = self._verbs.check(self._body(sheet))
        problems = tuple(problem_of(one) for one in checked["problems"])
        return replace(sheet, checked=checked, problems=problems)

    def _file(self, request: Request, sheet: Sheet, act: str) -> Response:
        who, expected = who_asks(request), None
        if sheet.reference:
            expected = revision_of(sheet.revision)
        if sheet.mode == AMENDMENT:
            contents = self._verbs.contents_of(who, sheet.reference)["contents"]
            changes = changes_of(contents, sheet.fields, self._verbs.dictionary())
            done = self._verbs.ask_amendment(
                who, sheet.reference, changes, reason=sheet.reason, expected=expected
            )
        elif sheet.mode == COMPLETION:
            done = self._verbs.complete(who, sheet.reference, self._body(sheet), expected=expected)
        elif act == "lodge":
            done = self._verbs.lodge(
                who, self._body(sheet), key=sheet.key or secrets.token_hex(16),
                draft=sheet.reference, expected=expected,
            )  # fmt: skip
        else:
            done = self._verbs.save_draft(
                who, self._body(sheet, is_draft=True), draft=sheet.reference, expected=expected
            )
            if _wants_json(request):
                return JSONResponse({name: done[name] for name in ("reference", "revision")})
            return RedirectResponse(f"/declarations/{done['reference']}/edit?kept=1", 303)
        return RedirectResponse(f"/declarations/{done['reference']}", 303)

    def _body(self, sheet: Sheet, *, is_draft: bool = False) -> bytes:
        document = document_of(sheet.fields, self._verbs.dictionary())
        if not is_draft:  # so that the fields of the first line are asked for, not a line alone
            goods = document.setdefault("goodsShipment", {})
            goods.setdefault("governmentAgencyGoodsItem", [{}])
        return json.dumps(document, ensure_ascii=False).encode()

    def _refused(self, request: Request, sheet: Sheet, error: EntrepotError) -> Sheet:
        """The form with what is wrong; where a draft was kept, it is that draft's from now on."""
        kept = next((p.where for p in error.problems if p.code == "declaration.draft_kept"), "")
        if kept:
            revision = str(self._verbs.show(who_asks(request), kept)["revision"])
            sheet = replace(sheet, mode=DRAFT, reference=kept, revision=revision)
        return replace(
            sheet, problems=tuple(error.problems), status=status_of(error),
            first=str(error.extra.get("first", "")),
        )  # fmt: skip

    # How it is shown

    def show(self, request: Request, sheet: Sheet) -> HTMLResponse:
        """The page of a form."""
        ground, who = self._verbs.ground(), who_asks(request)
        dictionary, language = self._verbs.dictionary(), language_of(request)
        form = FormMaker(
            dictionary, language, sheet.fields,
            document=document_of(sheet.fields, dictionary), problems=sheet.problems,
            currencies=ground["currencies"], is_wide=sheet.is_wide,
        ).make()  # fmt: skip
        values = {
            "sheet": sheet,
            "form": form,
            "key": sheet.key or secrets.token_hex(16),
            "firms": self._verbs.list_firms(who),
            "labels": self._verbs.labels(),
            "has_offices": self._verbs.has_offices(),
            "matches": self._matches(sheet.fields) if sheet.problems else {},
            "kept_problem": "declaration.draft_kept",
        }
        return page(request, "form.html", values, sheet.status)

    def _matches(self, fields: Mapping[str, str]) -> dict[str, Sequence[Document]]:
        """Goods that words typed in place of a code may mean."""
        found = {
            name: self._search_goods(text[:100])[:MOST_MATCHES]
            for name, text in typed.words_for_goods(fields)
        }
        return {name: goods for name, goods in found.items() if goods}


MOST_FIELDS = 4000


def problem_of(document: Mapping[str, Any]) -> Problem:
    """A problem from its document."""
    return Problem(**{"hint": "", **document})


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.replace("\0", "").strip()[:4000] if isinstance(value, str) else ""


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")
