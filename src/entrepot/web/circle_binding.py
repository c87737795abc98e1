"""The verbs of partners over a desk."""

from collections.abc import Callable
from datetime import date, datetime

from entrepot.service.desk import Desk
from entrepot.service.partners import circle_of, home_of, homes_of, partners_document
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.verbs import Document


def bind_circle(desk: Desk, now: Callable[[], datetime]) -> CircleVerbs:
    """Bind the functions to the region of a desk and to a clock."""
    reference = desk.window.reference

    def circle(home: str, day: date, partner: str) -> Document:
        return partners_document(
            circle_of(reference, home or home_of(reference, desk.region.home)), day, partner
        )

    def homes() -> list[Document]:
        return [{"home": one, **_place(desk, one)} for one in homes_of(reference)]

    def places() -> dict[str, Document]:
        rows = [*reference.table("instruments"), *reference.table("contacts")]
        ids = {row.partner for row in rows} | {row.home for row in rows}
        return {one: _place(desk, one) for one in ids if one}

    return CircleVerbs(circle=circle, homes=homes, places=places, today=lambda: now().date())


def _place(desk: Desk, place: str) -> Document:
    found = desk.region.places[place]
    return {"name": found.name, "name_zh": found.name_zh, "lat": found.lat, "lon": found.lon}
