"""Bookings of places on departures: what may be asked, who has places, who waits.

A booking has all of its departures or waits for all of them. Places are never promised twice.
Who waits is served in the order of asking; one who does not fit does not hold up those behind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from entrepot.corridors.connections import Connection, connect
from entrepot.corridors.timetable import Departure
from entrepot.kernel.errors import Problem
from entrepot.region.transport import Transfer

State = Literal["confirmed", "waiting", "cancelled"]
MOST_LEGS = 4  # of one booking
QUARTER = Decimal("0.25")  # TEU; a 45 ft box is 2.25
MOST_TEU = Decimal(30_000)
MOST_T = Decimal(500_000)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Berths:
    """The places of a departure.

    Attributes:
        departure: Its id.
        cutoff_at: Last instant at which goods may come in.
        departs_at: When it leaves.
        capacity_teu: What it carries [TEU].
        booked_teu: What is confirmed [TEU]; never more than it carries.
        capacity_t: What it hauls [t]; None where its mass is not limited here.
        booked_t: What of the confirmed bookings is told [t]; never more than it hauls.
    """

    departure: str
    cutoff_at: datetime
    departs_at: datetime
    capacity_teu: Decimal
    booked_teu: Decimal = NOTHING
    capacity_t: Decimal | None = None
    booked_t: Decimal = NOTHING

    @property
    def free_teu(self) -> Decimal:
        """What is still free [TEU]."""
        return self.capacity_teu - self.booked_teu

    @property
    def free_t(self) -> Decimal | None:
        """What can still be hauled [t]; None where mass is not limited."""
        return None if self.capacity_t is None else self.capacity_t - self.booked_t

    def fits(self, booking: "Booking") -> bool:
        """Whether there is room; a load of unknown mass never fits where mass is limited."""
        if self.free_teu < booking.teu:
            return False
        free = self.free_t
        return free is None or (booking.tonnes is not None and booking.tonnes <= free)

    def with_booked(self, teu: Decimal, tonnes: Decimal = NOTHING) -> "Berths":
        """The same with so much more booked; less where it is below zero.

        Raises:
            ValueError: It would be more than there is, or less than nothing.
        """
        booked, mass = self.booked_teu + teu, self.booked_t + tonnes
        if not 0 <= booked <= self.capacity_teu:
            raise ValueError(f"{self.departure}: {booked} of {self.capacity_teu} TEU")
        if mass < 0 or (self.capacity_t is not None and mass > self.capacity_t):
            raise ValueError(f"{self.departure}: {mass} of {self.capacity_t} t")
        return replace(self, booked_teu=booked, booked_t=mass)


@dataclass(frozen=True, slots=True)
class Booking:
    """Places asked for under one reference.

    Attributes:
        number: Order of asking.
        teu: How many [TEU].
        departures: Ids of its departures, in the order of the journey.
        state: confirmed, waiting or cancelled.
        tonnes: Gross mass [t]; None where nobody told it.
    """

    number: int
    teu: Decimal
    departures: tuple[str, ...]
    state: State = "waiting"
    tonnes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Places and bookings.

    A part of all will do: the departures concerned, and of the bookings those that wait for
    one of them; what is confirmed already counts as `booked_teu`.

    Attributes:
        berths: Places by departure.
        bookings: In the order of asking.
    """

    berths: Mapping[str, Berths]
    bookings: tuple[Booking, ...] = ()

    def find(self, number: int) -> Booking:
        """A booking by its number.

        Raises:
            KeyError: There is none.
        """
        for booking in self.bookings:
            if booking.number == number:
                return booking
        raise KeyError(number)


def book(ledger: Ledger, asked: Booking) -> Ledger:
    """Add a booking: confirmed if every departure has the places, else all of it waits.

    Example:
        >>> from datetime import UTC, datetime
        >>> day = datetime(2026, 3, 4, tzinfo=UTC)
        >>> train = Berths("train", day, day, Decimal(2))
        >>> first = book(Ledger({"train": train}), Booking(1, Decimal(2), ("train",)))
        >>> [one.state for one in book(first, Booking(2, Decimal(1), ("train",))).bookings]
        ['confirmed', 'waiting']
    """
    kept = Ledger(ledger.berths, (*ledger.bookings, replace(asked, state="waiting")))
    return _confirm(kept, asked) if _fits(kept, asked) else kept


def cancel(ledger: Ledger, number: int, at: datetime) -> tuple[Ledger, tuple[int, ...]]:
    """Cancel a booking and serve who waits, in the order of asking.

    Args:
        ledger: The departures of the booking, and all that wait for one of them.
        number: Whose booking; one cancelled already changes nothing.
        at: Now: nobody is confirmed once the cut-off of one of his departures is past.

    Returns:
        The ledger, and the numbers of the bookings that are confirmed now.
    """
    if ledger.find(number).state == "cancelled":
        return ledger, ()
    return promote(withdraw(ledger, number), at)


def withdraw(ledger: Ledger, number: int) -> Ledger:
    """Cancel a booking and free its places; who waits is not served yet."""
    gone = ledger.find(number)
    if gone.state == "confirmed":
        ledger = _with_booked(ledger, gone, -1)
    return _with(ledger, replace(gone, state="cancelled"))


def promote(ledger: Ledger, at: datetime) -> tuple[Ledger, tuple[int, ...]]:
    """Confirm who waits and fits, in the order of asking."""
    served = []
    for one in ledger.bookings:
        if one.state == "waiting" and not is_late(ledger, one, at) and _fits(ledger, one):
            ledger = _confirm(ledger, one)
            served.append(one.number)
    return ledger, tuple(served)


def is_late(ledger: Ledger, booking: Booking, at: datetime) -> bool:
    """Whether the cut-off of one of its departures is past."""
    return any(at > ledger.berths[name].cutoff_at for name in booking.departures)


def place_of(queue: Sequence[Booking], booking: Booking, departure: str) -> int:
    """Place on the waiting list of a departure, from 1; 0 for one who does not wait."""
    if booking.state != "waiting":
        return 0
    waiting = [one for one in queue if one.state == "waiting" and departure in one.departures]
    return 1 + sum(one.number < booking.number for one in waiting)


# What may be asked


def check_asked(
    legs: Sequence[Departure], transfers: Iterable[Transfer], teu: Decimal, at: datetime
) -> tuple[Problem, ...]:
    """Everything that stands against a booking, whoever else has booked.

    Args:
        legs: Its departures in the order of the journey.
        transfers: Handling of the pack.
        teu: How many places [TEU].
        at: Now.
    """
    rows = tuple(transfers)
    problems = [problem for leg in legs for problem in _check_leg(leg, teu, at)]
    changes = (connect(rows, first, second) for first, second in pairwise(legs))
    return (*problems, *(_told(change) for change in changes if change.fault is not None))


def check_room(
    berths: Berths, teu: Decimal, tonnes: Decimal | None, at: datetime, name: str = "",
    room: str = "booking",
) -> tuple[Problem, ...]:  # fmt: skip
    """Everything that stands against a booking on one departure, whoever else has booked.

    Args:
        berths: Its places.
        teu: How many [TEU].
        tonnes: Gross mass [t]; None where it is not told.
        at: Now.
        name: What people call it; its id where that is empty.
        room: First part of the codes.
    """
    name = name or berths.departure
    found = []
    if at > berths.cutoff_at:
        found.append(late(f"{room}.cutoff", name, berths.cutoff_at))
    if teu > berths.capacity_teu:
        found.append(_too_large(f"{room}.too_large", name, f"{berths.capacity_teu:f} TEU"))
    if berths.capacity_t is not None and tonnes is None:
        found.append(
            Problem(f"{room}.mass_unknown", name, "its mass is limited, and none is told.",
                    "Give the gross mass [t].", message_zh="该班次限重，须填报毛重（吨）。")
        )  # fmt: skip
    elif berths.capacity_t is not None and tonnes is not None and tonnes > berths.capacity_t:
        found.append(_too_large(f"{room}.too_heavy", name, f"{berths.capacity_t:f} t"))
    return tuple(found)


def late(code: str, name: str, cutoff: datetime, source: str = "") -> Problem:
    """The cut-off of a departure is past."""
    return Problem(
        code, name, f"its cut-off was {cutoff.isoformat()}.", "Take a later departure.", source,
        message_zh=f"截载时间已过（{cutoff.isoformat()}）。",
    )  # fmt: skip


def _too_large(code: str, name: str, capacity: str) -> Problem:
    return Problem(
        code, name, f"it carries {capacity} in all.", "Book on several departures.",
        message_zh=f"该班次总运力仅 {capacity}。",
    )  # fmt: skip


def _check_leg(leg: Departure, teu: Decimal, at: datetime) -> Iterable[Problem]:
    if at > leg.cutoff_at:
        yield late("booking.cutoff", leg.id, leg.cutoff_at, leg.row.source)
    if leg.capacity_teu is None:
        yield Problem(
            "booking.capacity_unknown", leg.id, "nobody knows what it carries: no place of it "
            "can be promised.", "Ask the carrier.", leg.service.source,
            message_zh="运力未知，无法承诺舱位。",
        )  # fmt: skip
    elif teu > Decimal(str(leg.capacity_teu)):
        yield Problem(
            "booking.too_large", leg.id, f"it carries {leg.capacity_teu:g} TEU in all.",
            "Book on several departures.", leg.service.source,
            message_zh=f"该班次总运力仅 {leg.capacity_teu:g} TEU。",
        )  # fmt: skip


_FAULTS = {
    "elsewhere": ("leaves from {there}, and the one before arrives at {here}.",
                  "从 {there} 出发，而前一程到达 {here}。", "Name departures that meet."),
    "unknown_arrival": ("nobody knows when {first} arrives.", "{first} 的到达时间未知。",
                        "Ask the carrier."),
    "no_transfer": ("the pack tells no change from {mode_a} to {mode_b} at {there}.",
                    "数据包中没有 {there} 由{mode_a}转{mode_b}的换装。", "Name others."),
    "after_cutoff": ("{first} arrives on {arrives} at the latest, after its cut-off on {cutoff}.",
                     "{first} 最迟 {arrives} 到达，晚于截载时间 {cutoff}。", "Take a later one."),
    "too_short": ("{available} h for the change are less than the {minimum} h it needs.",
                  "换装时间 {available} 小时，少于所需的 {minimum} 小时。", "Take a later one."),
}  # fmt: skip


def _told(change: Connection) -> Problem:
    """Why a change cannot be relied on, as a problem."""
    code = change.fault or ""
    english, chinese, hint = _FAULTS[code]
    first, second, row = change.first, change.second, change.transfer
    words = {
        "here": first.service.to_place, "there": second.service.from_place, "first": first.id,
        "mode_a": first.service.mode, "mode_b": second.service.mode,
        "arrives": first.arrives_max.isoformat() if first.arrives_max else "?",
        "cutoff": second.cutoff_at.isoformat(), "available": f"{change.available_h or 0:g}",
        "minimum": f"{change.minimum_h or 0:g}",
    }  # fmt: skip
    return Problem(
        f"booking.{code}", second.id, english.format(**words), hint, row.source if row else "",
        message_zh=chinese.format(**words),
    )  # fmt: skip


def _fits(ledger: Ledger, booking: Booking) -> bool:
    return all(ledger.berths[name].fits(booking) for name in booking.departures)


def _confirm(ledger: Ledger, booking: Booking) -> Ledger:
    taken = _with_booked(ledger, booking, 1)
    return _with(taken, replace(booking, state="confirmed"))


def _with_booked(ledger: Ledger, booking: Booking, sign: int) -> Ledger:
    teu, tonnes = sign * booking.teu, sign * (booking.tonnes or NOTHING)
    changed = {name: ledger.berths[name].with_booked(teu, tonnes) for name in booking.departures}
    return replace(ledger, berths={**ledger.berths, **changed})


def _with(ledger: Ledger, booking: Booking) -> Ledger:
    kept = tuple(booking if one.number == booking.number else one for one in ledger.bookings)
    return replace(ledger, bookings=kept)
