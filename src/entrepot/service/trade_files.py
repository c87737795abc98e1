"""Complexity and opportunities of a file that is sent: what the API takes of it."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.complexity import Columns, complexity_of
from entrepot.service.opportunities import COLUMNS, Wanted, opportunities_of
from entrepot.store.frames import read_frame

Document = dict[str, Any]
MOST_PRODUCTS = 2_000  # the nearness of products is a square of them
MOST_CELLS = 1_000_000  # of the largest table of two of the codes
TOP, MOST_ROWS = 20, 5_000


def opportunities_file(content: bytes, kind: str, fields: Mapping[str, Any]) -> Document:
    """Opportunities of a file of a request.

    Args:
        content: Its bytes, with exporter, importer, product and value.
        kind: `csv` or `parquet`.
        fields: exporter, market, product, min_unrealised, top.

    Raises:
        InputError: The file cannot be used or is too large for a request.
    """
    wanted = Wanted(
        exporter=fields.get("exporter", ""), market=fields.get("market", ""),
        product=fields.get("product", ""), least=fields.get("min_unrealised", 0.0),
        top=fields.get("top", TOP),
    )  # fmt: skip
    with _kept(content, kind) as path:
        _check_size(path, COLUMNS)
        return opportunities_of(path, wanted)


def complexity_file(content: bytes, kind: str, fields: Mapping[str, Any]) -> Document:
    """Complexity of a file of a request.

    Args:
        content: Its bytes.
        kind: `csv` or `parquet`.
        fields: location, product and value, names of columns; min_exports; measure; pairs as
            `A:B`.

    Raises:
        InputError: The file cannot be used or is too large for a request.
        ModelError: Too little is left.
    """
    columns = Columns(**{
        name: fields[name] for name in ("location", "product", "value") if fields.get(name)
    })  # fmt: skip
    pairs = [text.partition(":") for text in fields.get("pairs", ())]
    if wrong := [one for one, colon, other in pairs if not (one and colon and other)]:
        raise InputError([
            Problem("complexity.pair", "pairs", f"{one!r} is not A:B.") for one in wrong
        ])  # fmt: skip
    with _kept(content, kind) as path:
        _check_size(path, (columns.location, columns.product))
        return complexity_of(
            path, columns, least_exports=fields.get("min_exports", 0.0),
            measure=fields.get("measure", "rca"), pairs=[(one, other) for one, _, other in pairs],
        )  # fmt: skip


@contextmanager
def _kept(content: bytes, kind: str) -> Iterator[Path]:
    """The bytes as a file, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="entrepot-trade-") as folder:
        path = Path(folder) / f"file.{kind}"
        path.write_bytes(content)
        yield path


def _check_size(path: Path, columns: tuple[str, ...]) -> None:
    """See that the tables of a file are small enough for a request.

    Raises:
        InputError: They are not, or a column is missing.
    """
    frame = read_frame(path, texts=columns)
    *others, products = (len(frame.coded(name).levels) for name in columns)
    if products > MOST_PRODUCTS or products * max(others) > MOST_CELLS:
        message = f"has {products} products by {max(others)} places."
        hint = f"Up to {MOST_PRODUCTS} products here; the command line takes more."
        raise InputError(Problem("trade.too_large", "file", message, hint))
