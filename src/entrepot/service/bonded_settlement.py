"""The settlement of a handbook: seen at any time, reported by its firm, decided by the zone."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from entrepot.bonded.books import Move
from entrepot.bonded.consumption import find_bill
from entrepot.bonded.settlement import Made, Settled, Tolerances, settle
from entrepot.kernel.errors import EntrepotError, InputError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.bonded_bills import bills_of
from entrepot.service.bonded_desk import Turn, say, told
from entrepot.service.bonded_fields import Asked
from entrepot.service.bonded_sales import assess_missing
from entrepot.service.window import Window
from entrepot.store import jobs
from entrepot.store.bonded import Bonded, Link, Row, stock_of
from entrepot.store.chains import append_event
from entrepot.store.window import as_json
from entrepot.window.actor import SYSTEM

YIELD_PCT, COUNT_PCT = "bonded_yield_tolerance_pct", "bonded_count_tolerance_pct"
REPORT_DAYS = "handbook_report_days"
JOB = "handbook_report"
MORNING = time(6)
_REPORT = ("reported_by", "reported_at", "outcome", "decided_by", "decided_at", "reason", "receipt")


def settlement_document(now: Turn, row: Row) -> Document | None:
    """The statement of a handbook as it stands, its report and its cases; None of another book."""
    if row["kind"] != "handbook":
        return None
    report = now.book.find_settlement(book_id=row["id"])
    is_over = report is not None and report["outcome"] == "closed"
    rows = report["statement"] if is_over else [_row(one) for one in _statement(now, row)]
    return {
        "rows": rows,
        "report": None
        if report is None
        else {
            **told(report, *_REPORT),
            "owed": report["owed"],
            "total_owed": total_owed(report["owed"]),
        },
        "cases": [
            told(one, "due_on", "opened_at", "closed_at", "outcome")
            for one in now.book.list_book_cases(book_id=row["id"])
        ],
    }


def report(now: Turn, row: Row, asked: Asked) -> Document:
    """Report a handbook: nothing is under way, and whatever the book still shows is missing.

    Raises:
        RefusedError: It is no handbook, or with everything that is still under way.
    """
    asked.end()
    if row["kind"] != "handbook":
        raise RefusedError(_no_handbook(row))
    with now.book.as_system():
        _lock(now, row)  # no list of it is approved meanwhile
        under_way = [one["reference"] for one in now.book.list_under_way(book_id=row["id"])]
        if under_way:
            raise RefusedError([_under_way(one) for one in under_way])
        statement = [_row(one) for one in _statement(now, row)]
        now.book.add_settlement(
            book_id=row["id"], statement=as_json(statement), by=now.actor.account, at=now.at
        )
        now.book.close_book_cases(at=now.at, outcome="reported", book_id=row["id"])
    short = [one["item"] for one in statement if one["finding"] == "short"]
    now.note(row["reference"], "handbook_reported", {"short": short})
    return {}


def reopen(now: Turn, row: Row, asked: Asked) -> Document:
    """Send a report back to the firm, with the reason."""
    reason = asked.text("reason", most=500)
    asked.end()
    _decide(now, row, "reopened", reason=reason)
    now.note(row["reference"], "handbook_reopened", {"reason": reason})
    return {}


def close(now: Turn, row: Row, asked: Asked) -> Document:
    """Close a handbook that was reported: what is missing is written off or has been taxed.

    Raises:
        InputError: With every item that cannot be assessed.
        RefusedError: With every difference that is open: a use beside the bills without a
            reason, or tax owed without a receipt.
    """
    if row["state"] != "reported":
        raise RefusedError(_not_reported(row))
    rates = {
        one.text("item", required=True): (one.text("duty", most=60), one.text("vat", most=60))
        for one in asked.rows("rates", required=False)
    }
    receipt, reason = asked.text("receipt", most=60), asked.text("reason", most=500)
    asked.end()
    with now.book.as_system():
        _lock(now, row)
        statement = _statement(now, row)
        owed = _assess(now, row, statement, rates)
        if still := _open(statement, owed, receipt=receipt, reason=reason):
            raise RefusedError(still)
    missing = [one for one in statement if one.closing]
    moves = [Move("", one.item, "write-off", "final", one.closing) for one in missing]
    if moves:
        now.post({row["id"]: moves}, Link(document="settlement"))
    _decide(now, row, "closed", reason=reason, receipt=receipt, owed=owed)
    now.note(row["reference"], "book_closed", {"receipt": receipt, "reason": reason})
    return {}


def open_late(window: Window, *, at: datetime) -> list[str]:
    """Open a case for each handbook not reported in time; doing it twice changes nothing more.

    Returns:
        References of the handbooks.
    """
    on = at.astimezone(window.reference.zone).date()
    opened = []
    with window.database.transaction() as tx:
        book = Bonded(tx)
        book.become_system()
        for row in book.list_unreported(on=on):
            due_on = report_by(window, row["valid_to"])
            if due_on < on and book.open_book_case(book_id=row["id"], due_on=due_on, at=at):
                append_event(book, f"bonded:{row['reference']}", kind="bonded_handbook_late",
                             at=at, by=SYSTEM, body={"due_on": due_on})  # fmt: skip
                opened.append(str(row["reference"]))
    return opened


def report_by(window: Window, valid_to: date) -> date:
    """Last day to report a handbook for its settlement, so many days after its end."""
    return valid_to + timedelta(days=window.legal.days(REPORT_DAYS, valid_to))


def watch(now: Turn, reference: str, valid_to: date) -> None:
    """See that the morning after the last day to report looks at a handbook."""
    on = report_by(now.window, valid_to) + timedelta(days=1)
    morning = datetime.combine(on, MORNING, now.window.reference.zone)
    jobs.defer_on(now.book.tx, JOB, key=reference, on=on, at=morning)


# The statement


def _statement(now: Turn, row: Row) -> tuple[Settled, ...]:
    items = list(now.book.list_items(book_id=row["id"]))
    materials = [one["item"] for one in items if one["role"] == "material"]
    out = {
        (one["item"], one["kind"]): one["quantity"]
        for one in now.book.sum_issued(book_id=row["id"])
    }
    legal = now.window.legal
    tolerances = Tolerances(legal.number(YIELD_PCT, now.on), legal.number(COUNT_PCT, now.on))
    return settle(map(stock_of, items), materials, out, _made(now, row), tolerances)


def _made(now: Turn, row: Row) -> list[Made]:
    bills = bills_of(now, row["id"])
    with now.book.as_system():
        makings = list(now.book.list_made(chain=f"bonded:{row['reference']}"))
    return [Made(find_bill(bills, one["product"], one["version"]), one["units"]) for one in makings]


def _row(one: Settled) -> Document:
    pct = one.use.difference_pct
    return {
        "item": one.item, "is_material": one.is_material,
        "opening": say(one.opening), "taken_in": say(one.taken_in),
        "by_bill": say(one.by_bill) if one.is_material else None,
        "used": say(one.used) if one.is_material else None,
        "difference_pct": None if pct is None or not one.is_material else round(float(pct), 4),
        "is_off_bill": one.is_off_bill, "out": {kind: say(much) for kind, much in one.out.items()},
        "missing": say(one.closing), "finding": one.finding, "taxed": say(one.taxed),
        "yield_tolerance_pct": say(one.tolerances.yield_pct),
        "count_tolerance_pct": say(one.tolerances.count_pct),
    }  # fmt: skip


def _lock(now: Turn, row: Row) -> None:
    """See that the book still stands where it was seen, and stays there."""
    state = now.book.lock_book(id=row["id"])
    if state != row["state"]:
        raise RefusedError(
            Problem("bonded.step", row["reference"], f"is {state} by now.", "Look at it again.",
                    message_zh="状态已变更，请刷新后重试。")
        )  # fmt: skip


# What is owed, and what is still open


def _assess(
    now: Turn, row: Row, statement: tuple[Settled, ...], rates: Mapping[str, tuple[str, str]]
) -> Document:
    """The supplementary assessment of each item that is short; every fault is named."""
    items = {one["item"]: one for one in now.book.list_items(book_id=row["id"])}
    found: Document = {}
    problems: list[Problem] = []
    for one in statement:
        if one.taxed:
            try:
                found[one.item] = assess_missing(
                    now.window, items[one.item], one.taxed, rates.get(one.item, ("", "")), now.on
                )
            except EntrepotError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _open(
    statement: tuple[Settled, ...], owed: Mapping[str, Any], *, receipt: str, reason: str
) -> list[Problem]:
    """The differences that nobody answered for."""
    off = [] if reason else [_off_bill(one) for one in statement if one.is_off_bill]
    due = [] if receipt else [
        _owed(one, owed[one.item]) for one in statement if one.item in owed
    ]  # fmt: skip
    return [*off, *due]


def _decide(
    now: Turn, row: Row, outcome: str, *, reason: str = "", receipt: str = "",
    owed: Document | None = None,
) -> None:  # fmt: skip
    with now.book.as_system():
        found = now.book.find_settlement(book_id=row["id"])
        if found["reported_by"] == now.actor.account:
            raise RefusedError(_own_report(row))
        now.book.decide_settlement(
            outcome=outcome, by=now.actor.account, at=now.at, reason=reason, receipt=receipt,
            owed=as_json(owed) if owed else None, id=found["id"],
        )  # fmt: skip


# What may be wrong


def _no_handbook(row: Row) -> Problem:
    return Problem("bonded.no_handbook", row["reference"], "is an account book of a zone.",
                   "Only handbooks are reported; the zone closes a book that is empty.",
                   message_zh="仅手册需报核，区内账册无需报核。")  # fmt: skip


def _not_reported(row: Row) -> Problem:
    return Problem("bonded.not_reported", row["reference"], "the firm has not reported it.",
                   "The firm reports it (settle) when nothing is under way.",
                   message_zh="企业尚未报核。")  # fmt: skip


def _under_way(reference: str) -> Problem:
    return Problem("bonded.under_way", reference, "is still under way on this handbook.",
                   "Let it pass, withdraw it, or let the repair leave.",
                   message_zh="该手册项下尚有未结单证。")  # fmt: skip


def _own_report(row: Row) -> Problem:
    return Problem("bonded.second_person", row["reference"], "you reported it yourself.",
                   "Another person decides.", message_zh="报核人不得自行结案。")  # fmt: skip


def _off_bill(one: Settled) -> Problem:
    return Problem(
        "bonded.yield", one.item,
        f"{one.used:f} were used and {one.by_bill:f} are allowed by the bills of materials.",
        "Say why it is accepted (reason), or send the report back.",
        message_zh=f"{one.item}：实际耗用{one.used:f}，按单耗应为{one.by_bill:f}。",
    )  # fmt: skip


def _owed(one: Settled, assessment: Mapping[str, Any]) -> Problem:
    due = assessment["total_due"]
    return Problem(
        "bonded.settlement_open", one.item,
        f"{one.closing:f} are missing, past the tolerance of {one.tolerances.count_pct:f} %: "
        f"{due['amount']} {due['currency']} are owed.",
        "Name the receipt of the payment (receipt).",
        message_zh=f"{one.item}：短少{one.closing:f}，超过允差{one.tolerances.count_pct:f}%，"
        f"应补税{due['amount']} {due['currency']}。",
    )  # fmt: skip


def total_owed(owed: Mapping[str, Any] | None) -> Document | None:
    """The sum of the assessments of a settlement; None where nothing is owed."""
    dues = [one["total_due"] for one in (owed or {}).values()]
    if not dues:
        return None
    amount = sum((Decimal(one["amount"]) for one in dues), Decimal(0))
    return money_document(Money(amount, dues[0]["currency"]))
