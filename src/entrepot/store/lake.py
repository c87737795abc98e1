"""Lines of trade as Parquet files, a folder a batch and a file a month.

Files are written once and never changed. A batch counts once its row is in the database, which
names its files; what lies here without a row was cut off half-way and is swept at the next load.
"""

import os
import shutil
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from entrepot.trade.lines import FIELDS, KEPT

Table = Any  # an Ibis table; Ibis has no types
_TYPES = {"text": "string", "whole": "int64", "instant": "timestamp"}
COLUMNS = {
    **{field.name: _TYPES[field.kind] for field in FIELDS},
    **{name: "int64" if name == "revision" else "string" for name in KEPT},
}
_THREADS, _MEMORY = 2, "2GB"


@dataclass(frozen=True, slots=True)
class Lake:
    """Where the lines lie.

    Attributes:
        folder: Of all batches.
    """

    folder: Path

    def path(self, batch: str, month: int) -> Path:
        """The file of a month of a batch."""
        return self.folder / batch / f"{month:06d}.parquet"

    def files(self, manifest: Sequence[tuple[str, int]]) -> list[str]:
        """Paths of batches and months."""
        return [str(self.path(batch, month)) for batch, month in manifest]

    def sweep(self, batches: Collection[str]) -> None:
        """Remove what no row of the database names."""
        if not self.folder.is_dir():
            return
        for one in self.folder.iterdir():
            if one.is_dir() and one.name not in batches:
                shutil.rmtree(one, ignore_errors=True)

    def write(self, backend: Any, lines: Table, batch: str) -> list[int]:
        """Write lines, a file a month, and see them on the disk.

        Args:
            backend: Connection of Ibis.
            lines: From tables that are staged: each month reads them anew.
            batch: Name of the batch.

        Returns:
            The months, in order.
        """
        months = backend.to_pyarrow(lines.select("month").distinct())["month"].to_pylist()
        home = self.folder / batch
        home.mkdir(parents=True, exist_ok=True)
        for month in sorted(months):
            rows = lines.filter(lines.month == month).order_by(["line", "version", "kind"])
            path = self.path(batch, month)
            backend.to_parquet(rows.select(list(COLUMNS)), str(path), compression="zstd")
            _sync(path)
        _sync(home)
        _sync(self.folder)
        return sorted(months)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_duckdb() -> Any:
    """A DuckDB of one's own in memory, in UTC, that keeps to two cores and some memory."""
    import ibis

    backend = ibis.duckdb.connect(threads=_THREADS, memory_limit=_MEMORY)
    backend.raw_sql("set TimeZone = 'UTC'")
    spill = Path(tempfile.gettempdir()) / f"entrepot-{uuid4()}"  # made when needed, then removed
    backend.raw_sql(f"set temp_directory = '{spill}'")
    return backend


def read_lines(backend: Any, files: Sequence[str]) -> Table:
    """The lines of some files; an empty table where there is none."""
    import ibis

    if files:
        return backend.read_parquet(list(files)).select(list(COLUMNS))
    return backend.create_table("no_lines", schema=ibis.schema(COLUMNS), temp=True, overwrite=True)
