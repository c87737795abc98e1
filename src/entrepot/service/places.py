"""Finding places and goods by words."""

from typing import Any

from entrepot.region.places import Place
from entrepot.service.desk import Desk


def search_places(desk: Desk, word: str, *, most: int = 10) -> list[dict[str, Any]]:
    """Places whose name begins with or resembles a word, best first."""
    return [place_document(place) for place in desk.gazetteer.search(word, most)]


def search_goods(desk: Desk, words: str, *, most: int = 10) -> list[dict[str, Any]]:
    """Subheadings for words in English or Chinese, or for the beginning of a code."""
    return [
        {"hs": found.code, "text": found.text, "text_zh": found.text_zh}
        for found in desk.nomenclature.search(words)[:most]
    ]


def place_document(place: Place) -> dict[str, Any]:
    """A place as pages and the API show it."""
    return {
        "id": place.id,
        "name": place.name,
        "name_zh": place.name_zh,
        "kind": place.kind,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
    }
