"""The train of the rehearsal: opened once, a booking on it, and one that waits; all synthetic."""

from datetime import datetime, time, timedelta

from entrepot.kernel.errors import MissingError
from entrepot.service.timetables import open_schedule
from entrepot.service.train_filling import fill_train
from entrepot.service.trains import book_train, open_train, show_train
from entrepot.service.window import Window

TRAIN = "SYN1"
_AHEAD, _CUTOFF = timedelta(days=14), timedelta(days=1)
_LEAVES = time(9, 41)  # at a minute that no timetable knows
_PLACES, _BOOKED, _MORE = "40", "38", "4"


def rehearse_train(window: Window, *, at: datetime) -> None:
    """Open a train two weeks ahead on the region's own first service by rail, once.

    A region without one has no train in its rehearsal.

    Args:
        window: The window.
        at: Now.
    """
    try:
        show_train(window.database, TRAIN, at=at, by="operator")
    except MissingError:
        _open(window, at)


def _open(window: Window, at: datetime) -> None:
    schedule = open_schedule(str(window.reference.folder))
    rail = [row for row in schedule.region.services
            if row.mode == "rail" and schedule.is_own(row.from_place)]  # fmt: skip
    if not rail:
        return
    zone = window.reference.zone
    day = (at.astimezone(zone) + _AHEAD).date()
    departs = datetime.combine(day, _LEAVES, zone)
    raw = {"train": TRAIN, "service": rail[0].id, "departs": departs.isoformat(),
           "cutoff": (departs - _CUTOFF).isoformat(), "capacity_teu": _PLACES}  # fmt: skip
    open_train(schedule, window.database, raw, at=at, by="operator")
    for by, teu in (("exporter", _BOOKED), ("rival", _MORE)):
        book_train(window.database, TRAIN, {"teu": teu, "key": f"{TRAIN}-DEMO"}, at=at, by=by)
    fill_train(window.database, TRAIN, at=at, by="operator")
