"""The verbs of partners over a desk."""

from collections.abc import Callable
from datetime import date, datetime

from entrepot.service.desk import Desk
from entrepot.service.kept_circle import show_partners
from entrepot.service.partner_addresses import list_addresses
from entrepot.service.partners import circle_of, home_of, homes_of, partners_document
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.verbs import Document


def bind_circle(desk: Desk, now: Callable[[], datetime]) -> CircleVerbs:
    """Bind the functions to the region of a desk and to a clock."""
    reference = desk.window.reference

    def circle(home: str, day: date, partner: str, who: str) -> Document:
        if who:
            return show_partners(desk.window, home, day, partner, by=who, at=now())
        return partners_document(
            circle_of(reference, home or home_of(reference, desk.region.home)), day, partner
        )

    def homes() -> list[Document]:
        return [{"home": one, **_place(desk, one)} for one in homes_of(reference)]

    def places() -> dict[str, Document]:
        return {one: _place(desk, one) for one in desk.region.places}

    return CircleVerbs(
        circle=circle, homes=homes, places=places, today=lambda: now().date(),
        addresses=lambda day, who: list_addresses(desk.window, day, by=who, at=now()),
    )  # fmt: skip


def _place(desk: Desk, place: str) -> Document:
    found = desk.region.places[place]
    return {"name": found.name, "name_zh": found.name_zh, "lat": found.lat, "lon": found.lon}
