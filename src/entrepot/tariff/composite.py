"""The composite price: value, duties and a tax that is itself a share of that price."""

from collections.abc import Callable
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.tariff.evaluation import Worked
from entrepot.tariff.expression import AdValorem, Duty, Specific, Sum
from entrepot.tariff.units import EXACT

_WHOLE = Decimal(100)  # percent


def composite_price(
    duty: Duty, before: Money | None, work: Callable[[Duty], Worked]
) -> Money | None:
    """The price that holds value, duties and the tax itself, not rounded.

    A tax of r % of the price and an amount s by quantity gives (before + s) / (1 - r). None
    where anything it rests on is unknown, or where the tax is no plain sum of the two.

    Args:
        duty: The tax; its percentages are of the composite price.
        before: Customs value and duties.
        work: Works out the part by quantity.

    Source:
        Provisional Regulations of China on Consumption Tax, articles 5 to 9.
    """
    if before is None or not isinstance(duty, Sum):
        return None
    shares = [_signed(sign, term) for sign, term in duty.terms if isinstance(term, AdValorem)]
    by_quantity = tuple((sign, term) for sign, term in duty.terms if isinstance(term, Specific))
    share = sum(shares, Decimal(0))
    if len(shares) + len(by_quantity) < len(duty.terms) or share >= _WHOLE:
        return None
    fixed = work(Sum(by_quantity)).amount if by_quantity else Money(Decimal(0), before.currency)
    if fixed is None:
        return None
    rest = EXACT.divide(_WHOLE - share, _WHOLE)
    return Money(EXACT.divide((before + fixed).amount, rest), before.currency)


def _signed(sign: str, term: AdValorem) -> Decimal:
    return term.rate_pct if sign == "+" else -term.rate_pct
