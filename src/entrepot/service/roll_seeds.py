"""Registers that a pack fills: from its own files of rows, or from the tables it has anyway."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from entrepot.kernel.errors import Problem
from entrepot.kernel.roll import read_rows, text_of
from entrepot.partners.days import read_day
from entrepot.service.panels import ROLLS
from entrepot.service.partners import superseded
from entrepot.service.roll_files import Cells
from entrepot.store.reference import WindowReference
from entrepot.store.rolls import FOLDER, pack_rows

Made = tuple[str, Any, Mapping[str, Any]]


def seeds_of(pack: WindowReference, roll: str) -> dict[str, Cells]:
    """Cells by id that a pack brings for a register; its own file goes over its tables."""
    made = SEEDS[roll](pack) if roll in SEEDS else ()
    found = {id_: _cells(id_, row, more) for id_, row, more in made}
    table = pack_rows(pack.folder, roll)
    for line in table.rows if table else ():
        found[line["id"]] = {key: text for key, text in line.items() if text}
    return found


def check_files(pack: WindowReference) -> Iterator[Problem]:
    """What is wrong with the files of rows that a pack brings, by file, row and column."""
    for path in sorted((pack.folder / FOLDER).glob("*")):
        if path.suffix != ".csv" or path.stem not in ROLLS:
            yield Problem("roll.unknown", f"{FOLDER}/{path.name}", "is of no register.",
                          "See `entrepot roll list`.", message_zh="没有该台账。")  # fmt: skip
    known = {name: seeds_of(pack, name).keys() for name in ROLLS}
    known["place"] = {row.id: row for row in pack.table("places")}.keys()
    for name, roll in ROLLS.items():
        table = pack_rows(pack.folder, name)
        _, problems = read_rows(roll, table.header, table.rows, known) if table else ((), ())
        for one in problems:
            yield replace(one, where=f"{FOLDER}/{name}.csv {one.where}")


def _cells(id_: str, row: Any, more: Mapping[str, Any]) -> Cells:
    told = {"id": id_, **more, "source": row.source, "status": row.status}
    return {name: text for name, value in told.items() if (text := text_of(value))}


def _clusters(pack: WindowReference) -> Iterator[Made]:
    for row in pack.table("clusters"):
        yield row.id, row, {"name": row.name, "name_zh": row.name_zh, "goal": row.target_value,
                            "unit": row.unit, "goal_year": row.target_year,
                            "place": row.place}  # fmt: skip


def _cluster_firms(pack: WindowReference) -> Iterator[Made]:
    for row in pack.table("enterprises"):
        for cluster in row.clusters:
            yield f"{cluster}:{row.id}", row, {"cluster": cluster, "enterprise": row.id}


def _cluster_projects(pack: WindowReference) -> Iterator[Made]:
    """Totals of many projects are none."""
    known = {row.id for row in pack.table("clusters")}
    for row in pack.table("projects"):
        if row.part_of in known and row.kind != "aggregate":
            yield row.id, row, {"cluster": row.part_of, "project": row.id}


def _cluster_links(pack: WindowReference) -> Iterator[Made]:
    cluster_of = {row.id: row.cluster for row in pack.table("chains")}
    for row in pack.table("chain_nodes"):
        if cluster := cluster_of.get(row.chain):
            yield row.id, row, {"cluster": cluster, "node": row.name, "presence": row.presence}


# Ties with partners; a day that is known to the year or the month is kept as its last


def _partners(pack: WindowReference) -> Iterator[Made]:
    for row in (*pack.table("contacts"), *pack.table("instruments")):
        yield row.partner or row.id, row, {"name": row.name, "name_zh": row.name_zh,
                                           "country": row.country, "place": row.home}  # fmt: skip


def _instruments(pack: WindowReference) -> Iterator[Made]:
    rows = pack.table("instruments")
    before = superseded(rows)
    for row in rows:
        yield row.id, row, {
            "partner": row.partner or row.id, "kind": row.kind, **_on("signed", row.signed),
            "expires": row.expires and read_day(row.expires).last,
            "ended": row.ended and read_day(row.ended).last,
            "supersedes": next(iter(before.get(row.id, ())), None), "fields": row.fields,
            "place": row.home, "note": row.note,
        }  # fmt: skip


def _contacts(pack: WindowReference) -> Iterator[Made]:
    for row in pack.table("contacts"):
        yield row.id, row, {
            "partner": row.partner or row.id, **_on("on", row.on), "kind": row.kind,
            "two_way": row.two_way, "subject": row.what, "subject_zh": row.what_zh,
            "place": row.home, "note": row.note,
        }  # fmt: skip


def _on(name: str, text: str) -> Mapping[str, Any]:
    precision = {4: "year", 7: "month", 10: "day"}[len(text)]
    return {name: read_day(text).last, "precision": precision}


SEEDS: Mapping[str, Callable[[WindowReference], Iterator[Made]]] = {
    "clusters": _clusters, "cluster_firms": _cluster_firms,
    "cluster_projects": _cluster_projects, "cluster_links": _cluster_links,
    "partners": _partners, "instruments": _instruments, "contacts": _contacts,
}  # fmt: skip
