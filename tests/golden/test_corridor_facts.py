"""Published facts of corridors, reproduced from the real packs.

Sources: China Daily 2022 (Kunming-Vientiane 1,035 km); distance tables for
Singapore-Rotterdam with the lanes to Qinzhou (9,610 and 13,080 nautical miles); Workers'
Daily 2021 and Belt and Road Portal 2022 (Guiyang-Moscow 15 days); China News Service 2026
(Guiyang-Minsk 15 days by Alashankou); encyclopaedia article on the Sichuan-Guizhou railway
(423.6 km to Xiaonanhai, 463 km between the stations).
"""

from math import inf

import pytest
from tests.crosscheck.packs import ask, real_network

from entrepot.corridors.services import Tracks, list_offers
from entrepot.corridors.voyages import passages_avoided

NAUTICAL_MILE_KM = 1.852
TRAIN_BORDERS = ("border:alashankou-dostyk", "border:khorgos-altynkol")


def best(answer, name):
    return min(getattr(route, name) for route in answer.options)


def freight_km(name, origin, destination):
    """Length of the shortest way over freight railways that are open."""
    tracks = Tracks(real_network(name).trucking.overlay, "rail")
    return sum(km for _, _, km, _ in tracks.way(origin, destination))


def trains(answer):
    return [route for route in answer.options if route.modes == ("rail",)]


def test_kunming_vientiane_by_rail_is_1035_km():
    assert freight_km("guizhou", "kunming", "vientiane") == pytest.approx(1035, rel=0.02)


def test_qinzhou_rotterdam_is_9500_to_9900_miles_by_suez_and_12900_to_13300_by_the_cape():
    sea = real_network("guizhou").sea
    by_suez = sea.way("qinzhou_port", "rotterdam")
    by_cape = sea.way("qinzhou_port", "rotterdam", ["suez", "panama"])

    assert "suez" in by_suez.passages
    assert 9_500 <= by_suez.km / NAUTICAL_MILE_KM <= 9_900
    assert "south_africa" in by_cape.passages
    assert 12_900 <= by_cape.km / NAUTICAL_MILE_KM <= 13_300


def test_guiyang_moscow_by_train_takes_12_to_18_days():
    fastest = min(trains(ask("guizhou", "guiyang", "moscow")), key=lambda route: route.days_p50)

    assert 12 <= fastest.days_p50 <= 18
    assert fastest.gauge_changes == 1


def test_guiyang_minsk_by_train_takes_12_to_20_days_with_one_change_of_gauge():
    fastest = min(trains(ask("guizhou", "guiyang", "minsk")), key=lambda route: route.days_p50)

    assert 12 <= fastest.days_p50 <= 20
    assert fastest.gauge_changes == 1
    assert fastest.border_posts[0] == "alashankou-dostyk"


def test_guiyang_chongqing_freight_is_440_to_465_km_and_not_the_passenger_line():
    (train,) = trains(ask("guizhou", "guiyang", "chongqing"))
    links = {link for leg in train.legs for link in leg.links}

    assert 440 <= freight_km("guizhou", "guiyang", "chongqing") <= 465
    assert not any("hs" in link for link in links)
    assert sum(leg.km for leg in train.legs if leg.mode == "rail") > 440


def test_two_containers_of_tyres_to_hamburg_have_four_ways_by_three_main_chains():
    answer = ask("guizhou", "guiyang", "hamburg")
    chains = {route.modes for route in answer.options}

    assert len(answer.options) >= 4
    assert ("rail",) in chains
    assert any("sea" in modes for modes in chains)
    assert any("air" in modes for modes in chains)
    assert any("alashankou-dostyk" in route.border_posts for route in answer.options)


def test_rail_and_sea_go_by_the_south_and_by_the_pearl_river():
    gateways = {route.chain for route in ask("guizhou", "guiyang", "hamburg").options}

    assert any("qinzhou_port" in chain for chain in gateways)
    assert any(port in chain for chain in gateways for port in ("nansha", "yantian", "shanghai"))


def test_with_both_kazakh_posts_closed_the_train_takes_another_border():
    answer = ask("guizhou", "guiyang", "hamburg", *TRAIN_BORDERS)
    posts = {post for route in answer.options for post in route.border_posts}

    assert not posts & {"alashankou-dostyk", "khorgos-altynkol"}
    assert posts & {"manzhouli-zabaykalsk", "erenhot-zamyn_uud"}


@pytest.mark.parametrize("passage", ["suez", "south_africa", "malacca", "babalmandab", "panama"])
@pytest.mark.parametrize("destination", ["hamburg", "los_angeles", "lagos", "new_york"])
def test_a_shut_passage_never_improves_a_best_value(passage, destination):
    now = ask("guizhou", "guiyang", destination)
    then = ask("guizhou", "guiyang", destination, f"passage:{passage}")

    for name in ("cost_usd", "days_mean", "co2e_kg"):
        assert best(then, name) >= best(now, name)
    assert not any(passage in route.passages for route in then.options)


def test_every_way_tells_what_it_emits_from_tank_to_wheel():
    for route in ask("guizhou", "guiyang", "hamburg").options:
        assert 0 < route.co2e_ttw_kg < route.co2e_kg


def test_shutting_the_cape_moves_the_sailings_round_it():
    now = ask("guizhou", "guiyang", "hamburg")
    then = ask("guizhou", "guiyang", "hamburg", "passage:south_africa")

    assert any("south_africa" in route.passages for route in now.options)
    assert best(then, "cost_usd") > best(now, "cost_usd")


def test_vientiane_reaches_rotterdam_by_its_seaports_and_by_the_railway():
    routes = ask("laos", "vientiane", "rotterdam").options
    ports = {leg.from_place for route in routes for leg in route.legs if leg.mode == "sea"}

    assert ports & {"laem_chabang", "vung_ang", "da_nang"}
    assert any("mohan-boten" in route.border_posts for route in routes)


def test_imports_quote_the_same_way():
    routes = ask("guizhou", "hamburg", "guiyang").options

    assert {("rail",)} & {route.modes for route in routes}
    assert all(route.legs[0].from_place == "hamburg" for route in routes)


def test_the_invented_region_needs_no_other_code():
    routes = ask("upland", "averlund", "rotterdam").options

    assert any(route.modes == ("rail", "sea") and route.gauge_changes == 1 for route in routes)


@pytest.mark.parametrize(("origin", "destination"), [("guiyang", "hamburg"), ("santos", "guiyang")])
def test_liners_round_the_cape_sail_by_malacca_and_not_by_sunda(origin, destination):
    by_cape = [
        route
        for route in ask("guizhou", origin, destination).options
        if "south_africa" in route.passages
    ]

    assert by_cape
    assert all("malacca" in r.passages and "sunda" not in r.passages for r in by_cape)


def test_lines_keep_away_from_the_red_sea_sunda_and_cape_horn_but_not_from_gibraltar():
    overlay = real_network("guizhou").trucking.overlay
    sailings = [row for row in list_offers(overlay) if row.mode == "sea"]

    assert passages_avoided(overlay, sailings) == {"suez", "babalmandab", "sunda", "chili"}


@pytest.mark.parametrize(
    ("destination", "train"),
    [("almaty", "S006"), ("hamburg", "S003"), ("minsk", "S066"), ("vientiane", "S009")],
)
def test_a_named_train_is_offered_and_sooner_than_one_that_is_assumed(destination, train):
    routes = trains(ask("guizhou", "guiyang", destination))
    days = {leg.service_id: r.days_p50 for r in routes for leg in r.legs if leg.kind == "wait"}

    assert train in days
    assert days[train] < days.get("", inf)


@pytest.mark.parametrize(
    "pair", [("RO", "TR"), ("RU", "TR"), ("AZ", "KZ"), ("AZ", "TM"), ("AE", "IR"), ("EE", "FI"),
             ("HR", "IT"), ("DK", "PL"), ("FI", "SE"), ("ES", "MA"), ("FR", "GB"), ("KH", "MY")],
)  # fmt: skip
def test_no_truck_is_sent_over_a_sea(pair):
    posts = real_network("guizhou").trucking.posts

    assert not posts.joined_by_land(*pair)
    assert posts.joined_by_land("BG", "TR")
