"""Averages over a span of years, which can be read in two ways until a person decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from entrepot.assess.decisions import READINGS, UNDECIDED, Decisions
from entrepot.assess.goal_checks import readings
from entrepot.assess.goals import AMBIGUOUS, span_in, speaks_of_average
from entrepot.kernel.source import Status, weakest
from entrepot.service.target_goals import Goals
from entrepot.service.target_record import Figure
from entrepot.service.target_words import CAUTIONS, CHECKS, decision_document, words_of

Document = dict[str, Any]
SAME_LEVEL = 5e-4  # levels are printed to four digits


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


def spans_of(
    goals: Goals, place: str, decisions: Decisions = UNDECIDED
) -> Iterator[Document]:  # fmt: skip
    """Averages over a span with both readings, and which one a person decided on."""
    for same in _grouped(goals):
        if same[0].place != place:
            continue
        rate, (first, last) = same[0].rate_pct, same[0].span
        levels = next((one.levels for one in same if one.levels), {})
        chosen = decisions.find("reading", *(one.id for one in same))
        both = zip(READINGS, map(asdict, readings(rate, first, last)), strict=True)
        told = [{"choice": choice, **_reading(one, levels)} for choice, one in both]
        yield {
            "code": AMBIGUOUS, "indicator": same[0].indicator,
            "indicator_zh": next((one.indicator_zh for one in same if one.indicator_zh), ""),
            "ids": [one.id for one in same], "rate_pct": rate,
            "readings": told, "decided": decision_document(chosen),
            "level_on_record": _on_record(levels, last),
            "cautions": _cautions(same[0].id, told, levels.get(last)),
            "words": words_of(CHECKS, AMBIGUOUS),
            "source": "; ".join(dict.fromkeys(one.source for one in same)),
            "figures_status": weakest(["derived", *(one.status for one in same)]),
        }  # fmt: skip


def statements_of(goals: Goals) -> list[list[str]]:
    """Ids of what can be read in two ways; several that state the same stand together."""
    return [[one.id for one in same] for same in _grouped(goals)]


def _grouped(goals: Goals) -> list[list[Statement]]:
    of_rate: dict[tuple[Any, ...], list[Statement]] = {}
    for one in _statements(goals):
        of_rate.setdefault((one.place, one.rate_pct, one.span), []).append(one)
    return list(of_rate.values())


def _on_record(levels: Mapping[int, Figure], year: int) -> Document | None:
    found = levels.get(year)
    return asdict(found) if found else None


def _cautions(
    statement: str, told: Sequence[Document], on_record: Figure | None
) -> list[Document]:  # fmt: skip
    """Whether the level on record was itself worked out by one of the readings."""
    if on_record is None or on_record.status == "published":
        return []
    return [
        {"id": on_record.id or statement, **words_of(CAUTIONS, f"rests_{one['choice']}")}
        for one in told
        if one["level_to"] and abs(on_record.value / one["level_to"] - 1) < SAME_LEVEL
    ]


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
