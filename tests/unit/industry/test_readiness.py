"""Readiness and watch lists, worked by hand, and their laws."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.policy_measures import Requirement
from entrepot.industry.readiness import Criterion, Reading, judge, watch

NAMES = "abcd"
criteria = st.lists(st.sampled_from(NAMES), min_size=1, unique=True).flatmap(
    lambda names: st.tuples(
        *[
            st.builds(
                Criterion,
                st.just(name),
                st.sampled_from("xy"),
                st.just(Requirement(name, "is", value=True)),
                st.integers(1, 9).map(Decimal),
                st.booleans(),
            )
            for name in names
        ]
    )
)
facts = st.dictionaries(st.sampled_from(NAMES), st.booleans())
passes = st.integers(0, 100).map(Decimal)
ON = date(2026, 11, 28)


def asked(name, weight, *, must=False):
    return Criterion(name, "part", Requirement(name, "is", value=True), Decimal(weight), must)


def test_two_of_five_met_and_two_unknown_are_forty_to_eighty():
    some = [asked("a", 2), asked("b", 2), asked("c", 1)]

    found = judge(some, {"a": True, "c": False}, Decimal(60))

    assert (found.score.least, found.score.most, found.score.known) == (40, 80, None)
    assert found.answer == "unknown"


def test_what_must_be_is_not_made_good_by_a_score():
    some = [asked("a", 9), asked("b", 1, must=True)]

    assert judge(some, {"a": True, "b": False}, Decimal(50)).answer == "no"
    assert judge(some, {"a": True}, Decimal(50)).answer == "unknown"
    assert judge(some, {"a": True, "b": True}, Decimal(50)).answer == "yes"


@given(criteria, facts, passes)
def test_an_answer_holds_whatever_the_unknown_facts_turn_out_to_be(some, known, passing):
    found = judge(some, known, passing)
    open_names = [one.id for one in some if one.id not in known]
    worlds = [judge(some, {**known, **dict(zip(open_names, held, strict=True))}, passing)
              for held in product((True, False), repeat=len(open_names))]  # fmt: skip

    assert all(found.score.least <= one.score.known <= found.score.most for one in worlds)
    if found.answer != "unknown":
        assert {one.answer for one in worlds} == {found.answer}


@given(criteria, facts, passes, st.integers(2, 9))
def test_another_scale_of_weights_changes_no_answer(some, known, passing, by):
    scaled = [Criterion(one.id, one.part, one.condition, one.weight * by, one.must)
              for one in some]  # fmt: skip

    assert judge(scaled, known, passing) == judge(some, known, passing)


@pytest.mark.parametrize(
    ("values", "state", "missing"),
    [
        ([18, 21], "graduate", 0),
        ([21, 22], "above", 0),
        ([None, 21], "above", 0),
        ([22, 15], "fell_back", 5),
        ([10, 16], "near", 4),
        ([10, 15], "below", 5),
        ([21, None], "unknown", None),
        ([], "unknown", None),
    ],
)
def test_states_of_a_watch_list_to_a_threshold_of_twenty(values, state, missing):
    readings = [Reading(date(2024 + at, 12, 31), None if value is None else Decimal(value))
                for at, value in enumerate(values)]  # fmt: skip

    found = watch(readings, Decimal(20), Decimal("0.8"), ON)

    assert (found.state, found.missing) == (state, missing)


def test_a_reading_after_the_day_is_not_looked_at():
    readings = [Reading(date(2025, 12, 31), Decimal(10)), Reading(date(2026, 12, 31), Decimal(30))]

    assert watch(readings, Decimal(20), Decimal("0.8"), ON).state == "below"
