"""The pages of origin: the material editor, and a determination as it was made."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.tariff.origin_case import BASES, DEDUCTIONS, ROLES
from entrepot.web import origin_form as forms
from entrepot.web.origin_verbs import OriginVerbs
from entrepot.web.render import page
from entrepot.web.sessions import visitor_shown
from entrepot.web.verbs import Document

DETERMINE, UNDO, EXPORT, IMPORT = "determine", "undo", "export", "import"


def origin_pages(verbs: OriginVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/origin")
    def show_editor(request: Request) -> Response:
        """An empty bill of materials, or one filled in from the address."""
        good = {**_defaults(verbs), **forms.read_good(request.query_params)}
        return _page(request, verbs, good, forms.read_rows(request.query_params))

    @router.post("/origin")
    async def post_editor(request: Request) -> Response:
        """Do what a button says: change the rows, take in or hand out a bill, or determine."""
        async with request.form(max_files=1, max_fields=forms.MOST_FIELDS) as form:
            file = form.get("bill")
            content = await file.read() if isinstance(file, UploadFile) else b""
            return await run_in_threadpool(_act, request, verbs, form, content)

    @router.get("/origin/{reference}")
    def show_determination(request: Request, reference: str) -> Response:
        """A determination, with the editor to ask anew."""
        found = verbs.show(reference, _who(request))
        good, rows = forms.of_question(found["asked"])
        return _page(request, verbs, good, rows, found=found)

    return router


def _who(request: Request) -> str | None:
    visitor = visitor_shown(request)
    return visitor.who if visitor else None


def _defaults(verbs: OriginVerbs) -> dict[str, str]:
    return {"exporting_party": verbs.country, "on": verbs.today(), "currency": "USD",
            "edition": "HS2022"}  # fmt: skip


def _act(request: Request, verbs: OriginVerbs, form: FormData, content: bytes) -> Response:
    good, rows = forms.read_good(form), forms.read_rows(form)
    verb, undo = str(form.get("do", "")), str(form.get("undo", ""))
    if verb == EXPORT:
        headers = {"content-disposition": 'attachment; filename="bill-of-materials.csv"'}
        return Response(forms.rows_csv(rows), 200, headers, "text/csv; charset=utf-8")
    if verb == DETERMINE or (not verb and not content):
        return _determine(request, verbs, good, rows, undo)
    if verb == UNDO:
        before, undo = forms.pop(undo)
        return _page(request, verbs, good, rows if before is None else before, undo=undo)
    kept = forms.push(undo, rows)
    if verb == IMPORT:
        try:
            return _page(request, verbs, good, forms.csv_rows(content), undo=kept)
        except InputError as error:
            return _page(request, verbs, good, rows, undo=undo, problems=error.problems,
                         faults={"bill": list(error.problems)}, status=422)  # fmt: skip
    changed, focus = forms.act(rows, verb)
    return _page(request, verbs, good, changed, undo=kept, focus=focus)


def _determine(
    request: Request, verbs: OriginVerbs, good: dict[str, str], rows: list[forms.Row], undo: str
) -> Response:
    asked, paths = forms.question(good, rows)
    try:
        found = verbs.determine(asked, _who(request))
    except EntrepotError as error:
        faults, row_faults = forms.faults_of(error.problems, paths)
        return _page(
            request, verbs, good, rows, undo=undo, problems=error.problems, faults=faults,
            row_faults=row_faults, status=error.http_status,
        )  # fmt: skip
    return RedirectResponse(f"/origin/{found['id']}", 303)


def _page(
    request: Request, verbs: OriginVerbs, good: dict[str, str], rows: list[forms.Row], *,
    found: Document | None = None, undo: str = "[]", focus: int | None = None,
    problems: tuple[Problem, ...] = (), faults: dict[str, list[Problem]] | None = None,
    row_faults: dict[int, list[tuple[str, Problem]]] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    values: dict[str, Any] = {
        "fields": good,
        "rows": rows or [forms.empty_row()],
        "found": found,
        "undo": undo,
        "can_undo": len(undo) > len("[]"),
        "focus": focus,
        "problems": problems,
        "faults": faults or {},
        "row_faults": row_faults or {},
        "matches": {},
        "agreements": verbs.agreements(),
        "bases": BASES,
        "roles": ROLES,
        "deductions": DEDUCTIONS,
    }
    return page(request, "origin.html", values, status)
