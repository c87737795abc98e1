"""A tariff cut in one market: what adds up, and what cannot be used."""

import pytest

from entrepot.kernel.errors import InputError, ModelError
from entrepot.trade.smart import Cut, Diversion, Elasticities, screen_cut

CUTS = [Cut("A", 200, 20, 5), Cut("B", 100, 20, 20), Cut("C", 60, 10, 12)]


def screen(cuts=CUTS, rule=Diversion.CES, *, demand=1.5, substitution=2.0, supply=None):
    return screen_cut(cuts, Elasticities(demand, substitution, supply), rule)


@pytest.mark.parametrize("rule", Diversion)
@pytest.mark.parametrize("supply", [None, 4.0])
def test_diversion_adds_up_to_nothing(rule, supply):
    found = screen(rule=rule, supply=supply)

    assert sum(one.diversion for one in found.partners) == pytest.approx(0, abs=1e-10)
    assert found.creation == pytest.approx(sum(one.creation for one in found.partners))


@pytest.mark.parametrize("rule", Diversion)
def test_without_a_change_nothing_moves(rule):
    found = screen([Cut("A", 200, 20, 20), Cut("B", 100, 5, 5)], rule)

    assert (found.creation, found.diversion, found.welfare) == (0, 0, 0)
    assert found.revenue_before == found.revenue_after == 45


@pytest.mark.parametrize("rule", Diversion)
def test_the_same_cut_for_all_diverts_nothing(rule):
    found = screen([Cut("A", 200, 20, 5), Cut("B", 100, 20, 5)], rule)

    assert found.diversion == pytest.approx(0, abs=1e-10)
    assert found.creation == pytest.approx(300 * 1.5 * 0.125)


def test_rules_agree_where_changes_are_small():
    small = [Cut("A", 200, 20, 19.999), Cut("B", 100, 20, 20)]

    found = [screen(small, rule).diversion for rule in Diversion]

    assert found[1] == pytest.approx(found[0], rel=1e-4)
    assert found[2] == pytest.approx(found[0], rel=1e-4)


def test_sellers_that_must_be_paid_more_keep_some_of_the_cut():
    """Source: Laird and Yeats 1986: creation falls by 1 + demand / supply elasticity."""
    found = screen(supply=3.0)

    assert found.partners[0].creation == pytest.approx(37.5 / (1 + 1.5 / 3))
    assert found.partners[0].export_price_change_pct == pytest.approx(100 * 37.5 / 1.5 / 200 / 3)
    assert -12.5 < found.partners[0].price_change_pct < 0


def test_much_supply_is_nearly_unlimited_supply():
    much, unlimited = screen(supply=1e9), screen()

    assert much.creation == pytest.approx(unlimited.creation, rel=1e-8)
    assert much.revenue_after == pytest.approx(unlimited.revenue_after, rel=1e-8)


def test_a_rule_that_is_not_exact_and_takes_more_than_all_has_no_answer():
    cuts = [Cut("A", 1000, 200, 0), Cut("B", 10, 20, 20)]

    with pytest.raises(ModelError) as raised:
        screen(cuts, Diversion.LINEAR, substitution=5.0)

    assert raised.value.problems[0].code == "smart.more_than_all"
    assert screen(cuts, substitution=5.0).diversion < 10


def test_everything_that_is_wrong_is_told_at_once():
    cuts = [Cut("A", -1, 20, 5), Cut("A", 1, float("nan"), 5)]

    with pytest.raises(InputError) as raised:
        screen(cuts, demand=-1.0, supply=0.0)

    assert [one.where for one in raised.value.problems] == [
        "imports[1].value", "imports[2]", "imports[2].before_pct", "import_demand_elasticity",
        "export_supply_elasticity",
    ]  # fmt: skip
