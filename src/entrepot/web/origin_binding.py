"""The verbs of origin over a desk."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from entrepot.service.desk import Desk
from entrepot.service.fta import agreements_of
from entrepot.service.origin import (
    OriginDesk,
    determine_origin,
    list_agreements,
    show_determination,
)
from entrepot.service.tariff_desk import tariff_law
from entrepot.service.tariff_law import TariffLaw
from entrepot.web.origin_verbs import OriginVerbs
from entrepot.web.verbs import Document, Fields


def bind_origin(desk: Desk, now: Callable[[], datetime]) -> OriginVerbs:
    """Bind the functions to a desk and to a clock."""
    origins = OriginDesk(desk.window.reference, desk.database)

    @cache
    def law() -> TariffLaw:
        return tariff_law(desk)

    def determine(raw: Fields, by: str | None) -> Document:
        return determine_origin(origins, raw, at=now(), by=by)

    def show(reference: str, by: str | None) -> Document:
        return show_determination(origins, reference, at=now(), by=by)

    def of_pair(fields: Fields, by: str | None) -> Document:
        return agreements_of(origins, law(), fields, today=now().date(), at=now(), by=by)

    return OriginVerbs(
        determine=determine,
        show=show,
        agreements=lambda: list_agreements(origins, now().date()),
        agreements_of=of_pair,
        today=lambda: now().date().isoformat(),
        country=desk.region.country,
    )
