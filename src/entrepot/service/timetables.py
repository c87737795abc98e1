"""The timetable of a pack and the places it goes between."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from entrepot.corridors.schedule import runs_on
from entrepot.corridors.timetable import Timetable
from entrepot.kernel.errors import InputError, MissingError, OutsideError, Problem
from entrepot.kernel.geography import great_circle_km
from entrepot.region.checks import ancestors
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.region.transport import Service, TimetableRow
from entrepot.store import packs
from entrepot.store.home import open_home

NEAR_KM = 60.0  # terminals so near to a place are its own, in a straight line


@dataclass
class Schedule:
    """Services of a region with their timetable and their terminals.

    Attributes:
        region: The region with the world around it.
    """

    region: Region

    @cached_property
    def timetable(self) -> Timetable:
        """Departures by service."""
        return Timetable.of(self.region, find_zone)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places by name."""
        return Gazetteer(self.region.places.values())

    def terminals_of(self, place: Place) -> frozenset[str]:
        """The place itself, what lies within it, and terminals nearby."""
        return frozenset(
            end for end in self._ends if end == place.id or self._is_close(self._place(end), place)
        )

    def is_own(self, place: str) -> bool:
        """Whether a place lies within the region."""
        return self.region.root in (place, *ancestors(place, self._parents))

    def offered(self, on: date) -> Iterator[Service]:
        """Services that run on a day, or of which somebody opened a departure on it."""
        opens = self.timetable.opens_on
        return (row for row in self.region.services if runs_on(row, on) or opens(row.id, on))

    def with_opened(self, rows: Iterable[TimetableRow]) -> "Schedule":
        """The same with departures that were opened one by one."""
        other = copy(self)  # what was worked out already goes along
        other.__dict__["timetable"] = self.timetable.with_opened(rows, find_zone)
        return other

    def zone_of(self, service: str) -> str:
        """IANA name of the clock of a service: of its timetable, else of the pack's home office.

        Raises:
            MissingError: Neither the timetable nor an office names one.
        """
        offices = sorted(self.region.offices, key=lambda one: one.place != self.region.home)
        zones = [row.zone for row in self.timetable.rows.get(service, ()) if row.zone]
        zones += [office.zone for office in offices if office.zone]
        if not zones:
            raise MissingError(
                Problem("timetable.zone", service, "no clock is known for it.",
                        "Give an office of the pack its zone.", message_zh="没有可用的时区。")
            )  # fmt: skip
        return zones[0]

    @cached_property
    def _ends(self) -> frozenset[str]:
        ends = ((row.from_place, row.to_place) for row in self.region.services)
        return frozenset(end for pair in ends for end in pair)

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        return {place.id: place.parent for place in self.region.places.values()}

    def _place(self, name: str) -> Place:
        return self.region.places[name]

    def _is_close(self, end: Place, place: Place) -> bool:
        if place.id in ancestors(end.id, self._parents):
            return True
        near = great_circle_km(end.lat, end.lon, place.lat, place.lon) <= NEAR_KM
        return near and end.country == place.country


def open_schedule(region: str | None = None) -> Schedule:
    """Read a pack.

    Args:
        region: Id or path of a pack; None takes `ENTREPOT_REGION`, else the default.

    Raises:
        InputError: The pack has problems.
    """
    reading = packs.read_region(packs.read_folder(packs.find_folder(region or open_home().region)))
    if reading.region is None:
        raise InputError(reading.problems)
    return Schedule(reading.region)


@cache
def find_zone(name: str) -> ZoneInfo:
    """A clock by its IANA name.

    Raises:
        OutsideError: The machine knows no such clock.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OutsideError(
            Problem("timetable.zone", "timetable.csv, zone", f"no clock is called {name!r} here.",
                    "Write an IANA name such as Asia/Shanghai; install tzdata if it is right.",
                    message_zh=f"本机没有名为“{name}”的时区。")
        ) from error  # fmt: skip
