"""Railways mended, masked, split by gauge and stretched, on a line one can draw by hand.

Five points lie on the equator, a degree apart: three in one country of 1435 mm, two in one
of 1520 mm. The last two are apart from the rest by a gap.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from entrepot.corridors.literal import Graph, Towns
from entrepot.corridors.rails import YARD_KM, Comparison, RailTables, lay_rails, lay_roads
from entrepot.corridors.travel import Ask, Point, travel
from entrepot.kernel.geography import great_circle_km
from entrepot.region.railways import (
    RailGauge,
    RailMileage,
    RailOpening,
    RailPassengerOnly,
    RailRepair,
)
from entrepot.region.transport import Border

DEGREE_KM = great_circle_km(0, 0, 0, 1)
CITED = {"note": "", "source": "invented", "status": "synthetic"}
GRAPH = Graph(
    lat=np.zeros(5),
    lon=np.arange(5.0),
    tail=np.array([0, 1, 3]),
    head=np.array([1, 2, 4]),
    km=np.full(3, 112.0),
)
TOWNS = Towns(np.zeros(5), np.arange(5.0), np.array(["AA", "AA", "AA", "BB", "BB"]))
GAP = RailRepair(
    id="r1", kind="gap", name="the gap", from_lat=0, from_lon=2, to_lat=0, to_lon=3, km=112,
    gauges_mm=(1435, 1520), detour_km=None, pair="", pair_km_before=None, pair_km=None,
    pair_km_published=None, valid_from=None, **CITED,
)  # fmt: skip
POST = Border(
    id="two-three", place_a="two", place_b="three", country_a="AA", country_b="BB", lat=0,
    lon=2.95, modes=("rail",), gauge_a_mm=(1435,), gauge_b_mm=(1520,), p50_h=None, p90_h=None,
    mean_h=None, cost_usd_per_teu=None, open_hours="", regimes=(), state="open", year=None,
    basis="", **CITED,
)  # fmt: skip


def gauge(number, kind, country, *mm, waypoints=()):
    return RailGauge(
        id=f"g{number}", kind=kind, country=country, name="", gauges_mm=mm, waypoints=waypoints,
        **CITED,
    )  # fmt: skip


COUNTRIES = (gauge(1, "country", "AA", 1435), gauge(2, "country", "BB", 1520))
TABLES = RailTables([GAP], COUNTRIES, [], [], posts=[POST])


def ask(tables, start=0.0, goal=4.0, **how):
    network = lay_rails(GRAPH, TOWNS, tables)
    question = Ask(Point("start", 0, start), Point("goal", 0, goal), "rail", **how)
    return travel(network, question, tables.posts)


def test_nothing_closes_a_gap_but_a_repair():
    way = ask(replace(TABLES, repairs=[]))

    assert way.km is None
    assert "do not meet" in way.reason


def test_a_repair_joins_and_a_post_changes_gauge():
    way = ask(TABLES)

    assert way.km == pytest.approx(4 * 112 + YARD_KM)
    assert [(change.from_mm, change.to_mm) for change in way.gauge_changes] == [(1435, 1520)]
    assert way.borders == ("two-three",)
    assert way.countries == ("AA", "BB")
    assert way.repairs == ("r1",)


def test_without_a_place_to_change_gauge_there_is_no_way():
    way = ask(replace(TABLES, posts=[]))

    assert way.km is None
    assert "gauge" in way.reason


def test_a_dual_section_takes_trains_of_either_gauge():
    both = gauge(3, "dual", "BB", 1435, 1520, waypoints=("0 3", "0 4"))
    way = ask(replace(TABLES, gauges=[*COUNTRIES, both], posts=[]))

    assert way.km == pytest.approx(4 * 112)
    assert way.gauge_changes == ()


def test_no_train_changes_gauge_without_need():
    both = gauge(3, "dual", "BB", 1435, 1520, waypoints=("0 3", "0 4"))
    way = ask(replace(TABLES, gauges=[*COUNTRIES, both]))

    assert way.gauge_changes == ()


def test_a_line_of_another_gauge_is_an_exception_to_its_country():
    line = gauge(3, "line", "BB", 1000, waypoints=("0 3", "0 4"))

    assert ask(replace(TABLES, gauges=[*COUNTRIES, line])).km is None
    assert ask(replace(TABLES, gauges=[*COUNTRIES, line]), goal=3.0).km is not None


def test_a_transfer_repair_joins_two_gauges_without_a_post():
    yard = replace(GAP, kind="transfer", km=3.0)
    way = ask(replace(TABLES, repairs=[yard], posts=[]))

    assert way.km == pytest.approx(3 * 112 + 3)
    assert len(way.gauge_changes) == 1


def test_a_ferry_is_off_and_the_reason_says_so():
    way = ask(replace(TABLES, repairs=[replace(GAP, kind="ferry")]))

    assert way.km is None
    assert "ferry" in way.reason


def test_passenger_only_track_moves_no_freight():
    run = RailPassengerOnly(
        id="p1", line="p", name="", country="AA", seq=1, waypoints=("0.000 1.000", "0.000 2.000"),
        km=112, pair="", pair_km_before=None, pair_km=None, **CITED,
    )  # fmt: skip
    way = ask(replace(TABLES, passenger_only=[run]))

    assert way.km is None
    assert "passenger" in way.reason


def test_published_mileage_stretches_the_track_and_no_other():
    row = RailMileage(
        id="m1", name="", from_lat=0, from_lon=0, to_lat=0, to_lon=1, published_km=123.2,
        computed_km=112, factor=1.1, use="stretch", tolerance_pct=3, year=None, **CITED,
    )  # fmt: skip
    way = ask(replace(TABLES, mileage=[row]))

    assert way.km == pytest.approx(123.2 + 3 * 112 + YARD_KM)


@pytest.mark.parametrize(
    ("use", "km", "is_ok"),
    [
        ("check", 102.9, True),
        ("check", 103.1, False),
        ("check", None, False),
        ("report", 200.0, None),
    ],
)
def test_a_length_is_judged_by_its_tolerance(use, km, is_ok):
    row = RailMileage(
        id="m1", name="", from_lat=0, from_lon=0, to_lat=0, to_lon=1, published_km=100,
        computed_km=None, factor=None, use=use, tolerance_pct=3, year=None, **CITED,
    )  # fmt: skip

    assert Comparison(row, km).is_ok is is_ok


def test_a_line_is_used_from_its_year_and_the_miss_names_it():
    opening = RailOpening(
        id="o1", name="the new line", waypoints=("0 0", "0 2"), opened=date(2021, 12, 3), **CITED
    )
    tables = replace(TABLES, openings=[opening])

    assert ask(tables, year=2021).km == pytest.approx(4 * 112 + YARD_KM)
    assert "2021" in ask(tables, year=2020).reason


def test_a_repair_is_used_from_its_year():
    tables = replace(TABLES, repairs=[replace(GAP, valid_from=date(2013, 1, 1))])

    assert ask(tables, year=2013).km is not None
    assert "2013" in ask(tables, year=2012).reason


@pytest.mark.parametrize(
    "avoid",
    [
        ("border", "two-three"),
        ("border", "all"),
        ("border", "aa-bb"),
        ("country", "BB"),
        ("link", "r1"),
    ],
)
def test_what_is_avoided_is_shut_and_named(avoid):
    tables = replace(TABLES, posts=[POST] if avoid[1] != "aa-bb" else [])
    dual = gauge(3, "dual", "BB", 1435, 1520, waypoints=("0 3", "0 4"))
    way = ask(replace(tables, gauges=[*COUNTRIES, dual]), avoid=(avoid,))

    assert way.km is None
    assert f"{avoid[0]}:{avoid[1]}" in way.reason


def test_an_end_far_from_any_track_is_named():
    way = ask(TABLES, goal=40.0)

    assert way.km is None
    assert "goal" in way.reason


def test_roads_have_no_gauge_and_need_no_post():
    joined = Graph(GRAPH.lat, GRAPH.lon, np.arange(4), np.arange(1, 5), np.full(4, DEGREE_KM))
    network = lay_roads(joined, TOWNS)
    way = travel(network, Ask(Point("a", 0, 0), Point("b", 0, 4), "road"))

    assert way.km == pytest.approx(4 * DEGREE_KM)
    assert way.gauge_changes == ()


def test_a_scrap_of_abroad_inside_a_country_belongs_to_it():
    towns = Towns(np.zeros(5), np.arange(5.0), np.array(["AA", "BB", "AA", "AA", "AA"]))
    joined = Graph(GRAPH.lat, GRAPH.lon, np.arange(4), np.arange(1, 5), np.full(4, 112.0))
    network = lay_roads(joined, towns)
    way = travel(network, Ask(Point("a", 0, 0), Point("b", 0, 4), "road"))

    assert way.countries == ("AA",)
