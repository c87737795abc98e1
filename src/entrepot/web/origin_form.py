"""The material editor: rows of a bill typed in a form or a CSV, and the question they make."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData, QueryParams

from entrepot.kernel.errors import InputError, Problem
from entrepot.web.forms import read_text
from entrepot.web.verbs import Document

Row = dict[str, str]
GOOD = (
    "agreement", "exporting_party", "importing_party", "on", "hs", "edition", "rule", "fob",
    "exw", "currency", "weight_kg", "wholly_obtained", "operations", "processes", "route",
    "passage",
)  # fmt: skip
COLUMNS = (
    "level", "name", "hs", "value", "currency", "value_basis", "weight_kg", "origin",
    "proof_kind", "proof_number", "proof_issued", "proof_valid_to", "role", "edition",
    "deduction_kind", "deduction", "evidence",
)  # fmt: skip
ROW = "row_"
MOST_ROWS, MOST_LEVELS, MOST_UNDONE = 300, 8, 10
MOST_UNDO, MOST_CSV = 300_000, 500_000  # characters; bytes
MOST_FIELDS = MOST_ROWS * len(COLUMNS) + 100
_EMPTY: Row = dict.fromkeys(COLUMNS, "") | {"level": "1"}


def read_good(form: FormData | QueryParams) -> dict[str, str]:
    """Fields of the good and of the question, empty ones left out."""
    return {name: text for name in GOOD if (text := read_text(form.get(name)))}


def read_rows(form: FormData | QueryParams) -> list[Row]:
    """Rows of the bill as they were typed; those without anything typed are left out."""
    columns = {name: [read_text(value) for value in form.getlist(ROW + name)] for name in COLUMNS}
    count = min(len(columns["name"]), MOST_ROWS)
    rows = [
        {name: values[place] if place < len(values) else "" for name, values in columns.items()}
        for place in range(count)
    ]
    return leveled(row for row in rows if any(row[name] for name in ("name", "hs", "value")))


def leveled(rows: Iterable[Row]) -> list[Row]:
    """Rows each at most one level below the row before it."""
    found: list[Row] = []
    above = 0
    for row in rows:
        text = row["level"]
        level = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1
        above = max(1, min(level, above + 1, MOST_LEVELS))
        found.append({**row, "level": str(above)})
    return found


def empty_row() -> Row:
    """A row in which nothing is typed yet."""
    return dict(_EMPTY)


# Acts on rows


def act(rows: Sequence[Row], verb: str) -> tuple[list[Row], int | None]:
    """Rows after a button was pressed, and the place of the row to go on with.

    Args:
        rows: The rows.
        verb: `add`, or `below`, `remove`, `in` or `out` and the place of a row, as `in-3`.
    """
    name, _, number = verb.partition("-")
    at = int(number) if number.isascii() and number.isdigit() and int(number) < len(rows) else None
    found = [dict(row) for row in rows]
    if name == "add":
        return [*found, empty_row()], len(found)
    if at is None:
        return found, None
    match name:
        case "below":
            below = {**empty_row(), "level": str(int(found[at]["level"]) + 1)}
            found.insert(at + 1, below)
            return leveled(found), at + 1
        case "remove":
            del found[at]
            return leveled(found), max(0, at - 1) if found else None
        case "in" | "out":
            step = 1 if name == "in" else -1
            for place in (at, *_beneath(found, at)):
                found[place]["level"] = str(max(1, int(found[place]["level"]) + step))
            return leveled(found), at
    return found, None


def _beneath(rows: Sequence[Row], at: int) -> Iterator[int]:
    """Places of the rows that are a part of one."""
    for place in range(at + 1, len(rows)):
        if int(rows[place]["level"]) <= int(rows[at]["level"]):
            return
        yield place


def push(undo: str, rows: Sequence[Row]) -> str:
    """The states before, as a field of the form carries them, with one more."""
    told = [{name: value for name, value in row.items() if value} for row in rows]
    states = [*_states(undo), told][-MOST_UNDONE:]
    while len(written := json.dumps(states, ensure_ascii=False)) > MOST_UNDO and states:
        states = states[1:]
    return written


def pop(undo: str) -> tuple[list[Row] | None, str]:
    """The last state before and the states before that; None where there is none."""
    states = _states(undo)
    if not states:
        return None, "[]"
    rows = [_EMPTY | {k: str(v) for k, v in row.items() if k in COLUMNS} for row in states[-1]
            if isinstance(row, Mapping)]  # fmt: skip
    return leveled(rows[:MOST_ROWS]), json.dumps(states[:-1], ensure_ascii=False)


def _states(undo: str) -> list[list[Any]]:
    try:
        found = json.loads(undo or "[]")
    except (ValueError, RecursionError):
        return []
    states = found if isinstance(found, list) else []
    return [one for one in states if isinstance(one, list)][-MOST_UNDONE:]


# CSV


def rows_csv(rows: Iterable[Row]) -> bytes:
    """Rows as a table for a spreadsheet; cells that a program might run stand as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_plain(row[name]) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def csv_rows(content: bytes) -> list[Row]:
    """Rows of a table, by the names of its columns.

    Raises:
        InputError: It is no such table, or too large.
    """
    try:
        if len(content) > MOST_CSV:
            raise ValueError
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
        if "name" not in names or "hs" not in names:
            raise ValueError
        reader.fieldnames = names
        rows = [
            _EMPTY | {k: read_text(v).lstrip("'") for k, v in row.items() if k in COLUMNS}
            for row in reader
        ]
    except (ValueError, csv.Error) as error:
        raise InputError(
            Problem("origin.bill", "bill", "the file is no bill of materials.",
                    f"Give a CSV in UTF-8 with columns name and hs, and of: {', '.join(COLUMNS)}.",
                    message_zh="文件不是物料清单。")
        ) from error  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise InputError(
            Problem("origin.bill", "bill", f"the file has more than {MOST_ROWS} rows.",
                    "Use the command line or the API for large bills.",
                    message_zh=f"文件超过{MOST_ROWS}行。")
        )  # fmt: skip
    return leveled(rows)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


# The question


def question(good: Mapping[str, str], rows: Sequence[Row]) -> tuple[Document, dict[str, int]]:
    """The question that a form asks, and the place of each row by its path in it."""
    currency = good.get("currency", "")
    paths: dict[str, int] = {}
    asked: Document = {
        name: good.get(name, "")
        for name in ("agreement", "exporting_party", "importing_party", "on")
    }
    asked |= {
        "rule": good.get("rule") or None,
        "good": {
            "hs": good.get("hs", ""),
            "edition": good.get("edition", ""),
            "fob": _money(good.get("fob", ""), currency),
            "exw": _money(good.get("exw", ""), currency),
            "weight_kg": good.get("weight_kg") or None,
            "wholly_obtained": {"yes": True, "no": False}.get(good.get("wholly_obtained", "")),
            "processes": _words(good.get("processes", "")),
        },
        "operations": _words(good.get("operations", "")),
        "route": list(_route(good)),
        "materials": _materials(rows, 0, len(rows), currency, "", paths),
    }
    return asked, paths


def _materials(
    rows: Sequence[Row], start: int, end: int, currency: str, path: str, paths: dict[str, int]
) -> list[Document]:
    found: list[Document] = []
    at = start
    while at < end:
        after = at + 1
        while after < end and int(rows[after]["level"]) > int(rows[at]["level"]):
            after += 1
        here = f"{path}{'.' if path else ''}materials[{len(found) + 1}]"
        paths[here] = at
        inner = _materials(rows, at + 1, after, currency, here, paths)
        found.append(_material(rows[at], currency) | {"materials": inner})
        at = after
    return found


def _material(row: Row, currency: str) -> Document:
    money = row["currency"] or currency
    proof = {name: row[f"proof_{name}"] or None for name in ("number", "issued", "valid_to")}
    has_proof = any(proof.values()) or row["proof_kind"]
    deduction = {"kind": row["deduction_kind"] or "freight", "evidence": row["evidence"],
                 "value": _money(row["deduction"], money)}  # fmt: skip
    return {
        "name": row["name"],
        "hs": row["hs"],
        **({"edition": row["edition"]} if row["edition"] else {}),
        "value": _money(row["value"], money),
        "value_basis": row["value_basis"] or "cif",
        "weight_kg": row["weight_kg"] or None,
        "origin": row["origin"] or None,
        "proof": {"kind": row["proof_kind"] or "certificate", **proof} if has_proof else None,
        "role": row["role"] or "material",
        "deductions": [deduction] if row["deduction"] else [],
    }


def _money(amount: str, currency: str) -> Document | None:
    return {"amount": amount, "currency": currency} if amount else None


def _words(text: str) -> list[str]:
    parts = text.replace("，", ",").replace("、", ",").replace(";", ",").split(",")
    return [word for part in parts if (word := part.strip())]


def _route(good: Mapping[str, str]) -> Iterator[Document]:
    """Countries passed; what holds for one is asked for all of them together."""
    kept = good.get("passage") == "kept"
    for country in _words(good.get("route", "")):
        stop: Document = {"country": country}
        if kept:
            stop |= {"customs_control": True, "worked": False, "documents": ["papers in hand"]}
        yield stop


_SAID: Mapping[object, str] = {True: "yes", False: "no"}


def of_question(asked: Mapping[str, Any]) -> tuple[dict[str, str], list[Row]]:
    """The form that asks a question anew; what a form has no field for is left out."""
    good = asked.get("good") or {}
    fob, exw = good.get("fob") or {}, good.get("exw") or {}
    stops = [{"country": one} if isinstance(one, str) else one for one in asked.get("route") or ()]
    fields = {
        **{name: asked.get(name) for name in
           ("agreement", "exporting_party", "importing_party", "on", "rule")},
        "hs": good.get("hs"), "edition": good.get("edition"), "weight_kg": good.get("weight_kg"),
        "fob": fob.get("amount"), "exw": exw.get("amount"),
        "currency": fob.get("currency") or exw.get("currency"),
        "wholly_obtained": _SAID.get(good.get("wholly_obtained"), ""),
        "operations": ", ".join(asked.get("operations") or ()),
        "processes": ", ".join(
            one if isinstance(one, str) else str(one.get("name"))
            for one in good.get("processes") or ()
        ),
        "route": ", ".join(str(one.get("country")) for one in stops),
        "passage": "kept" if stops and all(one.get("documents") for one in stops) else "",
    }  # fmt: skip
    kept = {name: str(value) for name, value in fields.items() if value}
    return kept, list(_rows_of(asked.get("materials") or (), 1))


def _rows_of(materials: Sequence[Mapping[str, Any]], level: int) -> Iterator[Row]:
    for one in materials:
        value, proof = one.get("value") or {}, one.get("proof") or {}
        taken: Mapping[str, Any] = next(iter(one.get("deductions") or ()), {})
        row = {
            "level": level, "name": one.get("name"), "hs": one.get("hs"),
            "value": value.get("amount"), "currency": value.get("currency"),
            "value_basis": one.get("value_basis"), "weight_kg": one.get("weight_kg"),
            "origin": one.get("origin"), "role": one.get("role"), "edition": one.get("edition"),
            **{f"proof_{name}": proof.get(name) for name in
               ("kind", "number", "issued", "valid_to")},
            "deduction_kind": taken.get("kind"), "evidence": taken.get("evidence"),
            "deduction": (taken.get("value") or {}).get("amount"),
        }  # fmt: skip
        yield _EMPTY | {name: str(value) for name, value in row.items() if value}
        yield from _rows_of(one.get("materials") or (), level + 1)


def faults_of(
    problems: Iterable[Problem], paths: Mapping[str, int]
) -> tuple[dict[str, list[Problem]], dict[int, list[tuple[str, Problem]]]]:
    """Faults by the field of the good, and by the row with the name of its column."""
    fields: dict[str, list[Problem]] = {}
    rows: dict[int, list[tuple[str, Problem]]] = {}
    for problem in problems:
        path = max((one for one in paths if problem.where.startswith(one)), key=len, default="")
        if path:
            column = problem.where[len(path) :].lstrip(".").partition(".")[0]
            rows.setdefault(paths[path], []).append((column, problem))
        else:
            name = problem.where.removeprefix("good.").partition(".")[0].partition("[")[0]
            fields.setdefault(name, []).append(problem)
    return fields, rows
