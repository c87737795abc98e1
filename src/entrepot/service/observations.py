"""Observations: added file by file, corrected later, told as they were known at an instant."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from entrepot.assess.observations import COLUMNS, Entry, parse_entries
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.index_files import need_columns, rows_of
from entrepot.service.trade_load import STATISTICIAN
from entrepot.service.window import Window
from entrepot.store.observations import Known, Row, acting_known
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
PLANNER = "planner"
AUDITOR = "auditor"
KEEPERS = (STATISTICIAN,)
SEERS = (STATISTICIAN, PLANNER, AUDITOR)
INDICATOR_COLUMNS = ("code", "name", "unit")
_INDICATOR_MORE = ("name_zh", "direction", "kind", "denominator", "owner", "revision_policy")
_KINDS = ("level", "growth", "share", "completion")
_SAME = ("value", "unit", "source", "status", "note")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which observations are asked for; an empty tuple asks for all."""

    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """What a file changes of what is known now."""

    added: list[Entry]
    corrected: list[tuple[Row, Entry]]
    unchanged: int


def add_observations(
    window: Window, data: bytes, name: str, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Keep the values of a file as known from now on; what differs corrects what was known.

    Args:
        window: The window.
        data: CSV with what, where, when, value, unit, source, status and, by choice, note.
        name: What the file is called.
        by: Account; empty is the machine itself.
        at: Now.

    Raises:
        InputError: A cell cannot be used; every one is named.
        RefusedError: What it corrects was learnt at this instant or later.
        RoleError: Who acts is no analyst.
    """
    rows = read_table(data, name, COLUMNS)
    with acting_known(window.database, by, at) as (book, who):
        need_keeper(who)
        book.lock_observations()
        units = {one["code"]: one["unit"] for one in book.list_indicators()}
        entries, problems = parse_entries(rows, units)
        _raise(problems, name)
        new = _define(book, entries, units, who, at)
        change = _compare(book, entries, name, at)
        book.end_known(ids=[row["id"] for row, _ in change.corrected], at=at)
        fresh = [*change.added, *(entry for _, entry in change.corrected)]
        book.add_entries(fresh, file=name, by=who.account, at=at)
    return {
        "file": name, "known_from": iso(at), "added": len(change.added),
        "corrected": len(change.corrected), "unchanged": change.unchanged,
        "withdrawn": sum(entry.value is None for entry in fresh), "new_indicators": new,
    }  # fmt: skip


def list_known(
    window: Window, known_at: datetime, wanted: Wanted | None = None, *, by: str, at: datetime
) -> Document:
    """Observations as they were known at an instant.

    Raises:
        RoleError: Who acts may not read them.
    """
    wanted = wanted or Wanted()
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        rows = book.list_known(
            at=known_at, codes=list(wanted.codes) or None, places=list(wanted.places) or None,
            periods=list(wanted.periods) or None,
        )  # fmt: skip
        return {"at": iso(known_at), "observations": [told_row(row) for row in rows]}


def show_history(window: Window, what: str, where: str, *, by: str, at: datetime) -> Document:
    """All that was ever known of an indicator and a place, newest first within a period.

    Raises:
        MissingError: Nothing was ever known of them.
        RoleError: Who acts may not read them.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        rows = list(book.list_told(what=what, geography=where))
        found = [one for one in book.list_indicators() if one["code"] == what]
    if not rows:
        raise MissingError(
            Problem("observation.none", f"{what}, {where}", "nothing was ever known of it.",
                    "See the indicators and the places that are observed.",
                    message_zh="从未有过观测值。")
        )  # fmt: skip
    return {
        "indicator": _indicator(found[0]), "where": where,
        "observations": [told_row(row) for row in rows],
    }  # fmt: skip


def list_indicators(window: Window, *, by: str, at: datetime) -> Document:
    """What is observed.

    Raises:
        RoleError: Who acts may not read it.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        return {"indicators": [_indicator(row) for row in book.list_indicators()]}


def define_indicators(
    window: Window, data: bytes, name: str, *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Tell what is observed: names, direction, kind, denominator, owner, how it is revised.

    Args:
        window: The window.
        data: CSV with code, name and unit, and by choice name_zh, direction (1 or -1), kind
            (level, growth, share, completion), denominator, owner, revision_policy.
        name: What the file is called.
        by: Account; empty is the machine itself.
        at: Now.

    Raises:
        InputError: A cell cannot be used; every one is named.
        RefusedError: An indicator would have another unit.
        RoleError: Who acts is no analyst.
    """
    rows = read_table(data, name, INDICATOR_COLUMNS)
    _raise([p for place, row in enumerate(rows, 1) for p in _check_indicator(place, row)], name)
    with acting_known(window.database, by, at) as (book, who):
        need_keeper(who)
        book.lock_observations()
        _refuse_units(rows, {one["code"]: one["unit"] for one in book.list_indicators()}, name)
        for row in rows:
            _save(book, row, who, at)
    return {"file": name, "indicators": [row["code"].strip() for row in rows]}


def read_table(data: bytes, name: str, columns: Sequence[str]) -> list[Mapping[str, str]]:
    """Rows of a table that was sent.

    Raises:
        InputError: It is no CSV in UTF-8, has no row or lacks a column.
    """
    text = table_text(data, name)
    try:
        header, rows = rows_of(text, name)
    except csv.Error as error:
        raise InputError(
            Problem("observation.text", name, f"is no CSV: {error}.", "Save it as CSV.",
                    message_zh="不是 CSV 表格。")
        ) from None  # fmt: skip
    need_columns(columns, header, name)
    if not rows:
        raise InputError(
            Problem("observation.empty", name, "has no row.", "Give a row a value.",
                    message_zh="没有数据行。")
        )  # fmt: skip
    return rows


def table_text(data: bytes, name: str) -> str:
    """The text of a table that was sent.

    Raises:
        InputError: It is not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
        if "\0" in text:
            raise ValueError
    except ValueError:
        raise InputError(
            Problem("observation.text", name, "is not UTF-8.", "Save it as UTF-8.",
                    message_zh="不是 UTF-8 文本。")
        ) from None  # fmt: skip
    return text


def need_keeper(who: Actor) -> None:
    """See that who acts may add observations and publish.

    Raises:
        RoleError: He may not.
    """
    _need(who, KEEPERS, "Ask for an account with the role statistician.", "不是统计分析员。")


def need_seer(who: Actor) -> None:
    """See that who acts may read observations and indices.

    Raises:
        RoleError: He may not.
    """
    hint = "Ask for an account with the role statistician or planner."
    _need(who, SEERS, hint, "既不是统计分析员也不是规划员。")


def told_row(row: Row) -> Document:
    """An observation as documents tell it."""
    value = row["value"]
    return {
        "id": row["id"], "what": row["what"], "where": row["geography"], "when": row["period"],
        "value": None if value is None else float(value), "unit": row["unit"],
        "source": row["source"], "status": row["status"], "note": row["note"],
        "known_from": iso(row["known_from"]),
        "known_to": iso(row["known_to"]) if row["known_to"] else None,
        "file": row["file"], "row": row["file_row"], "by": row["made_by"],
    }  # fmt: skip


def iso(at: datetime) -> str:
    """An instant as text, the same whatever the zone it was given in."""
    at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds" if at.microsecond else "seconds")


def csv_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Rows as a CSV that can be added."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _need(who: Actor, roles: Sequence[str], hint: str, zh: str) -> None:
    if who != SYSTEM and not who.roles & set(roles):
        raise RoleError(
            Problem("assess.role", who.account, "has no role for it.", hint, message_zh=zh)
        )


def _compare(book: Known, entries: Sequence[Entry], name: str, at: datetime) -> _Change:
    """Which values are new, which correct what is known, which say what is known already."""
    codes = sorted({one.what for one in entries})
    keys = ("what", "geography", "period")
    now = {tuple(row[key] for key in keys): row for row in book.list_now(codes=codes)}
    change = _Change([], [], sum(_is_same(now.get(one.key), one) for one in entries))
    problems = list[Problem]()
    for one in entries:
        row = now.get(one.key)
        if row is None and one.value is None:
            message, zh = "withdraws what was never known.", "撤回的值并不存在。"
            problems.append(_problem("nothing", name, one, message, "Leave the row out.", zh))
        elif row is None:
            change.added.append(one)
        elif not _is_same(row, one):
            change.corrected.append((row, one))
    _raise(problems, name)
    late = [one for row, one in change.corrected if row["known_from"] >= at]
    if late:
        message, zh = "corrects what was learnt at the same instant or later.", "更正不早于原值。"
        raise RefusedError(
            _problem("clock", name, one, message, "Set the clock and try again.", zh)
            for one in late
        )
    return change


def _is_same(row: Row | None, one: Entry) -> bool:
    if row is None:
        return False
    return all(row[name] == getattr(one, name) for name in _SAME)


def _define(
    book: Known, entries: Sequence[Entry], known: Mapping[str, str], who: Actor, at: datetime
) -> list[str]:
    """Keep indicators that nobody told of; their names are their codes until somebody does."""
    fresh = {one.what: one.unit for one in entries if one.what not in known}
    for code, unit in fresh.items():
        _save(book, {"code": code, "name": code, "unit": unit}, who, at)
    return list(fresh)


def _save(book: Known, row: Mapping[str, str], who: Actor, at: datetime) -> None:
    told = {name: row.get(name, "").strip() for name in (*INDICATOR_COLUMNS, *_INDICATOR_MORE)}
    book.save_indicator(
        **told | {"direction": int(told["direction"] or 1), "kind": told["kind"] or _KINDS[0]},
        by=who.account, at=at,
    )  # fmt: skip


def _check_indicator(place: int, row: Mapping[str, str]) -> list[Problem]:
    problems = [
        Problem("observation.missing", f"row {place}, {name}", "is empty.", message_zh="为空。")
        for name in INDICATOR_COLUMNS
        if not row[name].strip()
    ]
    for name, known in (("direction", ("", "1", "-1")), ("kind", ("", *_KINDS))):
        if row.get(name, "").strip() not in known:
            hint = f"One of {', '.join(known[1:])}."
            problems.append(
                Problem("observation.choice", f"row {place}, {name}", f"{row[name]!r} is none.",
                        hint, message_zh=f"“{row[name]}”不在可选值之中。")
            )  # fmt: skip
    if len(row["code"].split()) > 1:
        problems.append(Problem("observation.code", f"row {place}, code", "has blanks in it.",
                                "Write it without.", message_zh="含有空格。"))  # fmt: skip
    return problems


def _refuse_units(
    rows: Sequence[Mapping[str, str]], units: Mapping[str, str], name: str
) -> None:  # fmt: skip
    """An indicator keeps its unit: its values would mean something else.

    Raises:
        RefusedError: One would have another.
    """
    changed = [
        Problem("observation.unit", f"{name} row {place}, unit",
                f"{row['code'].strip()} is observed in {units[row['code'].strip()]}.",
                "Define another indicator.", message_zh="指标的单位不可更改。")
        for place, row in enumerate(rows, start=1)
        if units.get(row["code"].strip(), row["unit"].strip()) != row["unit"].strip()
    ]  # fmt: skip
    if changed:
        raise RefusedError(changed)


def _indicator(row: Row) -> Document:
    names = (*INDICATOR_COLUMNS, *_INDICATOR_MORE)
    return {name: row[name] for name in names} | {"by": row["made_by"]}


def _problem(code: str, name: str, one: Entry, message: str, hint: str, zh: str) -> Problem:
    where = f"{name} row {one.row}, value"
    return Problem(f"observation.{code}", where, message, hint, message_zh=zh)


def _raise(problems: Sequence[Problem], name: str) -> None:
    if problems:
        raise InputError(
            one if one.where.startswith(name) else replace(one, where=f"{name} {one.where}")
            for one in problems
        )


def plain_text(value: Decimal) -> str:
    """A value as text that any table reads."""
    return format(value.normalize(), "f")
