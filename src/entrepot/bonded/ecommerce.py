"""Lists of cross-border e-commerce: order, payment and waybill, and whether they agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from entrepot.kernel.errors import Problem

Flow = Literal["import", "export"]
PUBLIC, PERSONAL, NONE = "public", "personal", ""
IMPORT: Flow = "import"
EXPORT: Flow = "export"
# Trade mode to the flows it serves, the usual one first.
MODES: Mapping[str, tuple[Flow, ...]] = {
    "9610": (IMPORT, EXPORT),
    "1210": (IMPORT, EXPORT),
    "9710": (EXPORT,),
    "9810": (EXPORT,),
}
B2B = ("9710", "9810")  # firm to firm, and firm to its warehouse abroad


@dataclass(frozen=True, slots=True)
class Item:
    """One line of goods of an order.

    Attributes:
        hs: National code.
        quantity: Pieces.
        value: Price of the line, before any discount of the whole order [money of the list].
        duty_pct, vat_pct, consumption_tax_pct: Rates [%].
        origin: ISO 3166-1 alpha-2, empty where it was not told.
    """

    hs: str
    quantity: Decimal
    value: Decimal
    duty_pct: Decimal
    vat_pct: Decimal
    consumption_tax_pct: Decimal
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a platform says was bought.

    Attributes:
        number: The platform's own number.
        goods, freight, insurance: Parts of the price [money of the list].
        discount: What was taken off the price.
        discount_kind: `public` for everybody, `personal` for this buyer, empty for none.
        tax: What the buyer paid towards tax.
    """

    number: str
    goods: Decimal
    freight: Decimal
    insurance: Decimal
    discount: Decimal
    discount_kind: str
    tax: Decimal

    @property
    def to_pay(self) -> Decimal:
        """What the payment must come to."""
        return self.goods + self.freight + self.insurance - self.discount + self.tax

    @property
    def taxable(self) -> Decimal:
        """Value at the border: goods, freight and insurance, less a discount open to everybody."""
        public = self.discount if self.discount_kind == PUBLIC else Decimal(0)
        return self.goods + self.freight + self.insurance - public


@dataclass(frozen=True, slots=True)
class Payment:
    """What a payment firm says was paid.

    Attributes:
        order: Number of the order it is for.
        buyer: Who paid.
        amount: [money of the list].
    """

    order: str
    buyer: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Waybill:
    """What a carrier says it carries.

    Attributes:
        order: Number of the order it is for.
        number: The carrier's own number.
        gross_mass_kg: Goods with their packing [kg].
    """

    order: str
    number: str
    gross_mass_kg: Decimal


@dataclass(frozen=True, slots=True)
class EcommerceCase:
    """One list: an order with its payment and its waybill.

    Attributes:
        mode: Trade mode, one of `MODES`.
        flow: import or export.
        on: Legal day, whose law and whose year's allowance count.
        buyer: Who the goods are for: a personal id of an import, a name of an export.
        used: What the case says the buyer used of the year's allowance; None where not told.
        payment: None where an export has none yet.
        partner: Country it comes from or goes to, empty where it was not told.
        currency: Money of all its amounts.
    """

    mode: str
    flow: Flow
    on: date
    buyer: str
    used: Decimal | None
    order: Order
    payment: Payment | None
    waybill: Waybill
    items: tuple[Item, ...]
    partner: str
    currency: str

    @property
    def pieces(self) -> Decimal:
        """Pieces of all its lines."""
        return sum((item.quantity for item in self.items), Decimal(0))


def match(case: EcommerceCase) -> list[Problem]:
    """Say where order, payment and waybill disagree; each problem names its field.

    Source:
        Design of the window 4.12: the key is the order, the buyer and the amount paid.
    """
    return list(_differences(case))


def _differences(case: EcommerceCase) -> Iterator[Problem]:
    order, payment = case.order, case.payment
    told = sum((item.value for item in case.items), Decimal(0))
    if told != order.goods:
        yield _differs("order.goods", order.goods, told, "the items", "商品明细")
    if case.waybill.order != order.number:
        yield _differs("waybill.order", case.waybill.order, order.number, "the order", "订单")
    if payment is None:
        return
    if payment.order != order.number:
        yield _differs("payment.order", payment.order, order.number, "the order", "订单")
    if payment.buyer != case.buyer:
        yield Problem(
            "ecommerce.match", "payment.buyer", "somebody else paid than the buyer.",
            "The buyer pays for his own order.", message_zh="支付人与订购人不一致。",
        )  # fmt: skip
    if payment.amount != order.to_pay:
        yield _differs("payment.amount", payment.amount, order.to_pay, "the order", "订单")


def _differs(where: str, told: object, other: object, whose: str, whose_zh: str) -> Problem:
    return Problem(
        "ecommerce.match", where, f"{told} is told, and by {whose} it is {other}.",
        "Order, payment and waybill must agree; have the one that is wrong sent again.",
        message_zh=f"申报为{told}，按{whose_zh}应为{other}；三单不一致。",
    )  # fmt: skip
