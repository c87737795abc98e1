"""Shared capacity, small enough to reckon by head."""

import pytest
from tests.unit.corridors.doors import doors, limits

from entrepot.corridors.loading import PairFlow, load
from entrepot.kernel.errors import ModelError

# A train for 100 with room for 10, which costs 100 x flow / 10 more; a truck for 150.
WORKED = [("a", "b", 100.0, "train"), ("a", "b", 150.0, "")]


def test_a_train_fills_until_the_truck_costs_the_same() -> None:
    made = doors(WORKED)
    gates = limits(made, {"train": (10.0, 100.0)}, 1.0, 1.0)

    found = load(made, [PairFlow("a", "b", 8.0)], gates, gap=1e-12)

    assert found.loads.tolist() == pytest.approx([5.0])
    assert sorted((way.teu, way.usd) for way in found.ways) == [
        (pytest.approx(3.0), 150.0), (pytest.approx(5.0), pytest.approx(150.0)),
    ]  # fmt: skip
    assert found.usd == pytest.approx(8 * 150)
    assert found.objective == pytest.approx(5 * 100 + 3 * 150 + 5 * 50 / 2)
    assert found.gap <= 1e-12


def test_one_capacity_is_shared_by_all_that_pass() -> None:
    """Both pairs use the train's one gate: their loads add up."""
    made = doors([*WORKED, ("c", "b", 100.0, "train"), ("c", "b", 150.0, "")])
    gates = limits(made, {"train": (10.0, 100.0)}, 1.0, 1.0)

    found = load(made, [PairFlow("a", "b", 8.0), PairFlow("c", "b", 8.0)], gates, gap=1e-9)

    assert found.loads.tolist() == pytest.approx([5.0])


def test_what_a_way_passes_twice_counts_twice() -> None:
    made = doors([("a", "m", 10.0, "yard"), ("m", "b", 10.0, "yard"), ("a", "b", 60.0, "")])
    gates = limits(made, {"yard": (10.0, 20.0)}, 1.0, 1.0)

    found = load(made, [PairFlow("a", "b", 9.0)], gates, gap=1e-9)

    # 20 + 2 x 20 x load / 10 = 60 at a load of 10, which 5 TEU make.
    assert found.loads.tolist() == pytest.approx([10.0])


def test_without_limits_all_take_the_least_way() -> None:
    made = doors(WORKED)
    gates = limits(made, {}, 1.0, 1.0)

    found = load(made, [PairFlow("a", "b", 8.0)], gates)

    assert [(way.teu, way.usd) for way in found.ways] == [(8.0, 100.0)]
    assert found.usd == 800.0


def test_a_pair_without_a_way_is_told() -> None:
    made = doors(WORKED)

    found = load(made, [PairFlow("a", "b", 1.0), PairFlow("b", "a", 2.0)], limits(made, {}, 1, 1))

    assert found.without == (1,)
    assert [way.pair for way in found.ways] == [0]


def test_a_gap_that_is_not_reached_is_an_error_that_names_it() -> None:
    made = doors(WORKED)
    gates = limits(made, {"train": (10.0, 100.0)}, 1.0, 1.0)

    with pytest.raises(ModelError, match="the gap reached in 1 rounds") as caught:
        load(made, [PairFlow("a", "b", 8.0)], gates, gap=1e-12, most=1)

    assert caught.value.problems[0].code == "assignment.gap_not_reached"
