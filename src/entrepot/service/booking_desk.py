"""The desk at which places are booked and given back: who may, and what was asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.port.booking import MOST_T, MOST_TEU, QUARTER, Booking, Ledger, promote, withdraw
from entrepot.service.accounts import need_role
from entrepot.service.fields import Fields
from entrepot.store.bookings import (
    LOCAL,
    Bookings,
    booking_of,
    ensure_local,
    list_next,
    lock_berths,
    save_berths,
)
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.store.window import acting, acting_system
from entrepot.window.actor import Actor

BOOKERS = ("trader", "broker")
MOST_BOXES = 400
_BATCH = 50  # of those that wait, looked at in one go
_SIZES = ("1", "2", "2.25")  # places of a 20, 40 and 45 ft box [TEU]
_TRIES = 5
_DIGITS = 18  # of a number that the store can hold
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be carried.

    Attributes:
        teu: Places [TEU].
        tonnes: Gross mass [t]; None where it is not told.
        boxes: Places of each box [TEU]; empty where they are not told.
        powered: How many boxes need power.
    """

    teu: Decimal
    tonnes: Decimal | None = None
    boxes: tuple[Decimal, ...] = ()
    powered: int = 0

    def is_of(self, row: Row) -> bool:
        """Whether a booking that is kept is of this load."""
        kept = (row["teu"], row["tonnes"], tuple(row["boxes"] or ()), row["powered"])
        return (self.teu, self.tonnes, self.boxes, self.powered) == kept

    def columns(self) -> dict[str, Any]:
        """The columns of a booking."""
        return {"teu": self.teu, "tonnes": self.tonnes, "boxes": list(self.boxes) or None,
                "powered": self.powered}  # fmt: skip


def read_load(fields: Fields) -> Load | None:
    """The load of a request: teu; tonnes, boxes and powered where they are told."""
    teu = fields.positive("teu", required=True, most=MOST_TEU)
    if teu is not None and teu % QUARTER:
        fields.fault("teu", "teu", f"{teu} is no number of containers.",
                     "A 20 ft box is 1, a 40 ft box 2, a 45 ft box 2.25.")  # fmt: skip
    tonnes = fields.positive("tonnes", most=MOST_T)
    if tonnes is not None and tonnes != round(tonnes, 3):
        fields.fault("tonnes", "tonnes", "is finer than a kilogram.", "Write it as 21.350.")
    boxes = _read_boxes(fields)
    powered = fields.whole("powered", low=0, high=MOST_BOXES) or 0
    if boxes and teu is not None and sum(boxes) != teu:
        fields.fault("boxes", "boxes", f"come to {sum(boxes)} TEU, and {teu} are asked for.",
                     "Give the places of each box.")  # fmt: skip
    return None if teu is None else Load(teu, tonnes, boxes, powered)


def _read_boxes(fields: Fields) -> tuple[Decimal, ...]:
    words = fields.texts("boxes")
    wrong = [word for word in words if word not in _SIZES]
    if wrong or len(words) > MOST_BOXES:
        fields.fault("boxes", "boxes", f"{', '.join(wrong[:3]) or 'too many'}: no places of a box.",
                     "A 20 ft box is 1, a 40 ft box 2, a 45 ft box 2.25.")  # fmt: skip
        return ()
    return tuple(map(Decimal, words))


@contextmanager
def at_desk(
    database: Database, by: str, at: datetime, key: str = ""
) -> Iterator[tuple[Bookings, Actor]]:
    """A transaction of who books; without an account, of the desk of this machine."""
    if not by:
        with acting_system(database) as window:
            ensure_local(Bookings(window.tx))
    with acting(database, by or LOCAL, at, key) as (window, actor):
        yield Bookings(window.tx), actor


def check_booker(actor: Actor) -> None:
    """See that somebody may book.

    Raises:
        RoleError: He holds no role that may.
        RefusedError: His firm is suspended.
    """
    need_role(actor, *BOOKERS)
    if actor.is_suspended:
        raise RefusedError(
            Problem("booking.suspended", actor.organisation, "the firm is suspended.",
                    "Ask an administrator.", message_zh="该企业已被暂停。")
        )  # fmt: skip


def get_booking(desk: Bookings, actor: Actor, reference: str) -> Row:
    """A booking of one's own firm by its reference.

    Raises:
        MissingError: The firm has no such booking.
    """
    row: Row | None = desk.find_booking(org=actor.organisation, reference=reference)
    if row is None:
        raise unknown_booking(reference)
    return row


def unknown_booking(reference: str) -> MissingError:
    """The firm has no such booking, whether or not another has one."""
    return MissingError(
        Problem("booking.unknown", reference[:60], "your firm has no such booking.",
                "`entrepot bookings list` names them.", message_zh="贵企业没有该订舱。")
    )  # fmt: skip


def reference_taken(reference: str) -> RefusedError:
    """The reference is in use for something else."""
    return RefusedError(
        Problem("booking.reference_taken", reference, "the reference names another booking.",
                "Use one of its own for each booking.", message_zh="该编号已用于另一订舱。")
    )  # fmt: skip


# Giving back


def give_back(database: Database, reference: str, *, at: datetime, by: str) -> Row:
    """Cancel a booking of one's own firm, free its places and serve who waits.

    Args:
        database: Where.
        reference: Of the booking; B and its number will do.
        at: Now.
        by: Account that cancels; empty is the desk of this machine's command line.

    Returns:
        The booking as it is then.

    Raises:
        MissingError: The firm has no such booking.
        RefusedError: Its first departure has left.
    """
    wanted: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        with at_desk(database, by, at) as (desk, actor):
            check_booker(actor)
            row = find_own(desk, actor, reference)
            grown = _try(desk, actor, row, wanted, at)
            if not grown:
                return get_booking(desk, actor, row["reference"])
            wanted = grown  # who waits waits for more: lock those too, all in one order
    raise RefusedError(
        Problem("booking.busy", reference, "many book on its departures at this moment.",
                "Try again.", message_zh="该班次订舱繁忙，请重试。")
    )  # fmt: skip


def find_own(desk: Bookings, actor: Actor, reference: str) -> Row:
    """A booking of one's own firm by its reference, or as B and its number.

    Raises:
        MissingError: The firm has no such booking.
    """
    number = reference[1:] if reference[:1] in ("B", "b") else reference
    if number.isascii() and number.isdigit() and len(number) < 19:
        row: Row | None = desk.find_numbered(org=actor.organisation, number=int(number))
        if row is not None:
            return row
    return get_booking(desk, actor, reference)


def _try(
    desk: Bookings, actor: Actor, row: Row, wanted: frozenset[str], at: datetime
) -> frozenset[str]:
    """Cancel under the locks of `wanted`; the names to lock where those are too few."""
    own = frozenset(row["departures"])
    with desk.as_system():
        names = wanted | own
        berths = lock_berths(desk, names)
        booking = booking_of(desk.find_booking(org=row["org_id"], reference=row["reference"]))
        if booking.state == "cancelled":
            return frozenset()
        if at >= berths[booking.departures[0]].departs_at:
            raise _departed(row["reference"])
        before = Ledger(berths, (booking,))
        after, served, missing = _serve(desk, withdraw(before, booking.number), own, at)
        if missing:
            return names | missing
        desk.cancel_booking(at=at, by=actor.account, id=booking.number)
        for number in served:
            desk.confirm_booking(at=at, id=number)
        save_berths(desk, before, after)
    _tell(desk, actor, booking.number, served, at)
    return frozenset()


def _serve(
    desk: Bookings, ledger: Ledger, own: frozenset[str], at: datetime
) -> tuple[Ledger, tuple[int, ...], frozenset[str]]:
    """Serve who waits for what became free, in the order of asking.

    Returns:
        The ledger, who is served, and departures that must be locked before anybody can be.
    """
    served: tuple[int, ...] = ()
    behind = 0
    while True:
        free = [ledger.berths[name] for name in sorted(own)]
        queue = list_next(desk, free, behind, _BATCH)  # nobody joins it while they are locked
        missing = _named(queue) - ledger.berths.keys()
        if missing:
            return ledger, (), frozenset(missing)
        ledger, more = promote(Ledger(ledger.berths, queue), at)
        served += more
        if len(queue) < _BATCH:
            return ledger, served, frozenset()
        behind = queue[-1].number


def _named(bookings: Iterable[Booking]) -> frozenset[str]:
    return frozenset(name for one in bookings for name in one.departures)


def _tell(desk: Bookings, actor: Actor, number: int, served: Sequence[int], at: datetime) -> None:
    told = {"serves": list(served)}
    append_event(desk, f"booking:{number}", kind="booking_cancelled", at=at, by=actor, body=told)
    for other in served:
        by = {"by": number}
        append_event(desk, f"booking:{other}", kind="booking_served", at=at, by=actor, body=by)


def _departed(reference: str) -> RefusedError:
    return RefusedError(
        Problem("booking.departed", reference, "its first departure has left.",
                "Settle it with the carrier.", message_zh="首程已发出，请与承运人办理。")
    )  # fmt: skip
