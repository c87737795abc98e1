"""One cell: text in, a value or the reason why not out."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.region.cells import CellError, nearest, parse_cell
from entrepot.region.settings import KEYS, read_settings


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("links", "km", " 12.50 ", 12.5),
        ("links", "km", "1.2e3", 1200.0),
        ("links", "km", "", None),
        ("links", "gauge_mm", "1435.0", 1435),
        ("links", "use", "", "leg"),
        ("links", "valid_to", "2028-02-29", date(2028, 2, 29)),
        ("links", "note", "１２０ km, as printed", "１２０ km, as printed"),
        ("vat", "rate_pct", "0.10", Decimal("0.10")),
        ("terminals", "modes", "rail; road", ("rail", "road")),
        ("terminals", "is_liner_hub", "", False),
        ("terminals", "is_liner_hub", "yes", True),
        ("measures", "origins", "", ()),
        ("transfers", "place", "", "*"),
        ("places", "parent", "", None),
        ("places", "unlocode", "", ""),
    ],
)
def test_a_cell_becomes_the_value_of_its_column(columns, table, column, text, value):
    actual = parse_cell(columns[table][column], text)

    assert actual == value
    assert type(actual) is type(value)


def test_a_decimal_keeps_its_digits(columns):
    assert str(parse_cell(columns["vat"]["rate_pct"], "0.10")) == "0.10"


@pytest.mark.parametrize(
    ("column", "text", "code", "hint"),
    [
        ("km", "120 km", "pack.unit", "Write the number alone. The column is in km."),
        ("km", "1,234.5", "pack.type", "Write 1234.5."),
        ("km", "inf", "pack.type", ""),
        ("km", "-3", "pack.unit", "It is at least 0.01 km and at most 45000 km."),
        ("km", "１２０", "pack.fullwidth", "Write 120."),
        ("gauge_mm", "1435.5", "pack.type", "Leave out the decimals."),
        ("gauge_mm", "1.435", "pack.type", "Leave out the decimals."),
        ("gauge_mm", "3000", "pack.unit", "It is at least 600 mm and at most 1676 mm."),
        ("mode", "Rail", "pack.choice", "One of: road, rail, river, sea, air, ferry."),
        ("mode", "rail;road", "pack.choice", "One of: road, rail, river, sea, air, ferry."),
        ("valid_from", "2026-4-1", "pack.type", "Write it as 2026-04-01."),
        ("valid_from", "20260401", "pack.type", "Write it as 2026-04-01."),
        ("valid_from", "2026-02-29", "pack.type", "Check the calendar."),
        (
            "from_place",
            "",
            "pack.missing",
            "Give: Where it starts; a link carries goods both ways.",
        ),
    ],
)
def test_a_bad_cell_says_what_to_do(columns, column, text, code, hint):
    with pytest.raises(CellError) as caught:
        parse_cell(columns["links"][column], text)

    assert caught.value.code == code
    assert hint in caught.value.hint


def test_a_hint_names_the_nearest_words():
    assert nearest("mountan", ("mountain", "valley", "sea")) == "Nearest: mountain."


def test_a_word_like_no_other_gets_no_hint():
    assert nearest("xyzzy", ("mountain", "valley", "sea")) == ""


def test_every_key_of_the_settings_accepts_its_own_example():
    text = "\n".join(f"{name} = {key.example}" for name, key in KEYS.items())

    settings, problems = read_settings(text)

    assert problems == []
    assert set(settings) == set(KEYS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", '"My Region"'), ("name", "1"), ("levels", "[]"), ("levels", '"land"'),
        ("levels", "[1]"), ("country", '"XAA"'), ("currency", '"eur"'), ("home", '""'),
        ("centre", "[91, 0]"), ("centre", '["1", "2"]'), ("centre", "[true, false]"),
    ],
)  # fmt: skip
def test_a_setting_of_the_wrong_form_is_named(name, value):
    examples = {key: KEYS[key].example for key in KEYS} | {name: value}

    settings, problems = read_settings("\n".join(f"{k} = {v}" for k, v in examples.items()))

    assert [(p.code, p.where) for p in problems] == [("pack.type", f"region.toml, {name}")]
    assert name not in settings
