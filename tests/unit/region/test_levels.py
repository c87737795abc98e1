"""Levels of a region: their words and their places."""

import pytest

from entrepot.region.units import plural, singular, units_at


@pytest.mark.parametrize(
    ("one", "many"),
    [("county", "counties"), ("canton", "cantons"), ("parish", "parishes"), ("quay", "quays")],
)
def test_a_word_for_a_unit_has_its_plural(one: str, many: str) -> None:
    assert plural(one) == many


def test_a_level_is_found_by_one_of_it_or_by_many(region) -> None:
    words = ("region", "cantons", "commune", "county")

    assert [singular(word, region.levels) for word in words] == [
        "region", "canton", "commune", None,
    ]  # fmt: skip


def test_the_reference_region_holds_every_county_seat() -> None:
    from entrepot.store import packs

    region = packs.read_region(packs.read_folder(packs.find_folder(""))).region
    counties = units_at(region, "counties")

    assert len(counties) == len({place.admin_code for place in counties}) == 88
    assert len({row.place for row in region.destinations}) == 200
