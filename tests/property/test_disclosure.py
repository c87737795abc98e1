"""A safe table withstands an attack with linear algebra, and hides no more than it needs."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.trade.disclosure import TOTAL, Risk, bridges, protect

SAFE, FEW, ONE = (5, 30), (2, 30), (5, 95)


def found_by_attack(cells, hidden) -> set:
    """Hidden places whose value follows from what is shown and from the sums."""
    rows = [*sorted({row for row, _ in cells}), TOTAL]
    columns = [*sorted({column for _, column in cells}), TOTAL]
    unknown = sorted(hidden)
    number = {place: n for n, place in enumerate(unknown)}
    equations = []
    for row in rows:
        equations.append(
            [(place, -1 if place[1] == TOTAL else 1) for place in unknown if place[0] == row]
        )
    for column in columns:
        equations.append(
            [(place, -1 if place[0] == TOTAL else 1) for place in unknown if place[1] == column]
        )
    matrix = np.zeros((len(equations), len(unknown)))
    for n, equation in enumerate(equations):
        for place, sign in equation:
            matrix[n, number[place]] = sign
    rank = np.linalg.matrix_rank(matrix) if unknown else 0
    return {
        place
        for place in unknown
        if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(unknown))[number[place]]])) == rank
    }


def table_of(
    chance: np.random.Generator, rows: int, columns: int, unsafe: float, empty: float
) -> dict:
    cells = {}
    for row in range(rows):
        for column in range(columns):
            if chance.random() < empty:
                continue
            n_firms, share = SAFE if chance.random() > unsafe else (FEW, ONE)[chance.integers(2)]
            value = int(chance.integers(1, 10**6)) * 100
            cells[f"r{row}", f"c{column}"] = Risk(value, n_firms, value * share // 100)
    return cells


@settings(max_examples=60)
@given(
    st.integers(0, 2**32), st.integers(1, 7), st.integers(1, 7), st.floats(0, 1), st.floats(0, 0.9)
)
def test_no_hidden_cell_follows_from_the_totals(seed, rows, columns, unsafe, empty) -> None:
    cells = table_of(np.random.default_rng(seed), rows, columns, unsafe, empty)
    hidden = protect(cells)

    assert {place for place, cell in cells.items() if cell.is_unsafe} <= set(hidden)
    assert found_by_attack(cells, hidden) == set()


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 6), st.floats(0, 0.5))
def test_no_other_cell_is_hidden_that_could_be_shown(seed, rows, columns, unsafe) -> None:
    cells = table_of(np.random.default_rng(seed), rows, columns, unsafe, 0.3)
    hidden = protect(cells)

    for place, why in hidden.items():
        if why == "secondary":
            assert bridges(set(hidden) - {place})


def test_a_table_of_thirty_by_forty_withstands_the_attack() -> None:
    cells = table_of(np.random.default_rng(7), 30, 40, 0.08, 0.2)
    hidden = protect(cells)
    primary = sum(why == "primary" for why in hidden.values())

    assert found_by_attack(cells, hidden) == set()
    assert primary > 50
    assert len(hidden) < 2 * primary


def test_one_cell_of_few_firms_takes_three_others_with_it() -> None:
    cells = {(row, column): Risk(1000, 5, 100) for row in "ab" for column in "xy"}
    cells["a", "x"] = Risk(1000, 2, 500)

    assert protect(cells) == {
        ("a", "x"): "primary", ("a", "y"): "secondary", ("b", "x"): "secondary",
        ("b", "y"): "secondary",
    }  # fmt: skip


def test_a_cell_alone_in_its_row_takes_totals_with_it() -> None:
    cells = {("a", "x"): Risk(1000, 1, 1000), ("b", "y"): Risk(1000, 5, 100)}
    hidden = protect(cells)

    assert ("a", TOTAL) in hidden
    assert found_by_attack(cells, hidden) == set()
