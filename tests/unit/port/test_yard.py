"""One box a slot, stacked from the ground."""

from datetime import UTC, datetime, timedelta

import pytest

from entrepot.port.yard import (
    BANDS,
    Slot,
    band_of,
    check_ground,
    check_lift,
    first_free,
    free_until,
    parse_slot,
)

GROUND, ABOVE = Slot("A", 1, 1, 1), Slot("A", 1, 1, 2)


def test_a_slot_is_read_as_it_is_written() -> None:
    assert parse_slot(str(GROUND)) == GROUND
    assert [parse_slot(text) for text in ("", "A-1-1", "A-1-1-9", "a-1-1-1")] == [None] * 4


def test_a_box_stands_on_the_ground_or_on_another_and_never_in_a_taken_slot() -> None:
    codes = [
        [one.code for one in check_ground(slot, taken)]
        for slot, taken in [
            (GROUND, {}), (GROUND, {"A-1-1-1": "B"}), (ABOVE, {}), (ABOVE, {"A-1-1-1": "B"}),
        ]
    ]  # fmt: skip

    assert codes == [[], ["yard.taken"], ["yard.below_empty"], []]
    assert check_ground(ABOVE, {"A-1-1-1": "B"}, "B")[0].code == "yard.below_empty"


def test_what_another_stands_on_is_not_lifted() -> None:
    assert check_lift(GROUND, {"A-1-1-1": "B", "A-1-1-2": "C"})[0].code == "yard.buried"
    assert check_lift(ABOVE, {"A-1-1-1": "B", "A-1-1-2": "C"}) == ()


def test_the_first_free_slot_is_the_lowest_of_the_first_stack_with_room() -> None:
    slots = [ABOVE, GROUND, Slot("A", 2, 1, 1)]

    assert first_free(slots, {}) == GROUND
    assert first_free(slots, {"A-1-1-1": "B"}) == ABOVE
    assert first_free([ABOVE], {}) is None


@pytest.mark.parametrize(("days", "band"), [(0, 0), (2, 1), (4.9, 1), (5, 2), (10, 3), (99, 3)])
def test_ages_fall_into_bands_without_gaps(days: float, band: int) -> None:
    assert band_of(timedelta(days=days)) == BANDS[band]


def test_free_time_runs_from_the_instant_a_box_came_in() -> None:
    came = datetime(2026, 3, 10, 9, tzinfo=UTC)

    assert free_until(came, 7) == datetime(2026, 3, 17, 9, tzinfo=UTC)
