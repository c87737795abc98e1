"""Kinds of measure, and which measures apply to a line on a day and why the others do not."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, TypeAlias

from entrepot.kernel.errors import InputError, Problem
from entrepot.region.law import Measure
from entrepot.tariff.condition import Conditions, parse_conditions
from entrepot.tariff.expression import Duty, parse_duty

Part = Literal["general", "rate", "added", "tax", "export"]
"""A kind is for goods without most-favoured-nation treatment, one of several rates to choose
from, charged beside them, the import tax at the end, or charged on what leaves."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of measure: how it enters the sum.

    Attributes:
        id: The word in `measures.csv`.
        title: What people call it.
        what: The line of a quote it is shown on.
        order: Place in the sum; a base may hold only what comes before.
        part: Chosen among rates, added beside the chosen rate, or charged on export.
        needs_proof: Applies only to who shows a proof, named by the measure's regime.
        unproved: Why it does not apply to who shows none.
        displaces: Kinds that do not apply while this one does.
        on_duty: The base is the customs value with the duties before it.
    """

    id: str
    title: str
    what: str
    order: int
    part: Part
    needs_proof: bool = False
    unproved: str = "origin proof not given"
    displaces: tuple[str, ...] = ()
    on_duty: bool = False


_ALL = (
    Kind("provisional", "Provisional duty", "customs_duty", 10, "rate", displaces=("mfn",)),
    Kind("mfn", "Most-favoured-nation duty", "customs_duty", 20, "rate"),
    Kind("general", "General duty", "customs_duty", 25, "general"),
    Kind("in_quota", "In-quota duty", "customs_duty", 30, "rate", True, "no share of the quota"),
    Kind("preference", "Preferential duty", "customs_duty", 40, "rate", needs_proof=True),
    Kind("additional", "Additional duty", "additional_duty", 50, "added"),
    Kind("safeguard", "Safeguard duty", "additional_duty", 60, "added"),
    Kind("anti_dumping", "Anti-dumping duty", "anti_dumping", 70, "added"),
    Kind("countervailing", "Countervailing duty", "anti_dumping", 80, "added"),
    Kind("excise", "Excise", "excise", 90, "added", on_duty=True),
    Kind("vat", "Import tax", "import_vat", 95, "tax", on_duty=True),
    Kind("export_duty", "Export duty", "export_duty", 100, "export"),
)
KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _ALL}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A measure on the line that does not apply, and why."""

    measure: Measure
    why: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Measures of one line: one a kind and regime, and those set aside."""

    applied: tuple[Measure, ...]
    rejected: tuple[Rejected, ...]


class MeasureBook:
    """Measures by market and subheading, for quick looking up.

    Args:
        measures: Rows of any number of markets; each code has six digits or more, or is a
            heading or chapter that all codes below it inherit from.
    """

    def __init__(self, measures: Iterable[Measure]) -> None:
        self._shelves: dict[tuple[str, str], list[Measure]] = {}
        self._regimes: set[str] = set()
        for measure in measures:
            shelf = measure.market, measure.hs_code[:6]
            self._shelves.setdefault(shelf, []).append(measure)
            if KINDS[measure.kind].needs_proof:
                self._regimes.add(measure.regime)

    @property
    def regimes(self) -> tuple[str, ...]:
        """Regimes that must be proved to be claimed, in order of their names."""
        return tuple(sorted(self._regimes))

    def find_related(self, market: str, code: str) -> tuple[Measure, ...]:
        """Rates to choose from and charges beside them, on a code and what is above and below."""
        return self._parts(market, code, ("rate", "added"))

    def find_import(self, market: str, code: str) -> tuple[Measure, ...]:
        """The same with the general duty and the import tax."""
        return self._parts(market, code, ("general", "rate", "added", "tax"))

    def find_export(self, market: str, code: str) -> tuple[Measure, ...]:
        """The same of the measures on what leaves the market."""
        return self._parts(market, code, ("export",))

    def _parts(self, market: str, code: str, parts: Collection[str]) -> tuple[Measure, ...]:
        return tuple(m for m in self._near(market, code) if KINDS[m.kind].part in parts)

    def _near(self, market: str, code: str) -> Iterator[Measure]:
        for digits in (2, 4, 6):
            for measure in self._shelves.get((market, code[:digits]), ()):
                if code.startswith(measure.hs_code) or measure.hs_code.startswith(code):
                    yield measure


def list_lines(code: str, measures: Iterable[Measure]) -> tuple[str, ...]:
    """The finest lines at or below a code that measures tell apart, in order.

    Measures of one kind and regime name either the whole code or each line below it. Where
    they name both, the code itself stands for the lines that are not named.
    """
    below: set[str] = set()
    whole: set[tuple[str, str]] = set()
    parts: set[tuple[str, str]] = set()
    for measure in measures:
        side = measure.kind, measure.regime
        if code.startswith(measure.hs_code):
            whole.add(side)
        elif measure.hs_code.startswith(code):
            parts.add(side)
            below.add(measure.hs_code)
    finest = {a for a in below if not any(b != a and b.startswith(a) for b in below)}
    if not finest or whole & parts:
        finest.add(code)
    return tuple(sorted(finest))


Side: TypeAlias = tuple[str, str]  # kind and regime


def select_measures(code: str, origin: str, on: date, measures: Iterable[Measure]) -> Selection:
    """Choose the measures in force on one line: of each kind and regime the closest.

    Args:
        code: The line; a measure applies when its code is the line's or begins it.
        origin: Country of origin, ISO 3166-1 alpha-2.
        on: The legal day.
        measures: Candidates of one market.
    """
    closest, rejected = find_closest_measures(code, origin, on, measures)
    return _displace(closest, rejected)


def find_closest_measures(
    code: str, origin: str, on: date, measures: Iterable[Measure]
) -> tuple[dict[Side, Measure], list[Rejected]]:
    """The closest measure of each kind and regime, and why the others do not apply.

    Closest is the one for the longest code, and among these the one for the fewest countries.
    Arguments are those of `select_measures`.
    """
    closest: dict[Side, Measure] = {}
    rejected: list[Rejected] = []
    for measure in sorted(measures, key=_longest_first):
        why = why_not(measure, code, origin, on)
        side = measure.kind, measure.regime
        if not why and side in closest:
            why = _closer(closest[side], measure)
        if why:
            rejected.append(Rejected(measure, why))
        else:
            closest[side] = measure
    return closest, rejected


def find_overlaps(measures: Iterable[Measure]) -> tuple[tuple[Measure, Measure], ...]:
    """Pairs of measures of one market, kind, regime, line, area and code that share a day."""
    seen: dict[tuple[object, ...], list[Measure]] = {}
    found: list[tuple[Measure, Measure]] = []
    for measure in measures:
        key = (
            measure.market, measure.kind, measure.regime.casefold(), measure.hs_code,
            frozenset(measure.origins), measure.additional_code.casefold(), measure.conditions,
        )  # fmt: skip
        others = seen.setdefault(key, [])
        found += ((other, measure) for other in others if other.valid.overlaps(measure.valid))
        others.append(measure)
    return tuple(found)


def check_measures(measures: Iterable[Measure]) -> tuple[Problem, ...]:
    """List kinds that are not known, and duties and conditions that cannot be read."""
    found: list[Problem] = []
    for measure in measures:
        if measure.kind not in KINDS:
            hint = f"Known: {', '.join(KINDS)}."
            message = f"{measure.kind!r} is no kind of measure."
            found.append(Problem("duty.kind", f"measures.csv {measure.id}, kind", message, hint))
        for column, read in (("duty", duty_of), ("conditions", conditions_of)):
            try:
                read(measure)
            except InputError as error:
                where = f"measures.csv {measure.id}, {column}"
                found += (replace(problem, where=where) for problem in error.problems)
    return tuple(found)


def duty_of(measure: Measure) -> Duty | None:
    """The parsed duty of a measure, None where it is unknown."""
    return _parse(measure.duty) if measure.duty else None


def conditions_of(measure: Measure) -> Conditions:
    """The conditions of a measure; none where it holds without any."""
    return parse_conditions(measure.conditions)


def _longest_first(measure: Measure) -> tuple[int, int, str, int, bool, str]:
    """Closest line first, then the narrowest area, then what holds on a condition."""
    area = len(measure.origins) or _WHOLE_WORLD
    return (
        KINDS[measure.kind].order, -len(measure.hs_code), measure.hs_code, area,
        not measure.conditions, measure.id,
    )  # fmt: skip


def _closer(chosen: Measure, other: Measure) -> str:
    if chosen.conditions and chosen.hs_code == other.hs_code:
        return f"a measure whose conditions are met stands before it: {chosen.conditions}"
    if chosen.hs_code == other.hs_code:
        return f"a measure for {', '.join(chosen.origins)} is closer"
    return f"line {chosen.hs_code} is closer"


def why_not(measure: Measure, code: str, origin: str, on: date) -> str:
    """Why a measure does not apply to a line on a day; empty where nothing speaks against it."""
    if not code.startswith(measure.hs_code):
        return f"is for line {measure.hs_code} only"
    if measure.origins and origin not in measure.origins:
        return f"is not for goods of {origin}"
    if origin in measure.excluded_origins:
        return f"excludes goods of {origin}"
    if on not in measure.valid:
        return f"is not in force on {on}: {measure.valid}"
    return ""


def _displace(closest: Mapping[tuple[str, str], Measure], rejected: list[Rejected]) -> Selection:
    displacing = {gone: KINDS[kind].title for kind, _ in closest for gone in KINDS[kind].displaces}
    applied = []
    for (kind, _), measure in closest.items():
        if kind in displacing:
            rejected.append(Rejected(measure, f"{displacing[kind]} applies instead"))
        else:
            applied.append(measure)
    return Selection(tuple(applied), tuple(rejected))


_WHOLE_WORLD = 1000  # more than there are countries: a measure for all is the widest


@cache
def _parse(text: str) -> Duty:
    return parse_duty(text)
