"""Clauses of trade agreements: what was read of each, and several side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError
from entrepot.service.amounts import Document
from entrepot.service.clause_request import CHANGEABLE
from entrepot.service.fields import Fields
from entrepot.service.origin import OriginDesk
from entrepot.tariff.clauses import Cell, Comparison, Good, compare_clauses
from entrepot.tariff.concordance import Concordance
from entrepot.tariff.origin_law import OriginLaw

MOST = 8  # agreements side by side
EDITION = "HS2022"
_SIX = 6


def compare_agreements(desk: OriginDesk, raw: Mapping[str, object], *, today: date) -> Document:
    """Put clauses of agreements side by side, with the gaps.

    Args:
        desk: Agreements, and imported product rules.
        raw: `agreements`, the first being one's own; by default those that bind the region's
            country, else the first that are known. `hs` and `edition` of a good whose product
            rules are compared; `on`.
        today: Legal day used where `on` is not given.

    Raises:
        InputError: With every fault of every field.
        MissingError: There is no agreement of a code.
    """
    fields = Fields(raw)
    codes = tuple(dict.fromkeys(code.upper() for code in fields.texts("agreements")))
    on = fields.day("on") or today
    good = read_good(fields)
    fields.nothing_else()
    if len(codes) > MOST:
        fields.fault("count", "agreements", f"names {len(codes)}.", f"Name at most {MOST}.")
    if fields.problems:
        raise InputError(fields.problems)
    with desk.database.transaction() as tx:
        law, rows = desk.law(tx)
    country = desk.reference.settings.country
    asked = codes or _binding(law, country, on) or tuple(law.profiles)[:MOST]
    found = compare_clauses(law, asked, on, good=good, concordance=Concordance(rows))
    return {
        "on": on.isoformat(),
        "own": asked[0] if asked else None,
        "country": country,
        "hs": good.hs if good else None,
        "edition": good.edition if good else None,
        "agreements": [_named(desk, law, code) for code in asked],
        "clauses": [_clause(one) for one in found],
        "counts": count_states(found),
        "gaps": sum(one.is_gap for one in found),
    }  # fmt: skip


def list_clauses(desk: OriginDesk, *, today: date) -> Document:
    """Agreements, how much was read of each, and those of which nothing was read.

    Args:
        desk: Agreements, and imported product rules.
        today: Day whose parties are told.
    """
    with desk.database.transaction() as tx:
        law, _ = desk.law(tx)
    country = desk.reference.settings.country
    known = [_known(desk, law, code, country, today) for code in law.profiles]
    told = {code for one in known for code in one["declaration_codes"]}
    return {
        "on": today.isoformat(),
        "country": country,
        "agreements": known,
        "unread": [
            {"code": row.code, "name": row.label_en, "name_zh": row.label_zh,
             "source": row.source, "status": row.status}
            for row in desk.reference.table("trade_agreements")
            if row.code not in told
        ],
        "changeable": list(CHANGEABLE),
    }  # fmt: skip


def _known(
    desk: OriginDesk, law: OriginLaw, code: str, country: str, today: date
) -> dict[str, Any]:
    cells = [one.cells[0] for one in compare_clauses(law, [code], today)]
    parties = sorted(law.profiles[code].list_parties(today))
    return {
        **_named(desk, law, code),
        "parties": parties,
        "binds": country in parties,
        "read": sum(cell.is_known for cell in cells),
        "unread": sum(not cell.is_known for cell in cells),
        "product_rules": sum(rule.agreement == code and bool(rule.rule) for rule in law.rules),
    }


def read_good(fields: Fields) -> Good | None:
    """The good whose rules are compared, by `hs` and `edition`; None where none is named."""
    written, edition = fields.text("hs"), fields.text("edition").upper() or EDITION
    code = bare_hs(written)
    if not written:
        return None
    if not code.isdigit() or len(code) < _SIX:
        fields.fault("hs", "hs", f"{written[:40]!r} is no code of six digits.", "As in 920290.")
        return None
    return Good(code[:_SIX], edition)


def _binding(law: OriginLaw, country: str, on: date) -> tuple[str, ...]:
    """Agreements that bind a country on a day."""
    bound = [code for code, one in law.profiles.items() if one.is_party(country, on)]
    return tuple(bound[:MOST])


def _named(desk: OriginDesk, law: OriginLaw, code: str) -> dict[str, Any]:
    row = law.profiles[code].agreement
    names = {name.casefold() for name in (row.code, *row.regimes)}
    codes = [one.code for one in desk.reference.table("trade_agreements")
             if one.regime.casefold() in names]  # fmt: skip
    return {
        "code": code, "name": row.name, "name_zh": row.name_zh, "declaration_codes": codes,
        "note": row.note, "note_zh": row.note_zh, "source": row.source, "status": row.status,
    }  # fmt: skip


def _clause(one: Comparison) -> Document:
    cells = [{"agreement": cell.side, **cell_document(cell)} for cell in one.cells]
    return {**clause_document(one), "changeable": one.clause.id in CHANGEABLE, "cells": cells}


def clause_document(one: Comparison) -> Document:
    """How a clause compares, without its cells."""
    return {
        "clause": one.clause.id,
        "form": one.clause.form,
        "unit": one.clause.unit or None,
        "state": one.state,
        "gap": one.is_gap,
        "easiest": list(one.easiest),
    }


def cell_document(cell: Cell) -> Document:
    """What one side says on a clause."""
    return {
        "state": "read" if cell.is_known else "unknown", "values": list(cell.values),
        "text": cell.text, "text_zh": cell.text_zh, "article": cell.article or None,
        "source": cell.source or None, "status": cell.status or None,
    }  # fmt: skip


def count_states(found: Sequence[Comparison]) -> Document:
    """How many clauses compare in which way."""
    states = ("same", "differs", "in_words", "unknown")
    return {state: sum(one.state == state for one in found) for state in states}
