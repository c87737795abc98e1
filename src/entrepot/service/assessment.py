"""What a case owes: JSON in, the assessment as a document out; no database is needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NoReturn, Protocol

from entrepot.kernel.errors import EntrepotError, InputError, ModelError, Problem
from entrepot.kernel.money import Money
from entrepot.service.amounts import money_document
from entrepot.service.terms import find_month_rate
from entrepot.store.exchange import ExchangeRates, load_rates
from entrepot.store.reference import WindowReference
from entrepot.tariff.measures import MeasureBook
from entrepot.window.assessment import Assessment, assess
from entrepot.window.case import Case, CaseItem, Flow
from entrepot.window.case_filed import case_of, check_case
from entrepot.window.case_intake import parse_case
from entrepot.window.charges import Levy
from entrepot.window.choice import AssessedItem, PreferenceTold
from entrepot.window.conversion import CustomsRate
from entrepot.window.figures import exact_text
from entrepot.window.filed import Declaration
from entrepot.window.legal import LegalBook
from entrepot.window.rates import ItemRates, RateSource, TariffRates
from entrepot.window.reasons import Reasons

Document = dict[str, Any]
MOST_ITEMS = "most_items"
MOST_FAULTS = 1000  # named in one answer; a list of nonsense could hold any number


class Desk(Protocol):
    """What an assessment rests on."""

    @property
    def reference(self) -> WindowReference: ...  # noqa: D102
    @property
    def legal(self) -> LegalBook: ...  # noqa: D102
    @property
    def reasons(self) -> Reasons: ...  # noqa: D102
    @property
    def rates(self) -> RateSource: ...  # noqa: D102
    def month_rate(self, currency: str, on: date) -> CustomsRate | None: ...  # noqa: D102


class Assessor:
    """A desk without a database: tables are read when they are first needed.

    Args:
        reference: The reference data of a region.
        daily: Daily rates of exchange, read when a case states none.
    """

    def __init__(
        self, reference: WindowReference, daily: Callable[[], ExchangeRates] = load_rates
    ) -> None:
        self.reference = reference
        self._load_daily = daily

    @property
    def legal(self) -> LegalBook:
        """Dated numbers of the law."""
        return self.reference.legal

    @cached_property
    def reasons(self) -> Reasons:
        """Words of the faults."""
        return Reasons(self.reference.table("reason_codes"))

    @property
    def rates(self) -> RateSource:
        """Rates by the tables."""
        return self

    def find_rates(self, item: CaseItem, flow: Flow, on: date) -> ItemRates:
        """The rates of an item by the tables; cases that state theirs never ask."""
        return self._tariff.find_rates(item, flow, on)

    def month_rate(self, currency: str, on: date) -> CustomsRate | None:
        """The customs rate of a currency in the month of a day."""
        return find_month_rate(self.reference, self._daily, currency, on)

    @cached_property
    def _tariff(self) -> TariffRates:
        return rate_source(self.reference, self.reasons)

    @cached_property
    def _daily(self) -> ExchangeRates:
        return self._load_daily()


def rate_source(reference: WindowReference, reasons: Reasons | None = None) -> TariffRates:
    """Rates of charge by the tables of a region.

    Args:
        reference: The reference data.
        reasons: Words of the faults; those of the reference data where none are given.
    """
    country = reference.settings.country
    markets = (row.id for row in reference.table("markets") if country in row.countries)
    agreements = reference.table("trade_agreements")
    return TariffRates(
        next(markets, country),
        country,
        book=MeasureBook(reference.table("measures")),
        vat=reference.table("vat"),
        gaps=reference.table("gaps"),
        reasons=reasons or Reasons(reference.table("reason_codes")),
        regimes={row.code: row.regime for row in agreements if row.regime},
    )


def assess_case(desk: Desk, declaration: Declaration, on: date) -> Document:
    """Assess what a declaration states, by the rates of the tables.

    Args:
        desk: The desk.
        declaration: What was filed.
        on: Legal day of acceptance, in the zone of the office.

    Raises:
        InputError: It cannot be assessed as it stands, or a quantity is missing.
        ModelError: A rate is not known; the problem names the table.
    """
    faults = check_case(declaration, desk.reasons)
    if faults:
        raise InputError(faults)
    return _assess(desk, case_of(declaration, on))


def assess_cases(desk: Desk, raw: object) -> Document | list[Document]:
    """Assess a case, or a list of cases, as JSON gives them.

    Args:
        desk: The desk.
        raw: An object, or a list of objects; numbers are texts, `int` or `Decimal`.

    Returns:
        A document, or a list of documents.

    Raises:
        InputError: With every fault of every case.
        ModelError: Where a rate is not known.
    """
    if not isinstance(raw, list):
        return _assess(desk, read_case(desk, raw))
    _ = desk.legal, desk.reasons  # a fault of the tables is no fault of each case
    answers: list[Document] = []
    errors: list[EntrepotError] = []
    for place, one in enumerate(raw):
        try:
            answers.append(_assess(desk, read_case(desk, one)))
        except (InputError, ModelError) as error:
            errors.append(type(error)(_within(error.problems, place)))
    if errors:
        _raise_all(errors)
    return answers


def read_case(desk: Desk, raw: object) -> Case:
    """Check the fields of a case.

    Raises:
        InputError: With every fault.
    """
    most = desk.legal.days(MOST_ITEMS, _day_of(raw) or date.max)
    currency = desk.reference.settings.currency
    return parse_case(raw, desk.reasons, most_items=most, base_currency=currency)


def _assess(desk: Desk, case: Case) -> Document:
    return assessment_document(
        assess(
            case,
            rates=desk.rates,
            legal=desk.legal,
            exchange=desk.month_rate,
            base_currency=desk.reference.settings.currency,
            reasons=desk.reasons,
        )
    )


def _within(problems: Sequence[Problem], place: int) -> list[Problem]:
    """The problems of one case of a list, with its place before their own."""
    return [
        replace(one, where=f"[{place + 1}] {one.where}", pointer=f"/{place}{one.pointer}")
        for one in problems
    ]


def _raise_all(errors: Sequence[EntrepotError]) -> NoReturn:
    problems = [problem for error in errors for problem in error.problems][:MOST_FAULTS]
    if any(isinstance(error, InputError) for error in errors):
        raise InputError(problems)
    raise ModelError(problems)


def _day_of(raw: object) -> date | None:
    """The legal day of a case, where it can be read."""
    try:
        return date.fromisoformat(str(raw["accepted_on"])) if isinstance(raw, Mapping) else None
    except (KeyError, ValueError):
        return None


# Documents


def assessment_document(answer: Assessment) -> Document:
    """An assessment as JSON tells it."""
    return {
        "flow": answer.case.flow,
        "accepted_on": answer.case.accepted_on.isoformat(),
        "exchange": {
            "currency": answer.exchange.currency,
            "rate": f"{answer.exchange.rate:f}",
            "month": answer.exchange.month,
            "source": answer.exchange.source,
        },
        "customs_value": money_document(answer.customs_value),
        "items": [_item(item) for item in answer.items],
        "totals": [
            {
                "type": one.type,
                "calculated": money_document(one.calculated),
                "due": money_document(one.due),
                "waived": one.waived,
            }
            for one in answer.totals
        ],
        "total_due": money_document(answer.total_due),
        "security": money_document(answer.security),
        "preference": _preference(answer.preference),
        "parameters": [
            {
                "name": one.name,
                "value": f"{one.value:f}" if isinstance(one.value, Decimal) else one.value,
                "source": one.source,
                "status": one.status,
            }
            for one in answer.parameters
        ],
    }


def _item(item: AssessedItem) -> Document:
    return {
        "seq": item.valued.item.seq,
        "freight": _exact(item.valued.freight),
        "insurance": _exact(item.valued.insurance),
        "customs_value": money_document(item.customs_value),
        "charges": [_charge(levy) for levy in item.levies],
    }


def _charge(levy: Levy) -> Document:
    quantity = None
    if levy.quantity is not None:
        amount, unit = levy.quantity
        quantity = {"amount": f"{amount.normalize():f}", "unit": unit}
    return {
        "type": levy.type,
        "base": _exact(levy.base),
        "quantity": quantity,
        "rate": levy.rate,
        "unrounded": exact_text(levy.unrounded),
        "amount": money_document(levy.amount),
        "working": levy.working,
        "source": levy.source,
    }


def _preference(told: PreferenceTold | None) -> Document | None:
    if told is None:
        return None
    saving = {type_: money_document(saved) for type_, saved in told.saving.items()}
    return {"status": told.status, "saving": {**saving, "total": money_document(told.total)}}


def _exact(money: Money) -> Document:
    return {"amount": exact_text(money), "currency": money.currency}
