"""Instruments: six kinds that are never added up into one figure, and how each stands on a day."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from itertools import pairwise
from typing import Literal, TypeAlias

from entrepot.kernel.source import Source
from entrepot.partners.days import Day

Kind: TypeAlias = Literal[
    "letter_of_intent", "memorandum", "friendship", "sister_city", "cooperation_agreement",
    "membership",
]  # fmt: skip
State: TypeAlias = Literal["in_force", "superseded", "ended", "expired"]
KINDS: tuple[Kind, ...] = (
    "letter_of_intent", "memorandum", "friendship", "sister_city", "cooperation_agreement",
    "membership",
)  # fmt: skip
TIES: tuple[Kind, ...] = ("letter_of_intent", "friendship", "sister_city")
"""What those who count friends tend to count together."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A paper that was signed.

    Attributes:
        signed: It is in force from then on; known to the year, from the year's last day.
        expires: Its last day.
        ended: The day it was ended, from which it is in force no more.
        supersedes: Instruments that end when this one is signed.
        text: What it is about.
        cited: Who tells of it, and how surely.
    """

    id: str
    partner: str
    kind: Kind
    signed: Day
    expires: Day | None = None
    ended: Day | None = None
    supersedes: frozenset[str] = frozenset()
    text: str = ""
    cited: Source | None = None


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A day some years after an instrument in force was signed."""

    instrument: Instrument
    on: Day
    years: int


def signed_by(instruments: Iterable[Instrument], day: date) -> list[Instrument]:
    """Those signed by a day, the first signed first."""
    return sorted((one for one in instruments if one.signed.last <= day),
                  key=lambda one: (one.signed.last, one.id))  # fmt: skip


def states_on(instruments: Collection[Instrument], day: date) -> Mapping[str, State]:
    """How each instrument that was signed by a day stands then, by id."""
    signed = signed_by(instruments, day)
    gone = {id_ for one in signed for id_ in one.supersedes}
    return {one.id: _state(one, day, gone) for one in signed}


def in_force(instruments: Collection[Instrument], day: date) -> list[Instrument]:
    """Those in force on a day, the first signed first."""
    states = states_on(instruments, day)
    return [one for one in signed_by(instruments, day) if states[one.id] == "in_force"]


def count_kinds(instruments: Iterable[Instrument]) -> dict[Kind, int]:
    """How many there are of each kind."""
    found = Counter(one.kind for one in instruments)
    return {kind: found[kind] for kind in KINDS}


def by_year(instruments: Iterable[Instrument]) -> dict[int, list[Instrument]]:
    """By the year they were signed, in order."""
    found: dict[int, list[Instrument]] = {}
    for one in sorted(instruments, key=lambda one: (one.signed.last, one.id)):
        found.setdefault(one.signed.year, []).append(one)
    return found


def new_ties(instruments: Collection[Instrument], first: int, last: int) -> list[Instrument]:
    """Letters, friendships and sister cities signed in years, both included.

    One that takes the place of another of these three brings no friend more.
    """
    were = {one.id for one in instruments if one.kind in TIES}
    return [one for one in instruments if one.kind in TIES
            and first <= one.signed.year <= last and not one.supersedes & were]  # fmt: skip


def anniversaries(instruments: Collection[Instrument], day: date) -> list[Anniversary]:
    """The anniversaries within twelve months after a day, the nearest first.

    None where the twelve months end after the last year there is.
    """
    if day.year >= MAXYEAR - 1:
        return []
    found = [_next(one, day) for one in in_force(instruments, day)]
    kept = [one for one in found if _lasts(one.instrument, one.on.last)]
    return sorted(kept, key=lambda one: (one.on.last, one.instrument.id))


def anniversaries_from(instruments: Collection[Instrument], day: date) -> list[Anniversary]:
    """Those of a day itself too, of what is in force on it."""
    live = {one.id for one in in_force(instruments, day)}
    since = day - timedelta(days=day > date.min)
    return [one for one in anniversaries(instruments, since) if one.instrument.id in live]


def following(papers: Sequence[tuple[str, Day]]) -> dict[str, frozenset[str]]:
    """What each paper of one agreement supersedes: the one signed before it."""
    ordered = [id_ for id_, _ in sorted(papers, key=lambda one: (one[1].last, one[0]))]
    return {later: frozenset((before,))
            for before, later in pairwise(ordered)}  # fmt: skip


def _state(one: Instrument, day: date, gone: Collection[str]) -> State:
    if one.id in gone:
        return "superseded"
    if one.ended is not None and one.ended.last <= day:
        return "ended"
    return "in_force" if one.expires is None or day <= one.expires.last else "expired"


def _lasts(one: Instrument, day: date) -> bool:
    return _state(one, day, ()) == "in_force"


def _next(one: Instrument, day: date) -> Anniversary:
    years = day.year - one.signed.year
    years += one.signed.after(years).last <= day
    return Anniversary(one, one.signed.after(years), years)
