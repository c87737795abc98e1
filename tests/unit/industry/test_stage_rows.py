"""Rows of stage events: what cannot be meant is told by row and column, all at once."""

import pytest

from entrepot.industry.stage_rows import COLUMNS, check_header, read_rows

HEADER = ["event", "pipeline", "project", "on", "stage", "promised", "currency", "reason",
          "corrects", "landed"]  # fmt: skip
WORDS = {
    "lead": "lead",
    "lost": "lost",
    "stalled": "stalled",
    "void": "void",
    "洽谈": "negotiating",
}


def read(*lines: str):
    return read_rows(HEADER, [line.split(",") for line in lines], lambda _: WORDS, "CNY")


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("E1,p,A,2024-02-30,lead", "row 1, on"),
        ("E1,p,A,２０２４-02-03,lead", "row 1, on"),
        ("E1,p,A,2024-2-3,lead", "row 1, on"),
        ("E1,p,A,,lead", "row 1, on"),
        ("E1,p,A,2024-02-03,谈判", "row 1, stage"),
        ("E1,p,A,2024-02-03,", "row 1, stage"),
        ("E1,p,A,2024-02-03,lost", "row 1, reason"),
        ("E1,p,A,2024-02-03,stalled", "row 1, reason"),
        ("E1,p,A,2024-02-03,void", "row 1, corrects"),
        ("E1,p,A,2024-02-03,lead,,,,E1", "row 1, corrects"),
        ("E1,p,A,2024-02-03,lead,1２,CNY", "row 1, promised"),
        ("E1,p,A,2024-02-03,lead,-5,CNY", "row 1, promised"),
        ("E1,p,A,2024-02-03,lead,1.005,CNY", "row 1, promised"),
        ("E1,p,A,2024-02-03,lead,1.5,JPY", "row 1, promised"),
        ("E1,p,A,2024-02-03,lead,,,,,1e3", "row 1, landed"),
        ("E1,p,A,2024-02-03,lead,5,yuan", "row 1, currency"),
        ("E1,p,A,2024-02-03,lead,,yuan", "row 1, currency"),
        (",p,A,2024-02-03,lead", "row 1, event"),
        ("E1,,A,2024-02-03,lead", "row 1, pipeline"),
        ("E1,p,,2024-02-03,lead", "row 1, project"),
        (f"{'E' * 81},p,A,2024-02-03,lead", "row 1, event"),
        ("E1,p,A,2024-02-03,lead,1,CNY,,,1,1", "row 1"),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_by_row_and_column(line: str, where: str) -> None:
    _, problems = read(line)

    assert [one.where for one in problems] == [where]
    assert all(one.message_zh for one in problems)


def test_every_wrong_cell_of_every_row_is_told() -> None:
    _, problems = read("E1,p,A,bad,bad", "E2,p,A,2024-01-01,lead", "E3,p,,2024-01-01,lost")

    assert [one.where for one in problems] == [
        "row 1, stage", "row 1, on", "row 3, project", "row 3, reason"
    ]  # fmt: skip


def test_a_row_is_read_as_it_is_meant() -> None:
    (plain, paid), problems = read(" E1 ,p,A,2024-01-01,洽谈", "E2,p,A,2024-01-02,lead,100,,,,7.5")

    assert problems == []
    assert (plain.event, plain.stage, plain.promised, plain.currency) == (
        "E1", "negotiating", None, ""
    )  # fmt: skip
    assert (str(paid.promised), str(paid.landed), paid.currency) == ("100", "7.5", "CNY")
    assert paid.status == "unverified"


def test_an_event_that_removes_another_needs_no_day() -> None:
    (row,), problems = read("E2,p,A,,void,,,,E1")

    assert problems == []
    assert row.on is None


def test_columns_are_known_and_there_once() -> None:
    found = check_header(["event", "event", "project", "on", "colour"])

    assert [(one.where, one.code.partition(".")[2]) for one in found] == [
        ("pipeline", "column_missing"), ("stage", "column_missing"), ("event", "column_twice"),
        ("colour", "column_unknown"),
    ]  # fmt: skip
    assert check_header(COLUMNS) == []
