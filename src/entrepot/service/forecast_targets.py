"""How likely the region's stated goals of trade are, from published years or from its own lines."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import EntrepotError, InputError, Problem
from entrepot.kernel.source import Status, weakest
from entrepot.service.forecast import forecast_case
from entrepot.service.trade_load import need_statistician
from entrepot.service.trade_outlook import (
    BOTH,
    BRIDGES,
    bridge_months,
    bridged,
    read_months,
    unknown_months,
)
from entrepot.service.window import Window
from entrepot.store.trade import acting_trade
from entrepot.trade.targets import HOLDS, reaches
from entrepot.trade.trajectory import Trajectory

Document = dict[str, Any]
FLOWS: Mapping[str, str] = {
    "total foreign trade": "", "foreign trade": "", "total trade": "", "exports": "export",
    "total exports": "export", "imports": "import", "total imports": "import",
}  # fmt: skip
_PUBLISHED = {"": "total", "export": "exports", "import": "imports"}
_SCALES = {"thousand": 10**3, "million": 10**6, "bn": 10**9, "tn": 10**12}
_UNIT = re.compile(r"^(thousand|million|bn|tn) ([A-Z]{3})$")
_LEAST = 4  # known values without which there is no forecast


@dataclass(frozen=True, slots=True)
class Untold:
    """Why nothing can be told of a target, in two languages."""

    text: str
    text_zh: str
    is_other: bool = False  # it is of other things than an amount of trade


@dataclass(frozen=True, slots=True)
class Series:
    """A series in the unit of a target.

    Attributes:
        rows: Periods and values.
        source: Where it is from.
        status: How sure its figures are.
        kind: published or lines.
        warnings: What was done to it.
    """

    rows: list[dict[str, Any]]
    source: str
    status: Status
    kind: str
    warnings: tuple[Document, ...] = ()


def forecast_targets(
    window: Window, raw: Mapping[str, Any], *, by: str, at: datetime
) -> Document:  # fmt: skip
    """The probability of each goal of trade of the pack, or why it cannot be told.

    Args:
        window: The window.
        raw: target (ids, all by default), hs2, hs4, hs6 or partner (what the goal is about, where
            its words do not tell: only with a target), bridge (over unknown months of lines),
            theta, draws, seed.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        targets: each with its outlook, path, backtest and series; with `actual` and `reached`
        where its year is known; or with a `reason`.

    Raises:
        InputError: There is no such target, or goods are named without one.
        RoleError: Who acts is no statistics analyst.
    """
    with acting_trade(window.database, by, at) as (_, who):
        need_statistician(who)
    rows = _chosen(window, raw)
    told = [_told(window, row, raw, by, at) for row in rows]
    return {
        "targets": told, "known": sum("reason" not in one for one in told),
        "unknown": sum("reason" in one for one in told), "status": "modelled",
    }  # fmt: skip


def _chosen(window: Window, raw: Mapping[str, Any]) -> list[Any]:
    known = {row.id: row for row in window.reference.table("targets")}
    wanted = [one.strip() for one in str(raw.get("target") or "").split(",") if one.strip()]
    goods = [name for name in ("hs2", "hs4", "hs6", "partner") if raw.get(name)]
    problems = [
        Problem("forecast.target", one, "is no target of the region.", "See its targets.")
        for one in wanted if one not in known
    ]  # fmt: skip
    if goods and len(wanted) != 1:
        problems.append(Problem("forecast.target", "target", f"{goods[0]} needs one target.",
                                "Name the target that it is about."))  # fmt: skip
    if raw.get("bridge") and raw["bridge"] not in BRIDGES:
        problems.append(Problem("trade.asked", "bridge", f"{raw['bridge']!r} is no step.",
                                f"Write {' or '.join(BRIDGES)}."))  # fmt: skip
    if problems:
        raise InputError(problems)
    if wanted:
        return [known[one] for one in wanted]
    return [row for row in known.values() if _is_of_trade(row)]


def _is_of_trade(row: Any) -> bool:
    words = re.findall("[a-z]+", row.indicator.lower())
    return bool({"trade", "export", "exports", "import", "imports"} & {*words})


def _told(window: Window, row: Any, raw: Mapping[str, Any], by: str, at: datetime) -> Document:
    head = {
        "id": row.id, "indicator": row.indicator, "indicator_zh": row.indicator_zh,
        "geography": row.geography, "geography_zh": row.geography_zh,
        "operator": row.operator, "value": row.target_value, "unit": row.unit,
        "year": row.target_year,
        "baseline": {"value": row.baseline_value, "year": row.baseline_year},
        "pace_from_baseline_pct": _pace(row), "source": row.source,
        "source_status": row.status, "status": row.status,
    }  # fmt: skip
    try:
        series = _series(window, row, raw, by, at)
        if isinstance(series, Untold):
            return {**head, "reason": series.text, "reason_zh": series.text_zh}
        told = {"kind": series.kind, "source": series.source, "status": series.status,
                "rows": series.rows}  # fmt: skip
        if (actual := _known(series, row.target_year)) is not None:
            reached = reaches(actual, row.operator, row.target_value)
            return {**head, "actual": actual, "reached": reached, "series": told,
                    "status": series.status}  # fmt: skip
        case = {
            "series": series.rows, "target": row.target_value, "year": row.target_year,
            "operator": row.operator, "what": row.indicator, "where": row.geography,
            "unit": row.unit, "source": series.source,
            **{name: raw[name] for name in ("theta", "draws", "seed") if raw.get(name)},
        }  # fmt: skip
        found = forecast_case(case)
    except EntrepotError as error:
        words = (
            "; ".join(one.message for one in error.problems),
            "；".join(one.message_zh or one.message for one in error.problems),
        )
        return {**head, "reason": words[0], "reason_zh": words[1]}
    outlook_status: Status = found["status"]
    kept = ("outlook", "path", "gap", "method", "backtest", "coverage", "years", "known")
    return {
        **head, **{name: found[name] for name in kept}, "series": told,
        "status": weakest((series.status, outlook_status)),
        "warnings": [*series.warnings, *found["warnings"]],
    }  # fmt: skip


def _known(series: Series, year: int) -> float | None:
    """The value of a year that lies behind; None where a part of it is unknown."""
    values = [one["value"] for one in series.rows if one["period"][:4] == str(year)]
    return sum(values) if len(values) == (1 if series.kind == "published" else 12) else None


def _pace(row: Any) -> float | None:
    """Growth a year that leads from the stated baseline to the target [%]."""
    known = (row.baseline_value, row.target_value, row.baseline_year, row.target_year)
    if None in known or row.baseline_year >= row.target_year:
        return None
    is_positive = row.baseline_value > 0 and row.target_value > 0
    return Trajectory(*known).pace_pct if is_positive else None


# The series a target is judged by


def _series(
    window: Window, row: Any, raw: Mapping[str, Any], by: str, at: datetime
) -> Series | Untold:
    """Published years where there are enough, else months of lines; or why there is none."""
    unit = _UNIT.match(row.unit or "")
    if row.target_value is None or row.target_year is None or unit is None:
        return Untold("it states no amount of money for a year", "未给出某年的金额")
    if row.operator not in HOLDS:
        return Untold(f"it asks for {row.operator}, not for an amount", "并非金额目标")
    where = {name: str(raw[name]) for name in ("hs2", "hs4", "hs6", "partner") if raw.get(name)}
    flow = FLOWS.get(row.indicator.lower().strip())
    if flow is None and not where:
        return Untold("its words do not tell which trade it means: name the goods",
                      "文字未说明所指商品，请指明")  # fmt: skip
    if not where and (found := _published(window, row, str(flow))):
        return found
    flow = flow if flow is not None else _flow_in(row.indicator)
    return _lines(window, row, flow, where, unit, raw, by, at)


def months_of(window: Window, row: Any, *, by: str, at: datetime) -> Series | Untold:
    """Months of the region's own lines that a target of the pack is about, in its unit.

    Args:
        window: The window.
        row: The target.
        by: A statistics analyst; empty is the machine itself.
        at: Instant.

    Raises:
        EntrepotError: No month can be read.
        RoleError: Who acts may not read lines of trade.
    """
    with acting_trade(window.database, by, at) as (_, who):
        need_statistician(who)
    unit, flow = _UNIT.match(row.unit or ""), FLOWS.get(row.indicator.lower().strip())
    if flow is None or row.operator not in HOLDS:
        return Untold("it is no amount of trade", "非贸易额目标", is_other=True)
    if unit is None:
        return Untold("its unit is no currency by its code", "单位不是货币代码")
    return _lines(window, row, flow, {}, unit, {"bridge": "longest"}, by, at)


def _flow_in(words: str) -> str:
    told = words.lower()
    return "export" if "export" in told else "import" if "import" in told else ""


def _published(window: Window, row: Any, flow: str) -> Series | None:
    rows: Iterable[Any] = window.reference.table("trade_series")
    own = [
        one for one in rows
        if (one.geography, one.period, one.unit, one.flow)
        == (row.geography, "year", row.unit, _PUBLISHED[flow])
        and one.value is not None and one.basis != "target"
    ]  # fmt: skip
    if len({one.year for one in own}) < _LEAST:
        return None
    by_year = {one.year: one for one in own}
    return Series(
        [{"period": str(year), "value": by_year[year].value} for year in sorted(by_year)],
        "; ".join(dict.fromkeys(one.source for one in own)),
        weakest(one.status for one in own), "published",
    )  # fmt: skip


def _lines(
    window: Window, row: Any, flow: str, where: Mapping[str, str], unit: re.Match[str],
    raw: Mapping[str, Any], by: str, at: datetime,
) -> Series | Untold:  # fmt: skip
    """Months of the region's own lines, in the unit of the target."""
    place = "" if _is_region(window, row.geography) else _place(window, row.geography)
    if place is None:
        return Untold(f"fewer than {_LEAST} published years of this place are known",
                      f"该地已公布年份不足{_LEAST}个")  # fmt: skip
    asked = {**where, "flow": flow or BOTH, "currency": unit[2], "region": place}
    bridge = str(raw.get("bridge") or "none")
    months = bridge_months(read_months(window, asked, by=by, at=at), bridge)
    if fault := unknown_months(months, bridge):
        return Untold(f"{fault.message} {fault.hint}", fault.message_zh or fault.message)
    scale = _SCALES[unit[1]]
    rows = [
        {"period": str(month), "value": value / scale}
        for month, value in sorted(months.values.items())
    ]  # fmt: skip
    told = tuple(bridged(months))
    return Series(rows, "; ".join(months.sources), months.status, "lines", told)


def _is_region(window: Window, geography: str) -> bool:
    settings = window.reference.settings
    names = {settings.id, settings.name, settings.name_zh}
    return geography.casefold() in {str(one).casefold() for one in names}


def _place(window: Window, geography: str) -> str | None:
    """Id of a place of the pack, by which lines tell it; None where it is none."""
    rows: Iterable[Any] = window.reference.table("places")
    return next((one.id for one in rows if geography in (one.id, one.name)), None)
