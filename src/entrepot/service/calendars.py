"""The calendar two persons change: proposals, versions, and refunds whose term moves with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import need_role
from entrepot.service.calendar_file import DayChange, read_changes
from entrepot.service.proposals import propose, waits
from entrepot.service.tellings import plain
from entrepot.service.terms import count_workdays
from entrepot.service.window import Window
from entrepot.store import calendars as store
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.chains import append_event
from entrepot.store.window import acting_system
from entrepot.window.actor import Actor

Document = dict[str, Any]
Moved = Callable[[Window, Accounts, Actor, int, str, datetime], list[str]]
KIND = "calendar"
EDITORS = ("administrator", "supervisor")
YEARS = range(1990, 2201)


def workdays(window: Window, raw: Mapping[str, object]) -> Document:
    """Count working days by the calendar as it stands; arguments as of `count_workdays`."""
    with acting_system(window.database) as book:
        calendar = window.calendar_in(book.tx, is_fresh=True)
    return {**count_workdays(calendar, raw), "version": window.calendar_version}


def show_calendar(window: Window, *, year: int, by: str = "", at: datetime) -> Document:
    """The days of a year that differ from their weekday, every change, and what waits.

    Args:
        window: The window.
        year: Calendar year.
        by: Who asks; those who may change the calendar see what waits.
        at: Now.

    Returns:
        `country`, `year`, `is_published`, `version`, `days` with `date`, `is_working`, `source`
        and `version` (0 for the published ones), `versions`, and `waiting` (None or a proposal).
    """
    country = window.reference.settings.country
    with acting_system(window.database) as book:
        calendar = window.calendar_in(book.tx, is_fresh=True)
        changed = {row["day"]: row for row in store.list_days(book.tx, country)}
        versions = [plain(dict(row)) for row in store.list_versions(book.tx, country)]
    return {
        "country": country, "year": year, "is_published": year in calendar.years,
        "years": sorted(calendar.years), "version": window.calendar_version,
        "days": list(_days(window, year, changed)), "versions": versions,
        "waiting": _waiting(window, by, at) if by else None,
    }  # fmt: skip


def propose_change(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Propose days and years of the calendar; a second person decides.

    Args:
        window: The window.
        raw: `rows` with `date`, `is_working` (true or false) and `source`; `years` to publish;
            `reason`.
        by: An administrator or a supervisor.
        at: Now.

    Returns:
        The proposal.

    Raises:
        InputError: With every fault of every row.
        RefusedError: Another change waits already.
        RoleError: Who acts may not change the calendar.
    """
    body = _read(raw)
    country = window.reference.settings.country
    try:
        with acting_for(window.database, by, at) as (book, actor):
            need_role(actor, *EDITORS)
            number = propose(book, actor, KIND, country, body, f"calendar:{country}", at)
    except psycopg.errors.UniqueViolation as error:
        raise waits(country) from error
    return {"proposal": number, "state": "open", "proposed_by": by, **body}


def decide_change(
    window: Window, number: int, *, approve: bool, by: str, at: datetime, moved: Moved,
    reason: str = "",
) -> Document:  # fmt: skip
    """Approve or refuse a proposed change; open terms are worked out anew with it.

    Args:
        window: The window.
        number: Of the proposal.
        approve: Whether it is to be.
        by: Who did not propose it.
        at: Now.
        moved: Works out the terms that rest on the calendar; the references of those that moved.
        reason: Why.

    Raises:
        MissingError: There is no such proposal.
        RefusedError: It is one's own, or decided.
        RoleError: Who acts may not change the calendar.
    """
    country = window.reference.settings.country
    with acting_for(window.database, by, at) as (book, actor):
        need_role(actor, *EDITORS)
        with book.as_system():
            row = book.find_proposal(id=number)
            if row is None or row["kind"] != KIND:
                raise MissingError(_unknown(number))
            if row["proposed_by"] == actor.account:
                raise RefusedError(window.reasons.problem("window.second_person", str(number)))
            state = "approved" if approve else "refused"
            if book.decide(id=number, state=state, by=actor.account, at=at, reason=reason) is None:
                raise RefusedError(window.reasons.problem("approval.decided", str(number)))
            told = _put_over(window, book, actor, row, at, moved) if approve else {}
        body = {"proposal": number, "reason": reason, **told}
        append_event(book, f"calendar:{country}", kind=f"calendar_{state}", at=at, by=actor,
                     body=body)  # fmt: skip
    if approve:
        with acting_system(window.database) as fresh:
            window.calendar_in(fresh.tx, is_fresh=True)
    return {"state": state, **body}


def _put_over(
    window: Window, book: Accounts, actor: Actor, row: Mapping[str, Any], at: datetime,
    moved: Moved,
) -> Document:  # fmt: skip
    country, asked = window.reference.settings.country, row["payload"]
    book.lock_chain(chain=f"calendar:{country}")
    version = store.find_version(book.tx, country) + 1
    store.add_version(
        book.tx, country, version, reason=asked["reason"], years=asked["years"],
        rows=asked["rows"], proposed_by=row["proposed_by"], by=actor.account, at=at,
    )  # fmt: skip
    reason = f"calendar version {version}: {asked['reason']}"
    return {"version": version, "moved": moved(window, book, actor, version, reason, at)}


# Reading


def _read(raw: object) -> Document:
    given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    rows, years, reason = given.get("rows") or [], given.get("years") or [], given.get("reason")
    problems: list[Problem] = []
    if not isinstance(reason, str) or not reason.strip():
        problems.append(_fault("reason", "is empty.", "Name the notice.", "未填写理由。"))
    if not isinstance(years, list) or any(_year(one) is None for one in years):
        problems.append(_fault("years", "are no years.", "Write [2027].", "年份无效。"))
        years = []
    changes: tuple[DayChange, ...] = ()
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        problems.append(_fault("rows", "is no list of days.", "Write [{...}].", "应为日期列表。"))
    else:
        try:
            changes = read_changes(
                ((f"rows[{place}]", row) for place, row in enumerate(rows)), "rows"
            )
        except InputError as error:
            problems += error.problems
    if not (rows or years):
        problems.append(_fault("rows", "is empty.", "Name a day at least.", "未填写日期。"))
    if problems:
        raise InputError(problems)
    return {
        "rows": [
            {"date": one.day.isoformat(), "is_working": one.is_working, "source": one.source}
            for one in changes
        ],
        "years": sorted({year for one in years if (year := _year(one)) is not None}),
        "reason": str(reason).strip()[:400],
    }


def _year(one: object) -> int | None:
    text = str(one).strip()
    return int(text) if text.isascii() and text.isdigit() and int(text) in YEARS else None


def _days(
    window: Window, year: int, changed: Mapping[date, Mapping[str, Any]]
) -> Iterator[Document]:
    published = window.reference.published_calendar
    known: Sequence[date] = sorted({*published.exceptions, *changed})
    for day in known:
        if day.year != year:
            continue
        row = changed.get(day)
        yield {
            "date": day.isoformat(),
            "weekday": day.isoweekday(),
            "is_working": row["is_working"] if row else published.exceptions[day],
            "source": row["source"] if row else published.source,
            "version": row["version"] if row else 0,
        }


def _waiting(window: Window, by: str, at: datetime) -> Document | None:
    with acting_for(window.database, by, at) as (book, actor):
        if actor.roles.isdisjoint((*EDITORS, "auditor")):
            return None
        with book.as_system():
            rows = list(book.list_proposals(kinds=[KIND], state="open"))
    if not rows:
        return None
    row = dict(rows[0])
    is_own = row["proposed_by"] == actor.account
    may_decide = not is_own and not actor.roles.isdisjoint(EDITORS)
    return {**plain(row), "is_own": is_own, "may_decide": may_decide}


def _unknown(number: int) -> Problem:
    return Problem(
        "approval.unknown", str(number), "there is no such proposal.",
        "The calendar tells what waits.", message_zh="没有该提议。",
    )  # fmt: skip


def _fault(where: str, message: str, hint: str, message_zh: str) -> Problem:
    return Problem("calendar.row", where, message, hint, message_zh=message_zh)
