"""What a second person decides: amendments, seizures, rules; nobody his own proposal."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.files import open_file
from entrepot.service.officers import need_role
from entrepot.service.rulings import seize
from entrepot.service.tellings import declaration_document, plain
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.window import acting
from entrepot.window.lifecycle import settle
from entrepot.window.risk_checks import check_proposal
from entrepot.window.risk_definition import read_rule

Document = dict[str, Any]
SEIZURE = "seizure"
DECIDERS = ("supervisor", "administrator", "auditor")
RULERS = ("supervisor", "administrator")


def list_approvals(window: Window, *, by: str, at: datetime, state: str = "open") -> Document:
    """Proposals that wait, or were decided, for the eyes of who asks.

    Raises:
        RefusedError: The account decides nothing.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *DECIDERS)
        rows = [dict(row) for row in book.list_approvals(state=state)]
        pending = [dict(row) for row in book.list_pending()] if state == "open" else []
    return {"rows": [plain(row) for row in (*pending, *rows)]}


def decide(
    window: Window, number: int, *, approve: bool, by: str, at: datetime, reason: str = ""
) -> Document:
    """Approve or refuse a seizure that an inspector proposed.

    Raises:
        MissingError: There is no such proposal for these eyes.
        RefusedError: It is decided, or one's own.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, "supervisor")
        found = book.get_approval(id=number)
    if found is None or found["kind"] != SEIZURE:
        raise MissingError(
            Problem("approval.unknown", str(number), "there is no such proposal.",
                    "See the list of what waits.", message_zh="没有该提议。")
        )  # fmt: skip
    if found["proposed_by"] == actor.account:
        raise RefusedError(window.reasons.problem("window.second_person", str(number)))
    with open_file(window, found["reference"], by=by, at=at) as proceeding:
        decided = proceeding.book.decide(
            id=number, state="approved" if approve else "refused", by=actor.account, at=at,
            reason=reason,
        )  # fmt: skip
        if decided is None:
            raise RefusedError(window.reasons.problem("approval.decided", str(number)))
        if approve:
            seize(proceeding, found["payload"]["reason"])
        else:
            proceeding.standing = settle(proceeding.standing, SEIZURE)
            proceeding.note("seizure_refused", proceeding.actor, {"reason": reason})
        proceeding.save()
        return declaration_document(proceeding)


# Rules


def list_rules(window: Window, *, by: str, at: datetime) -> Document:
    """Every rule with its versions and who proposed and approved each.

    Raises:
        RefusedError: The account may not see rules.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *DECIDERS)
        rows = list(book.list_rules(states=["proposed", "active", "retired"]))
    return {"rows": [plain(dict(row)) for row in rows]}


def propose_rule(
    window: Window, definition: Mapping[str, Any], *, by: str, at: datetime
) -> Document:
    """Propose a rule, or the next version of one; its test vectors must pass.

    Raises:
        InputError: With every fault of the definition.
        RefusedError: The account may not propose rules.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *RULERS)
        known = [one for one in book.list_rules(states=["proposed", "active", "retired"])
                 if one["id"] == definition.get("id")]  # fmt: skip
        version = max((one["version"] for one in known), default=0) + 1
        rule = read_rule(definition, version)
        agencies = {row.agency for row in window.reference.table("agencies")}
        if problems := check_proposal(rule, agencies=agencies):
            raise InputError(problems)
        book.propose_rule(
            id=rule.id, version=version, definition=json.dumps(definition, ensure_ascii=False),
            by=actor.account, at=at,
        )  # fmt: skip
        append_event(book, f"rule:{rule.id}", kind="rule_proposed", at=at, by=actor,
                     body={"version": version, "definition": dict(definition)})  # fmt: skip
    return {"id": rule.id, "version": version, "state": "proposed"}


def approve_rule(window: Window, rule: str, version: int, *, by: str, at: datetime) -> Document:
    """Let a proposed rule take force in place of its version before.

    Raises:
        MissingError: There is no such proposal.
        RefusedError: It is one's own.
    """
    try:
        with acting(window.database, by, at) as (book, actor):
            need_role(window, actor, *RULERS)
            book.retire_rule(id=rule)
            done = book.activate_rule(id=rule, version=version, by=actor.account, at=at)
            if done is None:
                raise MissingError(
                    Problem("risk.unknown", f"{rule}/{version}", "there is no such proposal.",
                            "See the list of rules.", message_zh="没有该规则提议。")
                )  # fmt: skip
            append_event(book, f"rule:{rule}", kind="rule_approved", at=at, by=actor,
                         body={"version": version})  # fmt: skip
    except psycopg.errors.CheckViolation as error:
        raise RefusedError(window.reasons.problem("window.second_person", rule)) from error
    return {"id": rule, "version": version, "state": "active"}


def retire_rule(window: Window, rule: str, *, by: str, at: datetime, reason: str) -> Document:
    """Take a rule out of force; screenings made under it can still be run again.

    Raises:
        RefusedError: The account may not.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *RULERS)
        book.retire_rule(id=rule)
        append_event(book, f"rule:{rule}", kind="rule_retired", at=at, by=actor,
                     body={"reason": reason})  # fmt: skip
    return {"id": rule, "state": "retired"}


def reveal_key(window: Window, day: date, *, at: datetime) -> Document:
    """The key that drew on a day, once that day is over; its commitment before.

    Raises:
        MissingError: Nothing was drawn that day.
    """
    today = at.astimezone(window.reference.zone).date()
    with window.as_system() as book:
        row = book.find_daykey(day=day)
        if row is None:
            raise MissingError(
                Problem("risk.no_key", day.isoformat(), "nothing was drawn that day.",
                        "Ask of another day.", message_zh="当日没有抽查。")
            )  # fmt: skip
        key = book.reveal_daykey(day=day, at=at.astimezone(UTC)) if day < today else None
    return {"day": day.isoformat(), "commitment": row["commitment"], "key": key}
