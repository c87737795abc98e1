"""From a price under a trade term to the value at a border: what to add, what to take off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from entrepot.kernel.money import Money
from entrepot.kernel.source import Source

# Stage of the journey, and the word of the quote document for its cost.
STAGES: Mapping[str, str] = {
    "origin": "origin_carriage",
    "main": "main_carriage",
    "insurance": "insurance",
    "delivery": "delivery_carriage",
}
# Stages whose cost belongs to the value on each basis: WTO Agreement on Customs Valuation,
# article 8.2, leaves the choice to the country.
IN_VALUE: Mapping[str, frozenset[str]] = {
    "CIF": frozenset({"origin", "main", "insurance"}),
    "FOB": frozenset({"origin"}),
}


@dataclass(frozen=True, slots=True)
class Freight:
    """Cost of each stage of the journey; None is unknown, zero is none.

    Attributes:
        before_border: Carriage until the goods leave the exporting territory.
        main: From there to the first place of the importing territory.
        after_entry: From there to the destination.
        insurance: Insurance of the goods on the way.
        cited: Source of each cost by the stage names of `STAGES`.
    """

    before_border: Money | None
    main: Money | None
    after_entry: Money | None
    insurance: Money | None
    cited: Mapping[str, Source] = field(default_factory=dict)

    def by_stage(self) -> Mapping[str, Money | None]:
        """The costs under the stage names of `STAGES`."""
        return {
            "origin": self.before_border,
            "main": self.main,
            "insurance": self.insurance,
            "delivery": self.after_entry,
        }


@dataclass(frozen=True, slots=True)
class Valued:
    """A value with its working, or what must be known to find it."""

    amount: Money | None
    working: str
    needs: tuple[str, ...] = ()


def value_on_basis(
    price: Money,
    basis: str,
    included: Collection[str],
    stages: Mapping[str, Money | None],
) -> Valued:
    """Turn a price into a value: add stages it lacks, take off stages that do not belong.

    Args:
        price: Price under the trade term, without duty and tax of the importing country.
        basis: CIF or FOB.
        included: Stages the price includes.
        stages: Cost of each stage in the currency of the price.
    """
    amount, working, needs = price, str(price), []
    for stage, what in STAGES.items():
        belongs, inside, cost = stage in IN_VALUE[basis], stage in included, stages[stage]
        if belongs == inside:
            continue
        if cost is None:
            needs.append(what)
        elif cost.amount:
            amount = amount + cost if belongs else amount - cost
            working += f" {'+' if belongs else '-'} {cost} {what}"
    if needs:
        return Valued(None, working, tuple(needs))
    if amount.amount < 0:
        return Valued(None, working, ("a price above the freight it includes",))
    return Valued(amount, working)
