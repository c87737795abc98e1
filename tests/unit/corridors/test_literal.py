"""Networks written as program text, read as text."""

import numpy as np
import pytest

from entrepot.corridors import literal
from entrepot.corridors.literal import parse_graph, parse_lanes, parse_ports, parse_towns

GRAPH = (
    b"\nfrom x import y\ngraph=[{1: 2.5, 0: 0.0, 2: 1e-1}, {0: 2.0}, {0: 0.1}]\n"
    b"nodes=[[10.0, -20.5], [11.0, 21.0], [-12.25, 22]]\nz = y(graph=graph)\n"
)
LANES = (
    b"node_list={(1, 2): {}, (-3.5, 4): {}, (5, 6): {}}\n\n"
    b"edge_list={(1, 2): {(-3.5, 4): {'weight': 1.0}, (5, 6): {'passage': 'suez', 'weight': 2.0}},"
    b" (-3.5, 4): {(1, 2): {'weight': 1.0}}, (5, 6): {(1, 2): {'passage': 'suez', 'weight': 2.0}}}"
)


def test_loops_go_and_the_lesser_of_two_lengths_stays():
    graph = parse_graph(GRAPH)

    assert graph.tail.tolist() == [0, 0]
    assert graph.head.tolist() == [1, 2]
    assert graph.km.tolist() == [2.0, 0.1]
    assert graph.lat.tolist() == [10.0, 11.0, -12.25]
    assert graph.lon.tolist() == [-20.5, 21.0, 22.0]


@pytest.mark.parametrize("piece", [33, 40, 64])
def test_the_size_of_a_piece_changes_nothing(piece, monkeypatch):
    whole = parse_graph(GRAPH)
    monkeypatch.setattr(literal, "_PIECE", piece)
    graph = parse_graph(GRAPH)

    assert np.array_equal(graph.km, whole.km)
    assert graph.km.tolist() == [2.0, 0.1]


@pytest.mark.parametrize("cut", [30, 60, 80, 95, 110])
def test_a_cut_text_is_refused(cut):
    with pytest.raises(ValueError, match=r"\w"):
        parse_graph(GRAPH[:cut])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"{0: 2.0}", b"{9: 2.0}"),
        (b"{0: 2.0}", b"{0: -2.0}"),
        (b"{0: 2.0}", b"{exit(): 2.0}"),
        (b", [-12.25, 22]", b""),
        (b"-12.25", b"-92.25"),
        (b"{0: 2.0}", b"{0: }"),
    ],
)
def test_a_text_that_is_no_map_is_refused(old, new):
    with pytest.raises(ValueError, match=r"\w"):
        parse_graph(GRAPH.replace(old, new))


def test_lanes_are_there_once_with_their_passage():
    lanes = parse_lanes(LANES)

    assert list(zip(lanes.tail.tolist(), lanes.head.tolist(), strict=True)) == [(0, 1), (0, 2)]
    assert lanes.passage.tolist() == ["", "suez"]
    assert lanes.lon.tolist() == [1.0, -3.5, 5.0]


@pytest.mark.parametrize("text", [LANES[:-2], LANES.replace(b"(5, 6): {}", b""), LANES[20:]])
def test_cut_lanes_are_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_lanes(text)


def test_towns_have_a_country_and_a_position():
    text = b'{"1": {"name": "A", "latitude": 1.5, "longitude": -2, "countrycode": "AD"}}'
    towns = parse_towns(text)

    assert (towns.lat.tolist(), towns.lon.tolist()) == ([1.5], [-2.0])
    assert towns.country.tolist() == ["AD"]
    with pytest.raises(ValueError, match="cut"):
        parse_towns(text[:-3])


def test_ports_are_known_by_their_code():
    text = b"node_list={(1, 2): {'name': \"P\", 'port': 'XXABC', 't': None, 'x': 1.5, 'y': 2.0}}"

    assert parse_ports(text) == {"XXABC": (2.0, 1.5)}
    with pytest.raises(ValueError, match="cut"):
        parse_ports(b"node_list={")
