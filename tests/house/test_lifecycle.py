"""The table of the life cycle in the code is the one of the reference data, row for row."""

from collections.abc import Mapping

import pytest

from entrepot.region.model import Region
from entrepot.region.window import Arrow
from entrepot.store import packs
from entrepot.window.lifecycle import GUARDS, TABLE, arrows
from entrepot.window.reasons import Reasons


@pytest.fixture(scope="module")
def region() -> Region:
    """The default region over the world."""
    found = packs.read_region(packs.read_folder(packs.find_folder(""))).region
    assert found is not None
    return found


@pytest.fixture(scope="module")
def told(region: Region) -> Mapping[tuple[str, str, str], Arrow]:
    """The arrows of `transitions.csv` by act and both states."""
    rows = {(row.event, row.from_state, row.to_state): row for row in region.transitions}
    assert len(rows) == len(region.transitions)
    return rows


def test_the_design_has_31_rows_and_the_code_knows_each() -> None:
    numbers = {row.number for row in TABLE}

    assert numbers == {f"T{number:02}" for number in range(1, 31)} | {"T13b"}


def test_each_arrow_of_the_code_is_one_of_the_reference_data(told) -> None:
    known = {(row.event, start, end) for row, start, end in arrows()}

    assert known == set(told)


def test_each_arrow_is_of_the_row_it_says(told) -> None:
    wrong = [
        row.number
        for row, start, end in arrows()
        if row.number != f"T{told[row.event, start, end].design_row:0>2}"
        and row.number != f"T{told[row.event, start, end].design_row}"
    ]

    assert wrong == []


def test_the_same_may_act_by_the_code_and_by_the_reference_data(told) -> None:
    by_code = {(row.event, start, end): set(row.roles) for row, start, end in arrows()}

    assert by_code == {key: set(arrow.role) for key, arrow in told.items()}


def test_the_parties_are_told_what_the_reference_data_say(region, told) -> None:
    known = {row.message for row in region.messages}
    wrong = [
        (row.number, row.message, told[row.event, start, end].message)
        for row, start, end in arrows()
        if row.message not in (told[row.event, start, end].message or ("",))
    ]

    assert wrong == []
    assert {row.message for row in TABLE} - {""} <= known


def test_every_state_is_in_the_reference_data(region) -> None:
    states = {row.state for row in region.states if row.facet == "main"}
    walked = {state for _, start, end in arrows() for state in (start, end)}

    assert walked == states


def test_each_condition_is_used_and_told_in_both_languages(region) -> None:
    reasons = Reasons(region.reason_codes)
    used = {guard for row in TABLE for guard in row.guards}

    assert used - set(GUARDS) == set()
    assert set(GUARDS) - used == set()
    assert [name for name, (code, _) in GUARDS.items() if code not in reasons] == []
