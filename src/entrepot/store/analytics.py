"""Where expressions over lines are executed: DuckDB on this machine, or Spark.

Both give the same table, sorted by its keys, so that the same Parquet and digest come out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, OutsideError, Problem
from entrepot.store.lake import open_duckdb

BACKENDS = ("duckdb", "spark")
Table = Any  # an Ibis table; Ibis has no types


@contextmanager
def open_backend(name: str) -> Iterator[Any]:
    """A connection of Ibis to a backend.

    Raises:
        InputError: There is no such backend.
        OutsideError: Spark is not installed, or does not start.
    """
    if name not in BACKENDS:
        hint = f"Backends: {', '.join(BACKENDS)}."
        raise InputError(Problem("trade.backend", "--backend", f"{name!r} is none.", hint))
    if name == "spark":
        yield from _spark()
    else:
        backend = open_duckdb()
        try:
            yield backend
        finally:
            backend.disconnect()


def _spark() -> Iterator[Any]:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise OutsideError(
            Problem("trade.no_spark", "--backend", "Spark is not installed.",
                    "Install the extra `spark` and Java 17, or use DuckDB.",
                    message_zh="未安装 Spark。")
        ) from error  # fmt: skip
    session = (
        SparkSession.builder.master("local[2]").appName("entrepot")
        .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.memory", "4g").config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "false").getOrCreate()
    )  # fmt: skip
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


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
        return backend.read_csv(str(path), header=True, inferSchema=False)
    return backend.read_csv(str(path), all_varchar=True, header=True)


def run(backend: Any, expression: Table, keys: Sequence[str]) -> Any:
    """The answer to an expression as a table of Arrow, sorted by its keys."""
    import pyarrow

    found = backend.to_pyarrow(expression)
    fields = [pyarrow.field(one.name, _plain(one.type)) for one in found.schema]
    return found.cast(pyarrow.schema(fields)).sort_by([(key, "ascending") for key in keys])


def _plain(kind: Any) -> Any:
    import pyarrow

    return pyarrow.string() if pyarrow.types.is_large_string(kind) else kind


def digest(table: Any) -> str:
    """SHA-256 over the columns of a table, whatever its chunks."""
    found = sha256()
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        found.update(name.encode())
        for value in _bytes(column):
            found.update(value)
    return found.hexdigest()


def _bytes(column: Any) -> Iterator[bytes]:
    import pyarrow
    import pyarrow.compute

    valid = column.is_valid()
    yield valid.cast(pyarrow.int8()).to_numpy(zero_copy_only=False).tobytes()
    if pyarrow.types.is_string(column.type):
        filled = pyarrow.compute.fill_null(column, "")
        yield pyarrow.compute.binary_length(filled).to_numpy(zero_copy_only=False).tobytes()
        yield "".join(filled.to_pylist()).encode()
    else:
        yield pyarrow.compute.fill_null(column, 0).to_numpy(zero_copy_only=False).tobytes()


def write(table: Any, path: Path) -> None:
    """Write a table as Parquet; the file appears whole or not at all.

    Raises:
        OutsideError: It cannot be written.
    """
    from pyarrow import parquet

    part = path.with_name(f".{path.name}.part")
    try:
        parquet.write_table(table, part, compression="zstd")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        message = f"cannot be written: {error.strerror or error}."
        hint = "Name a file in a folder you may write, and free space."
        raise OutsideError(Problem("file.unwritable", str(path), message, hint)) from error
