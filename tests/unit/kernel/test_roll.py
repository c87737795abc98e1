"""Tables of a register: what is read, and what is told of every cell that is wrong."""

from datetime import date
from decimal import Decimal

import pytest

from entrepot.kernel.roll import Choice, Column, Roll, is_whole, read_rows, text_of

ROLL = Roll(
    "gifts", "Gifts", "赠礼",
    (
        Column("to", "id", "To", "受赠方", needed=True, refers="friends"),
        Column("on", "day", "Day", "日期"),
        Column("pieces", "whole", "Pieces", "件数", least=1, most=10),
        Column("worth", "amount", "Worth", "价值"),
        Column("currency", "currency", "Currency", "币种"),
        Column("is_sent", "yes_no", "Sent", "已寄"),
        Column("way", "choice", "Way", "方式", choices=(Choice("air", "by air", "空运"),)),
    ),
    checks=(lambda row: [("on", "is empty, and it was sent.", "Tell the day.", "缺少日期。")]
            if row["is_sent"] and row["on"] is None else [],),
)  # fmt: skip
FINE = {"id": "G1", "to": "bonn", "on": "2026-03-10", "pieces": "2", "worth": "10.50",
        "currency": "EUR", "is_sent": "是", "way": "空运"}  # fmt: skip
KNOWN = {"friends": {"bonn"}, "place": {"up"}}


def read(**cells: str) -> tuple[dict[str, object], list[str]]:
    line = {**FINE, **cells}
    rows, problems = read_rows(ROLL, list(line), [line], KNOWN)
    return dict(rows[0]) if rows else {}, [one.where for one in problems]


def test_a_row_is_read_in_either_language_and_what_is_empty_is_unknown() -> None:
    row, problems = read()

    assert problems == []
    assert row == {
        "id": "G1", "to": "bonn", "on": date(2026, 3, 10), "pieces": 2, "worth": Decimal("10.50"),
        "currency": "EUR", "is_sent": True, "way": "air", "place": None, "chain": None,
        "source": None, "status": None,
    }  # fmt: skip
    assert [text_of(value) for value in row.values()][:8] == [
        "G1", "bonn", "2026-03-10", "2", "10.50", "EUR", "yes", "air"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"to": "paris"}, "to"), ({"to": ""}, "to"), ({"on": "2026-02-30"}, "on"),
        ({"on": "２０２６-03-10"}, "on"), ({"pieces": "0"}, "pieces"), ({"pieces": "11"}, "pieces"),
        ({"pieces": "1.5"}, "pieces"), ({"worth": "-1"}, "worth"), ({"worth": "1.005"}, "worth"),
        ({"currency": ""}, "currency"), ({"currency": "eur"}, "currency"),
        ({"is_sent": "perhaps"}, "is_sent"), ({"way": "sea"}, "way"), ({"place": "down"}, "place"),
        ({"status": "sure"}, "status"), ({"id": "x" * 81}, "id"), ({"on": ""}, "on"),
        ({"source": "a\x07b"}, "source"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_is_told_by_row_and_column(
    cells: dict[str, str], where: str
) -> None:
    assert read(**cells)[1] == [f"row 1, {where}"]


def test_columns_that_lack_or_are_strange_are_told_and_nothing_is_read() -> None:
    rows, problems = read_rows(ROLL, ["id", "colour"], [{"id": "G1"}], KNOWN)

    assert rows == []
    assert [one.where for one in problems] == ["gifts, colour", "gifts, to"]


def test_an_id_stands_there_once() -> None:
    _, problems = read_rows(ROLL, list(FINE), [FINE, FINE], KNOWN)

    assert [(one.code, one.where) for one in problems] == [
        ("roll.twice", "row 1, id"), ("roll.twice", "row 2, id")
    ]  # fmt: skip


def test_rows_of_a_file_may_name_each_other() -> None:
    tree = Roll("tree", "Tree", "树", (Column("above", "id", "Above", "上级", refers="tree"),))
    lines = [{"id": "a", "above": "b"}, {"id": "b", "above": "c"}]

    assert [one.where for one in read_rows(tree, ["id", "above"], lines, {"tree": ()})[1]] == [
        "row 2, above"
    ]


def test_a_row_that_lacks_a_cell_it_needs_is_not_whole() -> None:
    (row,), _ = read_rows(ROLL, list(FINE), [FINE], KNOWN)

    assert is_whole(ROLL, row)
    assert is_whole(ROLL, {**row, "pieces": None})
    assert not is_whole(ROLL, {**row, "to": None})
