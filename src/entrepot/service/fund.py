"""The development fund: calls, applications, votes, money promised, drawn and given back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.finance.fund import Purse, check_vote
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.fund_intake import MONEY, asked_of, call_fields, check_sum, milestone_of
from entrepot.service.fund_telling import (
    MANAGER,
    MEMBER,
    application_document,
    call_document,
    decision_of,
    head_of,
    money_of,
    purse_document,
    purse_of,
    reached_of,
    votes_of,
)
from entrepot.service.lending_cases import money_in
from entrepot.service.officers import need_role
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.fund import Fund, Row, acting_fund, get_application, get_call, new_reference
from entrepot.store.window import as_json
from entrepot.window.actor import Actor

MOVES = ("vote", "recuse", "decide", "commit", "reach", "draw", "return")
MOST_ROWS = 100
_LAST = 2**62


def open_call(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Open a call for applications.

    Args:
        window: The window.
        raw: `title`, `title_zh`, `budget`, `opens_on`, `closes_on`, `members` (accounts of the
            committee), `quorum_pct` and `majority_pct`.
        by: The fund's manager.
        at: Now.

    Returns:
        The call.

    Raises:
        InputError: With every fault of the fields.
        RefusedError: Who acts manages no fund.
    """
    fields = Fields(raw)
    asked = call_fields(fields, window.reference.settings.currency)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    with acting_fund(window.database, by, at) as (book, actor):
        need_role(window, actor, MANAGER)
        _check_members(book, asked["members"])
        reference = new_reference()
        book.add_call(reference=reference, org_id=actor.organisation, by=actor.account, at=at,
                      **asked)  # fmt: skip
        told = {name: asked[name] for name in ("title", "budget", "members")}
        _note(book, actor, reference, "call_opened", told, at)
        return call_document(book, actor, get_call(book, reference))


def apply(
    window: Window, call: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Apply for money of a call.

    Args:
        window: The window.
        call: Reference of the call.
        raw: `title`, `title_zh`, `asked` and `milestones`, each with `title`, `amount` and
            `due_on`; their amounts add up to what is asked.
        by: The firm.
        at: Now.

    Returns:
        The application.

    Raises:
        InputError: With every fault of the fields.
        MissingError: There is no such call.
        RefusedError: It is not open on that day.
    """
    fields = Fields(raw)
    currency = window.reference.settings.currency
    title, title_zh = fields.text("title", required=True), fields.text("title_zh")
    asked = money_in(fields, "asked", currency, required=True)
    milestones = [milestone_of(one, currency) for one in (fields.rows("milestones") or [])[:50]]
    fields.nothing_else()
    check_sum(fields, asked, milestones)
    if fields.problems or asked is None:
        raise InputError(fields.problems)
    with acting_fund(window.database, by, at) as (book, actor):
        need_role(window, actor, "trader")
        row = get_call(book, call)
        _check_open(row, _day(window, at))
        reference = new_reference()
        book.add_application(
            reference=reference, call_id=row["id"], org_id=actor.organisation, title=title,
            title_zh=title_zh, asked=asked.amount, milestones=as_json(milestones),
            by=actor.account, at=at,
        )  # fmt: skip
        told = {"call": row["reference"], "asked": asked.amount}
        _note(book, actor, reference, "applied", told, at)
        return application_document(book, actor, get_application(book, reference))


def act(
    window: Window, reference: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Do one thing with an application.

    Args:
        window: The window.
        reference: Of the application.
        raw: `move`, one of `MOVES`, and what it needs: `vote`; `reason` to recuse oneself;
            `amount` and `key` of money; `milestone` (its number) that is reached, with
            `evidence`.
        by: The fund's manager, or a member of the committee to vote or step back.
        at: Now.

    Returns:
        The application.

    Raises:
        InputError: With every fault of the fields.
        MissingError: There is no such application for these eyes.
        RefusedError: The rules do not allow it.
    """
    fields = Fields(raw)
    move = fields.word("move", MOVES, required=True)
    asked = asked_of(fields, move, window.reference.settings.currency)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    with acting_fund(window.database, by, at) as (book, actor):
        need_role(window, actor, MEMBER if move in ("vote", "recuse") else MANAGER)
        row = get_application(book, reference)
        with book.as_system():
            call = book.lock_call(id=row["call_id"])
            row = {**row, **book.lock_application(id=row["id"])}
            _ACTS[move](book, actor, row, call, asked, at)
        _note(book, actor, row["reference"], _EVENTS[move], asked, at)
        return application_document(book, actor, get_application(book, reference))


def show(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A call or an application, whichever a reference names.

    Raises:
        MissingError: There is neither for these eyes.
    """
    with acting_fund(window.database, by, at) as (book, actor):
        call = book.find_call(reference=reference.strip().upper())
        if call is not None:
            return call_document(book, actor, call)
        return application_document(book, actor, get_application(book, reference))


def free_in_call(window: Window, reference: str, *, by: str, at: datetime) -> Money:
    """Money of a call that is not promised yet: a source of money for projects.

    Raises:
        MissingError: There is no such call for these eyes.
    """
    with acting_fund(window.database, by, at) as (book, _):
        return purse_of(get_call(book, reference.strip().upper())).free


def list_calls(window: Window, *, by: str, at: datetime) -> Document:
    """The calls somebody may see, the newest first."""
    with acting_fund(window.database, by, at) as (book, _):
        rows = book.list_calls(before=_LAST, most=MOST_ROWS)
        return {"rows": [purse_document(row) | head_of(row) for row in rows]}


# Acts


def _vote(
    book: Fund, actor: Actor, row: Row, _call: Row, asked: Mapping[str, Any], at: datetime
) -> None:
    _need_state(row, "applied")
    votes, recused = votes_of(book, row)
    problems = check_vote(actor.account, row["members"], recused, votes)
    if problems:
        raise RefusedError(problems)
    vote = asked.get("vote", "recused")
    book.add_vote(application_id=row["id"], account=actor.account, vote=vote, at=at,
                  reason=asked.get("reason", ""))  # fmt: skip


def _decide(
    book: Fund, actor: Actor, row: Row, _call: Row, _asked: Mapping[str, Any], at: datetime
) -> None:
    _need_state(row, "applied")
    decision = decision_of(book, row)
    if decision.verdict == "no_quorum":
        told = f"{decision.present} of {decision.needed} votes are there."
        raise _refused("quorum", row["reference"], told, "Let more members vote.",
                       f"表决人数不足：{decision.present}/{decision.needed}。")  # fmt: skip
    book.decide(id=row["id"], state=decision.verdict, by=actor.account, at=at)


def _reach(
    book: Fund, _actor: Actor, row: Row, _call: Row, asked: Mapping[str, Any], _at: datetime
) -> None:
    _need_state(row, "committed")
    number = asked["milestone"]
    if not 1 <= number <= len(row["milestones"]) or number in row["reached"]:
        raise _refused("milestone", f"milestone {number}", "is none, or was reached before.",
                       "Name another.", "没有该节点，或已达成。")  # fmt: skip
    book.reach(id=row["id"], reached=sorted([*row["reached"], number]))


def _pay(kind: str) -> Callable[..., None]:
    def pay(
        book: Fund, actor: Actor, row: Row, call: Row, asked: Mapping[str, Any], at: datetime
    ) -> None:
        before = book.find_move(application_id=row["id"], key=asked["key"])
        if before is not None:
            _check_same(before, kind, asked)
            return
        _need_state(row, MONEY[kind])
        amount = Money(asked["amount"], call["currency"])
        purse, own = purse_of(call), money_of(row, call["currency"])
        after = _moved(kind, purse, own, amount, reached_of(row, call["currency"]))
        own[kind] += amount
        book.save_call(id=call["id"], committed=after.committed.amount, drawn=after.drawn.amount,
                       returned=after.returned.amount)  # fmt: skip
        book.save_application(
            id=row["id"], state="committed", committed=own["commit"].amount,
            drawn=own["draw"].amount, returned=own["return"].amount,
        )  # fmt: skip
        book.add_move(application_id=row["id"], kind=kind, amount=amount.amount, key=asked["key"],
                      by=actor.account, at=at)  # fmt: skip

    return pay


def _moved(
    kind: str, purse: Purse, own: Mapping[str, Money], amount: Money, reached: Money
) -> Purse:
    if kind == "commit":
        return purse.commit(amount)
    if kind == "draw":
        return purse.draw(amount, min(own["commit"], reached, key=_of), own["draw"])
    return purse.give_back(amount, own["draw"], own["return"])


_ACTS: Mapping[str, Callable[..., None]] = {
    "vote": _vote, "recuse": _vote, "decide": _decide, "reach": _reach,
    "commit": _pay("commit"), "draw": _pay("draw"), "return": _pay("return"),
}  # fmt: skip
_EVENTS = {
    "vote": "fund_voted", "recuse": "fund_recused", "decide": "fund_decided",
    "commit": "fund_committed", "reach": "fund_milestone", "draw": "fund_drawn",
    "return": "fund_returned",
}  # fmt: skip


def _check_members(book: Fund, members: list[str]) -> None:
    with book.as_system():
        known = {row["account"] for row in book.known_members(members=members)}
    problems = [
        Problem("fund.member", name, "is no account of a member of a committee.",
                "Grant it the role fund_member first.", message_zh="该账户不是评审委员。")
        for name in members if name not in known
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _check_open(row: Row, on: date) -> None:
    if not row["opens_on"] <= on <= row["closes_on"]:
        days = f"{row['opens_on']} to {row['closes_on']}"
        raise _refused("closed", row["reference"], f"takes applications from {days}.",
                       "Apply to another call.", f"征集期为 {days}。")  # fmt: skip


def _check_same(before: Row, kind: str, asked: Mapping[str, Any]) -> None:
    if (before["kind"], before["amount"]) != (kind, asked["amount"]):
        raise _refused("key_taken", asked["key"], "names another move.", "Use a key of its own.",
                       "该编号已用于另一笔。")  # fmt: skip


def _need_state(row: Row, state: str) -> None:
    if row["state"] != state:
        told = f"stands at {row['state']}, not at {state}."
        raise _refused("state", row["reference"], told, "See its page.",
                       "申请当前状态不允许该操作。")  # fmt: skip


def _note(
    book: Fund, actor: Actor, reference: str, kind: str, body: Mapping[str, Any], at: datetime
) -> None:
    append_event(book, f"fund:{reference}", kind=kind, at=at, by=actor, body=body)


def _day(window: Window, at: datetime) -> date:
    return at.astimezone(window.reference.zone).date()


def _of(money: Money) -> Decimal:
    return money.amount


def _refused(code: str, where: str, message: str, hint: str, chinese: str) -> RefusedError:
    return RefusedError(Problem(f"fund.{code}", where, message, hint, message_zh=chinese))
