"""The board of targets: the goals of a place with path, fan, standing, parts and checks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from entrepot.assess.decisions import CHOICES
from entrepot.kernel.errors import InputError, Problem
from entrepot.service.trade_load import STATISTICIAN
from entrepot.web.assess_access import ROLES
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.port_page import act_and_show
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.sentences import tell
from entrepot.web.sessions import visitor_shown, who_asks, who_may
from entrepot.web.trade_pages import SHOWN_ERRORS
from entrepot.web.verbs import Document
from entrepot.web.words import word

BOARD = "/targets"
DOUBLING = "/doubling"
_SPLIT = ("by", "base", "until", "factor", "flow", "currency", "through")
_DECISION = ("target", "kind", "choice", "reason", "from")


def target_pages(verbs: AssessVerbs) -> APIRouter:
    """The routes of the page over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(BOARD)
    def choose_board(request: Request) -> Response:
        """The goals of the region, or of the place that the form names."""
        query = request.query_params
        place = read_text(query.get("geography")) or verbs.targets("", "", False, None)["geography"]
        kept = [(name, text) for name in ("parts", "lang") if (text := read_text(query.get(name)))]
        more = "&".join(f"{name}={quote(text)}" for name, text in kept)
        return RedirectResponse(f"{BOARD}/{quote(place, safe='')}{'?' * bool(more)}{more}", 303)

    @router.get(BOARD + "/{geography}")
    def show_board(request: Request, geography: str) -> Response:
        """The goals of a place."""
        return _board(request, verbs, geography)

    @router.post(BOARD + "/{geography}/decisions")
    async def decide(request: Request, geography: str) -> Response:
        """Decide which reading is meant, or how a target stands."""

        def act(fields: dict[str, str]) -> str:
            raw = {name: fields[name] for name in _DECISION if fields[name]}
            verbs.decide(who_asks(request), raw)
            return f"{BOARD}/{quote(geography, safe='')}?parts=1&done=target_decided"

        return await act_and_show(
            request, act, lambda *told: _board(request, verbs, geography, *told)
        )

    @router.get(BOARD + "/{geography}/places")
    def show_places(request: Request, geography: str) -> Response:
        """The parts of a place side by side."""
        try:
            found = verbs.compare(geography)
        except SHOWN_ERRORS as error:
            values = {"found": None, "problems": error.problems}
            return page(request, "places_compared.html", values, status_of(error))
        return page(request, "places_compared.html", {"found": found, "problems": ()})

    @router.get(DOUBLING)
    def show_doubling(request: Request) -> Response:
        """A doubling of trade split over firms, products or places."""
        return _doubling(request, verbs)

    return router


def _doubling(request: Request, verbs: AssessVerbs) -> Response:
    fields = {name: text for name in _SPLIT if (text := read_text(request.query_params.get(name)))}
    values: Document = {"fields": fields, "found": None, "problems": ()}
    if fields:
        raw = {name: int(text) if text.isdigit() else text for name, text in fields.items()}
        try:
            values["found"] = verbs.doubling(who_asks(request), raw)
        except SHOWN_ERRORS as error:
            shown = {**values, "problems": error.problems}
            return page(request, "doubling.html", shown, status_of(error))
    return page(request, "doubling.html", {**values, "query": urlencode(fields)})


def _pace(request: Request, verbs: AssessVerbs, geography: str, parts: bool) -> Document | None:
    """The year under way, for who may read lines of trade; else nothing."""
    visitor = visitor_shown(request)
    if visitor is None or STATISTICIAN not in visitor.actor.roles:
        return None
    return verbs.pace(who_asks(request), geography, parts)


def _board(
    request: Request, verbs: AssessVerbs, geography: str, refused: Sequence[Problem] = (),
    status: int = 200,
) -> Response:  # fmt: skip
    query = request.query_params
    parts, known = read_text(query.get("parts")) == "1", read_text(query.get("known"))
    values: Document = {"geography": geography, "parts": parts, "known": known, "found": None,
                        "problems": refused, "may_decide": False, "done": ""}  # fmt: skip
    try:
        found = verbs.targets(who_may(request) or "", geography, parts, _instant(known))
    except SHOWN_ERRORS as error:
        values |= {"problems": error.problems, "geographies": _places(verbs)}
        return page(request, "targets.html", values, status_of(error))
    shown = _shown(found, read_text(query.get("target")))
    visitor = visitor_shown(request)
    return page(request, "targets.html", values | {
        "found": found, "geographies": found["geographies"], "shown": shown,
        "counts": _counts(found), "rows": _rows(shown) if shown else [],
        "fan": _fan(language_of(request), shown) if shown else None,
        "beside": [one for one in found["targets"] if one["near"]],
        "ambiguous": [one for one in found["targets"] if one["readings"]],
        "may_decide": bool(visitor and visitor.actor.roles & ROLES["decide targets"]),
        "stated": {one["id"] for one in found["targets"]}, "choices": CHOICES,
        "done": "" if refused else read_text(query.get("done")),
        "pace": _pace(request, verbs, geography, parts),
        "planned": [one for one in found["targets"] if one["projects"]],
        "named": {one["geography"]: one for one in found["parts"]},
    }, status)  # fmt: skip


def _instant(text: str) -> datetime | None:
    """The instant whose decisions are asked for; None is now.

    Raises:
        InputError: It is none.
    """
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(
            Problem("input.instant", "known", f"{text!r} is no instant.",
                    "Write it as 2026-03-10T08:30.", message_zh=f"“{text}”不是时刻。")
        ) from None  # fmt: skip


def _places(verbs: AssessVerbs) -> list[Document]:
    """Places to choose from, where the one that was named is none."""
    places: list[Document] = verbs.targets("", "", False, None)["geographies"]
    return places


def _counts(found: Document) -> dict[str, int]:
    """How many goals there are of each standing, and flagged ones."""
    told = found["targets"]
    names = ("met", "on_track", "moderate", "insufficient", "moving_away", "unknown")
    counts = {name: sum(one["status"] == name for one in told) for name in names}
    return {name: n for name, n in counts.items() if n or name == "unknown"}


def _shown(found: Document, asked: str) -> Document | None:
    """The goal whose path is drawn: the one asked for, else the first that looks furthest."""
    drawn = [one for one in found["targets"] if one["path"] or one["fan"]]
    named = [one for one in drawn if one["id"] == asked]
    furthest = max(drawn, key=lambda one: (len(one["fan"]) > 1, len(_rows(one))), default=None)
    return next(iter(named), furthest)


def _rows(goal: Document) -> list[Document]:
    """Each year of a goal: what is known, what its path asks, where the walk may lead."""
    known = {one["year"]: one for one in goal["history"]}
    path = {one["year"]: one["value"] for one in goal["path"]}
    fan = {one["year"]: one for one in goal["fan"]}
    return [
        {
            "year": year, "known": known.get(year, {}).get("value"),
            "known_status": known.get(year, {}).get("status"), "path": path.get(year),
            **{name: fan.get(year, {}).get(name) for name in ("p10", "median", "p90")},
        }
        for year in sorted({*known, *path, *fan})
    ]  # fmt: skip


def _fan(language: Language, goal: Document) -> dict[str, Any]:
    """The same for the chart."""
    rows = _rows(goal)
    columns = {"known": "known", "median": "median", "low": "p10", "high": "p90", "path": "path"}
    return {
        "periods": [str(row["year"]) for row in rows],
        **{name: [row[key] for row in rows] for name, key in columns.items()},
        "currency": tell(language, word(language, goal["unit"], "unit")),
        "names": {
            "known": language.say("On record"), "median": language.say("Middle of the futures"),
            "band": language.say("Band of 80 per cent"), "path": language.say("Path to the target"),
        },
    }  # fmt: skip
