"""The timetable of a pack and the places it goes between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from entrepot.corridors.schedule import runs_on
from entrepot.corridors.timetable import Timetable
from entrepot.kernel.errors import InputError, OutsideError, Problem
from entrepot.kernel.geography import great_circle_km
from entrepot.region.checks import ancestors
from entrepot.region.gazetteer import Gazetteer
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.region.transport import Service
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
        """Services that run on a day."""
        return (row for row in self.region.services if runs_on(row, on))

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
