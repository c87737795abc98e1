"""Laws of worked cases: money adds up, stock is kept, a surer wish never asks for less."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from entrepot.plan.compensation import Party, Rule, Section, settle, split
from entrepot.plan.power import Contract, Maker, power_effect
from entrepot.plan.projects import benefit_of
from entrepot.plan.reserve import Lot, Shock, Terms, level_for, need_of, turn_over, worst_start
from entrepot.plan.zone import Flow, beside

AMOUNTS = st.integers(0, 500).map(Decimal)
SHARES = st.integers(0, 100).map(lambda one: Decimal(one) / 100)


@st.composite
def wholes(draw):
    """Shares of 100 %, to a thousandth."""
    cuts = sorted(draw(st.lists(st.integers(0, 100_000), min_size=1, max_size=5)))
    ends = [0, *cuts, 100_000]
    return [Decimal(b - a) / 1000 for a, b in pairwise(ends)]


@given(st.integers(0, 10**12), wholes())
def test_a_split_adds_up_and_is_within_one_unit_of_exact(total, shares) -> None:
    found = split(total, shares)

    assert sum(found) == total
    for one, part in zip(shares, found, strict=True):
        assert abs(Fraction(total) * Fraction(one) / 100 - part) < 1


@given(st.integers(0, 10**9), wholes(), st.lists(SHARES, min_size=6, max_size=6), SHARES)
def test_what_is_paid_out_never_exceeds_what_is_paid_in(total, shares, indices, kept) -> None:
    parties = [Party(str(at), one, one) for at, one in enumerate(shares)]
    water = [Section(one.name, "x", {"i": 2 * index}, {"i": Decimal(1)})
             for one, index in zip(parties, indices, strict=False)]  # fmt: skip
    found = settle(total, parties, water, Rule({"i": Decimal(1)}, failed_share=kept))

    assert sum(one.contribution for one in found) == total
    assert sum(one.payout or 0 for one in found) <= total
    assert all(one.payout is not None and one.payout <= one.entitled for one in found)


@st.composite
def plans(draw):
    use = draw(st.lists(AMOUNTS, min_size=1, max_size=12))
    shocks = [
        Shock(str(at), Decimal(chance) / 100, cut, periods)
        for at, (chance, cut, periods) in enumerate(
            draw(st.lists(st.tuples(st.integers(1, 20), SHARES, st.integers(1, 4)), max_size=5)))
    ]  # fmt: skip
    lots = [Lot(amount, age) for amount, age in
            draw(st.lists(st.tuples(AMOUNTS, st.integers(0, 6)), max_size=4))]  # fmt: skip
    life = draw(st.integers(2, 8))
    terms = Terms(life, draw(st.integers(1, life - 1)), draw(st.none() | AMOUNTS),
                  draw(st.none() | AMOUNTS))  # fmt: skip
    return use, shocks, lots, terms


@given(plans(), SHARES)
def test_the_level_is_the_least_that_covers_what_is_wanted(plan, wanted) -> None:
    use, shocks, _, _ = plan
    level = level_for(shocks, use, wanted)
    needs = [(need_of(one, use), one.probability) for one in shocks]

    def missed(held: Decimal) -> Decimal:
        return sum((chance for need, chance in needs if need > held), Decimal(0))

    candidates = sorted({Decimal(0), *(need for need, _ in needs)})
    assert level == next(one for one in candidates if missed(one) <= 1 - wanted)


@given(plans(), SHARES, SHARES)
def test_a_surer_wish_never_asks_for_less(plan, one, other) -> None:
    use, shocks, _, _ = plan
    low, high = sorted((one, other))

    assert level_for(shocks, use, low) <= level_for(shocks, use, high)


@given(plans(), AMOUNTS, st.booleans())
def test_stock_is_kept_in_account_and_never_too_old(plan, level, is_hit) -> None:
    use, shocks, lots, terms = plan
    shock = worst_start(shocks[0], use) if shocks and is_hit else None
    opening = sum((one.amount for one in lots), Decimal(0))
    for step in turn_over(use, lots, level, terms, shock):
        gone = step.issued + step.drawn + step.expired

        assert step.opening == opening
        assert step.opening + step.bought == gone + step.closing
        assert step.issued <= use[step.period]
        assert step.short >= 0
        assert step.oldest is None or step.oldest < terms.life
        opening = step.closing


@given(st.integers(1, 100), st.integers(1, 100), st.floats(0.5, 10), SHARES)
def test_cheaper_power_never_lowers_sales_and_the_same_changes_nothing(
    low, high, theta, passed
) -> None:
    maker = Maker(Decimal(10), Decimal(50), Decimal(2000), pass_through=passed, theta=theta)
    dear, cheap = (Contract({"all": Decimal(one)}, {"all": Decimal(1)})
                   for one in sorted((low, high), reverse=True))  # fmt: skip

    assert power_effect(maker, dear, cheap).sales_ratio >= 1
    assert power_effect(maker, dear, dear).sales_ratio == 1
    assert power_effect(maker, dear, dear).cost_change_pct == 0


@given(SHARES, st.integers(0, 50), st.floats(0.5, 10))
def test_a_zone_that_changes_nothing_brings_nothing(inside, duty, theta) -> None:
    flow = Flow("x", "import", Decimal(1000), inside, Decimal(duty), Decimal(duty), Decimal(0),
                theta, Decimal(3))  # fmt: skip
    told = beside(flow)

    assert abs(told.trade.change) < 1e-9
    assert abs(told.revenue.change) < 1e-9


@given(st.integers(0, 1000), st.integers(0, 6), st.integers(1, 30), st.integers(0, 20))
def test_a_benefit_grows_with_its_years_and_falls_with_its_ramp(size, ramp, lasts, pct) -> None:
    rate, amount = Decimal(pct) / 100, Decimal(size)

    assert benefit_of(amount, ramp, lasts, rate) <= benefit_of(amount, ramp, lasts + 1, rate)
    assert benefit_of(amount, ramp + 1, lasts, rate) <= benefit_of(amount, ramp, lasts, rate)
    assert benefit_of(amount, 0, lasts, Decimal(0)) == size * lasts
