"""The verbs of small exporters over a desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from entrepot.service import credit_insurance
from entrepot.service.cases import one_case
from entrepot.service.desk import Desk
from entrepot.service.firm_books import service_firm_books
from entrepot.service.fruit import consolidate_case
from entrepot.service.tariff_desk import tariff_law
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.verbs import Document


def bind_exporters(desk: Desk, now: Callable[[], datetime]) -> ExporterVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    def asked(verb: Callable[..., Document]) -> Callable[..., Any]:
        return lambda who, *given: verb(window, *given, by=who, at=now())

    def told(verb: Callable[..., Document]) -> Callable[..., Any]:
        return lambda who, *given: verb(
            window, *given[:-1], one_case(given[-1]), by=who, at=now()
        )  # fmt: skip

    return ExporterVerbs(
        buyers=asked(credit_insurance.list_buyers),
        ask=told(credit_insurance.ask_limit),
        buyer=asked(credit_insurance.show_buyer),
        act=told(credit_insurance.act_on_buyer),
        books=lambda who: service_firm_books(window, tariff_law(desk), by=who, at=now()),
        currency=lambda: window.reference.settings.currency,
        zone=lambda: window.reference.zone,
        consolidate=lambda raw: consolidate_case(one_case(raw)),
    )
