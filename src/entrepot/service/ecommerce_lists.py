"""Files of e-commerce lists: each matched, taxed, counted towards a person's year, and kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

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
from entrepot.service.list_bulk import Outcome, Replays
from entrepot.service.window import Window
from entrepot.store.ecommerce import (
    ITEMS,
    LIST,
    STAGED,
    Lists,
    copy_line,
    copy_text,
    new_name,
)
from entrepot.store.personal import personal_keys
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, Event, link

FILERS = ("platform", "trader", "broker")
_ACCEPTED = "list_accepted"


@dataclass(frozen=True, slots=True)
class PreparedList:
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


class EcommerceFiler:
    """Files lists of e-commerce.

    Args:
        window: The window.
    """

    roles = FILERS

    def __init__(self, window: Window) -> None:
        self._legal, self._currency = window.legal, window.reference.settings.currency
        self._keys = personal_keys(window.home.folder)
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

    def keep(
        self, book: Lists, actor: Actor, prepared: Sequence[PreparedList], at: datetime
    ) -> list[Outcome]:  # fmt: skip
        """Keep lists with their goods, moves of allowances and events; those beyond a year not."""
        book.lock_firm(org=actor.organisation)
        numbers = [one.number for one in prepared]
        replays = Replays(book.find_filed(org=actor.organisation, numbers=numbers),
                          "ecommerce.order_taken")  # fmt: skip
        fresh = [
            one for one in prepared
            if replays.is_new(one.line, one.number, one.digest, one.reference)
        ]  # fmt: skip
        refused: dict[str, Outcome] = {}
        if fresh:
            _stage(book, fresh)
            refused = _beyond(book, fresh, at)
            refused_lines = [one.line for one in refused.values()]
            _keep_staged(book, actor, self._currency, refused_lines, at)
        outcomes = [refused.get(one.reference) or Outcome(one.line, one.reference) for one in fresh]
        return [*outcomes, *replays.settle(refused)]

    def _law(self, on: date) -> EcommerceLaw:
        if on not in self._laws:
            self._laws[on] = law_on(self._legal, on)
        return self._laws[on]


def _stage(book: Lists, fresh: Sequence[PreparedList]) -> None:
    book.make_staging()
    copy_text(book, "ecommerce_staging", STAGED, [one.row for one in fresh])
    copy_text(book, "item_staging", ITEMS, [one.items for one in fresh])


def _beyond(book: Lists, fresh: Sequence[PreparedList], at: datetime) -> dict[str, Outcome]:
    """Outcomes of lists that a person's year does not hold, in the order of the file."""
    book.add_staged_persons(at=at)
    book.add_staged_allowances()
    held = {
        (bytes(row["person"]), row["year"]): (row["used"], row["reserved"])
        for row in book.lock_staged_allowances()
    }
    refused: dict[str, Outcome] = {}
    for one in fresh:
        counted, key = one.counted, (one.person, one.year)
        if not counted:
            continue
        allowance = Allowance(one.law.annual_limit, *held[key])
        if allowance.holds(counted):
            allowance = allowance.reserve(counted)
            held[key] = allowance.used, allowance.reserved
        else:
            problem = beyond_the_year(allowance, counted, one.law.source)
            refused[one.reference] = Outcome(one.line, problems=(problem,))
    return refused


def _keep_staged(
    book: Lists, actor: Actor, currency: str, refused: list[int], at: datetime
) -> None:  # fmt: skip
    if refused:
        book.drop_staged(lines=refused)
    book.keep_staged_lists(org=actor.organisation, currency=currency, by=actor.account, at=at)
    book.keep_staged_items()
    book.reserve_staged()
    book.keep_staged_moves(at=at)
    book.keep_staged_acceptances(kind=_ACCEPTED, party=actor.party, account=actor.account, at=at,
                                 genesis=GENESIS)  # fmt: skip


def _event(found: Assessment, name: str, digest: bytes, by: Actor, at: datetime) -> Event:
    body = {
        "order": found.case.order.number, "mode": found.case.mode, "counted": found.counted,
        "tax": found.total, "digest": digest.hex(),
    }  # fmt: skip
    return link(f"list:{name}", 1, GENESIS, at, _ACCEPTED, by.party, by.account, body)


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
