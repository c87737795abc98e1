"""Decisions on targets: made with a reason, told as they stood then, given up by a further one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from entrepot.assess.decisions import KINDS, Decision, Decisions, check_decision
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.fields import Fields
from entrepot.service.programmes import PLANNER, day_of
from entrepot.service.target_goals import Goals
from entrepot.service.target_spans import statements_of
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.window import Window
from entrepot.store.plans import Row, acting_plans
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
AUDITOR = "auditor"
DECIDERS = (PLANNER, STATISTICIAN)


def decide_target(
    window: Window, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Decide which reading of a statement is meant, or how a target stands, with a reason.

    Args:
        window: The window.
        raw: target (or id of a statement), kind (reading, status), choice (`open` gives up what
            was decided), reason; from (day from which on it stands, today if absent).
        by: A planner or a statistics analyst.
        at: Now.

    Returns:
        decisions, the newest first.

    Raises:
        InputError: A field cannot be used.
        MissingError: There is no such target, or nothing of it can be read in two ways.
        RefusedError: Something was decided at this instant or later.
        RoleError: Who acts is neither.
    """
    fields = Fields(raw)
    target, choice = fields.text("target", required=True), fields.text("choice", required=True)
    kind, reason = fields.word("kind", KINDS, required=True), fields.text("reason")
    first = fields.day("from") or day_of(window.reference, at)
    fields.nothing_else()
    problems = [*fields.problems, *(check_decision(kind, choice, reason) if kind else [])]
    if problems:
        raise InputError(problems)
    name = _named(window, target, kind)
    with acting_plans(window.database, by, at) as (book, actor):
        _need_person(actor)
        _need(actor, DECIDERS)
        with book.as_system():
            book.lock_decisions(target=name)
            known = list(book.list_decisions(region=_region(window), target=name))
            _refuse_late([one for one in known if one["kind"] == kind], at)
            book.add_decision(region=_region(window), target=name, kind=kind, choice=choice,
                              applies_from=first, reason=reason.strip(), by=actor.account,
                              at=at)  # fmt: skip
    return list_decisions(window, name, by=by, at=at)


def list_decisions(window: Window, target: str = "", *, by: str, at: datetime) -> Document:
    """All that was ever decided, the newest first.

    Args:
        window: The window.
        target: Of this target or statement; empty is every one.
        by: A planner, a statistics analyst or an auditor; empty is the machine itself.
        at: Now.

    Raises:
        RoleError: Who acts is none of them.
    """
    with acting_plans(window.database, by, at) as (book, actor):
        _need(actor, (*DECIDERS, AUDITOR))
        rows = list(book.list_decisions(region=_region(window), target=target.strip()))
    return {"target": target.strip() or None, "decisions": [_document(row) for row in rows]}


def decisions_known(
    window: Window, *, by: str, at: datetime, known_at: datetime | None = None,
    on: date | None = None,
) -> Decisions:  # fmt: skip
    """Decisions that stood on a day, as they were known at an instant; anybody may ask.

    Args:
        window: The window.
        by: Who asks; only who watches goals is told who decided.
        at: Now.
        known_at: Instant of the knowledge; now if None.
        on: Legal day; that of the knowledge if None.
    """
    then = known_at or at
    day = on or day_of(window.reference, then)
    with acting_plans(window.database, by, at) as (book, actor):
        is_told = bool(actor.roles & {*DECIDERS, AUDITOR})
        with book.as_system():
            rows = list(book.list_standing_decisions(region=_region(window), on=day,
                                                     known_at=then))  # fmt: skip
    return Decisions({(row["target"], row["kind"]): _decision(row, is_told) for row in rows})


def _named(window: Window, target: str, kind: str) -> str:
    """The name a decision is kept under: the first id of what states the same.

    Raises:
        MissingError: There is no such target, or it has one reading only.
    """
    goals = Goals(window.reference)
    if kind == "status":
        if target in goals.rows:
            return target
        raise MissingError(Problem("target.unknown", target[:40], "is no target.",
                                   "`entrepot targets` names them.",
                                   message_zh="没有该目标。"))  # fmt: skip
    for ids in statements_of(goals):
        if target in ids:
            return ids[0]
    raise MissingError(Problem("target.one_reading", target[:40], "has no second reading.",
                               "Averages over a span of years alone have two.",
                               message_zh="没有第二种理解。"))  # fmt: skip


def _refuse_late(known: list[Row], at: datetime) -> None:
    if known and known[0]["decided_at"] >= at:
        raise RefusedError(Problem("target.clock", str(known[0]["target"]),
                                   "was decided at this instant or later.",
                                   "Set the clock and try again.",
                                   message_zh="不晚于已有决定。"))  # fmt: skip


def _need(who: Actor, roles: tuple[str, ...]) -> None:
    if who != SYSTEM and not who.roles & set(roles):
        raise RoleError(
            Problem("target.role", who.account, "has no role for it.",
                    "Ask for an account with the role planner or statistician.",
                    message_zh="既不是规划员也不是统计分析员。")
        )  # fmt: skip


def _need_person(who: Actor) -> None:
    if who == SYSTEM:
        raise RoleError(Problem("target.person", "--as", "names nobody: a person decides.",
                                "Name your account.", message_zh="须由人作出决定。"))  # fmt: skip


def _decision(row: Row, is_told: bool) -> Decision:
    return Decision(row["choice"], row["reason"], row["applies_from"], row["decided_at"],
                    row["decided_by"] if is_told else "")  # fmt: skip


def _document(row: Row) -> Document:
    return {
        "target": row["target"], "kind": row["kind"], "choice": row["choice"],
        "reason": row["reason"], "from": row["applies_from"].isoformat(),
        "by": row["decided_by"], "at": row["decided_at"].isoformat(),
    }  # fmt: skip


def _region(window: Window) -> str:
    return str(window.reference.settings.id)
