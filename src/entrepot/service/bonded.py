"""What there is in the bonded room, each with the same four verbs: add, list, show, act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.service.amounts import Document
from entrepot.service.bonded_acts import carry_out
from entrepot.service.bonded_books import list_books, open_book, show_book
from entrepot.service.bonded_leases import act_on_lease, list_leases, open_lease, show_lease
from entrepot.service.bonded_lists import act_on_list, list_lists, show_list, submit_list
from entrepot.service.bonded_passes import act_on_pass, list_passes, make_pass, show_pass
from entrepot.service.bonded_projects import (
    act_on_project,
    list_projects,
    propose_project,
    show_project,
)
from entrepot.service.bonded_repairs import act_on_repair, list_repairs, open_repair, show_repair
from entrepot.service.bonded_transfers import (
    act_on_transfer,
    list_transfers,
    propose_transfer,
    show_transfer,
)
from entrepot.service.window import Window

Verb = Callable[..., Document]


@dataclass(frozen=True, slots=True)
class Thing:
    """The verbs of one kind of thing; each takes `by` and `at` besides.

    Attributes:
        sign: First letter of its references.
        add: The window and a document, to the thing.
        list: The window, to what may be seen.
        show: The window and a reference, to the thing.
        act: The window, a reference and a document with `move`, to the thing.
    """

    sign: str
    add: Verb
    list: Verb
    show: Verb
    act: Verb


def open_handbook(window: Window, raw: object, **more: Any) -> Document:
    """Open a handbook of processing trade; as `open_book`, whose `kind` it fills in."""
    told = {**raw, "kind": "handbook"} if isinstance(raw, Mapping) else raw
    return open_book(window, told, **more)


THINGS: Mapping[str, Thing] = {
    "books": Thing("B", open_book, list_books, show_book, carry_out),
    "lists": Thing("V", submit_list, list_lists, show_list, act_on_list),
    "gate-passes": Thing("G", make_pass, list_passes, show_pass, act_on_pass),
    "transfers": Thing("T", propose_transfer, list_transfers, show_transfer, act_on_transfer),
    "repairs": Thing("R", open_repair, list_repairs, show_repair, act_on_repair),
    "leases": Thing("L", open_lease, list_leases, show_lease, act_on_lease),
    "projects": Thing("P", propose_project, list_projects, show_project, act_on_project),
    "handbooks": Thing(
        "B", open_handbook, partial(list_books, kind="handbook"), show_book, carry_out
    ),
}


def thing_named(name: str) -> Thing:
    """A kind of thing by its name.

    Raises:
        InputError: There is none.
    """
    if name not in THINGS:
        raise InputError(
            Problem("bonded.thing", "thing", f"{name[:40]!r} is not known here.",
                    f"One of {', '.join(THINGS)}.", message_zh="没有该类单证。")
        )  # fmt: skip
    return THINGS[name]


def thing_of(reference: str) -> Thing:
    """The kind of thing that a reference names.

    Raises:
        MissingError: It names none.
    """
    sign = reference.strip()[:1].upper()
    found = next((one for one in THINGS.values() if one.sign == sign), None)
    if found is None:
        raise MissingError(
            Problem("bonded.unknown", reference[:40], "there is no such thing.",
                    "References begin with B, V, G, T, R, L or P.", message_zh="没有该记录。")
        )  # fmt: skip
    return found
