"""E-commerce lists without a store: what a case owes, and whether it keeps within the limits."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entrepot.bonded.allowance import Allowance, beyond_the_year
from entrepot.bonded.ecommerce import EcommerceCase, match
from entrepot.bonded.ecommerce_intake import parse_case
from entrepot.bonded.ecommerce_tax import (
    Assessment,
    EcommerceLaw,
    TaxedLine,
    assess,
    check_transaction,
    working_of,
)
from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.window.legal import LegalBook

if TYPE_CHECKING:  # who only judges lists never loads it
    from entrepot.store.reference import WindowReference


def law_on(legal: LegalBook, on: date) -> EcommerceLaw:
    """The numbers of the law for e-commerce on a legal day.

    Raises:
        ModelError: One of them is not known for that day.
    """
    return EcommerceLaw(
        tax_share_pct=legal.number("ecommerce_tax_share_pct", on),
        transaction_limit=legal.number("ecommerce_transaction_limit", on),
        annual_limit=legal.number("ecommerce_annual_limit", on),
        list_limit=legal.number("ecommerce_list_limit", on),
        return_days=legal.days("ecommerce_return_days", on),
        return_arrival_days=legal.days("ecommerce_return_arrival_days", on),
        source=legal.get("ecommerce_transaction_limit", on).source,
    )


def assess_list(reference: "WindowReference", raw: object) -> Document:
    """Match, tax and count one list by what the case itself says was used this year.

    Args:
        reference: Tables of the region.
        raw: The case as JSON gives it.

    Returns:
        The answer; `used_after` and `remaining` are of the buyer's calendar year,
        None for an export that does not tell what was used of it.

    Raises:
        InputError: With every fault of the case; an import that does not tell what the buyer
            used this year is one.
        ModelError: A number of the law is not known for the day.
        RefusedError: With everything that order, payment, waybill and limits do not allow.
    """
    case = parse_case(raw, reference.settings.currency)
    law = law_on(reference.legal, case.on)
    found = assess(case, law)
    # What leaves counts towards nobody's year and need not tell it.
    allowance = Allowance(law.annual_limit, case.used or Decimal("0.00"))
    if problems := check_list(found, law, allowance):
        raise RefusedError(problems)
    return _document(found, law, allowance)


def check_list(
    assessment: Assessment, law: EcommerceLaw, allowance: Allowance
) -> list[Problem]:  # fmt: skip
    """Everything that speaks against a list, the buyer's year included."""
    problems = [*match(assessment.case), *check_transaction(assessment, law)]
    if not allowance.holds(assessment.counted):
        problems.append(beyond_the_year(allowance, assessment.counted, law.source))
    return problems


def _document(found: Assessment, law: EcommerceLaw, allowance: Allowance) -> Document:
    case = found.case
    after = allowance.reserve(found.counted)
    return {
        "result": "accepted",
        "treatment": found.treatment,
        "filing": found.filing,
        "taxable": _money(case, found.taxable),
        "duty": _money(case, found.duty),
        "consumption_tax": _money(case, found.consumption_tax),
        "vat": _money(case, found.vat),
        "total": _money(case, found.total),
        "counted": _money(case, found.counted),
        "used_after": None if case.used is None else _money(case, after.taken),
        "remaining": None if case.used is None else _money(case, after.remaining),
        "lines": [_line(case, line) for line in found.lines],
        "working": working_of(found, law),
        "source": law.source,
    }


def _line(case: EcommerceCase, line: TaxedLine) -> dict[str, Any]:
    return {
        "hs": line.item.hs,
        "quantity": f"{line.item.quantity.normalize():f}",
        "taxable": _money(case, line.taxable),
        "duty": _money(case, line.duty),
        "consumption_tax": _money(case, line.consumption_tax),
        "vat": _money(case, line.vat),
        "total": _money(case, line.total),
    }


def _money(case: EcommerceCase, amount: Decimal) -> Document | None:
    return money_document(Money(amount.quantize(Decimal("0.01")), case.currency))
