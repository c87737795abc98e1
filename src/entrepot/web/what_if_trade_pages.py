"""The page of a what-if of trade: its inputs, and what it does to each economy."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.what_if_world import CLOSURES, DEFAULTS
from entrepot.web import trade_view
from entrepot.web.effect_bodies import EffectQuery
from entrepot.web.effect_view import lanes_shown, left_out_shown, own_trade
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.officer_page import read_fields, read_files
from entrepot.web.opportunity_bodies import WhatIfQuery
from entrepot.web.opportunity_sheet import status_of_data
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import who_asks, who_holds
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document
from entrepot.web.what_if_sheet import rows_of
from entrepot.web.words import word

WHAT_IF, _TEMPLATE = "/trade/what-if", "trade_what_if.html"
_FIELDS, _EFFECT_FIELDS = tuple(WhatIfQuery.model_fields), tuple(EffectQuery.model_fields)
_STILL = 1e-7  # change that is rounding [%]
_FILES = ("/api/v1/trade/what-if", "/api/v1/trade/corridor-effect")


def what_if_trade_pages(verbs: OpportunityVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(WHAT_IF)
    def show_what_if(request: Request) -> Response:
        """A change of trade costs of the region solved through, for analysts."""
        who = who_holds(request, STATISTICIAN)
        return _page(request, verbs, who, request.query_params.get("run", "")[:40])

    @router.post(f"{WHAT_IF}/case")
    async def send_case(request: Request) -> Response:
        """Take a case to be worked out in the background, and lead to its page."""
        files = await read_files(request, "file")
        return await run_in_threadpool(_take, request, verbs, files)

    @router.post(f"{WHAT_IF}/draws")
    async def draw_more(request: Request) -> Response:
        """Work a question out again in the background, with more draws."""
        told = await read_fields(request)
        return await run_in_threadpool(_draw_more, request, verbs, told)

    return router


def _draw_more(request: Request, verbs: OpportunityVerbs, told: Mapping[str, str]) -> Response:
    """Start the run of a question that the page answered with few draws."""
    asked = dict(parse_qsl(told.get("question", "")[:4000]))
    given = {name: asked[name] for name in _EFFECT_FIELDS if asked.get(name)}
    run = verbs.start_effect(who_asks(request), {**given, "draws": told.get("draws", "")[:12]})
    return RedirectResponse(f"{WHAT_IF}?run={run['id']}", 303)


def _page(request: Request, verbs: OpportunityVerbs, who: str | None, run: str) -> Response:
    given = _given(request)
    values: Document = {
        "found": None, "run": None, "problems": (), "fields": {**DEFAULTS, **given},
        "may_see": who is not None, "closures": CLOSURES, "given": given,
    }  # fmt: skip
    if who is None:
        return page(request, _TEMPLATE, values)
    values["choices"] = verbs.effect_choices(who)
    language = language_of(request)
    try:
        if run:
            return page(request, _TEMPLATE, values | _run_shown(language, verbs, who, run))
        found = verbs.effect(who, given) if _is_effect(given) else verbs.what_if(who, given)
    except (SignInError, RoleError):
        raise
    except SHOWN_ERRORS as error:
        told = values | {"problems": error.problems}
        return page(request, _TEMPLATE, told, status_of(error))
    return page(request, _TEMPLATE, values | _shown(language, found, given))


def _take(
    request: Request, verbs: OpportunityVerbs, files: Sequence[tuple[str, bytes]]
) -> Response:
    """Start the run of the first file.

    Raises:
        InputError: There is no file, or it is no case.
    """
    if not files:
        hint = "Choose a file of JSON."
        raise InputError(Problem("case.no_file", "file", "no file came with the form.", hint,
                                 message_zh="表单中没有文件。"))  # fmt: skip
    name, content = files[0]
    run = verbs.start_case(who_asks(request), content, name[:100])
    return RedirectResponse(f"{WHAT_IF}?run={run['id']}", 303)


def _run_shown(language: Language, verbs: OpportunityVerbs, who: str, run: str) -> Document:
    """A run of a case: how far it is, what is wrong with it, or what came out."""
    row = verbs.show_case(who, run)
    told: Document = {"run": row, "problems": [Problem(**one) for one in row["problems"]]}
    found = row["found"]
    if found is None:
        return told
    path = f"/api/v1/trade/what-if/{row['id']}"
    return told | _economies(language, found) | {
        "file_path": path, "lanes_path": path, "query": "table=economies",
        **(_lanes(language, found, {"table": "lanes"}) if "corridors" in found else {}),
    }  # fmt: skip


def _given(request: Request) -> dict[str, str]:
    """What was asked: of the corridors where a scenario or a clearance is named, else of costs."""
    query = request.query_params
    names = _EFFECT_FIELDS if _is_effect(query) else _FIELDS
    return {name: text for name in names if (text := read_text(query.get(name)))}


def _is_effect(given: Mapping[str, str]) -> bool:
    return bool(given.get("scenario") or given.get("clearance"))


def _shown(language: Language, found: Document, given: Mapping[str, Any]) -> Document:
    is_effect = "corridors" in found
    asked = {**given, "year": str(found["year"])}
    economies = {**asked, "table": "economies"} if is_effect else asked
    return _economies(language, found) | {
        "file_path": _FILES[is_effect], "lanes_path": _FILES[1],
        "query": trade_view.query_of(economies),
        **(_lanes(language, found, asked) if is_effect else {}),
    }  # fmt: skip


def _lanes(language: Language, found: Document, asked: Mapping[str, Any]) -> Document:
    status = status_of_data({**found, "status": found["corridors"]["status"]})
    lanes = lanes_shown(language, found)
    return {
        "own_trade": own_trade(found), "lanes": lanes,
        "moved": any(abs(one["cost_factor_pct"]) > _STILL for one in lanes),
        "left_out": left_out_shown(language, found),
        "lane_status": status, "lanes_query": trade_view.query_of(asked),
    }  # fmt: skip


def _economies(language: Language, found: Document) -> Document:
    rows = [{**row, "label": _label(language, found, row["economy"])} for row in rows_of(found)]
    return {
        "found": found, "rows": rows, "status": status_of_data(found),
        "own": next((row for row in rows if row["economy"] == found["region"]), None),
        "map": _map(language, found, rows),
    }  # fmt: skip


def _label(language: Language, found: Document, code: str) -> str:
    return (
        word(language, "region", "economy") if code == found["region"] else language.country(code)
    )


def _map(language: Language, found: Document, rows: Sequence[Document]) -> Document:
    """Economies as dots that grow with the size of the change, for the map."""
    most = max((abs(row["real_income_pct"] or 0) for row in rows), default=0)
    most = most if most > _STILL else 1.0
    placed = ((row, found["places"].get(row["economy"])) for row in rows)
    return {
        "places": [
            {
                "name": row["label"], **place, "kind": "city",
                "scale": (abs(row["real_income_pct"] or 0) / most) ** 0.5,
                "told": f"{_told(language, _middle(row))} "
                        f"({_told(language, row['real_income_p05_pct'])} – "
                        f"{_told(language, row['real_income_p95_pct'])})",
            }
            for row, place in placed if place
        ]
    }  # fmt: skip


def _told(language: Language, percent: float | None) -> str:
    if percent is None:
        return language.say("unknown")
    return f"{language.number(percent, 4)} %"


def _middle(row: Document) -> float | None:
    """The median of the draws, or the one solution where nothing was drawn."""
    median: float | None = row["real_income_median_pct"]
    one: float | None = row["real_income_pct"]
    return one if median is None else median
