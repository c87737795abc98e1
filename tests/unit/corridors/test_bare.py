"""Bare legs: three legs by hand, and every fault of a table at once."""

import pytest

from entrepot.corridors.bare import check_ends, plan_bare, read_legs
from entrepot.kernel.errors import InputError

HEAD = "from,to,mode,cost_usd,time_mean_h,co2e_wtw_kg,variance_h2\n"
LEGS = HEAD + "a,b,rail,0.1,5,3,1\nb,c,sea,0.2,50,4,9\na,c,air,500,4,900,0.5\nc,d,road,1,1,1,0\n"


def plan(**more):
    asked = {"by": "pareto", "epsilon": 0.0, "most": 7, "modes": ()} | more
    return plan_bare(read_legs(LEGS, file="L.csv"), "a", "d", **asked)


def test_the_four_best_values_are_those_reckoned_by_hand() -> None:
    assert plan().best == (1.3, 5.0, 8.0, 0.5)
    assert [[leg.mode for leg in one.legs] for one in plan().routes] == [
        ["rail", "sea", "road"], ["air", "road"],
    ]  # fmt: skip
    assert plan().front_size == 2


def test_one_criterion_gives_one_route() -> None:
    found = plan(by="time")

    assert [[leg.mode for leg in one.legs] for one in found.routes] == [["air", "road"]]
    assert found.why == (("time",),)


def test_a_mode_left_out_is_not_used() -> None:
    assert plan(modes=("rail", "sea", "road")).best == (1.3, 56.0, 8.0, 10.0)
    assert plan(modes=("rail",)).best == ()


def test_faults_of_the_table_are_told_at_once_by_row_and_column() -> None:
    with pytest.raises(InputError) as caught:
        read_legs(HEAD + "a,b,rail,x,-5,3,\n,b,rail,1,1,1,1\n", file="L.csv")

    assert [problem.where for problem in caught.value.problems] == [
        "L.csv row 3, from", "L.csv row 2, cost_usd", "L.csv row 2, variance_h2",
        "L.csv row 2, time_mean_h",
    ]  # fmt: skip


def test_unknown_ends_are_told_with_the_nearest_names() -> None:
    bare = read_legs(HEAD + "port,city,rail,1,1,1,1\n", file="L.csv")

    assert [str(one) for one in check_ends(bare, "prt", "city")] == [
        "origin: no leg touches 'prt'. Nearest: port. [input.place]"
    ]
