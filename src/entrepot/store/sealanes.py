"""The shipping lanes of the package searoute, as arrays."""

import logging
import os
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from entrepot.corridors.literal import parse_lanes
from entrepot.corridors.physical import great_circles_km
from entrepot.corridors.sea import SeaGraph
from entrepot.store.distributions import read_file

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
    """Build the graph from the package's data, read as text; lengths are great circles [km].

    Raises:
        OutsideError: The package is missing, or its file is cut or changed.
    """
    return lay_lanes(read_file("searoute", "searoute/data/marnet_dict.py"))


def lay_lanes(text: bytes) -> SeaGraph:
    """The graph of lanes in a text; lengths are great circles [km]."""
    lanes = parse_lanes(text)
    return SeaGraph(
        lat=lanes.lat, lon=lanes.lon, tail=lanes.tail, head=lanes.head,
        km=great_circles_km(lanes.lat, lanes.lon, lanes.tail, lanes.head), passage=lanes.passage,
    )  # fmt: skip


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
