"""Concordances of HS editions: nothing is lost, nothing is joined silently."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.errors import InputError
from entrepot.trade.concordance import Link, apportion, concordance_of, convert, need_codes
from entrepot.trade.editions import in_edition
from entrepot.trade.figures import Cell

THIRDS = [Link("01", x, Fraction(1, 3)) for x in "abc"]
BOTH = concordance_of("HS2017", "HS2022", [*THIRDS, Link("02", "c", Fraction(1))], "invented")


def cell(*key: str, value: int | None = 10, month: int = 202401) -> Cell:
    return Cell(key, month, "export", value, 7, None, 2, 5, 9, 1.0, 2.0, "published")


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(1, 99), min_size=1, max_size=9))
def test_parts_add_up_to_the_whole_and_are_less_than_a_unit_off(
    amount: int, weights: list[int]
) -> None:
    shares = {f"{n:02}": Fraction(one, sum(weights)) for n, one in enumerate(weights)}
    parts = apportion(amount, shares)

    assert sum(parts.values()) == amount
    assert all(abs(parts[code] - amount * share) < 1 for code, share in shares.items())


@given(st.dictionaries(st.sampled_from(["01", "02"]), st.integers(0, 10**15)))
def test_a_conversion_keeps_the_total(amounts: dict[str, int]) -> None:
    assert sum(convert(amounts, BOTH).values()) == sum(amounts.values())


def test_a_case_by_hand() -> None:
    assert convert({"01": 10, "02": 5}, BOTH) == {"a": 4, "b": 3, "c": 8}
    assert list(BOTH.split) == ["01"]


def test_every_fault_of_a_concordance_is_named() -> None:
    links = [*THIRDS[:2], Link("02", "c", Fraction(0), "row 4"), Link("03", "d", Fraction(1)),
             Link("03", "d", Fraction(1), "row 6")]  # fmt: skip
    with pytest.raises(InputError) as refused:
        concordance_of("HS2017", "HS2022", links, "")

    assert [one.where for one in refused.value.problems] == ["row 4", "row 6", "01", "02"]


def test_codes_without_a_place_are_each_named() -> None:
    with pytest.raises(InputError) as refused:
        need_codes(BOTH, ["01", "99", "98"])

    assert [one.where for one in refused.value.problems] == ["98", "99"]


def test_cells_of_two_editions_become_one_and_say_what_does_not_add() -> None:
    before, own = cell("JP", "01", "HS2017"), cell("JP", "c", "HS2022", value=100)
    found = {one.key: one for one in in_edition([before, own], ("partner", "hs6"), "HS2022",
                                                {"HS2017": BOTH})}  # fmt: skip

    assert {key: one.value_minor for key, one in found.items()} == {
        ("JP", "a"): 4, ("JP", "b"): 3, ("JP", "c"): 103
    }  # fmt: skip
    assert {one.n_firms for one in found.values()} == {None}
    assert {one.duty_minor for one in found.values()} == {None}
    assert found["JP", "a"].status == "derived"


def test_a_cell_of_the_edition_itself_stays_as_it_is() -> None:
    own = cell("JP", "c", "HS2022")
    [found] = in_edition([own], ("partner", "hs6"), "HS2022", {"HS2017": BOTH})

    assert (found.key, found.n_firms, found.hours_median) == (("JP", "c"), 5, 1.0)


def test_what_is_unknown_stays_unknown_in_each_part() -> None:
    found = in_edition([cell("01", "HS2017", value=None)], ("hs6",), "HS2022", {"HS2017": BOTH})

    assert [one.value_minor for one in found] == [None, None, None]
