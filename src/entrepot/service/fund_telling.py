"""How calls of the fund and applications are told, and counted, from their rows."""

from decimal import Decimal
from typing import Any

from entrepot.finance.fund import Decision, Purse, Rules, check_vote, decide, drawable
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.store.fund import Fund, Row
from entrepot.window.actor import Actor

MANAGER, MEMBER = "fund_manager", "fund_member"


def call_document(book: Fund, actor: Actor, row: Row) -> Document:
    """A call with its applications, as far as who acts may see them."""
    rows = book.list_applications(call_id=row["id"])
    currency = row["currency"]
    return {
        **head_of(row), **purse_document(row), "members": list(row["members"]),
        "may_open": MANAGER in actor.roles, "may_apply": "trader" in actor.roles,
        "applications": [_short(one, currency) for one in rows],
    }  # fmt: skip


def head_of(row: Row) -> Document:
    """What a call is called, its days and how its committee decides."""
    names = ("reference", "title", "title_zh", "manager", "manager_zh", "is_sandbox")
    return {
        **{name: row[name] for name in names},
        "opens_on": row["opens_on"].isoformat(), "closes_on": row["closes_on"].isoformat(),
        "quorum_pct": f"{row['quorum_pct']:f}", "majority_pct": f"{row['majority_pct']:f}",
    }  # fmt: skip


def purse_document(row: Row) -> Document:
    """A call's money."""
    purse = purse_of(row)
    names = ("budget", "committed", "drawn", "returned", "free")
    return {name: money_document(getattr(purse, name)) for name in names}


def _short(row: Row, currency: str) -> Document:
    own = money_of(row, currency)
    return {
        "reference": row["reference"], "title": row["title"], "title_zh": row["title_zh"],
        "firm": row["firm"], "firm_zh": row["firm_zh"], "state": row["state"],
        "asked": money_document(Money(row["asked"], currency)),
        "committed": money_document(own["commit"]), "drawn": money_document(own["draw"]),
        "returned": money_document(own["return"]),
    }  # fmt: skip


def application_document(book: Fund, actor: Actor, row: Row) -> Document:
    """An application with its milestones, votes and money."""
    currency = row["currency"]
    may_see = bool(actor.roles & {MANAGER, MEMBER, "auditor"})
    votes = [_plain(one) for one in book.list_votes(application_id=row["id"])] if may_see else []
    moves = [
        _plain(one) | {"amount": money_document(Money(one["amount"], currency))}
        for one in book.list_moves(application_id=row["id"])
    ]
    return {
        **_short(row, currency), "call": row["call"],
        "milestones": [
            {**one, "number": place, "amount": {"amount": one["amount"], "currency": currency},
             "reached": place in row["reached"]}
            for place, one in enumerate(row["milestones"], start=1)
        ],
        "decision": _decision_document(decision_of(book, row)) if may_see else None,
        "votes": votes, "money": moves, "moves": _moves(book, actor, row),
    }  # fmt: skip


def _moves(book: Fund, actor: Actor, row: Row) -> list[str]:
    """What who acts may do with an application now; nobody votes twice."""
    by_state = {
        "applied": ((MEMBER, ("vote", "recuse")), (MANAGER, ("decide",))),
        "approved": ((MANAGER, ("commit",)),),
        "committed": ((MANAGER, ("reach", "draw", "return")),),
    }
    offered = by_state.get(row["state"], ())
    if row["state"] == "applied" and MEMBER in actor.roles:
        votes, recused = votes_of(book, row)
        if check_vote(actor.account, row["members"], recused, votes):
            offered = offered[1:]
    return [move for role, moves in offered if role in actor.roles for move in moves]


def decision_of(book: Fund, row: Row) -> Decision:
    """The votes as they stand, counted."""
    votes, recused = votes_of(book, row)
    return decide(row["members"], recused, votes, Rules(row["quorum_pct"], row["majority_pct"]))


def _decision_document(found: Decision) -> Document:
    names = ("verdict", "members", "recused", "present", "needed", "yes", "no")
    return {name: getattr(found, name) for name in names}


def votes_of(book: Fund, row: Row) -> tuple[dict[str, Any], list[str]]:
    """Votes by member, and who stepped back."""
    rows = list(book.list_votes(application_id=row["id"]))
    votes = {one["account"]: one["vote"] for one in rows if one["vote"] != "recused"}
    return votes, [one["account"] for one in rows if one["vote"] == "recused"]


def purse_of(row: Row) -> Purse:
    """A call's money, to move it."""
    names = ("budget", "committed", "drawn", "returned")
    return Purse(*(Money(row[name], row["currency"]) for name in names))


def money_of(row: Row, currency: str) -> dict[str, Money]:
    """What a project was promised, drew and gave back, by kind of move."""
    names = {"commit": "committed", "draw": "drawn", "return": "returned"}
    return {kind: Money(row[name], currency) for kind, name in names.items()}


def reached_of(row: Row, currency: str) -> Money:
    """The money of milestones reached."""
    pairs = [
        (Money(Decimal(one["amount"]), currency), place in row["reached"])
        for place, one in enumerate(row["milestones"], start=1)
    ]
    return drawable(pairs, Money(Decimal(0), currency))


def _plain(row: Row) -> Document:
    return {**row, "at": row["at"].isoformat()}
