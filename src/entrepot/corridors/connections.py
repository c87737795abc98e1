"""From one departure onto the next: the time a transfer has, what it needs, and why it fails."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from entrepot.corridors.timetable import Departure, Timetable, later
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Transfer

EVERYWHERE = "*"
Fault = Literal["elsewhere", "unknown_arrival", "no_transfer", "too_short", "after_cutoff"]


@dataclass(frozen=True, slots=True)
class Connection:
    """Goods change from one departure to another at one place.

    Attributes:
        first, second: What they arrive by and leave by.
        transfer: The row of the pack that tells how long handling takes; None if there is none.
        fault: Why it cannot be relied on; None where it can.
    """

    first: Departure
    second: Departure
    transfer: Transfer | None
    fault: Fault | None

    @property
    def place(self) -> str:
        """Where the goods change."""
        return self.second.service.from_place

    @property
    def available_h(self) -> float | None:
        """From the latest usual arrival to the departure [h]; None where it is not known."""
        arrives = self.first.arrives_max
        return None if arrives is None else _hours(arrives, self.second.at)

    @property
    def spare_h(self) -> float | None:
        """From the latest usual arrival to the cut-off [h]; None where it is not known."""
        arrives = self.first.arrives_max
        return None if arrives is None else _hours(arrives, self.second.cutoff_at)

    @property
    def minimum_h(self) -> float | None:
        """Time that half of the boxes need at most for the change [h]."""
        return None if self.transfer is None else self.transfer.p50_h


def connect(transfers: Iterable[Transfer], first: Departure, second: Departure) -> Connection:
    """Judge a change by the latest usual arrival of the first.

    Args:
        transfers: Handling of the pack; place `*` is the default.
        first: What the goods arrive by.
        second: What they leave by.
    """
    place = second.service.from_place
    row = find_transfer(transfers, place, first.service.mode, second.service.mode)
    return Connection(first, second, row, _fault(first, second, row))


def find_transfer(
    transfers: Iterable[Transfer], place: str, mode_a: Mode, mode_b: Mode
) -> Transfer | None:
    """Handling between two modes at a place, its own row before the default one."""
    fit = {
        row.place: row
        for row in transfers
        if (row.mode_a, row.mode_b) == (mode_a, mode_b) and not row.gauge_change
    }
    return fit.get(place) or fit.get(EVERYWHERE)


def connections_from(
    timetable: Timetable,
    transfers: Iterable[Transfer],
    first: Departure,
    services: Iterable[str],
) -> Iterator[Connection]:
    """The earliest departure of each service that a first departure is in time for.

    Args:
        timetable: The timetable.
        transfers: Handling of the pack.
        first: What the goods arrive by.
        services: Services from where it arrives.
    """
    arrives, rows = first.arrives_max, tuple(transfers)
    if arrives is None:
        return
    for service in services:
        mode = timetable.services[service].mode
        row = find_transfer(rows, first.service.to_place, first.service.mode, mode)
        if row is not None:
            ready = later(arrives, row.p50_h)
            second = timetable.first_from(service, ready, handled_h=row.p50_h)
            if second is not None:
                yield connect(rows, first, second)


def _fault(first: Departure, second: Departure, row: Transfer | None) -> Fault | None:
    arrives = first.arrives_max
    if first.service.to_place != second.service.from_place:
        return "elsewhere"
    if arrives is None:
        return "unknown_arrival"
    if row is None:
        return "no_transfer"
    if arrives > second.cutoff_at:
        return "after_cutoff"
    return "too_short" if _hours(arrives, second.at) < row.p50_h else None


def _hours(since: datetime, until: datetime) -> float:
    return round((until - since).total_seconds() / 3600, 2)
