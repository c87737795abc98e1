"""A declaration as filed: what was stated, by element, with what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from entrepot.kernel.money import Money, total
from entrepot.window.documents import Flow
from entrepot.window.values import Value

Values = Mapping[str, Value]
Proof = Literal["valid", "missing", "none", ""]
RATE, UNIT_PRICE, TOTAL = "1", "2", "3"  # fee_mark: share of the value, price per tonne, sum
_KG_PER_TONNE = 1000
_PROOFS: Mapping[object, Proof] = {"present": "valid", "missing": "missing", "none": "none"}


@dataclass(frozen=True, slots=True)
class Item:
    """One good of a declaration.

    Attributes:
        seq: Its number, from 1.
        values: What was stated, by element.
        currency: Currency of the invoice, ISO 4217.
        quantities: Stated quantities by unit of the tariff, the net mass in kg among them.
    """

    seq: int
    values: Values
    currency: str
    quantities: Mapping[str, Decimal]

    @property
    def hs_code(self) -> str:
        """Commodity code."""
        return _text(self.values, "hs_code")

    @property
    def goods_name(self) -> str:
        """What the goods are called."""
        return _text(self.values, "goods_name")

    @property
    def origin_country(self) -> str:
        """Country of origin, ISO 3166-1 alpha-2."""
        return _text(self.values, "origin_country")

    @property
    def final_country(self) -> str:
        """Country the goods end in, ISO 3166-1 alpha-2."""
        return _text(self.values, "final_country")

    @property
    def value(self) -> Money:
        """Invoice value of the line; zero where none was stated."""
        return Money(_number(self.values, "line_value") or Decimal(0), self.currency)

    @property
    def net_mass_kg(self) -> Decimal | None:
        """Net mass [kg], None where neither it nor a quantity in kg was stated."""
        return self.quantities.get("kg")

    @property
    def quantity(self) -> Decimal | None:
        """Quantity sold, in `unit`."""
        return _number(self.values, "quantity")

    @property
    def unit(self) -> str:
        """Code of the unit of the quantity sold."""
        return _text(self.values, "quantity_unit")

    @property
    def duty_mode(self) -> str:
        """Mode of levy."""
        return _text(self.values, "duty_mode")

    @property
    def agreement(self) -> str:
        """Code of the agreement whose preference is claimed, empty for none."""
        return _text(self.values, "agreement_code")

    @property
    def proof(self) -> Proof:
        """State of the proof of origin, empty where it was not stated."""
        return _PROOFS.get(self.values.get("origin_proof_state"), "")

    @property
    def containers(self) -> tuple[str, ...]:
        """Containers the goods are in."""
        return _texts(self.values, "container_items")


@dataclass(frozen=True, slots=True)
class Equipment:
    """One container."""

    values: Values

    @property
    def no(self) -> str:
        """Container number, ISO 6346."""
        return _text(self.values, "container_no")


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document quoted or attached."""

    values: Values

    @property
    def type(self) -> str:
        """Kind of document."""
        return _text(self.values, "document_type")

    @property
    def no(self) -> str:
        """Its number."""
        return _text(self.values, "document_no")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a trader stated in one filing.

    Attributes:
        flow: Whether the goods come in or go out.
        type: FULL, ADVANCE or SUMMARY.
        values: What was stated for the whole, by element.
        items: The goods.
        equipment: The containers.
        documents: The documents.
        transaction_mode: EXW, FOB, C&F, C&I or CIF, from the trade term. Where none was
            stated the price is taken as it stands: CIF on import, FOB on export.
    """

    flow: Flow
    type: str
    values: Values
    items: tuple[Item, ...]
    equipment: tuple[Equipment, ...]
    documents: tuple[DocumentRef, ...]
    transaction_mode: str

    def text(self, name: str) -> str:
        """An element of the whole as text, empty where it was not stated."""
        return _text(self.values, name)

    def flag(self, name: str) -> bool | None:
        """A yes or no of the whole, None where it was not stated."""
        found = self.values.get(name)
        return found if isinstance(found, bool) else None

    def rows(self, name: str) -> tuple[Values, ...]:
        """The entries of a list: items, equipment, documents, invoices, guarantees, ..."""
        typed: Mapping[str, tuple[Item | Equipment | DocumentRef, ...]] = {
            "items": self.items, "equipment": self.equipment, "documents": self.documents,
        }  # fmt: skip
        if name in typed:
            return tuple(row.values for row in typed[name])
        found = self.values.get(name)
        entries = found if isinstance(found, tuple) else ()
        return tuple(entry for entry in entries if isinstance(entry, Mapping))

    @property
    def lrn(self) -> str:
        """The trader's own reference."""
        return self.text("lrn")

    @property
    def ucr(self) -> str:
        """Unique consignment reference."""
        return self.text("ucr")

    @property
    def declaration_office(self) -> str:
        """Office that decides, by its id in the pack."""
        return self.text("declaration_office")

    @property
    def border_office(self) -> str:
        """Office of entry or exit, by its id in the pack."""
        return self.text("border_office")

    @property
    def trade_mode(self) -> str:
        """Supervision mode."""
        return self.text("trade_mode")

    @property
    def cut_mode(self) -> str:
        """Nature of levy."""
        return self.text("cut_mode")

    @property
    def trader_uscc(self) -> str:
        """Credit code of the domestic consignee or consignor."""
        return self.text("domestic_party_uscc")

    @property
    def currency(self) -> str:
        """Currency of the invoice, ISO 4217."""
        return self.text("currency")

    @property
    def incoterm(self) -> str:
        """Trade term."""
        return self.text("incoterm")

    @property
    def partner_country(self) -> str:
        """Country the goods were sent from, or go to."""
        return self.text("partner_country")

    @property
    def is_through(self) -> bool:
        """Whether inland and coast act on one declaration."""
        return self.flag("through_declaration") is True

    @property
    def gross_mass_kg(self) -> Decimal | None:
        """Gross mass of all goods [kg]."""
        return _number(self.values, "gross_mass")

    @property
    def containers(self) -> tuple[str, ...]:
        """Container numbers in order."""
        return tuple(box.no for box in self.equipment)

    @property
    def goods_value(self) -> Money:
        """Invoice value of all lines."""
        return total((item.value for item in self.items), self.currency)

    @property
    def freight(self) -> Money | None:
        """Carriage to or from the border, unrounded; None where it was not stated."""
        return self._fee("freight")

    @property
    def insurance(self) -> Money | None:
        """Insurance, unrounded; zero is none, None is not stated."""
        return self._fee("insurance")

    @property
    def inland(self) -> Money | None:
        """Inland cost abroad, None where it was not stated."""
        amount = _number(self.values, "inland_cost")
        return None if amount is None else Money(amount, self.currency)

    def _fee(self, what: str) -> Money | None:
        """A fee by its mark: per cent of the goods, price per tonne, or the sum.

        Source:
            GACC announcement 18 of 2019 on marks 1 to 3; a unit price counts gross tonnes
            (unverified).
        """
        figure = _number(self.values, f"{what}_value")
        if figure is None:
            return None
        mark = self.text(f"{what}_mark") or TOTAL
        if mark == RATE:
            return self.goods_value * (figure / 100)
        currency = self.text(f"{what}_currency") or self.currency
        if mark == UNIT_PRICE:
            return Money(figure, currency) * ((self.gross_mass_kg or Decimal(0)) / _KG_PER_TONNE)
        return Money(figure, currency)


def _text(values: Values, name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""


def _texts(values: Values, name: str) -> tuple[str, ...]:
    found = values.get(name)
    return tuple(part for part in found if isinstance(part, str)) if type(found) is tuple else ()


def _number(values: Values, name: str) -> Decimal | None:
    found = values.get(name)
    return found if isinstance(found, Decimal) else None


def asks_direct_release(raw: Mapping[str, object]) -> bool:
    """Whether contents, checked or not, ask that the goods leave without a stop in the yard.

    Example:
        >>> asks_direct_release({"additionalInformation": {"directRelease": True}})
        True
    """
    told = raw.get("additionalInformation")
    answer = told.get("directRelease") if isinstance(told, Mapping) else None
    return answer is True or str(answer).lower() in ("true", "1")
