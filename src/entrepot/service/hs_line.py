"""A code of the HS with all that is known of it: measures, notes, controls, refund, words."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError
from entrepot.region.law import Measure
from entrepot.service.amounts import Document
from entrepot.service.controls import SCOPE, SCOPE_ZH
from entrepot.service.desk import Desk
from entrepot.service.fields import Fields
from entrepot.service.hs_desk import HsDesk
from entrepot.service.refund_rates import refund_rate
from entrepot.store import schedules
from entrepot.store.db import Tx
from entrepot.tariff.control import covers, tell_state

MOST_MEASURES = 400


def read_day(text: str, today: date) -> date:
    """A day of an address, today where it is empty.

    Raises:
        InputError: It is no day.
    """
    fields = Fields({"on": text})
    day = fields.day("on")
    if fields.problems:
        raise InputError(fields.problems)
    return day or today


def show_line(desk: Desk, words: HsDesk, code: str, *, on: date) -> Document:
    """A node of the tree with its measures by market and what else the law says of it.

    Args:
        desk: The desk.
        words: The texts.
        code: Two to twelve digits, dotted or bare; below six digits a national line.
        on: Legal day.

    Raises:
        MissingError: The edition has no such code.
    """
    bare = bare_hs(code)
    node = words.browse(bare[:6])
    with desk.database.transaction() as tx:
        measures = _measures(desk, tx, bare, on) if len(bare) >= 4 else []
        lines = _lines(desk, tx, bare) if len(bare) >= 6 else []
    return {
        **node,
        "line": bare,
        "on": on.isoformat(),
        "measures": measures[:MOST_MEASURES],
        "more_measures": max(0, len(measures) - MOST_MEASURES),
        "lines": lines,
        "notes": _notes(words, bare),
        "names": _names(words, bare),
        "controls": _controls(desk, bare, on),
        "refund": _refund(words, bare, on) if len(bare) >= 6 else None,
        "scope": SCOPE,
        "scope_zh": SCOPE_ZH,
    }


def _measures(desk: Desk, tx: Tx, code: str, on: date) -> list[Document]:
    """Measures of the packs and of imported schedules near a code, by market."""
    found: list[Document] = []
    for market in sorted({market.id for market in desk.law.markets.values()}):
        own = desk.law.book.find_related(market, code)
        rows = [*own, *desk.law.book.find_export(market, code)]
        rows += schedules.list_measures(tx, market, code, on)
        found += [_measure(row, on) for row in rows]
    return sorted(found, key=lambda one: (one["market"], one["code"], one["kind"], one["regime"]))


def _measure(row: Measure, on: date) -> Document:
    return {
        "market": row.market, "code": row.hs_code, "kind": row.kind, "regime": row.regime,
        "duty": row.duty or None, "printed": row.source_text, "conditions": row.conditions,
        "origins": list(row.origins), "excluded": list(row.excluded_origins),
        "valid": [_day(row.valid_from), _day(row.valid_to)], "in_force": on in row.valid,
        "note": row.note, "note_zh": row.note_zh, "source": row.source, "status": row.status,
        "vintage": row.vintage,
    }  # fmt: skip


def _lines(desk: Desk, tx: Tx, code: str) -> list[Document]:
    """National lines at and below a code, of every market whose schedule was imported."""
    markets = sorted({market.id for market in desk.law.markets.values()})
    return [
        {"market": market, "code": row["hs_code"], "text": row["text"], "unit": _unit(row["unit"])}
        for market in markets
        for row in schedules.list_lines(tx, market, code)
    ]


def _unit(text: str) -> str:
    """Units of a line, which a schedule may print as a list."""
    return ", ".join(part for part in re.split(r'[\[\]",]+', text) if part.strip())


def _refund(words: HsDesk, code: str, on: date) -> Document:
    return refund_rate(words.reference, {"hs": code, "on": on.isoformat()}, today=on)


def _notes(words: HsDesk, code: str) -> list[Document]:
    return [
        {"code": note.code, "to": note.to_code, "text": {"en": note.text, "zh": note.text_zh},
         "source": note.source}
        for note in words.notes
        if code.startswith(note.code)
    ]  # fmt: skip


def _names(words: HsDesk, code: str) -> Document:
    rows: Iterable[Any] = words.reference.table("lexicon")
    near = [row for row in rows if len(code) >= 4 and row.hs_code.startswith(code[:6])]
    return {
        "en": list(dict.fromkeys(name for row in near for name in row.words_en))[:40],
        "zh": list(dict.fromkeys(name for row in near for name in row.words_zh))[:40],
    }


def _controls(desk: Desk, code: str, on: date) -> list[Document]:
    found = (row for row in desk.region.controls if row.country == desk.region.country)
    return [
        {"id": told.control.id, "item": told.control.item, "item_zh": told.control.item_zh,
         "state": told.state, "why": told.why, "instrument": told.control.instrument,
         "instrument_zh": told.control.instrument_zh, "status": told.control.status,
         "destinations": list(told.control.destinations)}
        for told in (tell_state(row, on) for row in found if covers(row, code))
    ]  # fmt: skip


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
