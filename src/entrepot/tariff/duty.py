"""What is owed on one line of goods: charges with their working, and the rates in reach."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Gap, Market, Rounding
from entrepot.tariff.charge import Candidate, Charge, Saving
from entrepot.tariff.evaluation import Exchange
from entrepot.tariff.measures import KINDS, MeasureBook, Rejected, list_lines
from entrepot.tariff.national import Bench, add_known
from entrepot.tariff.spread import join_candidates, join_charges


@dataclass(frozen=True, slots=True)
class Duty:
    """The answer for one line.

    Attributes:
        code: The code that was looked up; shorter than asked where the schedule lacks it.
        charges: Customs duty first, then what is added to it, in order.
        candidates: Every rate of the line, chosen or not.
        rejected: Measures near the line that do not apply, with the reason.
        missing: What is unknown or not covered, as `kind: what`; empty is complete.
        saving: Preferences that would cost less and are not claimed.
        note: A remark on the code.
    """

    code: str
    charges: tuple[Charge, ...]
    candidates: tuple[Candidate, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    missing: tuple[str, ...] = ()
    saving: tuple[Saving, ...] = ()
    note: str = ""

    @property
    def amount(self) -> Money | None:
        """All charges together; None when any is unknown."""
        return add_known([charge.amount for charge in self.charges])


def assess(
    line: Line,
    market: Market | None,
    book: MeasureBook,
    *,
    customs_value: Money | None,
    on: date,
    exchange: Exchange,
    proofs: Collection[str] = (),
    gaps: Iterable[Gap] = (),
    roundings: tuple[Rounding, ...] = (),
) -> Duty:
    """Assess the duties of one line of goods entering a market.

    Each charge is rounded once, as the market rounds. Where national lines under the given
    code differ, the charge is unknown between two bounds, with the lines to choose from.

    Args:
        line: The goods; its `value` is not used, `customs_value` is.
        market: Customs territory, None when the reference data hold no schedule of it.
        book: The measures.
        customs_value: Value at the border on the market's basis, None when unknown.
        on: Legal day of import.
        exchange: Rates of the day. Where the market's currency has none, the sums stay in
            the currency of the value.
        proofs: Regimes whose proof is in hand, in any case.
        gaps: Charges that the measures do not cover.
        roundings: How the market rounds on the day, beside its own row.
    """
    if market is None:
        return _no_schedule(line)
    related = book.find_related(market.id, line.hs_code)
    code, note = line.hs_code, ""
    if len(code) > 6 and not any(KINDS[measure.kind].part == "rate" for measure in related):
        code, related = code[:6], book.find_related(market.id, code[:6])
        note = f"{line.hs_code} is no line of this schedule; read as HS {code}"
    claimed = frozenset(proof.casefold() for proof in proofs)
    bench = replace(
        Bench.of(line, market, customs_value, on, exchange, claimed), roundings=roundings
    )
    leaves = [bench.assess_leaf(leaf, related) for leaf in list_lines(code, related)]
    charges = tuple(join_charges(code, leaves))
    candidates = tuple(join_candidates(leaves))
    return Duty(
        code=code,
        charges=charges,
        candidates=candidates,
        rejected=leaves[0].rejected if len(leaves) == 1 else (),
        missing=(*_list_unknown(charges), *list_gaps(market, code, gaps)),
        saving=tuple(_list_savings(charges[0], candidates)),
        note=note,
    )


def list_gaps(market: Market, code: str, gaps: Iterable[Gap]) -> tuple[str, ...]:
    """What the data of a market do not cover for an imported code, as `kind: what`."""
    return tuple(
        f"{gap.kind}: {gap.note}"
        for gap in gaps
        if gap.market == market.id
        and gap.kind != "export_duty"
        and (not gap.hs_codes or any(_touch(code, prefix) for prefix in gap.hs_codes))
    )


def _touch(code: str, prefix: str) -> bool:
    return code.startswith(prefix) or prefix.startswith(code)


def _no_schedule(line: Line) -> Duty:
    need = "no tariff schedule of the country of import is in the reference data"
    charge = Charge("customs_duty", "unknown", None, needs=(need,))
    return Duty(line.hs_code, (charge,), missing=(f"customs_duty: {need}",))


def _list_unknown(charges: Iterable[Charge]) -> Iterable[str]:
    for charge in charges:
        if charge.state == "unknown":
            yield f"{charge.what}: {'; '.join(charge.needs)}"


def _list_savings(charge: Charge, candidates: Iterable[Candidate]) -> Iterable[Saving]:
    for candidate in candidates:
        if not candidate.must_prove or candidate.why != KINDS[candidate.kind].unproved:
            continue
        if charge.amount is None or candidate.amount is None:
            if charge.state != "zero_by_law":
                yield Saving(candidate.regime, None, candidate.must_prove)
        elif candidate.amount.amount < charge.amount.amount:
            saved = charge.amount - candidate.amount
            yield Saving(candidate.regime, saved, candidate.must_prove)
