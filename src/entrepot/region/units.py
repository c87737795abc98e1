"""The units a region is made of, level by level."""

from collections.abc import Mapping

from entrepot.kernel.errors import InputError, Problem
from entrepot.region.cells import nearest
from entrepot.region.model import Region
from entrepot.region.places import Place


def units_at(region: Region, level: str) -> tuple[Place, ...]:
    """Units of a level, in the order of their codes.

    A level is a depth below the root: units of one level may be called county, city or
    district, but each has an administrative code, which terminals and zones lack.

    Args:
        region: The region.
        level: A word of its levels, in the singular or the plural.

    Raises:
        InputError: The region has no such level.
    """
    word = singular(level, region.levels)
    if word is None:
        message = f"'{level}' is no level of {region.name}."
        hint = nearest(level, region.levels) or f"Levels are {', '.join(region.levels)}."
        raise InputError(Problem("region.level", "level", message, hint))
    depth = region.levels.index(word)
    found = [one for one in region.places.values() if _is_unit(region, one, depth)]
    return tuple(sorted(found, key=lambda one: (one.admin_code, one.id)))


def singular(level: str, levels: tuple[str, ...]) -> str | None:
    """The word of a level as the pack writes it, None if it is none."""
    return level if level in levels else {plural(one): one for one in levels}.get(level)


def plural(word: str) -> str:
    """The English plural of a word for a kind of unit.

    Example:
        >>> plural("county"), plural("canton"), plural("parish")
        ('counties', 'cantons', 'parishes')
    """
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def depth_of(places: Mapping[str, Place], root: str, place_id: str) -> int | None:
    """How far a place lies below the root; None where it is not in the region."""
    depth, here = 0, places.get(place_id)
    while here is not None and here.id != root and depth <= len(places):
        here, depth = places.get(here.parent or ""), depth + 1
    return None if here is None or here.id != root else depth


def unit_above(region: Region, place_id: str, level: str) -> str | None:
    """The unit of a level that a place lies in; None where it lies in none."""
    wanted = region.levels.index(level)
    here = region.places.get(place_id)
    while here is not None:
        depth = depth_of(region.places, region.root, here.id)
        if depth is None or depth < wanted:
            return None
        if depth == wanted:
            return here.id
        here = region.places.get(here.parent or "")
    return None


def _is_unit(region: Region, place: Place, depth: int) -> bool:
    return bool(place.admin_code) and depth_of(region.places, region.root, place.id) == depth
