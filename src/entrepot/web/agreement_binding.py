"""The verbs of agreements over a desk."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from entrepot.service.agreements import compare_agreements, list_clauses
from entrepot.service.country_rules import compare_countries
from entrepot.service.desk import Desk
from entrepot.service.origin import OriginDesk
from entrepot.service.rerun import kept_book, rerun_book
from entrepot.service.tariff_desk import tariff_law
from entrepot.service.tariff_law import TariffLaw
from entrepot.web.agreement_verbs import AgreementVerbs
from entrepot.web.verbs import Document, Fields

MOST = 200  # cases of a book in one request


def bind_agreements(desk: Desk, now: Callable[[], datetime]) -> AgreementVerbs:
    """Bind the functions to a desk and to a clock."""
    origins = OriginDesk(desk.window.reference, desk.database)

    @cache
    def law() -> TariffLaw:
        return tariff_law(desk)

    def compare(fields: Fields) -> Document:
        return compare_agreements(origins, fields, today=now().date())

    def rules(fields: Fields) -> Document:
        return compare_countries(law(), fields, today=now().date())

    def rerun(book: object, change: object, by: str | None) -> Document:
        at = now()
        found, _ = rerun_book(
            origins, law(), book, change, today=at.date(), at=at, by=by, most=MOST
        )
        return found

    return AgreementVerbs(
        list=lambda: list_clauses(origins, today=now().date()),
        compare=compare,
        rules=rules,
        rerun=rerun,
        kept=lambda by: kept_book(origins, by=by, at=now())[:MOST],
    )
