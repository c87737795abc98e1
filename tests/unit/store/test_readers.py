"""Sea lanes and HS texts as their packages carry them."""

from pathlib import Path

import numpy as np
import pytest

from entrepot.corridors.sea import SeaGraph, SeaWays
from entrepot.kernel.geography import great_circle_km
from entrepot.store import sealanes
from entrepot.store.hscodes import load_hs


@pytest.fixture(scope="module")
def graph() -> SeaGraph:
    return sealanes.read_package()


def test_every_lane_is_there_once_with_its_great_circle(graph: SeaGraph) -> None:
    pairs = set(zip(graph.tail.tolist(), graph.head.tolist(), strict=True))

    assert len(pairs) == len(graph.km) == 15970
    assert not pairs & {(head, tail) for tail, head in pairs}
    for edge in range(0, len(graph.km), 997):
        a, b = graph.tail[edge], graph.head[edge]
        expected = great_circle_km(graph.lat[a], graph.lon[a], graph.lat[b], graph.lon[b])
        assert graph.km[edge] == pytest.approx(expected, abs=1e-6)


def test_the_passages_are_tagged(graph: SeaGraph) -> None:
    named = set(graph.passage.tolist())

    assert {"suez", "panama", "malacca", "gibraltar", "south_africa", "northwest"} <= named


def test_a_voyage_has_its_published_length(graph: SeaGraph) -> None:
    # Distance tables: 9,500-9,900 nautical miles by the canal, 12,900-13,300 round the Cape.
    ways = SeaWays(graph, {"a": (21.7, 108.6), "b": (51.95, 4.05)})

    assert 9_500 < ways.km("a", "b") / 1.852 < 9_900
    assert 12_900 < ways.km("a", "b", ["suez"]) / 1.852 < 13_300


def test_the_second_reading_is_the_same(tmp_path: Path, graph: SeaGraph) -> None:
    first, second = sealanes.load_sea(tmp_path / "new"), sealanes.load_sea(tmp_path / "new")

    for name in ("lat", "lon", "tail", "head", "km", "passage"):
        expected = getattr(graph, name)
        assert np.array_equal(getattr(first, name), expected)
        assert np.array_equal(getattr(second, name), expected)
        assert getattr(second, name).dtype == expected.dtype


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"no archive"])
def test_a_torn_cache_is_made_anew(tmp_path: Path, graph: SeaGraph, content: bytes) -> None:
    sealanes.load_sea(tmp_path)
    [cache] = tmp_path.iterdir()
    cache.write_bytes(content)

    assert np.array_equal(sealanes.load_sea(tmp_path).km, graph.km)
    assert cache.stat().st_size > 100_000


def test_without_a_place_for_the_cache_the_lanes_are_read_all_the_same(
    graph: SeaGraph, caplog: pytest.LogCaptureFixture
) -> None:
    assert np.array_equal(sealanes.load_sea(Path("/proc/nowhere")).km, graph.km)
    assert "not kept" in caplog.text


def test_the_hs_has_its_chapters_headings_and_subheadings() -> None:
    codes = dict(load_hs())
    by_digits = {digits: sum(len(code) == digits for code in codes) for digits in (2, 4, 6)}

    assert by_digits == {2: 96, 4: 1228, 6: 5612}
    assert codes["401120"].startswith("Rubber; new pneumatic tyres")
    assert all(code[:-2] in codes for code in codes if len(code) > 2)
    assert list(codes) == sorted(codes)
