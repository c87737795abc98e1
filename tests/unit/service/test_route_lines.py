"""Where routes run: lanes at sea, tracks where networks are built and agree, else straight."""

from datetime import date
from pathlib import Path

import pytest

from entrepot.service.route_lines import length_km, lines_of
from entrepot.service.routes import route
from entrepot.service.track_lines import TrackLines

TODAY = date(2026, 11, 20)
ASKED = {"origin": "averlund", "destination": "rotterdam", "tonnes": "20"}


class OneTrack:
    """Tracks that go a way round between any two places, some times as long as the crow flies."""

    key = "made up"

    def __init__(self, detour: float) -> None:
        self.detour = detour

    def line(self, mode, stops):
        assert mode in ("rail", "road")
        (lat_a, lon_a), (lat_b, lon_b) = stops[0], stops[-1]
        aside = (self.detour - 1) * length_km(stops) / 111
        return ((lat_a, lon_a), ((lat_a + lat_b) / 2 + aside, (lon_a + lon_b) / 2), (lat_b, lon_b))


@pytest.fixture(scope="module")
def ground():
    from entrepot.service.routes import open_ground

    return open_ground("upland")


def test_without_networks_land_legs_are_straight_and_sea_legs_follow_lanes(ground) -> None:
    document = route(ground, ASKED, today=TODAY, tracks=TrackLines(Path("nowhere")))

    legs = [
        (leg["mode"], line["drawn"], len(line["path"]))
        for one, way in zip(document["routes"], document["lines"]["routes"], strict=True)
        for leg, line in zip(one["legs"], way["legs"], strict=True)
        if line["drawn"] != "nothing"
    ]
    assert document["lines"]["networks"] is None
    assert {drawn for mode, drawn, _ in legs if mode in ("rail", "road")} == {"straight"}
    assert all(drawn == "lane" and points > 2 for mode, drawn, points in legs if mode == "sea")


def test_without_being_asked_no_line_is_told(ground) -> None:
    assert "lines" not in route(ground, ASKED, today=TODAY)


@pytest.mark.parametrize(("detour", "drawn"), [(1.0, "track"), (6.0, "straight")])
def test_a_track_is_drawn_where_it_is_about_as_long_as_the_leg(ground, detour, drawn) -> None:
    from entrepot.service.route_request import parse_route
    from entrepot.service.routes import _plan

    request = parse_route(ASKED, ground, today=TODAY)
    plan = _plan(request, request.network, request.by)
    rails = [leg for one in plan.routes for leg in one.legs if leg.mode == "rail" and leg.km > 100]

    found = lines_of(request.network, plan.routes, OneTrack(detour))

    told = {
        line["drawn"]
        for one, way in zip(plan.routes, found["routes"], strict=True)
        for leg, line in zip(one.legs, way["legs"], strict=True)
        if leg in rails
    }
    assert rails
    assert told == {drawn}


def test_a_post_with_a_change_of_gauge_is_marked_with_both_gauges(ground) -> None:
    document = route(ground, ASKED, today=TODAY, tracks=TrackLines(Path("nowhere")))

    crossed = {
        line["border"]: (line["from_mm"], line["to_mm"])
        for way in document["lines"]["routes"]
        for line in way["legs"]
        if line["border"] and line["gauge_change"]
    }
    posts = {post["id"]: post for post in document["lines"]["posts"]}
    assert crossed == {"dravensill-estermark": (1435, 1067)}
    assert posts["dravensill-estermark"]["source"]
