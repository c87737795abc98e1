"""All national lines under a code as one list of candidates, and what a preference gains."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from entrepot.kernel.money import Money
from entrepot.kernel.source import weakest
from entrepot.tariff.charge import Candidate
from entrepot.tariff.choice import Offer
from entrepot.tariff.claim import Pact
from entrepot.tariff.measures import KINDS
from entrepot.tariff.national import Leaf, choose_lowest
from entrepot.tariff.spread import must_prove, span_of

_ALWAYS = {"general": "general", "mfn": "MFN", "provisional": "provisional"}


@dataclass(frozen=True, slots=True)
class Gain:
    """What a preference saves, or would: duty without it less duty with it.

    Attributes:
        amount: None while one of the two is not known.
    """

    regime: str
    state: Literal["claimed", "possible"]
    amount: Money | None


def join_offers(lines: Sequence[tuple[Leaf, Sequence[Offer]]]) -> Iterator[Candidate]:
    """Every rate of the lines, one a kind, regime and conditions, in the order of the kinds."""
    pairs = [(leaf, offer) for leaf, offers in lines for offer in offers]
    sides = dict.fromkeys(_side(offer) for _, offer in pairs)
    for side in sorted(sides, key=lambda s: (KINDS[s[0]].order, s[1:])):
        own = [(leaf, offer) for leaf, offer in pairs if _side(offer) == side]
        yield _candidate(own, is_everywhere=len(own) == len(lines))


def _side(offer: Offer) -> tuple[str, str, str]:
    measure = offer.option.measure
    return measure.kind, measure.regime, measure.conditions


def _candidate(pairs: Sequence[tuple[Leaf, Offer]], *, is_everywhere: bool) -> Candidate:
    first = pairs[0][1]
    measure, kind = first.option.measure, first.option.kind
    amounts = {offer.option.charge.amount for _, offer in pairs}
    is_covered = any(offer.option.covered for _, offer in pairs)
    is_one = len(amounts) == 1 and is_everywhere
    standings = {(offer.standing, offer.why) for _, offer in pairs}
    standing, why = standings.pop() if len(standings) == 1 else _differing(pairs)
    known = is_one and is_covered
    return Candidate(
        regime=measure.regime,
        kind=kind.id,
        rate=" | ".join(dict.fromkeys(offer.option.charge.rate for _, offer in pairs)),
        amount=first.option.charge.amount if known else None,
        chosen=standing == "applies",
        why=why,
        range=None
        if is_one or not is_covered
        else span_of([(a, o.option.charge) for a, o in pairs]),
        must_prove=must_prove(measure) if kind.needs_proof and is_covered else "",
        source=measure.source,
        status=weakest(offer.option.measure.status for _, offer in pairs),
        standing=_standing(standing, known=known, offer=first),
        working=first.option.charge.working if known else "",
        conditions=measure.conditions,
    )


def _standing(standing: str, *, known: bool, offer: Offer) -> str:
    """An open rate that is not known is unknown, whether it is claimed or not."""
    if standing in ("possible", "applies") and known and offer.option.charge.amount is None:
        return "unknown"
    return standing


def _differing(pairs: Sequence[tuple[Leaf, Offer]]) -> tuple[str, str]:
    applies = [leaf.code for leaf, offer in pairs if offer.standing == "applies"]
    if applies:
        return "unknown", f"applies on {', '.join(applies)} only"
    return "unknown", "; ".join(dict.fromkeys(offer.why for _, offer in pairs))


def list_absent(
    candidates: Iterable[Candidate],
    pacts: Sequence[Pact],
    claimed: Iterable[str] = (),
    *,
    is_given: bool,
) -> Iterator[Candidate]:
    """Kinds of rate and agreements of the pair that have no rate on the line, and why.

    Args:
        candidates: Those that have one.
        pacts: Agreements that bind the pair.
        claimed: Agreements claimed, of which some may not bind it.
        is_given: Whether the case states the measures, so that what it leaves out is not there.
    """
    there = {(c.kind, c.regime.casefold()) for c in candidates}
    kinds = {kind for kind, _ in there}
    for kind, regime in _ALWAYS.items():
        if kind in kinds:
            continue
        is_free_to_lack = is_given or kind == "provisional"
        why = "no such rate on this line that day" if is_free_to_lack else "its rate is not held"
        yield _absent(kind, regime, "not_covered" if is_free_to_lack else "unknown", why)
    for pact in pacts:
        if any(("preference", regime) in there for regime in pact.regimes):
            continue
        why = "the case states no rate under it" if is_given else "no rate under it is held"
        yield _absent("preference", pact.code, "not_covered" if is_given else "unknown", why)

    bound = {regime for pact in pacts for regime in pact.regimes} | {name for _, name in there}
    for code in claimed:
        if code.casefold() not in bound:
            why = "it does not bind both countries on this day"
            yield _absent("preference", code, "rejected", why)


def _absent(kind: str, regime: str, standing: str, why: str) -> Candidate:
    return Candidate(
        regime, kind, "", None, chosen=False, why=why, range=None, must_prove="", source="",
        status="unverified", standing=standing,
    )  # fmt: skip


def find_gain(leaves: Sequence[Leaf], offers: Sequence[Sequence[Offer]]) -> Gain | None:
    """What the preference in use saves; else the most that one not claimed would."""
    used = {leaf.chosen.measure.regime for leaf in leaves if leaf.chosen and _proved(leaf)}
    if used:
        regime = ", ".join(sorted(used))
        return Gain(regime, "claimed", _same([_saved_by_claim(leaf) for leaf in leaves]))
    if all(leaf.charges[0].state == "zero_by_law" for leaf in leaves):
        return None
    possible = dict.fromkeys(
        offer.option.measure.regime
        for own in offers
        for offer in own
        if offer.standing == "possible"
    )
    gains = [Gain(name, "possible", _same(_saved(name, leaves, offers))) for name in possible]
    worth = [gain for gain in gains if gain.amount is None or gain.amount.amount > 0]
    return max(
        worth, key=lambda g: (g.amount is not None, g.amount and g.amount.amount), default=None
    )


def _proved(leaf: Leaf) -> bool:
    return leaf.chosen is not None and leaf.chosen.kind.needs_proof


def _saved_by_claim(leaf: Leaf) -> Money | None:
    plain = choose_lowest([o for o in leaf.options if o.open and not o.kind.needs_proof])
    before = plain and plain.charge.amount
    after = leaf.chosen and leaf.chosen.charge.amount
    return before - after if before and after else None


def _saved(
    regime: str, leaves: Sequence[Leaf], offers: Sequence[Sequence[Offer]]
) -> list[Money | None]:
    found: list[Money | None] = []
    for leaf, own in zip(leaves, offers, strict=True):
        named = [o for o in own if o.option.measure.regime == regime and o.option.covered]
        rates = [o.option for o in sorted(named, key=lambda o: o.standing != "possible")]
        before = leaf.chosen and leaf.chosen.charge.amount
        after = rates[0].charge.amount if rates else before
        found.append(before - after if before and after else None)
    return found


def _same(amounts: Sequence[Money | None]) -> Money | None:
    return amounts[0] if len(set(amounts)) == 1 else None
