"""Tables of schedules from CSV, packed CSV, Excel and dBase; what is none is refused."""

import csv
import gzip
import io
import struct

import pytest
from openpyxl import Workbook

from entrepot.kernel.errors import InputError
from entrepot.store.tables import read_table

ROWS = ({"code": "0101", "rate": "5 %"}, {"code": "0102", "rate": ""})


def dbase(fields: dict[str, int], rows: list[tuple[str, ...]]) -> bytes:
    """A dBase III table of text fields, written by its published layout."""
    size = 32 + 32 * len(fields) + 1
    out = struct.pack("<4BLHH20x", 3, 126, 1, 1, len(rows), size, 1 + sum(fields.values()))
    for name, width in fields.items():
        out += struct.pack("<11sc4xBB14x", name.encode("gb18030"), b"C", width, 0)
    out += b"\r"
    for row in rows:
        cells = zip(row, fields.values(), strict=True)
        out += b" " + b"".join(text.encode("gb18030").ljust(width) for text, width in cells)
    return out + b"\x1a"


def xlsx(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("text", ["code,rate\n0101,5 %\n0102,\n", "code;rate\r\n0101;5 %\r\n0102;"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_comma_or_semicolon_packed_or_not(text: str, encoding: str) -> None:
    data = text.encode(encoding)

    for bytes_ in (data, gzip.compress(data)):
        table = read_table(bytes_)
        assert (table.header, table.rows) == (("code", "rate"), ROWS)


def test_excel_gives_its_first_sheet_as_text() -> None:
    table = read_table(xlsx([["code", "rate"], ["0101", "5 %"], ["0102", None], [303, 2.5]]))

    assert table.rows == (*ROWS, {"code": "303", "rate": "2.5"})


def test_dbase_gives_its_fields_in_chinese_too() -> None:
    data = dbase({"CODE": 10, "NAME": 12}, [("8541430000", "光伏组件"), ("8507600090", "")])
    table = read_table(data)

    assert table.header == ("CODE", "NAME")
    assert table.rows == (
        {"CODE": "8541430000", "NAME": "光伏组件"},
        {"CODE": "8507600090", "NAME": ""},
    )


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"\x1f\x8bnot packed", b"PK\x03\x04no book", b"\x03" + bytes(40),
        b"code\0rate\n", gzip.compress(b"code", mtime=0)[:-4],
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_table(data, "a.csv")

    assert caught.value.problems[0].code == "tariff.file"
    assert caught.value.problems[0].where == "a.csv"


def test_a_reader_leaves_the_bounds_of_all_others_as_they_are() -> None:
    before = csv.field_size_limit()
    read_table(b"code,rate\n01,5\n")
    assert csv.field_size_limit() == before
