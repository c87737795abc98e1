"""Routes on the calendar: the clock they start by and the departures they catch."""

from dataclasses import dataclass
from datetime import UTC, date, time, tzinfo
from functools import cached_property

from entrepot.corridors.itinerary import Itinerary, walk
from entrepot.corridors.journey import Route
from entrepot.corridors.overlay import handling_h
from entrepot.corridors.timetable import Timetable, pin
from entrepot.kernel.codes import Mode
from entrepot.kernel.geography import great_circle_km
from entrepot.region.edits import Scaling
from entrepot.region.model import Region
from entrepot.region.scenario import Scenario
from entrepot.service.timetables import find_zone


@dataclass
class Calendar:
    """What turns a route and a day into departures.

    Attributes:
        region: The region with the world around it.
        origin: Place the goods start from.
        scenario: What differs; a service that runs more or less often there has no timetable.
    """

    region: Region
    origin: str
    scenario: Scenario | None = None

    def walk(self, route: Route, day: date) -> Itinerary:
        """The route from midnight of a day by the clock of its origin, on mean times."""
        start = pin(day, time(), self.zone)
        return walk(route.legs, start, self.timetable, self._handled_h, without=self._changed)

    @cached_property
    def timetable(self) -> Timetable:
        """Departures by service."""
        return Timetable.of(self.region, find_zone)

    @cached_property
    def zone(self) -> tzinfo:
        """Clock of the nearest timetabled terminal in the country of the origin, else UTC."""
        places = self.region.places
        origin = places[self.origin]
        near = [
            (great_circle_km(origin.lat, origin.lon, end.lat, end.lon), rows[0].zone)
            for service, rows in self.timetable.rows.items()
            if (end := places[self.timetable.services[service].from_place]).country
            == origin.country
        ]
        return self.timetable.zones[min(near)[1]] if near else UTC

    @cached_property
    def _changed(self) -> frozenset[str]:
        edits = self.scenario.edits if self.scenario else ()
        scaled = (edit for edit in edits if isinstance(edit, Scaling))
        return frozenset(e.id for e in scaled if e.kind == "service" and e.frequency != 1.0)

    @cached_property
    def _handling(self) -> dict[Mode, float]:
        return {}

    def _handled_h(self, mode: Mode) -> float:
        if mode not in self._handling:
            self._handling[mode] = handling_h(self.region.transfers, mode)
        return self._handling[mode]
