"""Laws of reading a pack: the order of rows does not matter, and what is written reads back."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.region.columns import Column, parse_columns
from entrepot.region.model import TABLES
from entrepot.region.pack import read_pack
from entrepot.region.sheet import read_sheet
from entrepot.region.template import write_table

COLUMNS = parse_columns(files("entrepot.region").joinpath("columns.csv").read_text("utf-8"))

PLACES = [
    "a,A,city,XA,1,2,,5,a book,published",
    "a,Second A,city,XA,1,2,,5,a book,published",  # duplicate id
    "b,B,city,XA,91,2,,5,a book,published",  # out of bounds
    "c,C,city,XA,1,2 km,,5,a book,published",  # a unit in the cell
    "d,D,city,XA,1,2,nowhere,5,a book,published",  # broken reference
    "e,E,city,XA,1,2,f,5,a book,published",  # e and f hold each other
    "f,F,city,XA,1,2,e,5,a book,published",
    "g,G,city,XA,1,2,,５,a book,published",  # full width
    "h,H,city,XA,1,2,,5,,sure",  # no source, no such status
    "i,I,city,XA,1,2,,5,a book,published,more",  # ragged
]
VAT = [
    "XA,vat,,19,2020-01-01,2021-01-01,a book,published",
    "XA,vat,,18,2020-06-01,,a book,published",  # overlaps the first
    "XA,vat,,17,2020-07-01,,a book,published",  # overlaps both
    "XA,vat,22,16,2022-01-01,2021-01-01,a book,published",  # ends before it begins
]
HEADS = {
    "places.csv": "id,name,kind,country,lat,lon,parent,population,source,status",
    "vat.csv": "country,tax,hs_code,rate_pct,valid_from,valid_to,source,status",
}


def found(places: list[str], vat: list[str]) -> list[tuple[str, str, str]]:
    """Problems and warnings without row numbers."""
    texts = {
        "places.csv": "\n".join([HEADS["places.csv"], *places]),
        "vat.csv": "\n".join([HEADS["vat.csv"], *vat]),
    }
    reading = read_pack(COLUMNS, texts, None)
    every = [*reading.problems, *reading.warnings]
    return sorted((p.code, re.sub(r"row \d+", "row", p.where), p.message) for p in every)


@given(st.permutations(PLACES), st.permutations(VAT))
@settings(max_examples=100, deadline=None)
def test_the_order_of_rows_does_not_change_what_is_found(places, vat):
    assert found(places, vat) == found(PLACES, VAT)


@given(st.sets(st.sampled_from(PLACES)))
@settings(max_examples=100, deadline=None)
def test_more_rows_never_hide_a_fault_of_form(places):
    forms = {"pack.unit", "pack.type", "pack.fullwidth", "pack.choice", "pack.ragged"}

    some = {problem for problem in found(sorted(places), []) if problem[0] in forms}

    assert some <= set(found(PLACES, VAT))


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd;"),
    min_size=1,
    max_size=12,
).map(str.strip)
IDS = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,8}", fullmatch=True)


def ends(column: Column, widest: float) -> tuple[float, float]:
    """Bounds to draw from."""
    low = -widest if column.low is None else column.low
    return low, widest if column.high is None else column.high


@cache
def rows_of(name: str) -> st.SearchStrategy:
    """Rows of a table."""
    return st.lists(st.tuples(*map(values, COLUMNS[name].values())), max_size=3)


def values(column: Column) -> st.SearchStrategy:
    """Any value a column of that type may hold."""
    low, high = ends(column, 1e6)
    one = {
        "id": IDS,
        "ref": IDS,
        "text": WORDS.filter(bool),
        "number": st.decimals(Decimal(str(low)), Decimal(str(high)), places=3).map(float),
        "integer": st.integers(int(low), int(high)),
        "decimal": st.decimals(Decimal(int(low)), Decimal(int(high)), places=4),
        "date": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        "flag": st.booleans(),
    }.get(column.base)
    if one is None:
        one = (
            st.sampled_from(column.choices)
            if column.choices
            else IDS
            if column.pattern is None
            else st.from_regex(
                column.pattern, fullmatch=True, alphabet=st.characters(codec="ascii")
            )
        )
    if column.is_list:
        least = 1 if column.required else 0
        return st.lists(one, min_size=least, max_size=3).map(tuple)
    if column.nullable:
        return st.none() | one
    return one if column.required or column.default else one | empty(column)


def empty(column: Column) -> st.SearchStrategy:
    return st.just("") if column.base in {"id", "ref", "text", "word", "unit"} else st.nothing()


def written(value: object) -> str:
    """A value as a cell."""
    if isinstance(value, tuple):
        return ";".join(map(written, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


@given(st.data(), st.sampled_from(sorted(TABLES)))
@settings(max_examples=100, deadline=None)
def test_rows_written_by_the_columns_read_back(data, name):
    table = COLUMNS[name]
    rows = data.draw(rows_of(name))

    text = write_table(table.values(), [map(written, row) for row in rows])
    sheet, problems = read_sheet(name, table, text)

    assert problems == []
    assert list(zip(*sheet.values.values(), strict=True)) == rows
