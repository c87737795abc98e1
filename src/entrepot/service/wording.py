"""Chinese wording of the English texts of a pack."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from entrepot.region.model import LATER, TABLES, Region

CHINESE = "_zh"


def wording_of(region: Region) -> Mapping[str, str]:
    """Chinese of every text of the pack that has it, by the English.

    Remarks hold several parts between semicolons; each part is known by itself too. A border
    post is known by its id, which a way tells, and a place by `place:` and its id.
    """
    posts = ((b.id, (region.places[b.place_a], region.places[b.place_b])) for b in region.borders)
    found = {id_: "—".join(end.name_zh or end.name for end in ends) for id_, ends in posts}
    found |= {f"place:{place.id}": place.name_zh for place in region.places.values()}
    for english, chinese in _pairs(region):
        found.setdefault(english, chinese)
        parts = english.split("; "), chinese.split("；")
        if len(parts[0]) == len(parts[1]) > 1:
            for part, wording in zip(*parts, strict=True):
                found.setdefault(part, wording)
    return found


def _pairs(region: Region) -> Iterator[tuple[str, str]]:
    """Filled cells of each column `x_zh` beside those of `x`."""
    for table, kind in TABLES.items():
        if table in LATER:
            continue  # words to search by, not remarks that a page shows
        names = {field.name for field in fields(kind)}
        for name in sorted(names):
            if name + CHINESE in names:
                for row in region.table(table):
                    english, chinese = getattr(row, name), getattr(row, name + CHINESE)
                    if english and chinese:
                        yield english, chinese
