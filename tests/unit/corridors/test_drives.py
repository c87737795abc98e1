"""Drives to yards, measured where the main roads lead and reckoned where they do not."""

import numpy as np

from entrepot.corridors.drives import drives_of
from entrepot.corridors.hierarchy import HierarchySearch, make_hierarchy
from entrepot.corridors.literal import Graph, Towns
from entrepot.corridors.rails import lay_roads
from entrepot.kernel.geography import great_circle_km

from .small import network, region


def roads_between(a: str, b: str, factor: float):
    places = region().places
    ends = [places[a], places[b]]
    km = factor * great_circle_km(ends[0].lat, ends[0].lon, ends[1].lat, ends[1].lon)
    lat, lon = (np.array([getattr(end, name) for end in ends]) for name in ("lat", "lon"))
    towns = Towns(np.zeros(1), np.zeros(1), np.array(["AA"]))
    return lay_roads(Graph(lat, lon, np.array([0]), np.array([1]), np.array([km])), towns), km


def measured(a: str, b: str, factor: float) -> tuple[dict, float]:
    roads, km = roads_between(a, b, factor)
    return dict(drives_of(region(), roads, HierarchySearch(roads, make_hierarchy(roads)))), km


def test_a_drive_is_as_long_as_the_road():
    drives, km = measured("post_a", "yard", 1.4)

    assert drives[("post_a", "yard")] == round(km, 1)


def test_a_road_far_round_tells_nothing():
    drives, _ = measured("post_a", "yard", 3.0)

    assert drives == {}


def test_trucks_drive_what_was_measured_and_else_what_is_reckoned():
    plain = network().trucking.overlay
    apart = plain.apart_km("mill", "yard")
    knowing = network(drives={("mill", "yard"): 2 * apart}).trucking
    (haul,) = [one for one in knowing.hauls("mill", "out") if one.parts[0].to_place == "yard"]

    assert plain.drive_km("mill", "yard") == 1.25 * apart
    assert sum(part.km for part in haul.parts) == 2 * apart
