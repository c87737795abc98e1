"""Tables of trade as files: the same rows in each, exact amounts, and nothing unknown is zero."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from entrepot.web.trade_export import FORMS, Column, table_file

COLUMNS = (
    Column("hs6"), Column("value", "amount"), Column("n_lines", "whole"),
    Column("share_pct", "number"), Column("source"), Column("status"),
)  # fmt: skip
ROWS = [
    {"hs6": "010121", "value": "12345678901234567.89", "n_lines": 3, "share_pct": 60.5,
     "source": ["one", "two"], "status": "synthetic"},
    {"hs6": "=1+1", "value": None, "n_lines": None, "share_pct": None, "source": "",
     "status": None},
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_file_names_its_kind_and_has_a_head_and_every_row(form) -> None:
    answer = table_file(form, "trade", COLUMNS, ROWS)

    assert answer.headers["content-disposition"] == f'attachment; filename="trade.{form}"'
    assert len(_read(form, answer.body)) == 3
    assert list(_read(form, answer.body)[0]) == [column.name for column in COLUMNS]


def test_a_csv_keeps_the_amount_and_leaves_the_unknown_blank() -> None:
    rows = _read("csv", table_file("csv", "trade", COLUMNS, ROWS).body)

    assert rows[1:] == [
        ["010121", "12345678901234567.89", "3", "60.5", "one; two", "synthetic"],
        ["'=1+1", "", "", "", "", ""],
    ]


def test_a_sheet_runs_no_formula_and_keeps_codes_as_text() -> None:
    rows = _read("xlsx", table_file("xlsx", "trade", COLUMNS, ROWS[1:]).body)

    assert rows[1] == ("'=1+1", None, None, None, None, None)


def test_a_parquet_has_exact_amounts_and_nulls() -> None:
    rows = _read("parquet", table_file("parquet", "trade", COLUMNS, ROWS).body)

    assert rows[1][:4] == ("010121", Decimal("12345678901234567.890000"), 3, 60.5)
    assert rows[2][1:] == (None, None, None, None, None)


def test_a_table_without_rows_is_a_file_with_a_head() -> None:
    for form in FORMS:
        assert len(_read(form, table_file(form, "trade", COLUMNS, []).body)) == 1


def _read(form: str, body: bytes) -> list:
    if form == "csv":
        import csv

        return list(csv.reader(body.decode("utf-8-sig").splitlines()))
    if form == "xlsx":
        return list(load_workbook(BytesIO(body)).active.iter_rows(values_only=True))
    table = parquet.read_table(BytesIO(body))
    return [table.column_names, *(tuple(row.values()) for row in table.to_pylist())]
