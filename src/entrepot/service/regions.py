"""Looking at a pack: check it, show it, begin a new one."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from entrepot.region.model import TABLES, Region
from entrepot.service.desk import Desk
from entrepot.service.roll_seeds import check_files
from entrepot.store import packs
from entrepot.store.reference import open_reference


def check_region(path: str) -> dict[str, Any]:
    """Every problem and warning of a pack, and how many rows each table has.

    Rows that it brings for registers are held against their tables, once those are sound.
    """
    folder = packs.find_folder(path)
    reading = packs.read_region(packs.read_folder(folder), whole=True)
    rows = () if reading.problems or folder.name == packs.WORLD else check_files(
        open_reference(str(folder))
    )  # fmt: skip
    return {
        "problems": [problem.document() for problem in (*reading.problems, *rows)],
        "warnings": [warning.document() for warning in reading.warnings],
        "rows": dict(reading.rows),
    }


def new_region(path: str) -> list[str]:
    """Write the empty template of a pack; names of the files written.

    Raises:
        InputError: The folder has files in it already.
    """
    return packs.write_template(Path(path))


def show_region(desk: Desk) -> dict[str, Any]:
    """What is in the loaded pack and how sure it is."""
    region = desk.region
    return {
        "region": region.id,
        "name": region.name,
        "name_zh": region.name_zh,
        "pack_version": region.version,
        "country": region.country,
        "currency": region.currency,
        "levels": list(region.levels),
        "home": region.home,
        "centre": list(region.centre),
        "rows": {table: len(region.table(table)) for table in TABLES},
        "statuses": count_statuses(region, TABLES),
        "problems": [problem.document() for problem in desk.problems],
    }


def count_statuses(region: Region, tables: Iterable[str]) -> dict[str, int]:
    """Rows by status over some tables."""
    return dict(Counter(row.status for table in tables for row in region.table(table)))
