"""The choice of a handful of ways."""

import numpy as np
import pytest

from entrepot.corridors import options
from entrepot.corridors.choice import pick, unbeaten_of
from entrepot.corridors.options import Candidate, main_modes, shared_share, unbeaten
from entrepot.corridors.overlay import Arc, Run
from entrepot.corridors.traits import traits_of

RUN = Run("", "", "synthetic", "")


def arc(mode, a, b, km, *, border=None):
    return Arc(0, 1, "haul", mode, a, b, RUN, km, border=border)


def way(number, total, *arcs):
    weights = np.array([total] + [[0.0] * 4] * (len(arcs) - 1), float)
    return Candidate((number,), arcs, weights, (0.0,) * len(arcs))


def by_rail(number, total, post="p"):
    return way(number, total, arc("rail", "a", f"b{number}", 100.0, border=post))


def choose(ways, most):
    """What `options` chooses, and its compiled twin too."""
    front = unbeaten(ways)
    totals = np.array([way.total for way in sorted(ways, key=lambda way: way.total)])
    first = np.cumsum([0, *(len(way.arcs) for way in front)])
    traits = traits_of([arc for way in front for arc in way.arcs])
    chosen = options.choose(ways, most)
    its, _ = pick(
        np.array([way.total for way in front]), np.arange(first[-1]), first, *traits, most, 1.1
    )

    assert totals[unbeaten_of(totals)].tolist() == [list(way.total) for way in front]
    assert [front[at].way for at in sorted(its)] == [way.way for way in chosen]
    return chosen


def test_a_way_beaten_in_every_criterion_is_left_out():
    good, bad = by_rail(1, [1, 1, 1, 1]), by_rail(2, [2, 1, 1, 1])

    assert unbeaten([bad, good]) == [good]


def test_of_equal_ways_one_is_kept():
    assert len(unbeaten([by_rail(1, [1, 1, 1, 1]), by_rail(2, [1, 1, 1, 1])])) == 1


def test_the_best_by_each_criterion_is_chosen_and_says_so():
    ways = [by_rail(i, [9 if j != i else 1 for j in range(4)]) for i in range(4)]
    chosen = choose(ways, 7)

    assert {w.way[0]: w.best_in for w in chosen} == {
        0: ("cost",),
        1: ("time",),
        2: ("co2e",),
        3: ("reliability",),
    }


def test_a_way_of_other_modes_comes_before_another_of_the_same():
    ways = [
        by_rail(0, [1, 50, 9, 9]), by_rail(1, [50, 1, 1, 1]),
        by_rail(2, [10, 20, 8, 8]),
        way(3, [30, 30, 7, 7], arc("river", "a", "b", 100.0), arc("sea", "b", "c", 900.0)),
    ]  # fmt: skip
    chosen = {w.way for w in choose(ways, 3)}

    assert chosen == {(0,), (1,), (3,)}


def test_ways_that_share_most_of_their_kilometres_are_not_both_shown():
    shared = arc("rail", "a", "b", 900.0, border="p")
    ways = [
        way(0, [1, 50, 9, 9], shared, arc("rail", "b", "c", 100.0)),
        way(1, [50, 1, 1, 1], arc("rail", "a", "z", 900.0, border="q")),
        way(2, [1.05, 48, 7, 7], shared, arc("rail", "b", "d", 100.0)),
    ]

    assert shared_share(ways[0], ways[2]) == pytest.approx(0.9)
    assert {w.way for w in choose(ways, 7)} == {(0,), (1,)}


def test_a_way_that_shares_kilometres_is_shown_when_it_pays_off():
    shared = arc("rail", "a", "b", 900.0, border="p")
    ways = [
        way(0, [10, 50, 9, 9], shared, arc("rail", "b", "c", 100.0)),
        way(1, [50, 1, 1, 1], arc("rail", "a", "z", 900.0, border="q")),
        way(2, [15, 30, 5, 9], shared, arc("rail", "b", "d", 100.0)),
    ]

    assert {w.way for w in choose(ways, 7)} == {(0,), (1,), (2,)}


def test_a_way_hardly_faster_and_much_dearer_than_a_chosen_one_is_not_shown():
    ways = [
        way(0, [10, 50, 9, 9], arc("rail", "a", "b", 100.0)),
        way(1, [90, 1, 20, 1], arc("air", "a", "z", 100.0)),
        way(2, [30, 48, 30, 8], arc("road", "a", "b", 700.0)),
    ]

    assert {w.way for w in choose(ways, 7)} == {(0,), (1,)}


def test_a_way_nearly_best_is_shown_before_other_modes():
    ways = [
        way(0, [80, 40, 1.0, 9], arc("rail", "a", "b", 100.0, border="p")),
        way(1, [40, 60, 1.01, 9], arc("rail", "a", "c", 100.0, border="p")),
        way(2, [10, 90, 5, 5], arc("sea", "a", "d", 100.0)),
        way(3, [99, 1, 9, 1], arc("air", "a", "e", 100.0)),
        way(4, [20, 70, 4, 4], arc("river", "a", "f", 100.0)),
    ]

    assert (1,) in {w.way for w in choose(ways, 4)}


def test_a_way_that_a_chosen_one_beats_but_for_a_little_is_not_shown():
    ways = [
        way(0, [10, 50, 9, 9], arc("rail", "a", "b", 100.0)),
        way(1, [50, 1, 1, 1], arc("rail", "a", "z", 100.0)),
        way(2, [10.1, 60, 8, 9], arc("river", "a", "b", 100.0)),
    ]

    assert {w.way for w in choose(ways, 7)} == {(0,), (1,)}


def test_a_truck_that_crosses_a_border_is_told_even_beside_a_train():
    arcs = (
        arc("rail", "a", "b", 800.0), arc("road", "b", "c", 90.0),
        arc("road", "c", "d", 2.0, border="c-d"), arc("road", "d", "e", 280.0),
    )  # fmt: skip

    assert main_modes(arcs) == ("rail", "road")


@pytest.mark.parametrize(
    ("legs", "modes"),
    [
        ([("road", 400), ("rail", 9000), ("road", 20)], ("rail",)),
        ([("road", 700), ("rail", 9000)], ("road", "rail")),
        ([("road", 700), ("sea", 9000)], ("road", "sea")),
        ([("road", 30), ("sea", 9000), ("road", 40)], ("sea",)),
        ([("rail", 800), ("road", 10), ("sea", 9000), ("rail", 300)], ("rail", "sea")),
        ([("road", 90)], ("road",)),
    ],
)
def test_trucks_that_only_feed_another_mode_are_not_told(legs, modes):
    arcs = [arc(mode, f"{i}", f"{i + 1}", float(km)) for i, (mode, km) in enumerate(legs)]

    assert main_modes(arcs) == modes
