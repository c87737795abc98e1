"""What the corridor pages show of a document of routes, in the page's language."""

from collections.abc import Iterable

from entrepot.web.language import Language
from entrepot.web.verbs import Document


def place_names(places: Iterable[Document], language: Language) -> dict[str, str]:
    """Names of places by their ids."""
    return {place["id"]: language.name(place) for place in places}
