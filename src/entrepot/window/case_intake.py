"""From a JSON object to a case: every field checked, every fault named at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.tariff.expression import (
    CUSTOMS_VALUE,
    AdValorem,
    Duty,
    Specific,
    is_plain,
    terms_of,
)
from entrepot.tariff.units import UNITS
from entrepot.window.case import (
    FLOWS,
    PROOFS,
    TRANSACTION_MODES,
    Case,
    CaseItem,
    Flow,
    Preference,
    Proof,
    TransactionMode,
)
from entrepot.window.case_fields import CaseFields, is_object
from entrepot.window.charges import highest_share_pct
from entrepot.window.rates import TYPES, stated_rate, stated_rates, uncounted
from entrepot.window.reasons import Reasons

_COUNTRY, _CURRENCY = r"[A-Z]{2}", r"[A-Z]{3}"
_COSTS = ("freight", "insurance", "inland")
_VALUE_BASES = (CUSTOMS_VALUE, "cif")
STRENGTH = "abv_pct"
_LONGEST_RATE = 200
_MOST_DECIMALS = 6


def parse_case(
    raw: object, reasons: Reasons, *, most_items: int = 50, base_currency: str = ""
) -> Case:
    """Check every field of a case.

    Args:
        raw: The JSON object; numbers are texts, `int` or `Decimal`, never `float`.
        reasons: Words of the faults.
        most_items: Items a document may have.
        base_currency: The country's money, whose rate can only be 1; empty is not known.

    Raises:
        InputError: With every fault of every field, in both languages.
    """
    if not is_object(raw):
        raise InputError(reasons.problem("case.shape", "case", field="case", shape="{…}"))
    faults: list[Problem] = []
    fields = CaseFields(raw, (), faults, reasons)
    flow = cast(Flow | None, fields.word("flow", FLOWS))
    accepted_on = fields.day("accepted_on")
    mode = cast(TransactionMode | None, fields.word("transaction_mode", TRANSACTION_MODES))
    currency = fields.form("currency", _CURRENCY, "case.currency")
    rate = fields.number("exchange_rate", above=0, most=Decimal(10**6), decimals=10)
    if currency == base_currency and rate not in (None, 1):
        fields.fault("case.own_money", "exchange_rate", currency=currency)
    costs = [fields.money(name, currency) for name in _COSTS]
    items = _Items(flow, currency, reasons, faults).read(fields, most_items)
    fields.nothing_else()
    if faults or not (flow and accepted_on and mode and currency):
        raise InputError(faults)
    freight, insurance, inland = (
        None if cost is None else Money(cost, currency).rounded() for cost in costs
    )
    return Case(flow, accepted_on, mode, currency, rate, freight, insurance, inland, items)


@dataclass(frozen=True, slots=True)
class _Items:
    """Reads the items; one that is at fault is only good for finding what else is wrong."""

    flow: Flow | None
    currency: str | None
    reasons: Reasons
    faults: list[Problem]

    def read(self, fields: CaseFields, most_items: int) -> tuple[CaseItem, ...]:
        items = tuple(self._item(row, place) for place, row in fields.objects("items"))
        if not items and not any(fault.pointer.startswith("/items") for fault in self.faults):
            fields.fault("declaration.no_items", "items")
        if len(items) > most_items:
            fields.fault("declaration.too_many_items", "items")
        seqs = [item.seq for item in items]
        for place, seq in enumerate(seqs):
            if seq in seqs[:place]:
                fields.fault("case.seq_twice", "items", place, "seq", seq=seq)
        return items

    def _item(self, row: CaseFields, place: int) -> CaseItem:
        item = CaseItem(
            seq=row.whole("seq") or place + 1,
            hs=self._hs(row),
            origin=row.form("origin", _COUNTRY, "case.origin", required=self.flow != "export")
            or "",
            value=row.money("value", self.currency, required=True) or Decimal(1),
            quantities=self._quantities(row),
            rates=self._rates(row),
            preference=self._preference(row),
        )
        row.nothing_else()
        self.faults.extend(self._uncounted(item, place))
        return item

    def _hs(self, row: CaseFields) -> str:
        text = row.text("hs") or ""
        code = bare_hs(text)
        if text and not (code.isascii() and code.isdigit() and 6 <= len(code) <= 12):
            row.fault("case.hs", "hs", value=text[:40])
        return code

    def _quantities(self, row: CaseFields) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for _, one in row.objects("quantities"):
            amount = one.number("amount", above=0, decimals=5, required=True)
            unit = one.text("unit")
            one.nothing_else()
            if unit is None:
                continue
            if unit != STRENGTH and unit.partition("/")[0] not in UNITS:
                one.fault("case.unit", "unit", value=unit[:40], units=", ".join(sorted(UNITS)))
            elif unit in found:
                one.fault("case.unit_twice", "unit", value=unit)
            elif amount and (other := _contradicted(unit, amount, found)):
                one.fault("case.unit_conflict", "unit", value=unit, other=other)
            else:
                found[unit] = amount or Decimal(1)
        return found

    def _rates(self, row: CaseFields) -> dict[str, str] | None:
        table = row.table("rates")
        if table is None:
            return None
        found: dict[str, str] = {}
        known = [*TYPES["import"], *TYPES["export"]]
        for name in table.names():
            if name in known and self.flow and name not in TYPES[self.flow]:
                table.text(name, required=False)
                table.fault("case.rate_flow", name, flow=self.flow)
            elif name in known and (text := self._rate(table, name, name)):
                found[name] = text
        table.nothing_else()
        return found

    def _preference(self, row: CaseFields) -> Preference | None:
        table = row.table("preference")
        if table is None:
            return None
        agreement = table.text("agreement")
        rate = self._rate(table, "rate", "duty") if "rate" in table else None
        if "rate" not in table and "rates" in row:
            table.fault("case.missing", "rate")
        proof = cast(Proof | None, table.word("proof", PROOFS))
        table.nothing_else()
        if self.flow == "export":
            row.fault("case.preference_export", "preference")
        return Preference(agreement or "", rate, proof or "none")

    def _rate(self, table: CaseFields, name: str, type_: str) -> str | None:
        """The text of a rate that can be worked out, or a fault."""
        text = table.text(name)
        if text is None:
            return None
        if len(text) > _LONGEST_RATE or not _is_usable(text, type_):
            table.fault("case.rate", name, value=text[:40])
            return None
        return text

    def _uncounted(self, item: CaseItem, place: int) -> Iterator[Problem]:
        """Quantities that a rate goes by and the item lacks; none where one was at fault."""
        at = f"/items/{place}/quantities"
        if any(fault.pointer.startswith(at) for fault in self.faults):
            return
        for rate in stated_rates(item, self.flow or "import").all():
            yield from uncounted(rate, item.quantities, place, self.reasons)


def _contradicted(unit: str, amount: Decimal, stated: Mapping[str, Decimal]) -> str:
    """A unit in which the same quantity was stated differently, empty for none."""
    name, _, qualifier = unit.partition("/")
    if name not in UNITS:
        return ""
    whole = amount * UNITS[name].factor
    for other, so_much in stated.items():
        known, _, of = other.partition("/")
        is_same = known in UNITS and UNITS[known].key == UNITS[name].key and of == qualifier
        if is_same and so_much * UNITS[known].factor != whole:
            return other
    return ""


@lru_cache(maxsize=4096)
def _is_usable(text: str, type_: str) -> bool:
    """Say whether a rate stands on its own, on the value at the border, with sane figures."""
    try:
        duty = stated_rate(type_, text).duty
    except InputError:
        return False
    if not is_plain(duty):
        return False
    if type_ == "consumption_tax" and highest_share_pct(duty) >= 100:
        return False
    terms = list(terms_of(duty))
    bases = {term.basis for term in terms if isinstance(term, AdValorem)}
    return bases <= {*_VALUE_BASES} and all(_is_short(number) for number in _figures(duty))


def _figures(duty: Duty) -> Iterable[Decimal]:
    for term in terms_of(duty):
        if isinstance(term, AdValorem):
            yield term.rate_pct
        elif isinstance(term, Specific):
            yield from (term.amount, term.per)


def _is_short(number: Decimal) -> bool:
    exponent = int(number.as_tuple().exponent)
    return -exponent <= _MOST_DECIMALS and number < 10**9
