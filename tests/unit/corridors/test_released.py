"""From released lines to pairs of places."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.corridors.trading import region

from entrepot.corridors.released import flows_of_movements
from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement


def line(seq=1, *, flow="export", partner="BB", usd="1000", kg="20000", district="", year=2026,
         currency="USD"):  # fmt: skip
    return Movement(
        "D1", 1, seq, "original", flow, "401120", partner, "AA", Money(Decimal(usd), currency),
        None if kg is None else Decimal(kg), date(year, 3, 1), "", district,
    )  # fmt: skip


def flows(*lines, year=2026):
    return flows_of_movements(region(), lines, year, level="part")


def test_lines_weigh_by_net_mass_and_units_share_by_residents() -> None:
    found = {(one.direction, one.home, one.abroad): one for one in flows(line()).flows}

    # 20 t at 10 t a TEU are 2 TEU; east has 300 of 400 residents; BB is one town.
    assert found["exports", "east", "town"].teu == pytest.approx(1.5)
    assert found["exports", "west", "town"].teu == pytest.approx(0.5)
    assert found["exports", "east", "town"].value_usd == pytest.approx(750)


def test_without_a_mass_the_value_tells_the_boxes() -> None:
    assert sum(one.teu for one in flows(line(kg=None, usd="3000")).flows) == pytest.approx(3.0)


def test_a_district_names_its_unit() -> None:
    found = flows(line(district="12"), line(2, district="77", flow="import"))

    assert {one.home for one in found.flows if one.direction == "exports"} == {"west"}
    assert {one.home for one in found.flows if one.direction == "imports"} == {"east", "west"}


def test_a_reversal_takes_its_line_away() -> None:
    one = line()

    assert flows(one, one.reversed()).flows == ()
    assert flows(one, one.reversed(), line(2, kg="10000")).flows == flows(line(kg="10000")).flows


def test_another_year_does_not_count() -> None:
    assert flows(line(year=2025)).flows == ()


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (line(partner="XX"), "flows.no_destination"),
        (line(currency="XAU"), "flows.currency"),
        (line().reversed(), "flows.taken_back"),
    ],
)
def test_what_has_no_place_is_told(one, code) -> None:
    found = flows(one)

    assert [stray.code for stray in found.strays] == [code]
    assert found.strays[0].reason
    assert found.strays[0].reason_zh
    assert found.flows == ()


def test_other_currencies_take_the_rate_of_the_pack() -> None:
    assert flows(line(usd="1000", currency="EUR")).value_usd["exports"] == pytest.approx(1100)
