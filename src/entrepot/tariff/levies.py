"""Charges beside the rate of duty: which fall on a line, which exclude which, for which firm."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.region.law import Measure, Stacking
from entrepot.tariff.charge import Charge
from entrepot.tariff.conditional import Undecided, waver
from entrepot.tariff.expression import NotCovered, SeeLine
from entrepot.tariff.measures import KINDS, Part, Side, duty_of
from entrepot.tariff.national import Bench


def nowhere(_code: str) -> Measure | None:
    """A look-up that finds no line."""
    return None


@dataclass(frozen=True, slots=True)
class Beside:
    """What decides on charges beside the rate of duty.

    Attributes:
        stackings: Rows in force on the day, of the market.
        undecided: Measures on the line of which it is not known whether they hold.
        variants: Measures for named firms, by kind and regime, where no firm was told.
        look_up: Finds the measure of a line that another line refers to.
    """

    stackings: Sequence[Stacking] = ()
    undecided: Sequence[Undecided] = ()
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
    rows = _rows(closest, beside)
    there = (row for side, (row, *_) in rows.items() if side in closest or side in beside.variants)
    excluded = _excluded(there, beside.stackings)
    charges = [duty]
    for side in sorted(rows, key=lambda side: KINDS[side[0]].order):
        regime = rows[side][0].regime
        if regime in excluded:
            charges.append(_set_aside(bench, rows[side][0], excluded[regime]))
        else:
            charges.append(_charge(bench, side, rows[side], charges, beside))
    return tuple(charges[1:])


def levy_export(
    bench: Bench, closest: Mapping[Side, Measure], undecided: Sequence[Undecided]
) -> tuple[Charge, ...]:
    """Work out the charges on what leaves, each by itself.

    Args:
        bench: The goods.
        closest: The closest measure of each kind and regime on the line.
        undecided: Measures of which it is not known whether they hold.
    """
    beside = Beside(undecided=undecided)
    rows = _rows(closest, beside, "export")
    return tuple(_charge(bench, side, own, (), beside) for side, own in rows.items())


def _rows(
    closest: Mapping[Side, Measure], beside: Beside, part: Part = "added"
) -> dict[Side, tuple[Measure, ...]]:
    """Measures by kind and regime: the one that holds, those for named firms, those undecided."""
    found: dict[Side, tuple[Measure, ...]] = {}
    held = ((side, (measure,)) for side, measure in closest.items())
    open_ = ((_side(one.measure), (one.measure,)) for one in beside.undecided)
    for side, measures in (*held, *beside.variants.items(), *open_):
        if KINDS[side[0]].part == part:
            found[side] = tuple(dict.fromkeys((*found.get(side, ()), *measures)))
    return found


def _charge(
    bench: Bench, side: Side, rows: Sequence[Measure], before: Sequence[Charge], beside: Beside
) -> Charge:
    charges = [_levy(bench, row, before, beside) for row in rows]
    names = [_name(row) for row in rows]
    open_ = [one for one in beside.undecided if _side(one.measure) == side]
    needs = [f"the firm or additional code: {', '.join(names)}"] if side in beside.variants else []
    if len(open_) == len(rows):
        names.append("otherwise")
        charges.append(_nothing(bench, charges[0]))
    return waver(charges, names, [*needs, *(one.why for one in open_)])


def _name(measure: Measure) -> str:
    return measure.additional_code or measure.conditions or "all others"


def _nothing(bench: Bench, charge: Charge) -> Charge:
    """The charge where it does not fall on the goods."""
    nothing = Money(Decimal(0), bench.currency).rounded()
    return replace(charge, state="not_applicable", amount=nothing, rate="", working="", needs=())


def _side(measure: Measure) -> Side:
    return measure.kind, measure.regime


def _excluded(added: Iterable[Measure], stackings: Iterable[Stacking]) -> dict[str, Stacking]:
    there = {m.regime for m in added if not isinstance(duty_of(m), NotCovered)}
    return {row.excludes: row for row in stackings if row.regime in there}


def _set_aside(bench: Bench, measure: Measure, row: Stacking) -> Charge:
    _, charge = bench.work(measure, bench.bases_of(measure))
    return replace(
        _nothing(bench, charge), rate=charge.rate, source=f"{charge.source}; {row.source}",
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
