"""Places by what people call them: id, name in either language, UN/LOCODE."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from entrepot.region.places import Place

_CLOSE_ENOUGH = 72.0  # rapidfuzz score below which a hint would mislead


class Gazetteer:
    """Finds places by id, English or Chinese name, or UN/LOCODE.

    Chinese names end in a character that says what the place is (city, county, port), which
    people leave off: the name without it will do where one place, or one larger than the
    others, is left.

    Example:
        >>> gazetteer = Gazetteer([])
        >>> gazetteer.find("Nowhere") is None
        True
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.id: place for place in places}
        self._by_name: dict[str, Place] = {}
        # Ids win over codes and names; among equal names the more populous place wins.
        for place in sorted(self._places.values(), key=lambda p: p.population or 0):
            for name in (place.name_zh, place.name, place.unlocode):
                if name:
                    self._by_name[_folded(name)] = place
        self._by_name |= {_folded(place.id): place for place in self._places.values()}
        self._short: dict[str, list[Place]] = {}
        for place in sorted(self._places.values(), key=_by_size):
            if len(place.name_zh) > 2:
                self._short.setdefault(_folded(place.name_zh[:-1]), []).append(place)

    def find(self, text: str) -> Place | None:
        """The place of that id, name or code, whatever its case; else None."""
        word = _folded(text)
        return self._by_name.get(word) or _largest(self._short.get(word, ()))

    def search(self, text: str, most: int = 10) -> list[Place]:
        """Places whose name begins with or resembles the text, best first."""
        word = _folded(text)
        if not word:
            return []
        starts = [place for name, place in self._by_name.items() if name.startswith(word)]
        inside = [place for name, place in self._by_name.items() if word in name]
        return _unique([*sorted(starts, key=_by_size), *sorted(inside, key=_by_size),
                        *self._resembling(word, most)])[:most]  # fmt: skip

    def nearest(self, text: str, most: int = 3) -> list[Place]:
        """Places a misspelt name may mean, best first; empty when none is close."""
        return _unique(self._resembling(_folded(text), 2 * most))[:most]

    def _resembling(self, word: str, most: int) -> list[Place]:
        found = process.extract(
            word, self._by_name.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=_CLOSE_ENOUGH
        )
        return [self._by_name[name] for name, _, _ in found]


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())


def _by_size(place: Place) -> int:
    return -(place.population or 0)


def _largest(places: Sequence[Place]) -> Place | None:
    """The first of places in order of size, unless the next is as large."""
    alone = len(places) == 1 or (places and _by_size(places[0]) < _by_size(places[1]))
    return places[0] if alone else None


def _unique(places: Iterable[Place]) -> list[Place]:
    return list({place.id: place for place in places}.values())
