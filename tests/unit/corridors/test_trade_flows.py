"""From published totals to pairs of places."""

import pytest
from tests.unit.corridors.trading import figure, partner, region

from entrepot.corridors.trade_flows import flows_of_year
from entrepot.kernel.errors import InputError, MissingError
from entrepot.kernel.geography import great_circle_km


def test_totals_are_split_by_partner_residents_and_distance() -> None:
    made = region()
    trade = flows_of_year(made, 2024, level="parts")
    flow = {(one.direction, one.home, one.abroad): one for one in trade.flows}

    # 8 million USD x 25 % x 300 / 400 / 1,000 USD a TEU, and all of Bees is one town.
    assert flow["exports", "east", "town"].teu == pytest.approx(8e6 * 0.25 * 0.75 / 1000)
    assert flow["imports", "west", "town"].teu == pytest.approx(4e6 * 0.25 * 0.25 / 1000)
    pulls = {
        name: people / great_circle_km(0, 0, made.places[name].lat, made.places[name].lon)
        for name, people in (("market", 3050), ("lonely", 100))
    }
    share = pulls["market"] / sum(pulls.values())
    assert flow["exports", "east", "market"].teu == pytest.approx(8e6 * 0.75 * 0.75 * share / 1000)
    assert flow["exports", "east", "town"].ends == ("east", "town")
    assert flow["imports", "east", "town"].ends == ("town", "east")


def test_nothing_is_lost_on_the_way() -> None:
    trade = flows_of_year(region(partners=(partner("Nobody", 10.0, ("XX",)),)), 2024, level="part")

    assert sum(one.teu for one in trade.flows) == pytest.approx(0.9 * 12_000)
    assert [(one.direction, one.partner, one.code) for one in trade.strays] == [
        ("exports", "Nobody", "flows.no_destination"),
        ("imports", "Nobody", "flows.no_destination"),
    ]
    assert sum(one.teu for one in trade.strays) == pytest.approx(1200)
    assert all(one.reason and one.reason_zh for one in trade.strays)


def test_a_year_that_is_not_told_takes_the_one_before_and_says_so() -> None:
    trade = flows_of_year(region(), 2030, level="part")

    assert trade.year == 2024
    assert "2030" in trade.notes[0][0]
    assert "2024" in trade.notes[0][0]


def test_a_year_before_all_takes_the_first() -> None:
    assert flows_of_year(region(), 2001, level="part").year == 2024


def test_a_total_alone_is_split_as_in_the_nearest_year_that_tells() -> None:
    rows = (figure(2024, "exports", 3.0), figure(2024, "imports", 1.0), figure(2025, "total", 8.0))

    trade = flows_of_year(region(trade_series=rows), 2025, level="part")

    assert trade.value_usd == {"exports": pytest.approx(6e6), "imports": pytest.approx(2e6)}
    assert any("75.0%" in english for english, _ in trade.notes)


def test_published_totals_win_over_derived_ones_and_other_places_do_not_count() -> None:
    rows = (
        figure(2024, "exports", 9.0, "million EUR", status="derived"), figure(2024, "exports", 8.0),
        figure(2024, "imports", 4.0), figure(2025, "exports", 1.0, period="Q1"),
        figure(2025, "imports", 1.0, geography="elsewhere"),
    )  # fmt: skip

    trade = flows_of_year(region(trade_series=rows), 2025, level="part")

    assert (trade.year, trade.value_usd["exports"]) == (2024, 8e6)


def test_money_is_converted_by_the_rates_of_the_pack() -> None:
    rows = (figure(2024, "exports", 1.0, "bn EUR"), figure(2024, "imports", 1.0, "bn USD"))

    trade = flows_of_year(region(trade_series=rows), 2024, level="part")

    assert trade.value_usd == {"exports": pytest.approx(1.1e9), "imports": pytest.approx(1e9)}


def test_the_latest_shares_that_do_not_overlap_are_taken() -> None:
    rows = (
        partner("Old", 50.0, ("BB",), 2020), partner("Bees", 25.0, ("BB",), 2024),
        partner("Bees and Dees", 90.0, ("BB", "DD"), 2023), partner("Later", 60.0, ("CC",), 2029),
        partner("Bought", 40.0, ("DD",), 2024, "USD (imports)"),
    )  # fmt: skip

    trade = flows_of_year(region(partners=rows), 2024, level="part")
    teu = {
        (way, place): sum(f.teu for f in trade.flows if (f.direction, f.abroad) == (way, place))
        for way in ("exports", "imports") for place in ("town", "lonely")
    }  # fmt: skip

    assert teu["exports", "town"] == pytest.approx(2000)
    assert teu["imports", "town"] == pytest.approx(1000)
    assert teu["imports", "lonely"] == pytest.approx(1600)


def test_a_split_is_modelled_at_best() -> None:
    assert flows_of_year(region(), 2024, level="part").status == "synthetic"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((), "flows.no_totals"),
        ((figure(2024, "total", 3.0),), "flows.no_totals"),
        ((figure(2024, "exports", 3.0, "bn XYZ"), figure(2024, "imports", 3.0)), "flows.unit"),
    ],
)
def test_a_pack_that_does_not_tell_is_an_error(rows, code) -> None:
    with pytest.raises(MissingError) as caught:
        flows_of_year(region(trade_series=rows), 2024, level="part")

    assert caught.value.problems[0].code == code


def test_an_unknown_level_names_those_there_are() -> None:
    with pytest.raises(InputError) as caught:
        flows_of_year(region(), 2024, level="district")

    assert "whole, part" in caught.value.problems[0].hint
