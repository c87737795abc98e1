"""Decisions of persons on the code of goods, kept with their reasons."""

from collections.abc import Mapping
from datetime import datetime

from entrepot.kernel.codes import bare_hs, is_hs
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.hs_desk import HsDesk
from entrepot.store import nomenclature as store
from entrepot.store.accounts import acting_for

LONGEST_GOODS, LONGEST_REASONS = 300, 4000
OFFICERS = frozenset({"document_officer", "supervisor"})
MOST_CANDIDATES = "5"


def keep_ruling(desk: HsDesk, raw: Mapping[str, object], *, by: str, at: datetime) -> Document:
    """Keep what a person decided, with the candidates the search gives that day.

    Args:
        desk: The desk.
        raw: `goods` in words, `hs`, `reasons`, `on`, `replaces` (a reference), and `public`,
            which only an officer of customs may ask for.
        by: Who decides.
        at: The instant.

    Raises:
        InputError: With every fault of the fields.
        RefusedError: Who decides may not make it public, or the ruling it replaces is not his.
        MissingError: There is no ruling to replace.
    """
    fields = Fields(raw)
    goods = _text(fields, "goods", LONGEST_GOODS)
    reasons = _text(fields, "reasons", LONGEST_REASONS)
    code = bare_hs(fields.text("hs", required=True))
    if code and not is_hs(code):
        fields.fault("hs", "hs", f"{code!r} is no subheading.", "Give six digits or more.")
    on = fields.day("on") or at.date()
    replaces = fields.text("replaces")
    public = fields.text("public").casefold() not in ("", "no", "false")
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    desk.browse(code[:6])
    found = desk.search({"query": goods, "limit": MOST_CANDIDATES}, at=at)["results"]
    seen = [{"hs6": one["hs6"], "score": one["score"], "why": one["why"]} for one in found]
    with acting_for(desk.database, by, at) as (book, actor):
        if public and not OFFICERS & set(actor.roles):
            raise RefusedError(_not_public())
        old = store.get_ruling(book.tx, replaces) if replaces else None
        if old and (old["owner"] != actor.account or old["replaced_by"]):
            raise RefusedError(_not_his(replaces))
        reference = store.add_ruling(
            book.tx, region=desk.reference.settings.id, owner=actor.account, is_public=public,
            goods=goods, hs_code=code, reasons=reasons, candidates=seen, law_day=on, at=at,
            replaces=old["id"] if old else None,
        )  # fmt: skip
        return _document(store.get_ruling(book.tx, reference))


def show_ruling(desk: HsDesk, reference: str, *, by: str | None, at: datetime) -> Document:
    """A ruling that is public or one's own.

    Raises:
        MissingError: There is none such for who asks.
    """
    if by is None:
        with desk.database.transaction() as tx:
            return _document(store.get_ruling(tx, reference))
    with acting_for(desk.database, by, at) as (book, _):
        return _document(store.get_ruling(book.tx, reference))


def list_rulings(
    desk: HsDesk, raw: Mapping[str, object], *, by: str | None, at: datetime
) -> Document:
    """Rulings that stand and are public or one's own, newest first, on a code or on all."""
    fields = Fields(raw)
    code = bare_hs(fields.text("hs"))
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    region = desk.reference.settings.id
    if by is None:
        with desk.database.transaction() as tx:
            rows = store.list_rulings(tx, region, code)
    else:
        with acting_for(desk.database, by, at) as (book, _):
            rows = store.list_rulings(book.tx, region, code)
    return {"rulings": [_short(row) for row in rows]}


def _text(fields: Fields, name: str, longest: int) -> str:
    text = fields.text(name, required=True)
    if len(text) > longest:
        fields.fault("long", name, f"has more than {longest} signs.", "Say it in fewer words.")
    return text


def _short(row: store.Row) -> Document:
    return {
        "reference": row["reference"], "hs": row["hs_code"], "goods": row["goods"],
        "reasons": row["reasons"], "public": row["is_public"],
        "on": row["law_day"].isoformat(), "made_at": row["made_at"].isoformat(timespec="seconds"),
    }  # fmt: skip


def _document(row: store.Row) -> Document:
    told = {name: row[name] for name in ("candidates", "replaces", "replaced_by")}
    return _short(row) | told


def _not_public() -> Problem:
    return Problem(
        "ruling.public", "public", "only an officer of customs makes a ruling public.",
        "Keep it for yourself.", message_zh="只有海关关员可以公开归类决定。",
    )  # fmt: skip


def _not_his(reference: str) -> Problem:
    return Problem(
        "ruling.replaced", "replaces", f"{reference[:40]} is another's, or was replaced before.",
        "Replace your own newest ruling.", message_zh="该决定属于他人或已被替代。",
    )  # fmt: skip
