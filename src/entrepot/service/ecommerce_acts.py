"""What becomes of an accepted list: released, refused or returned; and whose year it counts in."""

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
_LAST = datetime(9999, 12, 31).astimezone()
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
        row = _locked(book, reference)
        day = day_of(window, at, on)
        if row["org_id"] != actor.organisation:
            raise missing(reference)
        _check_move(row, ("accepted", "released"), "returned")
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
        row = _locked(book, reference)
        _check_move(row, ("accepted",), "refused")
        day = day_of(window, at, on)
        _go(book, row, "refused", gone_on=day, reason=reason.strip()[:500])
        given = _give_back(book, row, at)
        _tell(book, actor, row, "list_refused", at, {"reason": reason, "given_back": given})
        return _moved(row, "refused", given)


def release_lists(
    window: Window, references: list[str], *, by: str, at: datetime, on: date | None = None
) -> Document:
    """Release lists; what they reserved is used now. None named are all that wait by the day.

    Args:
        window: The window.
        references: Of the lists; none takes up to 10,000 accepted until `on`.
        by: An officer.
        at: Now.
        on: Legal day; today by default.

    Raises:
        MissingError: There is no such list.
        RefusedError: One is not waiting, or who acts is no officer. None is released then.
    """
    day = day_of(window, at, on)
    with acting_on_lists(window.database, by, at) as (book, actor):
        need_role(actor, *OFFICERS)
        names = references or [row["reference"] for row in book.list_waiting(on=day)]
        rows = [_locked(book, name) for name in sorted(names)]
        for row in rows:
            _check_move(row, ("accepted",), "released")
        for row in sorted(rows, key=_by_person):
            _go(book, row, "released", released_on=day)
            _move_allowance(book, row, "use", at)
            _tell(book, actor, row, "list_released", at, {"on": day})
        return {"released": [row["reference"] for row in rows]}


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
        rows = list(book.list_lists(before=before or _LAST, last=last, most=most))
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
        RefusedError: Who asks is neither.
        ModelError: The law of that year is not known.
    """
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


def carry_out(
    window: Window, reference: str, raw: object, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Make the `move` that a document asks for: return, release or refuse.

    Args:
        window: The window.
        reference: Of the list.
        raw: `move`, and `on`, `applied`, `reason` where it needs them.
        by: Who acts.
        at: Now.

    Raises:
        InputError: There is no such move, or a day is none.
        MissingError: There is no such list for these eyes.
        RefusedError: It is not allowed.
    """
    fields = Intake(raw)
    move = fields.word("move", ("return", "release", "refuse"))
    on = fields.day("on") if fields.has("on") else None
    applied = fields.day("applied") if fields.has("applied") else None
    reason = fields.text("reason", 500, required=False)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    if move == "return":
        return return_list(window, reference, by=by, at=at, on=on, applied=applied)
    if move == "refuse":
        return refuse_list(window, reference, by=by, at=at, reason=reason, on=on)
    return release_lists(window, [reference], by=by, at=at, on=on)


# Steps


def _locked(book: Lists, reference: str) -> dict[str, Any]:
    """A list that nobody else moves until the transaction ends.

    Raises:
        MissingError: There is none for these eyes.
    """
    row = _get(book, reference)
    with book.as_system():
        now = book.lock_list(reference=row["reference"])
    return {**row, "state": now["state"]}


def _get(book: Lists, reference: str) -> dict[str, Any]:
    row = book.get_list(reference=reference[:64])
    if row is None:
        raise missing(reference)
    return dict(row)


def _go(
    book: Lists, row: Row, state: str, *, released_on: date | None = None,
    gone_on: date | None = None, reason: str = "",
) -> None:  # fmt: skip
    with book.as_system():
        book.move_list(reference=row["reference"], state=state, released_on=released_on,
                       gone_on=gone_on, reason=reason)  # fmt: skip


def _give_back(book: Lists, row: Row, at: datetime) -> Decimal:
    kind = _BACK.used if row["state"] == "released" else _BACK.reserved
    _move_allowance(book, row, kind, at)
    return Decimal(row["counted"])


def _move_allowance(book: Lists, row: Row, kind: str, at: datetime) -> None:
    counted, year = row["counted"], row["accepted_on"].year
    if not counted:
        return
    with book.as_system():
        held = book.lock_allowance(person=row["person"], year=year)
        before = Allowance(held["ceiling"], held["used"], held["reserved"])
        after = (
            before.use(counted) if kind == "use"
            else before.give_back(counted, was_used=kind == "restore")
        )  # fmt: skip
        book.set_allowance(used=after.used, reserved=after.reserved, person=row["person"],
                           year=year)  # fmt: skip
        book.add_move(person=row["person"], year=year, list=row["reference"], kind=kind,
                      amount=counted, at=at)  # fmt: skip


def _check_move(row: Row, states: tuple[str, ...], to: str) -> None:
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


def _by_person(row: Row) -> tuple[bytes, int, str]:
    return bytes(row["person"]), row["accepted_on"].year, row["reference"]


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
