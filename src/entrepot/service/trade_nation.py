"""The region's growth beside the nation's, and what of it is the nation's, the mix's, its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.money import minor_unit
from entrepot.service.trade_cells import Asked, Counted, count_cells
from entrepot.service.trade_table import (
    Document,
    missing_months,
    parse_asked,
    percent,
    year_before,
)
from entrepot.service.window import Window
from entrepot.trade import indices
from entrepot.trade.shift_share import NOTHING, Shift, shift_share


def nation(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """Growth of the region and of the nation by good or partner, with the parts of the change.

    Args:
        window: The window.
        raw: from, to, by (one field), flow, currency, revision.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        rows with value, growth of both and the parts of the change (national, mix, regional),
        total, whose parts add up to it; missing months.

    Raises:
        InputError: With every fault of what is asked.
        MissingError: No lines of the nation, or of the region, are loaded for these months.
        ModelError: The nation traded nothing before.
        RoleError: Who acts is no statistics analyst.
    """
    asked, _ = parse_asked({**raw, "own": "1"})
    own = _both(window, asked, by, at)
    country = str(window.reference.settings.country)
    whole = _both(
        window, replace(asked, where={**(asked.where or {}), "reporter": country}), by, at
    )
    for name, pair in (("the region", own), (country, whole)):
        _need(asked, name, pair)
    parts = shift_share(*map(_values, own), *map(_values, whole))
    values = [_values(one) for one in (*own, *whole)]
    rows = [
        {asked.by[0]: key, **_row(key, values, asked), **_told(shift, asked)}
        for key, shift in parts.items()
    ]
    return {
        "from": asked.first, "to": asked.last, "by": asked.by[0], "currency": asked.currency,
        "nation": country, "revision": own[1].revision,
        "rows": sorted(rows, key=lambda row: -abs(float(row["change"]))),
        "total": {**_row(None, values, asked), **_told(sum(parts.values(), NOTHING), asked)},
        "sources": sorted({*own[1].sources, *whole[1].sources}), "status": "derived",
    }  # fmt: skip


def _both(window: Window, asked: Asked, by: str, at: datetime) -> tuple[Counted, Counted]:
    """Cells of the year before and of the months asked for."""
    return (
        count_cells(window, year_before(asked), by=by, at=at),
        count_cells(window, asked, by=by, at=at),
    )


def _values(counted: Counted) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in counted.cells:
        found[cell.key[0]] = found.get(cell.key[0], 0) + (cell.value_minor or 0)
    return found


def _need(asked: Asked, name: str, pair: tuple[Counted, Counted]) -> None:
    """See that every month is loaded and every value known: what is unknown is never nothing."""
    missing = [
        *missing_months(year_before(asked), pair[0]), *missing_months(asked, pair[1])
    ]  # fmt: skip
    unknown = any(cell.value_minor is None for one in pair for cell in one.cells)
    if missing or unknown:
        what = f"months {', '.join(map(str, missing[:6]))}" if missing else "values"
        raise MissingError(
            Problem("trade.month_missing", name, f"{what} are not known.",
                    "Load them with `entrepot statistics load`.", message_zh="数据不完整。")
        )  # fmt: skip


def _row(key: str | None, values: list[dict[str, int]], asked: Asked) -> Document:
    before, after, of_before, of_after = (
        sum(one.values()) if key is None else one.get(key, 0) for one in values
    )
    return {
        "value": _amount(Fraction(after), asked),
        "growth_pct": percent(indices.growth(before, after)),
        "nation_growth_pct": percent(indices.growth(of_before, of_after)),
        "nation_share_pct": percent(Fraction(after, of_after)) if of_after else None,
    }  # fmt: skip


def _told(shift: Shift, asked: Asked) -> Document:
    """The parts of a change; rounded to the minor unit, the regional part takes what is left."""
    change, national, mix = (round(one) for one in (shift.change, shift.national, shift.mix))
    whole = {"change": change, "national": national, "mix": mix,
             "regional": change - national - mix}  # fmt: skip
    return {name: _amount(Fraction(value), asked) for name, value in whole.items()}


def _amount(minor: Fraction, asked: Asked) -> str:
    return format(minor_unit(asked.currency) * int(minor), "f")
