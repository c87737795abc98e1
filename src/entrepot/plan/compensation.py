"""Compensation for clean water: who pays into a river's fund, and who draws from it.

    index of a section = stability x sum of weight x measured / limit
    a party is clean while no section of its own is above what passes

Shares are of the agreement; weights, stability and what passes are of the case. What is not
measured leaves a party's draw unknown, never nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

CLEAN, FAILED, UNKNOWN = "clean", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an agreement.

    Attributes:
        contribution_pct: Of the whole that it pays [%].
        payout_pct: Of the whole that it may draw [%].
    """

    name: str
    contribution_pct: Decimal
    payout_pct: Decimal


@dataclass(frozen=True, slots=True)
class Section:
    """Water measured where it leaves a party.

    Attributes:
        measured: Of each substance; None was not measured.
        limit: Of each substance, above 0.
    """

    party: str
    name: str
    measured: Mapping[str, Decimal | None]
    limit: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Rule:
    """How water is judged.

    Attributes:
        weights: Of each substance.
        stability: Factor on the whole.
        pass_at: Highest index that is clean.
        failed_share: Share of its draw that a party keeps when it is not clean, 0 to 1.
    """

    weights: Mapping[str, Decimal]
    stability: Decimal = Decimal(1)
    pass_at: Decimal = Decimal(1)
    failed_share: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a party pays and draws in a year [minor units].

    Attributes:
        index: The worst of its sections; None is unknown.
        payout: None where its water is not known.
    """

    party: Party
    index: Decimal | None
    state: str
    contribution: int
    entitled: int
    payout: int | None

    @property
    def net(self) -> int | None:
        """What it draws less what it pays."""
        return None if self.payout is None else self.payout - self.contribution


def settle(
    total: int, parties: Sequence[Party], sections: Sequence[Section], rule: Rule
) -> list[Settled]:
    """What each party pays and draws; contributions add up to the whole to the last unit."""
    paid = split(total, [one.contribution_pct for one in parties])
    entitled = split(total, [one.payout_pct for one in parties])
    found = []
    for one, contribution, most in zip(parties, paid, entitled, strict=True):
        index = worst_index([each for each in sections if each.party == one.name], rule)
        state = UNKNOWN if index is None else CLEAN if index <= rule.pass_at else FAILED
        kept = {CLEAN: most, FAILED: int(most * rule.failed_share), UNKNOWN: None}[state]
        found.append(Settled(one, index, state, contribution, most, kept))
    return found


def worst_index(sections: Sequence[Section], rule: Rule) -> Decimal | None:
    """The highest index of some sections; None where none is there or one is not known."""
    found = [index_of(one, rule) for one in sections]
    known = [one for one in found if one is not None]
    return max(known) if known and len(known) == len(found) else None


def index_of(section: Section, rule: Rule) -> Decimal | None:
    """The index of a section; None where a substance with a weight was not measured.

    Example:
        >>> rule = Rule({"cod": Decimal("0.5"), "nh3": Decimal("0.5")})
        >>> values, limits = {"cod": Decimal(10), "nh3": Decimal(1)}, dict.fromkeys(
        ...     ("cod", "nh3"), Decimal(10))
        >>> index_of(Section("a", "bridge", values, limits), rule)
        Decimal('0.55')
    """
    total = Decimal(0)
    for name, weight in rule.weights.items():
        measured, limit = section.measured.get(name), section.limit.get(name)
        if measured is None or limit is None:
            return None
        total += weight * measured / limit
    return rule.stability * total


def split(total: int, shares_pct: Sequence[Decimal]) -> list[int]:
    """A whole by shares; what rounding leaves goes to the largest remainders, the first of equals.

    Example:
        >>> split(100, [Decimal(50), Decimal("33.3"), Decimal("16.7")])
        [50, 33, 17]
    """
    exact = [total * one / 100 for one in shares_pct]
    found = [int(one) for one in exact]
    over = int(sum(exact)) - sum(found)
    by_rest = sorted(range(len(exact)), key=lambda at: found[at] - exact[at])
    for at in by_rest[:over]:
        found[at] += 1
    return found
