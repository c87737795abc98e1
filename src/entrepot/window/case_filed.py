"""What a declaration states, as a case to be assessed."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from entrepot.kernel.errors import Problem
from entrepot.window.case import Case, CaseItem, Preference, TransactionMode
from entrepot.window.filed import Declaration, Item
from entrepot.window.reasons import Reasons

# Modes of levy, `duty_modes.csv`: taxed in full, whether paid, deposited or guaranteed; exempt.
TAXED_IN_FULL = frozenset({"", "1", "5", "6", "7"})
EXEMPT = "3"
_ASSESSED = TAXED_IN_FULL | {EXEMPT}


def case_of(declaration: Declaration, accepted_on: date) -> Case:
    """The case of a declaration that states values.

    Its rates come from the tables. An exempt item has none; a mode of levy that asks for less
    than the whole is for `check_case` to name.

    Args:
        declaration: What was filed.
        accepted_on: Legal day of acceptance, in the zone of the office.
    """
    is_import = declaration.flow == "import"
    return _whole(
        declaration, accepted_on, tuple(_item(item, is_import) for item in declaration.items)
    )


def _whole(declaration: Declaration, accepted_on: date, items: tuple[CaseItem, ...]) -> Case:
    return Case(
        flow=declaration.flow,
        accepted_on=accepted_on,
        transaction_mode=cast(TransactionMode, declaration.transaction_mode),
        currency=declaration.currency,
        exchange_rate=None,
        freight=declaration.freight,
        insurance=declaration.insurance,
        inland=declaration.inland,
        items=items,
    )


def check_case(declaration: Declaration, reasons: Reasons) -> tuple[Problem, ...]:
    """Name what keeps a declaration from being assessed as it stands.

    A price that needs its freight told must have it told: unlike the estimate of a case, a
    filing never takes it for nothing.

    Args:
        declaration: What was filed.
        reasons: Words of the faults.
    """
    return tuple(_list_faults(declaration, reasons))


def _list_faults(declaration: Declaration, reasons: Reasons) -> Iterator[Problem]:
    case = _whole(declaration, date.min, ())
    if "freight" in case.unstated():
        term = declaration.incoterm or case.transaction_mode
        yield reasons.problem("value.freight_missing", "freight", term=term)
    for item in declaration.items:
        if item.duty_mode not in _ASSESSED:
            where = f"item {item.seq}"
            yield reasons.problem("case.levy_mode", where, mode=item.duty_mode)


def _item(item: Item, is_import: bool) -> CaseItem:
    preference = None
    if item.agreement and is_import:
        preference = Preference(item.agreement, None, item.proof or "none")
    return CaseItem(
        seq=item.seq,
        hs=item.hs_code,
        origin=item.origin_country,
        value=item.value.amount,
        quantities=item.quantities,
        rates={} if item.duty_mode == EXEMPT else None,
        preference=preference,
    )
