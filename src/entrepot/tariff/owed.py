"""What is owed on one line of goods: every rate in reach, every charge, tax and total."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Gap, Market, Measure, Rounding, Stacking, Vat
from entrepot.tariff.charge import Candidate, Charge
from entrepot.tariff.choice import Offer, Quota, Terms, choose
from entrepot.tariff.claim import Claim, Entry, Pact, Refusal, ground_of, refuse
from entrepot.tariff.conditional import Undecided, is_rate, open_why
from entrepot.tariff.evaluation import Exchange
from entrepot.tariff.import_tax import tax_of
from entrepot.tariff.levies import Beside, levy_beside, levy_export, narrow, nowhere
from entrepot.tariff.measures import KINDS, Rejected, list_lines
from entrepot.tariff.national import Bench, Leaf, Option, add_known
from entrepot.tariff.offers import Gain, find_gain, join_offers, list_absent
from entrepot.tariff.spread import join_charges

TAXES = ("excise", "vat")


@dataclass(frozen=True, slots=True)
class Rules:
    """The law of a market on one line and day.

    Attributes:
        market: Customs territory or, for a country without a row, what is known of it.
        country: Country of import, empty where the market has several and none was named.
        measures: Measures on the line, on what it belongs to and on what is below it.
        is_given: Whether the case states the measures, which then replace all others.
        pacts: Agreements that bind exporter and importer on the day.
        has_mfn: Whether goods of the origin have most-favoured-nation treatment.
        vat: Import tax row of the country, None where none is known.
        stackings: Which charge excludes which on the day.
        roundings: How the market rounds on the day, beside its own row.
        gaps: What the measures do not cover.
        look_up: Finds the measure of a line that another line refers to.
    """

    market: Market
    country: str
    measures: tuple[Measure, ...]
    is_given: bool = False
    pacts: tuple[Pact, ...] = ()
    has_mfn: bool = True
    vat: Vat | None = None
    stackings: tuple[Stacking, ...] = ()
    roundings: tuple[Rounding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    look_up: Callable[[str], Measure | None] = nowhere


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of goods whose duty is asked.

    Attributes:
        line: Code, origin and quantities; its value is not used.
        value: Customs value on the market's basis, None when unknown.
        on: Legal day.
        exchange: Rates of the day.
        claims: Preferences asked for.
        quotas: Balances of quotas.
        additional_code: Firm or variant, empty when not told.
        bases: Further values a rate may be of, such as `fob`.
        adds: Costs that the base of the import tax takes in, by name.
        held: Codes of certificates in hand, casefolded; None when nobody told.
        end_use: What the goods are used for, casefolded; None when nobody told.
    """

    line: Line
    value: Money | None
    on: date
    exchange: Exchange
    claims: tuple[Claim, ...] = ()
    quotas: tuple[Quota, ...] = ()
    additional_code: str = ""
    bases: Mapping[str, Money | None] = field(default_factory=dict)
    adds: Mapping[str, Money | None] = field(default_factory=dict)
    held: frozenset[str] | None = None
    end_use: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """The answer for one line.

    Attributes:
        code: The code that was looked up; shorter than asked where the schedule lacks it.
        edition: Edition of the schedule the rate was read in.
        candidates: Every rate of the line and every agreement of the pair.
        charges: Customs duty, what is added, import tax, in order.
        gain: The preference that is used, else the best that could be; None without one.
        rejected: Measures near the line that do not apply, with the reason.
        missing: What must be known, as `charge: what`; empty is complete.
        uncovered: Kinds of charge that the data do not hold for any goods of the market.
        note: A remark on the code.
    """

    code: str
    edition: str
    candidates: tuple[Candidate, ...]
    charges: tuple[Charge, ...]
    gain: Gain | None
    rejected: tuple[Rejected, ...] = ()
    missing: tuple[str, ...] = ()
    uncovered: tuple[Gap, ...] = ()
    note: str = ""

    @property
    def duty(self) -> Money | None:
        """Customs duty and all charges beside it; None when any is unknown."""
        return add_known([c.amount for c in self.charges if c.kind not in TAXES])

    @property
    def tax(self) -> Money | None:
        """Excise and import tax; None when any is unknown, or where none is charged."""
        return add_known([c.amount for c in self.charges if c.kind in TAXES])


def owe(goods: Goods, rules: Rules) -> Owed | None:
    """Work out what one line of goods owes on import; None where no rate holds that day.

    Where national lines under the given code differ, a charge is unknown between two bounds,
    with the lines to choose from.

    Args:
        goods: The goods.
        rules: The law of the market on them.
    """
    code, note, related = _looked_up(goods.line.hs_code, rules)
    measures, variants = narrow(related, goods.additional_code)
    bench = bench_of(goods, rules)
    beside = Beside(rules.stackings, (), variants, rules.look_up)
    counter = _Counter(bench, _terms(goods, rules), beside)
    lines = [counter.assess(leaf, measures) for leaf in list_lines(code, related)]
    leaves = [line.leaf for line in lines]
    if not any(leaf.options for leaf in leaves):
        return None
    candidates = tuple(join_offers([(line.leaf, line.offers) for line in lines]))
    absent = list_absent(
        candidates, rules.pacts, [c.agreement for c in goods.claims], is_given=rules.is_given
    )
    charges = (*join_charges(code, leaves, with_idle=True), *_unheld(code, leaves, rules.gaps))
    tax = tax_of(bench, lines[0].taxes, charges, rules.vat, rules.country, goods.adds, lines[0].may)
    return Owed(
        code=code,
        edition=_edition(leaves),
        candidates=(*candidates, *absent),
        charges=(*charges, tax),
        gain=find_gain(leaves, [line.offers for line in lines]),
        rejected=leaves[0].rejected if len(leaves) == 1 else (),
        missing=_missing((*charges, tax)),
        uncovered=tuple(gap for gap in rules.gaps if not gap.hs_codes),
        note=note,
    )


def owe_unknown(goods: Goods, rules: Rules) -> Owed:
    """What a line owes where no rate of it is known that day: nothing is known but the tax row."""
    code = goods.line.hs_code
    bench = bench_of(goods, rules)
    need = f"the rate of line {code} on {goods.on}"
    duty = Charge("customs_duty", "unknown", None, kind="mfn", needs=(need,))
    tax = tax_of(bench, (), (duty,), rules.vat, rules.country, goods.adds)
    claimed = [claim.agreement for claim in goods.claims]
    absent = tuple(list_absent((), rules.pacts, claimed, is_given=rules.is_given))
    return Owed(code, "", absent, (duty, tax), None, missing=_missing((duty, tax)))


def owe_export(goods: Goods, rules: Rules) -> Owed | None:
    """Work out what one line of goods owes on export; None where no measure holds that day.

    Args:
        goods: The goods, valued as they leave.
        rules: The law of the market they leave.
    """
    code, note, related = _looked_up(goods.line.hs_code, rules)
    bench = bench_of(goods, rules)
    leaves: list[Leaf] = []
    for line in list_lines(code, related):
        closest, may, rejected = bench.sift(line, related)
        charges = levy_export(bench, closest, may)
        if charges:
            leaves.append(Leaf(line, "", (), None, charges, tuple(rejected)))
    if not leaves:
        return None
    charged = tuple(join_charges(code, leaves))
    return Owed(
        code, _vintage(related), (), charged, None, leaves[0].rejected, _missing(charged), note=note
    )


def bench_of(goods: Goods, rules: Rules) -> Bench:
    """The goods ready to be charged under the rules."""
    bench = Bench.of(goods.line, rules.market, goods.value, goods.on, goods.exchange, frozenset())
    return replace(
        bench, bases=goods.bases, names_bases=rules.is_given, held=goods.held,
        end_use=goods.end_use, roundings=rules.roundings,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    leaf: Leaf
    offers: tuple[Offer, ...]
    taxes: tuple[Measure, ...]
    may: tuple[Undecided, ...]


@dataclass(frozen=True, slots=True)
class _Counter:
    """Assesses each national line alike."""

    bench: Bench
    terms: Terms
    beside: Beside

    def assess(self, code: str, measures: Iterable[Measure]) -> _Line:
        """One line: the rates, the one that applies, what is added."""
        closest, may, rejected = self.bench.sift(code, measures)
        of_part = {
            part: tuple(m for m in closest.values() if KINDS[m.kind].part in parts)
            for part, parts in (("rate", ("general", "rate")), ("tax", ("tax",)))
        }
        maybe = [(self.bench.option(one.measure), open_why(one)) for one in may if is_rate(one)]
        rates = [self.bench.option(measure) for measure in of_part["rate"]]
        chosen, offers = choose(rates, self.terms, maybe)
        options = tuple(offer.option for offer in offers)
        duty = chosen.charge if chosen else self._unknown(code, options, may)
        beside = replace(self.beside, undecided=may)
        charges = (duty, *levy_beside(self.bench, closest, duty, beside))
        text = next((m.note for m in of_part["rate"] if m.hs_code == code), "")
        leaf = Leaf(code, text, options, chosen, charges, tuple(rejected))
        return _Line(leaf, offers, of_part["tax"], may)

    def _unknown(self, code: str, options: Sequence[Option], may: Sequence[Undecided]) -> Charge:
        charge = self.bench.unknown_rate(code, options, may)
        asked = tuple(f"the rate of line {code} under {name}" for name in self.terms.pending)
        return replace(charge, needs=asked, working="") if asked else charge


def _looked_up(code: str, rules: Rules) -> tuple[str, str, tuple[Measure, ...]]:
    """The code and its measures; its six digits where the schedule has no such line."""
    near = tuple(
        m for m in rules.measures if code.startswith(m.hs_code) or m.hs_code.startswith(code)
    )
    if len(code) == 6 or any(KINDS[m.kind].part in _RATES for m in near):
        return code, "", near
    return code[:6], f"{code} is no line of this schedule; read as HS {code[:6]}", rules.measures


_RATES = ("general", "rate", "export")


def _terms(goods: Goods, rules: Rules) -> Terms:
    months = {regime: pact.proof_months for pact in rules.pacts for regime in pact.regimes}
    line = goods.line
    entry = Entry(goods.on, line.hs_code, rules.country, line.country_of_origin)
    claims = {
        (name := claim.agreement.casefold()): refuse(claim, entry, proof_months=months.get(name))
        for claim in goods.claims
    }
    held = {measure.regime.casefold() for measure in rules.measures}
    return Terms(
        origin=line.country_of_origin,
        has_mfn=rules.has_mfn,
        choice=rules.market.choice,
        claims=claims,
        quotas={quota.regime.casefold(): quota for quota in goods.quotas},
        quantities=line.quantities,
        pending=tuple(
            pact.code
            for pact in rules.pacts
            if not rules.is_given
            and not pact.regimes & held
            and claims.get(pact.code.casefold(), _UNCLAIMED) is None
        ),
        grounds={
            claim.agreement.casefold(): ground
            for claim in goods.claims
            if (ground := ground_of(claim, entry))
        },
    )


_UNCLAIMED = Refusal("possible", "")


def _unheld(code: str, leaves: Sequence[Leaf], gaps: Iterable[Gap]) -> Iterable[Charge]:
    """An unknown charge for each kind that these goods bear and the data do not hold."""
    charged = {charge.kind for leaf in leaves for charge in leaf.charges}
    for gap in gaps:
        near = any(code.startswith(one) or one.startswith(code) for one in gap.hs_codes)
        kind = KINDS.get(gap.kind)
        if near and kind and kind.part == "added" and gap.kind not in charged:
            yield Charge(
                kind.what, "unknown", None, kind=kind.id, rule=kind.title, source=gap.source,
                status=gap.status, needs=(gap.note,), note=gap.note,
            )  # fmt: skip


def _missing(charges: Iterable[Charge]) -> tuple[str, ...]:
    return tuple(f"{c.what}: {'; '.join(c.needs)}" for c in charges if c.state == "unknown")


def _edition(leaves: Sequence[Leaf]) -> str:
    used = [leaf.chosen.measure for leaf in leaves if leaf.chosen]
    return _vintage(used or [option.measure for leaf in leaves for option in leaf.options])


def _vintage(measures: Iterable[Measure]) -> str:
    return next((measure.vintage for measure in measures), "")
