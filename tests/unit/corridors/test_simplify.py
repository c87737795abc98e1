"""A line with fewer points stays near the one it stands for."""

from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from entrepot.corridors.simplify import simplify

DEGREES = st.floats(-80, 80, allow_nan=False)
LINES = st.lists(st.tuples(DEGREES, DEGREES), max_size=40)


def distance(point, start, end) -> float:
    run = end[0] - start[0], end[1] - start[1]
    length_2 = run[0] ** 2 + run[1] ** 2
    along = 0.0
    if length_2:
        along = ((point[0] - start[0]) * run[0] + (point[1] - start[1]) * run[1]) / length_2
    along = min(1.0, max(0.0, along))
    return hypot(point[0] - start[0] - along * run[0], point[1] - start[1] - along * run[1])


@given(line=LINES, within=st.floats(0.001, 50))
def test_no_point_left_out_is_farther_than_asked(line, within) -> None:
    short = simplify(line, within)

    parts = list(pairwise(short)) or [(point, point) for point in short]
    assert all(min(distance(p, a, b) for a, b in parts) <= within * 1.000001 for p in line)


@given(line=LINES, within=st.floats(0.001, 50))
def test_the_ends_stay_and_the_order_too(line, within) -> None:
    short = list(simplify(line, within))

    rest = iter(line)
    assert short[:1] + short[-1:] == line[:1] + line[-1:]
    assert all(point in rest for point in short)


def test_a_straight_line_is_its_two_ends() -> None:
    assert simplify([(0.0, float(lon)) for lon in range(50)], 0.01) == ((0.0, 0.0), (0.0, 49.0))
