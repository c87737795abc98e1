"""The page of agreements: clauses side by side, and a changed clause tried on a book of cases."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.clause_request import CHANGEABLE
from entrepot.web.agreement_form import (
    EXAMPLE,
    book_of,
    change_of,
    faults_by_field,
    read_change_form,
)
from entrepot.web.agreement_sheet import cases_csv
from entrepot.web.agreement_verbs import AgreementVerbs
from entrepot.web.forms import read_text
from entrepot.web.render import language_of, page
from entrepot.web.sessions import visitor_shown
from entrepot.web.verbs import Document

TYPES = ("mfn", "preference", "provisional", "additional", "anti_dumping", "safeguard", "excise")
ASKED = ("hs", "on", "countries")
FILE, KEPT = "file", "kept"


def agreement_pages(verbs: AgreementVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/agreements")
    def show_clauses(request: Request) -> Response:
        """Clauses of agreements side by side, with a form for a change."""
        visitor = visitor_shown(request)
        if visitor and request.query_params.get("book") == KEPT:
            book = json.dumps(verbs.kept(visitor.who), ensure_ascii=False, indent=1)
            return _page(request, verbs, {**EXAMPLE, "book": book})
        return _page(request, verbs)

    @router.post("/agreements")
    async def try_change(request: Request) -> Response:
        """Judge a book of cases under a changed clause; as a page, or as a file."""
        form = await request.form(max_files=0)
        return await run_in_threadpool(_try, request, verbs, form)

    return router


def _try(request: Request, verbs: AgreementVerbs, form: FormData) -> Response:
    fields = read_change_form(form)
    visitor = visitor_shown(request)
    try:
        who = visitor.who if visitor else None
        found = verbs.rerun(book_of(fields), change_of(fields), who)
    except EntrepotError as error:
        return _page(request, verbs, fields, problems=error.problems, status=error.http_status)
    if form.get("do") == FILE:
        headers = {"content-disposition": 'attachment; filename="cases.csv"'}
        content = cases_csv(found, language_of(request))
        return Response(content, 200, headers, "text/csv; charset=utf-8")
    return _page(request, verbs, fields, found=found)


def _page(
    request: Request, verbs: AgreementVerbs, change: Mapping[str, str] | None = None, *,
    found: Document | None = None, problems: tuple[Problem, ...] = (), status: int = 200,
) -> Response:  # fmt: skip
    asked, fields = _asked(request.query_params)
    compared, wrong = _ask(verbs.compare, asked)
    rules, faulty = _ask(verbs.rules, _of_countries(fields))
    wrong = (*wrong, *(one for one in faulty if one.where == "countries"))
    values: dict[str, Any] = {
        "known": verbs.list(),
        "compared": compared,
        "rules": rules,
        "fields": fields,
        "change": {**dict.fromkeys(("goods", "join", "leave", "market", "type"), ""),
                   **(change or EXAMPLE)},
        "found": found,
        "problems": (*wrong, *problems),
        "faults": faults_by_field(problems)
        | {name: [p for p in wrong if p.where == name] for name in ("hs", "countries")},
        "matches": {},
        "clauses": CHANGEABLE,
        "types": TYPES,
    }  # fmt: skip
    return page(request, "agreements.html", values, 422 if wrong and status == 200 else status)


def _asked(query: QueryParams) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the address asks for, and what the form shows of it."""
    codes = [text for one in query.getlist("agreements") if (text := read_text(one))]
    own = read_text(query.get("own"))
    fields = {name: text for name in ASKED if (text := read_text(query.get(name)))}
    ordered = list(dict.fromkeys([own, *codes] if own else codes))
    shared = {name: text for name, text in fields.items() if name != "countries"}
    return shared | ({"agreements": ordered} if ordered else {}), fields


def _of_countries(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of countries; letters may be parted by any sign."""
    letters = "".join(one if one.isalpha() else " " for one in fields.get("countries", ""))
    return {**fields, **({"countries": letters} if letters.strip() else {})}


def _ask(
    verb: Callable[[Mapping[str, Any]], Document], fields: Mapping[str, Any]
) -> tuple[Document, tuple[Problem, ...]]:
    """The comparison asked for; that of the country's own agreements where it has a fault."""
    try:
        return verb(fields), ()
    except EntrepotError as error:
        return verb({}), tuple(error.problems)
