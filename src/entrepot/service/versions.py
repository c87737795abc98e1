"""Versions of a declaration side by side: which fields differ, in the words of the dictionary."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.files import open_file
from entrepot.service.window import Window
from entrepot.window.amendment import diff
from entrepot.window.documents import Dictionary
from entrepot.window.pointing import pointed

Document = dict[str, Any]


def contents_of(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """The contents of a declaration as they stand: `contents`, `version` and `revision`.

    Raises:
        MissingError: There is no such declaration for these eyes.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        return {
            "reference": proceeding.reference, "contents": dict(proceeding.raw),
            "version": proceeding.standing.version, "revision": proceeding.row["revision"],
        }  # fmt: skip


def compare(
    window: Window, reference: str, one: int, other: int, *, by: str, at: datetime
) -> Document:
    """What differs between two versions.

    Args:
        window: The window.
        reference: The declaration.
        one: Number of the version to compare, from 1.
        other: Number of the version it is compared with.
        by: Account.
        at: Instant.

    Returns:
        `from`, `to` and `changes`, each as `named_changes` tells it.

    Raises:
        MissingError: There is no such declaration for these eyes, or no such version.
    """
    with open_file(window, reference, by=by, at=at, lock=False) as proceeding:
        contents = [
            proceeding.book.get_version(declaration_id=proceeding.row["id"], n=n)
            for n in (one, other)
        ]
    missing = [n for n, row in zip((one, other), contents, strict=True) if row is None]
    if missing:
        raise MissingError([_no_version(reference, n) for n in missing])
    before, after = (row["payload"] for row in contents)
    changes = list(named_changes(window.dictionary, diff(before, after), after))
    return {"reference": reference, "from": one, "to": other, "changes": changes}


def named_changes(
    dictionary: Dictionary, changes: Iterable[Mapping[str, Any]], contents: object
) -> Iterator[Document]:
    """Differences field by field, with the names of what they are about.

    Args:
        dictionary: Elements and where they stand.
        changes: `pointer`, `old` and `new` of each; a whole entry of a list may come or go.
        contents: The document the pointers lead into.

    Yields:
        The same with `element`, `name`, `name_zh`, the list as `rows`, and `number` of its
        entry from 1; the element is empty where the dictionary knows none.
    """
    for change in changes:
        for one in _each_field(change):
            found = pointed(one["pointer"], contents, dictionary)
            words = dictionary.words(found.element) if found.element else None
            yield {
                **one, "element": found.element, "rows": found.rows, "number": found.number,
                "name": words.en if words else one["pointer"],
                "name_zh": words.zh if words else one["pointer"],
            }  # fmt: skip


def _each_field(change: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A change of a whole entry as the changes of its fields."""
    old, new, pointer = change["old"], change["new"], change["pointer"]
    whole = new if old is None else old
    if not isinstance(whole, Mapping | list) or (old is not None and new is not None):
        yield change
        return
    blank: Any = {} if isinstance(whole, Mapping) else []
    for one in diff(old or blank, new or blank, pointer):
        yield from _each_field(one)


def _no_version(reference: str, n: int) -> Problem:
    return Problem(
        "declaration.no_version", reference, f"there is no version {n}.",
        "The declaration lists its versions.", message_zh=f"没有版本{n}。",
    )  # fmt: skip
