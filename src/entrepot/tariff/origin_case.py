"""What a determination of origin starts from: the good, its materials, and what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from entrepot.kernel.money import Money
from entrepot.tariff.concordance import ConcordanceRow

Role: TypeAlias = Literal[
    "material", "retail_packing", "transport_packing", "accessory", "indirect"
]
ROLES: tuple[Role, ...] = (
    "material", "retail_packing", "transport_packing", "accessory", "indirect",
)  # fmt: skip
# What the value of a material was taken at; only the first two are what RCEP 3.5.3 counts.
BASES = ("cif", "price", "fob", "exw")
COSTS = ("labour", "overhead", "profit", "other")
DEDUCTIONS = ("freight", "insurance", "packing", "duty", "tax", "brokerage", "waste", "scrap")

NO_CURRENCY = "XXX"  # ISO 4217 for no currency: nothing in the case has a value


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof of origin of a material; a date that is not known is None."""

    kind: str
    number: str
    issued: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Deduction:
    """What may come off the value of a material; without evidence it stays in."""

    kind: str
    value: Money
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One row of the bill of materials, with the rows it was made of.

    Attributes:
        name: What the firm calls it.
        hs, edition: Its code and the edition of the HS the code is of.
        value: What one good takes of it, at `basis`; None is unknown.
        basis: One of `BASES`.
        weight_kg: Its part of the weight of the good [kg]; None is unknown.
        origin: Country it is said to originate in; empty is unknown.
        proof: What shows that it originates in a party.
        role: What it is to the good.
        wholly_obtained: Whether it is wholly obtained; None is not said.
        processes: Workings by name, and whether each was done where it was made.
        materials: What it was made of by the producer himself.
    """

    name: str
    hs: str
    edition: str
    value: Money | None = None
    basis: str = "cif"
    weight_kg: Decimal | None = None
    origin: str = ""
    proof: Proof | None = None
    role: Role = "material"
    wholly_obtained: bool | None = None
    processes: Mapping[str, bool] = field(default_factory=dict)
    deductions: tuple[Deduction, ...] = ()
    materials: tuple["Material", ...] = ()


@dataclass(frozen=True, slots=True)
class Good:
    """What is exported.

    Attributes:
        hs, edition: Its code and the edition of the HS the code is of.
        fob, exw: Its value free on board and ex works; None is unknown.
        weight_kg: Its weight [kg]; None is unknown.
        wholly_obtained: Whether every condition of the article holds; None is not said.
        processes: Workings by name, and whether each was done in the party.
        costs: What of `COSTS` is in the value; those not named are not known.
        is_differentiated: Whether the importer lists it for a further requirement of origin;
            None is not known.
    """

    hs: str
    edition: str
    fob: Money | None = None
    exw: Money | None = None
    weight_kg: Decimal | None = None
    wholly_obtained: bool | None = None
    processes: Mapping[str, bool] = field(default_factory=dict)
    costs: Mapping[str, Money] = field(default_factory=dict)
    is_differentiated: bool | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A country the goods pass on their way; what is not said is None.

    Attributes:
        country: ISO 3166-1 alpha-2.
        is_controlled: Whether they stayed under the control of its customs.
        is_worked: Whether more was done than to unload, reload, store and preserve.
        documents: What shows it.
    """

    country: str
    is_controlled: bool | None = None
    is_worked: bool | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginCase:
    """A question of origin.

    Attributes:
        agreement: Its code, such as RCEP.
        exporting_party, importing_party: ISO 3166-1 alpha-2.
        on: Legal day.
        rule: A rule that takes the place of the stored one, in the good's edition; or empty.
        concordance: Further rows of the concordance of this case.
        operations: All that was done in the party; empty is not said.
        route: Countries passed; empty is direct.
        rates: Units of the good's currency for one of another.
    """

    agreement: str
    exporting_party: str
    importing_party: str
    on: date
    good: Good
    materials: tuple[Material, ...] = ()
    rule: str = ""
    concordance: tuple[ConcordanceRow, ...] = ()
    operations: tuple[str, ...] = ()
    route: tuple[Stop, ...] = ()
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The currency all values are counted in: that of the good, else of a material."""
        price = self.good.fob or self.good.exw
        first = next((one.value for one in self.materials if one.value), None)
        counted = price or first
        return counted.currency if counted else NO_CURRENCY
