"""Lists of numbers written as program text, read as text.

The world's networks come as literals of many megabytes. To evaluate one takes gigabytes;
read piece by piece as numbers it takes a second and little more room than the numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PIECE = 1 << 21  # bytes
_BLANK = bytes.maketrans(b"[]{}():,", b"        ")
_PLAIN = re.compile(rb"[-+0-9.eE,:\s\[\]{}]*")
_LANE_POINT = re.compile(rb"\((-?[\d.eE+-]+), (-?[\d.eE+-]+)\): \{")
_LANE = re.compile(
    rb"\((-?[\d.eE+-]+), (-?[\d.eE+-]+)\): \{(?:'passage': (?:'(\w*)'|None), )?'weight'"
)
_TOWN_WORD = re.compile(rb'"(countrycode|latitude|longitude)": "?([-A-Za-z0-9.+]+)')


@dataclass(frozen=True, slots=True)
class Graph:
    """A network as it was drawn: points, and each edge once.

    Attributes:
        lat, lon: Position of each point (n) [degrees].
        tail, head: Points of each edge, the lesser number first (m).
        km: Length of each edge (m) [km].
    """

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    km: NDArray[np.float64]


def parse_graph(text: bytes) -> Graph:
    r"""Read `graph=[{head: km, ...}, ...]` and `nodes=[[lat, lon], ...]`.

    Loops are left out, and of two lengths of one edge the lesser stays.

    Args:
        text: The text of the module.

    Raises:
        ValueError: The text is cut or is not such a pair of lists.

    Example:
        >>> text = b"graph=[{1: 2.5, 0: 0.0}, {0: 2.0}]\\nnodes=[[0.0, 1.0], [2.0, 3.0]]\\n"
        >>> graph = parse_graph(text)
        >>> graph.tail.tolist(), graph.head.tolist(), graph.km.tolist()
        ([0], [1], [2.0])
    """
    degree, heads, km = _adjacency(text, *_span(text, b"\ngraph=["))
    points = _numbers(text, *_span(text, b"\nnodes=[")).reshape(-1, 2)
    if len(points) != len(degree) or len(heads) != degree.sum():
        raise ValueError("points and edges do not agree")
    if len(heads) and (heads.min() < 0 or heads.max() >= len(points) or km.min() < 0):
        raise ValueError("an edge leads nowhere")
    tails = np.repeat(np.arange(len(degree), dtype=np.int32), degree)
    lat, lon = np.ascontiguousarray(points.T)
    if np.abs(lat).max(initial=0) > 90 or np.abs(lon).max(initial=0) > 180:
        raise ValueError("a point lies off the globe")
    return Graph(lat, lon, *_single(tails, heads, km))


def _span(text: bytes, opening: bytes) -> tuple[int, int]:
    """Where the list after an opening begins and ends."""
    start = 0 if text.startswith(opening[1:]) else text.find(opening) + 1
    if not text.startswith(opening[1:], start):
        raise ValueError(f"there is no {opening[1:-2].decode()}")
    start += len(opening) - 1
    end = text.find(b"\n", start)
    end = len(text) if end < 0 else end
    if not text[start:end].rstrip().endswith(b"]"):
        raise ValueError("a list has no end")
    return start, end


def _pieces(text: bytes, start: int, end: int) -> Iterator[bytes]:
    """The text in pieces, each ending where an inner list or table ends."""
    while start < end:
        stop = min(start + _PIECE, end)
        if stop < end:
            stop = max(text.rfind(b"}", start, stop), text.rfind(b"]", start, stop)) + 1
        if stop <= start:
            raise ValueError("an inner list has no end")
        piece = text[start:stop]
        if not _PLAIN.fullmatch(piece):
            raise ValueError("there is more than numbers")
        yield piece
        start = stop


def _floats(piece: bytes) -> NDArray[np.float64]:
    plain = piece.translate(_BLANK)
    return np.fromstring(plain, sep=" ") if plain.strip() else np.empty(0)


def _numbers(text: bytes, start: int, end: int) -> NDArray[np.float64]:
    return np.concatenate([_floats(piece) for piece in _pieces(text, start, end)])


def _adjacency(
    text: bytes, start: int, end: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    degrees, heads, lengths = [], [], []
    for piece in _pieces(text, start, end):
        signs = np.frombuffer(piece, np.uint8)
        colons, braces = np.flatnonzero(signs == ord(":")), np.flatnonzero(signs == ord("}"))
        degrees.append(np.diff(np.searchsorted(colons, braces), prepend=0))
        values = _floats(piece)
        if len(values) != 2 * len(colons):
            raise ValueError("an edge has no length")
        heads.append(values[::2].astype(np.int32))
        lengths.append(values[1::2])
    return np.concatenate(degrees), np.concatenate(heads), np.concatenate(lengths)


def _single(
    tails: NDArray[np.int32], heads: NDArray[np.int32], km: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Each edge once, without loops, by its least length."""
    low, high = np.minimum(tails, heads), np.maximum(tails, heads)
    keep = np.flatnonzero(low != high)
    order = keep[np.lexsort((km[keep], high[keep], low[keep]))]
    low, high, km = low[order], high[order], km[order]
    first = np.ones(len(low), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return low[first], high[first], km[first]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Shipping lanes as drawn: points, and each edge once with its passage's name."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    passage: NDArray[np.str_]


def parse_lanes(text: bytes) -> Lanes:
    """Read `node_list={(lon, lat): {}, ...}` and `edge_list={(lon, lat): {(lon, lat): ...}}`.

    Raises:
        ValueError: The text is cut or is not such a pair of tables.
    """
    middle = text.find(b"edge_list={")
    if middle < 0 or not text.startswith(b"node_list={") or not text.rstrip().endswith(b"}}}"):
        raise ValueError("points or lanes are missing")
    points = [(float(x), float(y)) for x, y in _LANE_POINT.findall(text, 0, middle)]
    number = {point: place for place, point in enumerate(points)}
    edges = list(_lanes(text, middle, number))
    if not edges:
        raise ValueError("there is no lane")
    lon, lat = np.array(points).T
    return Lanes(
        lat=np.ascontiguousarray(lat),
        lon=np.ascontiguousarray(lon),
        tail=np.array([edge[0] for edge in edges], dtype=np.int64),
        head=np.array([edge[1] for edge in edges], dtype=np.int64),
        passage=np.array([edge[2] for edge in edges]),
    )


def _lanes(
    text: bytes, middle: int, number: dict[tuple[float, float], int]
) -> Iterator[tuple[int, int, str]]:
    for group in text[middle:].split(b"}}"):
        first = _LANE_POINT.search(group)
        if first is None:
            continue
        tail = _number_of(number, first)
        for lane in _LANE.finditer(group, first.end()):
            head = _number_of(number, lane)
            if tail < head:
                yield tail, head, (lane.group(3) or b"").decode()


def _number_of(number: dict[tuple[float, float], int], found: re.Match[bytes]) -> int:
    point = float(found.group(1)), float(found.group(2))
    if point not in number:
        raise ValueError("a lane leads nowhere")
    return number[point]


@dataclass(frozen=True, slots=True)
class Towns:
    """Where towns lie and to which country they belong (n)."""

    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    country: NDArray[np.str_]


def parse_towns(text: bytes) -> Towns:
    """Read latitude, longitude and country of each town of a gazetteer in JSON.

    Raises:
        ValueError: The text is cut, or a town lacks one of the three.
    """
    found: dict[bytes, list[bytes]] = {b"countrycode": [], b"latitude": [], b"longitude": []}
    for match in _TOWN_WORD.finditer(text):
        found[match[1]].append(match[2])
    counts = {len(values) for values in found.values()}
    if len(counts) != 1 or counts == {0} or not text.rstrip().endswith(b"}}"):
        raise ValueError("towns are cut")
    lat, lon = (np.array([float(value) for value in found[name]]) for name in
                (b"latitude", b"longitude"))  # fmt: skip
    return Towns(lat, lon, np.array([code.decode() for code in found[b"countrycode"]]))


_PORT = re.compile(rb"'port': '([A-Z0-9]{5})'[^{}]*?'x': (-?[\d.eE+-]+), 'y': (-?[\d.eE+-]+)\}")


def parse_ports(text: bytes) -> dict[str, tuple[float, float]]:
    """Read UN/LOCODE, latitude and longitude of each port of a table of ports.

    Raises:
        ValueError: The text is cut or holds no port.
    """
    ports = {code.decode(): (float(y), float(x)) for code, x, y in _PORT.findall(text)}
    if not ports or not text.rstrip().endswith(b"}"):
        raise ValueError("ports are cut")
    return ports
