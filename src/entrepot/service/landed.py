"""Landed cost of a sale: a document in, what the buyer pays as a document out; kept as told."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from entrepot.kernel.consignment import Line
from entrepot.kernel.money import Money
from entrepot.region.law import Market
from entrepot.service.amounts import money_document
from entrepot.service.document import exchange_document
from entrepot.service.duty_answer import candidate_document, line_document
from entrepot.service.landed_request import LandedCase, parse_landed_case
from entrepot.service.rates import DayRates
from entrepot.service.tariff_law import StatedRates, TariffLaw, rates_of
from entrepot.tariff.delivered import (
    CostLine,
    Delivered,
    Item,
    ItemCost,
    Sale,
    deliver,
)
from entrepot.tariff.owed import Goods, Owed, Rules, owe, owe_unknown

Document = dict[str, Any]


def answer_landed(law: TariffLaw, raw: Mapping[str, object], *, today: date) -> Document:
    """Tell what a sale costs the buyer, line by line and good by good; nothing is kept.

    Args:
        law: The law.
        raw: The case; see `landed_request.parse_landed_case`.
        today: Legal day used where the case names none.

    Raises:
        InputError: With every fault of the case.
        MissingError: There is no such market.
    """
    case = parse_landed_case(raw, law.known, today=today)
    rates = rates_of(case.fx, law.exchange, case.on)
    desk = _Desk(law, case, rates)
    delivered = deliver(desk.sale(), desk.assess)
    used = {"exchange": exchange_document(rates.used)}
    return _head(case, desk) | _document(delivered, desk) | used


class _Desk:
    """What all goods of one sale share."""

    def __init__(self, law: TariffLaw, case: LandedCase, rates: StatedRates | DayRates) -> None:
        self.law, self.case, self.rates = law, case, rates
        self.market: Market = law.market_of(case.market, case.currency, case.on)
        self._asked = {item.id: item for item in case.items}
        countries = self.market.countries
        self.country = case.market if case.market in countries else countries[0]
        self._valuation = law.find_valuation(self.country, case.on)
        self._found: dict[tuple[str, str], Rules] = {}

    @property
    def basis(self) -> str:
        """CIF or FOB, empty where it is not known."""
        if self.case.profile:
            return self.case.profile.basis
        return self._valuation.basis if self._valuation else self.market.basis

    @property
    def adds(self) -> tuple[str, ...]:
        """What the base of import tax takes in beside the customs value."""
        if self.case.profile:
            return self.case.profile.adds
        return self._valuation.vat_base_adds if self._valuation else ()

    @property
    def profile(self) -> Document:
        """How the country values, and who says so."""
        row = self._valuation if not self.case.profile else None
        return {
            "basis": self.basis,
            "vat_base_adds": list(self.adds),
            "source": row.source if row else "stated in the case" if self.case.profile else "",
            "status": row.status if row else "unverified",
        }

    def sale(self) -> Sale:
        """The sale with its costs in one currency."""
        case = self.case
        items = tuple(
            Item(item.id, item.line, weight)
            for item, weight in zip(case.items, case.weights, strict=True)
        )
        costs = {name: self._cost(cost) for name, cost in case.costs.items()}
        term = self.law.law.terms[case.incoterm]
        unchanged = frozenset(name for name, cost in case.costs.items() if cost and not costs[name])
        return Sale(term, items, costs, case.currency, self.basis, self.adds, self.rates, unchanged)

    def _cost(self, cost: Money | None) -> Money | None:
        changed = cost and self.rates.change(cost, self.case.currency)
        return changed and changed.rounded()

    def _rules_of(self, line: Line) -> Rules:
        """The law on a good; goods of one code and origin share it."""
        key = line.hs_code, line.country_of_origin
        if key not in self._found:
            self._found[key] = self.law.rules(
                self.case.market, self.market, *key, self.case.on, given=self.case.measures
            )
        return self._found[key]

    def assess(self, item: Item, value: Money | None, adds: Mapping[str, Money | None]) -> Owed:
        """Duty and tax of one item."""
        goods = Goods(
            item.line, value, self.case.on, self.rates, self.case.claims,
            additional_code=self._asked[item.id].additional_code,
            bases={self.basis.lower(): value} if self.basis else {}, adds=adds,
            held=self.case.in_hand.certificates, end_use=self.case.in_hand.end_use,
        )  # fmt: skip
        rules = self._rules_of(item.line)
        return owe(goods, rules) or owe_unknown(goods, rules)


def _head(case: LandedCase, desk: _Desk) -> Document:
    return {
        "id": None,
        "incoterm": case.incoterm,
        "market": case.market,
        "on": case.on.isoformat(),
        "currency": case.currency,
        "profile": desk.profile,
    }


def _document(delivered: Delivered, desk: _Desk) -> Document:
    lines = [*map(_line, delivered.lines), _refund()]
    missing = list(dict.fromkeys(_missing(delivered)))
    return {
        "complete": not missing,
        "total": money_document(None if missing else delivered.total),
        "known": money_document(delivered.known),
        "without_vat": money_document(None if missing else _without_vat(delivered)),
        "items": [_item(one) for one in delivered.items],
        "lines": lines,
        "missing": missing,
        "uncovered": _uncovered(delivered),
        "market_name": desk.market.name,
    }


def _without_vat(delivered: Delivered) -> Money | None:
    tax = [line.amount for line in delivered.lines if line.what == "vat" and not line.is_in_price]
    total = delivered.total
    for amount in tax:
        total = total - amount if total and amount else None
    return total


def _missing(delivered: Delivered) -> Iterator[str]:
    for line in delivered.lines:
        if line.state == "unknown":
            yield f"{line.what}: {line.why}"
    for number, one in enumerate(delivered.items, start=1):
        for need in one.value.needs:
            yield f"customs_value of line {number}: {need}"


def _uncovered(delivered: Delivered) -> list[Document]:
    gaps = {gap for one in delivered.items for gap in one.owed.uncovered}
    return [
        {"kind": gap.kind, "note": gap.note, "source": gap.source, "status": gap.status}
        for gap in sorted(gaps, key=lambda gap: gap.kind)
    ]


def _line(line: CostLine) -> Document:
    return {
        "what": line.what,
        "state": line.state,
        "amount": money_document(line.amount),
        "base": money_document(line.base),
        "payer": line.payer,
        "why": line.why,
        "source": line.source,
        "status": line.status,
        "in_price": line.is_in_price,
    }


def _refund() -> Document:
    """The exporter's refund is the seller's, and weighed in his price."""
    return {
        "what": "refund", "state": "not_applicable", "amount": None, "base": None,
        "payer": "seller", "why": "goes to the seller, who weighs it in the price", "source": "",
        "status": "published", "in_price": True,
    }  # fmt: skip


def _item(one: ItemCost) -> Document:
    costs = {name: money_document(cost) for name, cost in one.costs.items()}
    gain = one.owed.gain
    return {
        "id": one.item.id,
        "hs": one.item.line.hs_code,
        "price": money_document(one.price),
        "customs_value": money_document(one.value.amount and one.value.amount.rounded()),
        "value_working": one.value.working,
        "export_side": costs.get("export_side"),
        "freight": costs.get("freight"),
        "insurance": costs.get("insurance"),
        "fees": costs.get("fees"),
        "delivery": costs.get("delivery"),
        "duty": money_document(one.sum_of()),
        "excise": money_document(one.sum_of(taxes=("excise",))),
        "vat": money_document(one.sum_of(taxes=("vat",))),
        "landed": money_document(one.landed),
        "saving": gain
        and {
            "regime": gain.regime, "state": gain.state, "amount": money_document(gain.amount)
        },
        "lines": [line_document(charge) for charge in one.owed.charges],
        "candidates": [candidate_document(candidate) for candidate in one.owed.candidates],
    }  # fmt: skip
