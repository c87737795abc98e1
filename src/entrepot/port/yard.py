"""The yard: one box a slot, stacked from the ground, and how long each has stood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from entrepot.kernel.errors import Problem

_SLOT = re.compile(r"([A-Z]{1,3})-(\d{1,3})-(\d{1,2})-([1-6])", re.ASCII)
DAY = timedelta(days=1)
_BANDS = (2, 5, 10)  # days [d]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A place for one box: block, bay, row, and tier from the ground up."""

    block: str
    bay: int
    row: int
    tier: int

    def __str__(self) -> str:
        return f"{self.block}-{self.bay}-{self.row}-{self.tier}"

    @property
    def stack(self) -> tuple[str, int, int]:
        """What it stands above and below."""
        return self.block, self.bay, self.row


def parse_slot(text: str) -> Slot | None:
    """A slot by its name, such as A-12-3-1; None where it is none."""
    found = _SLOT.fullmatch(text)
    if found is None:
        return None
    block, bay, row, tier = found.groups()
    return Slot(block, int(bay), int(row), int(tier))


def check_ground(slot: Slot, taken: Mapping[str, str], container: str = "") -> tuple[Problem, ...]:
    """What stands against setting a box down in a slot.

    Args:
        slot: Where.
        taken: Box by the name of each slot taken.
        container: The box, which may stand elsewhere already.
    """
    holder = taken.get(str(slot))
    if holder is not None and holder != container:
        return (_problem("yard.taken", str(slot), f"{holder} stands there.", f"已有{holder}。"),)
    below = taken.get(str(Slot(*slot.stack, slot.tier - 1)))
    if slot.tier > 1 and below in (None, container):
        return (_problem("yard.below_empty", str(slot), "nothing stands below.", "下方无箱。"),)
    return ()


def check_lift(slot: Slot, taken: Mapping[str, str]) -> tuple[Problem, ...]:
    """What stands against lifting a box out of a slot: another stands on it."""
    above = taken.get(str(Slot(*slot.stack, slot.tier + 1)))
    if above is None:
        return ()
    return (_problem("yard.buried", str(slot), f"{above} stands on it.", f"上方压有{above}。"),)


def first_free(slots: Iterable[Slot], taken: Mapping[str, str]) -> Slot | None:
    """The first slot, in the order of stacks and tiers, in which a box may be set down."""
    return next((one for one in sorted(slots) if not check_ground(one, taken)), None)


def band_of(stood: timedelta) -> str:
    """The band of a dwell, for a table of ages.

    Example:
        >>> band_of(timedelta(days=3))
        '2-5 d'
    """
    if stood < _BANDS[0] * DAY:
        return f"0-{_BANDS[0]} d"
    for low, high in pairwise(_BANDS):
        if stood < high * DAY:
            return f"{low}-{high} d"
    return f"{_BANDS[-1]} d +"


BANDS = tuple(band_of(days * DAY) for days in (0, *_BANDS))


def free_until(in_at: datetime, free_days: int) -> datetime:
    """When the time a box may stand without charge ends.

    Days are whole days of the calendar from the instant it came in; the tariff of the site
    says how many.
    """
    return in_at + free_days * DAY


def _problem(code: str, where: str, message: str, chinese: str) -> Problem:
    return Problem(code, where, message, message_zh=f"箱位{where}{chinese}")
