"""Tables of models: what is read, what is told, and what an expression may not reach."""

import numpy as np
import pytest

from entrepot.kernel.errors import InputError
from entrepot.store.frames import Coded, frame_of_rows, read_frame, write_frame

TEXT = """exporter,hs,year,trade,note
AUT,0101,1994,1.5,a
BEL,0102,1994,,b
"Côte d'Ivoire",0101,1998,NaN,c
,0101,1998,1e3,d
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text(TEXT, "utf-8")
    return path


def test_columns_are_numbers_where_every_cell_is_one_and_codes_stay_texts(file):
    frame = read_frame(file)

    assert frame.columns["hs"].levels == ("0101", "0102")
    assert frame.columns["exporter"].texts() == ["AUT", "BEL", "Côte d'Ivoire", None]
    assert frame.columns["year"].dtype == np.int64
    np.testing.assert_array_equal(frame.number("trade"), [1.5, np.nan, np.nan, 1000])
    assert frame.rows.tolist() == [1, 2, 3, 4]


def test_parquet_gives_the_same_table(file, tmp_path):
    frame = read_frame(file)
    write_frame(tmp_path / "flows.parquet", frame)

    again = read_frame(tmp_path / "flows.parquet")

    assert again.columns["exporter"].texts() == frame.columns["exporter"].texts()
    assert again.coded("year").levels == ("1994", "1998")
    np.testing.assert_array_equal(again.number("trade"), frame.number("trade"))


def test_a_table_written_as_csv_is_read_again(file, tmp_path):
    write_frame(tmp_path / "again.csv", read_frame(file))

    again = read_frame(tmp_path / "again.csv")

    assert again.columns["hs"].texts() == ["0101", "0102", "0101", "0101"]
    np.testing.assert_array_equal(again.number("trade"), [1.5, np.nan, np.nan, 1000])


def test_packed_csv_and_other_delimiters_are_read(tmp_path):
    import gzip

    path = tmp_path / "flows.csv.gz"
    path.write_bytes(gzip.compress("﻿a;b\n1;2,5\n".encode()))

    frame = read_frame(path)

    assert list(frame.columns) == ["a", "b"]


def test_a_number_that_is_none_is_unknown_to_an_expression_too(file):
    assert read_frame(file, where="trade is null").rows.tolist() == [2, 3]


def test_where_and_derive_are_scalar_sql_over_the_rows(file):
    frame = read_frame(
        file,
        where="late and trade is not null",
        derive={"late": "year >= 1998", "double": "trade * 2"},
    )

    assert frame.rows.tolist() == [4]
    assert frame.columns["double"].tolist() == [2000.0]
    assert frame.number("late").tolist() == [1.0]


@pytest.mark.parametrize(
    "text",
    [
        "(select 1)", "1) from data; drop table data; --", "1, 2", "sum(trade) over ()", "?",
        "1 limit 0", "", "exists (from read_text('/etc/passwd'))", "nowhere > 1", "sum(trade) > 1",
        "trade = 'far'::double", "1); attach 'x.db' as (x", "*",
    ],
)  # fmt: skip
def test_an_expression_that_is_no_scalar_one_is_refused(file, text):
    with pytest.raises(InputError) as caught:
        read_frame(file, where=text)

    assert {one.code for one in caught.value.problems} == {"frame.sql"}


def test_all_wrong_expressions_are_told_at_once(file):
    with pytest.raises(InputError) as caught:
        read_frame(file, where="(select 1)", derive={"trade": "1", "x": "nothing"})

    assert [one.where for one in caught.value.problems] == ["derive trade", "derive x", "where"]


def test_every_cell_that_is_no_number_is_told(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("trade\n1\nfar\n2\n3\nnear\n")

    with pytest.raises(InputError) as caught:
        read_frame(path).number("trade")

    assert [one.where for one in caught.value.problems] == [
        "flows.csv row 2, trade", "flows.csv row 5, trade",
    ]  # fmt: skip


def test_every_line_that_is_too_short_or_too_long_is_told(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("a,b\n1,2\n1\n1,2,3\n4,5\n")

    with pytest.raises(InputError) as caught:
        read_frame(path)

    assert [one.where for one in caught.value.problems] == ["flows.csv line 3", "flows.csv line 4"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", ""), ("a.csv", "a,A\n1,2\n"), ("a.csv", "a,\n1,2\n"), ("a.parquet", "no"),
     ("a.xlsx", "a"), ("missing.csv", None)],
)  # fmt: skip
def test_what_is_no_table_is_told(tmp_path, name, text):
    path = tmp_path / name
    if text is not None:
        path.write_text(text)

    with pytest.raises(InputError):
        read_frame(path)


def test_columns_that_are_missing_are_told_with_those_there_are(file):
    with pytest.raises(InputError, match="There are: exporter, hs, year, trade, note"):
        read_frame(file, columns=["trade", "importer"])


def test_rows_of_json_are_a_table_too():
    frame = frame_of_rows([{"o": "A", "v": 1}, {"o": None, "v": 2.5}], where="v > 1")

    assert isinstance(frame.columns["o"], Coded)
    assert frame.columns["o"].texts() == [None]
    assert frame.rows.tolist() == [2]


def test_a_text_among_numbers_is_told_with_its_row():
    with pytest.raises(InputError) as caught:
        frame_of_rows([{"v": 1}, {"v": "x"}, {"v": [1]}])

    assert [one.where for one in caught.value.problems] == ["rows[2].v", "rows[3].v"]
