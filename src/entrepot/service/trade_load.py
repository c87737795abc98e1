"""Loading lines of trade: from files, and from what the window released.

A batch is loaded whole or not at all. Its lines are written to files that nobody reads yet; the
row of the batch, written last, makes them count. Who loads the same again changes nothing.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.accounts import RoleError
from entrepot.service.window import Window
from entrepot.store.importers.countries import country_codes
from entrepot.store.importers.sources import (
    GENERIC,
    WINDOW,
    basis_of,
    open_source,
    raw_map,
    rows_table,
)
from entrepot.store.lake import COLUMNS, Lake, open_duckdb, read_lines
from entrepot.store.personal import personal_keys
from entrepot.store.trade import Trade, acting_trade, manifest, new_batch
from entrepot.trade import staging
from entrepot.trade.lines import LineMap, missing_fields, parse_map
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
Table = Any  # an Ibis table; Ibis has no types
STATISTICIAN = "statistician"
MOST_REJECTED = 1000  # told of one batch; how many there were is told too
SYNTHETIC = "window-synthetic"


def load_file(
    window: Window, path: Path, layout: str, own_map: Mapping[str, Any], *, by: str, at: datetime
) -> Document:
    """Load a file of lines as one batch.

    Args:
        window: The window.
        path: CSV, Parquet, or JSON of movements.
        layout: A layout by name, or generic with a map.
        own_map: A map that goes over that of the layout.
        by: Account; empty is the machine itself.
        at: Instant.

    Returns:
        batch, revision, lines, duplicates, corrections, rejected, months.

    Raises:
        InputError: The file or the map cannot be used.
        RoleError: Who acts is no statistics analyst.
    """
    found = parse_map(raw_map(layout, own_map), f"map of {layout}")
    need_fields(found, layout)
    about = Batch(layout, source_id_of(layout, found), found, path.name, sha256_of(path))
    backend = open_duckdb()
    try:
        with (
            open_source(backend, path) as source,
            acting_trade(window.database, by, at) as (book, who),
        ):
            need_statistician(who)
            need_columns(source, found)
            return Loading(window, book, who, at, backend).load(source, about)
    finally:
        backend.disconnect()


def load_bytes(
    window: Window, data: bytes, name: str, layout: str, own_map: Mapping[str, Any], *,
    by: str, at: datetime,
) -> Document:  # fmt: skip
    """Load the bytes of a file that was sent, as `load_file` does.

    Args:
        window: The window.
        data: The bytes.
        name: What the file is called; its ending says what it is.
        layout: A layout by name, or generic with a map.
        own_map: A map that goes over that of the layout.
        by: Account.
        at: Instant.

    Raises:
        InputError: There are none, or they cannot be used.
        RoleError: Who acts is no statistics analyst.
    """
    if not data:
        raise InputError(Problem("input.file", "file", "is empty.", "Send the bytes of a file.",
                                 message_zh="文件为空。"))  # fmt: skip
    with TemporaryDirectory(dir=window.home.folder) as folder:
        path = Path(folder) / (Path(name).name or "lines.csv")
        path.write_bytes(data)
        return load_file(window, path, layout, own_map, by=by, at=at)


def gather(window: Window, *, by: str, at: datetime) -> Document:
    """Take what the window released since the last time into the statistics.

    Raises:
        RoleError: Who acts is no statistics analyst.
    """
    with acting_trade(window.database, by, at) as (book, who):
        need_statistician(who)
        book.lock_batches()
        with book.as_system():
            rows = list(book.list_released(after=book.find_cursor(name=WINDOW) or 0))
        done = [_gather(window, book, who, at, part, rows) for part in (False, True)]
        if rows:
            with book.as_system():
                book.move_cursor(name=WINDOW, last_id=rows[-1]["id"])
    told = [one for one in done if one]
    return {
        "batches": [one["batch"] for one in told], "lines": sum(one["lines"] for one in told),
        "revision": max((one["revision"] for one in told), default=None),
        "months": sorted({month for one in told for month in one["months"]}),
    }  # fmt: skip


def _gather(
    window: Window, book: Trade, who: Actor, at: datetime, rehearsed: bool,
    rows: Sequence[Mapping[str, Any]],
) -> Document | None:  # fmt: skip
    """Released lines in earnest, or those of rehearsals, which say that they are synthetic."""
    chosen = [_released(window, row) for row in rows if row["is_sandbox"] == rehearsed]
    if not chosen:
        return None
    own = {"status": "synthetic", "source": "rehearsals in the single window"} if rehearsed else {}
    found = parse_map(raw_map(WINDOW, own))
    text = json.dumps(chosen, sort_keys=True, default=str).encode()
    about = Batch(
        WINDOW, SYNTHETIC if rehearsed else WINDOW, found, "", hashlib.sha256(text).hexdigest()
    )
    backend = open_duckdb()
    try:
        return Loading(window, book, who, at, backend).load(rows_table(chosen), about)
    finally:
        backend.disconnect()


def _released(window: Window, row: Mapping[str, Any]) -> dict[str, Any]:
    """A movement as a line; the firm under a name that tells nobody who it is."""
    return {
        **{name: row[name] for name in _AS_THEY_ARE}, "period": f"{row['period']:%Y%m}",
        "basis": basis_of(row["flow"]), "firm": firm_key(window, row["firm"]),
        **{name: _utc(row[name]) for name in ("arrived_at", "lodged_at", "released_at")},
    }  # fmt: skip


def firm_key(window: Window, organisation: str) -> str:
    """A firm's name in the lines: a keyed hash, which tells nobody who it is."""
    return personal_keys(window.home.folder).hash(f"firm {organisation}").hex()[:20]


_AS_THEY_ARE = (
    "line", "version", "kind", "declaration", "flow", "district", "partner", "origin", "hs",
    "trade_mode", "office", "value", "currency", "net_mass_kg",
)  # fmt: skip


def _utc(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).replace(tzinfo=None).isoformat()


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch is made from."""

    layout: str
    source_id: str
    map: LineMap
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Loading:
    """One batch while it is loaded, within one transaction."""

    window: Window
    book: Trade
    who: Actor
    at: datetime
    backend: Any

    def load(self, source: Table, about: Batch) -> Document:
        """Load a source: find what is new in it, write that, and let it count."""
        self.book.lock_batches()
        if found := self.book.find_batch(source_id=about.source_id, sha256=about.sha256):
            return self._again(found)
        read = self.read(source, about.map)
        return self._add(read, about, self.rejected(read))

    def load_month(
        self, read: Table, month: int, about: Batch, rejected: Sequence[Document]
    ) -> Document:
        """Load a month of a source that was read, as a batch of its own."""
        self.book.lock_batches()
        told = hashlib.sha256(f"{about.sha256} {month}".encode()).hexdigest()
        part = replace(about, sha256=told)
        if found := self.book.find_batch(source_id=part.source_id, sha256=told):
            return self._again(found)
        rows = self._stage("of_month", read.filter(read.month == month))
        return self._add(rows, part, list(rejected))

    def _add(self, read: Table, about: Batch, rejected: list[Document]) -> Document:
        """Write what is new among the rows, and let it count."""
        batches = list(self.book.list_batches())
        lake = Lake(self.window.home.folder / "lake")
        lake.sweep({one["batch"] for one in batches})
        fresh, corrections = self._fresh(
            read, about, lake.files(manifest(batches, source_id=about.source_id))
        )
        n_good, n_fresh = self._count(read.filter(read.fault.isnull())), self._count(fresh)
        told = {
            "lines": n_fresh, "duplicates": n_good - n_fresh, "corrections": corrections,
            "rejected": rejected,
        }  # fmt: skip
        if not n_fresh:
            return {"batch": None, "revision": self.book.last_revision(), **told, "months": []}
        return self._keep(lake, about, fresh, told)

    def _again(self, found: Mapping[str, Any]) -> Document:
        return {
            "batch": found["batch"], "revision": self.book.last_revision(), "lines": 0,
            "duplicates": found["lines"], "corrections": 0, "rejected": [], "months": [],
        }  # fmt: skip

    def read(self, source: Table, found: LineMap) -> Table:
        """Every row of the source as a line, each with its fault."""
        import ibis

        rows = chosen(source.mutate(row=ibis.row_number() + 1), found)
        countries = rows_table(
            country_codes(self.window.reference.table("countries"), found.countries, found.codes)
        )
        lines = self._stage("staged", staging.staged(rows, found, countries))
        good = staging.named(lines.filter(lines.fault.isnull()), has_name=found.gives("line"))
        wrong = lines.filter(lines.fault.notnull()).mutate(
            digest=ibis.literal(""), turn=ibis.literal(0, "int64")
        )
        read = self._stage("read", staging.once(good).union(wrong, distinct=False))
        self.backend.drop_table("staged")
        return read

    def _fresh(self, read: Table, about: Batch, files: Sequence[str]) -> tuple[Table, int]:
        """The rows to be added, and how many of them correct others."""
        kept = self._stage("kept", read_lines(self.backend, files).select(
            "line", "version", "kind", "digest"))  # fmt: skip
        good = read.filter(read.fault.isnull() & (read.turn == 0))
        has_version = about.map.gives("version")
        added = staging.added(good, kept, has_version=has_version)
        if has_version:
            return self._stage("fresh", added), 0
        corrected = self._stage("corrected", staging.corrected(good, kept))
        count = self._count(corrected)
        if count:
            self._stage("back", self._taken_back(files, corrected))
        return self._stage("fresh", added.union(corrected, distinct=False)), count

    def _taken_back(self, files: Sequence[str], corrected: Table) -> Table:
        """The standing versions of corrected lines, as reversals."""
        import ibis

        lines = read_lines(self.backend, files)
        stand = lines.semi_join(staging.standing(lines), ["line", "version", "kind"])
        return stand.semi_join(corrected, "line").mutate(kind=ibis.literal("reversal"))

    def _keep(self, lake: Lake, about: Batch, fresh: Table, told: Document) -> Document:
        import ibis

        batch, revision = new_batch(), self.book.last_revision() + 1
        rows = fresh
        if told["corrections"]:
            names = [name for name in COLUMNS if name in fresh.columns]
            rows = fresh.select(names).union(
                self.backend.table("back").select(names), distinct=False
            )
        marked = rows.mutate(
            source_id=ibis.literal(about.source_id), batch=ibis.literal(batch),
            revision=ibis.literal(revision, "int64"), status=ibis.literal(about.map.status),
        )  # fmt: skip
        months = lake.write(self.backend, marked, batch)
        self.book.add_batch(
            batch=batch, revision=revision, layout=about.layout, source_id=about.source_id,
            source=about.map.source, status=about.map.status, file=about.file, sha256=about.sha256,
            lines=told["lines"], corrections=told["corrections"], duplicates=told["duplicates"],
            rejected=json.dumps(told["rejected"], ensure_ascii=False), months=months,
            by=self.who.account, at=self.at,
        )  # fmt: skip
        return {"batch": batch, "revision": revision, **told, "months": months}

    def rejected(self, read: Table) -> list[Document]:
        """The rows that are no lines, each with what is wrong with it."""
        wrong = read.filter(read.fault.notnull()).order_by("row").limit(MOST_REJECTED)
        rows = self.backend.to_pyarrow(wrong.select("row", "fault")).to_pylist()
        return [
            {"row": row["row"], "field": row["fault"], "message": FAULTS[row["fault"]]}
            for row in rows
        ]

    def _stage(self, name: str, expression: Table) -> Table:
        return self.backend.create_table(name, expression, temp=True, overwrite=True)

    def _count(self, table: Table) -> int:
        return int(self.backend.to_pyarrow(table.count().name("n").as_table())["n"][0].as_py())


FAULTS: Mapping[str, str] = {
    "month": "is no month; write 202401 or 2024-01.",
    "flow": "is no flow; write import, export, re-import or re-export.",
    "partner": "is no country of the list that the map names.",
    "hs": "is no code of two to ten digits.",
    "value": "is no amount, or is below zero.",
    "currency": "is no currency; name it in the map or in a column.",
    "version": "is no whole number.",
    "line": "is told twice in the file with different contents.",
}


def chosen(source: Table, found: LineMap) -> Table:
    """The rows of a source that are lines: not the totals beside them."""
    for column, texts in found.only.items():
        if column in source.columns:
            source = source.filter(source[column].cast("string").coalesce("").isin(texts))
    for column, texts in found.leave_out.items():
        if column in source.columns:
            source = source.filter(~source[column].cast("string").coalesce("").isin(texts))
    return source


def need_fields(found: LineMap, layout: str) -> None:
    """See that the map tells what a line must have.

    Raises:
        InputError: It does not; each missing field is named.
    """
    if lacking := missing_fields(found):
        raise InputError([
            Problem("trade.map", f"map of {layout}, columns.{name}", "is not told.",
                    f'Write {{"columns": {{"{name}": "COLUMN"}}}}, or give it under constants.')
            for name in lacking
        ])  # fmt: skip


def need_columns(source: Table, found: LineMap) -> None:
    """See that the source has the columns that the map names.

    Raises:
        InputError: It has not; each missing column is named.
    """
    lacking = [one for one in found.columns.values() if one not in source.columns]
    if lacking:
        hint = f"Columns of the file: {', '.join(source.columns)}. Name another by --map."
        raise InputError([Problem("trade.column", one, "is no column.", hint) for one in lacking])


def need_statistician(who: Actor) -> None:
    """See that who acts may read and load lines of trade.

    Raises:
        RoleError: He may not.
    """
    if who != SYSTEM and STATISTICIAN not in who.roles:
        raise RoleError(
            Problem("trade.role", who.account, "is no statistics analyst.",
                    "Ask for an account with the role statistician.",
                    message_zh="不是统计分析员。")
        )  # fmt: skip


def source_id_of(layout: str, found: LineMap) -> str:
    """Which lines a batch may correct: those of the same layout and, in generic ones, source."""
    return f"{layout}/{found.source}" if layout == GENERIC and found.source else layout


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes; empty where there is none."""
    if not path.is_file():
        return ""  # whoever opens it says so
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
