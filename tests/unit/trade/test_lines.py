"""Maps of columns: what they say, and every fault at once."""

import pytest

from entrepot.kernel.errors import InputError
from entrepot.store.importers.sources import layouts, raw_map
from entrepot.trade.lines import LineMap, missing_fields, parse_map


def test_every_fault_of_a_map_is_named_at_once() -> None:
    raw = {
        "columns": {"prtnr": "CTY"}, "currency": "usd", "unit": "million", "countries": "iso4",
        "note": "x",
    }  # fmt: skip

    with pytest.raises(InputError) as raised:
        parse_map(raw, "m.json")

    assert [one.where for one in raised.value.problems] == [
        "m.json, note", "m.json, columns.prtnr", "m.json, unit", "m.json, countries",
        "m.json, currency",
    ]  # fmt: skip


def test_a_map_without_columns_is_refused() -> None:
    with pytest.raises(InputError, match="is empty"):
        parse_map({"currency": "USD"})


@pytest.mark.parametrize(
    ("currency", "unit", "factor"),
    [("USD", "minor", 1), ("USD", "major", 100), ("JPY", "major", 1), ("KWD", "major", 1000),
     ("USD", "thousand", 100_000)],
)  # fmt: skip
def test_a_value_is_so_many_minor_units(currency: str, unit: str, factor: int) -> None:
    found = LineMap({}, {}, currency=currency, unit=unit)

    assert found.factor == factor


def test_what_a_line_must_have_is_named_where_it_is_not_told() -> None:
    found = parse_map({"columns": {"year": "t", "hs": "k", "value": "v"}})

    assert missing_fields(found) == ["flow", "partner", "currency"]


@pytest.mark.parametrize("layout", [name for name in layouts() if name != "generic"])
def test_each_layout_tells_what_a_line_must_have(layout: str) -> None:
    found = parse_map(raw_map(layout, {}))

    assert missing_fields(found) == []


def test_what_a_person_gives_goes_over_the_layout_name_by_name() -> None:
    found = parse_map(raw_map("china-customs", {"constants": {"flow": "import"}}))

    assert found.constants == {"flow": "import", "reporter": "CN"}
