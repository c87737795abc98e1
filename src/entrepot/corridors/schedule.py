"""Departures and waiting of scheduled services."""

from datetime import date

from entrepot.corridors.cost import Span
from entrepot.kernel.codes import Mode
from entrepot.region.transport import Service

WEEK_H = 168.0
# Ships, ferries and aircraft keep a timetable; trains and barges only if they leave weekly.
_REGULAR: frozenset[Mode] = frozenset({"sea", "air", "ferry"})


def headway_wait(headway_h: float, cv: float = 0.0) -> Span:
    """Wait for the next departure of a service met at a random instant.

    The mean is h(1 + cv^2)/2, which is h/2 for a regular service. The variance is that of
    the residual of a gamma distributed headway, h^2/12 for a regular one.

    Args:
        headway_h: Mean time between departures [h].
        cv: Coefficient of variation of that time.

    Example:
        >>> headway_wait(168.0).mean_h
        84.0

    Source:
        Osuna and Newell 1972, Control strategies for an idealized public transportation
        system (mean wait); renewal theory for the variance.
    """
    square = cv * cv
    mean = headway_h * (1 + square) / 2
    second = headway_h * headway_h * (1 + square) * (1 + 2 * square) / 3
    return Span(mean, second - mean * mean, headway_h / 2)


def departure_wait(
    mode: Mode, per_week: float, irregular_cv: float, cutoff_h: float = 0.0, handled_h: float = 0.0
) -> Span:
    """Wait between handling in the yard and departure.

    Goods must be in the yard `cutoff_h` before departure; handling takes `handled_h` of
    that anyway, so only the rest is waited for.

    Args:
        mode: Mode of the service; ships, ferries and aircraft keep a timetable.
        per_week: Departures a week, above zero.
        irregular_cv: Coefficient of variation of the headway of trains and barges that
            leave less than weekly.
        cutoff_h: Hours before departure at which goods must be in the yard [h].
        handled_h: Time the handling into the yard takes already [h].
    """
    is_regular = mode in _REGULAR or per_week >= 1
    wait = headway_wait(WEEK_H / per_week, 0.0 if is_regular else irregular_cv)
    spare = max(0.0, cutoff_h - handled_h)
    return Span(wait.mean_h + spare, wait.var_h2, wait.p50_h + spare)


def runs_on(service: Service, on: date) -> bool:
    """Say whether a service can be booked on a day; a frequency of zero is a scenario."""
    return service.use == "offered" and service.departures_per_week != 0 and on in service.valid
