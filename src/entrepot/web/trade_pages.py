"""The pages of trade statistics: the overview, and the lines under a cell."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, ModelError, RefusedError
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.trade_overview import BY, FLOWS
from entrepot.service.trade_public import OVER_TIME, TABLES
from entrepot.web import trade_view
from entrepot.web.forms import read_text
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import visitor_of, who_asks, who_holds
from entrepot.web.statistics_bodies import LinesQuery
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.verbs import Document

OVERVIEW, LINES = "/trade", "/trade/lines"
SHOWN_ERRORS = (InputError, RefusedError, MissingError, ModelError)
_ASKED = ("from", "to", "by", "flow", "currency", "revision", "year")
_CELL = tuple(
    field.alias or name for name, field in LinesQuery.model_fields.items() if name != "own"
)


def trade_pages(verbs: StatisticsVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(OVERVIEW)
    def show_overview(request: Request) -> Response:
        """Trade by month, partner and product; the public tables for who is no analyst."""
        fields = _read(request.query_params, _ASKED)
        who = who_holds(request, STATISTICIAN)
        asked = _of_year(fields, is_public=who is None)
        try:
            found = verbs.overview(who, asked)
        except (SignInError, RoleError):
            raise
        except SHOWN_ERRORS as error:
            values = _overview(request, verbs, verbs.outline(who, asked), error)
            return page(request, "trade.html", values, status_of(error))
        return page(request, "trade.html", _overview(request, verbs, found))

    @router.get(LINES)
    def show_lines(request: Request) -> Response:
        """The lines under a cell, for analysts."""
        visitor_of(request)
        fields = {**_read(request.query_params, _CELL), "own": "1"}
        try:
            found, error = verbs.lines(who_asks(request), fields), None
        except (SignInError, RoleError):
            raise
        except SHOWN_ERRORS as wrong:
            found, error = None, wrong
        values = {
            "found": found, "fields": fields, "problems": error.problems if error else (),
            "query": trade_view.query_of(fields),
        }  # fmt: skip
        return page(request, "trade_lines.html", values, status_of(error) if error else 200)

    return router


def _read(query: QueryParams, names: tuple[str, ...]) -> dict[str, str]:
    """What the address asks for; empty fields are left out."""
    return {name: text for name in names if (text := read_text(query.get(name)))}


def _of_year(fields: Mapping[str, str], *, is_public: bool) -> dict[str, str]:
    """The fields for the service; the public chooses a year, an analyst months."""
    asked = {name: text for name, text in fields.items() if name != "year"}
    if is_public and (year := fields.get("year")):
        asked |= {"from": f"{year}01", "to": f"{year}12"}
    return asked


def _overview(
    request: Request, verbs: StatisticsVerbs, found: Document, error: EntrepotError | None = None
) -> dict[str, Any]:
    language, asked = language_of(request), found["asked"]
    values: dict[str, Any] = {
        "found": found, "asked": asked, "is_public": found["is_public"],
        "problems": error.problems if error else (), "flows": FLOWS,
        "choices": [one for one in TABLES if one != OVER_TIME] if found["is_public"] else BY,
        "year": asked["from"][:4],
    }  # fmt: skip
    if found["table"] is None:
        return values
    table, partners, public = found["table"], found["partners"], found["is_public"]
    by = asked["by"]
    goods = verbs.goods([row[by] for row in table["rows"]]) if by.startswith("hs") else {}
    partner_rows = trade_view.rows_of(partners, {}, language)
    return values | {
        "rows": trade_view.rows_of(table, goods, language), "partner_rows": partner_rows,
        "series": trade_view.series_chart(found["series"], language),
        "series_rows": trade_view.series_rows(found["series"]),
        "treemap": trade_view.treemap(partner_rows, language, asked["currency"]),
        "lines_of": lambda field, code: trade_view.lines_address(asked, field, code),
        "file_query": lambda field, measure, flow: trade_view.file_query(
            asked | {"flow": flow}, public, by=field, measure=measure
        ),
    }  # fmt: skip
