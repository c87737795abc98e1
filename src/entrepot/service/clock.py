"""What the clock sets going: terms that end, exits not seen, proofs that did not come."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from entrepot.kernel.errors import MissingError, ModelError, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.files import open_as_system
from entrepot.service.proceeding import Proceeding
from entrepot.service.proofs import lapse
from entrepot.service.window import Window
from entrepot.store.window import acting_system
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]


def tick(window: Window, *, at: datetime) -> Document:
    """Do what the clock sets going; doing it twice changes nothing more.

    Filings nobody brought goods for expire, second steps not taken are flagged and claim
    their security, exports that were not seen to leave are asked about, security for a proof
    that did not come is taken, and what a rehearsal delayed goes on.

    Returns:
        References by what was done; `failed` names those whose turn comes again.
    """
    on = at.astimezone(window.reference.zone).date()
    days = {name: window.legal.days(name, on) for name in ("no_exit_days", "proof_days")}
    done: dict[str, list[str]] = {name: [] for name in (*_CLOCK, "failed")}
    with acting_system(window.database) as book:
        due = [
            (row["reference"], row["event"])
            for row in book.list_due(
                on=on, exit_before=at - timedelta(days=days["no_exit_days"]),
                proof_before=on - timedelta(days=days["proof_days"]),
            )
        ]  # fmt: skip
    for reference, event in due:
        try:
            with acting_system(window.database) as book:
                proceeding = open_as_system(window, book, reference, at)
                _CLOCK[event](proceeding)
                proceeding.save()
            done[event].append(reference)
        except (RefusedError, ModelError, MissingError):  # one case holds up no other
            done["failed"].append(reference)
    return done


def _overdue(proceeding: Proceeding) -> None:
    """Flag a second step that was not taken in time, and take the security for what is due."""
    proceeding.act("overdue", by=SYSTEM, flags=proceeding.standing.flags | {"overdue"})
    revenue = proceeding.revenue
    owed = revenue.make_final()
    revenue.take(Money(min(revenue.reserved(), revenue.left(owed).amount), proceeding.money))
    proceeding.change(**revenue.facets(owed))
    proceeding.settle(owed)


def _no_exit(proceeding: Proceeding) -> None:
    proceeding.act("no_exit", by=SYSTEM, flags=proceeding.standing.flags | {"no_exit"})
    proceeding.later(proceeding.book.open_legal_case, kind="no_exit", reason="no exit seen",
                     by="system", at=proceeding.at, previous_id=None)  # fmt: skip


def _expire(proceeding: Proceeding) -> None:
    proceeding.act("expire", by=SYSTEM)
    proceeding.lift_all()


_CLOCK: Mapping[str, Callable[[Proceeding], None]] = {
    "expire": _expire,
    "overdue": _overdue,
    "no_exit": _no_exit,
    "no_proof": lapse,
    "resume": Proceeding.proceed,
}
