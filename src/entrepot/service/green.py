"""Green channels: eligibility granted, confirmed and revoked; queues; samples examined."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from entrepot.finance.green import audited
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import get_organisation
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.green_queue import (
    ALL,
    find_rule,
    get_rule,
    list_samples,
    read_queue,
    tell_line,
)
from entrepot.service.officers import need_role
from entrepot.service.tellings import plain
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.green import Green, Row, acting_green, add_eligibility, get_eligibility
from entrepot.window.actor import Actor
from entrepot.window.risk_draw import commitment

CHANNELS = ("refund", "loan", "insurance")
KEEPERS = ("tax_officer", "tax_supervisor", "bank", "insurer")
SEERS = (*KEEPERS, "trader", "auditor")
MOST_ROWS = 200
_HOUSE = {"loan": "bank", "insurance": "insurer"}  # whose queue it is; refunds share one


def grant(window: Window, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Grant a firm a green channel; it takes force when a second person confirms it.

    Args:
        window: The window.
        raw: `firm` (id, credit code or account), `channel`, `from` and `to` (first and last
            day), `grounds` and `source`.
        by: Who holds the role that grants the channel.
        at: Now.

    Returns:
        The eligibility.

    Raises:
        InputError: With every fault of the fields.
        MissingError: There is no such firm, or no rule of the channel on that day.
        RefusedError: The role is another's, the firm is dishonest or suspended, or has it already.
    """
    fields = Fields(raw)
    firm = fields.text("firm", required=True)
    channel = fields.word("channel", CHANNELS, required=True)
    first, last = _days(fields)
    grounds, source = fields.text("grounds", required=True), fields.text("source", required=True)
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    with acting_green(window.database, by, at) as (book, actor):
        rule = get_rule(window, channel, _day(window, at))
        need_role(window, actor, rule.granted_by, rule.confirmed_by)
        with book.as_system():
            found = book.get_organisation(id=get_organisation(book, firm)["id"])
            _check_firm(found)
            reference = add_eligibility(
                book, org_id=found["id"], house=actor.organisation, channel=channel,
                keepers=sorted({rule.granted_by, rule.confirmed_by}), first=first, last=last,
                grounds=grounds[:400], source=source[:400], by=actor.account, at=at,
            )  # fmt: skip
        body = {"firm": found["id"], "channel": channel, "from": first, "to": last,
                "grounds": grounds[:400], "source": source[:400]}  # fmt: skip
        _note(book, actor, reference, "granted", body, at)
        return _document(window, actor, get_eligibility(book, reference), at)


def confirm(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Confirm what another person granted; from then on it counts on its days.

    Raises:
        MissingError: There is no such eligibility for these eyes.
        RefusedError: It is one's own grant, or stands elsewhere.
    """
    with acting_green(window.database, by, at) as (book, actor):
        row = _locked(window, book, actor, reference)
        rule = get_rule(window, row["channel"], _day(window, at))
        need_role(window, actor, rule.confirmed_by)
        if row["state"] != "proposed":
            raise _state(row)
        if row["granted_by"] == actor.account:
            raise RefusedError(window.reasons.problem("window.second_person", row["reference"]))
        with book.as_system():
            book.confirm(id=row["id"], by=actor.account, at=at)
        _note(book, actor, row["reference"], "confirmed", {}, at)
        return _document(window, actor, get_eligibility(book, reference), at)


def revoke(window: Window, reference: str, *, by: str, at: datetime, reason: str = "") -> Document:
    """Revoke an eligibility at once; the firm's waiting cases are ordinary ones again.

    Raises:
        InputError: There is no reason.
        MissingError: There is no such eligibility for these eyes.
        RefusedError: It is revoked already.
    """
    if not reason.strip():
        raise InputError(
            Problem("green.reason", "reason", "is empty.", "Say why.", message_zh="未填写理由。")
        )
    with acting_green(window.database, by, at) as (book, actor):
        row = _locked(window, book, actor, reference)
        if row["state"] == "revoked":
            raise _state(row)
        with book.as_system():
            book.revoke(id=row["id"], by=actor.account, at=at, reason=reason.strip()[:400])
        _note(book, actor, row["reference"], "revoked", {"reason": reason.strip()[:400]}, at)
        return _document(window, actor, get_eligibility(book, reference), at)


def act(
    window: Window, reference: str, raw: Mapping[str, object], *, by: str, at: datetime
) -> Document:
    """Make the `move` a document names: `confirm`, or `revoke` with its `reason`.

    Raises:
        InputError: There is no such move, or no reason.
        MissingError: There is no such eligibility for these eyes.
        RefusedError: It is one's own grant, or stands elsewhere.
    """
    fields = Fields(raw)
    move = fields.word("move", ("confirm", "revoke"), required=True)
    if fields.problems:
        raise InputError(fields.problems)
    if move == "confirm":
        return confirm(window, reference, by=by, at=at)
    return revoke(window, reference, by=by, at=at, reason=fields.text("reason"))


def text_of(raw: Mapping[str, object], name: str) -> str:
    """A text of a document; empty where there is none."""
    return Fields(raw).text(name)


def list_eligible(window: Window, *, by: str, at: datetime) -> Document:
    """The eligibility somebody may see: a firm its own, a house what it granted.

    Returns:
        `rows`; `channels` one may grant, each with the rule of the day.
    """
    on = _day(window, at)
    with acting_green(window.database, by, at) as (book, actor):
        need_role(window, actor, *SEERS)
        rows = book.list_eligibility(most=MOST_ROWS)
        return {
            "rows": [_document(window, actor, row, at) for row in rows],
            "channels": [_rule(window, one, on) for one in _grants(window, actor, on)],
        }


def show_queue(window: Window, channel: str, *, by: str, at: datetime) -> Document:
    """What waits in a queue, in the order in which it is taken, with the reason of each place.

    Args:
        window: The window.
        channel: refund, loan, insurance.
        by: Who keeps the queue.
        at: Now.

    Returns:
        `channel`, `rule`, `taken_in_a_row`, `waiting` and `samples`.

    Raises:
        InputError: There is no such queue.
        MissingError: No rule is in force.
        RefusedError: Who asks keeps no such queue.
    """
    _check_channel(channel)
    on = _day(window, at)
    with acting_green(window.database, by, at) as (book, actor):
        rule = get_rule(window, channel, on)
        need_role(window, actor, rule.granted_by, rule.confirmed_by)
        queue = read_queue(window, book, channel, queue_of(channel, actor.organisation), on)
        line = tell_line(queue)
        samples = list_samples(book, channel)
    since = {one["reference"]: one["since"].isoformat() for one in queue.waiting}
    waiting = [{"case": case, "since": since[case], **told} for case, told in line.items()]
    return {
        "channel": channel, "rule": _rule(window, channel, on), "taken_in_a_row": queue.row,
        "waiting": sorted(waiting, key=lambda one: one["number"]),
        "samples": [{"case": case, **told} for case, told in samples.items()],
    }  # fmt: skip


def show_sample(
    window: Window, channel: str, *, by: str, at: datetime, on: date | None = None
) -> Document:
    """The audit sample of a day, drawn again beside what was drawn when each case was taken.

    Args:
        window: The window.
        channel: refund, loan, insurance.
        by: Who keeps the queue, or an auditor.
        at: Now.
        on: The day; today if absent.

    Returns:
        `on`, `commitment` of the key, `taken` cases, the sample `drawn` now, the one `kept`,
        and whether they are the `same`.
    """
    _check_channel(channel)
    day = on or _day(window, at)
    with acting_green(window.database, by, at) as (book, actor):
        need_role(window, actor, *KEEPERS, "auditor")
        rows = list(book.list_turns(channel=channel, on=day))
    key = window.day_key(day)
    drawn = [
        row["case_ref"] for row in rows if audited([row["case_ref"]], key, row["audit_bp"])
    ]  # fmt: skip
    kept = [row["case_ref"] for row in rows if row["draw"] < row["audit_bp"]]
    return {
        "channel": channel, "on": day.isoformat(), "commitment": commitment(key),
        "taken": [row["case_ref"] for row in rows], "drawn": drawn, "kept": kept,
        "same": drawn == kept,
    }  # fmt: skip


def examine(
    window: Window, channel: str, case: str, *, by: str, at: datetime, finding: str = ""
) -> Document:
    """Note what the examination of a case of the audit sample found, after it was paid.

    Raises:
        InputError: There is no finding.
        MissingError: The case is in no sample that these eyes may see.
        RefusedError: It is not paid yet, or was examined.
    """
    _check_channel(channel)
    if not finding.strip():
        raise InputError(
            Problem("green.finding", "finding", "is empty.", "Say what was found.",
                    message_zh="未填写检查结果。")
        )  # fmt: skip
    with acting_green(window.database, by, at) as (book, actor):
        need_role(window, actor, *KEEPERS)
        row = book.find_turn(channel=channel, case_ref=case.strip().upper())
        if row is None or row["draw"] is None or row["draw"] >= row["audit_bp"]:
            raise MissingError(
                Problem("green.no_sample", case[:40], "is in no audit sample.",
                        "See the queue.", message_zh="该案件不在抽查样本中。")
            )  # fmt: skip
        with book.as_system():
            book.lock_turn(id=row["id"])
            row = book.find_turn(channel=channel, case_ref=row["case_ref"])
            _check_examined(book, row)
            book.examine(id=row["id"], by=actor.account, at=at, finding=finding.strip()[:1000])
        body = {"case": row["case_ref"], "finding": finding.strip()[:1000]}
        append_event(book, f"green:{channel}:{row['queue']}", kind="green_examined", at=at,
                     by=actor, body=body)  # fmt: skip
        return {"case": row["case_ref"], **list_samples(book, channel)[row["case_ref"]]}


def queue_of(channel: str, house: str) -> str:
    """Name of the queue of a house: refunds wait in one queue for all."""
    return house if channel in _HOUSE else ALL


# Shared


def _locked(window: Window, book: Green, actor: Actor, reference: str) -> Row:
    """An eligibility that who acts keeps, locked and as it is now."""
    row = get_eligibility(book, reference)
    need_role(window, actor, *row["keepers"])
    with book.as_system():
        book.lock_eligibility(id=row["id"])
        return get_eligibility(book, reference)


def _days(fields: Fields) -> tuple[date | None, date | None]:
    first, last = fields.day("from"), fields.day("to")
    for name, day in (("from", first), ("to", last)):
        if day is None and not fields.text(name):
            fields.fault("missing", name, "is empty.", "Give a day such as 2026-01-01.")
    if first and last and last < first:
        fields.fault("order", "to", "lies before from.", "Check both days.")
    return first, last


def _check_channel(channel: str) -> None:
    if channel not in CHANNELS:
        raise InputError(
            Problem("green.channel", "channel", f"'{channel[:40]}' is no green channel.",
                    f"One of {', '.join(CHANNELS)}.", message_zh="没有该绿色通道。")
        )  # fmt: skip


def _check_firm(firm: Row) -> None:
    if firm["credit_class"] == "dishonest" or firm["is_suspended"]:
        raise RefusedError(
            Problem("green.credit", "firm", "a dishonest or suspended firm has no green channel.",
                    "See its credit class.", message_zh="失信或被暂停的企业不得适用绿色通道。")
        )  # fmt: skip


def _check_examined(book: Green, row: Row) -> None:
    problems = []
    if row["examined_at"] is not None:
        problems.append(
            Problem("green.examined", row["case_ref"], "was examined already.", "See the queue.",
                    message_zh="该案件已检查。")
        )  # fmt: skip
    if row["channel"] == "refund" and not book.is_paid(case_ref=row["case_ref"]):
        problems.append(
            Problem("green.not_paid", row["case_ref"], "is examined after it was paid.",
                    "Pay it first.", message_zh="抽查案件在付款后检查。")
        )  # fmt: skip
    if problems:
        raise RefusedError(problems)


def _state(row: Row) -> RefusedError:
    return RefusedError(
        Problem("green.state", row["reference"], f"stands at {row['state']}.", "See the list.",
                message_zh="该资格当前状态不允许此操作。")
    )  # fmt: skip


def _grants(window: Window, actor: Actor, on: date) -> Sequence[str]:
    rules = ((one, find_rule(window, one, on)) for one in CHANNELS)
    return [
        one for one, rule in rules
        if rule and {rule.granted_by, rule.confirmed_by} & actor.roles
    ]  # fmt: skip


def _rule(window: Window, channel: str, on: date) -> Document:
    rule = get_rule(window, channel, on)
    names = ("channel", "label_en", "label_zh", "granted_by", "confirmed_by", "most_in_a_row",
             "audit_bp", "source", "status")  # fmt: skip
    return {name: getattr(rule, name) for name in names}


def _document(window: Window, actor: Actor, row: Row, at: datetime) -> Document:
    on = _day(window, at)
    names = ("reference", "channel", "state", "grounds", "source", "firm", "firm_zh", "house_name",
             "house_name_zh", "granted_by", "granted_at", "confirmed_by", "confirmed_at",
             "revoked_by", "revoked_at", "revoked_why", "is_sandbox")  # fmt: skip
    keeps = bool(actor.roles & set(row["keepers"])) and row["house"] == actor.organisation
    is_live = row["state"] == "live" and row["first"] <= on <= row["last"]
    can_confirm = keeps and row["state"] == "proposed" and row["granted_by"] != actor.account
    return {
        **{name: plain(row[name]) for name in names},
        "from": row["first"].isoformat(), "to": row["last"].isoformat(),
        "in_force": is_live and row["credit_class"] != "dishonest" and not row["is_suspended"],
        "moves": [
            *(["confirm"] if can_confirm else []),
            *(["revoke"] if keeps and row["state"] != "revoked" else []),
        ],
    }  # fmt: skip


def _note(
    book: Green, actor: Actor, reference: str, kind: str, body: Mapping[str, Any], at: datetime
) -> None:
    append_event(book, f"green:{reference}", kind=f"green_{kind}", at=at, by=actor, body=body)


def _day(window: Window, at: datetime) -> date:
    return at.astimezone(window.reference.zone).date()
