"""The page of forecasts of trade: the region's own months, and how likely its goals are."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from starlette.responses import Response

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.accounts import RoleError, SignInError
from entrepot.service.trade_outlook import BRIDGES
from entrepot.web import trade_view
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sessions import visitor_of, who_asks
from entrepot.web.statistics_bodies import OutlookQuery
from entrepot.web.statistics_verbs import StatisticsVerbs
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.trade_sheets import status_of_forecast
from entrepot.web.verbs import Document

FORECAST = "/trade/forecast"
_FIELDS = ("to", "flow", "partner", "hs", "currency", "year", "target", "bridge")
_HS = (2, 4, 6)


def forecast_pages(verbs: StatisticsVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(FORECAST)
    def show_forecast(request: Request) -> Response:
        """What the region's own trade will come to, and its goals, for analysts."""
        visitor_of(request)
        query, who = request.query_params, who_asks(request)
        fields = {name: text for name in _FIELDS if (text := read_text(query.get(name)))}
        if not {"to", "bridge"} & {*fields}:
            fields["bridge"] = "longest"
        values: dict[str, Any] = {
            "fields": fields, "bridges": BRIDGES, "found": None, "problems": (),
            "goals": verbs.targets(who, _bridge(fields))["targets"],
            "goals_query": trade_view.query_of(_bridge(fields)),
        }  # fmt: skip
        try:
            asked = _read(fields)
            found = verbs.foresee(who, asked)
        except (SignInError, RoleError):
            raise
        except SHOWN_ERRORS as error:
            told = values | {"problems": error.problems}
            return page(request, "trade_forecast.html", told, status_of(error))
        return page(request, "trade_forecast.html", values | {
            "found": found, "status": status_of_forecast(found),
            "fan": _fan(language_of(request), found), "query": trade_view.query_of(asked),
        })  # fmt: skip

    return router


def _bridge(fields: dict[str, str]) -> dict[str, str]:
    return {"bridge": fields["bridge"]} if fields.get("bridge") in BRIDGES else {}


def _read(fields: dict[str, str]) -> Document:
    """The fields of the form as the API takes them.

    Raises:
        InputError: A number is none, or a code has not two, four or six digits.
    """
    asked = {name: text for name, text in fields.items() if name != "hs"}
    if code := fields.get("hs"):
        if not (code.isascii() and code.isdigit() and len(code) in _HS):
            raise InputError(Problem("trade.asked", "hs", f"{code!r} has not 2, 4 or 6 digits.",
                                     message_zh="须为 2、4 或 6 位编码。"))  # fmt: skip
        asked[f"hs{len(code)}"] = code
    try:
        return OutlookQuery.model_validate(asked).fields()
    except ValidationError as error:
        raise InputError([
            Problem("trade.asked", str(one["loc"][-1]), "is not what is asked for.",
                    message_zh="填写有误。")
            for one in error.errors()
        ]) from error  # fmt: skip


def _fan(language: Language, found: Document) -> Document:
    """Known months and futures with their band, for the chart."""
    past = {one["period"]: one["value"] for one in found["history"]}
    ahead = {one["period"]: one for one in found["periods"]}
    periods = sorted({*past, *found["series"]["unknown"], *ahead})
    return {
        "periods": [f"{one[:4]}-{one[4:]}" for one in periods],
        "known": [past.get(one) for one in periods],
        **{
            name: [ahead[one][key] if one in ahead else None for one in periods]
            for name, key in (("median", "median"), ("low", "p05"), ("high", "p95"))
        },
        "currency": found["series"]["currency"],
        "names": {
            "known": language.say("Known months"), "median": language.say("Middle of the futures"),
            "band": language.say("Band of 90 per cent"),
        },
    }  # fmt: skip
