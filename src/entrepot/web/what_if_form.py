"""The form of a scenario: pairs and edits, all of it in the address of the page.

An edit is one parameter, as in `edit=scale border:x time=3`: its verb, what it is about, and
its values by name. Blanks inside a value are written `_`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from entrepot.kernel.errors import Problem
from entrepot.web import forms

PATH = "/corridors/what-if"
MOST_PAIRS, MOST_EDITS = 6, 40
COMMON = ("teu", "tonnes", "value_usd", "depart", "year")
CRITERIA = ("cost", "time", "co2e", "risk")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "scale": ("cost", "time", "frequency"),
    "add": ("from", "to", "mode", "km", "gauge_mm", "traffic", "year"),
    "convert": ("country", "from_mm", "to_mm"),
}
_WHERE = re.compile(r"scenario\[1\]\.edit\[(\d+)\]")
_PAIR = re.compile(r"od\[(\d+)\](?:\.(\w+))?")


def read_form(query: QueryParams) -> dict[str, Any]:
    """What the address asks for: pairs, what they share, edits, the criterion drawn."""
    fields: dict[str, Any] = {
        "pairs": list(_pairs(query)),
        "edits": list(dict.fromkeys(filter(None, map(_plain, query.getlist("edit")))))[:MOST_EDITS],
        "modes": [word for item in query.getlist("modes") if (word := forms.read_text(item))][:10],
        "by": query.get("by") if query.get("by") in CRITERIA else "cost",
    }
    for name in COMMON:
        if text := forms.read_text(query.get(name)):
            fields[name] = text
    return fields


def new_edits(query: QueryParams) -> list[str]:
    """Edits typed into the fields for a new one; none where they are empty."""
    typed = {key: _value(query.get(key)) for key in query if key.startswith("new_")}
    found = [f"close {typed['new_close']}"] if typed.get("new_close") else []
    if typed.get("new_open"):
        found.append(_written("open", f"link:{typed['new_open']}", typed, ("year",), "new_open_"))
    if typed.get("new_scale"):
        found.append(_written("scale", typed["new_scale"], typed, _VALUES["scale"], "new_scale_"))
    if typed.get("new_add_from") or typed.get("new_add_to"):
        found.append(_written("add", "", typed, _VALUES["add"], "new_add_"))
    if typed.get("new_convert_country"):
        found.append(_written("convert", "", typed, _VALUES["convert"], "new_convert_"))
    return found


def table_of(edit: str) -> dict[str, Any]:
    """An edit as a file of scenarios has it; what cannot be read is left for the service."""
    verb, *rest = edit.split()
    values = {key: value for key, _, value in (word.partition("=") for word in rest) if value}
    if verb in ("add", "convert"):
        return {verb: values}
    target = next((word for word in rest if "=" not in word), "")
    return {verb: target, **values}


def text_of(table: Mapping[str, Any]) -> str:
    """An edit of a file as one parameter of the address."""
    verb = next(name for name in ("close", "open", "add", "scale", "convert") if name in table)
    about = table[verb]
    values = dict(about) if isinstance(about, Mapping) else {k: v for k, v in table.items()
                                                             if k != verb}  # fmt: skip
    target = [] if isinstance(about, Mapping) else [str(about)]
    told = [f"{key}={_short(value)}" for key, value in values.items()]
    return " ".join([verb, *target, *told])


def _short(value: object) -> str:
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return "_".join(number.split())


def tables(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The study that the address asks for, as the service takes it."""
    shared = {key: fields[key] for key in (*COMMON, "modes") if fields.get(key)}
    return {
        "od": [{"origin": a, "destination": b, **shared} for a, b in fields["pairs"]],
        "scenario": [{"name": name, "edit": [table_of(edit) for edit in fields["edits"]]}],
    }


def address(fields: Mapping[str, Any], **changed: object) -> str:
    """Address of the page with some of its fields changed."""
    now = {**fields, **changed}
    told: list[tuple[str, object]] = []
    for origin, destination in now["pairs"]:
        told += [("origin", origin), ("destination", destination)]
    told += [(name, now[name]) for name in COMMON if now.get(name)]
    told += [("modes", mode) for mode in now["modes"]]
    told += [("edit", edit) for edit in now["edits"]]
    told += [("by", now["by"])] if now["by"] != "cost" else []
    return f"{PATH}?{urlencode(told)}" if told else PATH


def place_faults(problems: Iterable[Problem], edits: Sequence[str]) -> list[tuple[str, Problem]]:
    """Each fault with the edit it is about, or the field of the form; `` where it is neither."""
    found = []
    for problem in problems:
        edit, pair = _WHERE.match(problem.where), _PAIR.match(problem.where)
        if edit and int(edit[1]) <= len(edits):
            found.append((edits[int(edit[1]) - 1], problem))
        elif pair:
            found.append((pair[2] or "", problem))
        else:
            found.append(("", problem))
    return found


def _pairs(query: QueryParams) -> Iterable[tuple[str, str]]:
    """Pairs with both ends, a place `Name (id)` as its id."""
    ends = (query.getlist("origin"), query.getlist("destination"))
    rows = list(zip(*ends, strict=False))[:MOST_PAIRS]
    for row in rows:
        named = forms.for_service(
            dict(zip(("origin", "destination"), map(forms.read_text, row), strict=True))
        )
        if named["origin"] and named["destination"]:
            yield named["origin"], named["destination"]


def _plain(text: object) -> str:
    return " ".join(forms.read_text(text).split())


def _value(text: object) -> str:
    """A value of a new edit as one word: a place `Name (id)` is its id."""
    named = forms.for_service({"origin": forms.read_text(text)})["origin"]
    return "_".join(named.split())


def _written(
    verb: str, target: str, typed: Mapping[str, str], names: Sequence[str], prefix: str
) -> str:
    values = [f"{name}={typed[prefix + name]}" for name in names if typed.get(prefix + name)]
    return " ".join(word for word in (verb, target, *values) if word)
