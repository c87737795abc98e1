"""Files of declarations: read by what they are, bounded, judged, told back row by row."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from entrepot.kernel.errors import InputError
from entrepot.service.upload import (
    MOST_BYTES,
    MOST_ROWS,
    read_lines,
    read_upload,
    write_csv,
    write_report,
    write_xlsx,
)
from entrepot.window.form import fields_of
from entrepot.window.tabular import template

DAY = date(2026, 3, 10)
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


@pytest.fixture
def lines(dictionary, example):
    """A table of two declarations, the second with two items."""
    rows = []
    for reference, flow, items in (("A1", "import", 1), ("B2", "export", 2)):
        fields = fields_of(example(flow), dictionary)
        bare = {name.rpartition(".")[2]: text for name, text in fields.items()}
        item = {name.removeprefix("items.1."): text for name, text in fields.items()
                if name.startswith("items.1.")}  # fmt: skip
        mass = str(items * 12000)
        rows.append(bare | {"lrn": reference, "gross_mass": mass})
        rows += [item] * (items - 1)
    header = list(dict.fromkeys(name for row in rows for name in row))
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def put(lines: list, row: int, column: str, text: str) -> None:
    lines[row][lines[0].index(column)] = text


@pytest.mark.parametrize("kind", WRITERS)
def test_a_sound_file_becomes_declarations(lines, rule_facts, kind: str) -> None:
    upload = read_upload(WRITERS[kind](lines), rule_facts, DAY)

    assert upload.document() == {
        "kind": kind,
        "rows": 3,
        "sound": 2,
        "declarations": [
            {"reference": "A1", "rows": [2], "problems": []},
            {"reference": "B2", "rows": [3, 4], "problems": []},
        ],
    }
    assert len(upload.sound[1].filing.document["goodsShipment"]["governmentAgencyGoodsItem"]) == 2


@pytest.mark.parametrize("kind", WRITERS)
def test_a_report_is_the_file_with_one_more_column(lines, rule_facts, dictionary, kind) -> None:
    put(lines, 3, "hs_code", "999999")
    put(lines, 1, "signatory_name", "")
    put(lines, 1, "goods_name", "=HYPERLINK(1)")
    report = write_report(read_upload(WRITERS[kind](lines), rule_facts, DAY), "zh")
    found, told = read_lines(report, dictionary)

    assert found == kind
    assert told[0] == [*lines[0], "错误"]
    assert told[1][-1].startswith("字段申报人员")
    assert told[2][len(lines[0]) :] in ([], [""])
    assert told[3][-1] == "商品编号999999在2026-03-10无效。 [goods.hs_unknown]"
    assert "'=HYPERLINK(1)" in told[1]


def test_a_report_mended_and_sent_again_is_read_the_same(lines, rule_facts) -> None:
    put(lines, 1, "goods_name", "-tyres")
    put(lines, 3, "hs_code", "999999")
    first = read_upload(write_csv(lines), rule_facts, DAY)
    again = read_upload(write_report(first), rule_facts, DAY)

    assert again.document() == first.document()
    assert again.judged[0].filing.document == first.judged[0].filing.document


def test_a_report_in_excel_holds_no_formula(lines, rule_facts) -> None:
    put(lines, 1, "goods_name", "=1+1")
    book = load_workbook(io.BytesIO(write_report(read_upload(write_xlsx(lines), rule_facts, DAY))))
    cells = [cell for row in book.active.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not any(str(cell.value).startswith("=") for cell in cells)


def test_columns_may_be_called_in_chinese_and_codes_by_their_names(
    lines, rule_facts, dictionary
) -> None:
    put(lines, 1, "flow", "进口")
    put(lines, 1, "declaration_type", "完整申报")
    put(lines, 1, "quantity_unit", "15")
    put(lines, 1, "trade_mode", "110")
    lines[0] = [dictionary[name].label_zh for name in lines[0]]

    assert len(read_upload(write_csv(lines), rule_facts, DAY).sound) == 2


def test_a_file_of_excel_in_chinese_is_read(lines, rule_facts) -> None:
    put(lines, 1, "goods_name", "轿车轮胎")
    data = write_csv(lines).decode("utf-8-sig").encode("gb18030")
    upload = read_upload(data, rule_facts, DAY)
    item = upload.judged[0].filing.document["goodsShipment"]["governmentAgencyGoodsItem"][0]

    assert item["commodity"]["description"] == "轿车轮胎"


def test_cells_of_excel_are_read_as_they_are_meant(dictionary) -> None:
    book = Workbook()
    moment = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - Excel knows no zones
    book.active.append(["a", 12.0, 0.5, 7, moment, date(2026, 3, 2), True, None])
    out = io.BytesIO()
    book.save(out)

    assert read_lines(out.getvalue(), dictionary)[1] == [
        ["a", "12", "0.5", "7", "2026-03-01", "2026-03-02", "true"]
    ]


def test_rows_of_one_declaration_must_not_contradict_each_other(lines, rule_facts) -> None:
    put(lines, 3, "gross_mass", "1")
    upload = read_upload(write_csv(lines), rule_facts, DAY)
    problem = upload.judged[1].problems[0]

    assert problem.code == "upload.differs"
    assert "4" in problem.message


def test_a_row_without_a_declaration_is_told(lines, rule_facts) -> None:
    put(lines, 1, "lrn", "")
    upload = read_upload(write_csv(lines), rule_facts, DAY)

    assert "upload.no_reference" in {problem.code for problem in upload.judged[0].problems}


def test_unknown_and_doubled_columns_are_named_at_once(lines, rule_facts) -> None:
    lines[0] = ["colour", "lrn", "lrn", *lines[0][3:]]

    with pytest.raises(InputError) as caught:
        read_upload(write_csv(lines), rule_facts, DAY)

    assert [problem.code for problem in caught.value.problems] == [
        "upload.column_unknown", "upload.column_twice",
    ]  # fmt: skip


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def bitten(data: bytes) -> bytes:
    return data[:200] + b"\x00" * 40 + data[240:]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (MOST_BYTES + 1), "upload.size"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "upload.type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "upload.type"),
        (b"%PDF-1.7\n\x00", "upload.type"),
        (archive(**{"a.txt": b"hello"}), "upload.type"),
        (archive(**{"xl__workbook.xml": b"\x00" * 30_000_000}), "upload.ratio"),
        (archive(**{"xl__workbook.xml": b"<!DOCTYPE a><a/>"}), "xml.entities"),
        (archive(**{"xl__workbook.xml": b"<a/>"}), "upload.unreadable"),
        (b"PK\x03\x04 and nothing more", "upload.unreadable"),
        (bitten(write_xlsx([["lrn"], ["A"]])), "upload.unreadable"),
        (b"lrn\n" + b"A\n" * (MOST_ROWS + 1), "upload.too_many_rows"),
        (b"lrn\n", "upload.no_rows"),
        (b"", "upload.no_rows"),
        (b'lrn\n"' + b"x" * 200_000 + b'"\n', "upload.unreadable"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_cannot_be_taken_is_refused_in_both_languages(rule_facts, data, code) -> None:
    with pytest.raises(InputError) as caught:
        read_upload(data, rule_facts, DAY)

    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].message_zh


def test_a_template_begins_with_what_must_be_there(dictionary) -> None:
    columns = template(dictionary, "export", "FULL")

    assert columns[:3] == ["lrn", "flow", "declaration_type"]
    assert "freight_value" in columns
    assert "special_relationship" not in columns
