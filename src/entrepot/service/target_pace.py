"""How far a year is on its way to its goal of trade, by own months and past seasons."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from entrepot.assess.in_year import InYear, in_year
from entrepot.kernel.errors import EntrepotError
from entrepot.kernel.source import Status, weakest
from entrepot.service.forecast_targets import Series, Untold, months_of
from entrepot.service.target_words import PACES, words_of
from entrepot.service.targets import targets_of
from entrepot.service.trade_load import need_statistician
from entrepot.service.window import Window
from entrepot.store.trade import acting_trade

Document = dict[str, Any]


def paces_of(
    window: Window, geography: str, *, parts: bool = False, by: str, at: datetime
) -> Document:  # fmt: skip
    """Where the year under way stands on the path of each goal that is an amount of trade.

    The year is that of the last month that is loaded; its own goal is the path's value, or the
    goal itself in the goal's year.

    Args:
        window: The window.
        geography: Place id or name.
        parts: The goals of its parts too.
        by: A statistics analyst; empty is the machine itself.
        at: Now.

    Raises:
        InputError: No place is named.
        MissingError: There is no such place.
        RoleError: Who acts may not read lines of trade.
    """
    with acting_trade(window.database, by, at) as (_, who):
        need_statistician(who)
    found = targets_of(window.reference, geography, parts=parts)
    rows = {row.id: row for row in window.reference.table("targets")}
    told = [
        {**_head(goal), **_pace(window, goal, rows[goal["id"]], by, at)}
        for goal in found["targets"] if goal["value"] is not None
    ]  # fmt: skip
    known = [one for one in told if one["reason"] is None or one["reason"]["code"] != "no_trade"]
    return {"geography": found["geography"], "name": found["name"], "name_zh": found["name_zh"],
            "paces": known, "not_of_trade": len(told) - len(known)}  # fmt: skip


def _head(goal: Document) -> Document:
    names = ("id", "geography", "geography_name", "geography_name_zh", "indicator", "indicator_zh",
             "comparator", "value", "unit", "year")  # fmt: skip
    return {name: goal[name] for name in names}


def _pace(window: Window, goal: Document, row: Any, by: str, at: datetime) -> Document:
    try:
        series = months_of(window, row, by=by, at=at)
    except EntrepotError as error:
        first = error.problems[0]
        return _unknown("untold", first.message, first.message_zh)
    if isinstance(series, Untold):
        return _unknown(*(("no_trade",) if series.is_other else ("untold", series.text,
                          series.text_zh)))  # fmt: skip
    values = {int(one["period"]): one["value"] for one in series.rows}
    year = max(values, default=0) // 100
    return _document(in_year(values, year, _of_year(goal, year)), goal, series)


def _of_year(goal: Document, year: int) -> float | None:
    """What a year is to reach: the goal in its own year, else the value of its path."""
    if year == goal["year"]:
        value: float | None = goal["value"]
        return value
    return next((one["value"] for one in goal["path"] if one["year"] == year), None)


def _document(found: InYear, goal: Document, series: Series) -> Document:
    status: Status = weakest(["derived" if found.pace is None else "modelled", series.status])
    shares = found.of_years or {}
    return {
        **asdict(found), "under_way": found.year, "goal_of_year": _of_year(goal, found.year),
        "year": goal["year"], "of_years": [{"year": one, "share": share}
                                           for one, share in shares.items()],
        "range": list(found.range) if found.range else None,
        "reason": words_of(PACES, found.reason) if found.reason else None,
        "source": series.source, "status": status,
    }  # fmt: skip


def _unknown(code: str, text: str = "", text_zh: str = "") -> Document:
    """What is told of a goal without months."""
    nothing = asdict(InYear(0, 0)) | {"under_way": None, "goal_of_year": None, "months": 0}
    words = words_of(PACES, code)
    told = words | ({"text": text, "text_zh": text_zh or words["text_zh"]} if text else {})
    return {**{name: value for name, value in nothing.items() if name != "year"}, "of_years": [],
            "reason": told, "source": "", "status": "unverified"}  # fmt: skip
