"""The form of a comparison: up to four searches for one load, all in the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams

from entrepot.web import forms

MOST = 4
LOAD = ("teu", "tonnes", "value_usd", "depart", "year", "inventory")
EACH = ("from", "to", "how", "by", "pick")
# Modes of a column; trucks to and from the ends are always allowed.
HOWS: Mapping[str, tuple[str, ...]] = {
    "any": (),
    "rail": ("rail",),
    "land": ("rail", "road"),
    "road": ("road",),
    "river_sea": ("river", "sea", "road"),
    "rail_sea": ("rail", "sea"),
    "road_sea": ("road", "sea"),
    "air": ("air", "road"),
}


def read_comparison(query: QueryParams) -> dict[str, Any]:
    """What the address asks for: the load, what all avoid, and the columns as rows of the form."""
    fields: dict[str, Any] = {
        name: text for name in LOAD if (text := forms.read_text(query.get(name)))
    }
    avoid = [text for item in query.getlist("avoid") if (text := forms.read_text(item))]
    if avoid:
        fields["avoid"] = list(dict.fromkeys(avoid))[:100]
    given = {name: [forms.read_text(item) for item in query.getlist(name)] for name in EACH}
    rows = [
        {name: given[name][at] if at < len(given[name]) else "" for name in EACH}
        for at in range(min(MOST, max(len(given["from"]), len(given["to"]))))
    ]
    fields["columns"] = [
        _named(row) for row in rows if row["from"] or row["to"]
    ]  # fmt: skip
    return fields


def _named(row: dict[str, str]) -> dict[str, str]:
    ends = forms.for_service({"origin": row["from"], "destination": row["to"]})
    return {**row, "from": ends["origin"], "to": ends["destination"], "how": row["how"] or "any"}


def searches(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The search of each column, as the map takes it."""
    load = {name: value for name, value in fields.items() if name != "columns"}
    found = []
    for row in fields["columns"]:
        modes = HOWS.get(row["how"], ())
        search = {**load, "origin": row["from"], "destination": row["to"]}
        if modes:
            search["modes"] = list(modes)
        if row["by"] and row["by"] != "pareto" and not row["pick"]:
            search["by"] = row["by"]
        found.append(search)
    return found


def pairs_of(fields: Mapping[str, Any], columns: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Parameters of an address that compares these columns for the same load."""
    load = {name: value for name, value in fields.items() if name in (*LOAD, "avoid")}
    if "teu" not in load and "tonnes" not in load:
        load["teu"] = "1"
    return load | {name: [row.get(name, "") for row in columns] for name in EACH}


def presets(fields: Mapping[str, Any], directions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Comparisons worth a link: there and back, ways for one load, trains to all quarters."""
    found: dict[str, Any] = {}
    first = next((row for row in fields["columns"] if row["from"] and row["to"]), None)
    if first:
        ends = {"from": first["from"], "to": first["to"]}
        turned = {"from": first["to"], "to": first["from"]}
        found["back"] = [ends | {"by": "cost"}, turned | {"by": "cost"}]
        found["gateways"] = [
            ends | {"how": how, "by": "cost"} for how in ("river_sea", "rail", "rail_sea", "air")
        ]
    if len(directions) > 1:
        found["directions"] = [
            {"from": one["from"], "to": one["to"], "how": "rail", "by": "cost"}
            for one in directions[:MOST]
        ]
    return {name: pairs_of(fields, columns) for name, columns in found.items()}
