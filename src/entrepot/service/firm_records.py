"""What the house knows of a firm for a loan's score: customs, tax and insurance records.

A firm lets them be read when it asks for a loan; reading them is an event of the loan's chain.
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from entrepot.finance.loan import Record
from entrepot.store.lending import Lending

_CENT = Decimal("0.01")


def read_records(
    book: Lending, firm: str, credit_class: str, currency: str, on: date
) -> list[Record]:
    """The records of a firm; what nobody knows is left out.

    Args:
        book: The transaction, acting as the house.
        firm: Id of the firm.
        credit_class: Its class at customs.
        currency: The region's money.
        on: Legal day; whole months before it count.
    """
    return list(_records(book, firm, credit_class, currency, on))


def _records(
    book: Lending, firm: str, credit_class: str, currency: str, on: date
) -> Iterator[Record]:
    until = on.replace(day=1)
    year, three = months_before(until, 12), months_before(until, 36)
    customs = f"customs, releases of {year} to {until} (first day outside)"
    exports = book.count_exports(org_id=firm, since=year, until=until, currency=currency)
    if exports["value"] is not None and not exports["others"]:
        yield Record("exports_12m", exports["value"], customs)
    long = book.count_exports(org_id=firm, since=three, until=until, currency=currency)
    told = f"customs, releases of {three} to {until} (first day outside)"
    yield Record("months_exporting", Decimal(long["months"]), told)
    released = book.count_corrections(org_id=firm, since=year, until=until)
    if released["released"]:
        yield Record("corrected_pct", _pct(released["corrected"], released["released"]), customs)
    yield Record("credit_class", credit_class, "customs, class of the firm")
    if found := book.find_refund_class(org_id=firm):
        yield Record("refund_class", found, "tax office, newest refund case accepted")
    yield from _insurance(book, firm, exports["value"], year)


def _insurance(book: Lending, firm: str, exports: Decimal | None, since: date) -> Iterator[Record]:
    insured = book.count_insurance(org_id=firm, since=since)
    told = f"insurers here, shipments since {since}"
    if exports and exports > 0:
        share = _pct(insured["value"] or Decimal(0), exports)
        yield Record("insured_pct", min(share, Decimal(100)), told)
    if insured["premiums"]:
        paid = insured["indemnities"] or Decimal(0)
        yield Record("claims_pct", _pct(paid, insured["premiums"]), "insurers here, all years")


def months_before(day: date, n: int) -> date:
    """The first day of the month so many months before one that begins a month."""
    years, month = divmod(day.year * 12 + day.month - 1 - n, 12)
    return date(years, month + 1, 1)


def _pct(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_CENT, ROUND_HALF_UP)
