"""What the page and the API of matrices ask of the service."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Document = dict[str, Any]
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MatrixVerbs:
    """The service's functions, bound to a desk.

    Attributes:
        start: Fields of a matrix to its document; raises `InputError` or `RefusedError`.
        show: Id to its document; raises `MissingError`.
        list: The newest matrices.
        rows: Id to its rows; raises `MissingError` until it is done.
        file: Id to its Parquet file; raises the same.
        csv: Id to its rows as a table of text; raises the same.
        levels: Levels of the region by their plural.
    """

    start: Callable[[Fields], Document]
    show: Callable[[str], Document]
    list: Callable[[], Document]
    rows: Callable[[str], Sequence[Document]]
    file: Callable[[str], Path]
    csv: Callable[[str], bytes]
    levels: Mapping[str, str]
