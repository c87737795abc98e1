"""Laws of the reading by columns: what it takes as plain says the same as row by row."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entrepot.industry.ladder import CANONICAL, VOID
from entrepot.industry.stage_rows import COLUMNS, REQUIRED, read_rows
from entrepot.service.stage_columns import plain_events, read_columns

WORDS = {one: one for one in (*CANONICAL, VOID)} | {"签约": "signed"}
PLAIN = ("E1", "p", "A", "2024-04-02", "signed", "100", "", "CNY", "", "office", "synthetic", "",
         "工厂", "north", "", "", "", "")  # fmt: skip
_ODD = st.sampled_from((
    "", " x ", "\u3000", "\u200b", "\x1c", "a\tb", 'a"b', "x" * 81, "工" * 1001, "é", "\ufeff",
    "a,b", "two\nlines", "E\u2028", "\u0661", "0", "-1", "1.5", "1.555", "007", "1e3", "٣",
    "JPY", "cny", "USD", "void",
    "stalled", "lost", "lead", "签约", "2024-02-30", "2024-2-3", "0000-01-01", "２０２４-01-01",
    "published", "guess",
))  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Rows that are plain, some of them odd in a cell or two."""
    found = []
    for at in range(draw(st.integers(1, 4))):
        row = list(PLAIN)
        row[0] = f"E{at}"
        for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
            row[draw(st.integers(0, len(row) - 1))] = draw(_ODD)
        found.append(tuple(row))
    return found


def file_of(rows: Sequence[Sequence[str]], header: Sequence[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()


def by_columns(data: bytes, currency: str = "CNY") -> dict | None:
    cells = read_columns(data)
    found = None if cells is None else plain_events(cells, lambda _: WORDS, currency)
    return found and {name: found[name].to_pylist() for name in found}


@given(tables(), st.sampled_from(("CNY", "JPY", "")))
@example([PLAIN], "CNY")
@example([(*PLAIN[:4], "lost", *PLAIN[5:])], "CNY")
@example([(*PLAIN[:5], "100", "7.5", "", "", *PLAIN[9:])], "JPY")
def test_what_is_plain_says_the_same_row_by_row(rows: list[tuple[str, ...]], currency: str) -> None:
    found = by_columns(file_of(rows), currency)
    told, problems = read_rows(COLUMNS, [list(row) for row in rows], lambda _: WORDS, currency)
    if found is None:
        return

    assert problems == []
    for name in COLUMNS:
        said = [getattr(row, name) for row in told]
        if name in ("promised", "landed"):
            assert [Decimal(one) if one else None for one in found[name]] == said
        else:
            assert found["day" if name == "on" else name] == said


@pytest.mark.parametrize(
    "data",
    [file_of([PLAIN] * 3), b"\xef\xbb\xbf" + file_of([PLAIN]), file_of([PLAIN]).rstrip(b"\n"),
     file_of([PLAIN]).replace(b"\n", b"\r\n"), file_of([PLAIN[:5]], REQUIRED),
     file_of([PLAIN]).replace(b"\n", b"\n\n"), file_of([PLAIN, PLAIN[:5]]),
     file_of([(*PLAIN[:9], 'an "office", and\nanother', *PLAIN[10:])])],
)  # fmt: skip
def test_an_ordinary_file_is_plain(data: bytes) -> None:
    assert by_columns(data) is not None


@pytest.mark.parametrize(
    "data",
    [b"", b"\n" + file_of([PLAIN]), file_of([]), file_of([PLAIN])[3:], file_of([(*PLAIN, "x")]),
     file_of([PLAIN]).replace(b"office", b'"of"fice'), file_of([PLAIN]).replace(b",p,", b',"p,'),
     file_of([PLAIN]).replace(b"office", b"\xff"), file_of([PLAIN]).replace(b"office", b"of\rfice"),
     file_of([(*PLAIN[:11], "E0", *PLAIN[12:])])],
)  # fmt: skip
def test_what_asks_for_a_closer_look_is_not_plain(data: bytes) -> None:
    assert by_columns(data) is None
