"""What passes between: contacts one way and both ways, and what was promised."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from entrepot.kernel.source import Source
from entrepot.partners.agreements import Instrument, in_force, signed_by
from entrepot.partners.days import Day, months_after

DORMANT_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """Something that passed between: a visit, a letter, a gift, an event.

    Attributes:
        is_two_way: Both took part; a letter that was sent is one way.
        cited: Who tells of it, and how surely.
    """

    id: str
    partner: str
    on: Day
    kind: str
    is_two_way: bool
    text: str = ""
    text_zh: str = ""
    cited: Source | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something promised.

    Attributes:
        done: The day it was done; it counts with evidence alone.
    """

    id: str
    partner: str
    owner: str
    text: str
    due: Day
    done: Day | None = None
    evidence: str = ""

    def is_done_by(self, day: date) -> bool:
        """Whether it was done by a day, and something shows it."""
        return self.done is not None and self.done.last <= day and bool(self.evidence)


def last_two_way(
    instruments: Iterable[Instrument], contacts: Iterable[Contact], day: date
) -> Day | None:
    """The last time by a day that both took part; signing is such a time."""
    days = [one.signed for one in signed_by(instruments, day)]
    days += [one.on for one in contacts if one.is_two_way and one.on.last <= day]
    return max(days, key=lambda one: one.last, default=None)


def is_dormant(instruments: Collection[Instrument], contacts: Iterable[Contact], day: date) -> bool:
    """Whether an instrument is in force and both took part in nothing for 24 months."""
    last = last_two_way(instruments, contacts, day)
    if last is None or not in_force(instruments, day):
        return False
    return months_after(last.last, DORMANT_MONTHS) <= day


def overdue(commitments: Iterable[Commitment], day: date) -> list[Commitment]:
    """What was due before a day and is not done by it, the longest due first."""
    late = [one for one in commitments if one.due.last < day and not one.is_done_by(day)]
    return sorted(late, key=lambda one: (one.due.last, one.id))
