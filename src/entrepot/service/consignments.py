"""What traders and brokers do: draft, lodge, show, list, withdraw, amend, cancel, complete.

Each function is one act in one transaction: load what is theirs, let the life cycle decide,
save. Whoever asks for what is not his is told that there is no such thing, and the try is kept.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.automatic import give_back_number
from entrepot.service.corrections import recount
from entrepot.service.files import (
    Filing,
    asked_of,
    check_contents,
    need_mandate,
    open_file,
    read_body,
    read_filing,
    take_up,
)
from entrepot.service.proceeding import Proceeding
from entrepot.service.rulings import settle_cancellation
from entrepot.service.tellings import declaration_document, list_document
from entrepot.service.window import Window
from entrepot.store.chains import note_try
from entrepot.store.window import acting, is_taken, lodging
from entrepot.window.actor import SYSTEM
from entrepot.window.amendment import amend, check_fixed
from entrepot.window.lifecycle import THERE

Document = dict[str, Any]
TABS: Mapping[str, tuple[str, ...]] = {
    "action": ("DRAFT", "ASSESSED", "SEIZED"),
    "progress": ("LODGED", "PRELODGED", "ACCEPTED", "UNDER_CONTROL", "CONTROL_DONE",
                 "CANCEL_REQUESTED"),
    "released": ("RELEASED", "COMPLETED"),
    "rejected": ("REJECTED", "CANCELLED", "WITHDRAWN", "EXPIRED"),
}  # fmt: skip
STATES = [state for states in TABS.values() for state in states]
MOST_ROWS = 100


# Lodging


def lodge(
    window: Window, body: bytes, *, by: str, key: str, at: datetime,
    media_type: str = "application/json", draft: str = "", expected: int | None = None,
) -> Document:  # fmt: skip
    """Lodge a declaration: check everything, number it, and go on as far as the window may.

    The same key with the same body gives the first reply again; while the first is under way,
    who repeats it waits.

    Args:
        window: The window.
        body: The declaration as received, JSON or XML.
        by: Account that lodges.
        key: Idempotency key of the caller.
        at: Instant.
        media_type: Of the body.
        draft: The draft that this lodges; empty for a filing without one.
        expected: Revision of the draft the caller saw.

    Raises:
        InputError: With every fault; the draft is kept.
        RefusedError: The key was used for another body, or the reference has a live filing.
        MissingError: The firm is not one this account may file for.
    """
    filing = read_filing(window, body, media_type, at)
    if filing.declaration is not None:  # made before a connection is held, for it may need one
        window.day_key(window.day_at(filing.declaration.declaration_office, at))
    try:
        asked = asked_of(window, filing, at, key)
        with lodging(window.database, by, at, **asked) as (book, actor, looked_up):
            proceeding = take_up(
                window, book, actor, filing, at, looked_up=looked_up, draft=draft,
                expected=expected,
            )  # fmt: skip
            if found := proceeding.looked_up["found"]:
                return _repeated(window, found, filing, key)
            if filing.faults:
                _keep_draft(proceeding, filing)
            else:
                return _lodge(proceeding, filing, key)
    except psycopg.errors.UniqueViolation as error:
        if is_taken(error, "declaration_one_live_ucr"):
            raise _ucr_taken(window, by, at, filing) from error
        raise
    except MissingError:
        note_try(window.database, by, at, "lodge", _name_of(filing))
        raise
    raise InputError([*filing.faults, _kept(proceeding)])


def _name_of(filing: Filing) -> str:
    return filing.declaration.lrn if filing.declaration else filing.sha256


def _lodge(proceeding: Proceeding, filing: Filing, key: str) -> Document:
    window, row = proceeding.window, proceeding.row
    if proceeding.is_new:
        proceeding.act("create")
    row["lodged_at"] = proceeding.at
    proceeding.act("lodge", body={"sha256": filing.sha256, "key": key})
    arrived = proceeding.looked_up["arrivals"]
    row["arrivals"] = {one["container"]: one["at"] for one in arrived}
    row["sites"] = [one["site"] for one in arrived]
    proceeding.add_version(filing.body, filing.media_type, sha256=filing.sha256)
    if proceeding.steering and proceeding.steering.is_rejected:
        problem = window.reasons.problem("document.mismatch", "sandbox", field="sandbox")
        row["fault"] = json.dumps([problem.document()], ensure_ascii=False)
        proceeding.act("validate_fail", by=SYSTEM)
    else:
        _meet_arrivals(proceeding, proceeding.declaration.containers, row["arrivals"])
        proceeding.proceed()
    give_back_number(proceeding)
    return proceeding.save(lambda: _keep_reply(proceeding, key, filing))


def _keep_reply(proceeding: Proceeding, key: str, filing: Filing) -> Document:
    document = declaration_document(proceeding)
    row = {
        "account": proceeding.actor.account, "key": key,
        "body_sha256": bytes.fromhex(filing.sha256), "reply": document,
    }  # fmt: skip
    proceeding.add("replies", [row])
    return document


def _meet_arrivals(
    proceeding: Proceeding, boxes: Sequence[str], arrivals: Mapping[str, datetime]
) -> None:
    """The goods are there when a container of theirs is; without containers they are presented."""
    if arrivals or not boxes:
        proceeding.change(cargo="ARRIVED" if proceeding.standing.cargo not in THERE else "IN_SITE")


def _keep_draft(proceeding: Proceeding, filing: Filing) -> Document:
    """Keep what was handed in, so that nothing typed is lost."""
    proceeding.act("create" if proceeding.is_new else "edit", body={"faults": len(filing.faults)})
    proceeding.add_contents(filing.body, filing.media_type)
    proceeding.row["fault"] = json.dumps(
        [problem.document() for problem in filing.faults], ensure_ascii=False
    )
    return proceeding.save(lambda: declaration_document(proceeding))


def _kept(proceeding: Proceeding) -> Problem:
    return Problem(
        "declaration.draft_kept", proceeding.reference,
        f"The draft is kept as {proceeding.reference}.", "Mend it and lodge it again.",
        message_zh=f"草稿已保存为 {proceeding.reference}。",
    )  # fmt: skip


def _repeated(window: Window, found: Mapping[str, Any], filing: Filing, key: str) -> Document:
    if found["sha256"] != filing.sha256:
        raise RefusedError(window.reasons.problem("window.key_reused", f"Idempotency-Key {key}"))
    return {**found["reply"], "replayed": True}


def _ucr_taken(window: Window, by: str, at: datetime, filing: Filing) -> RefusedError:
    """The reference already has a live filing: say which."""
    ucr = filing.declaration.ucr if filing.declaration else ""
    with acting(window.database, by, at) as (book, _):
        rows = list(book.find_own(before=2**62, most=20, states=STATES, word=ucr))
    live = [row for row in rows if row["state"] not in ("DRAFT", *TABS["rejected"])]
    first = live[0]["reference"] if live else "?"
    problem = window.reasons.problem("window.ucr_taken", ucr, first=first)
    error = RefusedError(problem)
    error.extra["first"] = first
    return error


# Drafts


def save_draft(
    window: Window, body: bytes, *, by: str, at: datetime, media_type: str = "application/json",
    draft: str = "", expected: int | None = None,
) -> Document:  # fmt: skip
    """Keep a draft, faults and all; the answer names the faults.

    Args:
        window: The window.
        body: The declaration so far.
        by: Account.
        at: Instant.
        media_type: Of the body.
        draft: The draft to change; empty makes a new one.
        expected: Revision the caller saw.

    Raises:
        RefusedError: It is no draft any more, or somebody changed it meanwhile.
        MissingError: There is no such draft of theirs, or the firm is none of theirs.
    """
    filing = read_filing(window, body, media_type, at)
    with acting(window.database, by, at) as (book, actor):
        proceeding = take_up(window, book, actor, filing, at, draft=draft, expected=expected)
        return _keep_draft(proceeding, filing)


def copy(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """Make a new draft of a rejected filing, or of any other as a template.

    Raises:
        MissingError: There is no such declaration of theirs.
    """
    with open_file(window, reference, by=by, at=at) as old:
        if old.standing.state == "REJECTED":
            old.note("copy", old.actor, {})
            old.save()
        body = json.dumps(old.raw, ensure_ascii=False).encode()
        filing = read_filing(window, body, "application/json", at)
        proceeding = take_up(window, old.book, old.actor, filing, at)
        if old.standing.state == "REJECTED":
            proceeding.row["previous_id"] = old.row["id"]
        return _keep_draft(proceeding, filing)


def withdraw(
    window: Window, reference: str, *, by: str, at: datetime, expected: int | None = None
) -> Document:
    """Take back what is not accepted yet.

    Raises:
        RefusedError: It is accepted, or over.
        MissingError: There is no such declaration of theirs.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "file")
        proceeding.act("withdraw")
        proceeding.lift_all()
        proceeding.save()
        return declaration_document(proceeding)


# Looking


def show(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A declaration as it stands, for who may see it.

    Raises:
        MissingError: There is no such declaration for these eyes.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        return declaration_document(proceeding)


def list_declarations(
    window: Window, *, by: str, at: datetime, ucr: str = "", tab: str = "", word: str = "",
    state: str = "", cursor: str = "", most: int = 50,
) -> Document:  # fmt: skip
    """The declarations of who asks, newest first, a page at a time.

    Args:
        window: The window.
        by: Account.
        at: Instant.
        ucr: Only those of a consignment.
        tab: action, progress, released or rejected; empty is all.
        word: Reference, number, own reference, UCR, container or HS code.
        state: Only those in this state.
        cursor: Where the page begins, as the page before said.
        most: Rows of a page.

    Raises:
        InputError: The cursor or the tab is none.
    """
    most = min(most, MOST_ROWS)
    states = [one for one in (_tab(tab) if tab else STATES) if state in ("", one)]
    page = {"before": _cursor(cursor), "states": states, "most": most + 1}
    with acting(window.database, by, at) as (book, _):
        sought = ucr or word
        rows = list(book.find_own(**page, word=sought) if sought else book.list_own(**page))
    return list_document(rows, most)


def count_tabs(window: Window, *, by: str, at: datetime) -> dict[str, int]:
    """How many declarations each tab has, counted up to a hundred."""
    with acting(window.database, by, at) as (book, _):
        found = book.count_own(states=STATES, most=MOST_ROWS)
        counts = {row["state"]: row["n"] for row in found}
    return {
        tab: min(sum(counts.get(state, 0) for state in states), MOST_ROWS)
        for tab, states in TABS.items()
    }


def _cursor(text: str) -> int:
    if not text:
        return 2**62
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InputError(
            Problem("input.cursor", "cursor", f"{text!r} is no place in a list.",
                    "Use the cursor that the page before gave.", message_zh="游标无效。")
        )  # fmt: skip
    return int(text)


def _tab(tab: str) -> tuple[str, ...]:
    if tab not in TABS:
        raise InputError(
            Problem("input.tab", "tab", f"{tab!r} is no tab.", f"Tabs: {', '.join(TABS)}.",
                    message_zh="没有该标签页。")
        )  # fmt: skip
    return TABS[tab]


# Changing what was lodged


def ask_amendment(
    window: Window, reference: str, changes: Mapping[str, Any], *, reason: str, by: str,
    at: datetime, expected: int | None = None,
) -> Document:  # fmt: skip
    """Ask to change fields of a lodged declaration; an officer decides.

    Args:
        window: The window.
        reference: The declaration.
        changes: New values by JSON pointer; null takes a field out.
        reason: Why.
        by: Account.
        at: Instant.
        expected: Revision the caller saw.

    Raises:
        InputError: A change cannot be used; every fault is named.
        RefusedError: The life cycle does not allow it, or a field is locked in this state.
        MissingError: There is no such declaration of theirs.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "amend")
        changed = check_contents(window, amend(proceeding.raw, changes), proceeding.on)
        boxes = list(proceeding.book.list_equipment(declaration_id=proceeding.row["id"]))
        state = proceeding.standing.state
        if any(box["released_at"] for box in boxes):  # some went before the others
            state = "RELEASED"
        if fixed := check_fixed(proceeding.declaration, changed, state, window.dictionary):
            raise RefusedError(fixed)
        proceeding.act("amend_request", reason=reason, body={"changes": dict(changes)})
        n = len(list(proceeding.book.list_amendments(declaration_id=proceeding.row["id"]))) + 1
        proceeding.later(
            proceeding.book.add_amendment, n=n, changes=json.dumps(changes, ensure_ascii=False),
            reason=reason, by=proceeding.actor.account, at=at,
        )  # fmt: skip
        proceeding.save()
        return declaration_document(proceeding)


def ask_cancellation(
    window: Window, reference: str, *, reason: str, by: str, at: datetime,
    expected: int | None = None,
) -> Document:  # fmt: skip
    """Ask to cancel an accepted declaration; a supervisor decides.

    Raises:
        RefusedError: It is under inspection, has left, or is over.
        MissingError: There is no such declaration of theirs.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "amend")
        boxes = proceeding.book.list_equipment(declaration_id=proceeding.row["id"])
        if any(box["moved_at"] for box in boxes):
            raise RefusedError(window.reasons.problem("cancel.exited", reference))
        proceeding.act("cancel_request", reason=reason)
        if proceeding.steering and proceeding.steering.cancellation:
            settle_cancellation(
                proceeding, grant=proceeding.steering.cancellation == "grant", by=window.rehearsal,
                reason="sandbox",
            )  # fmt: skip
        proceeding.save()
        return declaration_document(proceeding)


def complete(
    window: Window, reference: str, body: bytes, *, by: str, at: datetime,
    media_type: str = "application/json", expected: int | None = None,
) -> Document:  # fmt: skip
    """Take the second step of a summary declaration: the full contents.

    The difference to what was secured is assessed; the security is freed when all is paid.

    Raises:
        InputError: With every fault of the full contents.
        RefusedError: No second step is due, or the contents are of another consignment.
        MissingError: There is no such declaration of theirs.
    """
    raw = read_body(body, media_type, window.dictionary)
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "file")
        full = check_contents(window, {**raw, "procedureCategory": "FULL"}, proceeding.on)
        if fixed := check_fixed(proceeding.declaration, full, proceeding.standing.state,
                                window.dictionary, free=("declaration_type",)):  # fmt: skip
            raise RefusedError(fixed)
        proceeding.act("complete_declaration", version=proceeding.standing.version + 1)
        proceeding.replace_contents(raw)
        proceeding.add_version(body, media_type, "second step")
        recount(proceeding, "complete")
        proceeding.save()
        return declaration_document(proceeding)


def answer(window: Window, reference: str, text: str, *, by: str, at: datetime) -> Document:
    """Answer the open questions of the officer.

    Raises:
        RefusedError: No question is open.
        MissingError: There is no such declaration of theirs.
    """
    with open_file(window, reference, by=by, at=at) as proceeding:
        answered = proceeding.book.answer_queries(
            declaration_id=proceeding.row["id"], answer=text, by=proceeding.actor.account, at=at
        )
        if answered is None:
            raise RefusedError(window.reasons.problem("query.none", reference))
        proceeding.note("answer", proceeding.actor, {"answer": text})
        proceeding.save()
        return declaration_document(proceeding)
