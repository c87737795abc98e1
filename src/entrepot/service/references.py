"""What ids in registers and panels are called: firms, projects, places, rows of registers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from entrepot.kernel.references import FIRMS, PLACES, PROJECTS, calling, references
from entrepot.kernel.roll import BESIDE
from entrepot.service.enterprises import region_of
from entrepot.service.panels import ROLLS
from entrepot.service.roll_files import Cells
from entrepot.service.roll_held import held_in
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls

Document = dict[str, Any]


class Called(NamedTuple):
    """What a thing is called, in Chinese too where that is known, and its page."""

    name: str
    name_zh: str = ""
    link: str = ""


class Table(NamedTuple):
    """Rows of a document, and what the ids of a column of theirs name."""

    refers: Mapping[str, str]
    rows: Sequence[Document]


Names = Mapping[str, Mapping[str, Called]]


def add_names(window: Window, book: Rolls, tables: Sequence[Table]) -> list[list[str]]:
    """Put beside each id what it is called, where that is known and the row does not tell it.

    A row gets `COLUMN_name`, `COLUMN_name_zh` and `COLUMN_link`.

    Returns:
        For each table the names of the columns that it got, pages left out.
    """
    asked: dict[str, set[str]] = {}
    for table in tables:
        for column, thing in table.refers.items():
            asked.setdefault(thing, set()).update(row[column] for row in table.rows if row[column])
    names = _names(window, book, {thing: ids for thing, ids in asked.items() if ids})
    return [_add(table, names) for table in tables]


def _add(table: Table, names: Names) -> list[str]:
    got = dict[str, None]()
    for row in table.rows:
        told = {value for value in row.values() if isinstance(value, str)} - {""}
        for column, thing in table.refers.items():
            called = names.get(thing, {}).get(row[column])
            if called is None or {called.name, called.name_zh} & told:
                continue
            new = {f"{column}{end}": text for end, text in zip(BESIDE, called, strict=True)}
            if not new.keys() & row.keys():
                row.update(new)
                got |= dict.fromkeys(list(new)[:2])
    return list(got)


def _names(window: Window, book: Rolls, asked: Mapping[str, Collection[str]]) -> Names:
    """Names by what is named and id; of all registers, of firms and of projects one query each."""
    rolls = [thing for thing in asked if thing in ROLLS]
    ids = {id_ for roll in rolls for id_ in asked[roll]}
    held = held_in(window, book, rolls, ids=ids) if rolls else {}
    rows = {roll: {id_: held[roll][id_] for id_ in asked[roll] if id_ in held[roll]}
            for roll in rolls}  # fmt: skip
    firms = _firms(window, book, {*asked.get(FIRMS, ()), *_firms_of(rows)})
    return {
        **{roll: _rows(roll, found, firms) for roll, found in rows.items()},
        FIRMS: firms,
        PROJECTS: _projects(window, book, asked.get(PROJECTS, ())),
        PLACES: {row.id: Called(row.name, row.name_zh) for row in window.reference.table("places")},
    }


def _rows(roll: str, rows: Mapping[str, Cells], firms: Mapping[str, Called]) -> dict[str, Called]:
    """Rows of a register by their own name; one that has none by the firm it is of."""
    column = calling(ROLLS[roll])
    own = {id_: Called(row[column], row.get(f"{column}_zh", ""), _link(roll, id_))
           for id_, row in rows.items() if row.get(column)}  # fmt: skip
    of_firm = {id_: firms[firm] for id_, firm in _firm_by_row(roll, rows) if firm in firms}
    return {**of_firm, **own}


def _link(roll: str, id_: str) -> str:
    return f"/partners/{quote(id_, safe='')}" if roll == "partners" else ""


def _firms_of(rows: Mapping[str, Mapping[str, Cells]]) -> set[str]:
    return {firm for roll, found in rows.items() for _, firm in _firm_by_row(roll, found)}


def _firm_by_row(roll: str, rows: Mapping[str, Cells]) -> Iterable[tuple[str, str]]:
    if calling(ROLLS[roll]):
        return []
    column = next((name for name, thing in references(ROLLS[roll].columns).items()
                   if thing == FIRMS), "")  # fmt: skip
    return [(id_, row[column]) for id_, row in rows.items() if row.get(column)]


def _firms(window: Window, book: Rolls, ids: Collection[str]) -> dict[str, Called]:
    """Firms by id and by code: those of the register, which have a page, and of the pack."""
    if not ids:
        return {}
    found = {row.id: Called(row.name, row.name_zh) for row in window.reference.table("enterprises")
             if row.id in ids}  # fmt: skip
    for row in book.list_firm_names(region=region_of(window), ids=sorted(ids)):
        called = Called(row["name"], row["name_zh"], f"/enterprises/{row['code'] or row['id']}")
        found |= dict.fromkeys((row["id"], row["code"] or row["id"]), called)
    return found


def _projects(window: Window, book: Rolls, ids: Collection[str]) -> dict[str, Called]:
    """Projects by code; one that two pipelines have by the same code goes unnamed."""
    if not ids:
        return {}
    found = {row.id: Called(row.name, row.name_zh) for row in window.reference.table("projects")
             if row.id in ids}  # fmt: skip
    return {**found, **{row["code"]: Called(row["name"]) for row in
                        book.list_project_names(codes=sorted(ids))}}  # fmt: skip
