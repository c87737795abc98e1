"""Laws of the gravity estimate: what may change without changing it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gravity_panels import panel

from entrepot.service.gravity import estimate_rows
from entrepot.service.gravity_document import Asked

FORMULA = "trade ~ rta + tariff | exporter^year + importer^year + pair"


def rows_of(columns):
    lists = {name: one.tolist() for name, one in columns.items()}
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def estimates(rows):
    found = estimate_rows(rows, Asked(FORMULA, clusters=("pair",)))
    return [(one["estimate"], one["std_error"]) for one in found["coefficients"]]


ROWS = rows_of(panel(countries=7, years=3, seed=5))
TOLD = estimates(ROWS)


def same(rows):
    np.testing.assert_allclose(estimates(rows), TOLD, rtol=1e-7)


@settings(max_examples=10, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_rows_may_be_shuffled(chance):
    rows = list(ROWS)
    chance.shuffle(rows)

    same(rows)


@settings(max_examples=10, derandomize=True)
@given(st.permutations([chr(65 + place) * 3 for place in range(7)]))
def test_codes_may_be_renamed(names):
    same([{**row, "exporter": names[row["exporter"]], "pair": f"p{row['pair']}"} for row in ROWS])


@pytest.mark.parametrize("unit", [1e-9, 1e-3, 1e6, 1e12])
def test_trade_may_be_told_in_another_unit(unit):
    same([{**row, "trade": row["trade"] * unit} for row in ROWS])


def test_a_term_in_another_unit_has_its_coefficient_in_that_unit():
    rows = [{**row, "tariff": 1e6 * row["tariff"]} for row in ROWS]

    np.testing.assert_allclose(1e6 * estimates(rows)[1][0], TOLD[1][0], rtol=1e-7)
