"""All that the rooms hold of one firm, as far as it is for the eyes of who asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.industry.measure_rolls import CLAIMS, MEASURES
from entrepot.service.enterprises import SEERS, missing, need_role, show_enterprise
from entrepot.service.programmes import day_of
from entrepot.service.roll_rows import rolls_of
from entrepot.service.window import Window
from entrepot.store.enterprises import Dossiers, acting_dossiers
from entrepot.store.rolls import Rolls
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
OWN = ("trader", "broker")
READERS = (*SEERS, *OWN)
MOST = 50
_KINDS = ("declarations", "projects", "cases", "loans")


def show_dossier(window: Window, named: str, *, by: str, at: datetime) -> Document:
    """A firm with its declarations, projects, cases, loans, measures, and what happened when.

    A trader sees his own firm, without what the register tells of it.

    Args:
        window: The window.
        named: Credit code or id.
        by: Account; empty is the machine itself.
        at: Now.

    Returns:
        `register` as `show_enterprise` tells it, None where it is not for these eyes; lists of
        the newest 50; `timeline`, the newest first.

    Raises:
        MissingError: There is no such firm, or it is another's.
        RoleError: Who acts sees no firms.
    """
    with acting_dossiers(window.database, by, at) as (book, who):
        need_role(who, READERS)
    told = _register(window, named.strip(), who, by, at)
    codes, names = _names(told, named.strip())
    with acting_dossiers(window.database, by, at) as (book, _):
        found = _held(book, codes, names, window, at)
    return {
        "enterprise": told["enterprise"] if told else codes[0], "code": next(iter(codes), None),
        "register": told, **found, "timeline": _timeline(told, found),
    }  # fmt: skip


def _register(window: Window, named: str, who: Actor, by: str, at: datetime) -> Document | None:
    if who == SYSTEM or who.roles & {*SEERS}:
        return show_enterprise(window, named, by=by, at=at)
    if named != who.uscc:
        raise missing(named)
    return None


def _names(told: Document | None, named: str) -> tuple[list[str], list[str]]:
    """Credit codes of a firm and of those that are one with it; all they are named by."""
    if told is None:
        return [named], [named]
    firms = [told, *told["merged"]]
    codes = [one["code"] for one in firms if one["code"]]
    return codes, [*codes, *(one["enterprise"] for one in firms)]


def _held(
    book: Dossiers, codes: Sequence[str], names: Sequence[str], window: Window, at: datetime
) -> dict[str, list[Document]]:
    on = day_of(window.reference, at)
    return {
        "declarations": _plain(book.list_declarations_of(codes=list(codes), most=MOST)),
        "projects": _plain(book.list_projects_of(names=list(names), on=on, most=MOST)),
        "cases": _plain(book.list_cases_of(names=list(names), most=MOST)),
        "loans": _plain(book.list_loans_of(codes=list(codes), most=MOST)),
        "measures": _measures(book, names, window),
    }


def _measures(book: Dossiers, names: Sequence[str], window: Window) -> list[Document]:
    """What the firm claimed of policy measures, by the register; the newest first."""
    rolls = rolls_of(window, Rolls(book.tx), (CLAIMS, MEASURES))
    titles = {row["id"]: row for row in rolls[MEASURES.name]}
    claims = [row for row in rolls[CLAIMS.name] if row["firm"] in names]
    claims.sort(key=lambda row: row["claimed_on"], reverse=True)
    return [
        {"claim": row["id"], "measure": row["measure"], **_titles(titles.get(row["measure"])),
         "claimed_on": row["claimed_on"].isoformat(), "outcome": row["outcome"],
         "granted": row["amount"] and {"amount": f"{row['amount']:f}",
                                       "currency": row["currency"]}}
        for row in claims[:MOST]
    ]  # fmt: skip


def _titles(measure: Mapping[str, Any] | None) -> Document:
    return {"title": measure and measure["title"], "title_zh": measure and measure["title_zh"]}


def _plain(rows: Iterable[Mapping[str, Any]]) -> list[Document]:
    return [{name: value.isoformat() if hasattr(value, "isoformat") else value
             for name, value in row.items()} for row in rows]  # fmt: skip


def _timeline(told: Document | None, found: Mapping[str, Sequence[Document]]) -> list[Document]:
    """What happened, the newest first; what has no instant is left out."""
    happened = [
        {"at": one["at"], "kind": kind, "what": one.get("reference") or one.get("project")
         or one.get("case"), "state": one.get("state") or one.get("list")}
        for kind in _KINDS for one in found[kind] if one["at"]
    ]  # fmt: skip
    if told:
        happened.append({"at": told["told_at"], "kind": "register", "what": told["enterprise"],
                         "state": None})  # fmt: skip
    return sorted(happened, key=lambda one: datetime.fromisoformat(one["at"]), reverse=True)
