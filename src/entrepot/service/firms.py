"""What a firm or its broker asks of its own affairs: for whom it may file, and what it owes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.service.window import Window
from entrepot.store.covers import guarantee_of, list_covers_of
from entrepot.store.queries import queries
from entrepot.store.window import Book, acting
from entrepot.window.actor import Actor

Document = dict[str, Any]
MOST_OWED = 200
FILERS = frozenset({"trader", "broker"})


def list_firms(window: Window, *, by: str, at: datetime) -> list[Document]:
    """The firms an account may file for: its own, and those whose live mandate it holds.

    Returns:
        `organisation`, `uscc`, `name`, `name_zh`, `customs_code` of each, and whether it
        `is_own`; nothing for an account that files for nobody.
    """
    with acting(window.database, by, at) as (book, actor):
        return [_firm(row, actor) for row in _firms(book, actor)]


def _firms(book: Book, actor: Actor) -> list[Mapping[str, Any]]:
    if not actor.roles & FILERS:
        return []
    own = [actor.organisation] if "trader" in actor.roles else []
    held = [firm for firm in actor.principals if actor.may_for(firm, "file")]
    return list(queries("trader").list_firms(book.tx, ids=[*own, *held]))


def _firm(row: Mapping[str, Any], actor: Actor) -> Document:
    return {
        "organisation": row["id"], "uscc": row["uscc"], "name": row["name"],
        "name_zh": row["name_zh"], "customs_code": row["customs_code"],
        "is_own": row["id"] == actor.organisation,
    }  # fmt: skip


def purse(window: Window, *, by: str, at: datetime) -> Document:
    """What is owed on the declarations of who asks, and the security that is free.

    Returns:
        `owed` (an amount), `rows` of the declarations it is owed on, at most two hundred with
        `more` where there are others, and `covers`: of each firm its security, with ceiling,
        what is set aside, what was used and what is `free`.
    """
    currency = window.reference.settings.currency
    with acting(window.database, by, at) as (book, actor):
        rows = list(queries("trader").list_owed(book.tx, most=MOST_OWED + 1))
        firms = _firms(book, actor)
        covers = [(firm, row) for firm in firms for row in list_covers_of(book.tx, firm["id"])]
    shown = rows[:MOST_OWED]
    return {
        "owed": _money(sum((row["owed"] for row in shown), Decimal(0)), currency),
        "more": len(rows) > MOST_OWED,
        "rows": [_owed(row, currency) for row in shown],
        "covers": list(_covers(covers)),
    }


def _owed(row: Mapping[str, Any], currency: str) -> Document:
    names = ("reference", "number", "lrn", "flow", "state", "revenue", "name", "name_zh")
    return {**{name: row[name] for name in names}, "owed": _money(row["owed"], currency)}


def _covers(
    found: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> Iterable[Document]:
    for firm, row in found:
        one = guarantee_of(row)
        told = {
            "ceiling": one.limit, "reserved": one.reserved, "used": one.used + one.claimed,
            "free": one.available,
        }  # fmt: skip
        yield {
            "name": firm["name"], "name_zh": firm["name_zh"], "kind": one.kind,
            "guarantee": one.reference,
            **{name: _money(money.amount, money.currency) for name, money in told.items()},
        }  # fmt: skip


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"amount": f"{amount:f}", "currency": currency}
