"""Market access on the small network."""

import pytest
from tests.unit.corridors import small
from tests.unit.corridors.trading import region

from entrepot.corridors.closure import Avoid
from entrepot.corridors.network import build_network
from entrepot.corridors.reach import access_of, list_openings, markets_of, with_links_open
from entrepot.corridors.route import Query, find_routes
from entrepot.kernel.errors import InputError
from entrepot.region.aims import Indicator
from entrepot.region.parameters import Destination

THETA = {"theta": 1.0, "value_usd_per_teu": 1000.0}


def network(**more):
    return build_network(region(**more), small.lanes(), on=small.TODAY)


def test_access_is_what_the_cheapest_routes_make_of_it() -> None:
    made = network()
    [east] = access_of(made, ["east"], markets_of(made.region).markets, **THETA)
    expected = 0.0
    for place, people in (("town", 700), ("market", 3050)):
        load = small.Load(1, 0, 10.0, 10_000.0, 1000.0)
        options = find_routes(made, Query("east", place, load)).options
        expected += people / min(one.cost_usd for one in options)

    assert east.value == pytest.approx(expected)
    assert east.basis == "population"
    assert [one.code for one in east.left_out] == ["access.no_way"]  # to the lonely place


def test_time_may_be_asked_for_in_the_place_of_cost() -> None:
    made = network()
    markets = [one for one in markets_of(made.region).markets if one.place == "town"]
    [east] = access_of(made, ["east"], markets, by="time", **THETA)
    load = small.Load(1, 0, 10.0, 10_000.0, 1000.0)
    options = find_routes(made, Query("east", "town", load)).options

    assert east.value == pytest.approx(700 / min(one.hours_mean for one in options))


def test_shutting_never_adds_access() -> None:
    made = network()
    markets = markets_of(made.region).markets
    [free] = access_of(made, ["east"], markets, **THETA)
    [shut] = access_of(made, ["east"], markets, avoid=(Avoid("border", "all"),), **THETA)

    assert shut.value < free.value


def test_an_opening_never_takes_access_away_and_may_add_some() -> None:
    made = network(destinations=(small.row(Destination, place="beyond", population=100),))
    markets = markets_of(made.region).markets
    avoid = (Avoid("mode", "road"),)
    [before] = access_of(made, ["east"], markets, avoid=avoid, **THETA)
    [after] = access_of(with_links_open(made, ["new"]), ["east"], markets, avoid=avoid, **THETA)

    assert [link.id for link in list_openings(made)] == ["new"]
    assert after.value > before.value


@pytest.mark.parametrize(("name", "code"), [("r1", "access.open"), ("never", "access.link")])
def test_what_cannot_be_opened_is_refused_with_what_can(name, code) -> None:
    with pytest.raises(InputError) as caught:
        with_links_open(network(), [name])

    assert caught.value.problems[0].code == code
    assert "new" in caught.value.problems[0].hint


def test_output_is_taken_where_the_pack_tells_more_of_it_than_of_residents() -> None:
    rows = tuple(
        small.row(Indicator, id=name, indicator="GDP", geography=name, value=value, unit="bn USD",
                  year=year)
        for name, value, year in (("Town", 1.0, 2020), ("town", 2.0, 2024), ("market", 3.0, 2024))
    )  # fmt: skip
    made = region(indicators=rows, destinations=(
        small.row(Destination, place="town"), small.row(Destination, place="market"),
    ))  # fmt: skip
    sizes = {one.place: one.gdp_usd for one in markets_of(made).markets}

    assert sizes == {"town": 2e9, "market": 3e9}
