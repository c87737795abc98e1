"""What the page of scenarios shows: edits in words, the table of differences, the map."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from entrepot.web import what_if_form
from entrepot.web.corridor_view import CRITERIA, Names
from entrepot.web.language import Language
from entrepot.web.verbs import Document
from entrepot.web.words import word

_UNITS = {"cost": "USD", "time": "h", "co2e": "kg CO2e", "risk": "h²"}
_SHARE_SAME = 0.5e-9


def edit_told(edit: str, names: Names) -> str:
    """An edit in words, such as `Shut: Passage: Suez Canal`."""
    verb, *rest = edit.split()
    values = [one.partition("=") for one in rest if "=" in one]
    target = next((one for one in rest if "=" not in one), "")
    told = [word(names.language, verb, "edit")]
    if target:
        told.append(_target(target, names))
    told += [_value(key, value, names) for key, _, value in values]
    return " · ".join(told)


def _target(target: str, names: Names) -> str:
    kind, _, name = target.partition(":")
    if kind == "tariff":
        told = word(names.language, "tariff", "edit")
        return f"{told} {word(names.language, name, 'mode')}"
    return names.avoided(target)


def _value(key: str, value: str, names: Names) -> str:
    told = word(names.language, key, "edit_value")
    if key in ("from", "to"):
        return f"{told} {names.place(value)}"
    if key == "country":
        return names.language.country(value.upper())
    if key == "mode":
        return word(names.language, value, "mode")
    if key == "traffic":
        return word(names.language, value, "traffic")
    sign = "×" if key in ("cost", "time", "frequency") else ""
    return f"{told} {sign}{value}"


def rows_of(pairs: Sequence[Document], names: Names) -> list[Document]:
    """One row a pair and criterion: before, after, the difference, and whether it is better."""
    rows = []
    for pair in pairs:
        ends = names.place(pair["origin"]), names.place(pair["destination"])
        base, after = pair["base"], pair["after"]
        rows.append(
            {
                "ends": ends,
                "reason": pair["reason"],
                "gauges": (base and base["gauge_changes"], after and after["gauge_changes"]),
                "cells": [
                    _cell(name, base and base["best"][key], after and after["best"][key])
                    for name, key in CRITERIA.items()
                ],
            }
        )
    return rows


def _cell(name: str, base: float | None, after: float | None) -> Document:
    diff = None if base is None or after is None else after - base
    same = diff is not None and abs(diff) <= _SHARE_SAME * max(abs(base or 0), 1)
    turn = "" if diff is None else "same" if same else "better" if diff < 0 else "worse"
    return {
        "criterion": name, "unit": _UNITS[name], "base": base, "after": after,
        "diff": 0.0 if same else diff, "turn": turn,
    }  # fmt: skip


def map_document(
    drawn: Iterable[tuple[str, Sequence[Document]]], choices: Document,
    fields: Mapping[str, Any], names: Names,
) -> Document:  # fmt: skip
    """What the map draws: routes before and after, and what can be shut or opened by a click.

    Args:
        drawn: `base` or `after` and the legs of a route.
        choices: Posts, passages and lines with where they are.
        fields: The form, to which a click adds an edit.
        names: What things are called.
    """
    language = names.language
    return {
        "routes": [
            {"when": when, "mode": leg["mode"], "path": leg["path"],
             "text": f"{names.place(leg['from'])} → {names.place(leg['to'])}"}
            for when, legs in drawn
            for leg in legs
            if len(leg["path"]) > 1
        ],
        "lines": [
            {"mode": one["mode"], "state": one["state"], "path": one["path"],
             "name": f"{names.place(one['from'])} – {names.place(one['to'])}",
             "offers": [_offer(_edit_of(one), fields, language)]}
            for one in choices["lines"]
        ],
        "marks": [
            {"kind": "border", "lat": one["lat"], "lon": one["lon"], "name": language.name(one),
             "offers": [_offer(edit, fields, language) for edit in (
                 f"close border:{one['id']}", f"scale border:{one['id']} time=2",
                 f"scale border:{one['id']} time=0.5")]}
            for one in choices["posts"]
        ] + [
            {"kind": "passage", "lat": one["lat"], "lon": one["lon"],
             "name": word(language, one["id"], "passage"),
             "offers": [_offer(f"close passage:{one['id']}", fields, language)]}
            for one in choices["passages"]
        ],
    }  # fmt: skip


def _edit_of(line: Document) -> str:
    return f"{'close' if line['state'] == 'open' else 'open'} link:{line['id']}"


def _offer(edit: str, fields: Mapping[str, Any], language: Language) -> Document:
    """An edit to add, as a link; one that is there already takes itself away."""
    edits = list(fields["edits"])
    is_there = edit in edits
    edits = [one for one in edits if one != edit] if is_there else [*edits, edit]
    verb, *rest = edit.split()
    values = [word(language, key, "edit_value") + f" ×{value}" for key, _, value in
              (one.partition("=") for one in rest[1:])]  # fmt: skip
    told = " · ".join((word(language, verb, "edit"), *values))
    return {
        "edit": edit,
        "text": language.say("Take back: %(what)s", what=told) if is_there else told,
        "href": what_if_form.address(fields, edits=edits),
    }
