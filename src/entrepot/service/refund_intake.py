"""A refund case as it is handed in: its lines, VAT, receipts, rates and clock, or every fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from entrepot.finance.clock import ClockEvent, EventKind, first_fault
from entrepot.finance.refund import (
    CLASSES,
    KINDS,
    TERMS,
    Kind,
    Price,
    RateRow,
    find_overlaps,
)
from entrepot.finance.refund_case import Receipt
from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money
from entrepot.kernel.period import Period
from entrepot.kernel.source import Status
from entrepot.service.fields import Fields

MOST_LINES = 1000
SUMS = ("input_vat", "output_vat", "brought_forward", "bonded_material")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of a case.

    Attributes:
        declaration: Reference of the export declaration.
        hs: National line, digits only.
        price: What was declared, of a manufacturer's line.
        purchase: Net purchase, of a trader's line.
        invoice: Number of the purchase invoice.
        exported_on: Day of export on the declaration.
        has_left: Whether the goods are recorded to have left.
        levy_pct, refund_pct: Rates that were handed in; None asks the tables.
    """

    declaration: str
    hs: str
    price: Price | None
    purchase: Money | None
    invoice: str
    exported_on: date | None
    has_left: bool
    levy_pct: Decimal | None
    refund_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """When a case was accepted, and what stopped its clock since.

    Attributes:
        on: Legal day at the office.
        events: Queries and answers in turn.
    """

    on: date
    events: tuple[ClockEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundCase:
    """A case that can be worked out.

    Attributes:
        kind: trader or manufacturer.
        refund_class: I to IV; empty where no clock is asked for.
        acceptance: Its clock, None before acceptance.
        lines: One at least.
        sums: VAT of a manufacturer's period by name, in the home money.
        receipts: Receipts of foreign exchange.
        rates: Refund rates that were handed in.
    """

    kind: Kind
    refund_class: str
    acceptance: Acceptance | None
    lines: tuple[CaseLine, ...]
    sums: Mapping[str, Money]
    receipts: tuple[Receipt, ...]
    rates: tuple[RateRow, ...]


def parse_case(
    raw: Mapping[str, object], currency: str, zone: ZoneInfo, *, is_stored: bool = False
) -> RefundCase:
    """Read a case.

    Args:
        raw: The document; every amount is a text with its currency.
        currency: The home money.
        zone: Time zone of the legal day.
        is_stored: The house finds days of export and rates itself, so that none is needed.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    kind = fields.word("kind", KINDS, required=True)
    refund_class = fields.word("class", CLASSES)
    acceptance = _acceptance(fields, zone)
    if acceptance is not None and not refund_class:
        fields.fault("missing", "class", "is empty.", "I, II, III or IV: it sets the days.")
    lines = _lines(fields, kind, currency, is_stored)
    sums = _sums(fields, kind, currency)
    receipts, rates = _receipts(fields), _rates(fields)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    return RefundCase(
        "trader" if kind == "trader" else "manufacturer",
        refund_class, acceptance, lines, sums, receipts, rates,
    )  # fmt: skip


# Lines


def _lines(fields: Fields, kind: str, currency: str, is_stored: bool) -> tuple[CaseLine, ...]:
    rows = fields.rows("lines")
    if not rows:
        fields.fault("missing", "lines", "is empty.", "A refund has a line at least.")
        return ()
    if len(rows) > MOST_LINES:
        fields.fault("too_many", "lines", f"are more than {MOST_LINES}.", "Send several cases.")
        return ()
    return tuple(filter(None, (_line(row, kind, currency, is_stored) for row in rows)))


def _line(row: Fields, kind: str, currency: str, is_stored: bool) -> CaseLine | None:
    before = len(row.problems)
    levy, refund = _percent(row, "levy_pct"), _percent(row, "refund_pct")
    is_looked_up = is_stored or levy is None or refund is None
    declaration = row.text("declaration", required=is_stored)
    hs = _hs(row, required=is_looked_up)
    exported_on, lodged_on = row.day("exported_on"), row.day("lodged_on")
    if not (is_stored or refund is not None or row.text("exported_on")):
        row.fault("missing", "exported_on", "is empty.", "It picks the rate; or give refund_pct.")
    if levy is not None and refund is not None and refund > levy:
        row.fault("rate", "refund_pct", f"{refund} is above the levy {levy}.", "Check the rates.")
    if exported_on and lodged_on and exported_on < lodged_on:
        row.fault("order", "exported_on", "lies before lodged_on.", "Check both days.")
    has_left, invoice = _truth(row, "exited"), row.text("invoice", required=kind == "trader")
    price = _price(row, currency) if kind == "manufacturer" else None
    purchase = _home(row, "purchase_ex_vat", currency, required=True) if kind == "trader" else None
    row.nothing_else()
    if len(row.problems) > before:
        return None
    return CaseLine(
        declaration, hs, price, purchase, invoice, exported_on, has_left, levy, refund
    )  # fmt: skip


def _hs(row: Fields, *, required: bool = True) -> str:
    text = row.text("hs", required=required)
    code = bare_hs(text)
    if text and not (code.isascii() and code.isdigit() and 6 <= len(code) <= 13):
        row.fault("hs", "hs", f"{text[:40]!r} is no national line.", "As in 28352600.", "HS 2022")
    return code


def _price(row: Fields, currency: str) -> Price | None:
    terms = row.word("terms", TERMS, required=True)
    value = row.money_at("value", required=True)
    parts = {name: row.money_at(name) for name in ("freight", "insurance")}
    fx = _above_zero(row, "fx")
    if value is None or not terms:
        return None
    for name, part in parts.items():
        if part is not None and part.currency != value.currency:
            row.fault("currency", name, f"is in {part.currency}, the value in {value.currency}.",
                      "State them in one currency.")  # fmt: skip
            return None
    if fx is None and value.currency != currency:
        row.fault("missing", "fx", "is empty.", f"Say how much {currency} one {value.currency} is.")
        return None
    known = next(one for one in TERMS if one == terms)
    price = Price(known, value, parts["freight"], parts["insurance"], fx or Decimal(1))
    if price.fob(currency)[0].amount < 0:
        row.fault("negative", "value", "is less than freight and insurance.", "Check the terms.")
    return price


def _above_zero(row: Fields, name: str) -> Decimal | None:
    number = row.number(name)
    if number is not None and not number:
        row.fault("positive", name, "is not above zero.", "Give the customs rate of the month.")
    return number


def _percent(row: Fields, name: str) -> Decimal | None:
    number = row.number(name)
    if number is not None and number > 100:
        row.fault("percent", name, f"{number} is above 100.", "Write 13 for 13 %.")
        return None
    return number


def _truth(row: Fields, name: str) -> bool:
    word = row.text(name).casefold()
    if word not in ("", "true", "false"):
        row.fault("truth", name, f"{word[:40]!r} is neither true nor false.", "Write true.")
    return word == "true"


# The rest of a case


def _sums(fields: Fields, kind: str, currency: str) -> dict[str, Money]:
    found = {name: _home(fields, name, currency) for name in SUMS}
    if kind == "trader":
        for name in (name for name, money in found.items() if money and money.amount):
            fields.fault("extra", name, "goes with a manufacturer.", "Leave it out.")
    nothing = Money(Decimal("0.00"), currency)
    return {name: money or nothing for name, money in found.items()}


def _home(
    fields: Fields, name: str, currency: str, *, required: bool = False
) -> Money | None:  # fmt: skip
    """An amount in the home money, with no more decimals than it has."""
    money = fields.money_at(name, required=required)
    if money is None:
        return None
    if money.currency != currency:
        fields.fault("currency", name, f"is in {money.currency}.", f"State it in {currency}.")
        return None
    if money.amount != money.rounded().amount:
        fields.fault("decimals", name, f"{money} has more decimals than {currency}.", "Round it.")
        return None
    return money.rounded()


def _receipts(fields: Fields) -> tuple[Receipt, ...]:
    """Receipts as numbers, or as objects that may name a declaration."""
    given = fields.items("receipts")
    found = []
    for place, one in enumerate(given):
        if isinstance(one, Mapping):
            number = one.get("number") or one.get("receipt") or place + 1
            found.append(Receipt(str(number), str(one.get("declaration") or "")))
        elif isinstance(one, str) and one.strip():
            found.append(Receipt(one.strip()))
        else:
            fields.fault("receipt", f"receipts[{place}]", "is no receipt.", "Write its number.")
    return tuple(found)


def _rates(fields: Fields) -> tuple[RateRow, ...]:
    rows = [_rate(row) for row in fields.rows("rates") or ()]
    for first, second in find_overlaps(rows):
        fields.problems.append(_overlap(first, second, rows[second].hs))
    return tuple(rows)


def _rate(row: Fields) -> RateRow:
    hs, pct = _hs(row), _percent(row, "refund_pct")
    first, last = row.day("from"), row.day("to")
    if first and last and last < first:
        row.fault("order", "to", "lies before from.", "Check both days.")
        last = None
    source = row.text("source")
    row.nothing_else()
    until = last + _DAY if last else None
    status: Status = "unverified" if first is None else "derived"
    return RateRow(hs, pct, Period(first, until), source or "handed in with the case", status)


def _overlap(first: int, second: int, hs: str) -> Problem:
    return Problem(
        "refund.rate_overlap", f"rates[{second}]", f"shares a day with rates[{first}] of {hs}.",
        "A good has one rate a day; both ends of a row are inside.",
        message_zh=f"税号{hs}的退税率有效期重叠。", pointer=f"/rates/{second}",
    )  # fmt: skip


def _acceptance(fields: Fields, zone: ZoneInfo) -> Acceptance | None:
    on = _legal_day(fields, "accepted_at", zone)
    events = [_event(row, zone) for row in fields.rows("clock") or ()]
    sound = [event for event in events if event is not None]
    if on is None:
        if events and not fields.text("accepted_at"):
            fields.fault("missing", "accepted_at", "is empty.", "The clock starts with it.")
        return None
    place = first_fault(on, sound)
    if place is not None and len(sound) == len(events):
        fields.fault("clock", f"clock[{place}]", "is out of turn.",
                     "A query, then its answer, none earlier than the last.")  # fmt: skip
    return Acceptance(on, tuple(sound))


def _event(row: Fields, zone: ZoneInfo) -> ClockEvent | None:
    words: tuple[EventKind, ...] = ("query", "answer")
    word, on = row.word("event", words, required=True), _legal_day(row, "at", zone, required=True)
    row.nothing_else()
    kind = next((one for one in words if one == word), None)
    return ClockEvent(kind, on) if kind is not None and on is not None else None


def _legal_day(
    fields: Fields, name: str, zone: ZoneInfo, *, required: bool = False
) -> date | None:  # fmt: skip
    """The office's day of an instant with its offset; a bare day is that day."""
    text = fields.text(name, required=required)
    if not text:
        return None
    try:
        if len(text) == len("2026-03-02"):
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        fields.fault("instant", name, f"{text[:40]!r} is no instant.",
                     "Write it with its offset, as 2026-03-02T10:00:00+08:00.")  # fmt: skip
        return None
    return at.astimezone(zone).date()
