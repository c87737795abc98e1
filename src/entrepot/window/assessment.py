"""What a document owes: each item valued and charged, totals, waivers, what a proof is worth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from entrepot.kernel.errors import InputError, ModelError, Problem
from entrepot.kernel.money import Money, total
from entrepot.window.case import Case
from entrepot.window.choice import AssessedItem, Document, PreferenceTold, Total
from entrepot.window.conversion import Conversion, Exchange, UsedRate
from entrepot.window.legal import LegalBook, Parameter
from entrepot.window.rates import (
    THE_CASE,
    Assumption,
    ItemRates,
    RateSource,
    stated_rates,
    uncounted,
)
from entrepot.window.reasons import Reasons
from entrepot.window.valuation import assumes_insurance, value_items

INSURANCE_PCT = "insurance_default_pct"
WAIVER = "tax_waiver_threshold"
WAIVED_STAYS = "waived_tax_in_vat_base"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one document.

    Attributes:
        case: What was assessed.
        exchange: Rate of exchange of the prices.
        items: The items in their order.
        totals: One a type of charge.
        total_due: All that is due, in the country's money.
        security: What is to be secured until a proof comes, None when nothing is claimed so.
        preference: What a preference saves, None when none is asked for.
        parameters: Numbers and choices the answer rests on.
    """

    case: Case
    exchange: UsedRate
    items: tuple[AssessedItem, ...]
    totals: tuple[Total, ...]
    total_due: Money
    security: Money | None
    preference: PreferenceTold | None
    parameters: tuple[Parameter | Assumption, ...]

    @property
    def customs_value(self) -> Money:
        """Value of all items."""
        return total((item.customs_value for item in self.items), self.total_due.currency)


def assess(
    case: Case,
    *,
    rates: RateSource,
    legal: LegalBook,
    exchange: Exchange,
    base_currency: str,
    reasons: Reasons,
) -> Assessment:
    """Assess a document: value, charges, waivers, preference.

    Args:
        case: The document; items that state their rates need no table.
        rates: Rates of the other items.
        legal: Dated numbers of the law.
        exchange: Customs rates of the month, where the case states none.
        base_currency: The country's money.
        reasons: Words of the faults.

    Raises:
        InputError: A quantity that a rate needs is missing, or the costs exceed a price.
        ModelError: A rate of charge, of exchange or of the law is not known.

    Source:
        Design of the window 4.6 and 4.7.
    """
    on = case.accepted_on
    conversion = Conversion(case, exchange, base_currency)
    found = _find_rates(case, rates, conversion, reasons)
    waiver, stays = legal.get(WAIVER, on), legal.get(WAIVED_STAYS, on)
    insurance = legal.get(INSURANCE_PCT, on) if assumes_insurance(case) else None
    valued = value_items(
        case,
        rate_of=conversion.rate_of,
        base_currency=base_currency,
        insurance_pct=legal.number(INSURANCE_PCT, on) if insurance else Decimal(0),
        reasons=reasons,
    )
    document = Document(
        case,
        valued,
        found,
        conversion,
        waiver=legal.number(WAIVER, on),
        waived_stays=stays.value == "yes",
    )
    preferred = document.preferred()
    items = document.charge(preferred)
    totals = document.total(items)
    preference = document.compare(preferred, totals)
    is_secured = preference is not None and preference.status == "secured"
    return Assessment(
        case=case,
        exchange=conversion.of_prices(),
        items=items,
        totals=totals,
        total_due=total((one.due for one in totals), base_currency).rounded(),
        security=preference.total if preference and is_secured else None,
        preference=preference,
        parameters=(
            *((insurance,) if insurance else ()),
            *((waiver, stays) if totals else ()),
            *_assumed(case, found),
        ),
    )


def _find_rates(
    case: Case, source: RateSource, conversion: Conversion, reasons: Reasons
) -> tuple[ItemRates, ...]:
    """The rates of every item; or every rate, quantity and rate of exchange that is missing."""
    found: list[ItemRates] = []
    unknown: list[Problem] = []
    for item in case.items:
        try:
            if item.rates is None:
                found.append(source.find_rates(item, case.flow, case.accepted_on))
            else:
                found.append(stated_rates(item, case.flow))
        except ModelError as error:
            unknown += error.problems
            found.append(ItemRates(()))
    lacking = [*_list_uncounted(case, found, reasons)]
    unknown += conversion.missing(_list_currencies(case, found), reasons)
    if lacking:
        raise InputError([*lacking, *unknown])
    if unknown:
        raise ModelError(unknown)
    return tuple(found)


def _list_uncounted(case: Case, found: Iterable[ItemRates], reasons: Reasons) -> Iterator[Problem]:
    for place, (item, rates) in enumerate(zip(case.items, found, strict=True)):
        for rate in rates.all():
            yield from uncounted(rate, item.quantities, place, reasons)


def _list_currencies(case: Case, found: Iterable[ItemRates]) -> Iterator[str]:
    """Currencies of prices, of costs that enter the value, and of rates."""
    yield case.currency
    for name in (*case.added, *case.taken_off):
        cost = case.cost(name)
        if cost is not None:
            yield cost.currency
    for rates in found:
        for rate in rates.all():
            yield from (term.currency for term in rate.by_quantity)


def _assumed(case: Case, found: Iterable[ItemRates]) -> tuple[Assumption, ...]:
    """Costs the case does not state and charges the tables do not hold, none of them charged."""
    nothing = f"{Money(Decimal(0), case.currency).rounded().amount:f}"
    unstated = (
        Assumption(f"not_stated.{name}", nothing, THE_CASE, "unverified")
        for name in case.unstated()
        if name != "insurance" or not assumes_insurance(case)
    )
    uncovered = (assumption for rates in found for assumption in rates.assumed)
    return tuple(dict.fromkeys((*unstated, *uncovered)))
