"""Averages over a span of years, which can be read in two ways until a person decides."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from entrepot.assess.goal_checks import readings
from entrepot.assess.goals import AMBIGUOUS, span_in, speaks_of_average
from entrepot.kernel.source import Status, weakest
from entrepot.service.target_goals import Goals
from entrepot.service.target_record import Figure
from entrepot.service.target_words import CHECKS, words_of

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """An average over a span of years, as a table states it."""

    id: str
    indicator: str
    indicator_zh: str
    place: str
    rate_pct: float
    span: tuple[int, int]
    source: str
    status: Status
    levels: Mapping[int, Figure]


def spans_of(goals: Goals, place: str) -> Iterator[Document]:
    """Averages over a span with both readings; nobody decided which one is meant."""
    of_rate: dict[tuple[Any, ...], list[Statement]] = {}
    for one in _statements(goals):
        if one.place == place:
            of_rate.setdefault((one.rate_pct, one.span), []).append(one)
    for (rate, (first, last)), same in of_rate.items():
        levels = next((one.levels for one in same if one.levels), {})
        yield {
            "code": AMBIGUOUS, "indicator": same[0].indicator,
            "indicator_zh": next((one.indicator_zh for one in same if one.indicator_zh), ""),
            "ids": [one.id for one in same], "rate_pct": rate,
            "readings": [_reading(one, levels) for one in map(asdict, readings(rate, first, last))],
            "decided": None, "cautions": [], "words": words_of(CHECKS, AMBIGUOUS),
            "source": "; ".join(dict.fromkeys(one.source for one in same)),
            "figures_status": weakest(["derived", *(one.status for one in same)]),
        }  # fmt: skip


def _reading(reading: Document, levels: Mapping[int, Figure]) -> Document:
    """A reading, with the level it leads to where its first one is on record."""
    first = levels.get(reading["base_year"])
    end = first.value * reading["factor"] if first else None
    return {**reading, "level_from": first and first.value, "level_to": end}


def _statements(goals: Goals) -> Iterator[Statement]:
    for goal in goals.all:
        row = goals.rows[goal.id]
        if AMBIGUOUS in goals.flags(goal) and (span := span_in(row.indicator, row.note)):
            yield Statement(goal.id, row.indicator, row.indicator_zh, goal.place,
                            row.target_value, span, row.source, row.status, {})  # fmt: skip
    for row in goals.table("indicators"):
        span = span_in(row.indicator)
        is_rate = row.unit.casefold().startswith("percent") and row.value is not None
        if span and is_rate and speaks_of_average(row.indicator):
            yield Statement(row.id, row.indicator, "", goals.places.named(row.geography).id,
                            row.value, span, row.source, row.status, {})  # fmt: skip
    for row in goals.table("trade_series"):
        span = span_in(row.period)
        if span and row.growth_pct is not None and speaks_of_average(row.period):
            place = goals.places.named(row.geography, row.geography_zh).id
            levels = goals.levels(place, row.flow, row.unit)
            yield Statement(row.id, row.flow, row.flow_zh, place, row.growth_pct, span,
                            row.source, row.status, levels)  # fmt: skip
