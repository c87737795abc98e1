"""Many sectors: a base made consistent, closures, and the parts of welfare."""

from dataclasses import replace

import numpy as np
import pytest

from entrepot.kernel.errors import InputError
from entrepot.trade.closure import Closure, Numeraire
from entrepot.trade.sector_base import SectorData, make_sector_base
from entrepot.trade.sector_welfare import exact_log, first_order, imports_from, log_consumer_price
from entrepot.trade.sectors import solve_sectors

CODES, SECTORS = ("a", "b", "c"), ("food", "steel", "haircut")
HOME = np.eye(3, dtype=bool)


def data(seed=5, **more):
    chance = np.random.default_rng(seed)
    imports = chance.uniform(1, 4, (3, 3, 3)) * ~HOME
    imports[2] = 0
    inputs = chance.uniform(0.1, 1, (3, 3, 3))
    return SectorData(**{
        "codes": CODES, "sectors": SECTORS, "imports": imports,
        "duty": np.where(HOME, 0, 0.15) * (imports > 0),
        "output": chance.uniform(40, 60, (3, 3)),
        "value_added": chance.uniform(0.4, 0.7, (3, 3)),
        "inputs": inputs / inputs.sum(axis=1, keepdims=True),
        "theta": np.array([4.0, 6.0, np.nan]), **more,
    })  # fmt: skip


def solve(closure=Closure.BALANCED_FIRST, cut=0.5, cost=None, **more):
    base = make_sector_base(data(**more))
    unit = Numeraire("b", 1) if closure is Closure.FIXED_NOMINAL else None
    return solve_sectors(
        base, duty=base.data.duty * cut, log_cost=cost, closure=closure, numeraire=unit
    )


@pytest.mark.parametrize("closure", Closure)
def test_every_condition_holds_before_and_after(closure):
    found = solve(closure)

    for world in (found.before, found.after):
        assert world.residual <= 1e-10
        sold = world.imports.sum(axis=1)
        added = (found.base.data.value_added * sold).sum(axis=0)
        np.testing.assert_allclose(added, world.earned, rtol=1e-9)
        np.testing.assert_allclose(world.shares.sum(axis=2), 1, rtol=1e-12)
        assert world.income.sum() == pytest.approx((world.earned + world.revenue).sum(), rel=1e-9)


@pytest.mark.parametrize("closure", Closure)
def test_without_a_shock_nothing_changes(closure):
    found = solve(closure, cut=1.0)

    np.testing.assert_allclose(exact_log(found), 0, atol=1e-9)
    np.testing.assert_allclose(found.after.log_wage, 0, atol=1e-9)
    np.testing.assert_allclose(first_order(found).welfare, 0, atol=1e-9)


def test_balanced_first_leaves_no_deficit():
    found = solve()

    for world in (found.before, found.after):
        np.testing.assert_allclose(world.income, world.earned + world.revenue, rtol=1e-12)


def test_parts_of_a_small_cut_add_up_to_the_exact_change():
    found = solve(cut=0.9999)

    for logs in (False, True):
        np.testing.assert_allclose(
            first_order(found, logs=logs).welfare, exact_log(found), rtol=5e-3
        )


def test_parts_are_the_formulas_written_out():
    found = solve()
    before, after = found.before, found.after
    moved = before.imports * ~HOME
    change = np.expm1(after.log_cost)
    growth = np.where(moved > 0, after.imports / np.where(moved > 0, moved, 1) - 1, 0)
    for n in range(3):
        terms = sum(
            moved[j, i, n] * change[j, n] - moved[j, n, i] * change[j, i]
            for j in range(3) for i in range(3) if i != n
        )  # fmt: skip
        volume = sum(
            before.duty[j, n, i] * moved[j, n, i] * (growth[j, n, i] - change[j, i])
            for j in range(3) for i in range(3)
        )  # fmt: skip
        parts = first_order(found)
        assert parts.terms_of_trade[n] == pytest.approx(terms / before.income[n], rel=1e-12)
        assert parts.volume_of_trade[n] == pytest.approx(volume / before.income[n], rel=1e-12)
        assert parts.trade_cost[n] == 0


def test_cheaper_carriage_is_a_part_of_its_own():
    cost = np.where(HOME, 0, np.log(0.9999)) * np.ones((3, 1, 1))

    found = solve(cut=1.0, cost=cost)

    assert (first_order(found).trade_cost > 0).all()
    np.testing.assert_allclose(first_order(found).welfare, exact_log(found), rtol=5e-3)


def test_a_sector_without_elasticity_stays_at_home():
    found = solve()

    np.testing.assert_allclose(found.after.shares[2], np.eye(3))


def test_output_below_exports_is_raised_and_told():
    short = data().output.copy()
    short[0, 1] = 1.0

    base = make_sector_base(data(output=short))

    [told] = base.raised
    assert (told.country, told.sector, told.was) == ("b", "food", 1.0)
    assert told.is_now == pytest.approx(data().imports[0, :, 1].sum())
    assert base.data.output[0, 1] == told.is_now


def test_final_demand_below_zero_is_cut_and_told():
    inputs = data().inputs.copy()
    inputs[0] = np.array([[0.96], [0.02], [0.02]])  # all of a's users want food
    output = data().output.copy()
    output[0, 0], output[1:, 0] = 10.0, 80.0

    base = make_sector_base(data(inputs=inputs, output=output))

    [told] = base.cut
    assert (told.country, told.sector, told.is_now) == ("a", "food", 0.0)
    assert told.was < 0
    np.testing.assert_allclose(base.final.sum(axis=0), 1)


def test_input_shares_that_do_not_add_up_are_each_named():
    inputs = data().inputs.copy()
    inputs[0, 0, 1] += 0.1
    inputs[2, 1, 2] += 0.2

    with pytest.raises(InputError) as raised:
        make_sector_base(data(inputs=inputs))

    assert [one.where for one in raised.value.problems] == [
        "inputs, a, steel", "inputs, c, haircut",
    ]  # fmt: skip
    assert {one.code for one in raised.value.problems} == {"trade.input_shares"}


def test_an_economy_whose_inputs_take_all_it_buys_is_named():
    added = np.full((3, 3), 0.5)
    added[:, 1] = 1e-9
    away = np.where(HOME, 0, 1.0) * np.ones((3, 1, 1))
    away[:, 1, :] = 0  # b sells and buys nothing abroad

    with pytest.raises(InputError) as raised:
        make_sector_base(
            data(value_added=added, imports=away, duty=np.zeros((3, 3, 3)),
                 theta=np.full(3, 4.0), output=np.full((3, 3), 6.0),
                 inputs=np.eye(3) * np.ones((3, 1, 1)))
        )  # fmt: skip

    assert [(one.code, one.where) for one in raised.value.problems] == [
        ("trade.final_demand_missing", "b")
    ]


def test_a_traded_sector_needs_an_elasticity():
    with pytest.raises(InputError) as raised:
        make_sector_base(data(theta=np.array([np.nan, 6.0, np.nan])))

    assert raised.value.problems[0].code == "trade.elasticity_missing"


def test_growth_of_imports_is_told_with_world_value_added_fixed():
    free, named = solve(Closure.MULTIPLICATIVE), solve(Closure.MULTIPLICATIVE)
    scaled = replace(
        named,
        after=replace(named.after, spent=2 * named.after.spent, earned=2 * named.after.earned),
    )

    np.testing.assert_allclose(imports_from(free, [0, 2]), imports_from(scaled, [0, 2]))


def test_no_square_of_all_sectors_and_economies_is_ever_built():
    import tracemalloc

    n, j = 70, 60  # 4,200 unknowns: their square would take 141 MB
    chance = np.random.default_rng(0)
    imports = chance.uniform(0, 1, (j, n, n)) * ~np.eye(n, dtype=bool)
    inputs = chance.uniform(0, 1, (n, j, j))
    wide = SectorData(
        tuple(map(str, range(n))), tuple(map(str, range(j))), imports, np.zeros((j, n, n)),
        np.full((j, n), 150.0), np.full((j, n), 0.5),
        inputs / inputs.sum(axis=1, keepdims=True), np.full(j, 5.0),
    )  # fmt: skip
    base = make_sector_base(wide)

    tracemalloc.start()
    found = solve_sectors(
        base, duty=wide.duty, log_cost=np.full_like(imports, -0.01), closure=Closure.ADDITIVE
    )
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 8 * (n * j) ** 2 / 4 + 20 * imports.nbytes
    assert most < 8 * (n * j) ** 2
    assert found.after.residual <= 1e-9
    assert np.isfinite(log_consumer_price(found)).all()
