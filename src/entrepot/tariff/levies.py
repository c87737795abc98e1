"""Charges beside the rate of duty: which fall on a line, which exclude which, for which firm."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.region.law import Measure, Stacking
from entrepot.tariff.charge import Charge, NationalLine, Range
from entrepot.tariff.expression import NotCovered, SeeLine
from entrepot.tariff.measures import KINDS, Side, duty_of
from entrepot.tariff.national import Bench


def nowhere(_code: str) -> Measure | None:
    """A look-up that finds no line."""
    return None


@dataclass(frozen=True, slots=True)
class Beside:
    """What decides on charges beside the rate of duty.

    Attributes:
        stackings: Rows in force on the day, of the market.
        variants: Measures for named firms, by kind and regime, where no firm was told.
        look_up: Finds the measure of a line that another line refers to.
    """

    stackings: Sequence[Stacking] = ()
    variants: Mapping[Side, tuple[Measure, ...]] = field(default_factory=dict)
    look_up: Callable[[str], Measure | None] = nowhere


def narrow(
    measures: Iterable[Measure], additional_code: str
) -> tuple[tuple[Measure, ...], Mapping[Side, tuple[Measure, ...]]]:
    """Measures for the firm that was told, and those of named firms where none was.

    A measure with an additional code holds for that firm or variant alone; the one without
    holds for all others.

    Args:
        measures: Measures of one market near a line.
        additional_code: Firm or variant of the goods, empty when not told.

    Returns:
        The measures that remain, and those set aside because no firm was told.
    """
    told = additional_code.casefold()
    rows = tuple(measures)
    own = {_side(m) for m in rows if told and m.additional_code.casefold() == told}
    kept = tuple(
        m for m in rows if m.additional_code.casefold() == (told if _side(m) in own else "")
    )
    if told:
        return kept, {}
    variants: dict[Side, list[Measure]] = {}
    for measure in rows:
        if measure.additional_code:
            variants.setdefault(_side(measure), []).append(measure)
    return kept, {side: tuple(named) for side, named in variants.items()}


def levy_beside(
    bench: Bench, closest: Mapping[Side, Measure], duty: Charge, beside: Beside
) -> tuple[Charge, ...]:
    """Work out the charges beside the rate of duty, in their order.

    Args:
        bench: The goods.
        closest: The closest measure of each kind and regime on the line.
        duty: The customs duty, which bases may hold.
        beside: What decides on them.
    """
    added = {side: m for side, m in closest.items() if KINDS[m.kind].part == "added"}
    for side, named in beside.variants.items():
        if side not in added and KINDS[side[0]].part == "added":
            added[side] = named[0]
    excluded = _excluded(added.values(), beside.stackings)
    charges = [duty]
    for side, measure in sorted(added.items(), key=lambda item: KINDS[item[0][0]].order):
        if measure.regime in excluded:
            charges.append(_set_aside(bench, measure, excluded[measure.regime]))
        elif side in beside.variants:
            rows = tuple(dict.fromkeys((measure, *beside.variants[side])))
            charges.append(_for_a_firm(bench, rows, charges))
        else:
            charges.append(_levy(bench, measure, charges, beside))
    return tuple(charges[1:])


def _side(measure: Measure) -> Side:
    return measure.kind, measure.regime


def _excluded(added: Iterable[Measure], stackings: Iterable[Stacking]) -> dict[str, Stacking]:
    there = {m.regime for m in added if not isinstance(duty_of(m), NotCovered)}
    return {row.excludes: row for row in stackings if row.regime in there}


def _set_aside(bench: Bench, measure: Measure, row: Stacking) -> Charge:
    _, charge = bench.work(measure, bench.bases_of(measure))
    return replace(
        charge, state="not_applicable", amount=Money(Decimal(0), bench.currency).rounded(),
        working="", needs=(), source=f"{charge.source}; {row.source}",
        note=f"{row.regime} applies, which excludes it",
    )  # fmt: skip


def _levy(bench: Bench, measure: Measure, before: Sequence[Charge], beside: Beside) -> Charge:
    resolved = _resolve(measure, beside.look_up)
    return bench.work(resolved, bench.bases_of(resolved, before))[1]


def _resolve(measure: Measure, look_up: Callable[[str], Measure | None]) -> Measure:
    """A measure that names another line, with that line's duty in its place."""
    duty = duty_of(measure)
    there = look_up(duty.code) if isinstance(duty, SeeLine) else None
    if there is None:
        return measure
    note = f"as heading {there.hs_code}: {there.note}" if there.note else f"as {there.hs_code}"
    return replace(
        measure, duty=there.duty, source_text=there.source_text, note=note,
        source=f"{measure.source}; {there.source}",
    )  # fmt: skip


def _for_a_firm(bench: Bench, rows: Sequence[Measure], before: Sequence[Charge]) -> Charge:
    """The charge while it is not known whose goods they are: between two bounds."""
    charges = [bench.work(row, bench.bases_of(row, before))[1] for row in rows]
    if len({charge.amount for charge in charges}) == 1:
        return charges[0]
    names = [row.additional_code or "all others" for row in rows]
    lines = tuple(
        NationalLine("", name, charge.rate, charge.amount, charge.state)
        for name, charge in zip(names, charges, strict=True)
    )
    known = [charge.amount for charge in charges if charge.amount is not None]
    by_amount = sorted(known, key=lambda money: money.amount)
    low = by_amount[0] if by_amount else None
    high = by_amount[-1] if len(known) == len(charges) else None
    return replace(
        charges[0], state="unknown", amount=None, working="",
        rate=" | ".join(dict.fromkeys(charge.rate for charge in charges)),
        needs=(f"the firm or additional code: {', '.join(names)}",), range=Range(low, high, lines),
    )  # fmt: skip
