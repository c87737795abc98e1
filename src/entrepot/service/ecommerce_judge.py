"""One list of e-commerce judged by itself: read, matched, taxed, and written as it is kept."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import orjson

from entrepot.bonded.allowance import Allowance, beyond_the_year
from entrepot.bonded.ecommerce import match
from entrepot.bonded.ecommerce_intake import USED, parse_case
from entrepot.bonded.ecommerce_tax import (
    Assessment,
    EcommerceLaw,
    assess,
    check_filing,
    check_transaction,
)
from entrepot.kernel.errors import RefusedError
from entrepot.service.ecommerce import law_on
from entrepot.store.personal import PersonalKeys
from entrepot.store.staging import LIST, copy_line, new_name
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, Event, link
from entrepot.window.legal import LegalBook

ACCEPTED = "list_accepted"


class PreparedList(NamedTuple):
    """A list judged by itself, and the rows it becomes once its person's year holds it.

    Attributes:
        line: Its number in the file.
        number: Of the order.
        reference: By which the list will be known.
        digest: Of what was filed.
        person: Hash of the buyer.
        year: The calendar year it counts towards.
        counted: What of it counts.
        law: That of its day.
        row, items: As COPY reads them.
    """

    line: int
    number: str
    reference: str
    digest: bytes
    person: bytes
    year: int
    counted: Decimal
    law: EcommerceLaw
    row: str
    items: str


class EcommerceJudge:
    """Judges lists of e-commerce; it may be sent to another process.

    Args:
        currency: Money of all amounts.
        keys: For the ids of persons.
        legal: The law by its days.
    """

    def __init__(self, currency: str, keys: PersonalKeys, legal: LegalBook) -> None:
        self._currency, self._keys, self._legal = currency, keys, legal
        self._laws: dict[date, EcommerceLaw] = {}

    def prepare(self, line: int, raw: Any, by: Actor, at: datetime) -> PreparedList:
        """Read, match and tax one list, and write its rows.

        Raises:
            InputError: With every fault.
            RefusedError: With everything that does not agree or is beyond a limit.
        """
        case = parse_case(raw, self._currency, knows_used=True)
        law = self._law(case.on)
        found = assess(case, law)
        problems = [*match(case), *check_transaction(found, law), *check_filing(found, law)]
        if found.counted > law.annual_limit:
            untouched = Allowance(law.annual_limit)
            problems.append(beyond_the_year(untouched, found.counted, law.source))
        if problems:
            raise RefusedError(problems)
        told = raw
        if USED in raw:  # it is no part of the list: the store knows it
            told = {name: value for name, value in raw.items() if name != USED}
        digest = self._keys.digest(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
        person, name, year = self._keys.hash(case.buyer), new_name(LIST), case.on.year
        row = _row(found, digest, person, self._keys.seal(case.buyer, person))
        event = _event(found, name, digest, by, at)
        return PreparedList(
            line, case.order.number, name, digest, person, year, found.counted, law,
            copy_line((line, name, *row, year, law.annual_limit, event.body, event.hash)),
            "".join([copy_line((name, *item)) for item in _items(found)]),
        )  # fmt: skip

    def _law(self, on: date) -> EcommerceLaw:
        if on not in self._laws:
            self._laws[on] = law_on(self._legal, on)
        return self._laws[on]


def _event(found: Assessment, name: str, digest: bytes, by: Actor, at: datetime) -> Event:
    body = {
        "order": found.case.order.number, "mode": found.case.mode, "counted": found.counted,
        "tax": found.total, "digest": digest.hex(),
    }  # fmt: skip
    return link(f"list:{name}", 1, GENESIS, at, ACCEPTED, by.party, by.account, body)


def _row(found: Assessment, digest: bytes, person: bytes, sealed: bytes) -> tuple[Any, ...]:
    case = found.case
    order, payment, waybill = case.order, case.payment, case.waybill
    return (
        order.number, digest, case.mode, case.flow, case.on, person, sealed, waybill.number,
        waybill.gross_mass_kg, order.goods, order.freight, order.insurance, order.discount,
        order.discount_kind, order.tax, payment.amount if payment else None, case.partner,
        found.treatment, found.filing, found.taxable, found.counted, found.duty,
        found.consumption_tax, found.vat,
    )  # fmt: skip


def _items(found: Assessment) -> Iterator[tuple[Any, ...]]:
    for seq, line in enumerate(found.lines, start=1):
        item = line.item
        yield (
            seq, item.hs, item.quantity, item.value, item.duty_pct, item.vat_pct,
            item.consumption_tax_pct, item.origin, line.taxable, line.duty, line.consumption_tax,
            line.vat,
        )  # fmt: skip
