"""What is owed on one line of goods: charges with their working, and the rates in reach."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.kernel.source import Source, Status, weakest
from entrepot.region.model import Gap, Market, Measure
from entrepot.tariff.charge import Candidate, Charge, NationalLine, Range, Saving, State
from entrepot.tariff.evaluation import Exchange, Worked, change, evaluate
from entrepot.tariff.expression import (
    CUSTOMS_VALUE,
    AdValorem,
    NotCovered,
    is_zero,
    render,
    terms_of,
)
from entrepot.tariff.measures import (
    KINDS,
    Kind,
    MeasureBook,
    Rejected,
    duty_of,
    list_lines,
    select_measures,
)
from entrepot.tariff.units import EXACT


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
    """
    if market is None:
        return _no_schedule(line)
    related = book.find_related(market.id, line.hs_code)
    code, note = line.hs_code, ""
    if len(code) > 6 and not any(KINDS[measure.kind].part == "rate" for measure in related):
        code, related = code[:6], book.find_related(market.id, code[:6])
        note = f"{line.hs_code} is no line of this schedule; read as HS {code}"
    claimed = frozenset(proof.casefold() for proof in proofs)
    bench = _Bench.of(line, market, customs_value, on, exchange, claimed)
    leaves = [bench.assess_leaf(leaf, related) for leaf in list_lines(code, related)]
    charges = tuple(_join_charges(code, leaves))
    candidates = tuple(_join_candidates(leaves))
    return Duty(
        code=code,
        charges=charges,
        candidates=candidates,
        rejected=leaves[0].rejected if len(leaves) == 1 else (),
        missing=(*_list_unknown(charges), *list_gaps(market, code, gaps)),
        saving=tuple(_list_savings(charges[0], candidates)),
        note=note,
    )


def add_known(amounts: Sequence[Money | None]) -> Money | None:
    """Add amounts of one currency; None when any is None or there is none."""
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    return sum(known[1:], known[0])


def round_charge(amount: Money, market: Market) -> Money:
    """Round as the market rounds its charges; in another currency, to its minor unit."""
    if market.duty_digits is None or amount.currency != market.currency:
        return amount.rounded()
    mode = ROUND_DOWN if market.duty_rounding == "down" else ROUND_HALF_UP
    step = Decimal(1).scaleb(-market.duty_digits)
    rounded = amount.amount.quantize(step, mode, EXACT)
    return Money(
        rounded.quantize(Decimal(1)) if market.duty_digits < 0 else rounded, amount.currency
    )


def list_gaps(market: Market, code: str, gaps: Iterable[Gap]) -> tuple[str, ...]:
    """What the data of a market do not cover for a code, as `kind: what`."""
    return tuple(
        f"{gap.kind}: {gap.note}"
        for gap in gaps
        if gap.market == market.id
        and (not gap.hs_codes or any(_touch(code, prefix) for prefix in gap.hs_codes))
    )


def _touch(code: str, prefix: str) -> bool:
    return code.startswith(prefix) or prefix.startswith(code)


def _no_schedule(line: Line) -> Duty:
    need = "no tariff schedule of the country of import is in the reference data"
    charge = Charge("customs_duty", "unknown", None, needs=(need,))
    return Duty(line.hs_code, (charge,), missing=(f"customs_duty: {need}",))


# One national line


@dataclass(frozen=True, slots=True)
class _Option:
    """A rate measure on one national line, worked out."""

    measure: Measure
    kind: Kind
    worked: Worked
    charge: Charge
    open: bool
    covered: bool


@dataclass(frozen=True, slots=True)
class _Leaf:
    code: str
    text: str
    options: tuple[_Option, ...]
    chosen: _Option | None
    charges: tuple[Charge, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Bench:
    """Everything but the national line, so that each line can be assessed alike."""

    line: Line
    market: Market
    value: Money | None
    currency: str
    quantities: Mapping[str, Decimal]
    on: date
    exchange: Exchange
    claimed: frozenset[str]

    @classmethod
    def of(
        cls,
        line: Line,
        market: Market,
        customs_value: Money | None,
        on: date,
        exchange: Exchange,
        claimed: frozenset[str],
    ) -> "_Bench":
        value = customs_value and (
            change(customs_value, market.currency, exchange) or customs_value
        )
        rounded = value.rounded() if value else None
        quantities = dict(line.quantities)
        if line.net_mass_kg is not None:
            quantities.setdefault("kg", line.net_mass_kg)
        currency = rounded.currency if rounded else market.currency
        return cls(line, market, rounded, currency, quantities, on, exchange, claimed)

    def assess_leaf(self, code: str, related: Iterable[Measure]) -> _Leaf:
        selection = select_measures(code, self.line.country_of_origin, self.on, related)
        rates = [m for m in selection.applied if KINDS[m.kind].part == "rate"]
        options = tuple(self._option(measure) for measure in rates)
        chosen = _choose(options)
        duty = chosen.charge if chosen else self._unknown_rate(code, options)
        charges = [duty]
        for measure in selection.applied:
            if KINDS[measure.kind].part == "added":
                charges.append(self._work(measure, self._base(measure, charges))[1])
        text = next((m.note for m in rates if m.hs_code == code), "")
        return _Leaf(code, text, options, chosen, tuple(charges), selection.rejected)

    def _option(self, measure: Measure) -> _Option:
        kind = KINDS[measure.kind]
        worked, charge = self._work(measure, self.value)
        is_open = not kind.needs_proof or measure.regime.casefold() in self.claimed
        covered = not isinstance(duty_of(measure), NotCovered)
        return _Option(measure, kind, worked, charge, is_open and covered, covered)

    def _base(self, measure: Measure, charges: Sequence[Charge]) -> Money | None:
        if not KINDS[measure.kind].on_duty or self.value is None:
            return self.value
        return add_known([self.value, *(charge.amount for charge in charges)])

    def _work(self, measure: Measure, base: Money | None) -> tuple[Worked, Charge]:
        duty, kind = duty_of(measure), KINDS[measure.kind]
        blank = Charge(
            what=kind.what, state="unknown", amount=None, kind=kind.id, regime=measure.regime,
            rule=f"{kind.title} ({measure.regime}) on {measure.hs_code}",
            source=measure.source, status=measure.status, printed=measure.source_text,
            note=measure.note,
        )  # fmt: skip
        if duty is None:
            need = f"the rate of {measure.regime}: {measure.note or measure.source_text}"
            return Worked(None, "", (need,)), replace(
                blank, rate=measure.source_text, needs=(need,)
            )
        rate = render(duty)
        if isinstance(duty, NotCovered):
            nothing = Money(Decimal(0), self.currency)
            worked = Worked(nothing, "not covered")
            return worked, replace(blank, state="not_applicable", amount=nothing, rate=rate)
        worked = evaluate(
            duty, bases={CUSTOMS_VALUE: base}, quantities=self.quantities,
            currency=self.currency, exchange=self.exchange,
        )  # fmt: skip
        by_value = any(isinstance(term, AdValorem) for term in terms_of(duty))
        amount = round_charge(worked.amount, self.market) if worked.amount else None
        state: State = "computed" if amount else "unknown"
        charge = replace(
            blank, state="zero_by_law" if is_zero(duty) else state, amount=amount,
            base=base if by_value else None, rate=rate, working=worked.working, needs=worked.needs,
        )  # fmt: skip
        return worked, charge

    def _unknown_rate(self, code: str, options: Sequence[_Option]) -> Charge:
        in_reach = [option.charge for option in options if option.open]
        needs = [need for charge in in_reach for need in charge.needs]
        asked = tuple(dict.fromkeys(needs)) or (f"the rate of line {code} on {self.on}",)
        rate = " | ".join(dict.fromkeys(charge.rate for charge in in_reach))
        first = in_reach[0] if in_reach else Charge("customs_duty", "unknown", None)
        return replace(first, state="unknown", amount=None, rate=rate, needs=asked)


def _choose(options: Sequence[_Option]) -> _Option | None:
    """The lowest of the rates open to the goods; None when an unknown one might be lower."""
    reach = [option for option in options if option.open]
    known = [option for option in reach if option.charge.amount is not None]
    if not known:
        return reach[0] if len(reach) == 1 else None
    lowest = min(known, key=lambda option: (_exact(option), option.kind.order))
    settled = len(known) == len(reach) or not _exact(lowest)
    return lowest if settled else None


def _exact(option: _Option) -> Decimal:
    amount = option.worked.amount
    assert amount is not None
    return amount.amount


# All national lines under the code


def _join_charges(code: str, leaves: Sequence[_Leaf]) -> Iterable[Charge]:
    yield _join([(leaf, leaf.charges[0]) for leaf in leaves], code)
    sides = dict.fromkeys((c.kind, c.regime) for leaf in leaves for c in leaf.charges[1:])
    for side in sides:
        pairs = [
            (leaf, charge)
            for leaf in leaves
            for charge in leaf.charges[1:]
            if (charge.kind, charge.regime) == side
        ]
        joined = _join(pairs, code)
        if joined.state != "not_applicable":
            yield joined


def _join(pairs: Sequence[tuple[_Leaf, Charge]], code: str) -> Charge:
    charges = [charge for _, charge in pairs]
    first = charges[0]
    rates = " | ".join(dict.fromkeys(charge.rate for charge in charges))
    status = _weakest(charge.status for charge in charges)
    if len({charge.amount for charge in charges}) == 1 and _alike(charges):
        return replace(first, rate=rates, status=status)
    span = span_of(pairs)
    question = f"Which national line under {code}? {len(span.lines)} lines differ."
    return replace(
        first, state="unknown", amount=None, rate=rates, status=status, working="",
        rule=first.rule.rpartition(" on ")[0] + f" on {code}",
        needs=(f"the national line under {code}",), range=span, question=question,
    )  # fmt: skip


def _alike(charges: Sequence[Charge]) -> bool:
    """Say whether lines of one amount are one answer: known, or unknown for one reason."""
    first = charges[0]
    if first.amount is not None:
        return True
    return all((charge.rate, charge.needs) == (first.rate, first.needs) for charge in charges)


def span_of(pairs: Sequence[tuple[_Leaf, Charge]]) -> Range:
    """The bounds of a charge over national lines."""
    known = [charge.amount for _, charge in pairs if charge.amount is not None]
    by_amount = sorted(known, key=lambda money: money.amount)
    return Range(
        low=by_amount[0] if known else None,
        high=by_amount[-1] if len(known) == len(pairs) else None,
        lines=tuple(
            NationalLine(leaf.code, leaf.text, charge.rate, charge.amount, charge.state)
            for leaf, charge in pairs
        ),
    )


def _join_candidates(leaves: Sequence[_Leaf]) -> Iterable[Candidate]:
    sides = dict.fromkeys((o.kind.id, o.measure.regime) for leaf in leaves for o in leaf.options)
    for side in sorted(sides, key=lambda s: (KINDS[s[0]].order, s[1])):
        pairs = [
            (leaf, option)
            for leaf in leaves
            for option in leaf.options
            if (option.kind.id, option.measure.regime) == side
        ]
        yield _candidate(pairs)


def _candidate(pairs: Sequence[tuple[_Leaf, _Option]]) -> Candidate:
    options = [option for _, option in pairs]
    covered = [option for option in options if option.covered]
    amounts = {option.charge.amount for option in options}
    one = len(amounts) == 1 and len(covered) == len(options)
    measure, kind = options[0].measure, options[0].kind
    chosen = all(option is leaf.chosen for leaf, option in pairs)
    return Candidate(
        regime=measure.regime,
        kind=kind.id,
        rate=" | ".join(dict.fromkeys(option.charge.rate for option in options)),
        amount=options[0].charge.amount if one else None,
        chosen=chosen,
        why=_why(pairs, covered),
        range=None if one or not covered else span_of([(leaf, o.charge) for leaf, o in pairs]),
        must_prove=_must_prove(measure) if kind.needs_proof and covered else "",
        source=measure.source,
        status=_weakest(option.measure.status for option in options),
    )


def _why(pairs: Sequence[tuple[_Leaf, _Option]], covered: Sequence[_Option]) -> str:
    measure, kind = pairs[0][1].measure, pairs[0][1].kind
    if not covered:
        return f"{measure.regime} does not cover this line"
    if not any(option.open for option in covered):
        return kind.unproved
    picked = [leaf.code for leaf, option in pairs if option is leaf.chosen]
    if len(picked) == len(pairs):
        alone = all(sum(o.open for o in leaf.options) == 1 for leaf, _ in pairs)
        return "the only rate open to the goods" if alone else "the lowest rate open to the goods"
    if picked:
        return f"applies on {', '.join(picked)} only"
    if any(leaf.chosen is None for leaf, _ in pairs):
        return "cannot be compared until what is missing is known"
    return "another rate open to the goods is no higher"


def _must_prove(measure: Measure) -> str:
    if measure.kind == "in_quota":
        return f"a share of the quota ({measure.regime})"
    return f"origin under {measure.regime}: its proof of origin, and direct transport"


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


def _weakest(statuses: Iterable[Status]) -> Status:
    return weakest([Source("", status) for status in statuses])
