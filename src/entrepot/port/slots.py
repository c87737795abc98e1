"""Truck appointments: so many trucks a slot, and who did not come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from entrepot.kernel.errors import Problem

BOOKED, CAME, NO_SHOW, CANCELLED = "booked", "came", "no_show", "cancelled"


@dataclass(frozen=True, slots=True)
class TruckSlot:
    """A span of time in which so many trucks are served.

    Attributes:
        site: Place.
        starts, ends: The span.
        capacity: Trucks it takes.
        taken: Trucks that have an appointment, come or not yet.
    """

    site: str
    starts: datetime
    ends: datetime
    capacity: int
    taken: int = 0

    @property
    def free(self) -> int:
        """How many may still ask."""
        return self.capacity - self.taken


@dataclass(frozen=True, slots=True)
class Appointment:
    """A truck's appointment.

    Attributes:
        number: Its number.
        ends: When its slot ends.
        state: booked, came, no_show or cancelled.
    """

    number: int
    ends: datetime
    state: str = BOOKED


def check_booking(slot: TruckSlot, at: datetime) -> tuple[Problem, ...]:
    """What stands against one more truck in a slot."""
    return tuple(_faults(slot, at))


def _faults(slot: TruckSlot, at: datetime) -> Iterator[Problem]:
    where = slot.starts.isoformat()
    if at >= slot.ends:
        yield Problem("slot.over", where, "the slot is over.", "Take a later one.",
                      message_zh="该时段已结束。")  # fmt: skip
    elif slot.free < 1:
        yield Problem("slot.full", where, f"all {slot.capacity} places of the slot are taken.",
                      "Take another one.", message_zh="该时段已约满。")  # fmt: skip


def check_change(appointment: Appointment, to: str) -> tuple[Problem, ...]:
    """What stands against a truck's coming or a firm's cancelling."""
    if appointment.state == BOOKED and to in (CAME, CANCELLED):
        return ()
    return (
        Problem("slot.state", str(appointment.number), f"the appointment is {appointment.state}.",
                "Make another one.", message_zh="预约当前状态不允许此操作。"),
    )  # fmt: skip


def no_shows(appointments: Iterable[Appointment], at: datetime) -> tuple[int, ...]:
    """Numbers of those that did not come while their slot lasted."""
    return tuple(one.number for one in appointments if one.state == BOOKED and one.ends <= at)
