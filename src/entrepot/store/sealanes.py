"""The shipping lanes of the package searoute, as arrays."""

import logging
import os
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from entrepot.corridors.sea import SeaGraph
from entrepot.kernel.geography import EARTH_RADIUS_KM

SOURCE = "sea lanes of the package searoute (Apache-2.0)"
_ARRAYS = ("lat", "lon", "tail", "head", "km", "passage")


def load_sea(cache: Path) -> SeaGraph:
    """The graph of shipping lanes.

    Reading the package's Python literals takes a quarter of a second and much memory, so
    the arrays are kept in a file named by the package's version.

    Args:
        cache: Folder for that file.
    """
    path = cache / f"sealanes-{version('searoute')}.npz"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return SeaGraph(**{name: arrays[name] for name in _ARRAYS})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        graph = read_package()
        _keep(path, graph)
        return graph


def read_package() -> SeaGraph:
    """Build the graph from the package's data; lengths are great circles [km]."""
    from searoute.data.marnet_dict import edge_list, node_list

    numbers = {node: number for number, node in enumerate(node_list)}
    lon, lat = np.array(list(node_list), dtype=np.float64).T
    edges = [
        (numbers[a], numbers[b], edge.get("passage") or "")
        for a, edges in edge_list.items()
        for b, edge in edges.items()
        if numbers[a] < numbers[b]
    ]
    tail = np.array([edge[0] for edge in edges], dtype=np.int64)
    head = np.array([edge[1] for edge in edges], dtype=np.int64)
    return SeaGraph(
        lat=np.ascontiguousarray(lat),
        lon=np.ascontiguousarray(lon),
        tail=tail,
        head=head,
        km=_great_circles_km(lat, lon, tail, head),
        passage=np.array([edge[2] for edge in edges]),
    )


def _great_circles_km(
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
) -> NDArray[np.float64]:
    a, b = np.radians(lat[tail]), np.radians(lat[head])
    half_lat, half_lon = (b - a) / 2, np.radians(lon[head] - lon[tail]) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord))))


def _keep(path: Path, graph: SeaGraph) -> None:
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.savez(
                file, lat=graph.lat, lon=graph.lon, tail=graph.tail, head=graph.head,
                km=graph.km, passage=graph.passage,
            )  # fmt: skip
        partial.replace(path)
    except OSError as error:  # without the file the next start is only slower
        logging.getLogger(__name__).warning("sea lanes not kept: %s", error)
