"""Refund cases: filed by exporters, matched with exits and invoices, paid within their clock."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.finance.clock import Clock, ClockEvent, days_left, run_clock
from entrepot.finance.refund_case import (
    APPLICANTS,
    NONE,
    OFFICERS,
    approve,
    check_proofs,
    move,
    moves_for,
)
from entrepot.kernel.calendar import Calendar
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service import mandates
from entrepot.service.amounts import Document, money_document
from entrepot.service.green_queue import ALL, list_samples, read_queue, take, tell_line
from entrepot.service.refund_intake import Acceptance, RefundCase, parse_case
from entrepot.service.refund_match import check_declared, exports_of, with_exits
from entrepot.service.refunds import Rules, days_of, proofs_of, total_of, work_out_case
from entrepot.service.schedules import stored_refunds
from entrepot.service.tellings import plain
from entrepot.service.window import Window
from entrepot.store import calendars
from entrepot.store import refund_cases as store
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event
from entrepot.window.actor import Actor

CLOCKED = ("accepted", "matching", "query", "review")  # states in which the clock matters
_APPLICANTS_OWN = ("submit", "answer")  # a broker makes them under a mandate only
_HOUSE_KNOWS = ("accepted_at", "clock", "rates")  # what the house finds itself
SCOPE = "refund"  # what a mandate must cover
_TOLD = (
    "reference", "kind", "class", "state", "asked_from", "approved_by", "due_on", "days",
    "days_remaining", "made_by", "made_at", "accepted_at", "firm", "firm_zh", "broker",
    "broker_zh", "version",
)  # fmt: skip


@dataclass
class Case:
    """A refund case somebody acts on.

    Attributes:
        window: The window.
        book: The transaction.
        actor: Who acts.
        at: Instant.
        row: The case, as it will be saved.
    """

    window: Window
    book: Accounts
    actor: Actor
    at: datetime
    row: dict[str, Any]

    @property
    def today(self) -> date:
        """Legal day at the home office."""
        return self.at.astimezone(self.window.reference.zone).date()

    @property
    def rules(self) -> Rules:
        """What it is judged by."""
        calendar = self.window.calendar_in(self.book.tx, is_fresh=True)
        return Rules(self.window.reference, calendar, stored_refunds(self.window.database))

    def parse(self, document: Mapping[str, Any] | None = None) -> RefundCase:
        """The case as it was filed, checked."""
        return _parse(self.window, document or self.row["document"])


# Filing


def file_case(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """File a draft.

    Args:
        window: The window.
        raw: A case as `entrepot refund compute` takes it, with its class and without what the
            house finds itself: acceptance, clock and rates. `firm` is the id or credit code of
            the exporter a broker files for, under its live mandate for refunds.
        by: An exporter, or its broker.
        at: Now.

    Raises:
        InputError: With every fault of every field.
        RefusedError: Who acts is no exporter, or holds no mandate of the firm.
    """
    document, word = _filed(window, raw)
    with acting_for(window.database, by, at) as (book, actor):
        move("draft", NONE, actor.roles)
        firm = _firm_for(book, actor, word)
        with book.as_system():
            reference = store.add_case(
                book.tx, document, org=firm, kind=document["kind"],
                broker=None if firm == actor.organisation else actor.organisation,
                refund_class=document["class"], currency=window.reference.settings.currency,
                is_sandbox=actor.is_sandbox, by=actor.account, at=at,
            )  # fmt: skip
        case = _open(window, book, actor, at, reference)
        _tell(case, "draft", "")
        return _told(case)


def edit_case(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Write a draft anew.

    Raises:
        InputError: With every fault of every field.
        MissingError: There is no such case for these eyes.
        RefusedError: It is no draft any more, or of the other kind.
    """
    document, _ = _filed(window, raw)  # a case stays its firm's
    with _locked(window, reference, by, at) as case:
        move("edit", case.row["state"], case.actor.roles)
        _need_mandate(case)
        if document["kind"] != case.row["kind"]:
            raise RefusedError(_other_kind())
        with case.book.as_system():
            store.save_document(case.book.tx, case.row["id"], document, document["class"])
        _tell(case, "edit", "")
        return _told(_open(window, case.book, case.actor, at, reference))


def move_case(
    window: Window, reference: str, name: str, *, by: str, at: datetime, reason: str = ""
) -> Document:
    """Make a move of the table.

    Args:
        window: The window.
        reference: Of the case.
        name: submit, accept, match, query, answer, review, approve, send, pay, reject, recover.
        by: Who acts.
        at: Now.
        reason: Why, or the text of a query or an answer.

    Raises:
        MissingError: There is no such case for these eyes, or no refund rate for a line.
        RefusedError: The table does not allow it, or with everything that lacks its proof.
        ModelError: The calendar ends before the clock.
    """
    with _locked(window, reference, by, at) as case:
        before, row = case.row["state"], case.row
        state = move(name, before, case.actor.roles, reason, asked_from=row["asked_from"])
        if name in _APPLICANTS_OWN:
            _need_mandate(case)
        with case.book.as_system():
            row["state"] = _ACTS[name](case) if name in _ACTS else state
            if name in ("query", "answer"):
                row["asked_from"] = before if name == "query" else NONE
            _tell(case, name, reason)
            if row["state"] in CLOCKED:
                _set_clock(case)
            store.save_case(case.book.tx, row)
        return _told(_open(window, case.book, case.actor, at, reference))


def carry_out(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Make the `move` a document names, with its `reason`, or `edit` with its `case`.

    Raises:
        InputError: There is no move, or with every fault of every field.
        MissingError: There is no such case for these eyes.
        RefusedError: The table of moves does not allow it.
    """
    given = raw if isinstance(raw, Mapping) else {}
    name, reason = given.get("move") or "", given.get("reason") or ""
    if not isinstance(name, str) or not isinstance(reason, str) or not name:
        raise InputError(
            Problem("refund.move", "move", "is no move.", "Such as submit.",
                    message_zh="没有此操作。")
        )  # fmt: skip
    if name == "edit":
        return edit_case(window, reference, given.get("case"), by=by, at=at)
    return move_case(window, reference, name, by=by, at=at, reason=reason)


# Acts with more to them than a state


def _submit(case: Case) -> str:
    parsed = _match(case)
    row, tx = case.row, case.book.tx
    exports = exports_of(tx, row["org_id"], parsed)
    store.hold_exports(tx, row["id"], (one["id"] for one in exports.values()))
    invoices = {
        line.invoice: f"lines[{place}].invoice"
        for place, line in enumerate(parsed.lines)
        if line.invoice
    }
    store.hold_invoices(tx, row["id"], invoices)
    return "submitted"


def _accept(case: Case) -> str:
    row = case.row
    take(case.window, case.book, case.actor, "refund", ALL, row, case.at)
    acceptance = Acceptance(case.today)
    row["accepted_at"], row["office"] = case.at, case.actor.organisation
    row["days"] = days_of(case.rules, row["class"], acceptance)
    return "accepted"


def _match_and_compute(case: Case) -> str:
    told = work_out_case(case.rules, _match(case))
    case.row["result"] = {name: value for name, value in told.items() if name != "clock"}
    case.row["refund"] = total_of(told).amount
    return "matching"


def _approve(case: Case) -> str:
    row = case.row
    limit = case.window.legal.money("refund_second_person_limit", case.today)
    refund = Money(Decimal(row["refund"]), row["currency"])
    first = row["approved_by"] or ""
    state = approve(refund, limit, first, case.actor.account, case.actor.roles)
    row["approved_by"] = first or case.actor.account
    return state


def _reject(case: Case) -> str:
    store.let_go(case.book.tx, case.row["id"])
    return "rejected"


_ACTS = {
    "submit": _submit, "accept": _accept, "match": _match_and_compute, "approve": _approve,
    "reject": _reject,
}  # fmt: skip


def _match(case: Case) -> RefundCase:
    """The case with its exits as the window recorded them, everything proven.

    Raises:
        MissingError: With every declaration the firm does not have.
        RefusedError: With everything that lacks its proof or was not declared so.
    """
    parsed = case.parse()
    exports = exports_of(case.book.tx, case.row["org_id"], parsed)
    found = with_exits(parsed, exports, case.window.reference.zone)
    problems = [
        *check_proofs(proofs_of(found), found.refund_class, found.receipts),
        *check_declared(found, exports),
    ]
    if problems:
        raise RefusedError(problems)
    return found


# The clock


def _set_clock(case: Case) -> None:
    clock = _clock(case, case.rules.calendar)
    row = case.row
    row["due_on"], row["days_remaining"] = clock.due_on, clock.days_remaining
    row["calendar_version"] = case.window.calendar_version


def _clock(case: Case, calendar: Calendar) -> Clock:
    zone = case.window.reference.zone
    events = [
        ClockEvent("query" if one["kind"] == "refund_query" else "answer",
                   one["at"].astimezone(zone).date())
        for one in store.list_events(case.book.tx, case.row["reference"])
        if one["kind"] in ("refund_query", "refund_answer")
    ]  # fmt: skip
    accepted_on = case.row["accepted_at"].astimezone(zone).date()
    return run_clock(accepted_on, case.row["days"], events, calendar)


def recompute(
    window: Window, book: Accounts, actor: Actor, version: int, reason: str, at: datetime
) -> list[str]:
    """Work out the terms of open cases anew after a change of the calendar; as the window itself.

    Returns:
        References of the cases whose day moved; the chain of each tells why.

    Raises:
        ModelError: The calendar ends before a clock.
    """
    changes = calendars.load_changes(book.tx, window.reference.settings.country)
    calendar = window.reference.published_calendar.changed(
        changes.days, changes.years, changes.source
    )
    moved = []
    for reference in store.list_open(book.tx):
        case = _open(window, book, actor, at, reference)
        store.lock_case(book.tx, case.row["id"])
        clock, before = _clock(case, calendar), case.row["due_on"]
        if (clock.due_on, clock.days_remaining) == (before, case.row["days_remaining"]):
            continue
        case.row["due_on"], case.row["days_remaining"] = clock.due_on, clock.days_remaining
        case.row["calendar_version"] = version
        store.save_case(book.tx, case.row)
        body = {"from": before, "to": clock.due_on, "reason": reason}
        append_event(book, store.CHAIN + reference, kind="refund_due_moved", at=at, by=actor,
                     body=body)  # fmt: skip
        moved.append(reference)
    return moved


# Seeing


def show_case(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A case with its lines, sums, clock, what was done and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_for(window.database, by, at) as (book, actor):
        store.get_case(book.tx, reference)
        return _told(_open(window, book, actor, at, reference))


def list_cases(window: Window, *, by: str, at: datetime) -> Document:
    """The cases somebody may see: those whose clock runs first, with the working days left.

    Those that wait to be taken in follow in the order of the green channel, each with its place
    in `line` and why it lies there; officers see the cases drawn for an audit in `sample`.
    """
    day = at.astimezone(window.reference.zone).date()
    with acting_for(window.database, by, at) as (book, actor):
        rows = store.list_cases(book.tx)
        calendar = window.calendar_in(book.tx, is_fresh=True)
        line = tell_line(read_queue(window, book, "refund", ALL, day))
        samples = list_samples(book, "refund")
    told = [
        {**_row(row, day, calendar), "line": line.get(row["reference"]),
         "sample": samples.get(row["reference"])}
        for row in rows
    ]  # fmt: skip
    return {
        "cases": sorted(told, key=_rank),
        "may_file": not actor.roles.isdisjoint(APPLICANTS),
        "is_officer": not actor.roles.isdisjoint(OFFICERS),
    }


def _row(row: Mapping[str, Any], on: date, calendar: Calendar) -> Document:
    refund = None if row["refund"] is None else Money(row["refund"], row["currency"])
    names = ("reference", "kind", "class", "state", "accepted_at", "due_on", "days", "made_at",
             "firm", "firm_zh")  # fmt: skip
    return {
        **{name: plain(row[name]) for name in names},
        "refund": money_document(refund),
        "days_left": _days_left(row, on, calendar),
    }


def _rank(one: Document) -> tuple[int, int]:
    """Cases whose clock runs, then those in the line by their place; the rest as they were."""
    if one["line"]:
        return (1, one["line"]["number"])
    return (0 if one["state"] in CLOCKED else 2, 0)


def _days_left(row: Mapping[str, Any], on: date, calendar: Calendar) -> int | None:
    """Working days left today; those that were left when a query stopped the clock."""
    if row["state"] not in CLOCKED or row["days"] is None:
        return None
    clock = Clock(row["days"], on, row["due_on"], "running", row["days_remaining"])
    return days_left(clock, on, calendar)


def _told(case: Case) -> Document:
    row = case.row
    with case.book.as_system():
        events = store.list_events(case.book.tx, row["reference"])
        calendar = case.window.calendar_in(case.book.tx, is_fresh=True)
    refund = None if row["refund"] is None else Money(row["refund"], row["currency"])
    return {
        **{name: plain(row[name]) for name in _TOLD},
        "refund": money_document(refund),
        "clock": None if row["days"] is None else {
            "days": row["days"], "due_on": plain(row["due_on"]),
            "state": "stopped" if row["state"] == "query" else "running",
            "days_remaining": row["days_remaining"],
            "days_left": _days_left(row, case.today, calendar),
        },
        "case": row["document"],
        "result": row["result"],
        "moves": [one.name for one in moves_for(row["state"], case.actor.roles)],
        "events": [
            {"at": plain(one["at"]), "event": one["kind"].removeprefix("refund_"),
             "account": one["account"], **plain(one["body"])}
            for one in events
        ],
    }  # fmt: skip


# Shared


@contextmanager
def _locked(window: Window, reference: str, by: str, at: datetime) -> Iterator[Case]:
    with acting_for(window.database, by, at) as (book, actor):
        seen = store.get_case(book.tx, reference)
        with book.as_system():
            store.lock_case(book.tx, seen["id"])
        yield _open(window, book, actor, at, reference)


def _open(window: Window, book: Accounts, actor: Actor, at: datetime, reference: str) -> Case:
    """A case that these eyes were found to see, as it is now."""
    with book.as_system():
        row = dict(store.get_case(book.tx, reference))
    return Case(window, book, actor, at, row)


def _firm_for(book: Accounts, actor: Actor, word: str) -> str:
    """Id of the firm a case is filed for; a broker has none of its own."""
    if not word and "trader" not in actor.roles:
        raise _no_mandate("")
    found = mandates.firm_for(book, actor, word, SCOPE)
    if found is None:
        raise _no_mandate(word)
    return str(found["id"])


def _need_mandate(case: Case) -> None:
    if not case.actor.may_for(case.row["org_id"], SCOPE):
        raise _no_mandate(case.row["firm"])


def _no_mandate(firm: str) -> RefusedError:
    return RefusedError(
        Problem(
            "refund.mandate", "firm",
            f"your firm holds no live mandate of {firm[:60]!r} for refunds.",
            "The firm grants it: entrepot mandate grant BROKER --scope refund.",
            message_zh="贵企业没有该企业有效的退税委托。",
        )
    )  # fmt: skip


def _tell(case: Case, name: str, reason: str) -> None:
    body = {"state": case.row["state"], "reason": reason.strip()[:1000]}
    chain = store.CHAIN + case.row["reference"]
    append_event(case.book, chain, kind=f"refund_{name}", at=case.at, by=case.actor, body=body)


def _filed(window: Window, raw: object) -> tuple[dict[str, Any], str]:
    """The case as it is kept, and the word of the firm it is filed for."""
    given: dict[str, Any] = dict(raw) if isinstance(raw, Mapping) else {}
    word = str(given.pop("firm", "") or "").strip()
    problems = [_own(name) for name in _HOUSE_KNOWS if given.get(name)]
    if not given.get("class"):
        problems.append(
            Problem("input.missing", "class", "is empty.", "I, II, III or IV.",
                    message_zh="未填写企业类别。")
        )  # fmt: skip
    try:
        parsed = _parse(window, given)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from error
    if problems:
        raise InputError(problems)
    return {**given, "kind": parsed.kind, "class": parsed.refund_class}, word


def _parse(window: Window, document: Mapping[str, Any]) -> RefundCase:
    reference = window.reference
    return parse_case(document, reference.settings.currency, reference.zone, is_stored=True)


def _own(name: str) -> Problem:
    return Problem(
        "refund.house_knows", name, "is found by the house itself.", "Leave it out.",
        message_zh="该项由系统确定，请勿填写。",
    )  # fmt: skip


def _other_kind() -> Problem:
    return Problem(
        "refund.kind", "kind", "a case stays of its kind.", "File another case.",
        message_zh="案件类型不得更改。",
    )  # fmt: skip
