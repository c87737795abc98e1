"""The form of a search for routes: its whole state is the address of the page."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from entrepot.kernel.errors import Problem
from entrepot.web import forms

SINGLE = (
    "origin", "destination", "teu", "tonnes", "hs", "value_usd", "depart", "window", "year",
    "by", "eps", "max", "inventory",
)  # fmt: skip
SEVERAL = ("modes", "avoid")
MOST_SEVERAL = 100
_FIELD_OF = {"gross_mass_kg": "tonnes"}


def read_search(query: QueryParams) -> dict[str, Any]:
    """What the address asks for; empty fields are left out, a place `Name (id)` is its id."""
    fields: dict[str, Any] = {}
    for name in SINGLE:
        text = forms.read_text(query.get(f"{name}_choice")) or forms.read_text(query.get(name))
        if text:
            fields[name] = text
    for name in SEVERAL:
        chosen = [text for item in query.getlist(name) if (text := forms.read_text(item))]
        if chosen:
            fields[name] = list(dict.fromkeys(chosen))[:MOST_SEVERAL]
    return forms.for_service(fields)


def is_asked(fields: Mapping[str, Any]) -> bool:
    """Whether the address asks for routes, or only fills the form in."""
    return "destination" in fields and ("teu" in fields or "tonnes" in fields)


def address_of(path: str, fields: Mapping[str, Any], **changed: object) -> str:
    """Address of a page with the same search, some of its fields changed; None takes one out."""
    kept = {name: value for name, value in {**fields, **changed}.items() if value is not None}
    return f"{path}?{urlencode(kept, doseq=True)}"


def avoided_beside(fields: Mapping[str, Any], choices: Mapping[str, Any]) -> list[str]:
    """What is to be avoided and is not among the passages and posts that the form lists."""
    listed = {"border:all", *(f"passage:{name}" for name in choices["passages"])}
    listed |= {f"border:{post['id']}" for post in choices["borders"]}
    return [one for one in fields.get("avoid", ()) if one not in listed]


def by_field(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Problems by the field they stand beside; those of no field under an empty name."""
    found: dict[str, list[Problem]] = {}
    for name, listed in forms.by_field(problems, (), (*SINGLE, *SEVERAL)).items():
        found.setdefault(_FIELD_OF.get(name, name), []).extend(listed)
    return found
