"""Every row that mends the world's railways does what it says."""

import itertools
from math import inf

import numpy as np
import pytest

from entrepot.corridors.physical import PASSENGER, TRANSFER, closed_arcs, find_track, tails_of
from entrepot.corridors.rails import compare, ends_of, nearest_open, parse_waypoint
from entrepot.corridors.travel import Ask, Point, close
from entrepot.store.reference import open_reference

pytestmark = pytest.mark.xdist_group("networks")
REFERENCE = open_reference()
REPAIRS, GAUGES, RUNS, MILEAGE, OPENINGS = (
    REFERENCE.table(name)
    for name in (
        "rail_repairs", "rail_gauge", "rail_passenger_only", "rail_mileage", "rail_openings",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def rail(built_networks):
    return built_networks.physical("rail")


@pytest.fixture(scope="module")
def where(rail) -> dict:
    """Nodes by their position to three decimals."""
    found: dict = {}
    for node, at in enumerate(zip(rail.lat.round(3).tolist(), rail.lon.round(3).tolist(),
                                  strict=True)):  # fmt: skip
        found.setdefault(at, []).append(node)
    return found


@pytest.mark.parametrize("row", REPAIRS, ids=lambda row: row.id)
def test_a_repair_is_in_the_network_as_long_as_its_row_says(rail, row):
    arcs = np.flatnonzero(rail.row == rail.rows.index(row.id))

    assert len(arcs) >= 2
    assert rail.map_km[arcs] == pytest.approx(row.km)
    assert (row.kind == "transfer") == bool((rail.kind[arcs] == TRANSFER).any())


def test_without_a_repair_the_way_between_its_ends_is_longer_or_none(rail):
    """One way is enough where a gap of one place is mended twice; hence the share."""
    tails, longer = tails_of(rail), []
    for row in REPAIRS:
        if row.kind in ("ferry", "transfer"):
            continue
        number = rail.rows.index(row.id)
        arc = int(np.flatnonzero(rail.row == number)[0])
        ask = Ask(Point("", 0, 0), Point("", 0, 0), "rail", avoid=(("link", row.id),))
        track = find_track(rail, close(rail, ask), int(tails[arc]), int(rail.heads[arc]))
        longer.append((inf if track is None else track.km) > row.km + 1)

    assert sum(longer) >= 0.95 * len(longer)


@pytest.mark.parametrize("line", sorted({row.line for row in RUNS}))
def test_every_edge_of_a_passenger_line_is_there_and_moves_no_freight(rail, where, line):
    points = [[parse_waypoint(text) for text in row.waypoints] for row in RUNS if row.line == line]
    for run in points:
        for a, b in itertools.pairwise(run):
            arcs = [
                arc
                for node in where[a]
                for arc in range(rail.indptr[node], rail.indptr[node + 1])
                if rail.heads[arc] in where[b] and rail.kind[arc] != TRANSFER
            ]
            assert arcs, (a, b)
            assert all(rail.kind[arc] == PASSENGER for arc in arcs), (a, b)


def test_only_the_runs_of_the_table_are_shut(rail):
    edges = {
        frozenset(pair)
        for row in RUNS
        for points in [[parse_waypoint(text) for text in row.waypoints]]
        for pair in itertools.pairwise(points)
    }
    arcs = np.flatnonzero(rail.kind == PASSENGER)
    tails = tails_of(rail)[arcs]
    shut = {
        frozenset(((round(float(rail.lat[a]), 3), round(float(rail.lon[a]), 3)),
                   (round(float(rail.lat[b]), 3), round(float(rail.lon[b]), 3))))
        for a, b in zip(tails.tolist(), rail.heads[arcs].tolist(), strict=True)
    }  # fmt: skip

    assert shut == edges


COUNTRIES = [row for row in GAUGES if row.kind == "country"]
SECTIONS = [row for row in GAUGES if row.kind != "country"]


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row.country)
def test_a_countrys_railways_have_its_gauge(rail, row):
    if row.country not in rail.countries:
        pytest.skip("no town of the gazetteer lies there")
    here = rail.country == rail.countries.index(row.country)
    if not here.any():
        pytest.skip("the map has no railway there")

    # A country with a single border station may hold only its neighbour's gauge.
    assert row.gauges_mm[0] in set(np.unique(rail.gauge[here]).tolist())


@pytest.mark.parametrize("row", SECTIONS, ids=lambda row: row.id)
def test_a_line_or_dual_section_has_its_gauges_at_its_ends(rail, row):
    if "the map does not have this line" in row.note:
        pytest.skip("the map does not have it, as its note says")
    found = []
    for text in row.waypoints:
        lat, lon = parse_waypoint(text)
        near = (np.abs(rail.lat - lat) < 0.2) & (np.abs(rail.lon - lon) < 0.2)
        found.append(set(np.unique(rail.gauge[near]).tolist()))

    assert any(set(row.gauges_mm) <= gauges for gauges in found)


@pytest.mark.parametrize("row", OPENINGS, ids=lambda row: row.id)
def test_a_line_that_opened_is_shut_before(rail, row):
    arcs = rail.row == rail.rows.index(row.id)

    assert arcs.any()
    assert closed_arcs(rail, year=row.opened.year - 1)[arcs].all()
    assert not closed_arcs(rail, year=row.opened.year)[arcs].any()


def test_every_published_length_is_met(rail):
    rows = compare(rail, MILEAGE)

    assert [(row.row.id, row.computed_km) for row in rows if row.is_ok is False] == []
    assert len(rows) == len(MILEAGE)


def test_stretched_track_is_as_long_as_published(rail):
    closed = closed_arcs(rail)
    for row in (row for row in MILEAGE if row.use == "stretch"):
        track = find_track(rail, closed, *(nearest_open(rail, at) for at in ends_of(row)))

        assert track.km == pytest.approx(row.published_km, rel=0.005), row.id
