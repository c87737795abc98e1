"""What the page of a what-if shows of a change of the corridors."""

from collections.abc import Sequence
from typing import Any

from entrepot.web.effect_sheet import lanes_of
from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.what_if_sheet import percent
from entrepot.web.words import word


def lanes_shown(language: Language, found: Document) -> list[Document]:
    """The lanes with the names of their partners and the places of their ways."""
    places = found["corridors"]["places"]
    return [
        {
            **row, "label": language.country(row["partner"]),
            "ways": [
                _legs(language, places, row[name]) for name in ("legs_before", "legs_after")
            ],
        }
        for row in lanes_of(found)
    ]  # fmt: skip


def own_trade(found: Document) -> list[Document]:
    """Exports and imports of the region in percent, each with its band."""
    region = found["region"]
    exact = next((one for one in found["countries"] if one["code"] == region), None)
    drawn: Document = next((one for one in found.get("bands", ()) if one["code"] == region), {})
    unknown = dict.fromkeys(("median", "p05", "p95"))
    return [
        {"flow": flow, "exact": percent(exact[name]),
         **{key: percent(value) for key, value in (drawn.get(name) or unknown).items()}}
        for flow, name in (("export", "exports_hat"), ("import", "imports_hat"))
        if exact is not None
    ]  # fmt: skip


def left_out_shown(language: Language, found: Document) -> list[Document]:
    """Partners whose costs stay as they are, with why."""
    return [
        {"why": word(language, one["code"], "left_out"),
         "partners": [language.country(code) for code in one["partners"]]}
        for one in found["corridors"]["left_out"]
    ]  # fmt: skip


def _legs(language: Language, places: Document, legs: Sequence[Document]) -> list[Any]:
    def name(place: str) -> str:
        return language.name(places[place]) if place in places else place

    return [{**leg, "text": f"{name(leg['from'])} → {name(leg['to'])}"} for leg in legs]
