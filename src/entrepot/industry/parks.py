"""How well the land and the buildings of parks are used: idle, below the rule, or in use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

IDLE, BELOW, UNKNOWN, IN_USE = "idle", "below", "unknown", "in_use"
LAND, BUILDING = "land", "building"
KINDS = (LAND, BUILDING)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of land and buildings.

    Attributes:
        least_output_per_m2: Of a year, before it is lowered [money/m2]; None where none is set.
        lowered_share: By how much the region may ask less, 0 to 1.
        idle_days: Days unused after which a parcel counts as idle.
    """

    least_output_per_m2: Decimal | None
    lowered_share: Decimal
    idle_days: int

    @property
    def limit(self) -> Decimal | None:
        """What is asked after lowering [money/m2]."""
        least = self.least_output_per_m2
        return None if least is None else least * (1 - self.lowered_share)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of land or a building.

    Attributes:
        output: Made on it in a year [money]; None is unknown, not nothing.
        idle_since: First day of the unbroken time unused; None where it is used.
    """

    id: str
    park: str
    kind: str
    area_m2: Decimal
    output: Decimal | None = None
    idle_since: date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """How a parcel is used; `output_per_m2` is None where its output is unknown."""

    parcel: Parcel
    answer: str
    idle_days: int
    output_per_m2: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """The parcels of a kind in a park; `output_per_m2` is None where one's output is unknown."""

    park: str
    kind: str
    area_m2: Decimal
    idle_m2: Decimal
    output_per_m2: Decimal | None


def review(parcels: Iterable[Parcel], rule: Rule, on: date) -> list[Use]:
    """How each parcel is used on a day, the longest idle first, then the least output.

    Args:
        parcels: Each of an area above zero.
        rule: What is asked.
        on: The day.
    """
    found = [_use(one, rule, on) for one in parcels]
    order = (IDLE, BELOW, UNKNOWN, IN_USE)
    return sorted(
        found,
        key=lambda one: (order.index(one.answer), -one.idle_days,
                         one.output_per_m2 or Decimal(0), one.parcel.id),
    )  # fmt: skip


def totals(found: Sequence[Use]) -> list[Total]:
    """Area, idle area and intensity by park and kind."""
    groups = sorted({(one.parcel.park, one.parcel.kind) for one in found})
    return [_total(park, kind, [one for one in found
                                if (one.parcel.park, one.parcel.kind) == (park, kind)])
            for park, kind in groups]  # fmt: skip


def _use(one: Parcel, rule: Rule, on: date) -> Use:
    days = max(0, (on - one.idle_since).days) if one.idle_since else 0
    made = None if one.output is None else one.output / one.area_m2
    return Use(one, _answer(made, days, rule), days, made)


def _answer(made: Decimal | None, days: int, rule: Rule) -> str:
    if days and days >= rule.idle_days:
        return IDLE
    if made is None or rule.limit is None:
        return UNKNOWN
    return BELOW if made < rule.limit else IN_USE


def _total(park: str, kind: str, uses: Sequence[Use]) -> Total:
    area = sum((one.parcel.area_m2 for one in uses), Decimal(0))
    idle = sum((one.parcel.area_m2 for one in uses if one.answer == IDLE), Decimal(0))
    made = [one.parcel.output for one in uses]
    known = [one for one in made if one is not None]
    whole = sum(known, Decimal(0)) / area if len(known) == len(made) else None
    return Total(park, kind, area, idle, whole)
