"""Levels of a region: their words and their places."""

import pytest

from entrepot.region.levels import find_level, places_of_level, plural


@pytest.mark.parametrize(
    ("one", "many"),
    [("county", "counties"), ("canton", "cantons"), ("parish", "parishes"), ("quay", "quays")],
)
def test_a_word_for_a_unit_has_its_plural(one: str, many: str) -> None:
    assert plural(one) == many


def test_a_level_is_found_by_one_of_it_or_by_many(region) -> None:
    assert [find_level(region, word) for word in ("region", "Cantons", "commune", "county")] == [
        0, 1, 2, None,
    ]  # fmt: skip


def test_places_of_a_level_are_its_units_and_nothing_in_them(region) -> None:
    assert places_of_level(region, 0) == ("upland",)
    assert places_of_level(region, 1) == ("norrholt", "suderholt")
    assert places_of_level(region, 2) == ("averlund", "brasketh", "corvane")


def test_the_reference_region_holds_every_county_seat() -> None:
    from entrepot.store import packs

    region = packs.read_region(packs.read_folder(packs.find_folder(""))).region

    assert len(places_of_level(region, 2)) == 88
    assert len({region.places[p].admin_code for p in places_of_level(region, 2)}) == 88
    assert len({row.place for row in region.destinations}) == 200
