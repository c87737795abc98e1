"""Editions of benchmarks that are kept: as given, scored, tried, and joined only by one method."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.source import STATUSES
from entrepot.service.benchmark import (
    figures_of,
    rows_of_benchmark,
    told_score,
    told_simulation,
)
from entrepot.service.benchmark_files import Rows, join_tables, read_items, read_reforms
from entrepot.service.fields import Fields
from entrepot.service.index_files import rows_of
from entrepot.service.observations import iso, need_keeper, need_seer, read_table, table_text
from entrepot.service.window import Window
from entrepot.store.observations import Known, Row, acting_known

Document = dict[str, Any]
GAPS = 20
OWN = "measurements"  # the page of our own stands beside those of benchmarks
_SAME = ("name", "name_zh", "method", "source", "status", "hash")


def keep_edition(
    window: Window, raw: Mapping[str, object], data: bytes, file: str, *, by: str, at: datetime
) -> Document:
    """Keep an edition of a benchmark; the same again is the same, what differs a new revision.

    Args:
        window: The window.
        raw: `benchmark` and `edition` by code, `name`, `name_zh`, `method` (the file's own by
            default), `source` and `status`.
        data: CSV of a tree, a checklist, a table or a survey.
        file: What it is called.
        by: Account; empty is the machine itself.
        at: Now.

    Raises:
        InputError: A field or a cell cannot be used; every one is named.
        RefusedError: The file joins different methods, or groups stand among economies.
        RoleError: Who acts is no analyst.
    """
    read_table(data, file, ())
    text = table_text(data, file)
    rows = _read(file, text)
    told = _told(raw, rows)
    rows_of_benchmark(rows)  # each cell can be used, or is named now
    told["hash"] = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    with acting_known(window.database, by, at) as (book, who):
        need_keeper(who)
        book.lock_benchmark(benchmark=told["benchmark"])
        last = book.find_edition(benchmark=told["benchmark"], edition=told["edition"])
        is_known = last is not None and all(last[name] == told[name] for name in _SAME)
        if not is_known:
            book.add_edition(**told, form=rows.form, revision=last["revision"] + 1 if last else 1,
                             file=file, content=text, by=who.account, at=at)  # fmt: skip
        return {**_head(_edition(book, told["benchmark"], told["edition"])), "new": not is_known}


def list_editions(window: Window, *, by: str, at: datetime) -> Document:
    """The newest revision of every edition, by benchmark.

    Raises:
        RoleError: Who acts may not read them.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        return {"editions": [_head(row) for row in book.list_editions(benchmark="")]}


def show_edition(
    window: Window, benchmark: str, edition: str, *, by: str, at: datetime
) -> Document:
    """An edition with its scores, what it lacks to the frontier, and every row.

    Raises:
        MissingError: There is none.
        RoleError: Who acts may not read it.
    """
    row, rows = _open(window, benchmark, edition, by, at)
    return {**_head(row), **told_score(rows, gaps=GAPS), "rows": rows_of_benchmark(rows)}


def try_reforms(
    window: Window, benchmark: str, edition: str, reforms: Sequence[str], *, by: str, at: datetime
) -> Document:
    """What reforms would add to the tree of an edition; nothing is kept.

    Args:
        window: The window.
        benchmark: Its code.
        edition: Which.
        reforms: TOPIC/ITEM=POINTS, or =max.
        by: Account.
        at: Now.

    Raises:
        InputError: The edition is no tree, or a reform cannot be used; every one is named.
        MissingError: There is no such edition.
        RoleError: Who acts may not read it.
    """
    row, rows = _open(window, benchmark, edition, by, at)
    items = read_items(rows)
    return {**_head(row), **told_simulation(items, read_reforms(items, reforms, None))}


def compare_editions(
    window: Window, benchmark: str, editions: Sequence[str] = (), *, by: str, at: datetime
) -> Document:
    """Figures of editions side by side, those of one method together.

    Args:
        window: The window.
        benchmark: Its code.
        editions: Which are to be joined in one series; by default each method has its own.
        by: Account.
        at: Now.

    Raises:
        MissingError: There is no such benchmark or edition.
        RefusedError: Editions that are named are of different methods.
        RoleError: Who acts may not read it.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        names = editions or [row["edition"] for row in book.list_editions(benchmark=benchmark)]
        found = [_edition(book, benchmark, name) for name in dict.fromkeys(names)]
    if not found:
        raise MissingError(_unknown(benchmark))
    series: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(found, key=lambda row: str(row["edition"])):
        series.setdefault((row["method"], row["form"]), []).append(row)
    if editions and len(series) > 1:
        raise RefusedError(_methods(series))
    first = found[0]
    return {
        "benchmark": benchmark, "name": first["name"], "name_zh": first["name_zh"],
        "series": [_series(rows) for rows in series.values()],
    }  # fmt: skip


def _series(rows: Sequence[Row]) -> Document:
    """Editions of one method; what one has not stays unknown."""
    told = [figures_of(_read(row["file"], row["content"])) for row in rows]
    names = dict.fromkeys(name for one in told for name in one)
    return {
        "method": rows[0]["method"], "form": rows[0]["form"],
        "editions": [_head(row) for row in rows],
        "figures": [{"figure": name, "values": [one.get(name) for one in told]} for name in names],
    }  # fmt: skip


def _open(window: Window, benchmark: str, edition: str, by: str, at: datetime) -> tuple[Row, Rows]:
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        row = _edition(book, benchmark, edition)
    return row, _read(row["file"], row["content"])


def _read(name: str, text: str) -> Rows:
    return join_tables([(name, *rows_of(text, name))])


def _told(raw: Mapping[str, object], rows: Rows) -> dict[str, str]:
    """What is told of an edition beside its file.

    Raises:
        InputError: A field is missing or cannot be used.
    """
    fields = Fields(raw)
    own = rows.rows[0].get("method", "").strip()
    told = {name: fields.text(name, required=True) for name in ("benchmark", "edition", "source")}
    told |= {name: fields.text(name) for name in ("name", "name_zh", "method")}
    told["status"] = fields.word("status", STATUSES, required=True)
    told["name"] = told["name"] or told["benchmark"]
    told["method"] = told["method"] or own
    if not told["method"]:
        hint = "Name it: editions are joined only by one method."
        fields.fault("missing", "method", "is told neither here nor in the file.", hint)
    elif own and told["method"] != own:
        fields.fault("other", "method", f"is {own!r} in the file.", "Leave it out.")
    for name in ("benchmark", "edition"):
        if told[name] and not _is_code(told[name]):
            hint = "Write letters, digits, dots, dashes, at most 40."
            fields.fault("code", name, f"{told[name]!r} is no code.", hint)
    if told["benchmark"] == OWN:
        fields.fault("own", "benchmark", "is the name of our own.", "Choose another.")
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    return told


def _is_code(text: str) -> bool:
    plain = text.replace("_", "").replace("-", "").replace(".", "")
    return plain.isascii() and plain.isalnum() and text[0].isalnum() and len(text) <= 40


def _edition(book: Known, benchmark: str, edition: str) -> Row:
    row: Row | None = book.find_edition(benchmark=benchmark, edition=edition)
    if row is None:
        raise MissingError(_unknown(f"{benchmark} {edition}"))
    return row


def _head(row: Row) -> Document:
    names = ("benchmark", "edition", "revision", "name", "name_zh", "form", "method", "source",
             "status", "file", "hash")  # fmt: skip
    told = {name: row[name] for name in names}
    return {**told, "by": row["made_by"], "at": iso(row["made_at"])}


def _unknown(where: str) -> Problem:
    return Problem("benchmark.unknown", where, "there is no such benchmark or edition.",
                   "See the list of editions.", message_zh="没有这样的基准或版本。")  # fmt: skip


def _methods(series: Mapping[tuple[str, str], Sequence[Row]]) -> Problem:
    told = "; ".join(
        f"{', '.join(row['edition'] for row in rows)}: {method}"
        for (method, _), rows in series.items()
    )
    return Problem(
        "benchmark.methods", "editions", f"are of different methods ({told}).",
        "Read each method alone: its figures say nothing beside those of another.",
        message_zh=f"方法不同（{told}），不得合并。",
    )  # fmt: skip
