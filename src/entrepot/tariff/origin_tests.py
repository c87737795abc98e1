"""The tests of a rule of origin, on the sums of its materials: pass, fail or unknown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Literal, TypeAlias

from entrepot.tariff.origin_materials import (
    NO_SHIFT,
    NO_VALUE,
    ZERO,
    Counted,
    Part,
    ShiftSums,
    Sums,
    ValueSums,
    counted,
    in_shift,
    in_value,
)
from entrepot.tariff.rules_of_origin import (
    All,
    Any,
    Ctc,
    MaxNom,
    Obtained,
    Process,
    Reaction,
    Rule,
    Rvc,
    Test,
    tests_of,
)

State: TypeAlias = Literal["pass", "fail", "unknown"]
Judge: TypeAlias = Callable[[Sequence[Sums]], State]
REACTION = "chemical_reaction"
_HUNDRED = Decimal(100)


def any_state(states: Iterable[State]) -> State:
    """One pass is enough; else one unknown leaves it open."""
    found: State = "fail"
    for state in states:
        if state == "pass":
            return "pass"
        found = "unknown" if state == "unknown" else found
    return found


def all_state(states: Iterable[State]) -> State:
    """One fail is enough; else one unknown leaves it open."""
    found: State = "pass"
    for state in states:
        if state == "fail":
            return "fail"
        found = "unknown" if state == "unknown" else found
    return found


def at_most(sum_: Decimal, gaps: int, limit: Decimal | None) -> State:
    """Whether a sum, to which unknown amounts are still to come, stays within a limit."""
    if limit is None:
        return "unknown"
    if sum_ > limit:
        return "fail"
    return "unknown" if gaps else "pass"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How small a rest that did not change its class is let in.

    Attributes:
        value_pct: Share of FOB [%]; None is not known.
        weight_pct: Share of the weight [%], where the good may be measured so; else None.
        weighs: Whether the good may be measured by weight.
    """

    value_pct: Decimal | None
    weight_pct: Decimal | None = None
    weighs: bool = False


@dataclass(slots=True)
class Making:
    """The making of a good, or of a material by the producer himself.

    Attributes:
        path: Name of the material; empty is the good.
        codes: Its code in the edition of the rule; several where the concordance splits it.
        rule: What is asked; None is not known.
        fob, exw: Its worth free on board and ex works, in the currency of the case.
        weight_kg: Its weight [kg].
        is_obtained: Whether it is wholly obtained; None is not said.
        processes: Workings by name, and whether they were done.
        costs: Costs by name, in the currency of the case.
        minimal: Whether more was done than operations that confer no origin.
        tolerance: What rest is let in.
        parts: Its materials.
        tests: Tests of the rule from left to right.
        rows: What each material adds, a test each.
        sums: What the materials add up to, a test each.
        known: Which codes changed their class, by test.
        judge: The rule as a function of the sums.
        foreign, open: How many materials do not originate, how many may not.
        made: Makings of those materials that the producer made himself, by their place.
    """

    path: str
    codes: tuple[str, ...]
    rule: Rule | None
    fob: Decimal | None
    exw: Decimal | None
    weight_kg: Decimal | None
    is_obtained: bool | None
    processes: Mapping[str, bool]
    costs: Mapping[str, Decimal]
    minimal: State
    tolerance: Tolerance
    parts: Sequence[Part]
    tests: tuple[Test, ...] = ()
    rows: tuple[tuple[Sums, ...], ...] = ()
    sums: tuple[Sums, ...] = ()
    known: tuple[dict[tuple[str, ...], bool | None], ...] = ()
    judge: Judge = field(default=lambda _: "unknown")
    foreign: int = 0
    open: int = 0
    made: dict[int, "Making"] = field(default_factory=dict)

    def add_up(self) -> None:
        """Fill the sums from the parts."""
        self.tests = tuple(tests_of(self.rule)) if self.rule else ()
        if self.rule is not None:
            self.judge = self._judge(self.rule, count())
        self.known = tuple({} for _ in self.tests)
        self.rows = tuple(self.contributions(part, counted(part)) for part in self.parts)
        self.sums = tuple(
            total(test, [row[place] for row in self.rows]) for place, test in enumerate(self.tests)
        )
        asked = [part for part in self.parts if counts_as_material(part)]
        self.foreign = sum(part.origin == "not_originating" for part in asked)
        self.open = sum(part.origin == "unknown" for part in asked)

    def contributions(self, part: Part, now: Counted) -> tuple[Sums, ...]:
        """What one material adds, a test each, with what of it is counted."""
        return tuple(
            contribution(part, now, test, self.codes, known)
            for test, known in zip(self.tests, self.known, strict=True)
        )

    @property
    def state(self) -> State:
        """Whether it originates, as it stands."""
        return self.state_of(self.sums, self.foreign, self.open)

    def state_of(self, sums: Sequence[Sums], foreign: int, open_: int) -> State:
        """Whether it originates with these sums and so many materials that do not."""
        if self.is_obtained or self.is_exclusive(foreign, open_):
            return "pass"
        if self.rule is None:
            return all_state(("unknown", self.minimal))
        return all_state((self.judge(sums), self.minimal))

    def is_exclusive(self, foreign: int, open_: int) -> bool:
        """Say whether it is made of originating materials alone (PE)."""
        return bool(self.parts) and not foreign and not open_

    def test_state(self, test: Test, sums: Sums) -> State:
        """How one test of the rule came out."""
        if isinstance(test, Obtained):
            return said(self.is_obtained)
        if isinstance(test, Process | Reaction):
            return said(self.processes.get(REACTION if isinstance(test, Reaction) else test.name))
        if not self.parts:
            return "unknown"
        match test, sums:
            case Ctc(), ShiftSums():
                return self.change(sums)
            case Rvc(), ValueSums():
                return self.content(test, sums)
            case MaxNom(), ValueSums():
                return self.foreign_share(test, sums)
        raise TypeError(f"{test} has no such sums")

    def ruled(self, rule: Rule) -> State:
        """How a part of the rule came out, as the good stands."""
        places = {id(test): place for place, test in enumerate(self.tests)}
        own = [self.sums[places[id(test)]] for test in tests_of(rule)]
        return self._judge(rule, count())(own)

    def _judge(self, rule: Rule, places: Iterator[int]) -> Judge:
        """The rule as a function of the sums of its tests, which it is asked of many times."""
        match rule:
            case Any(of):
                some = [self._judge(one, places) for one in of]
                return lambda sums: any_state([judge(sums) for judge in some])
            case All(of):
                each = [self._judge(one, places) for one in of]
                return lambda sums: all_state([judge(sums) for judge in each])
        test, place = rule, next(places)
        return lambda sums: self.test_state(test, sums[place])

    # A change of classification

    def change(self, sums: ShiftSums) -> State:
        """A change of classification, with the rest that is let in."""
        bare = bare_change(sums)
        if bare == "pass":
            return "pass"
        rest = self.small_rest(sums)
        return rest if rest == "pass" or bare == "fail" else "unknown"

    def small_rest(self, sums: ShiftSums) -> State:
        """Whether what did not change is small enough (RCEP 3.7)."""
        states = [self.rest_by_value(sums)]
        if self.tolerance.weighs:
            states.append(self.rest_by_weight(sums))
        return any_state(states)

    def rest_by_value(self, sums: ShiftSums) -> State:
        """The rest by value."""
        limit = share(self.tolerance.value_pct, self.fob)
        return _rest(sums.failing_value, sums.unknown_value, sums.without_value, limit)

    def rest_by_weight(self, sums: ShiftSums) -> State:
        """The rest by weight."""
        limit = share(self.tolerance.weight_pct, self.weight_kg)
        return _rest(sums.failing_kg, sums.unknown_kg, sums.without_weight, limit)

    # A value content

    def content(self, test: Rvc, sums: ValueSums) -> State:
        """A regional value content by the methods the rule allows."""
        down, up = self.build_down(test, sums), self.build_up(test, sums)
        by = {"either": any_state((down, up)), "build_down": down, "build_up": up}
        return by[test.method]

    def build_down(self, test: Rvc, sums: ValueSums) -> State:
        """(FOB - VNM) / FOB against the threshold, exactly."""
        room = share(_HUNDRED - test.threshold_pct, self.fob)
        return at_most(sums.foreign, sums.foreign_gaps, room)

    def build_up(self, test: Rvc, sums: ValueSums) -> State:
        """(VOM + labour + overhead + profit + other cost) / FOB against the threshold.

        Costs that are not told cannot be more than what FOB leaves beside the other
        materials, so that what build-down refuses, they cannot bring back.
        """
        wanted = share(test.threshold_pct, self.fob)
        if wanted is None:
            return "unknown"
        if self.own_content(sums) >= wanted:
            return "pass"
        if not sums.own_gaps and len(self.costs) == COSTS_NEEDED:
            return "fail"
        return "fail" if self.build_down(test, sums) == "fail" else "unknown"

    def own_content(self, sums: ValueSums) -> Decimal:
        """What is known of the content counted from below."""
        return sums.own + sum(self.costs.values(), ZERO)

    def foreign_share(self, test: MaxNom, sums: ValueSums) -> State:
        """Non-originating materials against the most they may be."""
        limit = share(test.limit_pct, self.base_of(test))
        return at_most(sums.foreign, sums.foreign_gaps, limit)

    def base_of(self, test: MaxNom) -> Decimal | None:
        """The price a limit is a share of."""
        return self.exw if test.base == "EXW" else self.fob


COSTS_NEEDED = 4  # labour, overhead, profit and other cost


def bare_change(sums: ShiftSums) -> State:
    """A change of classification of every material, without a rest let in."""
    return "fail" if sums.failing else "unknown" if sums.unknown else "pass"


def contribution(
    part: Part,
    now: Counted,
    test: Test,
    good: tuple[str, ...],
    known: dict[tuple[str, ...], bool | None],
) -> Sums:
    """What a material adds to the sums of a test."""
    match test:
        case Ctc():
            return in_shift(part, now, test, good, known)
        case Rvc():
            return in_value(part, now)
        case MaxNom():
            return in_value(part, now, test)
    return NO_VALUE


def total(test: Test, rows: Sequence[Sums]) -> Sums:
    """Contributions of all materials to a test, added up."""
    if not isinstance(test, Ctc):
        found = [row for row in rows if isinstance(row, ValueSums) and row is not NO_VALUE]
        return ValueSums(
            sum((row.foreign for row in found), ZERO),
            sum((row.own for row in found), ZERO),
            sum(row.foreign_gaps for row in found),
            sum(row.own_gaps for row in found),
        )
    shifts = [row for row in rows if isinstance(row, ShiftSums) and row is not NO_SHIFT]
    return ShiftSums(
        sum(row.failing for row in shifts),
        sum(row.unknown for row in shifts),
        sum((row.failing_value for row in shifts), ZERO),
        sum((row.unknown_value for row in shifts), ZERO),
        sum((row.failing_kg for row in shifts), ZERO),
        sum((row.unknown_kg for row in shifts), ZERO),
        sum(row.without_value for row in shifts),
        sum(row.without_weight for row in shifts),
    )


def counts_as_material(part: Part) -> bool:
    """Say whether a good made of originating materials alone asks after it (RCEP 3.8, 3.10)."""
    return part.material.role in ("material", "accessory")


def share(pct: Decimal | None, of: Decimal | None) -> Decimal | None:
    """So many per cent of an amount, exactly; None where either is unknown."""
    return None if pct is None or of is None else pct * of / _HUNDRED


def _rest(failing: Decimal, unknown: Decimal, gaps: int, limit: Decimal | None) -> State:
    if limit is None:
        return "unknown"
    if failing > limit:
        return "fail"
    return "unknown" if gaps or failing + unknown > limit else "pass"


def said(told: bool | None) -> State:
    """What somebody says of a fact; None is not said."""
    return "unknown" if told is None else "pass" if told else "fail"
