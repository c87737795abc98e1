"""What is asked of the fund: raw fields in, checked values or every fault out."""

from decimal import Decimal
from typing import Any

from entrepot.finance.fund import VOTES
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.lending_cases import money_in

MONEY = {"commit": "approved", "draw": "committed", "return": "committed"}  # and the state needed
MOST_MEMBERS = 50


def call_fields(fields: Fields, currency: str) -> dict[str, Any]:
    """A call as its document tells it; faults are kept in `fields`."""
    budget = money_in(fields, "budget", currency, required=True)
    opens, closes = fields.day("opens_on"), fields.day("closes_on")
    for name, day in (("opens_on", opens), ("closes_on", closes)):
        if day is None and not fields.text(name):
            fields.fault("missing", name, "is empty.", "Give a day.")
    if opens and closes and closes < opens:
        fields.fault("before", "closes_on", "is before the opening.", "Give a later day.")
    members = fields.texts("members")
    if not members or len(members) > MOST_MEMBERS or len(set(members)) < len(members):
        fields.fault("members", "members", "names nobody, one twice or too many.",
                     "Name the accounts of the committee, each once.")  # fmt: skip
    quorum, majority = fields.number("quorum_pct"), fields.number("majority_pct")
    quorum = Decimal("66.67") if quorum is None else quorum
    majority = Decimal(50) if majority is None else majority
    if not 0 < quorum <= 100 or not 0 <= majority < 100:
        fields.fault("share", "quorum_pct", "is no share.", "Above 0 to 100; majority below 100.")
    return {
        "title": fields.text("title", required=True), "title_zh": fields.text("title_zh"),
        "currency": currency, "budget": budget.amount if budget else None, "opens_on": opens,
        "closes_on": closes, "quorum_pct": quorum, "majority_pct": majority,
        "members": list(members),
    }  # fmt: skip


def milestone_of(fields: Fields, currency: str) -> Document:
    """A milestone as its document tells it."""
    title = fields.text("title", required=True)
    amount, due = money_in(fields, "amount", currency, required=True), fields.day("due_on")
    fields.nothing_else()
    return {"title": title, "amount": f"{amount.amount:f}" if amount else "0",
            "due_on": due.isoformat() if due else None}  # fmt: skip


def check_sum(fields: Fields, asked: Money | None, milestones: list[Document]) -> None:
    """Keep what is wrong with the milestones of a sum."""
    if not milestones:
        fields.fault("missing", "milestones", "is empty.", "Say on what the money is drawn.")
    elif asked is not None and sum(Decimal(one["amount"]) for one in milestones) != asked.amount:
        fields.fault("sum", "milestones", f"do not add up to {asked}.", "Mend an amount.")
    if asked is not None and not asked.amount:
        fields.fault("positive", "asked", "is zero.", "Ask for something.")


def asked_of(fields: Fields, move: str, currency: str) -> dict[str, Any]:
    """What a move needs, by its name."""
    if move == "vote":
        return {"vote": fields.word("vote", VOTES, required=True)}
    if move == "recuse":
        return {"reason": fields.text("reason", required=True)}
    if move == "reach":
        number = fields.whole("milestone", low=1, high=50)
        if number is None and not fields.text("milestone"):
            fields.fault("missing", "milestone", "is empty.", "Give its number.")
        return {"milestone": number, "evidence": fields.text("evidence", required=True)}
    if move in MONEY:
        amount = money_in(fields, "amount", currency, required=True)
        if amount is not None and not amount.amount:
            fields.fault("positive", "amount", "is zero.", "Give more.")
        key = fields.text("key", required=True)
        return {"amount": amount.amount if amount else None, "key": key[:80]}
    return {}
