"""One national line worked out: every rate in reach, the one that applies, what is added."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Market, Measure, Rounding
from entrepot.tariff.charge import Charge, State
from entrepot.tariff.composite import composite_price
from entrepot.tariff.condition import Facts
from entrepot.tariff.conditional import Undecided, is_rate, sift, told
from entrepot.tariff.evaluation import Exchange, Worked, change, evaluate
from entrepot.tariff.expression import (
    COMPOSITE_PRICE,
    CUSTOMS_VALUE,
    DUTY_PAID,
    AdValorem,
    Duty,
    NotCovered,
    is_zero,
    render,
    terms_of,
)
from entrepot.tariff.measures import (
    KINDS,
    Kind,
    Rejected,
    Side,
    duty_of,
    find_closest_measures,
    select_measures,
)
from entrepot.tariff.rounding import Rounded, Step, note_rounding, round_base, round_charge

_OF_TAX: tuple[Step, str] = ("tax_base", DUTY_PAID)
_OF_VALUE: tuple[Step, str] = ("customs_value", CUSTOMS_VALUE)
APPLICABLE = "applicable_subheading"  # the part of a heading of US chapter 99 that is the line's


def add_known(amounts: Sequence[Money | None]) -> Money | None:
    """Add amounts of one currency; None when any is None or there is none."""
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    return sum(known[1:], known[0])


@dataclass(frozen=True, slots=True)
class Option:
    """A rate measure on one national line, worked out.

    Attributes:
        worked: What it comes to before rounding.
        charge: The charge it would make.
        open: Whether the goods can have it: it covers the line, and its proof is given.
        covered: Whether the regime covers the line at all.
    """

    measure: Measure
    kind: Kind
    worked: Worked
    charge: Charge
    open: bool
    covered: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One national line assessed.

    Attributes:
        code: The line.
        text: What the schedule calls it, where the reference data keep that.
        options: Every rate measure in force on it.
        chosen: The one that applies, None when that cannot be told.
        charges: Customs duty first, then what is added.
        rejected: Measures near the line that do not apply, with the reason.
    """

    code: str
    text: str
    options: tuple[Option, ...]
    chosen: Option | None
    charges: tuple[Charge, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything but the national line, so that each line can be assessed alike.

    Attributes:
        value: Customs value in `currency`, rounded; None is unknown.
        currency: Currency of all charges.
        claimed: Regimes whose proof is in hand, casefolded.
        bases: Further values that a rate may be of, such as `fob`.
        names_bases: Whether every measure names its base; otherwise an excise is of the value
            with the duties before it.
        roundings: Rows on rounding in force on the day.
        held, end_use: Certificates in hand and the use of the goods; None when nobody told.
    """

    line: Line
    market: Market
    value: Money | None
    currency: str
    quantities: Mapping[str, Decimal]
    on: date
    exchange: Exchange
    claimed: frozenset[str]
    bases: Mapping[str, Money | None] = field(default_factory=dict)
    names_bases: bool = False
    roundings: tuple[Rounding, ...] = ()
    held: frozenset[str] | None = None
    end_use: str | None = None

    @classmethod
    def of(
        cls,
        line: Line,
        market: Market,
        customs_value: Money | None,
        on: date,
        exchange: Exchange,
        claimed: frozenset[str],
    ) -> "Bench":
        """Set up: the value in the market's currency, the net mass among the quantities."""
        value = customs_value and (
            change(customs_value, market.currency, exchange) or customs_value
        )
        rounded = value.rounded() if value else None
        quantities = dict(line.quantities)
        if line.net_mass_kg is not None:
            quantities.setdefault("kg", line.net_mass_kg)
        currency = rounded.currency if rounded else market.currency
        return cls(line, market, rounded, currency, quantities, on, exchange, claimed)

    def assess_leaf(self, code: str, related: Iterable[Measure]) -> Leaf:
        """Work out one national line from the measures near it."""
        origin, sifted = self.line.country_of_origin, sift(related, self.facts)
        selection = select_measures(code, origin, self.on, sifted.holding)
        held = {(m.kind, m.regime): m for m in selection.applied}
        may = sifted.on_line(code, origin, self.on, held)
        rates = [m for m in selection.applied if KINDS[m.kind].part == "rate"]
        options = tuple(self.option(measure) for measure in rates)
        chosen = choose_lowest([option for option in options if option.open])
        maybe = [self.option(one.measure) for one in may if is_rate(one)]
        if chosen and unsettle(chosen, options, maybe, self.market.choice):
            chosen = None
        duty = chosen.charge if chosen else self.unknown_rate(code, options, may)
        charges = [duty]
        for measure in selection.applied:
            if KINDS[measure.kind].part == "added":
                charges.append(self.work(measure, self.bases_of(measure, charges))[1])
        charges += (self._open(one) for one in may if KINDS[one.measure.kind].part == "added")
        text = next((m.note for m in rates if m.hs_code == code), "")
        rejected = (*selection.rejected, *sifted.rejected, *map(told, may))
        return Leaf(code, text, options, chosen, tuple(charges), rejected)

    def sift(
        self, code: str, measures: Iterable[Measure]
    ) -> tuple[dict[Side, Measure], tuple[Undecided, ...], list[Rejected]]:
        """What holds on a line, closest of each kind and regime; what may hold; what does not."""
        origin, sifted = self.line.country_of_origin, sift(measures, self.facts)
        closest, rejected = find_closest_measures(code, origin, self.on, sifted.holding)
        may = sifted.on_line(code, origin, self.on, closest)
        return closest, may, [*rejected, *sifted.rejected]

    @property
    def facts(self) -> Facts:
        """What conditions are judged by."""
        return Facts(self.value, self.quantities, self.exchange, self.held, self.end_use)

    def _open(self, may: Undecided) -> Charge:
        """The charge of a measure beside the rate, while it is not known whether it holds."""
        _, charge = self.work(may.measure, self.bases_of(may.measure))
        return replace(charge, state="unknown", amount=None, working="", needs=(may.why,))

    def option(self, measure: Measure) -> Option:
        """A rate measure worked out; it is open where its proof is among those claimed."""
        kind = KINDS[measure.kind]
        worked, charge = self.work(measure, self.bases_of(measure))
        is_open = not kind.needs_proof or measure.regime.casefold() in self.claimed
        covered = not isinstance(duty_of(measure), NotCovered)
        return Option(measure, kind, worked, charge, is_open and covered, covered)

    def bases_of(
        self, measure: Measure, charges: Sequence[Charge] = ()
    ) -> Mapping[str, Money | None]:
        """The values a measure's rates may be of, once the charges before it are known."""
        paid = self.value and add_known([self.value, *(charge.amount for charge in charges)])
        value = paid if KINDS[measure.kind].on_duty and not self.names_bases else self.value
        return {**self.bases, CUSTOMS_VALUE: value, DUTY_PAID: paid}

    def work(self, measure: Measure, bases: Mapping[str, Money | None]) -> tuple[Worked, Charge]:
        """What a measure comes to before rounding, and the charge it makes."""
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
        cut, bases = self._cut(duty, kind, bases)
        worked, base = self._evaluate(duty, bases, self._parts(kind))
        step: Step = "tax" if kind.part == "tax" else "duty"
        exact = worked.amount
        rounded = round_charge(step, exact, self.market, self.roundings) if exact else None
        state: State = "computed" if rounded else "unknown"
        charge = replace(
            blank, state="zero_by_law" if is_zero(duty) else state,
            amount=rounded.amount if rounded else None,
            base=base, rate=rate, working=worked.working, needs=worked.needs,
        )  # fmt: skip
        return worked, note_rounding(charge, cut, rounded)

    def _cut(
        self, duty: Duty, kind: Kind, bases: Mapping[str, Money | None]
    ) -> tuple[Rounded | None, Mapping[str, Money | None]]:
        """The bases, with the value that a percentage is taken of rounded as the market does."""
        step, name = _OF_TAX if kind.part == "tax" else _OF_VALUE
        used = any(isinstance(term, AdValorem) and term.basis == name for term in terms_of(duty))
        value = bases.get(name)
        if value is None or not used or (kind.on_duty and kind.part != "tax"):
            return None, bases
        cut = round_base(step, value, self.market, self.roundings)
        return cut, {**bases, name: cut.amount}

    def _parts(self, kind: Kind) -> Mapping[str, Money | None]:
        """What is charged elsewhere: beside the rate, the duty of the line itself is."""
        nothing = Money(Decimal(0), self.currency)
        return {APPLICABLE: nothing} if kind.part == "added" else {}

    def _evaluate(
        self,
        duty: Duty,
        bases: Mapping[str, Money | None],
        parts: Mapping[str, Money | None],
    ) -> tuple[Worked, Money | None]:
        """What a duty comes to, and the value its first percentage is of."""

        def work(part: Duty) -> Worked:
            return evaluate(
                part, bases=bases, quantities=self.quantities, currency=self.currency,
                exchange=self.exchange, parts=parts, on=self.on,
            )  # fmt: skip

        of = [term.basis for term in terms_of(duty) if isinstance(term, AdValorem)]
        if COMPOSITE_PRICE in of:
            price = composite_price(duty, bases.get(DUTY_PAID), work)
            bases = {**bases, COMPOSITE_PRICE: price}
        return work(duty), bases.get(of[0]) if of else None

    def unknown_rate(
        self, code: str, options: Sequence[Option], may: Iterable[Undecided] = ()
    ) -> Charge:
        """The charge where it cannot be told which of the open options applies.

        Args:
            code: The line.
            options: Rates on it.
            may: Measures of which it is not known whether they hold.
        """
        in_reach = [option.charge for option in options if option.open]
        needs = [need for charge in in_reach for need in charge.needs]
        needs += (one.why for one in may if is_rate(one))
        asked = tuple(dict.fromkeys(needs)) or (f"the rate of line {code} on {self.on}",)
        rate = " | ".join(dict.fromkeys(charge.rate for charge in in_reach))
        first = in_reach[0] if in_reach else Charge("customs_duty", "unknown", None)
        return replace(first, state="unknown", amount=None, rate=rate, needs=asked)


def choose_lowest(reach: Sequence[Option]) -> Option | None:
    """The lowest of the rates open to the goods; None when an unknown one might be lower."""
    known = [option for option in reach if option.charge.amount is not None]
    if not known:
        return reach[0] if len(reach) == 1 else None
    lowest = min(known, key=lambda option: (_exact(option), option.kind.order))
    settled = len(known) == len(reach) or not _exact(lowest)
    return lowest if settled else None


def unsettle(chosen: Option, held: Iterable[Option], may: Sequence[Option], choice: str) -> bool:
    """Whether rates that may hold leave open which applies.

    They do where one would stand before the chosen rate and might cost more, and where several
    of one regime are all there is of it: one of them then holds.

    Args:
        chosen: The rate that applies where none of them holds.
        held: Rates that hold.
        may: Rates of which it is not known whether their conditions are met.
        choice: Rule of the market.
    """
    own = [option for option in may if option.covered]
    alone = Counter(map(_side, (option for option in own if not option.kind.needs_proof)))
    for side in map(_side, held):
        alone.pop(side, None)
    return any(many > 1 for many in alone.values()) or any(
        _stands_before(option, chosen, choice)
        and (option.worked.amount is None or _exact(option) > _exact(chosen))
        for option in own
    )


def _stands_before(option: Option, chosen: Option, choice: str) -> bool:
    is_temporary = bool(choice) and option.kind.id == "provisional"
    return _side(option) == _side(chosen) or (is_temporary and not chosen.kind.needs_proof)


def _side(option: Option) -> Side:
    return option.kind.id, option.measure.regime


def _exact(option: Option) -> Decimal:
    amount = option.worked.amount
    assert amount is not None
    return amount.amount
