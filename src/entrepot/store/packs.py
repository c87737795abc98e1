"""Pack folders on disk, and packs as loaded into the database."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import entrepot
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.region import pack as packs
from entrepot.region.columns import Columns, parse_columns
from entrepot.region.law import Measure
from entrepot.region.model import LATER, Region
from entrepot.region.template import new_pack
from entrepot.store.queries import queries
from entrepot.tariff.measures import check_measures

if TYPE_CHECKING:
    from entrepot.store.db import Tx

WORLD = "world"
SETTINGS = "region.toml"
_SUFFIXES = {".csv", ".toml", ".md", ".txt"}


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of a pack's folder and of the world beneath it, by file name.

    Attributes:
        path: The folder; for a pack read back from the database, only its name.
        own: Files of the region; None when the world is looked at alone.
        world: Files of the world.
    """

    path: Path
    own: Mapping[str, str] | None
    world: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as the database knows it.

    Attributes:
        id: Key of the pack in the database.
        region: Region id.
        version: First digits of the SHA-256 over all its texts.
        loaded_at: When it was loaded, or taken up again.
    """

    id: int
    region: str
    version: str
    loaded_at: datetime


def regions_folder() -> Path:
    """Folder of the packs: in the source tree, or inside the installed package."""
    package = Path(entrepot.__file__).parent
    source = package.parents[1] / "regions"
    return source if (source / SETTINGS).is_file() else package / "regions"


def list_regions() -> tuple[str, ...]:
    """Ids of the packs at hand, the world not counted."""
    folders = regions_folder().glob(f"*/{SETTINGS}")
    return tuple(sorted(path.parent.name for path in folders if path.parent.name != WORLD))


def default_region() -> str:
    """Region id that `regions/region.toml` names as the default."""
    text = (regions_folder() / SETTINGS).read_text(encoding="utf-8")
    return str(tomllib.loads(text)["default"])


def find_folder(region: str = "") -> Path:
    """Folder of a pack by its region id or its path; empty is the default region.

    Raises:
        MissingError: There is no such pack.
    """
    region = region or default_region()
    named = [regions_folder() / region] if region.replace("_", "").isalnum() else []
    for path in (*named, Path(region).expanduser()):
        if path.is_dir():
            return path
    raise MissingError(
        Problem(
            "region.unknown",
            "region",
            f"there is no region {region!r}.",
            f"Give one of {', '.join(list_regions())}, or the path of a pack's folder.",
        )
    )


def read_folder(path: Path) -> Folder:
    """Read the texts of a pack and of the world: the one beside it, else the house's.

    The world's own folder is read alone. Bytes that are not UTF-8 come as U+FFFD, which the
    check of the pack reports.
    """
    world = world_under(path)
    if path.resolve() == world.resolve():
        return Folder(path, own=None, world=_texts(path))
    return Folder(path, own=_texts(path), world=_texts(world))


def world_under(path: Path) -> Path:
    """Folder of the world beneath a pack: the one beside it, else the house's."""
    beside = path.resolve().parent / WORLD
    return beside if beside.is_dir() else regions_folder() / WORLD


def read_text(path: Path) -> str | None:
    """The text of one file of a pack, None when it has none.

    Raises:
        InputError: The file is there and cannot be read.
    """
    if not path.exists():
        return None
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(_unreadable(error, path)) from error


def _texts(folder: Path) -> dict[str, str]:
    try:
        return {
            path.name: path.read_text(encoding="utf-8-sig", errors="replace")
            for path in sorted(folder.iterdir())
            if path.suffix in _SUFFIXES and path.is_file() and not path.name.startswith(".")
        }
    except OSError as error:
        raise InputError(_unreadable(error, folder)) from error


def _unreadable(error: OSError, path: Path) -> Problem:
    return Problem(
        "pack.unreadable",
        str(error.filename or path),
        f"cannot be read: {error.strerror}.",
        "Check the path and its permissions.",
    )


@cache
def columns() -> Columns:
    """The description of every column of every table."""
    path = Path(entrepot.__file__).parent / "region/columns.csv"
    return parse_columns(path.read_text(encoding="utf-8"))


def read_region(folder: Folder, *, whole: bool = False) -> packs.Reading:
    """Check a pack's texts: the region, or every problem.

    Args:
        folder: The texts.
        whole: Read and check also what else waits for its first use.
    """
    later = () if whole else LATER
    reading = packs.read_pack(columns(), folder.world, folder.own, later=later)
    faults = check_measures(reading.region.measures) if reading.region else ()
    return replace(reading, region=None, problems=faults) if faults else reading


def open_region(name: str) -> Region:
    """Read the region of a pack.

    Args:
        name: Id or path of the pack.

    Raises:
        InputError: With every problem of the pack.
        MissingError: There is no such pack.
    """
    reading = read_region(read_folder(find_folder(name)))
    if reading.region is None:
        raise InputError(reading.problems)
    return reading.region


def write_template(path: Path) -> list[str]:
    """Write the empty template of a pack.

    Args:
        path: Folder to make; its name becomes the region's id.

    Returns:
        Names of the files written.

    Raises:
        InputError: The folder has files in it already, or cannot be written.
    """
    texts = new_pack(columns(), re.sub(r"\W+", "_", path.resolve().name, flags=re.ASCII))
    try:
        if path.exists() and any(path.iterdir()):
            raise InputError(
                Problem("pack.exists", str(path), "has files in it already.", "Name a new folder.")
            )
        path.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (path / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            Problem(
                "pack.unwritable",
                str(path),
                f"cannot be written: {error.strerror}.",
                "Name a folder you may write.",
            )
        ) from error
    return sorted(texts)


def load_pack(tx: "Tx", region: Region, folder: Folder) -> Pack:
    """Put a checked pack into use; the same version again changes nothing.

    Raises:
        InputError: Two measures of one kind hold for the same line on one day; the pack
            in use stays.
    """
    sql = queries("packs")
    current = current_pack(tx, region.id)
    if current is not None and current.version == region.version:
        return current
    sql.lock_packs(tx)
    sql.retire_current(tx, region=region.id)
    row = sql.revive_version(tx, region=region.id, version=region.version)
    if row is None:
        texts = json.dumps({"own": dict(folder.own or {}), "world": dict(folder.world)})
        row = sql.add_pack(tx, region=region.id, version=region.version, texts=texts)
        _add_measures(tx, row["id"], region.measures)
    return Pack(**row)


def current_pack(tx: "Tx", region_id: str) -> Pack | None:
    """The pack of a region that is in use, None before the first."""
    row = queries("packs").find_current(tx, region=region_id)
    return Pack(**row) if row else None


def read_loaded(tx: "Tx", pack: Pack) -> Folder:
    """The texts a pack was loaded from."""
    texts = queries("packs").find_texts(tx, pack_id=pack.id)["texts"]
    return Folder(Path(pack.region), own=texts["own"], world=texts["world"])


_COLUMNS = (
    "pack_id, id, market, kind, regime, hs_code, origins, excluded_origins, duty, "
    "source_text, valid, vintage, note, source, status, conditions"
)


def _add_measures(tx: "Tx", pack_id: int, measures: tuple[Measure, ...]) -> None:
    from psycopg import errors

    statement = f"copy measure ({_COLUMNS}) from stdin"
    try:
        with tx.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for measure in measures:
                copy.write_row(_measure_row(pack_id, measure))
    except errors.ExclusionViolation as error:
        raise InputError(
            Problem(
                "pack.overlap",
                "measures.csv",
                "two measures of one market, kind, regime, line and origin hold on the same "
                f"day: {error.diag.message_detail}",
                "End the earlier one (valid_to) on the day the later one starts.",
            )
        ) from error


def _measure_row(pack_id: int, measure: Measure) -> tuple[object, ...]:
    return (
        pack_id,
        measure.id,
        measure.market,
        measure.kind,
        measure.regime,
        measure.hs_code,
        ";".join(sorted(measure.origins)),
        ";".join(sorted(measure.excluded_origins)),
        measure.duty,
        measure.source_text,
        f"[{measure.valid_from or ''},{measure.valid_to or ''})",
        measure.vintage,
        measure.note,
        measure.source,
        measure.status,
        measure.conditions,
    )
