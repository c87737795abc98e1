"""Units of a region by level."""

import pytest
from tests.unit.corridors.trading import region

from entrepot.kernel.errors import InputError
from entrepot.region.units import depth_of, unit_above, units_at


def test_a_level_is_told_in_the_singular_or_plural() -> None:
    assert [one.id for one in units_at(region(), "parts")] == ["east", "west"]
    assert [one.id for one in units_at(region(), "part")] == ["east", "west"]
    assert [one.id for one in units_at(region(), "whole")] == ["mill"]


def test_what_is_no_level_names_the_nearest() -> None:
    with pytest.raises(InputError, match="no level of Small"):
        units_at(region(), "pert")


def test_places_abroad_are_in_no_unit() -> None:
    made = region()

    assert depth_of(made.places, "mill", "east") == 1
    assert depth_of(made.places, "mill", "town") is None
    assert unit_above(made, "east", "part") == "east"
    assert unit_above(made, "mill", "part") is None
    assert unit_above(made, "town", "part") is None
    assert unit_above(made, "nowhere", "part") is None
