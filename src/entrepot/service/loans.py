"""Trade loans: asked for with a score, decided by a bank, drawn, repaid, watched."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.finance.loan import Record, check_records, rows_of, score_firm
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.fields import Fields
from entrepot.service.firm_records import read_records
from entrepot.service.green_queue import place_in_line, read_queue, take, tell_line
from entrepot.service.lending_cases import money_in, read_records_told, score_document
from entrepot.service.officers import need_role
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.lending import Lending, Row, acting_lending, get_loan
from entrepot.store.window import as_json
from entrepot.window.actor import Actor

MOVES = ("grant", "refuse", "draw", "repay", "write_off")
MONEY = ("draw", "repay", "write_off")
LENDER = "bank"
SEERS = ("trader", LENDER, "auditor")
MOST_ROWS = 200


def ask_loan(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Ask a bank for a loan; the house scores the firm by its records.

    Args:
        window: The window.
        raw: `lender` (credit code of the bank), `asked`, `due_on`, `consent` (yes: customs, tax
            and insurance records may be read), and under `records` what the house does not know.
        by: The firm.
        at: Now.

    Returns:
        The loan with its score.

    Raises:
        InputError: With every fault of the fields.
        RefusedError: Who acts is no exporter, or is suspended.
    """
    fields = Fields(raw)
    currency, on = window.reference.settings.currency, _day(window, at)
    lender, due = fields.text("lender", required=True), fields.day("due_on")
    asked = money_in(fields, "asked", currency, required=True)
    told = read_records_told(fields)
    _check_asked(fields, asked, due, on)
    fields.nothing_else()
    rows = rows_of(window.reference.table("loan_points"), on)
    problems = [*fields.problems, *check_records(told, rows)]
    if problems or asked is None or due is None:
        raise InputError(problems)
    with acting_lending(window.database, by, at) as (book, actor):
        need_role(window, actor, "trader")
        _check_firm(actor)
        with book.as_system():
            records = _joined(book, actor, told, currency, on)
            bands = [one for one in window.reference.table("loan_bands") if on in one.valid]
            score = score_firm(records, rows, bands, currency, asked)
            reference = book.add_loan(
                org_id=actor.organisation, lender_id=_lender(book, lender), currency=currency,
                asked=asked.amount, due_on=due, score=as_json(score_document(score)),
                points=score.points, ceiling=score.limit.amount if score.limit else None,
                by=actor.account, at=at,
            )  # fmt: skip
        body = {"asked": asked.amount, "points": score.points,
                "read": [one.feature for one in records if one not in told]}  # fmt: skip
        _note(book, actor, reference, "asked", body, at)
        return _document(book, actor, get_loan(book, reference), on)


def act_on_loan(
    window: Window, reference: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Decide a loan, or move its money.

    Args:
        window: The window.
        reference: Of the loan.
        raw: `move`, one of `MOVES`, with `amount`, `key` of money, `reason` of a refusal or a
            write-off.
        by: The bank.
        at: Now.

    Raises:
        InputError: With every fault of the fields.
        MissingError: There is no such loan for these eyes.
        RefusedError: It is above the limit, or stands where the move is none.
    """
    fields = Fields(raw)
    move = fields.word("move", MOVES, required=True)
    reason = fields.text("reason", required=move in ("refuse", "write_off"))
    amount = money_in(fields, "amount", window.reference.settings.currency,
                      required=move != "refuse") if move else None  # fmt: skip
    key = fields.text("key", required=move in MONEY)[:80]
    if amount is not None and not amount.amount:
        fields.fault("positive", "amount", "is zero.", "Give more.")
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    asked = {"amount": amount.amount if amount else None, "key": key, "reason": reason}
    with acting_lending(window.database, by, at) as (book, actor):
        need_role(window, actor, LENDER)
        row = get_loan(book, reference)
        with book.as_system():
            row = {**row, **book.lock_loan(id=row["id"])}
            if move in MONEY:
                _pay(book, actor, row, move, asked, at)
            else:
                _need_state(row, "asked")
                take(window, book, actor, "loan", row["lender_id"], row, at)
                _decide(book, actor, row, move, asked, at)
        _note(book, actor, row["reference"], move, asked, at)
        return _document(book, actor, get_loan(book, reference), _day(window, at))


def show_loan(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A loan with its score and money.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_lending(window.database, by, at) as (book, actor):
        return _document(book, actor, get_loan(book, reference), _day(window, at))


def list_loans(window: Window, *, by: str, at: datetime) -> Document:
    """The loans somebody may see: the next due first, each with the days it is late.

    A bank sees before them those that wait for it, in the order of the green channel.
    """
    on = _day(window, at)
    with acting_lending(window.database, by, at) as (book, actor):
        need_role(window, actor, *SEERS)
        rows = [_head(row, on) for row in book.list_loans(most=MOST_ROWS)]
        if LENDER not in actor.roles:
            return {"rows": [{**row, "line": None} for row in rows]}
        line = tell_line(read_queue(window, book, "loan", actor.organisation, on))
    told = [{**row, "line": line.get(row["reference"])} for row in rows]
    return {"rows": sorted(told, key=place_in_line)}


# Acts


def _decide(
    book: Lending, actor: Actor, row: Row, move: str, asked: Mapping[str, Any], at: datetime
) -> None:
    _need_state(row, "asked")
    granted = asked["amount"]
    if move == "grant":
        limit = row["ceiling"]
        most = Decimal(0) if limit is None else min(limit, row["asked"])
        if granted > most:
            told = f"{granted} is more than {most} of the limit and what was asked for."
            raise _refused("limit", row["reference"], told, "Grant less.",
                           f"超出额度或申请金额（{most}）。")  # fmt: skip
    state = {"grant": "granted", "refuse": "refused"}[move]
    book.decide_loan(id=row["id"], state=state, granted=granted if move == "grant" else None,
                     reason=asked["reason"], by=actor.account, at=at)  # fmt: skip


def _pay(
    book: Lending, actor: Actor, row: Row, kind: str, asked: Mapping[str, Any], at: datetime
) -> None:
    before = book.find_loan_move(loan_id=row["id"], key=asked["key"])
    if before is not None:
        if (before["kind"], before["amount"]) != (kind, asked["amount"]):
            raise _refused("key_taken", asked["key"], "names another move.",
                           "Use a key of its own.", "该编号已用于另一笔。")  # fmt: skip
        return
    _need_state(row, "granted")
    money = {name: row[name] for name in ("drawn", "repaid", "written_off")}
    left = row["granted"] - row["drawn"] if kind == "draw" else _owed(row)
    if asked["amount"] > left:
        raise _refused("amount", row["reference"], f"{asked['amount']} is more than {left} left.",
                       "Give less.", f"超出可用金额 {left}。")  # fmt: skip
    money[{"draw": "drawn", "repay": "repaid", "write_off": "written_off"}[kind]] += asked["amount"]
    is_over = kind != "draw" and money["repaid"] + money["written_off"] == money["drawn"]
    book.save_loan(id=row["id"], state="closed" if is_over else "granted", **money)
    book.add_loan_move(loan_id=row["id"], kind=kind, amount=asked["amount"], key=asked["key"],
                       by=actor.account, at=at)  # fmt: skip


def _joined(
    book: Lending, actor: Actor, told: list[Record], currency: str, on: date
) -> list[Record]:
    """The house's records, and of the firm's own those that the house lacks."""
    own = read_records(book, actor.organisation, actor.credit_class, currency, on)
    known = {one.feature for one in own}
    return [*own, *(one for one in told if one.feature not in known)]


def _lender(book: Lending, uscc: str) -> str:
    row = book.find_house(uscc=uscc.upper(), kind="bank")
    if row is None:
        raise InputError(
            Problem("loan.lender", "lender", "is no bank here.", "Give the bank's credit code.",
                    message_zh="没有该银行。")
        )  # fmt: skip
    found: str = row["id"]
    return found


def _check_asked(fields: Fields, asked: Money | None, due: date | None, on: date) -> None:
    if fields.word("consent", ("yes", "no")) != "yes":
        fields.fault("consent", "consent", "is not given.",
                     "Say yes: your customs, tax and insurance records are read.")  # fmt: skip
    if asked is not None and not asked.amount:
        fields.fault("positive", "asked", "is zero.", "Ask for something.")
    if due is None or due <= on:
        fields.fault("due", "due_on", "is no day to come.", "Give the day it is due.")


def _check_firm(actor: Actor) -> None:
    if actor.is_suspended:
        raise _refused("suspended", actor.organisation, "the firm is suspended.",
                       "Ask an administrator.", "该企业已被暂停。")  # fmt: skip


def _need_state(row: Row, state: str) -> None:
    if row["state"] != state:
        raise _refused("state", row["reference"], f"stands at {row['state']}, not at {state}.",
                       "See its page.", "该笔贷款当前状态不允许该操作。")  # fmt: skip


# How it is told


def _document(book: Lending, actor: Actor, row: Row, on: date) -> Document:
    moves = [
        {"kind": one["kind"], "amount": money_document(Money(one["amount"], row["currency"])),
         "key": one["key"], "account": one["account"], "at": one["at"].isoformat()}
        for one in book.list_loan_moves(loan_id=row["id"])
    ]  # fmt: skip
    return {**_head(row, on), "score": row["score"], "reason": row["reason"], "money": moves,
            "moves": _moves(actor, row)}  # fmt: skip


def _head(row: Row, on: date) -> Document:
    names = ("asked", "ceiling", "granted", "drawn", "repaid", "written_off")
    sums = {
        name: None if row[name] is None else money_document(Money(row[name], row["currency"]))
        for name in names
    }
    late = max(0, (on - row["due_on"]).days) if _owed(row) else 0
    same = ("reference", "state", "points", "firm", "firm_zh", "lender", "lender_zh", "is_sandbox")
    return {
        **{name: row[name] for name in same}, **sums,
        "limit": sums["ceiling"], "due_on": row["due_on"].isoformat(), "days_late": late,
        "owed": money_document(Money(_owed(row), row["currency"])),
    }  # fmt: skip


def _moves(actor: Actor, row: Row) -> list[str]:
    if LENDER not in actor.roles:
        return []
    if row["state"] == "asked":
        return ["grant", "refuse"]
    return list(MONEY) if row["state"] == "granted" else []


def _owed(row: Row) -> Decimal:
    owed: Decimal = row["drawn"] - row["repaid"] - row["written_off"]
    return owed


def _note(
    book: Lending, actor: Actor, reference: str, kind: str, body: Mapping[str, Any], at: datetime
) -> None:
    append_event(book, f"loan:{reference}", kind=f"loan_{kind}", at=at, by=actor, body=body)


def _day(window: Window, at: datetime) -> date:
    return at.astimezone(window.reference.zone).date()


def _refused(code: str, where: str, message: str, hint: str, chinese: str) -> RefusedError:
    return RefusedError(Problem(f"loan.{code}", where, message, hint, message_zh=chinese))
