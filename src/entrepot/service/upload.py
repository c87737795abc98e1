"""Files with many declarations, CSV or Excel: read with care, judged, told back row by row."""

import csv
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.documents import Dictionary
from entrepot.window.rulebook import RuleFacts
from entrepot.window.rules import examine
from entrepot.window.tabular import Filing, Table, read_table, report

MOST_BYTES = 10_000_000
MOST_UNPACKED = 200_000_000
MOST_RATIO = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 300
MOST_MEMBERS = 2_000
_ZIP = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_CHUNK = 1 << 20
_PLAIN = {"\t", "\n", "\r"}
# What openpyxl and what it rests on raise over a book that is damaged or made up.
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, zlib.error, struct.error, SyntaxError, KeyError,
    ValueError, TypeError, AttributeError, IndexError, EOFError, OverflowError, RuntimeError,
    OSError,
)  # fmt: skip
Kind = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One declaration of a file, judged.

    Attributes:
        filing: Its rows and its document.
        problems: Everything that is wrong with it; none means that it may be lodged.
    """

    filing: Filing
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of declarations after its dry run.

    Attributes:
        kind: csv or xlsx.
        table: Its table as read.
        judged: Its declarations.
    """

    kind: Kind
    table: Table
    judged: tuple[Judged, ...]

    @property
    def sound(self) -> tuple[Judged, ...]:
        """The declarations with nothing wrong."""
        return tuple(one for one in self.judged if not one.problems)

    def problems_by_row(self) -> dict[int, list[Problem]]:
        """Problems by the row they are about."""
        found: dict[int, list[Problem]] = {}
        for one in self.judged:
            for problem in one.problems:
                found.setdefault(one.filing.row_of(problem), []).append(problem)
        return found

    def document(self) -> dict[str, Any]:
        """The dry run as JSON tells it; rows are numbered as a spreadsheet does."""
        return {
            "kind": self.kind,
            "rows": len(self.table.rows),
            "sound": len(self.sound),
            "declarations": [
                {
                    "reference": one.filing.reference,
                    "rows": [self.table.numbers[index] for index in one.filing.rows],
                    "problems": [problem.document() for problem in one.problems],
                }
                for one in self.judged
            ],
        }


def read_upload(data: bytes, facts: RuleFacts, on: date) -> Upload:
    """Read a file and judge every declaration in it; nothing is stored.

    Args:
        data: The bytes as received; what they are is told by themselves, not by a name.
        facts: Dictionary and what the rules need to know.
        on: Legal day.

    Raises:
        InputError: The file is too large, of another type, a bomb, or no table of ours.
    """
    kind, lines = read_lines(data, facts.dictionary)
    header, *rows = lines or [[]]
    table = read_table(header, rows, facts.dictionary)
    judged = tuple(
        Judged(filing, (*filing.problems, *examine(filing.document, facts, on)[1]))
        for filing in table.filings
    )
    return Upload(kind, table, judged)


def write_report(upload: Upload, language: str = "en") -> bytes:
    """The file in its own format with one more column that tells what is wrong."""
    lines = report(upload.table, upload.problems_by_row(), language)
    return write_xlsx(lines) if upload.kind == "xlsx" else write_csv(lines)


def write_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines as CSV that Excel opens with its Chinese intact."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines as a workbook of one sheet, each cell as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("declarations")
    for line in lines:
        cells = [WriteOnlyCell(sheet, value=text) for text in line]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_lines(data: bytes, dictionary: Dictionary) -> tuple[Kind, list[list[str]]]:
    """The cells of a file as text, the header first.

    Raises:
        InputError: `upload.size`, `upload.type`, `upload.ratio`, `upload.unreadable` or
            `upload.too_many_rows`.
    """
    if len(data) > MOST_BYTES:
        raise _refused(dictionary, "upload.size", most=MOST_BYTES)
    try:
        if data.startswith(_ZIP):
            _check_archive(data, dictionary)
            return "xlsx", _bounded(_sheet(data), dictionary)
        return "csv", _bounded(_records(_decoded(data, dictionary)), dictionary)
    except _BROKEN as error:
        raise _refused(dictionary, "upload.unreadable") from error


def _bounded(lines: Iterable[Sequence[str]], dictionary: Dictionary) -> list[list[str]]:
    found: list[list[str]] = []
    for line in lines:
        if len(found) > MOST_ROWS:
            raise _refused(dictionary, "upload.too_many_rows", most=MOST_ROWS)
        found.append(list(line[:MOST_COLUMNS]))
    return found


# CSV


def _decoded(data: bytes, dictionary: Dictionary) -> str:
    """Text of UTF-8, or of what Excel writes in Chinese; anything else is no table."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(sign) < ord(" ") and sign not in _PLAIN for sign in set(text)):
            return text
    raise _refused(dictionary, "upload.type")


def _records(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise ValueError(str(error)) from error


# Excel


def _check_archive(data: bytes, dictionary: Dictionary) -> None:
    """Refuse what unpacks to too much, is no workbook, or declares a document type."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or unpacked > min(MOST_UNPACKED, MOST_RATIO * len(data)):
            raise _refused(dictionary, "upload.ratio")
        if _BOOK not in archive.namelist():
            raise _refused(dictionary, "upload.type")
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                _check_member(archive, member, dictionary)


def _check_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, dictionary: Dictionary
) -> None:
    with archive.open(member) as part:
        tail = b""
        while piece := part.read(_CHUNK):
            if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                raise _refused(dictionary, "xml.entities")
            tail = piece[-len(b"<!DOCTYPE") :]


def _sheet(data: bytes) -> list[list[str]]:
    """The first sheet, at most one row more than are taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles that no declaration needs
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            rows = book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True)
            return [_trimmed([_text(cell) for cell in row]) for row in islice(rows, MOST_ROWS + 2)]
        finally:
            book.close()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: object) -> str:
    """A cell as text: a whole number without its point, a day without its hours."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _refused(dictionary: Dictionary, code: str, **values: Any) -> InputError:
    told: Mapping[str, Any] = values
    return InputError(dictionary.reasons.problem(code, "file", **told))
