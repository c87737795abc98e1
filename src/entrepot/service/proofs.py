"""Proofs of origin that follow: security until they come, and what becomes of it when they do not.

Who claims a preference without its proof pays the preferential rate and secures the difference.
The proof frees the security; when the days of the law are over, the full rate is charged and the
security taken.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money
from entrepot.service.corrections import recount
from entrepot.service.files import check_contents, need_mandate, open_file
from entrepot.service.proceeding import Proceeding
from entrepot.service.tellings import declaration_document
from entrepot.service.window import Window
from entrepot.window.actor import SYSTEM
from entrepot.window.amendment import amend
from entrepot.window.lifecycle import BEFORE_RELEASE

Document = dict[str, Any]
_STATE, _PRESENT, _NONE = "origin_proof_state", "present", "none"
_OPEN = (*BEFORE_RELEASE, "RELEASED", "COMPLETED")


def bring_proof(
    window: Window, reference: str, number: str, *, by: str, at: datetime, kind: str = "",
    criterion: str = "", expected: int | None = None,
) -> Document:  # fmt: skip
    """Bring the proof of origin that was missing; the security for it is freed.

    Args:
        window: The window.
        reference: The declaration.
        number: Number of the proof; it goes to every item whose proof is missing.
        by: Account of the trader, or of a broker.
        at: Instant.
        kind: Kind of proof, a code of `origin_proof_type`; empty where it was stated.
        criterion: Origin criterion, a code of `origin_criterion`; empty where it was stated.
        expected: Revision the caller saw.

    Raises:
        InputError: The proof is not complete; every fault is named.
        RefusedError: No proof is missing, or its days are over.
        MissingError: There is no such declaration of theirs.
    """
    with open_file(window, reference, by=by, at=at, expected=expected) as proceeding:
        need_mandate(proceeding, "amend")
        lacking = _lacking(proceeding)
        if not lacking or proceeding.standing.state not in _OPEN:
            raise RefusedError(window.reasons.problem("proof.none", reference))
        last = proceeding.on + timedelta(days=window.legal.days("proof_days", proceeding.on))
        if proceeding.today > last:
            raise RefusedError(window.reasons.problem("proof.too_late", reference, date=last))
        told = {_STATE: _PRESENT, "origin_proof_no": number, "origin_proof_type": kind,
                "origin_criterion": criterion}  # fmt: skip
        _state(proceeding, lacking, told, "proof of origin")
        body = {"number": number, "items": [index + 1 for index in lacking]}
        proceeding.note("proof", proceeding.actor, body)
        _assess_again(proceeding, "proof")
        proceeding.proceed()
        proceeding.save()
        return declaration_document(proceeding)


def lapse(proceeding: Proceeding) -> None:
    """Charge the full rate where no proof came, and take the security for it."""
    lacking = _lacking(proceeding)
    proceeding.note("no_proof", SYSTEM, {"items": [index + 1 for index in lacking]})
    _state(proceeding, lacking, {_STATE: _NONE}, "no proof of origin came")
    revenue, held = proceeding.revenue, proceeding.revenue.last().security
    _assess_again(proceeding, "no_proof")
    owed = revenue.last()
    is_secured = proceeding.standing.revenue == "SECURED"
    revenue.take(min(held, revenue.left(owed), Money(revenue.reserved(), proceeding.money),
                     key=lambda one: one.amount))  # fmt: skip
    proceeding.change(**revenue.facets(owed, is_secured=is_secured))
    proceeding.settle(owed)
    proceeding.proceed()


def _lacking(proceeding: Proceeding) -> list[int]:
    """Places of the items whose proof is missing, from 0."""
    items = proceeding.declaration.items
    return [place for place, item in enumerate(items) if item.proof == "missing"]


def _state(proceeding: Proceeding, places: list[int], told: Mapping[str, str], reason: str) -> None:
    """A version of the contents that states something else of the proof."""
    dictionary, flow = proceeding.window.dictionary, proceeding.declaration.flow
    changes = {
        dictionary.pointer(name, flow, place): value
        for place in places
        for name, value in told.items()
        if value
    }
    raw = amend(proceeding.raw, changes)
    check_contents(proceeding.window, raw, proceeding.on)
    proceeding.change(version=proceeding.standing.version + 1)
    proceeding.renew(raw, reason)


def _assess_again(proceeding: Proceeding, what: str) -> None:
    standing, revenue = proceeding.standing, proceeding.revenue
    if standing.released_at is not None:
        recount(proceeding, what)
    elif standing.revenue != "UNASSESSED":
        owed = revenue.assess()
        is_secured = standing.revenue == "SECURED"
        proceeding.change(**revenue.facets(owed, is_secured=is_secured))
        proceeding.mark_security(owed)
        proceeding.settle(owed)
        kept = revenue.left(owed) + owed.security if is_secured else owed.security
        revenue.give_back(kept)
