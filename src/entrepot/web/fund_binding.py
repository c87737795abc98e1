"""The verbs of the fund and of small exporters over a desk."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from entrepot.service import fund, loans
from entrepot.service.cases import one_case
from entrepot.service.desk import Desk
from entrepot.service.fruit import consolidate_case
from entrepot.service.lending_cases import list_features, quote_insurance, score_loan
from entrepot.web.fund_verbs import FundVerbs
from entrepot.web.verbs import Document


def bind_fund(desk: Desk, now: Callable[[], datetime]) -> FundVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    def act(verb: Callable[..., Document]) -> Callable[..., Any]:
        return lambda who, *given: verb(window, *given, by=who, at=now())

    def act_on(verb: Callable[..., Document]) -> Callable[..., Any]:
        return lambda who, *given: verb(
            window, *given[:-1], one_case(given[-1]), by=who, at=now()
        )  # fmt: skip

    def today() -> date:
        return now().astimezone(window.reference.zone).date()

    return FundVerbs(
        list=act(fund.list_calls),
        open=act_on(fund.open_call),
        show=act(fund.show),
        apply=act_on(fund.apply),
        act=act_on(fund.act),
        loans=act(loans.list_loans),
        ask_loan=act_on(loans.ask_loan),
        show_loan=act(loans.show_loan),
        move_loan=act_on(loans.act_on_loan),
        score=lambda raw: score_loan(window.reference, one_case(raw), today=today()),
        features=lambda: list_features(window.reference, today()),
        currency=lambda: window.reference.settings.currency,
        zone=lambda: window.reference.zone,
        quote=lambda raw: quote_insurance(window.reference, one_case(raw), today=today()),
        consolidate=lambda raw: consolidate_case(one_case(raw)),
    )
