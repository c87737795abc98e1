"""The register of firms: added by files, listed, searched for doubles."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from entrepot.industry.names import plain_places
from entrepot.industry.register import Firm, Register
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.kernel.identifiers import check_uscc
from entrepot.service.accounts import RoleError
from entrepot.service.enterprise_intake import COLUMNS, Told, names_of, read_enterprises
from entrepot.service.window import Window
from entrepot.store.enterprises import Enterprises, Row, acting_enterprises
from entrepot.store.window import as_json
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
KEEPERS = ("promoter", "steward", "planner")
SEERS = (*KEEPERS, "statistician", "auditor")


def import_enterprises(
    window: Window, data: bytes, name: str, *, by: str, at: datetime
) -> Document:
    """Keep what a file tells of firms, all of it or nothing.

    Args:
        window: The window.
        data: CSV or Excel, a row a firm.
        name: What the file is called.
        by: Account; empty is the machine itself.
        at: Now.

    Raises:
        InputError: A cell cannot be used; every one is named.
        RefusedError: A row names a firm by id and another by code.
        RoleError: Who acts keeps no firms.
    """
    told = read_enterprises(data, name, _places(window))
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    with acting_enterprises(window.database, by, at) as (book, who):
        need_role(who, KEEPERS)
        with book.as_system():
            book.lock_enterprises()
            known = {row["id"]: row for row in book.list_enterprises(region=region_of(window))}
            ids = _ids(told, known)
            for one, id_ in zip(told, ids, strict=True):
                counts[_keep(window, book, one, id_, known.get(id_), name, who, at)] += 1
    return {"file": name, "read": len(told), **counts}


def match_enterprises(window: Window, data: bytes, name: str, *, by: str, at: datetime) -> Document:
    """For each row of a file the firms of the register it may be.

    Raises:
        InputError: The file is no table of firms.
        RoleError: Who acts sees no firms.
    """
    told = read_enterprises(data, name, _places(window), needed=("name",))
    with acting_enterprises(window.database, by, at) as (book, who):
        need_role(who, SEERS)
        rows = list(book.list_enterprises(region=region_of(window)))
    register = _register(window, rows)
    merged = {row["id"]: row["merged_into"] for row in rows if row["merged_into"]}
    return {"file": name, "rows": [_matched(register, one, merged) for one in told]}


def list_enterprises(window: Window, word: str = "", *, by: str, at: datetime) -> Document:
    """The firms of the register; those that are one with another stand with it.

    Raises:
        RoleError: Who acts sees no firms.
    """
    found = list(_firms(window, by, at).values())
    asked = word.casefold()
    return {"enterprises": [one for one in found if not asked or _speaks(one, asked)]}


def export_enterprises(window: Window, *, by: str, at: datetime) -> bytes:
    """The register as a CSV that can be imported; names of firms merged are aliases.

    Raises:
        RoleError: Who acts sees no firms.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for one in _firms(window, by, at).values():
        writer.writerow(_row(one))
    return out.getvalue().encode()


def show_enterprise(window: Window, named: str, *, by: str, at: datetime) -> Document:
    """A firm by its code or id; one that was made one with another leads to that.

    Raises:
        MissingError: There is none.
        RoleError: Who acts sees no firms.
    """
    for one in _firms(window, by, at).values():
        if named in (one["enterprise"], one["code"], *(it["enterprise"] for it in one["merged"]),
                     *(it["code"] for it in one["merged"])):  # fmt: skip
            return one
    raise missing(named)


def _keep(
    window: Window, book: Enterprises, one: Told, id_: str, known: Row | None, file: str,
    who: Actor, at: datetime,
) -> str:  # fmt: skip
    """Keep a row, and tell what became of it."""
    if known is None:
        book.add_enterprise(id=id_, region=region_of(window), code=one.code, by=who.account, at=at)
    elif one.code and not known["code"]:
        book.learn_code(id=id_, code=one.code)
    elif known["told"] == one.body:
        return "unchanged"
    if known is None or known["told"] != one.body:
        book.add_enterprise_entry(enterprise=id_, told=as_json(one.body), file=file, row=one.row,
                                  by=who.account, at=at)  # fmt: skip
    return "added" if known is None else "changed"


def _ids(told: Sequence[Told], known: Mapping[str, Row]) -> list[str]:
    """The id each row is kept under: its own, that of its code, else one made of its name."""
    by_code = {row["code"]: id_ for id_, row in known.items() if row["code"]}
    problems, found = [], []
    for one in told:
        holder = by_code.get(one.code) if one.code else None
        id_ = one.id or holder or one.code
        if not id_:
            problems.append(problem("id", f"row {one.row}, id", "is empty, and so is the code.",
                                     "Give a code or an id.", "标识与代码均为空。"))  # fmt: skip
        mine = known.get(id_)
        is_other = mine is not None and one.code and mine["code"] not in (None, one.code)
        if (holder and holder != id_) or is_other:
            problems.append(problem("differs", f"row {one.row}, code",
                                     f"{one.code} is not the code of {id_}.",
                                     "Correct one of them, or merge the two firms.",
                                     "代码与标识指向不同企业。"))  # fmt: skip
        found.append(id_)
    if any(one.code.endswith(".id") for one in problems):
        raise InputError(problems)
    if problems:
        raise RefusedError(problems)
    return found


def _firms(window: Window, by: str, at: datetime) -> dict[str, Document]:
    """Firms that stand by themselves, by id, with those that are one with them."""
    with acting_enterprises(window.database, by, at) as (book, who):
        need_role(who, SEERS)
        rows = {row["id"]: row for row in book.list_enterprises(region=region_of(window))}
    found = {id_: _document(row) for id_, row in rows.items() if not row["merged_into"]}
    for row in rows.values():
        if row["merged_into"]:
            into = found[_root(rows, row["id"])]
            into["merged"].append({**_document(row), "merge": row["merge"]})
            into["names"] = list(dict.fromkeys([*into["names"], *names_of(row["told"])]))
    return found


def _root(rows: Mapping[str, Row], id_: str) -> str:
    while rows[id_]["merged_into"]:
        id_ = rows[id_]["merged_into"]
    return id_


def _document(row: Row) -> Document:
    return {
        "enterprise": row["id"], "code": row["code"], "names": names_of(row["told"]),
        **row["told"], "told_at": row["made_at"].astimezone(UTC).isoformat(timespec="seconds"),
        "told_by": row["made_by"], "merged": [],
    }  # fmt: skip


def _speaks(one: Document, word: str) -> bool:
    told = (one["enterprise"], one["code"] or "", *one["names"])
    return any(word in text.casefold() for text in told)


def _register(window: Window, rows: Sequence[Row]) -> Register:
    places = plain_places(name for place in _places(window).values()
                          for name in (place.name, place.name_zh))  # fmt: skip
    firms = [Firm(row["id"], names_of(row["told"]), row["code"] or "", row["told"]["address"])
             for row in rows]  # fmt: skip
    return Register(firms, places)


def _matched(register: Register, one: Told, merged: Mapping[str, str]) -> Document:
    """A row with its candidates; one made one with another is told as that."""
    firm = Firm("", one.names, one.code, one.body["address"])
    found: dict[str, Document] = {}
    for it in register.candidates(firm):
        id_ = it.firm
        while id_ in merged:
            id_ = merged[id_]
        found.setdefault(id_, {"enterprise": id_, "score": it.score, "why": list(it.why)})
    valid = check_uscc(one.code).is_valid if one.code else None
    return {"row": one.row, "code_valid": valid, "candidates": list(found.values())}


def find_firm(window: Window, book: Enterprises, named: str) -> str:
    """The id of a firm by its code or id.

    Raises:
        MissingError: There is none.
    """
    row = book.find_enterprise(region=region_of(window), named=named.strip())
    if row is None:
        raise missing(named)
    return str(row["id"])


def missing(named: str) -> MissingError:
    """That there is no such firm."""
    hint = "Search with `entrepot enterprise list WORD`."
    return MissingError(
        problem("unknown", named[:60], "there is no such firm.", hint, "没有该企业。")
    )


def need_role(who: Actor, roles: Sequence[str]) -> None:
    """See that who acts has one of some roles.

    Raises:
        RoleError: He has none.
    """
    if who != SYSTEM and not who.roles & {*roles}:
        raise RoleError(problem("role", who.account, "keeps no register of firms.",
                                 f"Ask for an account with one of the roles {', '.join(roles)}.",
                                 "无权使用企业名录。"))  # fmt: skip


def problem(code: str, where: str, message: str, hint: str, zh: str) -> Problem:
    """What is wrong with a firm, or with what is asked of one."""
    return Problem(f"enterprise.{code}", where, message, hint, message_zh=zh)


def _row(one: Document) -> dict[str, str]:
    """A firm as a row of a file."""
    own = {one["name"], one["name_zh"], *one["former"]}
    told = {**one, "id": one["enterprise"], "code": one["code"] or "",
            "aliases": [name for name in one["names"] if name not in own]}  # fmt: skip
    return {column: "; ".join(value) if isinstance(value := told[column], list) else value
            for column in COLUMNS}  # fmt: skip


def region_of(window: Window) -> str:
    """Id of the region whose register it is."""
    return str(window.reference.settings.id)


def _places(window: Window) -> Mapping[str, Any]:
    return {row.id: row for row in window.reference.table("places")}
