"""The pages of export refunds, export controls and negative lists."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.web.forms import read_text
from entrepot.web.render import page
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.verbs import Document, Fields

REFUND = ("hs", "on", "net", "producer", "fob", "input_vat", "home_vat")
CONTROLS = ("hs", "destination", "on")
PLAN = ("activity", "sector", "foreign_share_pct", "on", "zone", "place")
SECTORS = "ABCDEFGHIJKLMNOPQRST"


def policy_pages(verbs: TariffVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/refund")
    def show_refund(request: Request) -> Response:
        """What comes back of the VAT on a good, by its day of export."""
        fields = _read(request.query_params, REFUND)
        found, problems, status = _ask(verbs.refund_rate, fields, wanted="hs" in fields)
        values = {"found": found, "currency": verbs.currency()}
        return _page(request, verbs, "refund.html", fields, problems, status, values)

    @router.get("/controls")
    def show_controls(request: Request) -> Response:
        """What may not leave without leave, and when that changes."""
        fields = _read(request.query_params, CONTROLS)
        found, problems, status = _ask(verbs.controls_on, fields, wanted="hs" in fields)
        whole, _, _ = _ask(verbs.control_calendar, _only_day(fields), wanted=True)
        whole = whole or verbs.control_calendar({})
        values = {"found": found, "whole": whole}
        return _page(request, verbs, "controls.html", fields, problems, status, values)

    @router.get("/negative-list")
    def show_negative_list(request: Request) -> Response:
        """Whether foreign investment may enter an activity."""
        fields = _read(request.query_params, PLAN)
        found, problems, status = _ask(
            verbs.check_negative_list, fields, wanted="activity" in fields
        )
        lists, _, _ = _ask(verbs.list_restrictions, _only_day(fields), wanted=True)
        lists = lists or verbs.list_restrictions({})
        values = {"found": found, "lists": lists, "sectors": SECTORS}
        return _page(request, verbs, "negative_list.html", fields, problems, status, values)

    return router


def _read(query: QueryParams, names: tuple[str, ...]) -> dict[str, str]:
    """What the address asks for; empty fields are left out."""
    return {name: text for name in names if (text := read_text(query.get(name)))}


def _only_day(fields: Mapping[str, str]) -> Fields:
    return {name: value for name, value in fields.items() if name == "on"}


def _ask(
    verb: Callable[[Fields], Document], fields: Fields, *, wanted: bool
) -> tuple[Document | None, tuple[Problem, ...], int]:
    """The answer, or what is wrong with the question."""
    if not wanted:
        return None, (), 200
    try:
        return verb(fields), (), 200
    except EntrepotError as error:
        return None, tuple(error.problems), error.http_status


def _page(
    request: Request, verbs: TariffVerbs, template: str, fields: Mapping[str, str],
    problems: tuple[Problem, ...], status: int, values: Mapping[str, Any],
) -> Response:  # fmt: skip
    faults: dict[str, list[Problem]] = {}
    for problem in problems:
        faults.setdefault(problem.where, []).append(problem)
    shared = {"fields": fields, "faults": faults, "problems": problems, "matches": {},
              "today": verbs.today(), "asked": bool(request.query_params)}  # fmt: skip
    return page(request, template, {**shared, **values}, status)
