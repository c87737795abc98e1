"""Who acts at the command line, at what instant, and how its answers are printed."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from entrepot.service.window import Window

As = Annotated[str, typer.Option("--as", metavar="USER", help="Account that acts.")]
By = Annotated[
    str, typer.Option("--as", metavar="USER", help="Account that acts. [default: the machine]")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="INSTANT", help="When, with its offset. [default: now]"),
]
Reason = Annotated[str, typer.Option(help="Why.")]
Ref = Annotated[
    str, typer.Argument(metavar="REF", help="Reference, number, UCR or the trader's own reference.")
]

_MONEY = {"amount", "currency"}


@contextmanager
def window(what: str) -> Iterator["Window"]:
    """The window held open while one command runs; its database stays up afterwards."""
    from entrepot.cli import show
    from entrepot.service.window import open_window

    with show.working(what), open_window() as opened:
        yield opened


def run(
    what: str, act: Callable[..., Mapping[str, Any]], *about: Any, as_json: bool, **more: Any
) -> Mapping[str, Any]:
    """Do one thing at the window now, and print its answer.

    Args:
        what: What is being done, shown while it lasts.
        act: A function of the service.
        about: What it is about.
        as_json: Print one JSON document.
        more: Who does it, and what else the function takes.

    Returns:
        The answer.
    """
    with window(what) as opened:
        document = act(opened, *about, at=now(), **more)
    told(document, as_json=as_json)
    return document


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def instant(text: str | None) -> datetime:
    """An instant given with its offset; now where none is.

    Raises:
        InputError: It is none.
    """
    from entrepot.kernel.errors import InputError, Problem

    if not text:
        return now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        hint = "Write it with its offset, as 2026-03-10T08:30:00+08:00."
        raise InputError(Problem("input.instant", "--at", f"{text!r} is no instant.", hint))
    return found


def day(text: str, where: str) -> date:
    """A day.

    Raises:
        InputError: It is none.
    """
    from entrepot.kernel.errors import InputError, Problem

    try:
        return date.fromisoformat(text)
    except ValueError:
        hint = "Write it as 2026-03-10."
        raise InputError(Problem("input.date", where, f"{text!r} is no day.", hint,
                                 message_zh=f"“{text}”不是日期。")) from None  # fmt: skip


def legal_day(text: str | None) -> date | None:
    """The day of `--on`; None where none is given.

    Raises:
        InputError: It is none.
    """
    return day(text, "--on") if text else None


def read(path: str) -> bytes:
    """A file, or standard input for `-`.

    Raises:
        InputError: It cannot be read.
    """
    from entrepot.kernel.errors import InputError, Problem

    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            Problem("input.file", path, f"cannot be read: {error.strerror}.", "Check the path.")
        ) from error


def read_text(path: str) -> str:
    """A file of text in UTF-8, or standard input for `-`.

    Raises:
        InputError: It cannot be read, or is no text.
    """
    from entrepot.kernel.errors import InputError, Problem

    try:
        return read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem("input.text", path, "is no text in UTF-8.", "Save it as UTF-8.",
                    message_zh="不是 UTF-8 文本。")
        ) from error  # fmt: skip


def media_type(path: str) -> str:
    """XML by the name of a file; else JSON."""
    return "application/xml" if path.lower().endswith(".xml") else "application/json"


def told(document: Mapping[str, Any], *, as_json: bool) -> None:
    """Print a declaration or another document."""
    from entrepot.cli import show

    if as_json:
        show.document(document)
        return
    single = {name: _cell(value) for name, value in document.items() if _is_single(value)}
    show.facts(single, as_json=False)
    for name, rows in document.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
            show.line("")
            show.line(name.replace("_", " "))
            heads = tuple(rows[0])
            show.table(heads, ([_cell(row.get(head)) for head in heads] for row in rows), indent=2)


def _is_single(value: object) -> bool:
    """Whether a value stands on one line: an amount and a list of names do."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return not isinstance(value, dict) or value.keys() == _MONEY


def _cell(value: Any) -> Any:
    """A value as a line or a cell shows it."""
    from entrepot.cli import show

    if isinstance(value, dict) and value.keys() == _MONEY:
        return show.money(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value
