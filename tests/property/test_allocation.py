"""Laws of money."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.money import Money, minor_unit, total

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "USD"])
AMOUNTS = st.decimals(-(10**12), 10**12, places=4)
WEIGHTS = st.lists(st.decimals(0, 10**6, places=3), min_size=1, max_size=12).filter(any)


@given(AMOUNTS, CURRENCIES, WEIGHTS)
def test_parts_add_up_to_the_whole_exactly(
    amount: Decimal, currency: str, weights: list[Decimal]
) -> None:
    whole = Money(amount, currency)

    parts = whole.allocate(weights)

    assert total(parts, currency) == whole.rounded()


@given(AMOUNTS, CURRENCIES, WEIGHTS)
def test_no_part_strays_a_whole_unit_from_its_share(
    amount: Decimal, currency: str, weights: list[Decimal]
) -> None:
    whole = Money(amount, currency).rounded()
    everything = sum(weights, Decimal(0))

    for part, weight in zip(whole.allocate(weights), weights, strict=True):
        share = whole.amount * weight / everything
        assert abs(part.amount - share) < minor_unit(currency) + Decimal("1e-9")


@given(AMOUNTS, CURRENCIES)
def test_rounding_twice_changes_nothing(amount: Decimal, currency: str) -> None:
    once = Money(amount, currency).rounded()

    assert once.rounded() == once
