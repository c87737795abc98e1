"""Laws of account books: never below zero, equal to a recount, gross never below net."""

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from entrepot.bonded.books import KINDS, Move, Stock, apply_moves, recount
from entrepot.bonded.consumption import gross_consumption
from entrepot.bonded.lease import Lease, Rent, plan_lease
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money

quantities = st.decimals(Decimal("0.00001"), 1000, places=5)
moves = st.lists(
    st.builds(
        Move, list=st.sampled_from(["L1", "L2", "L3"]), item=st.sampled_from(["M1", "M2"]),
        kind=st.sampled_from(KINDS), stage=st.sampled_from(["pre", "final"]), quantity=quantities,
    ),
    max_size=30,
)  # fmt: skip
stocks = st.builds(Stock, item=st.just("M1"), opening=quantities, limit=st.none() | quantities)


@given(stocks, moves)
def test_a_book_is_never_short_and_equals_a_recount(stock: Stock, asked: list[Move]) -> None:
    opening = {"M1": stock, "M2": Stock("M2", Decimal(500))}
    if opening["M1"].is_over:
        return
    done: list[Move] = []
    for move in asked:
        try:
            after = apply_moves(opening.values(), [*done, move])
        except RefusedError:
            continue
        done.append(move)
        assert all(one.available >= 0 for one in after.values())
        assert all(one.closing == one.opening + one.received - one.issued
                   for one in after.values())  # fmt: skip

    assert apply_moves(opening.values(), done) == recount(opening, done)


@given(quantities, st.decimals(0, Decimal("99.9"), places=1), st.integers(1, 10_000))
def test_gross_consumption_agrees_with_fractions(net: Decimal, loss: Decimal, units: int) -> None:
    found = gross_consumption(net, loss, Decimal(units)).written_off
    exact = units * Fraction(net) / (1 - Fraction(loss) / 100)

    assert abs(Fraction(found) - exact) <= Fraction(1, 200_000)
    assert found >= (units * net).quantize(Decimal("0.00001"))


@given(
    st.lists(st.decimals(Decimal("0.01"), 10**9, places=2), min_size=1, max_size=12),
    st.decimals(0, 65, places=2), st.decimals(0, 17, places=2),
)  # fmt: skip
def test_a_lease_agrees_with_fractions(
    rents: list[Decimal], duty_pct: Decimal, vat_pct: Decimal
) -> None:
    day = date(2026, 3, 1)
    plan = plan_lease(
        Lease(tuple(Rent(day, Money(one, "CNY")) for one in rents), duty_pct, vat_pct, "return")
    )

    def fen(exact: Fraction) -> int:
        return math.floor(100 * exact + Fraction(1, 2))

    owed = 0
    for rent in map(Fraction, rents):
        duty = fen(rent * Fraction(duty_pct) / 100)
        owed += duty + fen((rent + Fraction(duty, 100)) * Fraction(vat_pct) / 100)
    assert plan.total.amount * 100 == owed
