"""What passes between a region and its partners beside goods: services, projects, investment.

Each is a figure of its own with its source; kinds, directions and currencies are never added up.

Source: BPM6 for services and direct investment; UN IMTS 2010 leaves all three out of goods.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from entrepot.kernel.source import Status, weakest

KINDS = ("services", "projects", "investment")
DIRECTIONS = ("out", "in")


@dataclass(frozen=True, slots=True)
class Record:
    """A figure of a partner.

    Attributes:
        partner: Country, ISO 3166-1 alpha-2.
        kind: services, projects or investment.
        direction: out of the region or into it.
        period: Month [yyyymm]; 00 is the whole year.
        value: Amount.
        currency: ISO 4217 code.
        source: Citation.
        status: How sure it is.
    """

    partner: str
    kind: str
    direction: str
    period: int
    value: Decimal
    currency: str
    source: str
    status: Status

    def is_within(self, first: int, last: int) -> bool:
        """Whether it lies in some months; a year as a whole lies there with all its months."""
        if self.period % 100:
            return first <= self.period <= last
        ends_with = 12 if last % 100 else 0  # 202400 as the last is the year 2024 as a whole
        return first <= self.period + 1 and self.period + ends_with <= last


@dataclass(frozen=True, slots=True)
class Booked:
    """Figures of one partner, kind, direction and currency, added up."""

    kind: str
    direction: str
    currency: str
    value: Decimal
    count: int
    sources: tuple[str, ...]
    status: Status


def book(records: Iterable[Record], first: int, last: int) -> dict[str, list[Booked]]:
    """The figures of each partner in some months, both ends included [yyyymm]."""
    groups: dict[str, dict[tuple[str, str, str], list[Record]]] = {}
    for one in records:
        if one.is_within(first, last):
            key = (one.kind, one.direction, one.currency)
            groups.setdefault(one.partner, {}).setdefault(key, []).append(one)
    return {
        partner: [_booked(key, own) for key, own in sorted(found.items())]
        for partner, found in groups.items()
    }


def _booked(key: tuple[str, str, str], own: list[Record]) -> Booked:
    return Booked(
        *key, sum((one.value for one in own), Decimal(0)), len(own),
        tuple(dict.fromkeys(one.source for one in own)), weakest(one.status for one in own),
    )  # fmt: skip
