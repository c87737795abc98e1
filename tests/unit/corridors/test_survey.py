"""Ways between neighbouring places on a network small enough to see."""

from datetime import date

import numpy as np

from entrepot.corridors.ground import NETWORK, choose_sections, lay, measure_links, stops_of
from entrepot.corridors.physical import OPEN, PASSENGER, TRANSFER, Edges, Physical
from entrepot.corridors.physical import lay as lay_network
from entrepot.corridors.survey import Section, Stop, Survey, sections_of, snap

from .small import link, region


def railway(edges, *, gauges=(1435,) * 5, countries=("AA",) * 5, at=(0, 1, 2, 3, 4)) -> Physical:
    """Places along the equator; an edge is tail, head, km, kind and day of opening."""
    tail, head, km, kind, opened = (np.array(column) for column in zip(*edges, strict=True))
    names = tuple(sorted(set(countries)))
    nodes = {
        "lat": np.zeros(len(at)), "lon": np.array(at, dtype=float),
        "place": np.arange(len(at), dtype=np.int32),
        "country": np.array([names.index(code) for code in countries], dtype=np.int16),
        "gauge": np.array(gauges, dtype=np.int16),
    }  # fmt: skip
    km = km.astype(float)
    rows = Edges(
        tail, head, km, km, kind.astype(np.uint8), opened.astype(np.int32),
        np.full(len(km), -1, np.int16),
    )  # fmt: skip
    return lay_network("rail", (names, ()), nodes, rows)


LINE = [(0, 1, 120, OPEN, 0), (1, 2, 120, OPEN, 0), (2, 3, 120, OPEN, 0), (3, 4, 120, OPEN, 0)]


def stops(*at: float) -> list[Stop]:
    return [Stop(f"p{lon:g}", 0.0, lon) for lon in at]


def told(sections) -> list[tuple]:
    return [(one.a, one.b, one.km) for one in sections]


def test_a_way_ends_at_the_first_stop_it_meets():
    found = sections_of(railway(LINE), stops(0, 1, 3))

    assert told(found) == [("p0", "p1", 120.0), ("p1", "p3", 240.0)]


def test_no_section_uses_passenger_track_or_changes_gauge():
    edges = [(0, 1, 120, PASSENGER, 0), (1, 2, 120, OPEN, 0), (2, 3, 1, TRANSFER, 0),
             (3, 4, 120, OPEN, 0)]  # fmt: skip
    found = sections_of(
        railway(edges, gauges=(1435, 1435, 1435, 1000, 1000), at=(0, 1, 2, 2, 3)), stops(0, 1, 2, 3)
    )

    assert [(one.a, one.b, one.gauge_mm) for one in found] == [
        ("p1", "p2", 1435), ("p2", "p3", 1000),
    ]  # fmt: skip


def test_before_a_line_opened_the_older_way_is_told():
    edges = [*LINE, (1, 3, 225, OPEN, 20200601)]
    new, old = (
        sections_of(railway(edges), stops(1, 3))[0],
        sections_of(railway(edges), stops(1, 3))[1],
    )

    assert (new.km, new.valid_from, new.valid_to) == (225.0, date(2020, 6, 1), None)
    assert (old.km, old.valid_from, old.valid_to) == (240.0, None, date(2020, 5, 31))


def test_a_section_names_its_countries_in_order_from_its_first_place():
    network = railway(LINE, countries=("BB", "BB", "AA", "AA", "CC"))
    (one,) = sections_of(network, stops(0, 4))

    assert one.countries == ("BB", "AA", "CC")


def test_a_stop_far_from_the_network_is_left_out():
    assert set(snap(railway(LINE), stops(0, 0.5, 4))) == {"p0", "p4"}


def test_places_of_a_region_are_stops_by_the_modes_that_reach_them():
    rail = [stop.id for stop in stops_of(region(), "rail")]
    road = [stop.id for stop in stops_of(region(), "road")]

    assert {"yard", "post_a", "post_b", "town", "harbour"} <= set(rail)
    assert "far_port" not in rail
    assert "far_port" in road


def section(a, b, km, countries=("AA",), **more) -> Section:
    return Section("rail", a, b, km, 1435, countries, **more)


def test_a_section_is_left_out_where_links_lead_hardly_farther():
    nearly, shorter = section("harbour", "yard", 830.0), section("harbour", "yard", 800.0)

    assert choose_sections(region(), [nearly]) == ()
    assert choose_sections(region(), [shorter]) == (shorter,)


def test_a_border_is_crossed_at_a_post_or_inside_a_customs_territory_only():
    at_post = section("post_a", "post_b", 3.0, ("AA", "BB"))
    elsewhere = section("harbour", "town", 300.0, ("AA", "BB"))
    round_about = section("harbour", "yard", 300.0, ("AA", "BB", "AA"))
    without = region(links=())

    assert choose_sections(without, [at_post, elsewhere, round_about]) == (at_post,)


def test_only_what_the_pack_reckons_is_measured_and_nothing_absurd():
    links = (
        link("reckoned", "yard", "harbour", "rail", 900.0, status="modelled"),
        link("published", "post_b", "town", "rail", 450.0, status="published"),
        link("snapped_wrong", "yard", "post_a", "rail", 350.0, status="modelled"),
    )
    sections = [section("harbour", "yard", 940.0), section("post_b", "town", 400.0),
                section("post_a", "yard", 990.0)]  # fmt: skip
    own = region(links=links)
    km = measure_links(own, sections)
    laid = {row.id: row for row in lay(own, Survey("key", (), km)).links}

    assert km == {"reckoned": 940.0}
    assert (laid["reckoned"].km, laid["reckoned"].status) == (940.0, "derived")
    assert laid["published"] == links[1]


def test_a_survey_adds_links_and_leaves_the_region_as_it_is():
    own = region()
    before = own.links
    laid = lay(own, Survey("key", (section("harbour", "town", 300.0),)))

    assert own.links is before
    assert [row.id for row in laid.links[len(before) :]] == [f"{NETWORK}rail-harbour-town"]
    assert "ODbL" in laid.links[-1].source
