"""A route on the calendar: which departures are caught when it starts at an instant.

The search knows waits by their mean, whatever the day. Here the same legs are walked from one
start, each taking its mean time, and timetables say how long each wait really is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from entrepot.corridors.journey import Leg
from entrepot.corridors.timetable import Departure, Timetable, later
from entrepot.kernel.codes import Mode


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A route from one start.

    Attributes:
        departures: Departures caught, by the number of the leg that waits for it and of the
            first leg aboard, from 0.
        arrives: When the goods are there, by mean times.
        waited_h: Waiting for services in all [h].
        by_headway: Services waited for by their mean headway, without a timetable.
    """

    departures: Mapping[int, Departure]
    arrives: datetime
    waited_h: float
    by_headway: tuple[str, ...] = ()

    @property
    def first(self) -> Departure | None:
        """The first departure caught; None where none goes by a timetable."""
        return next(iter(self.departures.values()), None)


def walk(
    legs: Sequence[Leg],
    start: datetime,
    timetable: Timetable,
    handled_h: Callable[[Mode], float],
    *,
    without: Collection[str] = (),
) -> Itinerary:
    """Walk the legs of a route from an instant.

    Args:
        legs: The legs, in order.
        start: When the goods leave their origin, with its zone.
        timetable: When services leave.
        handled_h: Time of handling into a yard by mode, which is part of a cut-off [h].
        without: Services whose timetable does not hold, as where a scenario lets them run
            more often.
    """
    now, waited, found, unknown = start, 0.0, dict[int, Departure](), dict[str, None]()
    for number, leg in enumerate(legs):
        caught = None
        if leg.kind == "wait" and leg.service_id not in without:
            caught = timetable.first_from(leg.service_id, now, handled_h=handled_h(leg.mode))
        if caught is None:
            now = later(now, leg.hours_mean)
            if leg.kind == "wait":
                waited += leg.hours_mean
                unknown[leg.service_id or leg.service] = None
            continue
        waited += (caught.at - now).total_seconds() / 3600
        now = caught.at
        found[number] = caught
        if number + 1 < len(legs) and legs[number + 1].service_id == leg.service_id:
            found[number + 1] = caught
    return Itinerary(found, now, round(waited, 2), tuple(unknown))
