"""Cases of firms looked at: what is due, the worklist, how they are served."""

from datetime import date, datetime
from typing import Any

from entrepot.industry.stewardship import CLOSED, KINDS
from entrepot.service.programmes import day_of
from entrepot.service.steward_documents import document
from entrepot.service.stewards import KEEPERS, SEERS, get_case, need_role, region_of, zone_of
from entrepot.service.window import Window
from entrepot.store.cases import Cases, Row, acting_cases
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]
MOST = 100


def show_case(window: Window, case: str, *, by: str, at: datetime) -> Document:
    """A case with all that happened to it.

    Raises:
        MissingError: There is no such case for these eyes.
        RoleError: Who acts sees no cases.
    """
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, SEERS)
        return document(get_case(window, book, case), zone_of(window), is_whole=True)


def list_due(window: Window, on: date | None, *, by: str, at: datetime) -> Document:
    """Open cases due up to a day, today if none is given, overdue first.

    Raises:
        RoleError: Who acts sees no cases.
    """
    on = on or day_of(window.reference, at)
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, SEERS)
        rows = _list(window, book, until=on, most=None)
    found = [_with_standing(document(row, zone_of(window)), on) for row in rows]
    overdue = sum(one["is_overdue"] for one in found)
    return {"on": on.isoformat(), "due": len(found), "overdue": overdue, "cases": found}


def list_work(
    window: Window, *, by: str, at: datetime, page: int = 1, is_closed: bool = False,
    most: int | None = MOST,
) -> Document:  # fmt: skip
    """A page of cases by due date, overdue first, and how many stand how.

    Raises:
        RoleError: Who acts sees no cases.
    """
    on = day_of(window.reference, at)
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, SEERS)
        counts = dict(book.count_cases(region=region_of(window), day=on))
        rows = _list(window, book, is_closed=is_closed, most=most, skip=(page - 1) * MOST)
        acts = who == SYSTEM or bool(who.roles & {*KEEPERS})
    found = [_with_standing(document(row, zone_of(window)), on) for row in rows]
    return {"on": on.isoformat(), "counts": counts, "page": page, "cases": found, "acts": acts}


def measure_service(window: Window, *, by: str, at: datetime) -> Document:
    """How cases are served, by kind: in time, first reply, satisfaction.

    Raises:
        RoleError: Who acts sees no cases.
    """
    on = day_of(window.reference, at)
    with acting_cases(window.database, by, at) as (book, who):
        need_role(who, SEERS)
        rows = {row["kind"]: dict(row)
                for row in book.measure_kinds(region=region_of(window), day=on)}  # fmt: skip
    kinds = [rows[kind] for kind in KINDS if kind in rows]
    return {"on": on.isoformat(), "status": "derived", "kinds": kinds}


def _with_standing(one: Document, on: date) -> Document:
    is_late = one["state"] != CLOSED and bool(one["due_on"]) and one["due_on"] < on.isoformat()
    return {**one, "is_overdue": is_late}


def _list(
    window: Window, book: Cases, *, until: date | None = None, steward: str = "",
    is_closed: bool = False, most: int | None, skip: int = 0,
) -> list[Row]:  # fmt: skip
    return list(book.list_cases(region=region_of(window), until=until, steward=steward,
                                is_closed=is_closed, most=most, skip=skip))  # fmt: skip
