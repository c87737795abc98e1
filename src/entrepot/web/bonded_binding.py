"""The verbs of the bonded room over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import bonded, bonded_books
from entrepot.service.bonded_desk import UNTIL
from entrepot.service.desk import Desk
from entrepot.service.window import Window
from entrepot.web.bonded_verbs import BondedThing, BondedVerbs
from entrepot.web.verbs import Document

Now = Callable[[], datetime]


def bind_bonded(desk: Desk, now: Now) -> BondedVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return BondedVerbs(
        things={name: _bind(window, one, now) for name, one in bonded.THINGS.items()},
        book=lambda who, name, item, before: bonded_books.show_book(
            window, name, by=who, at=now(), item=item, before=before or UNTIL
        ),
        verify=lambda who, name: bonded_books.verify_book(window, name, by=who, at=now()),
        choices=lambda: _choices(window),
    )


def _bind(window: Window, thing: bonded.Thing, now: Now) -> BondedThing:
    return BondedThing(
        list=lambda who: thing.list(window, by=who, at=now()),
        show=lambda who, name: thing.show(window, name, by=who, at=now()),
        add=lambda who, raw: thing.add(window, raw, by=who, at=now()),
        act=lambda who, name, raw: thing.act(window, name, raw, by=who, at=now()),
    )


def _choices(window: Window) -> Document:
    return {
        "zones": [
            {"id": one.id, "name": one.name, "name_zh": one.name_zh}
            for one in window.reference.table("zones")
        ],
        "offices": [
            {"id": one.office, "name": one.label_en, "name_zh": one.label_zh}
            for one in window.offices.values()
        ],
        "roles": [
            {"id": one.id, "name": one.name, "name_zh": one.name_zh}
            for one in window.reference.table("zone_roles")
        ],
        "currency": window.reference.settings.currency,
    }
