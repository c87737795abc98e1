"""Alerts: goals and tasks looked at, alerts raised once, handed on, closed with a reason."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from entrepot.assess.alerts import Alert, Finding, Rule, check_close
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.kernel.source import weakest
from entrepot.service.accounts import RoleError
from entrepot.service.alert_goals import Look, Outlook, look_at_goals, look_at_tasks
from entrepot.service.alert_words import message_of
from entrepot.service.fields import Fields
from entrepot.service.programmes import PLANNER, Document, day_of, history_of
from entrepot.service.tellings import plain
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.plans import Plans, Row, acting_plans, get_alert
from entrepot.window.actor import SYSTEM, Actor

MOVES = ("close", "assign")
MOST_ROWS = 500
_LONGEST = 1000


def rules_of(window: Window) -> Mapping[str, tuple[Rule, Any]]:
    """The rules of alerts by kind, each with its row of the pack."""
    rows = window.reference.table("alert_rules")
    return {row.kind: (Rule(row.kind, float(row.threshold), row.deadline_days), row)
            for row in rows}  # fmt: skip


def check_alerts(
    window: Window, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Look at the goals of trade and at overdue tasks, and raise what calls for an answer.

    An alert that was raised before is not raised again, whether it is open or was closed. An
    overdue task is its owner's; the others are `owner`'s.

    Args:
        window: The window.
        raw: `owner` of what nobody owns; who acts if absent.
        by: A planner or a statistics analyst; empty is the machine itself, which names an owner.
        at: Now.

    Returns:
        `raised` alerts, how many were `known` before, and what was looked at.

    Raises:
        InputError: The owner is no account.
        RoleError: Who acts is neither.
    """
    fields = Fields(raw)
    owner = fields.text("owner")
    fields.nothing_else()
    with acting_plans(window.database, by, at) as (book, actor):
        _need_watcher(actor)
        owner = owner or ("" if actor == SYSTEM else actor.account)
        _check_owner(book, fields, owner)
    rules = {kind: rule for kind, (rule, _) in rules_of(window).items()}
    look = look_at_goals(window, rules, at=at)
    with acting_plans(window.database, by, at) as (book, actor), book.as_system():
        look = look.and_tasks(look_at_tasks(window, book, rules, at=at))
        found = [*look.findings, *look.drops(book, window.reference.settings.id, rules)]
        raised = [
            name
            for one in found
            if (name := _raise(window, book, actor, one, look, rules, owner, at))
        ]
        rows = [get_alert(book, _region(window), name) for name in raised]
        for outlook in look.outlooks:
            _keep(window, book, outlook, at)
    documents = [_document(window, row, at, actor) for row in rows]
    return {"raised": documents, "known": len(found) - len(raised),
            "goals": look.goals, "tasks": look.tasks, "untold": look.untold}  # fmt: skip


def list_alerts(window: Window, *, by: str, at: datetime, is_open: bool = False) -> Document:
    """Alerts that somebody may see, those past their deadline first.

    Returns:
        `alerts`, how many are `overdue` and `open`, the day `on`, and the `rules`.
    """
    on = day_of(window.reference, at)
    with acting_plans(window.database, by, at) as (book, actor):
        rows = list(book.list_alerts(region=_region(window), is_open=is_open, most=MOST_ROWS))
    rows.sort(key=lambda row: judged(row).order(on))
    told = [_document(window, row, at, actor) for row in rows]
    return {
        "on": on.isoformat(), "alerts": told,
        "overdue": sum(one["standing"] == "overdue" for one in told),
        "open": sum(one["standing"] == "open" for one in told),
        "rules": [_rule(row) for _, row in rules_of(window).values()],
    }  # fmt: skip


def show_alert(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """An alert with its figures and its history.

    Raises:
        MissingError: There is none for these eyes.
    """
    with acting_plans(window.database, by, at) as (book, actor):
        row = get_alert(book, _region(window), reference)
        history = history_of(book, f"alert:{row['reference']}")
        return {**_document(window, row, at, actor), "history": history}


def act_on_alert(
    window: Window, reference: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Make the `move` a document names: close with its `reason`, or assign.

    Raises:
        InputError: There is no such move, no reason, or no such owner.
        MissingError: There is no such alert for these eyes.
        RefusedError: It was closed already.
        RoleError: Who acts neither owns it nor watches goals.
    """
    fields = Fields(raw)
    move = fields.word("move", MOVES, required=True)
    if fields.problems:
        raise InputError(fields.problems)
    act = _close if move == "close" else _assign
    with acting_plans(window.database, by, at) as (book, actor):
        row = get_alert(book, _region(window), reference)
        with book.as_system():
            book.lock_alert(id=row["id"])
            row = get_alert(book, _region(window), reference)
            act(book, actor, row, fields, at)
    return show_alert(window, reference, by=by, at=at)


def _close(book: Plans, actor: Actor, row: Row, fields: Fields, at: datetime) -> None:
    """Close an alert: by its owner, or by who watches goals."""
    reason = fields.text("reason")
    if actor.account != row["owner"]:
        _need_watcher(actor)
    problems = check_close(judged(row), reason)
    if len(reason) > _LONGEST:
        fields.fault("too_long", "reason", f"is longer than {_LONGEST} signs.", "Shorten it.")
        raise InputError(fields.problems)
    if problems:
        is_closed = problems[0].code == "alert.closed"
        raise RefusedError(problems) if is_closed else InputError(problems)
    book.close_alert(id=row["id"], by=actor.account, at=at, reason=reason)
    _note(book, actor, row["reference"], "closed", {"reason": reason}, at)


def _assign(book: Plans, actor: Actor, row: Row, fields: Fields, at: datetime) -> None:
    """Hand an alert on, or give it another deadline."""
    _need_watcher(actor)
    owner, due_on = fields.text("owner") or row["owner"], fields.day("due_on") or row["due_on"]
    _check_owner(book, fields, owner)
    if row["state"] != "open":
        raise RefusedError(check_close(judged(row), "-"))
    book.assign_alert(id=row["id"], owner=owner, due_on=due_on)
    body = {"owner": owner, "due_on": due_on.isoformat()}
    _note(book, actor, row["reference"], "assigned", body, at)


# Raising


def _raise(
    window: Window, book: Plans, actor: Actor, found: Finding, look: Look,
    rules: Mapping[str, Rule], owner: str, at: datetime,
) -> str:  # fmt: skip
    """Raise an alert; its reference, empty where the same was raised before."""
    origin = look.origins[found.subject]
    on, rule_row = day_of(window.reference, at), rules_of(window)[found.kind][1]
    reference = book.add_alert(
        region=_region(window), kind=found.kind, subject=found.subject, key=found.key,
        owner=origin.owner or owner, due_on=rules[found.kind].due_on(on),
        facts=_json(found.facts), source=f"{origin.source}; {rule_row.source}",
        status=weakest((origin.status, rule_row.status)), by=actor.account, at=at,
    )  # fmt: skip
    if reference:
        body = {"key": found.key, "owner": origin.owner or owner}
        _note(book, actor, reference, "raised", body, at)
    return reference or ""


def _keep(window: Window, book: Plans, outlook: Outlook, at: datetime) -> None:
    """Remember how likely a goal was by what is known now."""
    book.add_outlook(
        region=_region(window), target=outlook.target, known_until=outlook.known_until,
        digest=outlook.digest, probability=outlook.probability, source=outlook.source,
        status=outlook.status, at=at,
    )  # fmt: skip


def _json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False)


# Documents


def judged(row: Row) -> Alert:
    """An alert as its rules judge it."""
    return Alert(row["owner"], row["due_on"], row["state"])


def _document(window: Window, row: Row, at: datetime, actor: Actor) -> Document:
    names = ("reference", "kind", "subject", "owner", "due_on", "facts", "source", "status",
             "state", "raised_by", "raised_at", "closed_by", "closed_at", "reason")  # fmt: skip
    told = {name: plain(row[name]) for name in names}
    watches = bool(actor.roles & {PLANNER, STATISTICIAN})
    is_open = row["state"] == "open"
    moves = [
        *(["close"] if is_open and (watches or actor.account == row["owner"]) else []),
        *(["assign"] if is_open and watches else []),
    ]
    return {
        **told, **_named(window, row), **message_of(row["kind"], row["facts"]),
        "standing": judged(row).standing(day_of(window.reference, at)), "moves": moves,
    }  # fmt: skip


def _named(window: Window, row: Row) -> Document:
    """What the alert is about; a task tells its own name in the facts."""
    facts = row["facts"]
    if row["kind"] == "overdue":
        return {"name": facts["title"], "name_zh": facts["title_zh"],
                "programme": facts["programme"]}  # fmt: skip
    targets = window.reference.table("targets")
    goal = next((one for one in targets if one.id == row["subject"]), None)
    if goal is None:
        return {"name": row["subject"], "name_zh": "", "programme": ""}
    return {
        "name": f"{goal.geography}: {goal.indicator}",
        "name_zh": f"{goal.geography_zh or goal.geography}：{goal.indicator_zh or goal.indicator}",
        "programme": "",
    }  # fmt: skip


def _rule(row: Any) -> Document:
    names = ("kind", "deadline_days", "label_en", "label_zh", "source", "status")
    label = {"label": row.label_en}
    return {**{name: getattr(row, name) for name in names}, **label,
            "threshold": f"{row.threshold:f}"}  # fmt: skip


# Shared


def _need_watcher(actor: Actor) -> None:
    if actor != SYSTEM and not actor.roles & {PLANNER, STATISTICIAN}:
        raise RoleError(
            Problem("alert.role", actor.account, "is neither planner nor statistics analyst.",
                    "Ask for an account with one of these roles.",
                    message_zh="既非规划员也非统计分析员。")
        )  # fmt: skip


def _check_owner(book: Plans, fields: Fields, owner: str) -> None:
    with book.as_system():
        is_known = bool(owner) and book.knows_account(account=owner)
    if not is_known:
        fields.fault("unknown", "owner", f"{owner!r} is no account.", "Name one that may sign in.")
    if fields.problems:
        raise InputError(fields.problems)


def _note(
    book: Plans, actor: Actor, reference: str, kind: str, body: Mapping[str, object], at: datetime
) -> None:
    append_event(book, f"alert:{reference}", kind=f"alert_{kind}", at=at, by=actor, body=body)


def _region(window: Window) -> str:
    return str(window.reference.settings.id)
