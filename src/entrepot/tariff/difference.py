"""What a new edition of a schedule changes in the measures that stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from entrepot.kernel.errors import Problem
from entrepot.kernel.period import Period
from entrepot.region.law import Measure
from entrepot.tariff.schedule import Need

Side: TypeAlias = tuple[str, str, str, str, tuple[str, ...], str, str]
"""Market, kind, regime, line, origins, variant, conditions: of one side one holds a day."""


@dataclass(frozen=True, slots=True)
class Change:
    """A side whose measures a new edition adds, removes or changes."""

    what: str  # added, removed, changed
    hs_code: str
    kind: str
    regime: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What must be done so that the new edition stands.

    Attributes:
        changes: Sides that differ.
        ended: Ids of stored measures that are superseded.
        begun: Measures to add; what a superseded one still says of days before is among them.
    """

    changes: tuple[Change, ...]
    ended: tuple[str, ...]
    begun: tuple[Measure, ...]

    def count(self, what: str) -> int:
        """How many sides are added, removed or changed."""
        return sum(change.what == what for change in self.changes)


def side_of(measure: Measure) -> Side:
    """What two measures may not share on one day."""
    return (
        measure.market, measure.kind, measure.regime, measure.hs_code, measure.origins,
        measure.additional_code, measure.conditions,
    )  # fmt: skip


def compare(
    standing: Iterable[Measure], coming: Iterable[Measure], first_day: date
) -> Difference:  # fmt: skip
    """Compare the measures that stand with those of an edition that begins on a day.

    Days before the edition stay as they are: law is not undone backwards.
    """
    old, new = _by_side(standing), _by_side(coming)
    changes: list[Change] = []
    ended: list[str] = []
    begun: list[Measure] = []
    for side in dict.fromkeys((*old, *new)):
        before = [m for m in old.get(side, ()) if _reaches(m, first_day)]
        after = new.get(side, ())
        clipped = [replace(m, valid_from=_later(m.valid_from, first_day)) for m in before]
        if set(map(_content, clipped)) == set(map(_content, after)):
            continue
        changes.append(_change(side, before, after))
        ended += (m.id for m in before)
        begun += (
            replace(m, valid_to=first_day) for m in before if _starts_before(m, first_day)
        )  # fmt: skip
        begun += after
    return Difference(tuple(changes), tuple(ended), tuple(begun))


def settle_doubles(
    measures: Sequence[Measure], policy: str
) -> tuple[list[Measure], list[Need], list[Problem]]:
    """Make one measure a day of each side.

    The same duty twice is one; a blank cell yields to one that is not. Two duties for the same
    days are a fault, or, by the policy `person`, one measure whose duty is unknown until a person
    has read both.

    Returns:
        The measures, the cells that a person must read, and the faults.
    """
    kept: list[Measure] = []
    needs: list[Need] = []
    problems: list[Problem] = []
    for several in _by_side(measures).values():
        if len(several) == 1:
            kept += several
            continue
        told = [m for m in several if not _yields(m, several)]
        single = list({_content(m): m for m in reversed(told)}.values())[::-1]
        if not any(_clash(single)):
            kept += single
        elif policy == "person":
            merged = _merged(single)
            kept.append(merged)
            needs.append(_need(merged))
        else:
            kept += single
            problems += (_overlap(one, other) for one, other in _clash(single))
    return kept, needs, problems


def _by_side(measures: Iterable[Measure]) -> dict[Side, list[Measure]]:
    found: dict[Side, list[Measure]] = {}
    for measure in measures:
        found.setdefault(side_of(measure), []).append(measure)
    return found


def _content(measure: Measure) -> tuple[object, ...]:
    told = measure.duty or (measure.source_text, measure.note)
    return told, measure.valid_from, measure.valid_to


def _yields(measure: Measure, others: Iterable[Measure]) -> bool:
    """Say whether a measure is of a blank cell and another one is not that day."""
    if measure.duty or measure.source_text:
        return False
    return any((m.duty or m.source_text) and m.valid.overlaps(measure.valid) for m in others)


def _clash(measures: Sequence[Measure]) -> Iterator[tuple[Measure, Measure]]:
    for place, one in enumerate(measures):
        for other in measures[place + 1 :]:
            if one.valid.overlaps(other.valid):
                yield one, other


def _merged(measures: Sequence[Measure]) -> Measure:
    texts = " | ".join(dict.fromkeys(m.source_text for m in measures))
    days = Period(
        min((m.valid_from for m in measures if m.valid_from), default=None),
        None if any(m.valid_to is None for m in measures)
        else max(m.valid_to for m in measures if m.valid_to),
    )  # fmt: skip
    return replace(
        measures[0], duty="", source_text=texts, note="the schedule gives the line several rates",
        valid_from=days.start, valid_to=days.end,
    )  # fmt: skip


def _need(measure: Measure) -> Need:
    row, _, column = measure.id.removeprefix("row ").partition(", ")
    return Need(int(row), measure.hs_code, column, measure.source_text, measure.note)


def _overlap(one: Measure, other: Measure) -> Problem:
    return Problem(
        "measure.overlap", f"{one.id} and {other.id}",
        f"two measures of one kind on {one.hs_code} hold on the same day: "
        f"{one.duty or one.source_text} and {other.duty or other.source_text}.",
        "End the first on the day the second begins, or leave one out.",
    )  # fmt: skip


def _reaches(measure: Measure, day: date) -> bool:
    return measure.valid_to is None or measure.valid_to > day


def _starts_before(measure: Measure, day: date) -> bool:
    return measure.valid_from is None or measure.valid_from < day


def _later(day: date | None, other: date) -> date | None:
    if other == date.min:
        return day
    return other if day is None or day < other else day


def _change(side: Side, before: Sequence[Measure], after: Sequence[Measure]) -> Change:
    what = "changed" if before and after else "added" if after else "removed"
    _, kind, regime, code, *_ = side
    return Change(what, code, kind, regime, _worded(before), _worded(after))


def _worded(measures: Sequence[Measure]) -> str:
    return "; ".join(m.duty or m.source_text or "unknown" for m in measures)


def tell(difference: Difference) -> Mapping[str, int]:
    """The counts of a difference report."""
    return {what: difference.count(what) for what in ("added", "removed", "changed")}
