"""The growth of the region over some years, from what was published: `entrepot statistics review`.

Nothing is chosen where figures disagree, and an average that can be read in two ways keeps both.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.region.aims import TradeFigure
from entrepot.service.review_flags import flags_of, flow_zh
from entrepot.store.reference import WindowReference
from entrepot.trade.review import (
    TOTAL,
    Contribution,
    Reading,
    Series,
    Stated,
    Step,
    contributions,
    pace,
    readings,
    review,
)

Document = dict[str, Any]
Rows = Sequence[TradeFigure]
_AVERAGE = re.compile(r"^(\d{4})-(\d{4}) average$")
_MONEY = re.compile(r" [A-Z]{3}$")
_DIGITS = 6
_YEARS = 3  # where no average tells which years are meant


def review_growth(
    reference: WindowReference, *, geography: str = "", first: int | None = None,
    last: int | None = None,
) -> Document:  # fmt: skip
    """Review the growth of a place.

    Args:
        reference: The pack.
        geography: As the figures name it; the region itself by default.
        first: First year of growth; that of the last stated average by default.
        last: Last year, alike.

    Returns:
        series, averages with both readings, contributions, beside (other places), flags.

    Raises:
        MissingError: No figure is of the place.
        InputError: The years are no span.
    """
    told: Rows = reference.table("trade_series")
    rows = _rows_of(told, {geography} if geography else _own_names(reference, told))
    years = _years(rows, first, last)
    series = review(filter(None, map(_stated, rows)), *years)
    averages = [_average(row, series, rows) for row in rows if _is_average(row, years)]
    ids = {id_ for one in series for step in one.steps for id_ in _ids(step)}
    used = [row for row in rows if row.id in ids]
    return {
        "geography": rows[0].geography, "geography_zh": rows[0].geography_zh,
        "geographies": _names(told), "from": years[0], "to": years[1],
        "series": [_series(one, rows) for one in series],
        "averages": averages,
        "contributions": [_contribution(one, rows) for one in contributions(series)],
        "beside": list(_beside(told, rows[0].geography, years)),
        "flags": flags_of(series, averages, rows),
        "status": weakest([*(row.status for row in used), "derived"]),
    }  # fmt: skip


def _own_names(reference: WindowReference, told: Rows) -> set[str]:
    """What the figures call the region."""
    own = reference.settings
    return {own.id, own.name} | {row.geography for row in told if row.geography_zh == own.name_zh}


def _rows_of(told: Rows, names: set[str]) -> Rows:
    rows = tuple(row for row in told if row.geography in names)
    if rows:
        return rows
    message = f"no figure of trade is of {' or '.join(sorted(names))}."
    hint = f"Known are: {', '.join(one['geography'] for one in _names(told))}."
    raise MissingError(Problem("review.unknown", "geography", message, hint,
                               message_zh="没有该地的贸易数据。"))  # fmt: skip


def _names(told: Rows) -> list[Document]:
    """Places of which a year's total is told."""
    found = {row.geography: row.geography_zh for row in told if _is_total(row)}
    return [{"geography": name, "geography_zh": found[name]} for name in sorted(found)]


def _is_total(row: TradeFigure) -> bool:
    return _is_year(row) and row.flow == TOTAL


def _is_year(row: TradeFigure) -> bool:
    """Whether a row tells money of a whole year that was reached."""
    is_known = row.value is not None and row.basis != "target"
    return row.period in ("", "year") and is_known and bool(_MONEY.search(row.unit))


def _years(rows: Rows, first: int | None, last: int | None) -> tuple[int, int]:
    spans = [_span(row) for row in rows if _AVERAGE.match(row.period)]
    known = [row.year for row in rows if _is_year(row)]
    until = last or (max(spans)[1] if spans else max(known, default=0))
    begun = first or max((one[0] for one in spans if one[1] == until), default=until - _YEARS + 1)
    if not 0 < begun <= until:
        raise InputError(Problem("review.years", "from", f"{begun} to {until} is no span of years.",
                                 "Give a first year that is not after the last.",
                                 message_zh="起始年份须不晚于终止年份。"))  # fmt: skip
    return begun, until


def _span(row: TradeFigure) -> tuple[int, int]:
    found = _AVERAGE.match(row.period)
    assert found is not None
    return int(found[1]), int(found[2])


def _is_average(row: TradeFigure, years: tuple[int, int]) -> bool:
    return bool(_AVERAGE.match(row.period)) and _span(row) == years and row.growth_pct is not None


def _stated(row: TradeFigure) -> Stated | None:
    """A row as a figure of a year; None where it is of part of one, or a goal."""
    if not _is_year(row):
        return None
    is_derived = "derived" in (row.basis, row.status)
    return Stated(row.id, row.flow, row.unit, row.year, _exact(row.value), _exact(row.growth_pct),
                  is_derived=is_derived)  # fmt: skip


def _exact(value: float | None) -> Decimal | None:
    """The digits that were written."""
    return None if value is None else Decimal(repr(value))


# Documents


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)


def _ids(step: Step) -> list[str]:
    return [one.id for one in step.stated]


def _series(one: Series, rows: Rows) -> Document:
    by_id = {row.id: row for row in rows}
    return {
        **_counted(one, rows), "pace_pct": _plain(one.pace),
        "steps": [_step(step, by_id) for step in one.steps],
    }  # fmt: skip


def _counted(one: Series | Contribution, rows: Rows) -> Document:
    """What is counted, and in what."""
    return {"flow": one.flow, "flow_zh": flow_zh(one.flow, rows), "unit": one.unit}


def _step(step: Step, by_id: dict[str, TradeFigure]) -> Document:
    rows = [by_id[id_] for id_ in _ids(step)]
    return {
        "year": step.year, "value": _plain(step.value), "growth_pct": _plain(step.growth),
        "stated_growth_pct": _plain(step.stated_growth), "fits": step.fits,
        "figures": [
            {"id": row.id, "value": row.value, "growth_pct": row.growth_pct, "note": row.note,
             "note_zh": row.note_zh, "source": row.source, "status": row.status}
            for row in rows
        ],
        "status": weakest(row.status for row in rows) if rows else None,
    }  # fmt: skip


def _average(row: TradeFigure, series: Iterable[Series], rows: Rows) -> Document:
    """A stated average beside every series of the same flow, each read in both ways."""
    first, last = _span(row)
    stated = Stated(row.id, row.flow, row.unit, last, None, _exact(row.growth_pct), since=first)
    kin = [one for one in series if one.flow.split()[0] == row.flow]
    return {
        "id": row.id, "flow": row.flow, "unit": row.unit, "growth_pct": row.growth_pct,
        "from": first, "to": last, "note": row.note, "source": row.source, "status": row.status,
        "readings": [
            {**_counted(one, rows), **_reading(reading),
             "is_its_own": (one.flow, one.unit) == (row.flow, row.unit)}
            for one in kin for reading in readings(stated, one)
        ],
    }  # fmt: skip


def _reading(one: Reading) -> Document:
    return {
        "since": one.since, "steps": one.steps, "start": _plain(one.start),
        "implied": _plain(one.implied), "stated": _plain(one.stated),
        "pace_pct": _plain(one.pace), "fits": one.fits, "proves": one.proves,
    }  # fmt: skip


def _contribution(one: Contribution, rows: Rows) -> Document:
    return {
        **_counted(one, rows), "year": one.year,
        "points": _plain(one.points), "share_pct": _plain(one.share),
    }  # fmt: skip


def _beside(told: Rows, own: str, years: tuple[int, int]) -> Iterable[Document]:
    """The pace of every place whose totals of the first and last year are told in one unit."""
    for name in _names(told):
        rows = [row for row in told if row.geography == name["geography"]]
        for one in review(filter(None, map(_stated, rows)), *years):
            ends = one.steps[0].value, one.steps[-1].value
            if one.flow == TOTAL and None not in ends:
                yield {
                    **name, "unit": one.unit, "before": _plain(ends[0]), "after": _plain(ends[1]),
                    "pace_pct": _plain(pace(*ends, years[1] - years[0] + 1)),  # type: ignore[arg-type]
                    "is_own": name["geography"] == own,
                    "status": weakest(row.status for row in rows if _is_total(row)),
                }  # fmt: skip
