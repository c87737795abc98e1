"""A table of trade as a file: CSV, Excel or Parquet of exactly the rows shown."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Literal

from starlette.responses import Response

from entrepot.web.sheet import safe
from entrepot.web.verbs import Document

Kind = Literal["text", "whole", "number", "amount"]
Form = Literal["csv", "xlsx", "parquet"]
FORMS: tuple[Form, ...] = ("csv", "xlsx", "parquet")
MEDIA: Mapping[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_DIGITS, _DECIMALS = 38, 6  # of an amount in Parquet; no currency has more than four decimals
_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: Key of the rows and head of the column.
        kind: text; whole numbers; number, a measured or modelled one; amount, exact decimal text.
    """

    name: str
    kind: Kind = "text"


def table_file(
    form: Form, name: str, columns: Sequence[Column], rows: Iterable[Document]
) -> Response:
    """A table to download.

    Args:
        form: csv, xlsx or parquet.
        name: Name of the file without its ending.
        columns: Columns in their order; a figure's source and status belong among them.
        rows: Rows by column name; what is missing or None stays blank, never zero.

    Returns:
        The file; a text that a spreadsheet would run as a formula gets an apostrophe.
    """
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    content = WRITERS[form](columns, list(rows))
    return Response(content, 200, headers, MEDIA[form])


def csv_bytes(columns: Sequence[Column], rows: Sequence[Document]) -> bytes:
    """A table as CSV in UTF-8 with a mark that spreadsheets understand."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        cells = [row.get(column.name) for column in columns]
        writer.writerow(["" if cell is None else safe(_plain(cell)) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(columns: Sequence[Column], rows: Sequence[Document]) -> bytes:
    """A table as an Excel book of one sheet, its head kept in sight."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("table")
    sheet.freeze_panes = "A2"
    for n in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(n)].width = _WIDTH
    sheet.append([column.name for column in columns])
    for row in rows:
        sheet.append([_excel(column, row.get(column.name)) for column in columns])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def parquet_bytes(columns: Sequence[Column], rows: Sequence[Document]) -> bytes:
    """A table as Parquet; amounts are decimals, no cell is zero for being unknown."""
    import pyarrow
    from pyarrow import parquet

    types = {
        "text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64(),
        "amount": pyarrow.decimal128(_DIGITS, _DECIMALS),
    }  # fmt: skip
    arrays = [
        pyarrow.array(
            [_typed(column, row.get(column.name)) for row in rows], types[column.kind]
        )
        for column in columns
    ]  # fmt: skip
    out = BytesIO()
    names = [column.name for column in columns]
    parquet.write_table(pyarrow.Table.from_arrays(arrays, names=names), out, compression="zstd")
    return out.getvalue()


WRITERS: Mapping[Form, Callable[[Sequence[Column], Sequence[Document]], bytes]] = {
    "csv": csv_bytes, "xlsx": xlsx_bytes, "parquet": parquet_bytes,
}  # fmt: skip


def _plain(cell: Any) -> object:
    """A cell as text has it; several things are told one after another."""
    return "; ".join(map(str, cell)) if isinstance(cell, list | tuple) else cell


def _typed(column: Column, cell: Any) -> object:
    if cell is None or cell == "":
        return None
    if column.kind == "text":
        return str(_plain(cell))
    if column.kind == "amount":
        return Decimal(str(cell))
    return int(cell) if column.kind == "whole" else float(cell)


def _excel(column: Column, cell: Any) -> object:
    found = _typed(column, cell)
    return safe(found) if column.kind == "text" else found
