"""The land port of the rehearsal: a yard, trucks, a train and air cargo, all of it invented."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from entrepot.service.examples import example_offices
from entrepot.service.port_air import take_step
from entrepot.service.port_calls import add_bills, plan_call
from entrepot.service.port_trucks import book_truck, open_slots
from entrepot.service.port_yard import ground, lay_out
from entrepot.service.window import Window
from entrepot.store.port import Port
from entrepot.store.window import acting_system

TRAIN = "SYN-TRAIN-1"
HOUR = timedelta(hours=1)
_WAYS = {
    "SYN-AWB-1": ("cargo", (("freight", "under_control"), ("supervision", "under_control"),
                            ("supervision", "released"))),
    "SYN-EMS-1": ("mail", (("mail", "under_control"), ("mail", "released"), ("", "released"))),
    "SYN-EXP-1": ("express", (("express", "under_control"), ("supervision", "held"))),
}  # fmt: skip


def rehearse_port(window: Window, boxes: Sequence[str], *, at: datetime) -> None:
    """Put invented things into the port, once; what is there already stays as it is.

    Args:
        window: The window.
        boxes: Boxes that came in; all but the first are set down in the yard.
        at: Now.
    """
    site = example_offices(window.reference)[0].place
    with acting_system(window.database) as found:
        book = Port(found.tx)
        has_yard = bool(list(book.list_slots(site=site)))
        has_slots = bool(list(book.list_truck_slots(site=site, since=at - 9999 * HOUR,
                                                    until=at + 9999 * HOUR)))  # fmt: skip
        known = {name for name in _WAYS if list(book.list_air_steps(reference=name))}
    if not has_yard:
        lay_out(window, "A", 4, 2, 3, by="site", at=at)
        for box in reversed(boxes[1:]):
            ground(window, box, by="site", at=at)
    if not has_slots:
        _bring_trucks(window, site, boxes[0], at)
    _plan_train(window, boxes, at)
    for name, (kind, steps) in _WAYS.items():
        for hours, (centre, customs) in enumerate(() if name in known else steps):
            told = {"reference": name, "kind": kind, "centre": centre, "customs": customs,
                    "at": (at + (hours - len(steps)) * HOUR).isoformat()}  # fmt: skip
            take_step(window, told, by="operator", at=at)


def _bring_trucks(window: Window, site: str, box: str, at: datetime) -> None:
    starts = at.replace(minute=0, second=0, microsecond=0) + HOUR
    slots = {"starts": starts.isoformat(), "minutes": "60", "count": "8", "capacity": "4"}
    open_slots(window, slots, by="site", at=at)
    asked = {"site": site, "starts": starts.isoformat(), "container": box, "vehicle": "SYN-0001"}
    book_truck(window, asked, by="exporter", at=at)


def _plan_train(window: Window, boxes: Sequence[str], at: datetime) -> None:
    told = {"mode": "train", "reference": TRAIN, "route": "rehearsal",
            "planned_at": (at + 48 * HOUR).isoformat()}  # fmt: skip
    call = plan_call(window, told, by="operator", at=at)
    if not call["bills"]:
        bills = [
            {"number": "SYN-M1", "kind": "master", "containers": list(boxes)},
            {"number": "SYN-H1", "kind": "house", "master": "SYN-M1", "containers": boxes[:1]},
        ]
        add_bills(window, call["id"], {"bills": bills}, by="operator", at=at)
