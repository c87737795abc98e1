"""Tables of any file a schedule comes in: CSV, packed CSV, Excel, dBase."""

import csv
import gzip
import io
import struct
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dbfread import DBF, DBFNotFound
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from entrepot.kernel.errors import InputError, Problem

MOST_BYTES = 50_000_000
MOST_UNPACKED = 300_000_000
MOST_COLUMNS = 300
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_DBASE = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")
# What the readers and what they rest on raise over a file that is damaged or made up.
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, zlib.error, struct.error, SyntaxError, KeyError,
    ValueError, TypeError, AttributeError, IndexError, EOFError, OverflowError, RuntimeError,
    csv.Error, OSError, DBFNotFound,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table as read: its columns, and its rows by column, each cell as text."""

    header: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def read_table(data: bytes, where: str = "file") -> FileTable:
    """Read a table; what kind of file it is, is told by its bytes.

    Raises:
        InputError: The file is too large, damaged, or no table.
    """
    if len(data) > MOST_BYTES:
        raise _refused(where, f"is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        table = _read(data, where)
    except _BROKEN as error:
        raise _refused(where, f"cannot be read as a table: {error}.") from error
    if not any(table.header):
        raise _refused(where, "has no header.")
    return table


def _read(data: bytes, where: str) -> FileTable:
    if data.startswith(_GZIP):
        data = _unpacked(data, where)
    if data.startswith(_ZIP):
        return _of_lines(_sheet(data, where))
    if data[:1] and data[0] in _DBASE and b"\0" in data[:32]:
        return _dbase(data)
    return _csv(_decoded(data, where))


def _unpacked(data: bytes, where: str) -> bytes:
    with gzip.open(io.BytesIO(data)) as packed:
        found = packed.read(MOST_UNPACKED + 1)
    if len(found) > MOST_UNPACKED:
        raise _refused(where, f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB.")
    return found


def _decoded(data: bytes, where: str) -> str:
    """Text of UTF-8, or of what Excel writes in Chinese."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused(where, "is no text, workbook or dBase table.")


def _csv(text: str) -> FileTable:
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    return _of_lines(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _of_lines(lines: Iterator[list[str]]) -> FileTable:
    header = tuple(cell.strip() for cell in next(lines, [])[:MOST_COLUMNS])
    while header and not header[-1]:
        header = header[:-1]
    blank = [""] * len(header)
    rows = tuple(
        dict(zip(header, [*line, *blank][: len(header)], strict=True)) for line in lines if line
    )
    return FileTable(header, rows)


def _sheet(data: bytes, where: str) -> Iterator[list[str]]:
    """The first sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise _refused(where, f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
            for row in rows:
                yield [_text(cell) for cell in row]
        finally:
            book.close()


def _dbase(data: bytes) -> FileTable:
    """A dBase table; its reader wants a file with a name."""
    with tempfile.NamedTemporaryFile(suffix=".dbf") as file:
        file.write(data)
        file.flush()
        table = DBF(file.name, encoding="gb18030", char_decode_errors="replace", load=True)
        header = tuple(table.field_names)
        rows = tuple({name: _text(row[name]) for name in header} for row in table.records)
    return FileTable(header, rows)


def _text(cell: object) -> str:
    """A cell as text: a whole number without its point, a day without its hours."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _refused(where: str, message: str) -> InputError:
    hint = "Give CSV, packed CSV (.gz), Excel (.xlsx) or dBase (.dbf)."
    return InputError(Problem("tariff.file", where, message, hint))
