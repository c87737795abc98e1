"""Scalar SQL of a person over a table in memory, where it can reach nothing else.

The text is parsed before it runs: one expression, without a query inside, a window or a
parameter. DuckDB's door to files, network and extensions is shut by then and locked.
"""

import json
from collections.abc import Iterator, Mapping
from threading import Timer
from typing import TYPE_CHECKING, Any

from entrepot.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    import duckdb

MOST_SECONDS = 60.0  # after which an expression is stopped
ROW = "__row"  # column with the number of a row in the file
_REFUSED = {
    "SUBQUERY": "holds a query",
    "WINDOW": "holds a window over rows",
    "PARAMETER": "holds a parameter",
    "STAR": "holds a star",
}
_ENDLESS = {"repeat", "range", "generate_series", "lpad", "rpad", "bar"}  # values of any size
_HINT = "Write one DuckDB expression over the columns, such as year in (1994, 1998)."


def shut(memory: "duckdb.DuckDBPyConnection") -> None:
    """Keep what runs from now on from files, network, extensions and settings."""
    memory.execute("SET enable_external_access = false")
    memory.execute("SET python_enable_replacements = false")
    memory.execute("SET lock_configuration = true")


def apply(
    memory: "duckdb.DuckDBPyConnection", where: str | None, derive: Mapping[str, str]
) -> None:
    """Make table `used` of table `data`: further columns, then the rows that are asked for.

    Raises:
        InputError: An expression is wrong; all that are, are told.
    """
    import duckdb

    chain, problems = f"SELECT rowid + 1 AS {ROW}, * FROM data", []
    for name, text in derive.items():
        place = f"derive {name}"
        found = list(_wrong(memory, place, text)) or list(_named(memory, chain, place, name))
        step = f'SELECT *, (\n{text}\n) AS "{name}" FROM ({chain})'
        problems += found or list(_unbound(memory, place, step))
        chain = chain if problems else step
    if where is not None:
        step = f"SELECT * FROM ({chain}) WHERE (\n{where}\n)"
        found = list(_wrong(memory, "where", where))
        problems += found or list(_unbound(memory, "where", step))
        chain = step
    if problems:
        raise InputError(problems)
    watch = Timer(MOST_SECONDS, memory.interrupt)
    watch.daemon = True
    watch.start()
    try:
        memory.execute(f"CREATE TABLE used AS {chain}")
    except duckdb.Error as error:
        raise InputError(_problem("where and derive", error)) from error
    finally:
        watch.cancel()


def _wrong(memory: "duckdb.DuckDBPyConnection", place: str, text: str) -> Iterator[Problem]:
    """What is wrong with how an expression is written."""
    if "\0" in text:
        yield Problem("frame.sql", place, "holds a NUL sign.", _HINT)
        return
    query = f"SELECT (\n{text}\n)"
    memory.execute(f"SELECT json_serialize_sql({literal(query)})")
    (told,) = memory.fetchone() or ("{}",)
    tree = json.loads(told)
    if tree.get("error", True):
        message = f"cannot be read: {tree.get('error_message', 'no expression')}."
        yield Problem("frame.sql", place, message, _HINT)
        return
    nodes = [one["node"] for one in tree["statements"]]
    if len(nodes) != 1 or not _is_bare(nodes[0]):
        yield Problem("frame.sql", place, "is more than one expression.", _HINT)
        return
    parts = list(_parts(nodes[0]["select_list"]))
    for name in sorted({str(one.get("function_name", "")).lower() for one in parts} & _ENDLESS):
        yield Problem("frame.sql", place, f"asks for {name}, which is not allowed.", _HINT)
    for kind in sorted({one.get("class", "") for one in parts}):
        if kind in _REFUSED:
            yield Problem("frame.sql", place, f"{_REFUSED[kind]}.", _HINT)


def _is_bare(node: Mapping[str, Any]) -> bool:
    """Whether a query is one expression and nothing else."""
    clauses = ("where_clause", "having", "qualify", "sample")
    return (
        node["type"] == "SELECT_NODE"
        and len(node["select_list"]) == 1
        and node["from_table"]["type"] == "EMPTY"
        and not any(node[clause] for clause in clauses)
        and not node["modifiers"]
        and not node["group_expressions"]
    )


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in a parsed expression."""
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _parts(one)


def _named(
    memory: "duckdb.DuckDBPyConnection", chain: str, place: str, name: str
) -> Iterator[Problem]:
    known = [column[0].lower() for column in memory.execute(f"DESCRIBE {chain}").fetchall()]
    if name.lower() in known:
        yield Problem("frame.sql", place, "is a column already.", "Give it another name.")
    elif not name.isidentifier():
        yield Problem("frame.sql", place, "is no name: letters, digits and _.", "Rename it.")


def _unbound(memory: "duckdb.DuckDBPyConnection", place: str, query: str) -> Iterator[Problem]:
    """What is wrong with an expression over these columns."""
    import duckdb

    try:
        memory.execute(f"DESCRIBE {query}")
    except duckdb.Error as error:
        yield _problem(place, error)


def _problem(place: str, error: Exception) -> Problem:
    told = " ".join(line.strip() for line in str(error).partition("\n\n")[0].splitlines())
    return Problem("frame.sql", place, f"{told.rstrip('.')}.", _HINT)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
