"""Goals held against one another: parts against whole, growth against levels, doubling, spans."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from entrepot.assess.goals import Goal, by_place
from entrepot.assess.targets import growth_pct
from entrepot.kernel.source import Status

ROUNDING_PCT = 0.05  # rates are printed to a tenth
LEAST_PARTS = 2

Cautions = tuple[tuple[str, str], ...]
"""Each the id it is about and what to mind: year_not_stated, other_year, of_bounds, ..."""


@dataclass(frozen=True, slots=True)
class PartsCheck:
    """The goals of parts beside that of the whole.

    Attributes:
        parts: Goals that were added up.
        parts_sum, whole: In the unit; None is unknown.
        whole_from: Goals the whole was taken from, or worked out from.
        whole_status: published where the whole states it, derived where a share implies it.
        missing: Parts without a number.
    """

    indicator: str
    unit: str
    year: int | None
    parts: tuple[Goal, ...]
    parts_sum: float
    whole: float | None
    whole_from: tuple[str, ...]
    whole_status: Status | None
    missing: tuple[str, ...]
    cautions: Cautions
    code: str = field(default="target.parts_against_whole", init=False)

    @property
    def ratio(self) -> float | None:
        """Sum of the parts over the whole."""
        return self.parts_sum / self.whole if self.whole else None

    @property
    def remainder(self) -> float | None:
        """What the whole leaves to the parts without a number; below 0 the parts exceed it."""
        return None if self.whole is None else self.whole - self.parts_sum


@dataclass(frozen=True, slots=True)
class GrowthCheck:
    """A stated growth rate beside the one that stated levels imply."""

    indicator: str
    ids: tuple[str, ...]
    stated_pct: float
    implied_pct: float | None
    holds: bool | None
    cautions: Cautions
    code: str = field(default="target.growth_against_levels", init=False)


@dataclass(frozen=True, slots=True)
class DoublingCheck:
    """Words that ask for twice the base, beside base and goal.

    Attributes:
        factor: Goal over base; None where one of them is not stated.
        base_known: The base on record, in the unit of the goal.
        factor_on_record: Goal over that.
    """

    indicator: str
    ids: tuple[str, ...]
    factor: float | None
    holds: bool | None
    base_known: float | None
    factor_on_record: float | None
    cautions: Cautions
    code: str = field(default="target.doubling_against_base", init=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an average over a span of years.

    Attributes:
        base_year, year: First and last level.
        steps: Years of growth between them.
        factor: Last level over first.
    """

    base_year: int
    year: int
    steps: int
    factor: float


def readings(rate_pct: float, first: int, last: int) -> tuple[Reading, Reading]:
    """Both readings of "x % on average, first-last": from the first year's level, or to it.

    Example:
        >>> [(one.base_year, one.steps, round(one.factor, 4)) for one in readings(11.6, 2021, 2023)]
        [(2021, 2, 1.2455), (2020, 3, 1.3899)]
    """
    first_reading, second = (
        Reading(base, last, last - base, (1 + rate_pct / 100) ** (last - base))
        for base in (first, first - 1)
    )
    return first_reading, second


def check_parts(
    whole: str, goals: Sequence[Goal], parts: Sequence[str],
    is_share_of: Callable[[Goal, str], bool],
) -> list[PartsCheck]:  # fmt: skip
    """Add up what parts aim at, and hold it against the whole.

    A part without a stated year counts, with a caution; one without a number is missing.

    Args:
        whole: Place id.
        goals: Goals of the whole and its parts.
        parts: Place ids of all parts.
        is_share_of: Whether a goal states a share of an indicator of the whole.
    """
    of_place = by_place(goals)
    kinds = Counter(
        (one.indicator, one.unit) for part in parts
        for one in {(g.indicator.casefold(), g.unit): g
                    for g in of_place.get(part, ()) if g.is_amount and not g.growth_of}.values()
    )  # fmt: skip
    found = []
    for (indicator, unit), count in kinds.items():
        wholes = [*_wholes(whole, goals, indicator, unit, parts, is_share_of)]
        if not wholes and count < LEAST_PARTS:
            continue
        year = _usual_year(goals, parts, indicator, unit)
        for one in wholes or [_Whole(None, year, (), None, ())]:
            found.append(_parts_check(indicator, unit, one, of_place, parts))
    return sorted(found, key=lambda one: one.whole is None)


@dataclass(frozen=True, slots=True)
class _Whole:
    value: float | None
    year: int | None
    ids: tuple[str, ...]
    status: Status | None
    cautions: Cautions


def _wholes(
    whole: str, goals: Sequence[Goal], indicator: str, unit: str, parts: Sequence[str],
    is_share_of: Callable[[Goal, str], bool],
) -> Iterator[_Whole]:  # fmt: skip
    """The whole as it is stated, and as each share implies it."""
    levels = [one for one in goals if _is_of(one, indicator, unit) and one.mark.value is not None]
    for own in levels:
        if own.place == whole:
            yield _Whole(own.mark.value, own.mark.year, (own.id,), "published", ())
    for share in goals:
        if share.place not in parts or not share.mark.value or not is_share_of(share, indicator):
            continue
        for level in levels:
            if (level.place, level.mark.year) == (share.place, share.mark.year):
                value = (level.mark.value or 0.0) / (share.mark.value / 100)
                bounds = [one for one in (level, share) if one.comparator not in ("=", "~")]
                told = tuple((one.id, "of_bounds") for one in bounds)
                yield _Whole(value, level.mark.year, (level.id, share.id), "derived", told)


def _parts_check(
    indicator: str, unit: str, whole: _Whole, of_place: Mapping[str, list[Goal]],
    parts: Sequence[str],
) -> PartsCheck:  # fmt: skip
    used: list[Goal] = []
    missing: list[str] = []
    cautions = list(whole.cautions)
    for part in parts:
        own = [one for one in of_place.get(part, ())
               if _is_of(one, indicator, unit) and one.mark.value is not None]  # fmt: skip
        at_year = [one for one in own if one.mark.year == whole.year]
        without = [one for one in own if one.mark.year is None]
        chosen = next(iter([*at_year, *without]), None)
        if chosen is None:
            missing.append(part)
            cautions += [(one.id, "other_year") for one in own]
            continue
        used.append(chosen)
        if chosen.mark.year is None and whole.year is not None:
            cautions.append((chosen.id, "year_not_stated"))
    total = sum(one.mark.value or 0.0 for one in used)
    return PartsCheck(
        indicator, unit, whole.year, tuple(used), total, whole.value, whole.ids, whole.status,
        tuple(missing), tuple(cautions),
    )  # fmt: skip


def _is_of(goal: Goal, indicator: str, unit: str) -> bool:
    return (goal.indicator.casefold(), goal.unit) == (indicator.casefold(), unit)


def _usual_year(
    goals: Sequence[Goal], parts: Sequence[str], indicator: str, unit: str
) -> int | None:  # fmt: skip
    years = Counter(
        one.mark.year for one in goals
        if one.place in parts and _is_of(one, indicator, unit) and one.mark.is_known
    )  # fmt: skip
    return max(years, key=lambda one: (years[one], one or 0), default=None)


def check_growth(goals: Sequence[Goal]) -> Iterator[GrowthCheck]:
    """Hold growth rates against levels of the same place and year."""
    for rate in goals:
        if not rate.growth_of or rate.mark.value is None:
            continue
        for level in goals:
            same = (level.place, level.indicator.casefold(), level.mark.year) == (
                rate.place, rate.growth_of.casefold(), rate.mark.year,
            )  # fmt: skip
            if not same or level.mark.value is None:
                continue
            implied = growth_pct(level.base, level.mark)
            told = None if isinstance(implied, str) else implied
            holds = None if told is None else abs(told - rate.mark.value) <= ROUNDING_PCT
            cautions = ((level.id, "base_derived"),) if level.base_status == "derived" else ()
            yield GrowthCheck(level.indicator, (level.id, rate.id), rate.mark.value, told, holds,
                              cautions)  # fmt: skip


def check_doubling(
    goals: Sequence[Goal], on_record: Callable[[Goal], float | None]
) -> Iterator[DoublingCheck]:  # fmt: skip
    """Hold words that ask for twice the base against base and goal.

    Args:
        goals: The goals.
        on_record: The base that is on record, in the unit of the goal; None is unknown.
    """
    for goal in goals:
        if not goal.is_doubling:
            continue
        base, wanted = goal.base.value, goal.mark.value
        factor = wanted / base if base and wanted is not None else None
        known = on_record(goal)
        cautions = []
        if factor is None:
            cautions.append((goal.id, "no_figure"))
        elif goal.base_status == "derived":
            cautions.append((goal.id, "base_derived"))
        yield DoublingCheck(
            goal.indicator, (goal.id,), factor, None if factor is None else abs(factor - 2) < 0.01,
            known, wanted / known if known and wanted is not None else None, tuple(cautions),
        )  # fmt: skip
