"""Places side by side by what is on record; by hand from the tables."""

import pytest

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.place_comparison import compare_places
from entrepot.store.reference import WindowReference, open_reference


@pytest.fixture(scope="module")
def pack() -> WindowReference:
    return open_reference("guizhou")


@pytest.fixture(scope="module")
def cells(pack) -> dict:
    return {
        (cell["geography"], one["indicator"]): cell
        for one in compare_places(pack, "guizhou")["indicators"] for cell in one["cells"]
    }  # fmt: skip


def test_each_place_has_its_last_figure_and_an_unknown_one_says_why(cells: dict) -> None:
    city, other = cells["guiyang", "GDP"], cells["tongren", "GDP"]

    assert (city["year"], city["value"], city["ids"]) == (2024, 577.741, ["PS030"])
    assert (other["value"], other["reason"]["code"]) == (None, "looked_for")
    assert cells["zunyi", "foreign trade"]["value"] is None


def test_what_is_worked_out_takes_two_figures_of_one_year(cells: dict) -> None:
    """450.523 bn RMB over 5,987,018 people in 2020; 75.96 over 2,091 bn RMB in 2023."""
    head, share = cells["guiyang", "GDP per head"], cells["guizhou", "trade as a share of GDP"]

    assert (head["year"], head["ids"], head["status"]) == (2020, ["PS029", "PS001"], "derived")
    assert head["value"] == pytest.approx(450.523e9 / 5_987_018)
    assert (share["year"], share["value"]) == (2023, pytest.approx(100 * 75.96 / 2091))
    assert cells["zunyi", "GDP per head"]["reason"]["code"] == "no_common_year"


def test_what_is_asked_for_and_nobody_published_is_unknown_beside_the_goals_for_it(pack) -> None:
    told = {one["code"]: one for one in compare_places(pack, "guiyang")["topics"]}

    assert told["coverage"]["goals"] == ["T016", "T040"]
    assert told["forms"]["goals"] == ["T026"]
    assert all(one["figures"] == [] and one["reason"]["text_zh"] for one in told.values())


def test_a_place_without_parts_stands_beside_those_around_it(pack) -> None:
    found = compare_places(pack, "yunyan")

    assert found["places"][0]["geography"] == "yunyan"
    assert len(found["places"]) == 10
    with pytest.raises(MissingError):
        compare_places(pack, "nowhere")
    with pytest.raises(InputError):
        compare_places(pack, " ")
