"""Observed values are read as meant or refused; a waterfall adds up to its score."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.index import build
from entrepot.assess.observations import COLUMNS, parse_entries, parse_span, parse_value
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import read_scheme
from entrepot.assess.waterfall import waterfalls

UNSURE = "may be thousands or decimals."
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
TREE = [
    {"code": "a", "level": 1, "parent": "up", "weight": 2.0},
    {"code": "b", "level": 1, "parent": "up", "direction": -1},
    {"code": "c", "level": 1, "parent": "root", "weight": 3.0},
    {"code": "up", "level": 2, "parent": "root", "weight": 1.0},
    {"code": "root", "level": 3},
]
floats = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


def row(**cells: str) -> dict[str, str]:
    plain = dict(zip(COLUMNS, ("a", "x", "2024", "1", "t", "s", "published"), strict=True))
    return plain | cells


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", Decimal("12.5")), ("12,5", Decimal("12.5")), (" -3 ", Decimal(-3)),
        ("0,125", Decimal("0.125")), ("1234,567", Decimal("1234.567")), ("1.234", Decimal("1.234")),
        ("１２．５", Decimal("12.5")), ("－１２，５", Decimal("-12.5")), ("1e3", Decimal(1000)),
        ("1,234", UNSURE), ("１，２３４", UNSURE), ("-12,500", UNSURE),
        ("1 234", "is not a number."), ("1,234.5", "is not a number."), ("²", "is not a number."),
        ("inf", "is not a number."), ("nan", "is not a number."), ("١٢", "is not a number."),
        ("1234567890.1234567", "has more than 15 digits."),
    ],
)  # fmt: skip
def test_a_number_is_read_as_meant_or_not_at_all(text: str, value: Decimal | str) -> None:
    assert parse_value(text) == value


def test_a_point_among_decimal_commas_may_stand_between_thousands() -> None:
    rows = [
        row(where="x", value="12,5"),
        row(where="y", value="1.234"),
        row(where="z", value="7.5"),
    ]
    entries, problems = parse_entries(rows, {})

    assert [one.value for one in entries] == [Decimal("12.5"), Decimal("7.5")]
    assert [one.where for one in problems] == ["row 2, value"]


@given(st.decimals(-(10**9), 10**9, places=2), st.booleans(), st.booleans())
def test_commas_and_full_width_digits_are_the_same_value(value, has_comma, is_wide) -> None:
    text = str(value).replace(".", ",") if has_comma else str(value)
    found = parse_value(text.translate(WIDE) if is_wide else text)

    assert found == value


@pytest.mark.parametrize(
    ("text", "step", "first", "end"),
    [
        ("2024", "year", date(2024, 1, 1), date(2025, 1, 1)),
        ("2024-H1", "half", date(2024, 1, 1), date(2024, 7, 1)),
        ("2024-H2", "half", date(2024, 7, 1), date(2025, 1, 1)),
        ("2024-Q4", "quarter", date(2024, 10, 1), date(2025, 1, 1)),
        ("２０２４-02", "month", date(2024, 2, 1), date(2024, 3, 1)),
    ],
)
def test_a_period_has_its_first_day_and_its_end(text, step, first, end) -> None:
    found = parse_span(text)

    assert found is not None
    assert (found.step, found.first, found.end) == (step, first, end)


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-H3", "2024-Q5", "0000", "9999", "2024/1"]
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert parse_span(text) is None


@given(st.integers(1, 9998), st.sampled_from(["H{}|2", "Q{}|4", "{:02}|12"]))
def test_the_parts_of_a_year_follow_each_other_without_a_gap(year: int, parts: str) -> None:
    form, count = parts.split("|")
    spans = [parse_span(f"{year:04}-{form.format(n + 1)}") for n in range(int(count))]
    whole = parse_span(f"{year:04}")

    assert [one.first for one in spans[1:]] == [one.end for one in spans[:-1]]
    assert (spans[0].first, spans[-1].end) == (whole.first, whole.end)
    assert whole.end - whole.first in (timedelta(365), timedelta(366))


def test_everything_wrong_is_told_at_once_by_its_cell() -> None:
    rows = [
        row(what="", status="sure"),
        row(what="a b", when="soon"),
        row(unit="kg"),
        row(unit="kg"),
    ]
    _, problems = parse_entries(rows, {"a": "t"})

    assert [(one.where, one.code) for one in problems] == [
        ("row 1, what", "observation.missing"), ("row 1, status", "observation.status"),
        ("row 2, what", "observation.code"), ("row 2, when", "observation.period"),
        ("row 3, unit", "observation.unit"), ("row 4, unit", "observation.unit"),
    ]  # fmt: skip
    assert all(one.message_zh for one in problems)


def test_the_same_value_twice_in_a_file_is_refused() -> None:
    _, problems = parse_entries([row(), row(value="2"), row(where="y")], {})

    assert [one.code for one in problems] == ["observation.twice"]


def index(values, classes=(), **more):
    scheme = read_scheme({
        "code": "i", "unit": "u", "node": TREE, "normalise": {"method": "minmax"},
        "aggregate": {"method": "arithmetic"}, **more,
    })  # fmt: skip
    units = tuple(str(at) for at in range(len(values)))
    rules = {"late": np.arange(len(values), dtype=float)}
    return build(scheme, Table(units, np.array(values), {}, {}, (), classes, rules))


@given(st.lists(st.tuples(floats, floats, floats), min_size=4, max_size=9, unique_by=(
    lambda one: one[0], lambda one: one[1], lambda one: one[2])))  # fmt: skip
def test_a_waterfall_adds_up_to_the_score(values) -> None:
    rule = {"code": "r", "column": "late", "points": 1.0, "source": "s"}
    classes = tuple("AB"[at % 2] for at in range(len(values)))
    found = index(values, classes, deduction=[rule])

    for told, score in zip(waterfalls(found), found.final, strict=True):
        assert told is not None
        assert told.base + sum(told.parts.values()) + told.deducted == pytest.approx(
            score, abs=1e-9
        )
        assert told.deducted <= 0


def test_a_tree_that_does_not_add_up_or_lacks_values_has_no_waterfall() -> None:
    values = [[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [3.0, 4.0, 4.0], [4.0, 3.0, float("nan")]]
    classes = ("A", "A", "B", "B")
    scale = {"method": "minmax", "lower": 1.0, "upper": 100.0}
    product = index(values[:3], normalise=scale, aggregate={"method": "geometric"})

    assert waterfalls(product) == [None] * 3
    assert [told is None for told in waterfalls(index(values, classes))] == [
        False,
        False,
        True,
        True,
    ]
