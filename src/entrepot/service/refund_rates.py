"""The export refund of a good by its day of export."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError
from entrepot.kernel.money import Money
from entrepot.region.law import Refund
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.store.reference import WindowReference
from entrepot.tariff.refund import RefundRate, find_rate, refund_producer, refund_trader

PRODUCER = ("fob", "input_vat", "home_vat")
MOST = Decimal(10) ** 13


Stored = Callable[[str, str], tuple[Refund, ...]]


def none_stored(_country: str, _code: str) -> tuple[Refund, ...]:
    """A store without a refund library."""
    return ()


def refund_rate(
    reference: WindowReference, raw: Mapping[str, object], *, today: date,
    stored: Stored = none_stored,
) -> Document:  # fmt: skip
    """The refund rate of a good on a day of export, and what a firm gets back.

    Args:
        reference: Reference data of the region.
        raw: `hs`, `on`, `country`, and `net` of a trading firm, or `producer` with `fob`,
            `input_vat` and `home_vat`, in the region's money.
        today: Day used where `on` is not given.
        stored: Rows of an imported library by country and code; where it has any, the pack's
            are not asked.

    Returns:
        `state`, `refund_pct`, `vat_pct`, `treatment`, `amount`, `working` of a producer,
        `valid` (first and last day), `next_change`, `source`, `status`, and under `lines` the
        national lines to choose from where they differ.

    Raises:
        InputError: With every fault of the fields.
    """
    fields = Fields(raw)
    hs_code = read_code(fields)
    on = fields.day("on") or today
    country = fields.text("country").upper() or reference.settings.country
    net, producer = fields.positive("net", most=MOST), _producer(fields)
    if net is not None and producer:
        fields.fault("both", "net", "goes with a trading firm, not with a producer.", "Drop one.")
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    rows = list(stored(country, hs_code)) or [
        row for row in reference.table("refunds") if row.country == country
    ]
    rate = find_rate(hs_code, on, rows)
    asked = {"hs": hs_code, "on": on.isoformat(), "country": country}
    return asked | _told(rate) | _sums(rate, net, producer, reference.settings.currency)


def read_code(fields: Fields) -> str:
    """The digits of the field `hs`, two to thirteen; anything else is a fault."""
    text = fields.text("hs", required=True)
    code = bare_hs(text)
    if text and not (code.isascii() and code.isdigit() and 2 <= len(code) <= 13):
        hint = "Give two to thirteen digits, such as 8507.60."
        fields.fault("hs", "hs", f"{text!r} is no code.", hint, "HS 2022")
    return code


def _producer(fields: Fields) -> dict[str, Decimal]:
    """The three sums of a producer; a missing one is a fault, and 0 is a sum."""
    wanted = fields.text("producer").casefold() not in ("", "false", "no")
    given = {name: fields.amount(name) for name in PRODUCER}
    if not wanted:
        for name in (name for name in PRODUCER if fields.text(name)):
            fields.fault("extra", name, "goes with a producer.", "Say `producer`, or drop it.")
        return {}
    for name in (name for name in PRODUCER if not fields.text(name)):
        fields.fault("missing", name, "is empty.", "A producer's sum needs it; 0 where none.")
    return {name: amount for name, amount in given.items() if amount is not None}


def _told(rate: RefundRate) -> Document:
    row = rate.row
    known = rate.treatment != "unknown"
    return {
        "state": "known" if known else "unknown",
        "refund_pct": _plain(rate.refund_pct),
        "vat_pct": _plain(row.vat_pct) if row else None,
        "treatment": rate.treatment,
        "valid": [_day(rate.first), _day(rate.last)],
        "next_change": _next(rate),
        "line": row.hs_code if row else None,
        "source": row.source if row else "",
        "status": row.status if row else "unverified",
        "note": row.note if row else "no row of this line is in the reference data",
        "note_zh": row.note_zh if row else "参考数据中没有该税目",
        "lines": [_line(one) for one in rate.lines],
    }


def _sums(
    rate: RefundRate, net: Decimal | None, producer: Mapping[str, Decimal], currency: str
) -> Document:
    """What comes back; nothing is told where the rate is unknown or the refund cancelled."""
    row, pct = rate.row, rate.refund_pct
    if not pct or row is None:
        return {"amount": None, "working": None}
    if net is not None:
        return {"amount": money_document(refund_trader(Money(net, currency), pct)), "working": None}
    if not producer or row.vat_pct is None:
        return {"amount": None, "working": None}
    sums = (Money(producer[name], currency) for name in PRODUCER)
    found = refund_producer(*sums, vat_pct=row.vat_pct, refund_pct=pct)
    names = ("non_creditable", "cap", "payable", "credit_left", "refund", "carried_forward")
    working = {name: money_document(getattr(found, name)) for name in names}
    return {"amount": money_document(found.refund), "working": working}


def _next(rate: RefundRate) -> Document | None:
    if rate.changes_on is None:
        return None
    return {"on": rate.changes_on.isoformat(), "refund_pct": _plain(rate.next_pct)}


def _line(row: Refund) -> Document:
    return {
        "code": row.hs_code, "refund_pct": _plain(row.refund_pct), "vat_pct": _plain(row.vat_pct),
        "note": row.note, "note_zh": row.note_zh, "source": row.source, "status": row.status,
    }  # fmt: skip


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
