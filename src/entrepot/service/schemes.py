"""Schemes of indices: published as dated versions, which are never changed."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Scheme, read_scheme
from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.index_files import IndexFiles, read_scheme_file
from entrepot.service.index_sensitivity import read_assumptions
from entrepot.service.observations import iso, need_keeper, need_seer, read_table
from entrepot.service.window import Window
from entrepot.store.observations import Known, Row, acting_known

Document = dict[str, Any]
_CODE = re.compile(r"[\w.-]{1,60}")
_NAMES = ("name", "name_zh")


@dataclass(frozen=True, slots=True)
class SchemeFiles:
    """What a version is made of.

    Attributes:
        scheme: TOML of the tree and the steps.
        units: CSV of the units it is for, with names, classes and groups; None is all observed.
        assumptions: TOML of what may be chosen otherwise; None gives no intervals.
        version: Its number; that of the scheme by default, else 1.
    """

    scheme: Path
    units: Path | None = None
    assumptions: Path | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is to be published or was."""

    scheme: str
    number: int
    body: Mapping[str, Any]
    valid_from: date | None

    @property
    def hash(self) -> str:
        """Of everything that makes it."""
        told = {"version": self.number, **self.body}
        return f"sha256:{hashlib.sha256(canonical_json(told)).hexdigest()}"

    @property
    def plan(self) -> Scheme:
        """The scheme as a value."""
        return read_scheme(self.body["scheme"])


def publish(window: Window, files: SchemeFiles, *, by: str, at: datetime) -> Document:
    """Publish a scheme as a version; the same again is the same version.

    Raises:
        InputError: A file cannot be used; everything wrong is named.
        RefusedError: The version is published already and is another: make a version.
        RoleError: Who acts is no analyst.
    """
    return publish_version(window, read_version(files), by=by, at=at)


def publish_version(window: Window, version: Version, *, by: str, at: datetime) -> Document:
    """Publish a version as `publish` does."""
    with acting_known(window.database, by, at) as (book, who):
        need_keeper(who)
        book.lock_observations()
        found = book.find_version(scheme=version.scheme, version=version.number, on=None)
        if found is None:
            _add(book, version, who.account, at)
        elif found["hash"] != version.hash:
            raise RefusedError(_published(version, book))
        row = book.find_version(scheme=version.scheme, version=version.number, on=None)
        return told_version(row) | {"is_new": found is None}


def list_schemes(window: Window, *, by: str, at: datetime) -> Document:
    """Every scheme with its versions, newest first.

    Raises:
        RoleError: Who acts may not read them.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        return {
            "schemes": [told_version(row) | {"runs": row["runs"]} for row in book.list_versions()]
        }


def get_version(book: Known, scheme: str, number: int | None, on: date) -> tuple[Version, Row]:
    """A version by its number, or the one in force on a day.

    Raises:
        MissingError: There is none.
    """
    row = book.find_version(scheme=scheme, version=number, on=on)
    if row is None:
        told = "version" if number is not None else "scheme"
        raise MissingError(
            Problem("index.scheme_unknown", scheme, f"there is no such {told} in force.",
                    "See the schemes that are published.", message_zh="没有这样的已发布方案。")
        )  # fmt: skip
    return Version(row["scheme"], row["version"], row["body"], row["valid_from"]), row


def read_version(files: SchemeFiles) -> Version:
    """A version as its files tell it.

    Raises:
        InputError: A file cannot be used; everything wrong is named.
    """
    raw = dict(read_scheme_file(files.scheme))
    raw.pop("tree", None)
    number, day = _number(raw, files.version), _day(raw)
    plan = read_scheme(raw)
    body: Document = {
        "scheme": _plain(raw),
        "units": _units(plan, files.units),
        "assumptions": None,
    }
    if files.assumptions:
        empty = Table((), np.empty((0, len(plan.indicators))), {}, {})
        told = read_assumptions(files.assumptions, IndexFiles(raw, plan, empty, "", ()))
        body["assumptions"] = _plain(told)
    return Version(plan.code, number, body, day)


def told_version(row: Row) -> Document:
    """A version as documents tell it."""
    return {
        "scheme": row["scheme"], "version": row["version"], "name": row["name"],
        "name_zh": row["name_zh"], "valid_from": row["valid_from"].isoformat(),
        "legal": row["legal"], "hash": row["hash"], "by": row["made_by"], "at": iso(row["made_at"]),
    }  # fmt: skip


def _add(book: Known, version: Version, by: str, at: datetime) -> None:
    raw, since = version.body["scheme"], version.valid_from or at.date()
    taken = [
        row for row in book.list_versions()
        if row["scheme"] == version.scheme and row["valid_from"] == since
    ]  # fmt: skip
    if taken:
        message = f"version {taken[0]['version']} is in force from that day on."
        hint = "Give valid_from = another day in the scheme."
        raise RefusedError(
            Problem("index.same_day", f"valid_from {since}", message, hint,
                    message_zh="该日已有一个版本生效。")
        )  # fmt: skip
    book.add_version(
        scheme=version.scheme, version=version.number, name=raw.get("name") or version.scheme,
        name_zh=raw.get("name_zh", ""), valid_from=since, legal=raw.get("legal", ""),
        body=canonical_json(version.body).decode(), hash=version.hash, by=by, at=at,
    )  # fmt: skip


def _published(version: Version, book: Known) -> Problem:
    numbers = [row["version"] for row in book.list_versions() if row["scheme"] == version.scheme]
    return Problem(
        "index.published", f"{version.scheme} version {version.number}",
        "is published and is not changed.",
        f"Make a version: give version = {max(numbers) + 1} and valid_from = a day in the scheme.",
        message_zh="已发布，不可更改，请新建版本。",
    )  # fmt: skip


def _check_code(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise InputError(
            Problem("index.code", "code", f"{code!r} has other signs than letters, digits, - . _.",
                    "Choose another.", message_zh="方案代码只能含字母、数字和 - . _。")
        )  # fmt: skip


def _assumptions(raw: Mapping[str, Any], plan: Scheme, path: Path | None) -> Any:
    if path is None:
        return None
    empty = Table((), np.empty((0, len(plan.indicators))), {}, {})
    return _plain(read_assumptions(path, IndexFiles(raw, plan, empty, "", ())))


def _number(raw: Mapping[str, Any], given: int | None) -> int:
    number = raw.get("version", 1) if given is None else given
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 10**6:
        raise InputError(
            Problem("index.version", "version", f"{number!r} is no number of a version.",
                    "Write a whole number from 1.", message_zh="版本号应为正整数。")
        )  # fmt: skip
    return number


def _day(raw: Mapping[str, Any]) -> date | None:
    day = raw.get("valid_from")
    if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
        raise InputError(
            Problem("index.valid_from", "valid_from", f"{day!r} is no day.",
                    "Write valid_from = 2026-01-01.", message_zh="不是日期。")
        )  # fmt: skip
    texts = [
        Problem("index.text", name, "is no text.", "Write it in quotes.", message_zh="应为文字。")
        for name in (*_NAMES, "legal")
        if not isinstance(raw.get(name, ""), str)
    ]
    if texts:
        raise InputError(texts)
    return day


def _units(plan: Scheme, path: Path | None) -> list[Document] | None:
    """The units a scheme is for: each with its names, class and groups."""
    told = [*filter(None, (plan.unit_class,)), *plan.groups]
    if path is None:
        if told:
            hint = "Give --units FILE.csv with a row a unit."
            raise InputError(
                Problem("index.units", one, "is told of no unit.", hint,
                        message_zh="未给出各单位的分类。")
                for one in told
            )  # fmt: skip
        return None
    try:
        rows = read_table(path.read_bytes(), path.name, [plan.unit, *told])
    except OSError as error:
        raise InputError(
            Problem("index.units", str(path), f"cannot be read: {error.strerror}.",
                    "Check the path.", message_zh="无法读取。")
        ) from None  # fmt: skip
    names = [row[plan.unit].strip() for row in rows]
    _check_units(names, path.name)
    return [
        {"unit": name, **{key: row.get(key, "").strip() for key in (*_NAMES, *told)}}
        for name, row in zip(names, rows, strict=True)
    ]


def _check_units(names: Sequence[str], file: str) -> None:
    problems = [
        Problem("index.unit", f"{file} row {place}", f"{name!r} is given twice." if name else
                "names no unit.", "Give each unit one row.", message_zh="单位为空或重复。")
        for place, name in enumerate(names, start=1)
        if not name or name in names[: place - 1]
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _plain(value: Any) -> Any:
    """A value of TOML as JSON has it: days are written out."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
