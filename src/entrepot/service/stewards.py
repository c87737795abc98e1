"""Cases of firms: opened with a promise, answered, stopped for a query, closed, told above."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from entrepot.industry.stewardship import (
    CLOSED,
    LEVELS,
    OPEN,
    PAUSED,
    Pause,
    check_close,
    check_move,
    due_day,
    level_on,
)
from entrepot.kernel.errors import InputError, MissingError, ModelError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.programmes import day_of
from entrepot.service.steward_documents import document
from entrepot.service.steward_intake import Asked, fault, read_asked, read_move
from entrepot.service.window import Window
from entrepot.store.cases import Cases, Row, acting_cases
from entrepot.store.window import as_json
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
KEEPERS = ("steward", "promoter")
SEERS = (*KEEPERS, "planner", "statistician", "auditor")


def open_cases(window: Window, data: bytes, name: str, *, by: str, at: datetime) -> Document:
    """Open the cases of a file, all of them or none.

    Args:
        window: The window.
        data: JSON (an object or a list), CSV or Excel.
        name: What the file is called.
        by: A steward or a promoter; empty is the machine itself.
        at: Now.

    Returns:
        The case; `{"cases": […]}` where there are several.

    Raises:
        InputError: A cell cannot be used; every one is named.
        ModelError: The holidays of a year on the way are not loaded.
        RefusedError: There is such a case already.
        RoleError: Who acts keeps no cases.
    """
    places = {row.id for row in window.reference.table("places")}
    asked = read_asked(data, name, places, zone_of(window), at)
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, KEEPERS)
        _check_stewards(asked, who)
        with book.as_system():
            added = [(one, _add(window, book, one, who, at)) for one in asked]
            if taken := [one for one, id_ in added if id_ is None]:
                raise RefusedError([
                    fault("taken", f"{one.where}, case", f"there is a case {one.case!r} already.",
                          "Give it another name, or none.", "诉求编号已存在。") for one in taken
                ])  # fmt: skip
            found = [
                document(get_case(window, book, str(id_)), zone_of(window)) for _, id_ in added
            ]
    return found[0] if len(found) == 1 else {"cases": found}


def act_on_case(
    window: Window, case: str, move: str, raw: Mapping[str, str], *, by: str, at: datetime
) -> Document:
    """Answer, stop, resume or close a case.

    Args:
        window: The window.
        case: Which.
        move: `reply`, `pause`, `resume` or `close`.
        raw: `text`; to close by choice `satisfaction` from 1 to 5, and what a complaint needs:
            `legal_basis` and `remedy`.
        by: Whose it is, or who has its place.
        at: When it happened.

    Raises:
        InputError: A word cannot be used, or a complaint lacks what it is closed with.
        MissingError: There is no such case for these eyes.
        RefusedError: It is closed already, or its state allows no such move.
        RoleError: Who acts keeps no cases.
    """
    told = read_move(case, move, raw)
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, KEEPERS)
        get_case(window, book, case)  # that it is for these eyes
        with book.as_system():
            book.lock_case(region=region_of(window), case_id=case)
            row = get_case(window, book, case)
            if problem := check_move(case, row["state"], move):
                raise RefusedError(problem)
            _move(window, book, row, move, told, who, at)
            return document(get_case(window, book, case), zone_of(window), is_whole=True)


def escalate(window: Window, on: date | None = None, *, by: str = "", at: datetime) -> Document:
    """Tell the level above of each case that is late, each level once.

    Two at once tell once: the second waits for the first, and finds it done.

    Returns:
        `raised`: case and level; `waits`: cases that run into a year whose holidays are not
        loaded, and why. They hold up no other.

    Raises:
        RoleError: Who acts keeps no cases.
    """
    on = on or day_of(window.reference, at)
    raised: list[Document] = []
    waits: list[Document] = []
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, KEEPERS)
        calendar = window.calendar_in(book.tx)
        with book.as_system():
            for row in list(book.lock_late(region=region_of(window), day=on, most=LEVELS)):
                try:
                    reached = level_on(calendar, row["due_on"], row["promise"], on)
                except ModelError as error:
                    waits.append({"case": row["case_id"], "why": error.problems[0].message})
                    continue
                raised += _raise(book, row, reached, who, on, at)
    return {"on": on.isoformat(), "raised": raised, "waits": waits}


def _raise(
    book: Cases, row: Row, reached: int, who: Actor, on: date, at: datetime
) -> list[Document]:  # fmt: skip
    """Tell each level that was not told yet."""
    levels = range(row["level"] + 1, reached + 1)
    for level in levels:
        book.add_case_event(case_id=row["case_id"], kind="escalate", day=on, at=at, level=level,
                            body="{}", by=who.account)  # fmt: skip
    if levels:
        book.raise_case(case_id=row["case_id"], level=reached)
    return [{"case": row["case_id"], "level": level} for level in levels]


# One case


def _add(window: Window, book: Cases, one: Asked, who: Actor, at: datetime) -> str | None:
    due = due_day(window.calendar_in(book.tx), one.opened_on, one.promise)
    id_: str | None = book.add_case(
        case_id=one.case, region=region_of(window), kind=one.kind, firm=one.firm, place=one.place,
        steward=one.steward or who.account, opened_at=one.opened_at, opened_on=one.opened_on,
        promise=one.promise, told=as_json(one.told), due_on=due, by=who.account, at=at,
    )  # fmt: skip
    if id_ is not None:
        book.add_case_event(case_id=id_, kind="open", day=one.opened_on, at=one.opened_at,
                            level=None, body="{}", by=who.account)  # fmt: skip
    return id_


def _move(
    window: Window, book: Cases, row: Row, move: str, told: Mapping[str, str], who: Actor,
    at: datetime,
) -> None:  # fmt: skip
    on = day_of(window.reference, at)
    last = max(one["day"] for one in row["events"] if one["kind"] != "escalate")
    if on < date.fromisoformat(last):
        hint = "Give the instant at which it happened."
        raise InputError(fault("day", row["case_id"], "is before what happened to it last.", hint,
                               "早于该诉求的最近记录。"))  # fmt: skip
    if move == "close" and (lacks := check_close(row["case_id"], row["kind"], _known(row, told))):
        raise InputError(lacks)
    book.add_case_event(case_id=row["case_id"], kind=move, day=on, at=at, level=None,
                        body=as_json(told), by=who.account)  # fmt: skip
    now = {"state": row["state"], "due_on": row["due_on"], "level": row["level"],
           "first_reply_at": row["first_reply_at"], "satisfaction": None,
           "closed_on": None}  # fmt: skip
    book.move_case(case_id=row["case_id"], **now | _after(window, book, row, move, told, on, at))


def _after(
    window: Window, book: Cases, row: Row, move: str, told: Mapping[str, str], on: date,
    at: datetime,
) -> Document:  # fmt: skip
    """What a move changes of how a case stands."""
    if move == "reply":
        return {"first_reply_at": row["first_reply_at"] or at}
    if move == "close":
        score = told.get("satisfaction")
        return {"state": CLOSED, "closed_on": on, "satisfaction": int(score) if score else None}
    pauses = _pauses(row, move, on)
    due = due_day(window.calendar_in(book.tx), row["opened_on"], row["promise"], pauses)
    return {"state": PAUSED if move == "pause" else OPEN, "due_on": due}


def _pauses(row: Row, move: str, on: date) -> list[Pause]:
    told = [(one["kind"], date.fromisoformat(one["day"])) for one in row["events"]]
    found: list[Pause] = []
    for kind, day in [*told, (move, on)]:
        if kind == "pause":
            found.append(Pause(day))
        elif kind == "resume":
            found[-1] = Pause(found[-1].since, day)
    return found


def _known(row: Row, told: Mapping[str, str]) -> dict[str, str]:
    return {**row["told"], **told}


# The house


def get_case(window: Window, book: Cases, case: str) -> Row:
    """A case with its events.

    Raises:
        MissingError: There is none for these eyes.
    """
    row: Row | None = book.find_case(region=region_of(window), case_id=case)
    if row is None:
        raise MissingError(fault("unknown", case[:60], "there is no such case.",
                                 "Look with `entrepot case due`.", "没有该诉求。"))  # fmt: skip
    return row


def _check_stewards(asked: Sequence[Asked], who: Actor) -> None:
    if who == SYSTEM and (bare := [one for one in asked if not one.steward]):
        raise InputError([fault("steward", f"{one.where}, steward", "is empty.",
                                "Name whose it is.", "须指定管家。") for one in bare])  # fmt: skip


def need_role(who: Actor, roles: Sequence[str]) -> None:
    """See that who acts has one of some roles.

    Raises:
        RoleError: He has none.
    """
    if who != SYSTEM and not who.roles & {*roles}:
        raise RoleError(fault("role", who.account, "has no role for it.",
                              f"Ask for an account with the role {' or '.join(roles)}.",
                              "没有相应角色。"))  # fmt: skip


def region_of(window: Window) -> str:
    """Id of the region whose cases they are."""
    return str(window.reference.settings.id)


def zone_of(window: Window) -> tzinfo:
    """Where a day begins; by UTC in a region without an office."""
    try:
        return window.reference.zone
    except MissingError:
        return UTC
