"""In-year pace and the split of a doubling, by lines of trade on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.integration.conftest import copy_of, nobody_did_anything

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.target_doubling import split_doubling
from entrepot.service.target_pace import paces_of
from entrepot.service.trade_load import load_file
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 7, 10, 4, tzinfo=UTC)
MAP = {
    "columns": {"partner": "to", "hs": "code", "value": "money", "month": "month", "flow": "flow",
                "firm": "firm"},
    "status": "synthetic", "source": "invented for a test", "currency": "EUR",
}  # fmt: skip
FIRMS = {"alder": ("850760", 2), "birch": ("401120", 1)}


@pytest.fixture
def window(server, template_of, tmp_path) -> Iterator[Window]:
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        yield Window(Home(tmp_path, region="upland"), database, open_reference("upland"))


@pytest.fixture
def load(window: Window, tmp_path: Path) -> Callable[..., None]:
    """Loads months of both flows, each worth its number of the year times a million."""

    def loads(first: int, last: int) -> None:
        rows = ["to,code,money,month,flow,firm"]
        for month in (year * 100 + m for year in range(2024, 2027) for m in range(1, 13)):
            for firm, (code, times) in FIRMS.items() if first <= month <= last else ():
                value = month % 100 * 1_000_000 * times
                rows += [f"DE,{code},{value},{month},{flow},{firm}"
                         for flow in ("export", "import")]  # fmt: skip
        path = tmp_path / f"months{first}.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        load_file(window, path, "generic", MAP, by="", at=NOON)

    return loads


def cents(amount: str) -> int:
    return int(Decimal(amount) * 100)


def test_a_year_is_held_against_what_past_years_had_by_then(window: Window, load) -> None:
    """Months worth 1 to 12: half a year is 21/78 of it; both firms trade 6 times that by June."""
    load(202401, 202606)
    (found,) = [one for one in paces_of(window, "upland", by="", at=NOON)["paces"]
                if one["id"] == "ug01"]  # fmt: skip
    so_far = 21 * 6e-3  # bn EUR
    of_year = 1.29 * (2.2 / 1.29) ** 0.2  # first year of the path

    assert (found["under_way"], found["months"], found["elapsed"]) == (2026, 6, 0.5)
    assert found["so_far"] == pytest.approx(so_far)
    assert found["goal_of_year"] == pytest.approx(of_year)
    assert found["expected"] == pytest.approx(21 / 78)
    assert found["completion"] == pytest.approx(so_far / of_year)
    assert found["pace"] == pytest.approx(so_far / of_year / (21 / 78))
    assert found["likely"] == pytest.approx(78 * 6e-3)
    assert [one["year"] for one in found["of_years"]] == [2024, 2025]
    assert found["status"] == "synthetic"


def test_without_a_whole_past_year_or_any_month_the_pace_is_unknown_with_the_reason(
    window: Window, load
) -> None:
    (nothing,) = paces_of(window, "upland", by="", at=NOON)["paces"]
    load(202601, 202606)
    (young,) = paces_of(window, "upland", by="", at=NOON)["paces"]

    assert (nothing["pace"], nothing["reason"]["code"]) == (None, "untold")
    assert nothing["reason"]["text_zh"]
    assert (young["pace"], young["reason"]["code"]) == (None, "no_past_year")
    assert young["completion"] is not None
    with pytest.raises(MissingError):
        paces_of(window, "upland", by="stranger", at=NOON)


@pytest.mark.parametrize(("by", "keys"), [
    ("firm", ["alder", "birch"]), ("product", ["8507", "4011"]),
])  # fmt: skip
def test_a_doubling_is_split_over_its_parts_which_add_up(
    window: Window, load, by: str, keys: list
) -> None:
    """Each owes its base of 2024 times 2^(2/4) times 21/78 by June 2026."""
    load(202401, 202606)
    asked = {"by": by, "base": 2024, "until": 2028, "currency": "EUR"}
    found = split_doubling(window, asked, by="", at=NOON)
    base = {key: 2 * 78_000_000_00 * times
            for key, times in zip(keys, (2, 1), strict=True)}  # fmt: skip
    parts = {one["key"]: one for one in found["parts"]}

    assert (found["through"], found["expected_share"]) == (202606, pytest.approx(21 / 78))
    assert {key: cents(one["base"]) for key, one in parts.items()} == base
    assert {key: cents(one["at_end"]) for key, one in parts.items()} == {
        key: 2 * value for key, value in base.items()
    }
    for key, one in parts.items():
        assert cents(one["owed"]) == round(base[key] * 2**0.5 * 21 / 78)
        assert one["pace"] == pytest.approx(2**-0.5, rel=1e-6)
    for name in ("base", "at_end", "so_far"):
        assert cents(found["whole"][name]) == sum(cents(one[name]) for one in found["parts"])
    assert found["parts"][0]["key"] == keys[0]  # the furthest behind


def test_a_split_that_cannot_be_made_is_refused(window: Window, load) -> None:
    load(202501, 202606)
    asked = {"by": "firm", "base": 2024, "until": 2028, "currency": "EUR"}
    with pytest.raises(RefusedError) as part:
        split_doubling(window, asked, by="", at=NOON)
    with pytest.raises(InputError) as wrong:
        split_doubling(window, {"by": "hue", "base": 2028, "until": 2024}, by="", at=NOON)
    with pytest.raises(MissingError):
        split_doubling(window, asked, by="stranger", at=NOON)

    assert part.value.problems[0].code == "target.base_months"
    assert {one.where for one in wrong.value.problems} == {"by", "until"}
