"""Places of one level of a region, such as every county."""

from entrepot.region.model import Region

_TO_ES = ("s", "x", "z", "ch", "sh")
_TO_IES = "y"


def plural(word: str) -> str:
    """The English plural of a word for a kind of unit.

    Example:
        >>> plural("county"), plural("canton"), plural("parish")
        ('counties', 'cantons', 'parishes')
    """
    if word.endswith(_TO_IES) and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(_TO_ES) else f"{word}s"


def find_level(region: Region, word: str) -> int | None:
    """Depth of the level that a word names, in the singular or the plural; None if none."""
    asked = word.strip().casefold()
    for depth, level in enumerate(region.levels):
        if asked in (level.casefold(), plural(level.casefold())):
            return depth
    return None


def places_of_level(region: Region, depth: int) -> tuple[str, ...]:
    """Ids of the units so far below the root, in order.

    A unit is a place with an administrative code. What people call it may differ within a
    level: among counties there are districts and cities.
    """
    return tuple(
        sorted(
            place.id
            for place in region.places.values()
            if place.admin_code and _depth(region, place.id) == depth
        )
    )


def _depth(region: Region, place: str) -> int | None:
    """Steps up to the root; None for what does not lie below it."""
    steps, at = 0, place
    while at != region.root:
        parent = region.places[at].parent
        if parent is None or steps > len(region.levels):
            return None
        at, steps = parent, steps + 1
    return steps
