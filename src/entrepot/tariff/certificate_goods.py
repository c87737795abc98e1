"""Further goods on one certificate: their fields bear a number, as `hs6_2`, `determination_2`.

The first good stands in the plain fields and rests on the certificate's own determination; each
further one names its own.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

OF_GOOD = (
    "determination", "description", "packages", "hs6", "criterion", "origin_country", "quantity",
    "quantity_unit", "fob", "fob_currency",
)  # fmt: skip
NEEDED_OF_GOOD = (
    "determination", "description", "hs6", "criterion", "origin_country", "quantity",
    "quantity_unit",
)  # fmt: skip
MOST_GOODS = 20
_NUMBERED = re.compile(rf"({'|'.join(OF_GOOD)})_([2-9]|1\d|20)")


def split_name(name: str) -> tuple[str, int] | None:
    """A field of a further good and its number; None of any other field.

    Example:
        >>> split_name("hs6_2"), split_name("hs6"), split_name("hs6_21")
        (('hs6', 2), None, None)
    """
    found = _NUMBERED.fullmatch(name)
    return (found[1], int(found[2])) if found else None


def names_of(numbers: Iterable[int]) -> tuple[str, ...]:
    """Names of all fields of further goods by their numbers."""
    return tuple(f"{name}_{number}" for number in numbers for name in OF_GOOD)


def further_goods(fields: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Fields of each further good by its number, under their plain names; in order."""
    found: dict[int, dict[str, str]] = {}
    for name, text in fields.items():
        if text and (place := split_name(name)):
            found.setdefault(place[1], {})[place[0]] = text
    return dict(sorted(found.items()))


def plain_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields without those of further goods."""
    return {name: text for name, text in fields.items() if split_name(name) is None}


def nest(fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields as a credential bears them: further goods as a list, each with its `line`."""
    goods = [{"line": str(number), **own} for number, own in further_goods(fields).items()]
    return {**plain_fields(fields), **({"goods": goods} if goods else {})}


def flatten(subject: Mapping[str, Any]) -> dict[str, str]:
    """Texts of a credential as fields; what is no text is left out."""
    texts = {name: text for name, text in subject.items() if isinstance(text, str)}
    goods = subject.get("goods")
    for good in goods if isinstance(goods, list) else ():
        own = good if isinstance(good, Mapping) else {}
        for name, text in own.items():
            if isinstance(text, str) and name != "line":
                texts[f"{name}_{own.get('line')}"] = text
    return texts
