"""All national lines under a code as one answer: a charge if they agree, a range if not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from entrepot.kernel.source import weakest
from entrepot.region.law import Measure
from entrepot.tariff.charge import Candidate, Charge, NationalLine, Range
from entrepot.tariff.measures import KINDS
from entrepot.tariff.national import Leaf, Option


def join_charges(code: str, leaves: Sequence[Leaf], *, with_idle: bool = False) -> Iterable[Charge]:
    """Customs duty, then each added charge, over all lines the code may mean.

    Args:
        code: The code that was asked for.
        leaves: Its lines.
        with_idle: Whether to tell charges that do not apply, too.
    """
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
        if with_idle or joined.state != "not_applicable":
            yield joined


def _join(pairs: Sequence[tuple[Leaf, Charge]], code: str) -> Charge:
    charges = [charge for _, charge in pairs]
    first = charges[0]
    rates = " | ".join(dict.fromkeys(charge.rate for charge in charges))
    status = weakest(charge.status for charge in charges)
    # What is said of one line is not said of the others.
    first = replace(first, note=first.note if len({c.note for c in charges}) == 1 else "")
    if len({charge.amount for charge in charges}) == 1 and _alike(charges):
        return replace(first, rate=rates, status=status)
    span = span_of(pairs)
    question = f"Which national line under {code}? {len(span.lines)} lines differ."
    return replace(
        first, state="unknown", amount=None, rate=rates, status=status, working="",
        rule=_together(charge.rule.rpartition(" on ")[0] + f" on {code}" for charge in charges),
        source=_together(charge.source for charge in charges),
        needs=(f"the national line under {code}",), range=span, question=question,
    )  # fmt: skip


def _together(texts: Iterable[str]) -> str:
    """Different texts in one, in their order."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _alike(charges: Sequence[Charge]) -> bool:
    """Say whether lines of one amount are one answer: known, or unknown for one reason."""
    first = charges[0]
    if first.amount is not None:
        return True
    return all((charge.rate, charge.needs) == (first.rate, first.needs) for charge in charges)


def span_of(pairs: Sequence[tuple[Leaf, Charge]]) -> Range:
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


def join_candidates(leaves: Sequence[Leaf]) -> Iterable[Candidate]:
    """Every rate of the lines, one a kind and regime, in the order of the kinds."""
    sides = dict.fromkeys((o.kind.id, o.measure.regime) for leaf in leaves for o in leaf.options)
    for side in sorted(sides, key=lambda s: (KINDS[s[0]].order, s[1])):
        pairs = [
            (leaf, option)
            for leaf in leaves
            for option in leaf.options
            if (option.kind.id, option.measure.regime) == side
        ]
        yield _candidate(pairs)


def _candidate(pairs: Sequence[tuple[Leaf, Option]]) -> Candidate:
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
        must_prove=must_prove(measure) if kind.needs_proof and covered else "",
        source=measure.source,
        status=weakest(option.measure.status for option in options),
    )


def _why(pairs: Sequence[tuple[Leaf, Option]], covered: Sequence[Option]) -> str:
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


def must_prove(measure: Measure) -> str:
    """What a claim to a measure must prove."""
    if measure.kind == "in_quota":
        return f"a share of the quota ({measure.regime})"
    return f"origin under {measure.regime}: its proof of origin, and direct transport"
