"""Maps of messages as they are shipped, and rows that messages are written from."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import entrepot.port
from entrepot.port.edifact_map import MessageMap, read_map
from entrepot.store.queries import queries
from entrepot.store.window import Book

FOLDER = Path(entrepot.port.__file__).parent / "messages"
MESSAGES = ("codeco", "cuscar", "cusres")
Row = Mapping[str, Any]


@cache
def message_maps() -> Mapping[str, MessageMap]:
    """Maps by the type of message."""
    segments = _read("segments")
    return {one.type: one for one in (read_map(segments, _read(name)) for name in MESSAGES)}


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def list_moves(book: Book, container: str) -> list[Row]:
    """The last coming in and the last going out of a box, for these eyes."""
    return list(queries("edifact").list_moves(book.tx, container=container))


def find_outcome(book: Book, reference: str) -> Row | None:
    """How a declaration stands, for these eyes; None where there is none."""
    found: Row | None = queries("edifact").find_outcome(book.tx, reference=reference)
    return found
