"""Departures of services by their timetable: which days, at what instant, until when one may come.

An instant has the offset that its clock shows at departure, and keeps it: so a night on which
clocks change is as long as it is, and cut-offs and arrivals are told by the same offset.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from entrepot.corridors.schedule import runs_on
from entrepot.kernel.source import Status, weakest
from entrepot.region.model import Region
from entrepot.region.transport import Service, TimetableRow

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_MONDAY = date(2024, 1, 1)  # from whose week the weeks of a row are counted
FARTHEST_DAYS = 400  # a row holds at least once in 53 weeks
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Departure:
    """One train, ship, barge or flight on one day.

    Attributes:
        service: What leaves.
        row: The row of the timetable it leaves by.
        at: When it leaves, by the clock of its place with the offset of that instant.

    Example:
        The id is the service and the local time: `SERVICE@2026-03-04T08:00`.
    """

    service: Service
    row: TimetableRow
    at: datetime

    @property
    def id(self) -> str:
        """Stable name."""
        return f"{self.service.id}@{self.at:%Y-%m-%dT%H:%M}"

    @property
    def cutoff_h(self) -> float:
        """Hours before departure by which the goods must be in; 0 where nobody says [h]."""
        own = self.row.cutoff_h
        return (self.service.cutoff_h or 0.0) if own is None else own

    @property
    def cutoff_at(self) -> datetime:
        """Last instant at which goods may come in."""
        return later(self.at, -self.cutoff_h)

    @property
    def arrives_min(self) -> datetime | None:
        """Earliest usual arrival, by the offset of the departure; None where it is not known."""
        return self._arrives(self.service.transit_days_min)

    @property
    def arrives_max(self) -> datetime | None:
        """Latest usual arrival, by the offset of the departure; None where it is not known."""
        return self._arrives(self.service.transit_days_max)

    @property
    def capacity_teu(self) -> float | None:
        """What it carries [TEU]; None where it is not known."""
        own = self.row.capacity_teu
        return self.service.capacity_teu if own is None else own

    @property
    def status(self) -> Status:
        """The less certain of the service and its time."""
        return weakest((self.service.status, self.row.status))

    def _arrives(self, days: float | None) -> datetime | None:
        return None if days is None else later(self.at, 24 * days)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The timetable of a region.

    Attributes:
        services: Services by id.
        rows: Rows of the timetable by service.
        zones: Clocks by their IANA name.
        opened: Departures that who runs a service opened one by one, by service. They leave
            whatever the service does else, and come before a row of the same instant.
    """

    services: Mapping[str, Service]
    rows: Mapping[str, tuple[TimetableRow, ...]]
    zones: Mapping[str, tzinfo]
    opened: Mapping[str, tuple[TimetableRow, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, region: Region, zone_of: Callable[[str], tzinfo]) -> "Timetable":
        """The timetable of a region.

        Args:
            region: The region with the world around it.
            zone_of: Finds a clock by its IANA name; clocks are read from files, which this
                room does not do.
        """
        rows: defaultdict[str, list[TimetableRow]] = defaultdict(list)
        for row in region.timetable:
            rows[row.service].append(row)
        return cls(
            {service.id: service for service in region.services},
            {service: tuple(own) for service, own in rows.items()},
            {name: zone_of(name) for name in sorted({row.zone for row in region.timetable})},
        )

    def with_opened(
        self, rows: Iterable[TimetableRow], zone_of: Callable[[str], tzinfo]
    ) -> "Timetable":
        """The same with departures that were opened one by one; of unknown services, none."""
        opened: defaultdict[str, list[TimetableRow]] = defaultdict(list)
        for row in rows:
            if row.service in self.services:
                opened[row.service].append(row)
        clocks = {row.zone: zone_of(row.zone) for own in opened.values() for row in own}
        return replace(
            self, opened={service: tuple(own) for service, own in opened.items()},
            zones={**self.zones, **clocks},
        )  # fmt: skip

    def covers(self, service: str) -> bool:
        """Whether a service has a timetable; one without goes by its headway."""
        return service in self.rows or service in self.opened

    def opens_on(self, service: str, day: date) -> bool:
        """Whether a departure of a service was opened for a day."""
        return any(day in row.dates for row in self.opened.get(service, ()))

    def on_day(self, service: str, day: date) -> tuple[Departure, ...]:
        """Departures of a service on a day of its own clock, the earliest first."""
        offered = self.services.get(service)
        if offered is None:
            return ()
        rows = self.rows.get(service, ()) if runs_on(offered, day) else ()
        found: dict[datetime, Departure] = {}
        for row in (*self.opened.get(service, ()), *rows):
            if holds_on(row, day):
                at = pin(day, time.fromisoformat(row.departs), self.zones[row.zone])
                found.setdefault(at, Departure(offered, row, at))
        return tuple(sorted(found.values(), key=lambda one: one.at))

    def between(self, service: str, first: date, days: int) -> Iterator[Departure]:
        """Departures of a service on some days from the first on, in order."""
        for number in range(days):
            yield from self.on_day(service, first + number * _DAY)

    def first_from(
        self, service: str, ready: datetime, *, handled_h: float = 0.0
    ) -> Departure | None:
        """The earliest departure that goods catch which are ready at an instant.

        Goods that are ready later never leave earlier. A cut-off is for goods that come in:
        handling into the yard, which they go through before they are ready, is part of it.

        Args:
            service: Id of the service.
            ready: When the goods are in the yard, handled, with its zone.
            handled_h: Time from coming in to being ready [h].

        Returns:
            None where the service has no timetable or none within 400 days.
        """
        if not self.covers(service):
            return None
        day = ready.astimezone(UTC).date() - _DAY  # somewhere it is yesterday still
        for number in range(FARTHEST_DAYS):
            # Two days, for rows of one service that go by different clocks.
            near = self.between(service, day + number * _DAY, 2)
            caught = [one for one in near if is_caught(one, ready, handled_h)]
            if caught:
                return min(caught, key=lambda one: one.at)
        return None

    def find(self, name: str) -> Departure | None:
        """A departure by its id, or by the name of one that was opened; None for neither."""
        for service, rows in self.opened.items():
            for row in rows:
                if row.id == name:
                    return self._first(service, row)
        service, _, instant = name.rpartition("@")
        try:
            wanted = datetime.fromisoformat(instant)
        except ValueError:
            return None
        day = wanted.date()
        return next((one for one in self.on_day(service, day) if one.id == name), None)

    def _first(self, service: str, row: TimetableRow) -> Departure:
        """The departure of a row that was opened for one day."""
        at = pin(row.dates[0], time.fromisoformat(row.departs), self.zones[row.zone])
        return Departure(self.services[service], row, at)

    def name_of(self, departure: Departure) -> str | None:
        """Name of a departure that was opened; None for those by the timetable."""
        is_opened = departure.row in self.opened.get(departure.service.id, ())
        return departure.row.id if is_opened else None


def is_caught(departure: Departure, ready: datetime, handled_h: float = 0.0) -> bool:
    """Whether goods that are ready at an instant make a departure."""
    spare = max(0.0, departure.cutoff_h - handled_h)
    return later(departure.at, -spare) >= ready


def holds_on(row: TimetableRow, day: date) -> bool:
    """Whether a row of the timetable has a departure on a day of its clock."""
    if day not in row.valid or day in row.except_dates:
        return False
    if day in row.dates:
        return True
    weeks = (day - FIRST_MONDAY).days // 7
    return weeks % row.every_weeks == row.week and WEEKDAYS[day.weekday()] in row.days


def later(instant: datetime, hours: float) -> datetime:
    """An instant so many hours later, to the second, by the same offset."""
    return instant + timedelta(seconds=round(3600 * hours))


def pin(day: date, hour: time, zone: tzinfo) -> datetime:
    """An instant by a clock, with the offset of then: plain sums with a zone ignore its jumps."""
    at = datetime.combine(day, hour, zone)
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)))


def weekly_departures(rows: tuple[TimetableRow, ...]) -> float:
    """How often rows of weekdays leave in a mean week; days named one by one do not count."""
    return sum(len(set(row.days)) / row.every_weeks for row in rows)
