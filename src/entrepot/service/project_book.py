"""The projects of a pack, with costs and effects of a file put over those of the pack."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.plan.projects import Book
from entrepot.plan.site import Condition, conditions_of, in_force, verdict_of
from entrepot.region.pack import read_table
from entrepot.region.projects import RegionProject
from entrepot.store import packs
from entrepot.store.reference import WindowReference
from entrepot.store.tables import read_table as read_file

TABLES = {"costs": "project_costs", "effects": "project_effects", "needs": "project_needs"}
Document = dict[str, Any]
Files = Mapping[str, bytes]


def open_book(reference: WindowReference, files: Files | None = None) -> Book:
    """The projects, with what files say of them in place of what the pack says.

    Args:
        reference: The pack.
        files: CSV or Excel by name: costs, effects, needs. A project that a file names loses
            the rows of the pack in that table.

    Raises:
        InputError: A file cannot be used; everything wrong with all of them is named.
    """
    projects = reference.table("projects")
    known, problems = {one.id for one in projects}, list[Problem]()
    told: dict[str, tuple[Any, ...]] = {}
    for name, table in TABLES.items():
        rows, found = _rows(table, (files or {}).get(name), known)
        problems += found
        named = {one.project for one in rows}
        kept = [one for one in reference.table(table) if one.project not in named]
        told[name] = (*kept, *rows)
    if problems:
        raise InputError(problems)
    return Book(projects, **told)


def _rows(
    table: str, content: bytes | None, known: set[str]
) -> tuple[tuple[Any, ...], list[Problem]]:
    """Rows of a file that has the columns of a table of the pack."""
    if content is None:
        return (), []
    read = read_file(content, f"{table}.csv")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([read.header, *(one.values() for one in read.rows)])
    rows, problems = read_table(packs.columns(), table, None, text.getvalue())
    missing = sorted({one.project for one in rows} - known)  # type: ignore[attr-defined]
    faults = [
        Problem("plan.project_unknown", f"{table}.csv", f"there is no project {name[:60]!r}.",
                "`entrepot project list` names them.", message_zh="本区域没有该项目。")
        for name in missing
    ]  # fmt: skip
    return rows, [*problems, *faults]


def project_of(book: Book, name: str) -> RegionProject:
    """A project by its id.

    Raises:
        MissingError: The pack has none of this name.
    """
    for one in book.projects:
        if one.id == name:
            return one
    raise MissingError(
        Problem("plan.project_unknown", name[:60], "is no project of the region.",
                "`entrepot project list` names them.", message_zh="本区域没有该项目。")
    )  # fmt: skip


def site_document(reference: WindowReference, book: Book, one: RegionProject, on: date) -> Document:
    """Each condition that the place of a project sets, and the worst of them."""
    above = places_above(reference, one.place)
    limits = [each for each in in_force(reference.table("site_limits"), on)
              if each.place in above]  # fmt: skip
    found = conditions_of(one.kind, book.needs_of(one.id), limits)
    places = {row.id: row for row in reference.table("places")}
    return {"verdict": verdict_of(found),
            "conditions": [_condition(each, places) for each in found]}  # fmt: skip


def places_above(reference: WindowReference, place: str) -> list[str]:
    """A place and all it lies in, from the nearest up."""
    parents = {one.id: one.parent for one in reference.table("places")}
    found: list[str] = []
    while place and place not in found:
        found.append(place)
        place = parents.get(place) or ""
    return found


def _condition(one: Condition, places: Mapping[str, Any]) -> Document:
    place = places.get(one.place)

    def text(value: Any) -> str | None:
        return None if value is None else f"{value:f}"

    return {"what": one.what, "place": one.place,
            "place_name": place.name if place else "",
            "place_name_zh": place.name_zh if place else "", "needed": text(one.needed),
            "free": text(one.free), "unit": one.unit, "verdict": one.verdict,
            "source": one.cited.text, "status": one.cited.status}  # fmt: skip
