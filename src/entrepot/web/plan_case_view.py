"""The answer to a worked case as facts and tables of cells; None is told as unknown."""

from collections.abc import Mapping
from typing import Any

from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import word

ASIDE = ("source", "status")
_WORDS = {"water": "water_state", "kind": "zone_flow", "side": "case_side", "figure": "case_field"}
_ID = ("scheme", "on", "year", "period", "start", "oldest")


def shown(language: Language, found: Document) -> Document:
    """Single figures, and each list of rows as a table in the page's language."""
    facts, tables = [], []
    for name, value in found.items():
        if name in ASIDE:
            continue
        if isinstance(value, list):
            tables.append(_table(language, name, value))
        else:
            facts.append({"name": name, "value": _cell(language, name, value)})
    return {"facts": facts, "tables": [one for one in tables if one["rows"]]}


def _table(language: Language, name: str, rows: list[Document]) -> Document:
    names = [one for one in (rows[0] if rows else {}) if not one.endswith("_zh")]
    cells = [[_of_row(language, one, row) for one in names] for row in rows]
    return {"name": name, "columns": names, "rows": cells}


def _of_row(language: Language, name: str, row: Document) -> str:
    if f"{name}_zh" in row:
        return language.name(row, name)
    return _cell(language, name, row[name])


def _cell(language: Language, name: str, value: Any) -> str:
    if value is None:
        return language.say("unknown")
    if isinstance(value, bool):
        return language.say("yes") if value else language.say("no")
    if isinstance(value, Mapping):
        return _mapping(language, value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return language.number(value, 2)
    text = str(value)
    return word(language, text, _WORDS[name]) if name in _WORDS else text


def _mapping(language: Language, value: Mapping[str, Any]) -> str:
    """Money, or counts by name."""
    if set(value) == {"amount", "currency"}:
        return language.money(value)
    return "; ".join(f"{name}: {_cell(language, name, one)}" for name, one in value.items())
