"""What changes after release: assessed again, and counted again by statistics."""

from collections.abc import Mapping
from typing import Any

from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement
from entrepot.service.proceeding import Proceeding
from entrepot.window.actor import SYSTEM
from entrepot.window.release import movements_of


def recount(proceeding: Proceeding, what: str, *, at_fault: bool = False) -> None:
    """Assess a released declaration again: post the difference, reverse what statistics had.

    Args:
        proceeding: The declaration, with its new contents.
        what: amendment, complete, supplementary, proof or no_proof, the kind of the event.
        at_fault: Duty that was left out bears interest.
    """
    revenue, before = proceeding.revenue, proceeding.revenue.last()
    owed = revenue.assess()
    left_out = owed.tax - before.tax
    if at_fault and left_out.amount > 0:
        owed = revenue.add_interest(left_out)
    proceeding.note(what, SYSTEM, {"due": owed.due.amount, "paid": revenue.paid()})
    posted, left = proceeding.settle(owed), revenue.left(owed)
    is_secured = _stays_secured(proceeding, left + owed.security) and what != "complete"
    facets = revenue.facets(owed, is_secured=is_secured)
    if posted.refund.amount:
        facets["revenue"] = "REFUNDED"
    proceeding.change(**facets)
    proceeding.mark_security(owed)
    if is_secured or not left.amount:
        revenue.give_back(left + owed.security)
    _count_again(proceeding)


def _stays_secured(proceeding: Proceeding, needed: Money) -> bool:
    """Whether what was secured before still is, with more set aside where it takes more."""
    lacking = needed - Money(proceeding.revenue.reserved(), proceeding.money)
    if lacking.amount <= 0:
        return True
    return proceeding.standing.revenue == "SECURED" and proceeding.reserve(lacking)


def _count_again(proceeding: Proceeding) -> None:
    before = list(proceeding.book.list_own_movements(declaration_id=proceeding.row["id"]))
    proceeding.count(standing_movements(proceeding.reference, before))
    proceeding.count(
        movements_of(proceeding.declaration, proceeding.standing.version, proceeding.values(),
                     proceeding.today, proceeding.reference)
    )  # fmt: skip


def standing_movements(reference: str, rows: list[Mapping[str, Any]]) -> list[Movement]:
    """Reversals of the movements that still stand."""
    gone = {(row["version"], row["seq"]) for row in rows if row["kind"] == "reversal"}
    return [
        Movement(
            reference, row["version"], row["seq"], "original", row["flow"], row["hs"],
            row["partner"], row["origin"], Money(row["value"], row["currency"]),
            row["net_mass_kg"], row["period"], row["trade_mode"], row["district"],
        ).reversed()
        for row in rows
        if row["kind"] == "original" and (row["version"], row["seq"]) not in gone
    ]  # fmt: skip
