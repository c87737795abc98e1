"""A forecast of the region's own trade, from the months of its lines.

A month that is not loaded, that lacks a flow, or that has no rate is unknown: it is refused, or
bridged by a step that is named and told: the model's own forecast stands for it, or only the
longest run without one is used. A month that is loaded and in which nothing of the cell
was traded is zero.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, ModelError, Problem, RefusedError
from entrepot.kernel.money import minor_unit
from entrepot.kernel.source import Status, weakest
from entrepot.service.forecast import forecast_case
from entrepot.service.trade_cells import Counted, count_cells, list_batches
from entrepot.service.trade_table import parse_asked
from entrepot.service.window import Window
from entrepot.trade.figures import months_between, total

Document = dict[str, Any]
BRIDGES = ("none", "smoothing", "longest")
BOTH = "export,import"
_CELL = ("partner", "hs2", "hs4", "hs6", "region")
_MOST_NAMED = 24
_AHEAD = 5  # years, where none is asked for
_MODEL = ("theta", "parts", "draws", "seed")
_KNOWN = (
    "from", "to", "flow", *_CELL, "currency", "revision", "bridge", "year", "target", *_MODEL
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Monthly:
    """A series of months.

    Attributes:
        values: Amounts by month [yyyymm] in major units; an unknown one is absent.
        unknown: Months within it that are unknown.
        revision: Of the lines.
        currency: Of the values.
        sources, status: Of the lines.
        aside: Months outside the run that is used, known or not.
    """

    values: Mapping[int, float]
    unknown: tuple[int, ...]
    revision: int
    currency: str
    sources: tuple[str, ...]
    status: Status
    aside: tuple[int, ...] = ()


def foresee_trade(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """Forecast what the region trades.

    Args:
        window: The window.
        raw: from, to, flow, partner, hs2, hs4, hs6, region (a place at home), currency and
            revision: the series; bridge; year; target of it, in the currency; theta, parts,
            draws, seed.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        As `forecast_case`, with `series` and `history`.

    Raises:
        InputError: With every fault of what is asked.
        RefusedError: Months are unknown and no step bridges them.
        ModelError: The series is too short.
        RoleError: Who acts is no statistics analyst.
    """
    asked = _checked(raw)
    series = bridge_months(read_months(window, asked, by=by, at=at), str(asked["bridge"]))
    if fault := unknown_months(series, str(asked["bridge"])):
        raise RefusedError(fault)
    found = forecast_case(_case(series, asked, window.reference.settings.id))
    return {
        **found, "series": _series(series, asked),
        "history": [{"period": str(month), "value": value}
                    for month, value in sorted(series.values.items())],
        "warnings": [*bridged(series), *found["warnings"]],
    }  # fmt: skip


def read_months(window: Window, asked: Mapping[str, Any], *, by: str, at: datetime) -> Monthly:
    """The months of a cell, in a currency.

    Args:
        window: The window.
        asked: flow and currency, and by choice from, to, revision and fields that must be so.
        by: Account; empty is the machine itself.
        at: Instant.

    Raises:
        InputError: With every fault of what is asked.
        RoleError: Who acts is no statistics analyst.
    """
    span = _span(window, asked, by=by, at=at)
    fields = {name: asked.get(name) for name in ("flow", "currency", "revision")} | span
    cell = {name: str(asked[name]) for name in _CELL if asked.get(name)}

    def count(**more: str) -> Counted:
        wanted, _ = parse_asked({**fields, "by": "flow", **more})
        return count_cells(window, wanted, by=by, at=at)

    whole = count()
    has = {(one.month, one.flow) for one in whole.cells}
    sums: dict[int, list[int | None]] = defaultdict(list)
    for one in (count(**cell) if cell else whole).cells:
        sums[one.month].append(one.value_minor)
    flows = str(asked["flow"]).split(",")
    untold = _untold(count(by="region"), cell["region"]) if "region" in cell else frozenset()
    known = {
        month: total(sums[month])
        for month in sorted(whole.months - untold)
        if all((month, flow) in has for flow in flows)
    }  # fmt: skip
    unit = float(minor_unit(str(fields["currency"])))
    values = {month: minor * unit for month, minor in known.items() if minor is not None}
    months = [m for m in months_between(int(span["from"]), int(span["to"])) if m % 100]
    if values and not (asked.get("from") or asked.get("to")):
        months = [month for month in months if min(values) <= month <= max(values)]
    unknown = tuple(month for month in months if month not in values)
    status = weakest(one.status for one in whole.cells) or "unverified"
    return Monthly(values, unknown, whole.revision, str(fields["currency"]), whole.sources, status)


def _untold(counted: Counted, place: str) -> frozenset[int]:
    """Months in which a line tells no place at home; all of them, if none ever tells this one."""
    places = {(one.key[0], one.month) for one in counted.cells}
    if not any(told == place for told, _ in places):
        return counted.months
    return frozenset(month for told, month in places if not told)


def _span(window: Window, asked: Mapping[str, Any], *, by: str, at: datetime) -> dict[str, str]:
    """The months that are asked for; else all that are loaded."""
    batches = list_batches(window, by=by, at=at)["rows"]
    loaded = [month for one in batches for month in one["months"] if month % 100]
    if not loaded:
        message, hint = "no month of trade is loaded.", "Load lines: entrepot statistics load."
        raise ModelError(Problem("forecast.no_months", "series", message, hint,
                                 message_zh="尚未载入任何月份的贸易数据。"))  # fmt: skip
    return {
        "from": str(asked.get("from") or min(loaded)), "to": str(asked.get("to") or max(loaded)),
    }  # fmt: skip


def _checked(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked, under the names of the fields of lines.

    Raises:
        InputError: With every fault.
    """
    asked = {name: value for name, value in raw.items() if value not in (None, "")}
    problems = [
        Problem("trade.asked", name, "means nothing here.", f"Known are: {', '.join(_KNOWN)}.")
        for name in asked if name not in _KNOWN
    ]  # fmt: skip
    if asked.setdefault("bridge", "none") not in BRIDGES:
        problems.append(Problem("trade.asked", "bridge", f"{asked['bridge']!r} is no step.",
                                f"Write {' or '.join(BRIDGES)}.",
                                message_zh="没有这种补缺方法。"))  # fmt: skip
    if problems:
        raise InputError(problems)
    asked.setdefault("flow", BOTH)
    asked["currency"] = str(asked.get("currency") or "USD").upper()
    return asked


def bridge_months(series: Monthly, bridge: str) -> Monthly:
    """The longest run of known months, the later of two alike, where that is the step."""
    if bridge != "longest" or not (series.unknown and series.values):
        return series
    every = months_between(min(series.values), max(series.values))
    runs: list[list[int]] = [[]]
    for month in every:
        runs[-1].append(month) if month in series.values else runs.append([])
    longest = max(reversed(runs), key=len)
    values = {month: series.values[month] for month in longest}
    aside = sorted({*series.values, *series.unknown} - {*values})
    return replace(series, values=values, unknown=(), aside=tuple(aside))


def unknown_months(series: Monthly, bridge: str) -> Problem | None:
    """What stands in the way of a forecast: unknown months that no step bridges."""
    if not series.unknown or (bridge != "none" and series.values):
        return None
    names = ", ".join(map(str, series.unknown[:_MOST_NAMED]))
    message = f"{len(series.unknown)} months are unknown: {names}."
    message_zh = f"有 {len(series.unknown)} 个月未知：{names}。"
    hint = "Load them, or name a step that bridges them: bridge smoothing or longest."
    return Problem("forecast.months_unknown", "series", message, hint, message_zh=message_zh)


def bridged(series: Monthly) -> list[Document]:
    """The warning that unknown months were bridged or left out, where there are any."""
    if series.aside:
        first, last = min(series.values), max(series.values)
        message = f"Only {first} to {last} are used; {len(series.aside)} months are left out."
        where = ", ".join(map(str, series.aside))
        return [{"code": "forecast.left_out", "where": where, "message": message}]
    if not series.unknown:
        return []
    message = f"{len(series.unknown)} unknown months are bridged by the model's own forecast."
    where = ", ".join(map(str, series.unknown))
    return [{"code": "forecast.bridged", "where": where, "message": message}]


def _case(series: Monthly, asked: Mapping[str, Any], where: str) -> Document:
    months = sorted(series.values.items())
    return {
        "series": [{"period": str(month), "value": value} for month, value in months],
        "year": int(asked.get("year") or months[-1][0] // 100 + _AHEAD), "what": "trade",
        "where": str(asked.get("region") or where), "unit": series.currency,
        "source": "; ".join(series.sources) or "lines of trade",
        **{name: asked[name] for name in ("target", *_MODEL) if name in asked},
    }  # fmt: skip


def _series(series: Monthly, asked: Mapping[str, Any]) -> Document:
    return {
        "flow": asked["flow"], **{name: asked.get(name) for name in _CELL},
        "currency": series.currency, "revision": series.revision,
        "unknown": [str(month) for month in series.unknown],
        "left_out": [str(month) for month in series.aside],
        "bridge": asked["bridge"] if series.unknown or series.aside else None,
        "sources": list(series.sources), "status": series.status,
    }  # fmt: skip
