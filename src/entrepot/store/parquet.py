"""Tables as Parquet files: the same rows give the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.kernel.errors import InputError, OutsideError, Problem

if TYPE_CHECKING:
    import pyarrow

_ROWS_A_GROUP = 100_000
_LEVEL = 3  # of zstd; another one would give other bytes


def write_table(
    path: Path,
    columns: Mapping[str, tuple[str, str]],
    rows: Iterable[Sequence[object]],
    *,
    about: Mapping[str, str],
) -> str:
    """Write rows to a file that appears whole or not at all.

    Args:
        path: File to write; one that is there is replaced.
        columns: Type (text or number) and meaning of each column by its name.
        rows: The rows in their order.
        about: What the file tells of itself, by name.

    Returns:
        SHA-256 of the file.

    Raises:
        OutsideError: The file cannot be written.
    """
    from pyarrow import parquet

    table = _table(columns, rows, about)
    part = path.with_name(f".{path.name}.part")
    try:
        parquet.write_table(
            table, part, row_group_size=_ROWS_A_GROUP, version="2.6", compression="zstd",
            compression_level=_LEVEL, use_dictionary=True, write_statistics=True,
        )  # fmt: skip
        digest = sha256(part.read_bytes()).hexdigest()
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        message = f"cannot be written: {error.strerror or error}."
        hint = "Name a file in a folder you may write, and free space."
        raise OutsideError(Problem("file.unwritable", str(path), message, hint)) from error
    return digest


def read_table(path: Path) -> list[dict[str, Any]]:
    """The rows of a file by column name.

    Raises:
        InputError: The file is missing or no Parquet.
    """
    from pyarrow import ArrowException, parquet

    try:
        found: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    except (OSError, ArrowException) as error:
        raise InputError(Problem("file.unreadable", str(path), "is no Parquet file.")) from error
    return found


def check_writable(path: Path) -> None:
    """Find out before the work whether a file can be written.

    Raises:
        OutsideError: Its folder is missing or may not be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.open("wb").close()
        part.unlink()
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}."
        hint = "Name a file in a folder you may write."
        raise OutsideError(Problem("file.unwritable", str(path), message, hint)) from error


def _table(
    columns: Mapping[str, tuple[str, str]],
    rows: Iterable[Sequence[object]],
    about: Mapping[str, str],
) -> "pyarrow.Table":
    import pyarrow

    types = {"text": pyarrow.string(), "number": pyarrow.float64()}
    schema = pyarrow.schema(
        [
            pyarrow.field(name, types[kind], metadata={"description": meaning})
            for name, (kind, meaning) in columns.items()
        ],
        metadata=dict(about),
    )
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [
        pyarrow.array(value, type=field.type) for value, field in zip(values, schema, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)
