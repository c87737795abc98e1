"""Market access by hand."""

import pytest

from entrepot.corridors.access import Market, market_access
from entrepot.kernel.errors import InputError, ModelError

MARKETS = [Market("x", 100.0, 5.0), Market("y", 300.0, 7.0), Market("z", None, 9.0)]
COSTS = {"a": {"x": 10.0, "y": 20.0, "z": None}, "x": {"y": 10.0, "z": 3.0}}


def test_sizes_fade_with_cost_and_the_figure_says_what_they_are() -> None:
    [a, _] = market_access(COSTS, MARKETS[:2], theta=2.0)

    assert a.value == pytest.approx(100 / 10**2 + 300 / 20**2)
    assert a.parts == (("x", 1.0), ("y", 0.75))
    assert (a.basis, a.theta) == ("gdp", 2.0)


def test_population_stands_in_for_all_where_a_market_has_no_gdp() -> None:
    [a, x] = market_access(COSTS, MARKETS, theta=1.0)

    assert (a.basis, x.basis) == ("population", "population")
    assert x.value == pytest.approx(7 / 10 + 9 / 3)


def test_markets_that_do_not_count_are_told_with_a_reason() -> None:
    [a, x] = market_access(COSTS, MARKETS, theta=1.0)
    [only] = market_access({"a": {"x": 1.0, "y": 1.0}}, [MARKETS[0], Market("y")], theta=1.0)

    assert [(one.place, one.code) for one in a.left_out] == [("z", "access.no_way")]
    assert [(one.place, one.code) for one in x.left_out] == [("x", "access.self")]
    assert [(one.place, one.code) for one in only.left_out] == [("y", "access.no_size")]
    assert only.basis == "gdp"


def test_a_dearer_way_never_raises_access() -> None:
    dearer = {"a": {"x": 10.0, "y": 21.0}}

    [before] = market_access({"a": COSTS["a"]}, MARKETS[:2], theta=0.5)
    [after] = market_access(dearer, MARKETS[:2], theta=0.5)
    assert after.value < before.value


def test_everything_that_is_wrong_is_told_at_once() -> None:
    markets = [Market("x", -1.0), Market("y", 1.0), Market("y", 1.0)]
    with pytest.raises(InputError) as raised:
        market_access({"a": {"y": 0.0}}, markets, theta=0.0)

    assert [problem.code for problem in raised.value.problems] == [
        "access.theta", "access.twice", "access.size", "access.cost",
    ]  # fmt: skip


def test_markets_without_any_size_have_no_answer() -> None:
    with pytest.raises(ModelError, match="no market has a size"):
        market_access({"a": {"x": 1.0}}, [Market("x")], theta=1.0)
