"""Files of e-commerce lists: each matched, taxed, counted towards a person's year, and kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from entrepot.bonded.allowance import Allowance, beyond_the_year
from entrepot.bonded.ecommerce import EcommerceCase, match
from entrepot.bonded.ecommerce_intake import parse_case
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
    copy_events,
    copy_rows,
    new_name,
)
from entrepot.store.personal import personal_keys
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, Event, link

FILERS = ("platform", "trader", "broker")
_NOT_OF_THE_LIST = "used_this_year"  # the store knows it


@dataclass(frozen=True, slots=True)
class PreparedList:
    """A list judged by itself, and how it will be known."""

    line: int
    found: Assessment
    law: EcommerceLaw
    reference: str
    person: bytes
    sealed: bytes
    digest: bytes

    @property
    def case(self) -> EcommerceCase:
        """What was filed."""
        return self.found.case

    @property
    def year(self) -> int:
        """The calendar year it counts towards."""
        return self.case.on.year


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

    def prepare(self, line: int, raw: Any, by: Actor, at: datetime) -> PreparedList:  # noqa: ARG002
        """Read, match and tax one list.

        Raises:
            InputError: With every fault.
            RefusedError: With everything that does not agree or is beyond a limit.
        """
        case = parse_case(raw, self._currency)
        law = self._law(case.on)
        found = assess(case, law)
        problems = [*match(case), *check_transaction(found, law), *check_filing(found, law)]
        if found.counted > law.annual_limit:
            untouched = Allowance(law.annual_limit)
            problems.append(beyond_the_year(untouched, found.counted, law.source))
        if problems:
            raise RefusedError(problems)
        person = self._keys.hash(case.buyer)
        told = {name: value for name, value in raw.items() if name != _NOT_OF_THE_LIST}
        digest = self._keys.digest(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
        sealed = self._keys.seal(case.buyer, person)
        return PreparedList(line, found, law, new_name(LIST), person, sealed, digest)

    def keep(
        self, book: Lists, actor: Actor, prepared: Sequence[PreparedList], at: datetime
    ) -> list[Outcome]:  # fmt: skip
        """Keep lists with their goods, moves of allowances and events; those beyond a year not."""
        book.lock_firm(org=actor.organisation)
        numbers = [one.case.order.number for one in prepared]
        replays = Replays(book.find_filed(org=actor.organisation, numbers=numbers),
                          "ecommerce.order_taken")  # fmt: skip
        fresh = [
            one for one in prepared
            if replays.is_new(one.line, one.case.order.number, one.digest, one.reference)
        ]  # fmt: skip
        refused: dict[str, Outcome] = {}
        if fresh:
            _stage(book, actor, fresh, at)
            refused = _beyond(book, fresh, at)
            kept = [one for one in fresh if one.reference not in refused]
            _keep_staged(book, actor, kept, [one.line for one in refused.values()], at)
        outcomes = [refused.get(one.reference) or Outcome(one.line, one.reference) for one in fresh]
        return [*outcomes, *replays.settle(refused)]

    def _law(self, on: date) -> EcommerceLaw:
        if on not in self._laws:
            self._laws[on] = law_on(self._legal, on)
        return self._laws[on]


def _stage(book: Lists, actor: Actor, fresh: Sequence[PreparedList], at: datetime) -> None:
    book.make_staging()
    copy_rows(book, "ecommerce_staging", STAGED, (_row(one, actor, at) for one in fresh))
    copy_rows(book, "item_staging", ITEMS, (row for one in fresh for row in _items(one)))


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
        counted, key = one.found.counted, (one.person, one.year)
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
    book: Lists, actor: Actor, kept: Sequence[PreparedList], refused: list[int], at: datetime
) -> None:  # fmt: skip
    if refused:
        book.drop_staged(lines=refused)
    if kept:
        book.keep_staged_lists()
        book.keep_staged_items()
        book.reserve_staged()
        book.keep_staged_moves()
        copy_events(book, (_event(one, actor, at) for one in kept))


def _event(one: PreparedList, actor: Actor, at: datetime) -> Event:
    found = one.found
    body = {
        "order": one.case.order.number, "mode": one.case.mode, "counted": found.counted,
        "tax": found.total, "digest": one.digest.hex(),
    }  # fmt: skip
    return link(f"list:{one.reference}", 1, GENESIS, at, "list_accepted", actor.party,
                actor.account, body)  # fmt: skip


def _row(one: PreparedList, actor: Actor, at: datetime) -> tuple[Any, ...]:
    found, case = one.found, one.case
    order, payment, waybill = case.order, case.payment, case.waybill
    return (
        one.line, one.sealed, one.year, one.law.annual_limit, one.reference, actor.organisation,
        order.number, one.digest, case.mode, case.flow, case.on, one.person, waybill.number,
        waybill.gross_mass_kg, case.currency, order.goods, order.freight, order.insurance,
        order.discount, order.discount_kind, order.tax, payment.amount if payment else None,
        case.partner, found.treatment, found.filing, found.taxable, found.counted, found.duty,
        found.consumption_tax, found.vat, "accepted", actor.account, at,
    )  # fmt: skip


def _items(one: PreparedList) -> Iterator[tuple[Any, ...]]:
    for seq, line in enumerate(one.found.lines, start=1):
        item = line.item
        yield (
            one.reference, seq, item.hs, item.quantity, item.value, item.duty_pct, item.vat_pct,
            item.consumption_tax_pct, item.origin, line.taxable, line.duty, line.consumption_tax,
            line.vat,
        )  # fmt: skip
