"""The yard of a site: what stands where, for how long, and setting down and lifting."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.port.events import Event
from entrepot.port.yard import (
    BANDS,
    Slot,
    band_of,
    check_ground,
    check_lift,
    first_free,
    parse_slot,
)
from entrepot.service.port_boxes import free_days
from entrepot.service.port_desk import at_port, no_such, own_site, refuse, told_instant
from entrepot.service.port_events import tell_one
from entrepot.service.window import Window
from entrepot.store.chains import append_event
from entrepot.store.port import Port
from entrepot.window.actor import Actor

Document = dict[str, Any]
YARDMEN = ("port_operator",)
SEERS = ("port_operator", "carrier", "auditor", "supervisor", "inspector", "document_officer")
MOST_SLOTS, MOST_BOXES = 2000, 500


def show_yard(window: Window, *, by: str, at: datetime, site: str = "") -> Document:
    """The slots of a site with what stands in them, and the ages of all boxes there.

    Returns:
        site, `slots`, `stacks` by block and bay, `boxes` of the site with their slot or none,
        `ages` by band, `free_days`.
    """
    with at_port(window, by, at, *SEERS) as (book, actor):
        place = site if actor.scope in ("audit", "office") and site else _place(window, actor, site)
        slots = list(book.list_slots(site=place))
        boxes = list(book.list_here(site=place, most=MOST_BOXES))
    ages = Counter(band_of(at - row["in_at"]) for row in boxes)
    return {
        "site": place,
        "free_days": free_days(window, at),
        "ages": [{"band": band, "boxes": ages[band]} for band in BANDS],
        "slots": [
            {"slot": row["slot"], "container": row["container"], "size_type": row["size_type"],
             "since": told_instant(row["since"]),
             "band": band_of(at - row["in_at"]) if row["in_at"] else None}
            for row in sorted(slots, key=lambda row: _slot(row["slot"]))
        ],
        "boxes": [
            {"container": row["container"], "slot": row["slot"], "size_type": row["size_type"],
             "status": row["status"], "seal": row["seal"], "in_at": told_instant(row["in_at"]),
             "days": (at - row["in_at"]).days, "band": band_of(at - row["in_at"]),
             "holders": row["holders"]}
            for row in boxes
        ],
    }  # fmt: skip


def _place(window: Window, actor: Actor, site: str) -> str:
    if actor.scope == "audit":  # whoever sees all and names no site looks at the first
        return site or next(one.place for one in window.offices.values() if one.bays and one.place)
    return own_site(window, actor, site)


def lay_out(
    window: Window, block: str, bays: int, rows: int, tiers: int, *, by: str, at: datetime,
    site: str = "",
) -> Document:  # fmt: skip
    """Give a site a block of slots; slots it has already stay.

    Raises:
        InputError: The block is named otherwise than by up to three capitals, or is too large.
    """
    names = [str(Slot(block, bay, row, tier)) for bay in range(1, bays + 1)
             for row in range(1, rows + 1) for tier in range(1, tiers + 1)]  # fmt: skip
    if not 1 <= len(names) <= MOST_SLOTS or not all(map(parse_slot, names)):
        raise InputError(
            Problem("yard.block", "block", f"no block of 1 to {MOST_SLOTS} slots, six tiers high.",
                    "Name it by up to three capitals.", message_zh="堆场区块无效。")
        )  # fmt: skip
    with at_port(window, by, at, *YARDMEN) as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        book.add_slots(site=place, slots=names)
        body = {"block": block, "slots": len(names)}
        append_event(book, f"port:{place}", kind="yard_laid_out", at=at, by=actor, body=body)
    return show_yard(window, by=by, at=at, site=place)


def ground(
    window: Window, container: str, *, by: str, at: datetime, slot: str = "", site: str = ""
) -> Document:
    """Set a box down in a slot, the first free one where none is named; it may move there.

    Raises:
        InputError: The number or the slot is wrong.
        RefusedError: The slot is taken, nothing stands below, or the box is under another.
        MissingError: The box is not here, or the yard has no such slot.
    """
    window.check_container(container)
    with at_port(window, by, at, *YARDMEN) as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        box, taken, slots = _open(book, place, container)
        wanted = _wanted(slot, slots, taken, place)
        was = next((name for name, one in taken.items() if one == container), None)
        if was == str(wanted):
            return {"container": container, "site": place, "slot": was}
        refuse([*check_ground(wanted, taken, container),
                *(check_lift(_slot(was), taken) if was else ())])  # fmt: skip
        if was:
            book.end_stay(at=at, site=place, container=container)
        book.begin_stay(site=place, slot=str(wanted), container=container, org=box["org_id"], at=at)
        _tell(book, actor, place, container, "shift" if was else "yard_in", box["status"], at,
              str(wanted))  # fmt: skip
    return {"container": container, "site": place, "slot": str(wanted)}


def take_up(window: Window, container: str, *, by: str, at: datetime, site: str = "") -> Document:
    """Lift a box out of its slot, onto a truck or a wagon.

    Raises:
        RefusedError: Another stands on it.
        MissingError: It stands in no slot here.
    """
    window.check_container(container)
    with at_port(window, by, at, *YARDMEN) as (book, actor):
        place = own_site(window, actor, site)
        book.become_system()
        box, taken, _ = _open(book, place, container)
        was = next((name for name, one in taken.items() if one == container), None)
        if was is None:
            raise no_such("stay", container, "在场箱位")
        refuse(check_lift(_slot(was), taken))
        book.end_stay(at=at, site=place, container=container)
        _tell(book, actor, place, container, "yard_out", box["status"], at)
    return {"container": container, "site": place, "slot": None}


def _open(book: Port, place: str, container: str) -> tuple[Any, dict[str, str], list[Slot]]:
    """A box that is here, what is taken, and all slots; nobody else moves boxes meanwhile."""
    box = book.lock_box(container=container)
    book.lock_yard(site=place)
    is_here = box and box["site"] == place and box["in_at"] and (
        box["out_at"] is None or box["out_at"] < box["in_at"]
    )  # fmt: skip
    if not is_here:
        raise no_such("box", container, "在场箱")
    rows = list(book.list_slots(site=place))
    taken = {row["slot"]: row["container"] for row in rows if row["container"]}
    return box, taken, [_slot(row["slot"]) for row in rows]


def _wanted(slot: str, slots: Sequence[Slot], taken: dict[str, str], place: str) -> Slot:
    if not slot:
        free = first_free(slots, taken)
        if free is None:
            refuse([Problem("yard.full", place, "every slot is taken.", "Lay out a block.",
                            message_zh="堆场已满。")])  # fmt: skip
        return free or slots[0]
    found = parse_slot(slot.upper())
    if found is None:
        raise InputError(Problem("yard.slot", "slot", f"{slot[:20]!r} is no slot.",
                                 "Write it as A-12-3-1.", message_zh="箱位无效。"))  # fmt: skip
    if found not in slots:
        raise no_such("slot", slot, "箱位")
    return found


def _slot(name: str) -> Slot:
    found = parse_slot(name)
    if found is None:
        raise ValueError(f"{name} is no slot")
    return found


def _tell(
    book: Port, actor: Actor, place: str, container: str, what: str, status: str, at: datetime,
    slot: str = "",
) -> None:  # fmt: skip
    key = f"yard/{place}/{container}/{what}/{slot}/{at.isoformat()}"
    tell_one(book, actor, Event(key, container, what, at, place, status=status), at)
