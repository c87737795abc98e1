"""The page of a what-if of trade: its inputs, and what it does to each economy."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.what_if_world import CLOSURES, DEFAULTS
from entrepot.web import trade_view
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.opportunity_bodies import WhatIfQuery
from entrepot.web.opportunity_sheet import status_of_data
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_holds
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document
from entrepot.web.what_if_sheet import rows_of
from entrepot.web.words import word

WHAT_IF, _TEMPLATE = "/trade/what-if", "trade_what_if.html"
_FIELDS = tuple(WhatIfQuery.model_fields)


def what_if_trade_pages(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(WHAT_IF)
    def show_what_if(request: Request) -> Response:
        """A change of trade costs of the region solved through, for analysts."""
        query = request.query_params
        given = {name: text for name in _FIELDS if (text := read_text(query.get(name)))}
        values: Document = {
            "found": None, "problems": (), "fields": {**DEFAULTS, **given}, "may_see": True,
            "closures": CLOSURES, "given": given,
        }  # fmt: skip
        who = who_holds(request, STATISTICIAN)
        if who is None:
            return page(request, _TEMPLATE, values | {"may_see": False})
        try:
            found = verbs.what_if(who, given)
        except (SignInError, RoleError):
            raise
        except SHOWN_ERRORS as error:
            told = values | {"problems": error.problems}
            return page(request, _TEMPLATE, told, status_of(error))
        return page(request, _TEMPLATE, values | _shown(language_of(request), found, given))

    return router


def _shown(language: Language, found: Document, given: Mapping[str, Any]) -> Document:
    rows = [{**row, "label": _label(language, found, row["economy"])} for row in rows_of(found)]
    return {
        "found": found, "rows": rows, "status": status_of_data(found),
        "own": next(row for row in rows if row["economy"] == found["region"]),
        "map": _map(language, found, rows),
        "query": trade_view.query_of({**given, "year": str(found["year"])}),
    }  # fmt: skip


def _label(language: Language, found: Document, code: str) -> str:
    return (
        word(language, "region", "economy") if code == found["region"] else language.country(code)
    )


def _map(language: Language, found: Document, rows: Sequence[Document]) -> Document:
    """Economies as dots that grow with the size of the change, for the map."""
    most = max((abs(row["real_income_pct"] or 0) for row in rows), default=0) or 1
    placed = ((row, found["places"].get(row["economy"])) for row in rows)
    return {
        "places": [
            {
                "name": row["label"], **place, "kind": "city",
                "scale": (abs(row["real_income_pct"] or 0) / most) ** 0.5,
                "told": f"{_told(language, row['real_income_median_pct'])} "
                        f"({_told(language, row['real_income_p05_pct'])} – "
                        f"{_told(language, row['real_income_p95_pct'])})",
            }
            for row, place in placed if place
        ]
    }  # fmt: skip


def _told(language: Language, percent: float) -> str:
    return f"{language.number(percent, 4)} %"
