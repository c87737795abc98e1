"""Joint inspection: the orders of all agencies on one consignment, one appointment, one visit."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from entrepot.kernel.errors import InputError, MissingError, ModelError, Problem, RefusedError
from entrepot.region.window import Office

Kind = Literal["physical", "scan", "remote"]
State = Literal["open", "closed"]
Outcome = Literal["", "clear", "discrepancy"]
OUTCOMES = tuple(outcome for outcome in get_args(Outcome) if outcome)
MOST_DAYS_AHEAD = 90
_DAY = timedelta(days=1)
_SATURDAY = 5


# Orders


@dataclass(frozen=True, slots=True)
class InspectionOrder:
    """What one agency wants of the goods, and what came of it.

    Attributes:
        agency: The agency.
        kind: physical, scan (machine) or remote.
        state: open until there is a result.
        outcome: clear or discrepancy; empty while open.
    """

    agency: str
    kind: Kind = "physical"
    state: State = "open"
    outcome: Outcome = ""


def orders_for(agencies: Iterable[str], kind: Kind = "physical") -> tuple[InspectionOrder, ...]:
    """One open order an agency, however often it is named."""
    return tuple(InspectionOrder(agency, kind) for agency in sorted(set(agencies)))


def add_result(
    orders: Iterable[InspectionOrder], agency: str, outcome: str
) -> tuple[InspectionOrder, ...]:
    """The orders with the result of one agency; the same result again changes nothing.

    Raises:
        InputError: There is no such outcome.
        MissingError: The agency has no order.
        RefusedError: It gave another result before.
    """
    orders = tuple(orders)
    if outcome not in OUTCOMES:
        raise InputError(
            Problem(
                "inspection.outcome", "outcome", f"'{outcome}' is none of {', '.join(OUTCOMES)}.",
                message_zh=f"“{outcome}”不是{'、'.join(OUTCOMES)}之一。",
            )
        )  # fmt: skip
    found = [order for order in orders if order.agency == agency]
    if not found:
        raise MissingError(
            Problem(
                "inspection.no_order", agency, "has no inspection order here.",
                message_zh="该部门在此无查验指令。",
            )
        )  # fmt: skip
    if found[0].outcome not in ("", outcome):
        raise RefusedError(
            Problem(
                "inspection.result_given", agency, f"gave its result before: {found[0].outcome}.",
                message_zh=f"该部门已给出结果：{found[0].outcome}。",
            )
        )  # fmt: skip
    done = InspectionOrder(agency, found[0].kind, "closed", _outcome(outcome))
    return tuple(done if order.agency == agency else order for order in orders)


def _outcome(text: str) -> Outcome:
    return "clear" if text == "clear" else "discrepancy"


def open_agencies(orders: Iterable[InspectionOrder]) -> tuple[str, ...]:
    """Agencies whose result is still to come."""
    return tuple(order.agency for order in orders if order.state == "open")


def holding_agencies(orders: Iterable[InspectionOrder]) -> tuple[str, ...]:
    """Agencies whose hold stands: no result yet, or a discrepancy; the others' are lifted."""
    return tuple(order.agency for order in orders if order.outcome != "clear")


# Slots


@dataclass(frozen=True, slots=True)
class SiteHours:
    """When a site inspects, and how many consignments at a time.

    Attributes:
        site: The office of the site.
        zone: Its time zone.
        opens, closes: Hours of the day there.
        slot_min: Length of a slot [min].
        bays: Consignments at a time.
    """

    site: str
    zone: tzinfo
    opens: time
    closes: time
    slot_min: int
    bays: int


class Slot(NamedTuple):
    """A time at a bay; instants in UTC, bays from 1."""

    start: datetime
    end: datetime
    bay: int


def hours_of(office: Office, zone: tzinfo) -> SiteHours:
    """The hours of a site, as its row of `offices.csv` says.

    Raises:
        ModelError: The row gives no hours, slots or bays.
    """
    if not (office.opens and office.closes and office.slot_min and office.bays):
        raise ModelError(
            Problem(
                "inspection.no_hours", f"offices.csv, {office.office}",
                "gives no hours, slots and bays for inspection.",
                message_zh="未给出查验时间、时段与泊位。",
            )
        )  # fmt: skip
    opens, closes = time.fromisoformat(office.opens), time.fromisoformat(office.closes)
    return SiteHours(office.office, zone, opens, closes, office.slot_min, office.bays)


def slots_of(day: date, opening: SiteHours) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of each whole slot of a day, in UTC."""
    start, closes = (
        datetime.combine(day, hour, opening.zone).astimezone(UTC)
        for hour in (opening.opens, opening.closes)
    )
    length = timedelta(minutes=opening.slot_min)
    while start + length <= closes:
        yield start, start + length
        start += length


def is_weekday(day: date) -> bool:
    """Monday to Friday, where no calendar says more."""
    return day.weekday() < _SATURDAY


def first_free_slot(
    opening: SiteHours,
    taken: Collection[tuple[datetime, int]],
    after: datetime,
    is_working: Callable[[date], bool] = is_weekday,
) -> Slot:
    """The earliest slot with a free bay.

    Args:
        opening: Hours of the site.
        taken: Start and bay of the slots that are booked there, from `after` on.
        after: The slot starts at this instant or later.
        is_working: Whether the site works on a day, as a `Calendar` says.

    Raises:
        ModelError: Nothing is free for ninety days.
    """
    booked = set(taken)
    first = after.astimezone(opening.zone).date()
    for ahead in range(MOST_DAYS_AHEAD):
        day = first + ahead * _DAY
        if not is_working(day):
            continue
        for start, end in slots_of(day, opening):
            free = (bay for bay in range(1, opening.bays + 1) if (start, bay) not in booked)
            bay = next(free, 0) if start >= after else 0
            if bay:
                return Slot(start, end, bay)
    raise ModelError(
        Problem(
            "inspection.no_slot", opening.site, f"has no free slot for {MOST_DAYS_AHEAD} days.",
            message_zh=f"{MOST_DAYS_AHEAD}天内无空闲时段。",
        )
    )  # fmt: skip


# Appointments


@dataclass(frozen=True, slots=True)
class Moved:
    """An appointment as it stood before it was moved."""

    slot: Slot
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit for all agencies.

    Attributes:
        site: Office of the site.
        slot: When, and at which bay.
        agencies: Who comes.
        history: Earlier slots, oldest first.
    """

    site: str
    slot: Slot
    agencies: tuple[str, ...]
    history: tuple[Moved, ...] = ()


def merge_orders(orders: Iterable[InspectionOrder], site: str, slot: Slot) -> Appointment:
    """One appointment for every agency whose order is open.

    Raises:
        ValueError: No order is open.
    """
    agencies = tuple(sorted(set(open_agencies(orders))))
    if not agencies:
        raise ValueError("no order is open")
    return Appointment(site, slot, agencies)


def join(appointment: Appointment, orders: Iterable[InspectionOrder]) -> Appointment:
    """The same appointment with the agencies whose orders came later: still one visit."""
    agencies = tuple(sorted({*appointment.agencies, *open_agencies(orders)}))
    return replace(appointment, agencies=agencies)


def move(
    appointment: Appointment, slot: Slot, *, at: datetime, by: str, reason: str
) -> Appointment:
    """The appointment at another slot; the one it had stays in its history."""
    if slot == appointment.slot:
        return appointment
    before = Moved(appointment.slot, at, by, reason)
    return replace(appointment, slot=slot, history=(*appointment.history, before))


def visits_per_consignment(references: Iterable[str]) -> Decimal | None:
    """Appointments kept per inspected consignment; the promise is 1.00.

    Args:
        references: The declaration of each appointment.

    Returns:
        The ratio to two decimals; None where nothing was inspected.
    """
    found = list(references)
    if not found:
        return None
    return (Decimal(len(found)) / len(set(found))).quantize(Decimal("0.01"))
