"""Sea ways and shut passages."""

from math import inf

import numpy as np
import pytest
from tests.unit.corridors.small import lanes

from entrepot.corridors.sea import SeaGraph, SeaWays

PORTS = {"here": (0.0, -7.0), "there": (0.0, -30.0), "inland": (40.0, 60.0)}


@pytest.fixture
def sea():
    return SeaWays(lanes(), PORTS)


def test_the_shortest_way_names_its_passages_in_order(sea):
    way = sea.way("here", "there")

    assert way.km == pytest.approx(870 + 1650 + 2 * 22, abs=2)
    assert way.passages == ("canal",)
    assert way.path[0] == PORTS["here"]
    assert way.path[-1] == PORTS["there"]


def test_a_shut_passage_makes_the_way_longer(sea):
    assert sea.way("here", "there", ["canal"]).passages == ("cape",)
    assert sea.km("here", "there", ["canal"]) > 7000


def test_arctic_ways_stay_shut_whatever_is_shut_besides(sea):
    assert "northwest" not in sea.way("here", "there", ["canal", "cape"] * 0).passages
    assert sea.way("here", "there", ["canal", "cape"]) is None


def test_an_impossible_restriction_gives_no_way_and_never_a_length_of_zero(sea):
    assert sea.km("here", "there", ["canal", "cape"]) == inf


def test_a_port_far_from_the_sea_has_no_way(sea):
    assert sea.km("here", "inland") == inf
    assert sea.way("inland", "here") is None


def test_both_directions_are_as_long(sea):
    assert sea.km("here", "there") == pytest.approx(sea.km("there", "here"), rel=1e-6)


def test_open_water_beside_a_passage_is_shut_with_it():
    lat = np.array([-34.0, -36.0, -45.0, -34.0])
    lon = np.array([15.0, 20.0, 20.5, 25.0])
    names = np.array(["", "south_africa", "", ""])
    graph = SeaGraph(
        lat, lon, np.array([0, 1, 0, 2]), np.array([1, 3, 2, 3]), np.full(4, 900.0), names
    )
    sea = SeaWays(graph, {"west": (-34.0, 15.1), "east": (-34.0, 25.1)})

    assert sea.way("west", "east").passages == ("south_africa",)
    assert sea.way("west", "east", ["south_africa"]) is None
