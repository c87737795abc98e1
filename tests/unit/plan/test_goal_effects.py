"""What projects bring to a goal: by hand, and as laws."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.forecast import Walk
from entrepot.kernel.source import Source
from entrepot.plan.goal_effects import ProjectEffect, gain_of

CITED = Source("invented", "synthetic")
WALK = Walk(0.03, 0.1, 8)


def effect(project: str, *sizes: float, opens: int = 2027, ramp: int = 1, **overlaps: float):
    low, middle, high = sizes if len(sizes) == 3 else sizes * 3
    return ProjectEffect(project, project, low, middle, high, opens, ramp, overlaps, CITED)


def step(wanted: float) -> float:
    """A series that is sure to be 10."""
    return float(wanted <= 10)


def likely(wanted: float) -> float:
    return WALK.probability(10.0, 5, ">=", wanted)


def test_two_sure_projects_that_reach_a_goal_together_alone_share_its_gain() -> None:
    """10 + 3 + 3 reach 15; either alone does not, so each has half of the gain."""
    found = gain_of(step, 15.0, 2030, [effect("rail", 3), effect("port", 3)])

    assert (found.without, found.together) == (0.0, 1.0)
    assert found.alone == {"rail": 0.0, "port": 0.0}
    assert found.shapley == {"rail": 0.5, "port": 0.5}
    assert found.added_80 == (6.0, 6.0)


def test_what_two_projects_share_counts_once() -> None:
    """3 + 3 less half of 3 are 4.5: 14.5 is reached, 15 is not."""
    both = [effect("rail", 3, port=0.5), effect("port", 3)]

    assert gain_of(step, 14.5, 2030, both).together == 1.0
    assert gain_of(step, 15.0, 2030, both).together == 0.0
    assert gain_of(step, 13.5, 2030, both).added_80 == (4.5, 4.5)


def test_a_project_adds_nothing_before_it_opens_and_part_while_it_grows_in() -> None:
    late = gain_of(step, 11.0, 2026, [effect("rail", 3)])
    growing = gain_of(step, 11.0, 2027, [effect("rail", 3, ramp=3)])

    assert (late.together, growing.together) == (0.0, 1.0)
    assert growing.added_80 == (1.0, 1.0)


def test_a_project_adds_nothing_without_what_it_requires_nor_after_its_years() -> None:
    crane = replace(effect("crane", 3), requires=frozenset({"rail"}))
    both = gain_of(step, 13.0, 2030, [effect("rail", 0), crane])
    past = gain_of(step, 13.0, 2030, [replace(effect("crane", 3), lasts_years=3)])

    assert (both.alone["crane"], both.together) == (0.0, 1.0)
    assert both.shapley == {"rail": 0.5, "crane": 0.5}
    assert past.together == 0.0


def test_overlaps_of_many_never_bring_less_than_the_largest() -> None:
    many = [effect(one, 2, **{other: 1.0 for other in "abcd" if other > one}) for one in "abcd"]

    assert gain_of(step, 12.0, 2030, many).added_80 == (2.0, 2.0)


def test_more_than_twelve_are_split_by_drawn_orders_that_add_up() -> None:
    many = [effect(f"p{n}", 0.1) for n in range(14)]
    found = gain_of(likely, 12.0, 2030, many, draws=5)

    assert sum(found.shapley.values()) == pytest.approx(found.together - found.without)


sizes = st.tuples(*[st.floats(0, 5)] * 3).map(sorted).map(tuple)


@given(wanted=st.floats(5, 20), one=sizes, other=sizes, share=st.floats(0, 1))
def test_parts_add_up_and_projects_never_lower_the_chance_of_at_least(
    wanted: float, one, other, share: float
) -> None:
    both = [effect("rail", *one, port=share), effect("port", *other)]
    found = gain_of(likely, wanted, 2030, both, draws=20)

    assert sum(found.shapley.values()) == pytest.approx(found.together - found.without, abs=1e-12)
    assert found.together >= found.without - 1e-12
    assert found == gain_of(likely, wanted, 2030, both, draws=20)


@given(wanted=st.floats(5, 20))
def test_a_project_of_no_effect_has_no_part(wanted: float) -> None:
    found = gain_of(likely, wanted, 2030, [effect("rail", 1, 2, 3), effect("none", 0)], draws=20)

    assert found.shapley["none"] == pytest.approx(0.0, abs=1e-12)
    assert found.without == likely(wanted)
