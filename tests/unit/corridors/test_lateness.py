"""Percentiles of many ways do not depend on what there is room for."""

import pytest
from tests.unit.corridors.small import ONE_FEU, network, region

from entrepot.corridors import lateness
from entrepot.corridors.causes import Causes
from entrepot.corridors.goals import set_goals
from entrepot.corridors.lateness import Lateness
from entrepot.corridors.matrix import Matrix, find_reasons, rows_of

PLACES = sorted(region().places)


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    net = network()
    goals = set_goals(net, ONE_FEU, PLACES, PLACES)
    return Matrix("pareto", goals, find_reasons(goals, Causes(net, ())))


def rows(matrix: Matrix) -> list:
    late = Lateness(matrix.goals)
    return [row for origin in range(len(PLACES)) for row in rows_of(matrix, origin, late)]


def test_legs_that_were_forgotten_or_do_not_fit_are_drawn_again(matrix, monkeypatch) -> None:
    expected = rows(matrix)
    drawn = []
    for room in (60, 25):
        monkeypatch.setattr(lateness, "_KEPT_LEGS", room)
        monkeypatch.setattr(
            lateness, "draw", lambda leg, real=lateness.draw: drawn.append(leg) or real(leg)
        )

        assert rows(matrix) == expected
    assert len(drawn) > len(set(drawn))


def test_no_ways_have_no_percentiles(matrix) -> None:
    assert Lateness(matrix.goals).p90s_h([]) == []
