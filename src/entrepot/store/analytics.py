"""Where expressions over lines are executed: DuckDB on this machine, or Spark.

Both give the same rows in the same order, so that the same Parquet and digest come out. Rows are
handed on in batches: a table need not fit into memory.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, OutsideError, Problem
from entrepot.store.lake import open_duckdb
from entrepot.store.spark import gave_up, open_spark

BACKENDS = ("duckdb", "spark")
Table = Any  # an Ibis table; Ibis has no types
_MEMORY, _BATCH = "600MB", 100_000
_SPARK: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "8",
    "spark.driver.memory": "4g", "spark.sql.ansi.enabled": "true",
}  # fmt: skip
_CSV_OF_SPARK: Mapping[str, Any] = {  # as DuckDB reads it: quotes doubled, blank is null
    "header": True, "inferSchema": False, "quote": '"', "escape": '"', "multiLine": True,
    "emptyValue": "", "nullValue": "", "mode": "FAILFAST",
}  # fmt: skip


@contextmanager
def open_backend(name: str) -> Iterator[Any]:
    """A connection of Ibis to a backend; what it cannot keep in memory goes to a folder.

    Raises:
        InputError: There is no such backend, or it cannot read what it is given.
        OutsideError: Spark is not installed, or does not start or go on.
    """
    if name not in BACKENDS:
        hint = f"Backends: {', '.join(BACKENDS)}."
        raise InputError(Problem("trade.backend", "--backend", f"{name!r} is none.", hint))
    with tempfile.TemporaryDirectory(prefix="entrepot-") as folder:
        yield from _spark() if name == "spark" else _duckdb(folder)


def _duckdb(folder: str) -> Iterator[Any]:
    import duckdb

    backend = open_duckdb()
    try:
        backend.raw_sql(f"set memory_limit = '{_MEMORY}'")
        backend.raw_sql(f"set temp_directory = '{folder}'")
        backend.raw_sql("set preserve_insertion_order = false")
        yield backend
    except duckdb.Error as error:
        raise _unread(error) from error
    finally:
        backend.disconnect()


def _spark() -> Iterator[Any]:
    import ibis

    with open_spark("entrepot statistics", _SPARK) as session:
        from pyspark.errors import PySparkException

        try:
            yield ibis.pyspark.connect(session)
        except PySparkException as error:
            if "MALFORMED" in str(error) or "OVERFLOW" in str(error):
                raise _unread(error) from error
            raise gave_up(str(error).partition("\n")[0]) from error


def _unread(error: Exception) -> InputError:
    first = str(error).partition("\n")[0]
    hint = "Send UTF-8 CSV with a head of columns, or Parquet; amounts below 9e18 minor units."
    return InputError(Problem("input.file", "the file", f"cannot be read: {first}", hint))


def open_file(backend: Any, name: str, path: Path) -> Table:
    """A CSV (all text) or Parquet file as a table.

    Raises:
        InputError: It is not there.
    """
    if not path.exists():
        raise InputError(Problem("input.file", str(path), "is not there.", "Check the path."))
    if path.name.endswith((".parquet", ".pq")) or path.is_dir():
        return backend.read_parquet(str(path))
    if name == "spark":
        return backend.read_csv(str(path), **_CSV_OF_SPARK)
    return backend.read_csv(str(path), all_varchar=True, header=True)


def run(backend: Any, expression: Table, keys: Sequence[str]) -> Iterator[Any]:
    """The answer to an expression as batches of Arrow, sorted by keys, what is null first.

    There is one batch at least, which tells the columns.
    """
    import ibis
    import pyarrow

    ordered = expression.order_by([ibis.asc(key, nulls_first=True) for key in keys])
    schema = ordered.schema().to_pyarrow()
    yield pyarrow.RecordBatch.from_pylist([], schema)
    if backend.name == "pyspark":
        found = _run_spark(backend, ordered)
    else:
        found = backend.to_pyarrow_batches(ordered, chunk_size=_BATCH)
    try:
        for batch in found:  # DuckDB sums whole numbers into wider ones
            yield batch.cast(schema)
    except pyarrow.ArrowInvalid as error:
        raise _unread(error) from error


def _run_spark(backend: Any, ordered: Table) -> Iterator[Any]:
    """By files, in the order of their names: neither the driver nor pandas holds the whole.

    Pandas would make floats of whole numbers beside nulls.
    """
    from pyarrow import parquet

    with tempfile.TemporaryDirectory(prefix="entrepot-") as folder:
        made = Path(folder) / "made"
        backend.to_parquet(ordered, made, compression="zstd")
        for path in sorted(made.glob("part-*.parquet")):
            yield from parquet.ParquetFile(path).iter_batches(_BATCH)


class Digest:
    """SHA-256 over the columns of a table, whatever its batches."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[Any, Any, Any]] = {}

    def add(self, batch: Any) -> None:
        """Add rows."""
        for name in batch.schema.names:
            parts = self._columns.setdefault(name, (sha256(), sha256(), sha256()))
            for part, value in zip(parts, _bytes(batch.column(name)), strict=False):
                part.update(value)

    def text(self) -> str:
        """The digest of what was added so far, in hexadecimal."""
        whole = sha256()
        for name, parts in self._columns.items():
            whole.update(name.encode())
            for part in parts:
                whole.update(part.digest())
        return whole.hexdigest()


def _bytes(column: Any) -> Iterator[bytes]:
    """Which values are there, then numbers; or lengths [bytes] and texts."""
    import pyarrow
    import pyarrow.compute

    yield column.is_valid().cast(pyarrow.int8()).to_numpy(zero_copy_only=False).tobytes()
    if pyarrow.types.is_string(column.type):
        filled = pyarrow.compute.fill_null(column, "")
        lengths = pyarrow.compute.binary_length(filled)
        yield lengths.to_numpy(zero_copy_only=False).tobytes()
        rows = pyarrow.ListArray.from_arrays([0, len(filled)], filled)
        yield pyarrow.compute.binary_join(rows, "")[0].as_buffer().to_pybytes()
    else:
        yield pyarrow.compute.fill_null(column, 0).to_numpy(zero_copy_only=False).tobytes()


def write(batches: Iterator[Any], path: Path, columns: Sequence[str]) -> str:
    """Write columns of batches as Parquet; the file appears whole or not at all.

    Returns:
        Digest of what was written.

    Raises:
        OutsideError: It cannot be written.
    """
    from pyarrow import parquet

    part, found = path.with_name(f".{path.name}.part"), Digest()
    try:
        first = _plain(next(batches).select(list(columns)))
        found.add(first)
        with parquet.ParquetWriter(part, first.schema, compression="zstd") as writer:
            for batch in batches:
                kept = _plain(batch.select(list(columns)))
                writer.write_batch(kept)
                found.add(kept)
        part.replace(path)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}."
        hint = "Name a file in a folder you may write, and free space."
        raise OutsideError(Problem("file.unwritable", str(path), message, hint)) from error
    finally:
        part.unlink(missing_ok=True)
    return found.text()


def _plain(batch: Any) -> Any:
    """Texts as plain ones, every column one that may be null: the same for either backend."""
    import pyarrow

    fields = [pyarrow.field(one.name, _type(one.type)) for one in batch.schema]
    return batch.cast(pyarrow.schema(fields))


def _type(kind: Any) -> Any:
    import pyarrow

    is_text = pyarrow.types.is_large_string(kind) or pyarrow.types.is_string_view(kind)
    return pyarrow.string() if is_text else kind
