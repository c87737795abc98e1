"""What the commands print: one JSON document, or text and tables for people.

Nothing else in this room prints or formats an error.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from entrepot.kernel.errors import EntrepotError, InputError, Problem

Document = Mapping[str, Any]
_LARGE = 1_000_000.0  # above, a number is told without its fraction
_PRINTERS = {
    "csv": "entrepot.web.sheet:quote_csv", "pdf": "entrepot.web.pdf:quote_pdf",
    "brief.pdf": "entrepot.web.brief_files:brief_pdf",
    "brief.html": "entrepot.web.brief_files:brief_html",
}  # fmt: skip


_PIPED_WIDTH = 400  # columns; a pipe has no edge to break lines at


@cache
def _out() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)


def line(text: str) -> None:
    """Print one line."""
    print(text, flush=True)


def document(value: Any) -> None:
    """Print a value as JSON."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, indent=2, ensure_ascii=not utf8, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


# Errors


def error(raised: EntrepotError, *, as_json: bool) -> None:
    """Tell an error on standard error: as an RFC 9457 document, or a line a problem."""
    if as_json:
        print(json.dumps(raised.document(), indent=2, ensure_ascii=False), file=sys.stderr)
        return
    print(f"{raised.title}:", file=sys.stderr)
    for problem in raised.problems:
        print(f"  {problem}", file=sys.stderr)
        if problem.source:
            print(f"    {problem.source}", file=sys.stderr)


def usage(raised: typer.TyperException, *, as_json: bool) -> None:
    """Tell that a command was not written as it must be."""
    context = getattr(raised, "ctx", None)
    command = context.command_path if context else "entrepot"
    hint = f"See `{command} --help`."
    message = raised.format_message().rstrip().rstrip(".")
    problem = Problem("usage", command, f"{message}.", hint)
    error(InputError(problem), as_json=as_json)


# While it lasts


@contextmanager
def working(what: str, *, telling: bool = False) -> Iterator[Callable[..., None]]:
    """Show on a terminal that something is going on; nothing when piped.

    Yields:
        With `telling`, a function that shows what is being done; else one that ends the show.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    with console.status(f"{what} …") as status:
        yield (lambda text: status.update(f"{what} … {text}")) if telling else status.stop


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how much is done; nothing when piped.

    Yields:
        A function that is told how many are done, and of how many.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, count: bar.update(task, completed=done, total=count)


# Tables


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Iterable[str] = (),
    indent: int = 0,
) -> None:
    """Print a table.

    Args:
        columns: Headings.
        rows: Values; texts break into lines where the terminal is narrow, numbers do not.
        right: Headings of the columns of numbers.
        indent: Blanks before each line.
    """
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        number = column in set(right)
        side: Literal["left", "right"] = "right" if number else "left"
        grid.add_column(column, justify=side, no_wrap=number, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(_cell(value)) for value in row))
    with _out().capture() as text:
        _out().print(Padding(grid, (0, 0, 0, indent)))
    line("\n".join(one.rstrip() for one in text.get().splitlines()))


def _cell(value: object) -> str:
    """A value for people; unknown is a dash, never zero."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:,.6g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "-"
    return str(value)


def money(value: Document | None) -> str:
    """An exact amount with its currency; unknown is a dash."""
    return f"{Decimal(value['amount']):,f} {value['currency']}" if value else "-"


def facts(value: Document, *, as_json: bool) -> None:
    """Print a document of single values, a line each."""
    if as_json:
        document(value)
        return
    width = max((len(name) for name in value), default=0)
    for name, fact in value.items():
        if fact not in ("", []):
            line(f"{name.replace('_', ' '):{width}}  {_cell(fact)}")


# Files


def printed(kind: str, value: Document, code: str = "en") -> bytes:
    """A quote or brief as a file of some kind, from the room that makes it for the pages too."""
    module, name = _PRINTERS[kind].split(":")
    language = import_module("entrepot.web.language").Language(code)
    made: bytes = getattr(import_module(module), name)(value, language)
    return made


def raw(content: bytes) -> None:
    """Print bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def file(path: Path, content: bytes) -> None:
    """Write a file and say so.

    Raises:
        InputError: It cannot be written.
    """
    write(path, content)
    line(f"{path}: {len(content):,} bytes")


def write(path: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        InputError: It cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as raised:
        raise InputError(
            Problem(
                "file.unwritable", str(path), f"cannot be written: {raised.strerror}.",
                "Name a file in a folder you may write.",
            )
        ) from raised  # fmt: skip


# Regions, places, goods


def region(value: Document, *, as_json: bool) -> None:
    """Print what is in a pack and how sure it is."""
    if as_json:
        document(value)
        return
    line(f"{value['name']} {value['name_zh']} ({value['region']}), pack {value['pack_version']}")
    rows = [(name, number) for name, number in value["rows"].items() if number]
    table(("table", "rows"), rows, right=["rows"])
    line("")
    table(("status", "rows"), list(value["statuses"].items()), right=["rows"])
    if value["problems"]:
        line("")
        line("The pack on disk has problems; the one loaded before is in use:")
        _problems(value["problems"])


def reading(value: Document, *, as_json: bool) -> None:
    """Print the problems and warnings of a pack."""
    if as_json:
        document(value)
        return
    _problems(value["problems"])
    for warning in value["warnings"]:
        line(f"warning: {_one(warning)}")
    rows = sum(value["rows"].values())
    line(
        f"{len(value['problems'])} problems, {len(value['warnings'])} warnings, "
        f"{rows} rows in {len(value['rows'])} tables."
    )


def _problems(found: Iterable[Document]) -> None:
    for problem in found:
        line(_one(problem))


def _one(problem: Document) -> str:
    return str(Problem(**problem))


def written(path: str, names: Sequence[str], *, as_json: bool) -> None:
    """Print which files were written."""
    if as_json:
        document({"path": path, "files": names})
        return
    line(f"{len(names)} files in {path}: begin with README.md, then region.toml.")


def places(found: Sequence[Document], *, as_json: bool) -> None:
    """Print places."""
    if as_json:
        document(found)
        return
    table(
        ("id", "name", "name zh", "kind", "country"),
        ((row["id"], row["name"], row["name_zh"], row["kind"], row["country"]) for row in found),
    )


def goods(found: Sequence[Document], *, as_json: bool) -> None:
    """Print HS codes with their texts."""
    if as_json:
        document(found)
        return
    table(("HS", "text", "text zh"), ((row["hs"], row["text"], row["text_zh"]) for row in found))


def built_networks(value: Document, *, as_json: bool) -> None:
    """Print what came of building the networks."""
    if as_json:
        document(value)
        return
    line(f"{'Built' if value['built'] else 'Nothing to do'}: {value['key']}")
    _sizes(value)


def _sizes(value: Document) -> None:
    table(
        ("network", "nodes", "edges"),
        ((mode, row["nodes"], row["edges"]) for mode, row in value["networks"].items()),
        right=("nodes", "edges"),
    )
    told = value["survey"]
    line(
        f"Survey {told['key']}: {told['sections']} ways added, {told['lengths']} links and "
        f"{told['drives']} drives measured."
    )


def networks_in_use(value: Document, *, as_json: bool) -> None:
    """Print the build of the networks in use, or that there is none."""
    if as_json:
        document(value)
        return
    if not value["built"]:
        line(f"{value['reason']} {value['hint']} [{value['code']}]")
        return
    line(f"In use: {value['key']}")
    _sizes(value)
    line(value["licences"].rstrip())


def checked_networks(value: Document, *, as_json: bool) -> None:
    """Print computed beside published lengths."""
    if as_json:
        document(value)
        return
    judged = {True: "ok", False: "NO", None: ""}
    table(
        ("id", "computed km", "published km", "error %", "ok", "source"),
        (
            (row["id"], row["computed_km"], row["published_km"], row["error_pct"],
             judged[row["ok"]], row["source"])
            for row in (*value["checks"], *value["reports"])
        ),
        right=("computed km", "published km", "error %"),
    )  # fmt: skip


def paths(value: Document, *, as_json: bool) -> None:
    """Print physical ways."""
    if as_json:
        document(value)
        return
    for row in value["paths"]:
        told = f"{row['km']:,} km" if row["reached"] else row["reason"]
        line(f"{row['from']} - {row['to']} ({row['mode']}): {told}")
        for name in ("countries", "borders", "passages", "repairs"):
            if row[name]:
                line(f"  {name}: {', '.join(row[name])}")
        for change in row["gauge_changes"]:
            line(f"  gauge {change['from_mm']} to {change['to_mm']} mm at {change['place']}")
        if row.get("line"):
            line("  line: " + " ".join(f"{lat},{lon}" for lat, lon in row["line"]))
