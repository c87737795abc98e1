"""Verbs that answer a document or a list of them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

Document = dict[str, Any]
File = Annotated[
    str,
    typer.Argument(
        metavar="FILE|-", help="JSON of one document or a list; - is standard input."
    ),
]  # fmt: skip


def answer(
    path: str,
    one: Callable[[Mapping[str, object]], Document],
    *,
    as_json: bool,
    shown: Callable[[Document], None],
    with_numbers: bool = False,
) -> None:
    """Print the answers to a file; the exit code is the highest of its documents.

    Args:
        path: A file of JSON, or `-`.
        one: Answers one document.
        as_json: Whether to print JSON.
        shown: Prints one answer for people.
        with_numbers: Whether JSON numbers may stand.
    """
    from entrepot.service.cases import read_cases

    tell(read_cases(path), one, as_json=as_json, shown=shown, with_numbers=with_numbers)


def tell(
    raw: object,
    one: Callable[[Mapping[str, object]], Document],
    *,
    as_json: bool,
    shown: Callable[[Document], None],
    with_numbers: bool = False,
) -> None:
    """Print the answers to what was read; arguments as of `answer`."""
    from entrepot.cli import show
    from entrepot.service.cases import answer_cases

    found, code = answer_cases(raw, one, with_numbers=with_numbers)
    if as_json:
        show.document(found)
    else:
        for place, document in enumerate(found if isinstance(found, list) else [found]):
            if place:
                show.line("")
            _show(document, shown)
    if code:
        raise typer.Exit(code)


def _show(document: Document, shown: Callable[[Document], None]) -> None:
    from entrepot.cli import show

    if "problem" not in document:
        shown(document)
        return
    show.line(f"{document['problem']['title']}:")
    for line in document["problem"]["detail"].splitlines():
        show.line(f"  {line}")
