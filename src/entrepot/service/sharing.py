"""Results shared with partner customs: exactly the agreed fields, and each access an event.

An agreement names a partner, elements of the dictionary and days; one person proposes it and
another approves it, and it is never changed, only ended. Under it the partner reads those fields
of a released declaration that inland and coast both act on. Without one there is nothing there.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.source import STATUSES
from entrepot.service.files import open_as_system
from entrepot.service.officers import need_role
from entrepot.service.proceeding import Proceeding
from entrepot.service.tellings import plain
from entrepot.service.window import Window
from entrepot.store.chains import append_event, note_try
from entrepot.store.queries import queries
from entrepot.store.window import acting, is_taken
from entrepot.window.values import Value

Document = dict[str, Any]
PARTNER = "partner_customs"
RULERS = ("supervisor", "administrator")
READERS = (*RULERS, "auditor")

# Elements that nobody states and the window itself knows of a released declaration.
KNOWN: Mapping[str, Callable[[Proceeding], object]] = {
    "customs_no": lambda case: case.row["number"],
    "window_no": lambda case: case.reference,
    "lodged_at": lambda case: case.row["lodged_at"],
    "accepted_at": lambda case: case.row["accepted_at"],
    "item_count": lambda case: len(case.declaration.items),
    "item_no": lambda case: [item.seq for item in case.declaration.items],
    "item_customs_value": lambda case: [f"{one.amount:f}" for one in case.values().values()],
    "seal_no": lambda case: [
        box["seal"] for box in case.book.list_equipment(declaration_id=case.row["id"])
    ],
}  # fmt: skip


def propose_agreement(
    window: Window, agreement: str, *, partner: str, fields: Sequence[str], start: date,
    stop: date | None, source: str, status: str, by: str, at: datetime,
) -> Document:  # fmt: skip
    """Propose which fields a partner may read, and on which days.

    Args:
        window: The window.
        agreement: Its id.
        partner: Organisation of the partner.
        fields: Elements of the dictionary; none about persons.
        start: First day.
        stop: First day outside; None for no end.
        source: The text it follows.
        status: How sure the text is, one of the statuses of a source.
        by: Account of a supervisor or administrator.
        at: Instant.

    Raises:
        InputError: With every fault.
        RefusedError: The account may not.
    """
    problems = list(_faults(window, fields, start, stop, source, status))
    try:
        with acting(window.database, by, at) as (book, actor):
            need_role(window, actor, *RULERS)
            book.become_system()
            firm = book.get_organisation(id=partner)
            if firm is None or firm["kind"] != "partner":
                problems.append(_unknown_partner(partner))
            if problems:
                raise InputError(problems)
            body = {"partner": partner, "fields": list(fields), "source": source}
            _sql().propose_agreement(
                book.tx, id=agreement, partner=partner, fields=list(fields), start=start, stop=stop,
                source=source, status=status, by=actor.account, at=at,
            )  # fmt: skip
            append_event(book, _chain(agreement), kind="share_proposed", at=at, by=actor, body=body)
    except psycopg.errors.UniqueViolation as error:
        raise InputError(_taken(agreement)) from error
    return {"id": agreement, "partner": partner, "state": "proposed"}


def _faults(
    window: Window, fields: Sequence[str], start: date, stop: date | None, source: str, status: str
) -> Iterator[Problem]:
    for name in dict.fromkeys(fields):
        element = window.dictionary.elements.get(name)
        is_held = element is not None and (element.supplied_by == "trader" or name in KNOWN)
        if element is None or not is_held or element.personal_data:
            yield window.reasons.problem("share.field", name, field=name)
    if not fields:
        yield _fault("fields", "is empty.", "至少须有一个要素。")
    if stop is not None and stop <= start:
        yield _fault("to", "lies not after the first day.", "截止日应晚于起始日。")
    if not source.strip():
        yield _fault("source", "is empty.", "须填写依据。")
    if status not in STATUSES:
        yield _fault("status", f"is none of {', '.join(STATUSES)}.", "状态无效。")


def approve_agreement(window: Window, agreement: str, *, by: str, at: datetime) -> Document:
    """Let a proposed agreement take force, as a second person.

    Raises:
        MissingError: There is no such proposal.
        RefusedError: It is one's own, the account may not, or another agreement of the partner
            holds on some of its days.
    """
    return _decide(window, agreement, "share_approved", "active", by=by, at=at)


def end_agreement(window: Window, agreement: str, *, by: str, at: datetime) -> Document:
    """End an agreement at once.

    Raises:
        MissingError: There is no such agreement in force or proposed.
        RefusedError: The account may not.
    """
    return _decide(window, agreement, "share_ended", "ended", by=by, at=at)


def _decide(
    window: Window, agreement: str, kind: str, state: str, *, by: str, at: datetime
) -> Document:
    try:
        with acting(window.database, by, at) as (book, actor):
            need_role(window, actor, *RULERS)
            book.become_system()
            if state == "active":
                row = _sql().approve_agreement(book.tx, id=agreement, by=actor.account, at=at)
            else:
                row = _sql().end_agreement(book.tx, id=agreement, at=at)
            if row is None:
                raise MissingError(_unknown(agreement))
            append_event(book, _chain(agreement), kind=kind, at=at, by=actor, body={})
    except psycopg.errors.CheckViolation as error:
        raise RefusedError(window.reasons.problem("window.second_person", agreement)) from error
    except psycopg.errors.ExclusionViolation as error:
        if is_taken(error, "share_agreement_one_a_day"):
            raise RefusedError(window.reasons.problem("share.overlap", agreement)) from error
        raise
    return {"id": agreement, "partner": row["partner"], "state": state}


def list_agreements(window: Window, *, by: str, at: datetime) -> Document:
    """Every agreement, with who proposed and approved it.

    Raises:
        RefusedError: The account neither rules nor audits.
    """
    with acting(window.database, by, at) as (book, actor):
        need_role(window, actor, *READERS)
        book.become_system()
        return {"rows": [plain(dict(row)) for row in _sql().list_agreements(book.tx)]}


# Reading


def share(window: Window, number: str, *, by: str, at: datetime) -> Document:
    """The agreed fields of a released through-declaration, for a partner.

    Args:
        window: The window.
        number: Number of the declaration, and no other name of it.
        by: Account of the partner.
        at: Instant; the agreement must hold on its day at home.

    Returns:
        The agreement, and by element its name in both languages and its value; of an element
        that each item or container has, a list of values.

    Raises:
        RefusedError: The account is of no partner.
        MissingError: There is no such declaration, it is not released or not a through-
            declaration, or no agreement holds; the try is kept.
    """
    try:
        with acting(window.database, by, at) as (book, actor):
            need_role(window, actor, PARTNER)
            book.become_system()
            on = at.astimezone(window.reference.zone).date()
            agreement = _sql().find_agreement(book.tx, partner=actor.organisation, on=on)
            found = _sql().find_shared(book.tx, number=number) if agreement else None
            if agreement is None or found is None:
                raise window.missing(number)
            case = open_as_system(window, book, found["reference"], at)
            told = _told(case, agreement["fields"])
            body = {"agreement": agreement["id"], "partner": actor.organisation,
                    "fields": list(agreement["fields"])}  # fmt: skip
            case.note_late("shared", actor, body)
    except MissingError:
        note_try(window.database, by, at, "share", number)
        raise
    return {
        "number": number, "agreement": agreement["id"], "source": agreement["source"],
        "status": agreement["status"], "fields": told,
    }  # fmt: skip


def _told(case: Proceeding, fields: Collection[str]) -> Document:
    dictionary = case.window.dictionary
    return {
        name: {
            "name": dictionary.words(name).en, "name_zh": dictionary.words(name).zh,
            "value": plain(_value(case, name)),
        }
        for name in fields
    }  # fmt: skip


def _value(case: Proceeding, name: str) -> object:
    if name in KNOWN:
        return KNOWN[name](case)
    declaration = case.declaration
    group = case.window.dictionary.place(name, declaration.flow).group
    if not group:
        return _plain(declaration.values.get(name))
    return [_plain(row.get(name)) for row in declaration.rows(group)]


def _plain(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _sql() -> Any:
    return queries("sharing")


def _chain(agreement: str) -> str:
    return f"share:{agreement}"


def _fault(where: str, message: str, message_zh: str) -> Problem:
    return Problem("share.agreement", where, message, "Mend it.", message_zh=message_zh)


def _taken(agreement: str) -> Problem:
    return Problem("share.taken", agreement, "there is such an agreement already.",
                   "Propose it under another id.", message_zh="该协议编号已存在。")  # fmt: skip


def _unknown(agreement: str) -> Problem:
    return Problem("share.unknown", agreement, "there is no such agreement.",
                   "See the list of agreements.", message_zh="没有该协议。")  # fmt: skip


def _unknown_partner(partner: str) -> Problem:
    return Problem("share.partner", partner, "is no partner customs of this house.",
                   "An administrator takes it into the books as kind partner.",
                   message_zh="不是已登记的伙伴海关。")  # fmt: skip
