"""Tables of models: CSV or Parquet into named columns of numbers and codes, and back.

DuckDB reads the file into memory (with values as literals: to bind one it loads pandas where
that is found, which takes a second); expressions of a person (`where`, `derive`) run after its
door to files and network is shut. A column of a CSV is one of numbers where every cell that
is not blank is a number and none begins with a superfluous zero, as codes of goods do.
"""

import csv
import gzip
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.store import expressions
from entrepot.store.expressions import literal, quoted

if TYPE_CHECKING:
    import duckdb
    import pyarrow

_FEW = 100_000  # a range of whole numbers that is counted, however few rows there are
_MOST_MEMORY = "4GB"
NOTHING = -1  # code of a blank cell
_BLANK = ("", "NA", "N/A", "NaN", "nan", ".")  # cells that are no number in a column of numbers
_DELIMITERS = ",;\t|"
_HEAD_BYTES = 1 << 20
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_REAL = ("FLOAT", "DOUBLE", "HUGEINT", "UHUGEINT", "UBIGINT")
_HINT = "Give a CSV (.csv, .csv.gz) with a header in UTF-8, or a Parquet file (.parquet)."


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of texts: for each row a code, for each code a text.

    Attributes:
        codes: Place of each row's text in `levels`, -1 where blank (n_rows,).
        levels: The texts in their order, each once (n_levels,).
    """

    codes: NDArray[np.int64]
    levels: tuple[str, ...]

    def texts(self) -> list[str | None]:
        """The text of each row, None where blank."""
        known = [*self.levels, None]  # -1 is the last
        return [known[code] for code in self.codes.tolist()]


Column = NDArray[np.float64] | NDArray[np.int64] | Coded


@dataclass(frozen=True, slots=True)
class Frame:
    """A table in memory.

    Attributes:
        file: What the table is called in messages.
        columns: Columns by name, all of one length; NaN is a blank number.
        rows: Number each row has in the file, the first under the header being 1 (n_rows,).
    """

    file: str
    columns: Mapping[str, Column]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column as numbers (n_rows,).

        Raises:
            InputError: There is no such column, or a cell is no number; all of them are told.
        """
        column = self.column(name)
        if not isinstance(column, Coded):
            return column.astype(np.float64)
        raise InputError(list(self._no_numbers(name, column)))

    def known(self, name: str) -> NDArray[np.float64]:
        """A column as numbers, 0 where a text is none: to look at the others (n_rows,)."""
        column = self.column(name)
        if not isinstance(column, Coded):
            return column.astype(np.float64)
        values = [float(text) if _is_number(text) else 0.0 for text in column.levels]
        return np.array([*values, np.nan])[column.codes]

    def coded(self, name: str) -> Coded:
        """A column of any kind as codes; numbers in their order, written as short as can be.

        Raises:
            InputError: There is no such column.
        """
        column = self.column(name)
        if isinstance(column, Coded):
            return column
        if column.dtype.kind == "i" and (found := _counted(column.astype(np.int64))):
            return found
        known = ~np.isnan(column)
        levels, places = np.unique(column[known], return_inverse=True)
        codes = np.full(len(column), NOTHING, dtype=np.int64)
        codes[known] = places
        return Coded(codes, tuple(repr(one).removesuffix(".0") for one in levels.tolist()))

    def column(self, name: str) -> Column:
        """A column.

        Raises:
            InputError: There is no such column.
        """
        if name not in self.columns:
            raise InputError(absent(self.file, [name], self.columns))
        return self.columns[name]

    def take(self, kept: NDArray[np.bool_]) -> Self:
        """The rows that are marked (n_rows,)."""
        columns = {
            name: Coded(one.codes[kept], one.levels) if isinstance(one, Coded) else one[kept]
            for name, one in self.columns.items()
        }
        return replace(self, columns=columns, rows=self.rows[kept])

    def add(self, name: str, column: Column) -> Self:
        """The table with one more column, or another one in the place of its namesake."""
        return replace(self, columns={**self.columns, name: column})

    def _no_numbers(self, name: str, column: Coded) -> Iterable[Problem]:
        """Each cell that is no number; one problem where hardly any is."""
        wrong = np.array([not _is_number(text) for text in (*column.levels, "0")])[column.codes]
        if 2 * wrong.sum() > len(self):
            yield Problem(
                "frame.text", f"{self.file}, {name}", "holds texts, not numbers.",
                "Name a column of numbers; a text can be a factor or an effect.",
            )  # fmt: skip
            return
        for row, text in zip(self.rows[wrong], np.array(column.texts())[wrong], strict=True):
            where = f"{self.file} row {row}, {name}"
            yield Problem("frame.number", where, f"'{text}' is not a number.")


def _counted(column: NDArray[np.int64]) -> Coded | None:
    """Whole numbers near one another as codes, by counting; None where sorting is better."""
    least, most = int(column.min(initial=0)), int(column.max(initial=0))
    if most - least > max(len(column), _FEW):
        return None
    present = np.bincount(column - least, minlength=1) > 0
    place = np.cumsum(present) - 1
    levels = tuple(map(str, (np.flatnonzero(present) + least).tolist()))
    return Coded(place[column - least].astype(np.int64), levels)


def absent(file: str, names: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """A problem for each column that is missing."""
    hint = f"There are: {', '.join(known)}."
    return [
        Problem("frame.column", f"{file}, {name}", "is no column of the table.", hint)
        for name in names
    ]


# Reading


def read_frame(
    path: Path,
    *,
    columns: Collection[str] | None = None,
    where: str | None = None,
    derive: Mapping[str, str] | None = None,
    texts: Collection[str] = (),
    name: str | None = None,
) -> Frame:
    """Read a CSV or a Parquet file, by its extension.

    Args:
        path: The file.
        columns: Columns to keep; None keeps all.
        where: DuckDB scalar SQL; rows for which it is true are kept.
        derive: DuckDB scalar SQL of further columns by name; each may use those before it.
        texts: Columns of a CSV whose cells are texts, whatever they look like: codes.
        name: What to call the file in messages; by default its own name.

    Raises:
        InputError: The file cannot be read or has no such column, or an expression is wrong.
    """
    file = name or path.name
    with _memory() as memory:
        (_read_parquet if path.suffix == ".parquet" else _read_csv)(memory, path, file, texts)
        return _frame(memory, file, columns, where, derive or {})


def frame_of_rows(
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Collection[str] | None = None,
    where: str | None = None,
    derive: Mapping[str, str] | None = None,
    name: str = "rows",
) -> Frame:
    """A table of rows as JSON has them; the other arguments are those of `read_frame`.

    Raises:
        InputError: A column has numbers and texts, or an expression is wrong.
    """
    import pyarrow

    names = list(dict.fromkeys(key for row in rows for key in row))
    if problems := [*_name_problems(name, names), *_mixed(name, names, rows)]:
        raise InputError(problems)
    arrays = [pyarrow.array([row.get(key) for row in rows]) for key in names]
    with _memory() as memory:
        memory.register("handed_in", pyarrow.Table.from_arrays(arrays, names=names))
        memory.execute("CREATE TABLE data AS SELECT * FROM handed_in")
        memory.unregister("handed_in")
        return _frame(memory, name, columns, where, derive or {})


def _memory() -> "duckdb.DuckDBPyConnection":
    import duckdb

    settings: dict[str, Any] = {"threads": 1, "temp_directory": "", "memory_limit": _MOST_MEMORY}
    return duckdb.connect(":memory:", config=settings)


def _read_parquet(
    memory: "duckdb.DuckDBPyConnection", path: Path, file: str, texts: Collection[str]
) -> None:
    import duckdb

    try:
        memory.execute(f"CREATE TABLE data AS SELECT * FROM read_parquet({literal(str(path))})")
    except (duckdb.Error, OSError) as error:
        raise _unreadable(file, error) from error
    if problems := _name_problems(file, _names(memory, "data")):
        raise InputError(problems)
    types = {name: "VARCHAR" for name in texts if name in _names(memory, "data")}
    for name, kind in types.items():
        memory.execute(f"ALTER TABLE data ALTER {quoted(name)} SET DATA TYPE {kind}")


def _read_csv(
    memory: "duckdb.DuckDBPyConnection", path: Path, file: str, texts: Collection[str]
) -> None:
    import duckdb

    if not path.name.endswith((".csv", ".csv.gz", ".tsv")):
        message = f"is neither CSV nor Parquet by its name: '{path.suffix}'."
        raise InputError(Problem("frame.unreadable", file, message, _HINT))
    delimiter, names = _header(path, file)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    try:
        memory.execute(
            f"CREATE TABLE raw AS SELECT * FROM read_csv({literal(str(path))}, "
            f"columns={{{columns}}}, delim={literal(delimiter)}, header=true, auto_detect=false, "
            "quote='\"', escape='\"', nullstr='', store_rejects=true, rejects_limit=1000)"
        )
        rejects = memory.execute(
            "SELECT DISTINCT line, error_message FROM reject_errors ORDER BY 1"
        )
        found = rejects.fetchall()
    except duckdb.Error as error:
        raise _unreadable(file, error) from error
    if found:
        raise InputError(
            [
                Problem("frame.line", f"{file} line {line}", f"cannot be read: {told}.", _HINT)
                for line, told in ((line, str(told).rstrip(".")) for line, told in found)
            ]
        )
    _type_columns(memory, names, texts)


def _header(path: Path, file: str) -> tuple[str, list[str]]:
    """The delimiter of a CSV and the names of its columns."""
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as packed:
            text = packed.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")
    except (OSError, EOFError) as error:
        raise _unreadable(file, error) from error
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    if problems := _name_problems(file, names):
        raise InputError(problems)
    return delimiter, names


def _name_problems(file: str, names: Sequence[str]) -> list[Problem]:
    """What is wrong with a header: nothing there, no name, a name twice."""
    if not names:
        return [Problem("frame.empty", file, "holds no column.", _HINT)]
    folded = [name.lower() for name in names]
    return [
        Problem(
            "frame.header", f"{file} column {number}",
            f"'{name}' is there already." if name else "has no name.",
            "Give each column a name of its own; capitals do not tell names apart.",
        )
        for number, name in enumerate(names, start=1)
        if not name or folded.index(name.lower()) < number - 1
    ]  # fmt: skip


def _mixed(file: str, names: Iterable[str], rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Cells that are of another kind than those above them in their column."""
    problems = []
    for name in names:
        kinds: dict[str, type] = {}
        for number, row in enumerate(rows, start=1):
            value = row.get(name)
            kind = str if isinstance(value, str) else float
            if not isinstance(value, str | int | float | None):
                message = "is neither a number nor a text."
            elif value is None or kinds.setdefault("kind", kind) is kind:
                continue
            else:
                message = (
                    "is a number among texts." if kind is float else "is a text among numbers."
                )
            problems.append(Problem("frame.mixed", f"{file}[{number}].{name}", message))
    return problems


def _type_columns(
    memory: "duckdb.DuckDBPyConnection", names: Sequence[str], texts: Collection[str]
) -> None:
    """Turn the texts of a CSV into numbers, column by column, where all of them are."""
    blank = ", ".join(map(literal, _BLANK))
    tests = []
    for name in names:
        cell = f"trim({quoted(name)})"
        told = f"{cell} NOT IN ({blank})"
        tests += [
            f"count_if({told})",
            f"count_if({told} AND TRY_CAST({cell} AS DOUBLE) IS NULL)",
            f"count_if(regexp_matches({cell}, '^[+-]?0[0-9]'))",
            f"count_if({told} AND NOT regexp_full_match({cell}, '[+-]?[0-9]{{1,18}}'))",
        ]
    found = memory.execute(f"SELECT {', '.join(tests)} FROM raw").fetchone() or ()
    made = []
    for place, name in enumerate(names):
        some, no_number, padded, no_whole = found[4 * place : 4 * place + 4]
        if not some or no_number or padded or name in texts:
            made.append(quoted(name))
            continue
        kind = "DOUBLE" if no_whole else "BIGINT"
        cell = f"CASE WHEN trim({quoted(name)}) NOT IN ({blank}) THEN trim({quoted(name)}) END"
        made.append(f"TRY_CAST({cell} AS {kind}) AS {quoted(name)}")
    memory.execute(f"CREATE TABLE data AS SELECT {', '.join(made)} FROM raw; DROP TABLE raw")


def _frame(
    memory: "duckdb.DuckDBPyConnection",
    file: str,
    columns: Collection[str] | None,
    where: str | None,
    derive: Mapping[str, str],
) -> Frame:
    expressions.shut(memory)
    expressions.apply(memory, where, derive)
    names = _names(memory, "used")[1:]
    if missing := [name for name in columns or () if name not in names]:
        raise InputError(absent(file, missing, names))
    kept = [name for name in names if columns is None or name in columns]
    rows = memory.execute(f"SELECT {expressions.ROW} FROM used").fetchnumpy()[expressions.ROW]
    return Frame(file, {name: _fetch(memory, name) for name in kept}, np.asarray(rows, np.int64))


def _fetch(memory: "duckdb.DuckDBPyConnection", name: str) -> Column:
    (kind,) = memory.execute(
        "SELECT data_type FROM duckdb_columns() WHERE table_name = 'used' "
        f"AND column_name = {literal(name)}"
    ).fetchone() or ("",)
    cell = quoted(name)
    if kind in _WHOLE or kind == "BOOLEAN":
        cell = f"{cell}::BIGINT"
    elif kind in _REAL or kind.startswith("DECIMAL"):
        cell = f"{cell}::DOUBLE"
    else:
        return _fetch_texts(memory, cell)
    found = memory.execute(f"SELECT {cell} AS v FROM used").fetchnumpy()["v"]
    if not isinstance(found, np.ma.MaskedArray) or not found.mask.any():
        return np.asarray(found)
    return np.asarray(np.ma.filled(found.astype(np.float64), np.nan))


def _fetch_texts(memory: "duckdb.DuckDBPyConnection", cell: str) -> Coded:
    text = f"nullif({cell}::VARCHAR, '')"
    found = memory.execute(f"SELECT DISTINCT {text} AS v FROM used").fetchall()
    levels = sorted(value for (value,) in found if value is not None)
    if not levels:
        return Coded(np.full(_count(memory), NOTHING, np.int64), ())
    members = ", ".join(map(literal, levels))
    memory.execute(f"CREATE TEMP TYPE levels AS ENUM ({members})")
    codes = memory.execute(
        f"SELECT coalesce(enum_code({text}::levels)::BIGINT, {NOTHING}) AS v FROM used"
    ).fetchnumpy()["v"]
    memory.execute("DROP TYPE levels")
    return Coded(np.asarray(codes, np.int64), tuple(levels))


def _count(memory: "duckdb.DuckDBPyConnection") -> int:
    (count,) = memory.execute("SELECT count(*) FROM used").fetchone() or (0,)
    return int(count)


def _names(memory: "duckdb.DuckDBPyConnection", table: str) -> list[str]:
    """Names of the columns of a table."""
    memory.execute(
        "SELECT column_name FROM duckdb_columns() "
        f"WHERE table_name = {literal(table)} ORDER BY column_index"
    )
    return [name for (name,) in memory.fetchall()]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _unreadable(file: str, error: Exception) -> InputError:
    told = str(error).partition("\n")[0].rstrip(".")
    if isinstance(error, OSError) and error.strerror:
        told = error.strerror
    return InputError(Problem("frame.unreadable", file, f"cannot be read: {told}.", _HINT))


# Writing


def write_frame(path: Path, frame: Frame) -> None:
    """Write a table as CSV or Parquet, by its extension; it appears whole or not at all.

    Raises:
        InputError: It is neither by its name, or cannot be written.
    """
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    if path.suffix not in (".csv", ".parquet"):
        message = f"is neither CSV nor Parquet by its name: '{path.suffix}'."
        raise InputError(Problem("frame.unwritable", str(path), message, "End it in .csv."))
    part = path.with_name(f".{path.name}.part")
    try:
        if path.suffix == ".csv":
            arrow_csv.write_csv(_table(frame), part)
        else:
            parquet.write_table(_table(frame), part, compression="zstd")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        message = f"cannot be written: {error.strerror or error}."
        hint = "Name a file in a folder you may write."
        raise InputError(Problem("frame.unwritable", str(path), message, hint)) from error


def _table(frame: Frame) -> "pyarrow.Table":
    import pyarrow

    arrays = []
    for column in frame.columns.values():
        if isinstance(column, Coded):
            arrays.append(pyarrow.array(column.texts(), pyarrow.string()))
        else:
            arrays.append(pyarrow.array(column, from_pandas=True))  # NaN is a blank
    return pyarrow.Table.from_arrays(arrays, names=list(frame.columns))
