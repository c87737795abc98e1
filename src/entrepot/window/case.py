"""What is to be valued and taxed: the facts of one consignment, as an assessment needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from entrepot.kernel.money import Money

Flow = Literal["import", "export"]
TransactionMode = Literal["EXW", "FOB", "C&F", "C&I", "CIF"]
Proof = Literal["valid", "missing", "none"]
FLOWS: tuple[Flow, ...] = get_args(Flow)
TRANSACTION_MODES: tuple[TransactionMode, ...] = get_args(TransactionMode)
PROOFS: tuple[Proof, ...] = get_args(Proof)

# Costs that an import value lacks under each mode, and what an export value adds or takes off:
# WTO Agreement on Customs Valuation, article 8.2; an export is valued FOB.
ADDED: Mapping[str, tuple[str, ...]] = {
    "EXW": ("inland", "freight", "insurance"),
    "FOB": ("freight", "insurance"),
    "C&F": ("insurance",),
    "C&I": ("freight",),
    "CIF": (),
}
ADDED_ON_EXPORT: Mapping[str, tuple[str, ...]] = {"EXW": ("inland",)}
TAKEN_OFF_ON_EXPORT: Mapping[str, tuple[str, ...]] = {
    "C&F": ("freight",),
    "C&I": ("insurance",),
    "CIF": ("freight", "insurance"),
}


@dataclass(frozen=True, slots=True)
class Preference:
    """A lower rate asked for under an agreement.

    Attributes:
        agreement: The agreement, as the measures name their regimes.
        rate: Its rate as text, None where the tables must tell.
        proof: valid, missing (will follow, against security) or none (not claimed).
    """

    agreement: str
    rate: str | None
    proof: Proof


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One item of goods.

    Attributes:
        seq: Its number in the document.
        hs: Commodity code, six digits or more.
        origin: Country of origin, ISO 3166-1 alpha-2; may be empty on export.
        value: Price of the whole item in the currency of the case.
        quantities: Amounts by unit of the tariff; qualified ones as `kg/lead`.
        rates: Every rate by type of charge, as text; None where the tables must tell.
        preference: The lower rate asked for, if any.
    """

    seq: int
    hs: str
    origin: str
    value: Decimal
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    rates: Mapping[str, str] | None = None
    preference: Preference | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One document to be assessed.

    Attributes:
        flow: import or export.
        accepted_on: Legal day of acceptance, in the zone of the office.
        transaction_mode: Which costs the price holds.
        currency: Currency of the prices, ISO 4217.
        exchange_rate: Units of the country's money for one of `currency`; None is the rate of
            the month.
        freight, insurance, inland: Costs of the whole document; None is not stated.
        items: The goods, one or more.
    """

    flow: Flow
    accepted_on: date
    transaction_mode: TransactionMode
    currency: str
    exchange_rate: Decimal | None
    freight: Money | None
    insurance: Money | None
    inland: Money | None
    items: tuple[CaseItem, ...]

    def cost(self, name: str) -> Money | None:
        """One of the costs by its name: freight, insurance or inland."""
        cost: Money | None = getattr(self, name)
        return cost

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the costs that the customs value holds and the price does not."""
        modes = ADDED if self.flow == "import" else ADDED_ON_EXPORT
        return modes.get(self.transaction_mode, ())

    @property
    def taken_off(self) -> tuple[str, ...]:
        """Names of the costs that the price holds and the customs value does not."""
        if self.flow == "import":
            return ()
        return TAKEN_OFF_ON_EXPORT.get(self.transaction_mode, ())

    def unstated(self) -> tuple[str, ...]:
        """Names of the costs that the mode asks for and the case leaves out."""
        return tuple(name for name in (*self.added, *self.taken_off) if self.cost(name) is None)
