"""Runs of published schemes over what was known at an instant: worked out once and kept."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from entrepot import __version__
from entrepot.assess.index import Index, build, reweighted
from entrepot.assess.waterfall import waterfalls
from entrepot.assess.wording import in_chinese
from entrepot.kernel.canonical import canonical_json
from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.source import weakest
from entrepot.service.index import changes_of, told_index, told_shift
from entrepot.service.index_ground import Asked, Ground, stand
from entrepot.service.index_sensitivity import ask_of, told_sensitivity
from entrepot.service.observations import iso, need_keeper, need_seer
from entrepot.service.schemes import Version
from entrepot.service.window import Window
from entrepot.store.observations import Known, Row, acting_known

Document = dict[str, Any]
_MOST_LISTED = 100


def make_run(window: Window, asked: Asked, *, by: str, at: datetime) -> Document:
    """Work an index out and keep it; what was worked out already is told as it was kept.

    Raises:
        InputError: A period is none, or a rule's column is not known of a unit.
        MissingError: There is no such scheme, or nothing is known of its indicators.
        ModelError: The numbers have no honest answer.
        RoleError: Who acts is no analyst.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_keeper(who)
        ground = stand(book, asked, at)
        name = _name(ground)
        if book.find_run(id=name) is None:
            document = _work_out(ground)
            book.add_run(
                id=name, scheme=ground.version.scheme, version=ground.version.number,
                periods=list(ground.periods), known_at=ground.known_at, program=__version__,
                hash=ground.files.hash, document=orjson.dumps(document).decode(),
                by=who.account, at=at,
            )  # fmt: skip
        return told_run(book.find_run(id=name))


def get_run(window: Window, name: str, *, by: str, at: datetime) -> Document:
    """A run that was kept.

    Raises:
        MissingError: There is none.
        RoleError: Who acts may not read it.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        return told_run(find_run(book, name))


def list_runs(window: Window, scheme: str = "", *, by: str, at: datetime) -> Document:
    """The newest runs without what came out.

    Raises:
        RoleError: Who acts may not read them.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        rows = book.list_runs(scheme=scheme, most=_MOST_LISTED)
        return {"runs": [head_of(row) for row in rows]}


def weigh_anew(
    window: Window, name: str, weights: Sequence[str], *, by: str, at: datetime
) -> Document:  # fmt: skip
    """Scores and ranks of a run before and after weights change; nothing is kept.

    Args:
        window: The window.
        name: Id of the run.
        weights: NODE=2, each a node and its new weight.
        by: Account.
        at: Now.

    Raises:
        InputError: A weight is none.
        MissingError: There is no such run.
        RoleError: Who acts may not read it.
    """
    with acting_known(window.database, by, at) as (book, who):
        need_seer(who)
        row = find_run(book, name)
        files = stand(book, asked_of(row), at).files
    before = build(files.scheme, files.table)
    changes = changes_of(files.scheme, weights)
    after = build(reweighted(files.scheme, changes), files.table)
    nodes = [
        {"node": one.code, "parent": one.parent, "level": one.level, "weight_before": one.weight,
         "weight_after": changes.get(one.code, one.weight)}
        for one in files.scheme.nodes if one.parent
    ]  # fmt: skip
    return {"run": name, "nodes": nodes, **told_shift(before, after)}


def find_run(book: Known, name: str) -> Row:
    """A run by its id.

    Raises:
        MissingError: There is none.
    """
    row: Row | None = book.find_run(id=name)
    if row is None:
        raise MissingError(
            Problem("index.run_unknown", name, "there is no such run.", "See the list of runs.",
                    message_zh="没有这次计算。")
        )  # fmt: skip
    return row


def asked_of(row: Row) -> Asked:
    """What a kept run was asked for."""
    return Asked(row["scheme"], row["version"], tuple(row["periods"]), row["known_at"])


def told_run(row: Row) -> Document:
    """A run as documents tell it."""
    return {**head_of(row), "name": row["name"], "name_zh": row["name_zh"],
            "valid_from": row["valid_from"].isoformat(), "legal": row["legal"],
            **row["document"], "warnings_zh": _in_chinese(row["document"])}  # fmt: skip


def _in_chinese(document: Mapping[str, Any]) -> list[str]:
    return [in_chinese(one) or one for one in document["warnings"]]


def head_of(row: Row) -> Document:
    """A run without what came out."""
    return {
        "run": row["id"], "scheme": row["scheme"], "version": row["version"],
        "periods": row["periods"], "known_at": iso(row["known_at"]), "program": row["program"],
        "hash": row["hash"], "by": row["made_by"], "at": iso(row["made_at"]),
    }  # fmt: skip


def _name(ground: Ground) -> str:
    """The id of a run: the same question over the same knowledge is one run."""
    told = {
        "scheme": ground.version.hash, "periods": ground.periods,
        "known_at": iso(ground.known_at), "program": __version__,
    }  # fmt: skip
    return hashlib.sha256(canonical_json(told)).hexdigest()[:32]


def _work_out(ground: Ground) -> Document:
    files = ground.files
    index = build(files.scheme, files.table)
    document = told_index(files, index, stages=True)
    document["units"] = [one | _told_of(ground, one) for one in document["units"]]
    document["warnings"] += [f"{unit}: nothing is known of it" for unit in ground.left_out]
    raw = ground.version.body["assumptions"]
    found = told_sensitivity(ask_of(files, index, raw), ()) if raw else None
    return {
        **{key: value for key, value in document.items() if key not in ("scheme", "hash")},
        "nodes": list(_nodes(ground.version)), "parts": list(_parts(index)),
        "status": weakest(row["status"] for row in ground.rows), "sensitivity": found,
    }  # fmt: skip


def _told_of(ground: Ground, unit: Mapping[str, Any]) -> Document:
    """Names of a unit, and how sure its figures are."""
    members = {one["unit"]: one for one in ground.version.body["units"] or ()}
    names = members.get(unit["unit"], {})
    own = [row["status"] for row in ground.rows if row["geography"] == unit["unit"]]
    return {"name": names.get("name", ""), "name_zh": names.get("name_zh", ""),
            "status": weakest(own)}  # fmt: skip


def _nodes(version: Version) -> Iterator[Document]:
    for one in version.body["scheme"]["node"]:
        yield {
            "code": one["code"], "name": one.get("name") or one["code"],
            "name_zh": one.get("name_zh", ""), "parent": one.get("parent", ""),
            "level": one["level"], "weight": one.get("weight", 1.0), "unit": one.get("unit", ""),
            "direction": one.get("direction", 1), "denominator": one.get("denominator", ""),
        }  # fmt: skip


def _parts(index: Index) -> Iterator[Document]:
    """What lifts or lowers each unit against the mean of its class."""
    times = index.table.times
    for row, told in zip(index.prepared.rows, waterfalls(index), strict=True):
        when = {"time": times[row]} if times else {}
        unit = {"unit": index.table.units[row], **when}
        if told is None:
            yield unit | {"base": None, "parts": None, "deducted": None}
        else:
            yield unit | {"base": told.base, "parts": dict(told.parts), "deducted": told.deducted}
