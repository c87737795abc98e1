"""The circle of friends on a day: partners, and what was stated beside what can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from entrepot.partners.agreements import Instrument, by_year, new_ties, signed_by
from entrepot.partners.days import Day
from entrepot.partners.exchanges import Commitment, Contact


@dataclass(frozen=True, slots=True)
class Partner:
    """A city or a body."""

    id: str
    name: str
    country: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """How many friends somebody said there were.

    Attributes:
        name: What was counted; figures of another name are another series.
    """

    on: Day
    count: int
    source: str
    status: str
    name: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """Who one is tied to.

    Attributes:
        home: Place id of the one.
    """

    home: str
    partners: Sequence[Partner]
    instruments: Sequence[Instrument] = ()
    contacts: Sequence[Contact] = ()
    commitments: Sequence[Commitment] = ()
    stated: Sequence[Stated] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """From one stated figure to the next of its series, and what was signed between.

    Attributes:
        signed: All that was signed in the years after the first up to the second.
        explained: How much of the change new letters, friendships and sister cities cover.
    """

    before: Stated
    after: Stated
    signed: Sequence[Instrument]
    explained: int

    @property
    def unexplained(self) -> int:
        """What is left of the change."""
        return self.after.count - self.before.count - self.explained


def stated_by(stated: Sequence[Stated], day: date) -> list[Stated]:
    """What had been stated by a day, in order."""
    return sorted((one for one in stated if one.on.last <= day),
                  key=lambda one: (one.on.last, one.name))  # fmt: skip


def changes(circle: Circle, day: date) -> list[Change]:
    """The changes of each stated series by a day, the earliest first."""
    series: dict[str, list[Stated]] = {}
    for one in stated_by(circle.stated, day):
        series.setdefault(one.name, []).append(one)
    found = [_change(circle, *pair, day) for rows in series.values() for pair in pairwise(rows)]
    return sorted(found, key=lambda one: (one.after.on.last, one.after.name))


def first_contact(instruments: Sequence[Instrument], contacts: Sequence[Contact]) -> Day | None:
    """The first time anything passed between."""
    days = [*(one.signed for one in instruments), *(one.on for one in contacts)]
    return min(days, key=lambda one: one.last, default=None)


def _change(circle: Circle, before: Stated, after: Stated, day: date) -> Change:
    signed = signed_by(circle.instruments, day)
    first, last = before.on.year + 1, after.on.year
    years = by_year(signed)
    between = [one for year in range(first, last + 1) for one in years.get(year, ())]
    most = after.count - before.count
    explained = max(0, min(most, len(new_ties(signed, first, last))))
    return Change(before, after, between, explained)
