"""Separated rows: those found are those a linear programme finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from entrepot.trade.separation import find_separated


def by_linear_programme(trade, terms, effects):
    """Rows that some combination of columns, 0 on rows with trade, lifts above 0."""
    dummies = [(codes[:, None] == np.unique(codes)).astype(float) for codes in effects]
    columns = np.hstack([terms, *dummies])
    zero = trade == 0
    found = np.zeros(len(trade), np.bool_)
    some, width = columns[~zero], columns.shape[1]
    none = columns[zero]
    if not len(none):
        return found
    # maximise the sum of s, with s <= z = none x, 0 <= s <= 1, some x = 0
    count = len(none)
    best = linprog(
        np.concatenate([np.zeros(width), -np.ones(count)]),
        A_ub=np.hstack([-none, np.eye(count)]), b_ub=np.zeros(count),
        A_eq=np.hstack([some, np.zeros((len(some), count))]) if len(some) else None,
        b_eq=np.zeros(len(some)) if len(some) else None,
        bounds=[(None, None)] * width + [(0, 1)] * count,
    )  # fmt: skip
    found[zero] = best.x[width:] > 1e-6
    return found


def test_a_term_that_is_above_zero_only_without_trade_separates():
    trade = np.array([0, 0, 1, 2, 3, 0.0])
    term = np.array([1, 2, 0, 0, 0, 0.0])

    found = find_separated(trade, np.column_stack([np.ones(6), term]), [])

    assert found.kept.tolist() == [False, False, True, True, True, True]
    assert (found.by_group, found.by_terms, found.is_sure) == (0, 2, True)


def test_effects_alone_separate_what_is_joined_in_one_direction_only():
    exporter = np.array([0, 0, 1, 1, 0, 2, 2, 3, 3])
    importer = np.array([0, 1, 0, 1, 2, 2, 3, 2, 3])
    trade = np.array([1, 2, 3, 4, 0, 5, 6, 7, 8.0])

    found = find_separated(trade, np.zeros((9, 0)), [exporter, importer])

    assert np.flatnonzero(~found.kept).tolist() == [4]


def test_rows_of_a_group_without_trade_go():
    trade = np.array([0, 0, 1, 0, 2.0])

    found = find_separated(trade, np.zeros((5, 0)), [np.array([0, 0, 1, 1, 1])])

    assert (found.by_group, found.by_terms) == (2, 0)


@settings(max_examples=150, derandomize=True)
@given(st.data())
def test_the_rectifier_finds_what_a_linear_programme_finds(data):
    count = data.draw(st.integers(4, 14))
    few = st.lists(st.integers(-1, 2), min_size=count, max_size=count)
    code = st.lists(st.integers(0, 3), min_size=count, max_size=count)
    trade = np.array(data.draw(few), float).clip(0)
    terms = np.array([data.draw(few) for _ in range(data.draw(st.integers(0, 2)))], float)
    terms = terms.reshape(-1, count).T
    effects = [np.array(data.draw(code)) for _ in range(data.draw(st.integers(1, 2)))]

    found = find_separated(trade, terms, effects)

    assert found.is_sure
    if trade.any():
        assert (~found.kept == by_linear_programme(trade, terms, effects)).all()


@pytest.mark.parametrize("effects", [[], [np.zeros(3, np.int64)]])
def test_trade_everywhere_separates_nothing(effects):
    assert find_separated(np.ones(3), np.ones((3, 1)), effects).kept.all()
