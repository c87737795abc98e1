"""Which rate of duty applies to a line, and where every other rate of it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from entrepot.tariff.claim import Refusal
from entrepot.tariff.national import Option, choose_lowest, unsettle
from entrepot.tariff.units import count

Standing = Literal["applies", "possible", "rejected", "not_covered", "unknown"]
PROVISIONAL_FIRST, GENERAL_OR_BOUND = "provisional_first", "general_or_bound"
PROVED = "its proof is in hand, and no open rate is lower"
NOT_COMPARED = "cannot be compared until what is missing is known"


@dataclass(frozen=True, slots=True)
class Quota:
    """A tariff quota and what is left of it.

    Attributes:
        regime: Regime of the in-quota rate.
        balance: What is left, None when not known.
        unit: Unit of the tariff it is counted in.
        source: Who tells the balance, and as at which day.
    """

    regime: str
    balance: Decimal | None
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides between rates beside their amounts.

    Attributes:
        origin: Country of origin.
        has_mfn: Whether goods of the origin have most-favoured-nation treatment.
        choice: Rule of the market: `provisional_first`, `general_or_bound`, or empty for the
            lowest of what is open.
        claims: Claimed regimes, casefolded, with why each is refused; None grants it.
        quotas: Balances by regime, casefolded.
        quantities: Quantities of the goods by unit key.
        pending: Agreements claimed with a proof whose rate on the line is not held: it may be
            lower than any other.
        grounds: Why the rate of a granted claim applies, by regime, casefolded.
    """

    origin: str
    has_mfn: bool = True
    choice: str = ""
    claims: Mapping[str, Refusal | None] = field(default_factory=dict)
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    grounds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """A rate of one line with where it stands."""

    option: Option
    standing: Standing
    why: str


def choose(
    options: Sequence[Option], terms: Terms, may: Sequence[tuple[Option, str]] = ()
) -> tuple[Option | None, tuple[Offer, ...]]:
    """Choose the rate that applies and tell of every other one why it does not.

    Args:
        options: The rates in force on the line, one a kind and regime.
        terms: What decides beside the amounts.
        may: Rates on conditions of which one is not known, with why they are not applied.

    Returns:
        The rate that applies, None when that cannot be told; and all rates in their order.

    Source:
        Tariff Law of China 2024, articles 12 to 14 (provisional before most-favoured-nation,
        the lowest with a preference); Customs Tariff Act of Japan, article 3, and Temporary
        Tariff Measures Act, article 2 (the lower of general or temporary and bound).
    """
    kinds = {option.kind.id for option in options if option.covered}
    closed = [_closed(option, kinds, terms) for option in options]
    marked = [replace(o, open=shut is None) for o, shut in zip(options, closed, strict=True)]
    chosen = choose_lowest([option for option in marked if option.open])
    if terms.pending and chosen and chosen.charge.state != "zero_by_law":
        chosen = None
    maybe = tuple(_may_apply(option, why, kinds, terms) for option, why in may)
    rates = [offer.option for offer in maybe if offer.standing == "possible"]
    if chosen and unsettle(chosen, options, rates, terms.choice):
        chosen = None
    offers = tuple(
        Offer(option, *(shut or _open(option, chosen, terms.grounds)))
        for option, shut in zip(marked, closed, strict=True)
    )
    return chosen, (*offers, *maybe)


def _may_apply(option: Option, why: str, kinds: set[str], terms: Terms) -> Offer:
    """Where a rate stands of which it is not known whether its conditions are met."""
    standing = _closed(option, kinds, terms) or ("possible", why)
    return Offer(replace(option, open=False), *standing)


def _open(
    option: Option, chosen: Option | None, grounds: Mapping[str, str]
) -> tuple[Standing, str]:
    if chosen is None:
        return "unknown", NOT_COMPARED
    if option is chosen:
        return "applies", _why_chosen(option, grounds)
    if chosen.kind.needs_proof:
        return "rejected", f"{chosen.measure.regime}, whose proof is in hand, is no higher"
    return "rejected", f"{chosen.kind.title.lower()} is no higher"


def _why_chosen(option: Option, grounds: Mapping[str, str]) -> str:
    if option.kind.needs_proof:
        return grounds.get(option.measure.regime.casefold(), PROVED)
    return "no rate open to the goods is lower"


def _closed(option: Option, kinds: set[str], terms: Terms) -> tuple[Standing, str] | None:
    """Where a rate stands that the goods cannot have; None when they can."""
    regime = option.measure.regime
    if not option.covered:
        return "not_covered", f"{regime} does not cover this line"
    if option.kind.needs_proof:
        return _unproved(option, terms)
    if option.kind.id == "general":
        return _no_general(kinds, terms)
    if not terms.has_mfn:
        return "rejected", f"goods of {terms.origin} have no most-favoured-nation treatment"
    is_late = option.kind.id == "mfn" and "provisional" in kinds
    if is_late and terms.choice == PROVISIONAL_FIRST:
        return "rejected", "the provisional rate applies before it"
    return None


def _no_general(kinds: set[str], terms: Terms) -> tuple[Standing, str] | None:
    if not terms.has_mfn:
        return None
    if terms.choice != GENERAL_OR_BOUND:
        return "rejected", f"goods of {terms.origin} have most-favoured-nation treatment"
    if "provisional" in kinds:
        return "rejected", "the temporary rate stands in its place"
    return None


def _unproved(option: Option, terms: Terms) -> tuple[Standing, str] | None:
    regime = option.measure.regime.casefold()
    if regime not in terms.claims:
        return "possible", option.kind.unproved
    refusal = terms.claims[regime]
    if refusal is not None:
        return refusal.standing, refusal.why
    quota = terms.quotas.get(regime) if option.kind.id == "in_quota" else None
    return _exhausted(quota, terms.quantities) if quota else None


def _exhausted(quota: Quota, quantities: Mapping[str, Decimal]) -> tuple[Standing, str] | None:
    asked = count(quota.unit, "", quantities)
    if quota.balance is None or asked is None:
        return "unknown", f"the balance of the quota is not known ({quota.source})"
    if asked > quota.balance:
        left = f"{quota.balance:f} {quota.unit}"
        return "rejected", f"the quota has {left} left, the goods are {asked:f} ({quota.source})"
    return None
