"""What becomes of a list that was accepted, who may see it, and the year of its buyer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.bonded.allowance import Allowance
from entrepot.bonded.intake import Intake
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.accounts import need_role
from entrepot.service.amounts import Document, money_document
from entrepot.service.ecommerce import law_on
from entrepot.service.ecommerce_lists import FILERS
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.ecommerce import Lists, acting_on_lists
from entrepot.store.personal import personal_keys
from entrepot.window.actor import Actor

OFFICERS = ("document_officer", "inspector", "supervisor")
LOOKERS = (*OFFICERS, "auditor")
MOST = 100
LAST = datetime(9999, 12, 31).astimezone()
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """How an allowance is moved with a list: the kind by the state the list was in."""

    reserved: str
    used: str


_BACK = Moved(reserved="free", used="restore")


def day_of(window: Window, at: datetime, on: date | None) -> date:
    """The legal day: the one told, else that of an instant in the zone of the office."""
    return on or at.astimezone(window.reference.zone).date()


def return_list(
    window: Window, reference: str, *, by: str, at: datetime, on: date | None = None,
    applied: date | None = None,
) -> Document:  # fmt: skip
    """Take back the goods of a list; what it took of the buyer's year is given back.

    Args:
        window: The window.
        reference: Of the list, or the number of its order.
        by: Who filed it.
        at: Now.
        on: Day the goods are back; today by default.
        applied: Day the return was applied for; `on` by default.

    Raises:
        MissingError: There is no such list for these eyes.
        RefusedError: It did not stay, or the days for it are over.
    """
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *FILERS)
        row = locked(book, reference)
        day = day_of(window, at, on)
        if row["org_id"] != actor.organisation:
            raise missing(reference)
        check_move(row, ("accepted", "released"), "returned")
        _check_days(window, row, day, applied or day)
        _go(book, row, "returned", gone_on=day)
        given = _give_back(book, row, at)
        _tell(book, actor, row, "list_returned", at, {"on": day, "given_back": given})
        return _moved(row, "returned", given)


def refuse_list(
    window: Window, reference: str, *, by: str, at: datetime, reason: str, on: date | None = None
) -> Document:
    """Refuse a list that was accepted; what it reserved is given back.

    Raises:
        MissingError: There is no such list.
        RefusedError: It is released already, there is no reason, or who acts is no officer.
    """
    if not reason.strip():
        raise RefusedError(_problem("ecommerce.reason", "reason", "a refusal tells why.",
                                    "Give the reason.", "须填写理由。"))  # fmt: skip
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *OFFICERS)
        row = locked(book, reference)
        check_move(row, ("accepted",), "refused")
        day = day_of(window, at, on)
        _go(book, row, "refused", gone_on=day, reason=reason.strip()[:500])
        given = _give_back(book, row, at)
        _tell(book, actor, row, "list_refused", at, {"reason": reason, "given_back": given})
        return _moved(row, "refused", given)


def show_list(
    window: Window, reference: str, *, by: str, at: datetime, reveal: bool = False
) -> Document:
    """A list with its goods; an officer may have its buyer revealed, which is noted.

    Raises:
        MissingError: There is no such list for these eyes.
        RefusedError: Who asks may not know the buyer.
    """
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *FILERS, *LOOKERS)
        row = _get(book, reference)
        told = {**list_document(row), "items": _items(book, row), "buyer": None}
        if reveal:
            need_role(actor, *LOOKERS)
            told["buyer"] = _reveal(window, book, row)
            _tell(book, actor, row, "person_seen", at, {})
        return told


def list_lists(
    window: Window, *, by: str, at: datetime, before: datetime | None = None, last: str = "",
    most: int = MOST,
) -> Document:  # fmt: skip
    """Lists that are for somebody's eyes, newest first.

    Args:
        window: The window.
        by: Who asks.
        at: Now.
        before: Instant of the last one already seen.
        last: Its reference.
        most: How many.
    """
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *FILERS, *LOOKERS)
        rows = list(book.list_lists(before=before or LAST, last=last, most=most))
    return {"lists": [_brief(row) for row in rows], "is_whole": len(rows) < most}


def look_up_allowance(
    window: Window, person: str, year: int, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """What a person took of a calendar year; that it was looked up is itself kept.

    Args:
        window: The window.
        person: Personal id.
        year: Calendar year.
        by: An officer or auditor.
        at: Now.

    Raises:
        InputError: The id is no text that can be seen.
        RefusedError: Who asks is neither.
        ModelError: The law of that year is not known.
    """
    asked = Intake({"person": person})
    asked.text("person")
    if asked.problems:
        raise InputError(asked.problems)
    keys = personal_keys(window.home.folder)
    hashed, today = keys.hash(person), day_of(window, at, None)
    law = law_on(window.legal, today if today.year == year else date(year, 12, 31))
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *LOOKERS)
        row = book.find_allowance(person=hashed, year=year) or {}
        moves = [dict(one) for one in book.list_moves(person=hashed, year=year)]
        chain = f"person:{hashed.hex()[:24]}"
        append_event(book, chain, kind="allowance_seen", at=at, by=actor, body={"year": year})
    nothing = Decimal("0.00")
    found = Allowance(law.annual_limit, row.get("used", nothing), row.get("reserved", nothing))
    currency = window.reference.settings.currency
    return {
        "year": year,
        "limit": told_money(found.ceiling, currency),
        "used": told_money(found.used, currency),
        "reserved": told_money(found.reserved, currency),
        "remaining": told_money(found.remaining, currency),
        "moves": [
            {**one, "at": one["at"].isoformat(), "amount": told_money(one["amount"], currency)}
            for one in moves
        ],
        "source": law.source,
    }


# Steps


def locked(book: Lists, reference: str) -> dict[str, Any]:
    """A list that nobody else moves until the transaction ends.

    Raises:
        MissingError: There is none for these eyes.
    """
    row = _get(book, reference)
    with book.as_system():
        now = book.lock_list(reference=row["reference"])
    return {**row, "state": now["state"]}


def _get(book: Lists, reference: str) -> dict[str, Any]:
    row = book.get_list(reference=reference[:64]) if reference.isprintable() else None
    if row is None:
        raise missing(reference)
    return dict(row)


def _go(book: Lists, row: Row, state: str, *, gone_on: date, reason: str = "") -> None:
    with book.as_system():
        book.move_list(reference=row["reference"], state=state, gone_on=gone_on, reason=reason)


def _give_back(book: Lists, row: Row, at: datetime) -> Decimal:
    kind = _BACK.used if row["state"] == "released" else _BACK.reserved
    _restore(book, row, kind, at)
    return Decimal(row["counted"])


def _restore(book: Lists, row: Row, kind: str, at: datetime) -> None:
    counted, year = row["counted"], row["accepted_on"].year
    if not counted:
        return
    with book.as_system():
        held = book.lock_allowance(person=row["person"], year=year)
        before = Allowance(held["ceiling"], held["used"], held["reserved"])
        after = before.give_back(counted, was_used=kind == "restore")
        book.set_allowance(used=after.used, reserved=after.reserved, person=row["person"],
                           year=year)  # fmt: skip
        book.add_move(person=row["person"], year=year, list=row["reference"], kind=kind,
                      amount=counted, at=at)  # fmt: skip


def check_move(row: Row, states: tuple[str, ...], to: str) -> None:
    """See that a list is in one of some states.

    Raises:
        RefusedError: It is in another.
    """
    if row["state"] not in states:
        raise RefusedError(
            _problem(
                "ecommerce.state", row["reference"], f"it is {row['state']}, and cannot be {to}.",
                "See the list.", "清单当前状态不允许此操作。",
            )
        )  # fmt: skip


def _check_days(window: Window, row: Row, on: date, applied: date) -> None:
    """The days of a return count from the release; before it they have not begun."""
    law, start = law_on(window.legal, row["accepted_on"]), row["released_on"]
    told = (("applied", applied, law.return_days), ("on", on, law.return_arrival_days))
    late = [
        _late(where, day, most, start)
        for where, day, most in told
        if start is not None and (day - start).days > most
    ]
    if on < (start or row["accepted_on"]) or applied > on:
        late.append(_problem("ecommerce.return_day", "on", "the days are not in their order.",
                             "First released, then applied for, then back.",
                             "日期顺序不正确。"))  # fmt: skip
    if late:
        raise RefusedError(late)


def _late(where: str, day: date, most: int, start: date) -> Problem:
    return _problem(
        "ecommerce.return_late", where, f"{day} is more than {most} days after {start}.",
        "What comes back later is a new import or export.", f"已超过{most}日的退货期限。",
    )  # fmt: skip


def _tell(
    book: Lists, actor: Actor, row: Row, kind: str, at: datetime, body: Mapping[str, object]
) -> None:
    append_event(book, f"list:{row['reference']}", kind=kind, at=at, by=actor, body=body)


def _reveal(window: Window, book: Lists, row: Row) -> str:
    with book.as_system():
        person = book.find_person(hash=row["person"])
    return personal_keys(window.home.folder).open(bytes(person["sealed"]), bytes(row["person"]))


# How lists are told


def told_money(amount: Decimal, currency: str) -> Document | None:
    """An amount with two digits, as documents tell it."""
    return money_document(Money(amount, currency))


def list_document(row: Row) -> Document:
    """A list as it stands, without its buyer."""
    names = ("goods", "freight", "insurance", "discount", "taxable", "counted", "duty",
             "consumption_tax", "vat")  # fmt: skip
    money = {name: told_money(row[name], row["currency"]) for name in names}
    total = row["duty"] + row["consumption_tax"] + row["vat"]
    return {
        "list": row["reference"], "order": row["order_number"], "waybill": row["waybill"],
        "firm": row["name"], "firm_zh": row["name_zh"], "mode": row["mode"], "flow": row["flow"],
        "accepted_on": row["accepted_on"].isoformat(), "state": row["state"],
        "released_on": _day(row["released_on"]), "gone_on": _day(row["gone_on"]),
        "reason": row["reason"], "treatment": row["treatment"], "filing": row["filing"],
        "partner": row["partner"] or None, "discount_kind": row["discount_kind"],
        "gross_mass_kg": f"{row['gross_mass_kg'].normalize():f}", **money,
        "total": told_money(total, row["currency"]), "is_synthetic": row["is_sandbox"],
    }  # fmt: skip


def _brief(row: Row) -> Document:
    return {
        "list": row["reference"], "order": row["order_number"], "waybill": row["waybill"],
        "firm": row["name"], "firm_zh": row["name_zh"], "mode": row["mode"], "flow": row["flow"],
        "accepted_on": row["accepted_on"].isoformat(), "state": row["state"],
        "treatment": row["treatment"], "filing": row["filing"],
        "taxable": told_money(row["taxable"], row["currency"]),
        "total": told_money(row["tax"], row["currency"]),
        "at": row["made_at"].isoformat(), "is_synthetic": row["is_sandbox"],
    }  # fmt: skip


def _items(book: Lists, row: Row) -> list[Document]:
    return [
        {
            "seq": one["seq"], "hs": one["hs"], "quantity": f"{one['quantity'].normalize():f}",
            "origin": one["origin"] or None,
            **{name: told_money(one[name], row["currency"])
               for name in ("value", "taxable", "duty", "consumption_tax", "vat")},
        }
        for one in book.list_items(references=[row["reference"]])
    ]  # fmt: skip


def _moved(row: Row, state: str, given: Decimal) -> Document:
    return {"list": row["reference"], "state": state,
            "given_back": told_money(given, row["currency"])}  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def missing(reference: str) -> MissingError:
    """There is no such list for who asks; the same words whether or not there is one."""
    return MissingError(
        _problem("ecommerce.unknown", reference[:40], "there is no such list.",
                 "Look for it among your lists.", "没有该清单。")
    )  # fmt: skip


def _problem(code: str, where: str, message: str, hint: str, message_zh: str) -> Problem:
    return Problem(code, where, message, hint, message_zh=message_zh)
