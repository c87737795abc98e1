"""Answers about targets, parks and factors as the columns and rows of a table."""

from collections.abc import Callable, Mapping

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_CITED = (Column("why"), Column("why_zh"), Column("source"), Column("status"))
_RECRUIT = (
    Column("place", "whole"), Column("target"), Column("name"), Column("node"), Column("origin"),
    Column("industry"), Column("gap_share", "number"), Column("fit_share", "number"),
    Column("tie_share", "number"), Column("score", "number"), Column("probability", "number"),
    Column("worth", "number"), Column("calibration"), Column("owner"), Column("last_contact"),
    Column("next_step"), *_CITED,
)  # fmt: skip
_PLACES = (
    Column("firm"), Column("park"), Column("answer"), Column("score", "number"), *_CITED,
)  # fmt: skip
_FACTORS = (
    Column("site"), Column("factor"), Column("unit"), Column("from"), Column("needed", "number"),
    Column("free", "number"), Column("short", "number"), Column("served_from"), Column("answer"),
    Column("binds"), *_CITED,
)  # fmt: skip

_LAND = (
    Column("park"), Column("parcel"), Column("kind"), Column("area_m2", "number"),
    Column("output", "amount"), Column("output_per_m2", "number"),
    Column("limit_per_m2", "number"), Column("currency"), Column("idle_days", "whole"),
    Column("answer"), *_CITED,
)  # fmt: skip


def of_recruit(found: Document) -> Sheet:
    """The call list, whom to ask first; what is not known stays blank."""
    state = found["calibration"]["state"]
    rows = [{**one, **_why(one["reasons"]), "gap_share": one["parts"]["gap"],
             "fit_share": one["parts"]["fit"], "tie_share": one["parts"]["origin"],
             "calibration": state, **_cited(found)}
            for one in found["targets"]]  # fmt: skip
    return _RECRUIT, rows


def of_places(found: Document) -> Sheet:
    """Every firm at every park: placed, possible or not, with the conditions that decide it."""
    placed = {(one["firm"], one["park"]) for one in found["matches"]}
    rows = []
    for one in found["options"]:
        is_placed = (one["firm"], one["park"]) in placed
        answer = "placed" if is_placed else "possible" if one["possible"] else "refused"
        why = _why(one["met"] if one["possible"] else one["failed"])
        rows.append({**one, "answer": answer, **why, **_cited(found)})
    return _PLACES, rows


def of_factors(found: Document) -> Sheet:
    """Every factor at every site, the site that can serve first before the others."""
    return _FACTORS, [
        {"site": site["site"], **one, "binds": "yes" if one["factor"] in site["binds"] else "no",
         **_why(one["reasons"]), **_cited(found)}
        for site in found["sites"] for one in site["factors"]
    ]  # fmt: skip


def of_land(found: Document) -> Sheet:
    """Every parcel and building, the longest idle first."""
    same = {name: found[name] for name in ("limit_per_m2", "currency")}
    return _LAND, [{**one, **same, **_why(one["reasons"]), **_cited(found)}
                   for one in found["parcels"]]  # fmt: skip


SHEETS: Mapping[str, Callable[[Document], Sheet]] = {
    "recruit": of_recruit, "places": of_places, "factors": of_factors, "land": of_land,
}  # fmt: skip


def _why(reasons: list[Document]) -> Document:
    return {"why": " ".join(one["message"] for one in reasons),
            "why_zh": "".join(one["message_zh"] for one in reasons)}  # fmt: skip


def _cited(found: Document) -> Document:
    return {name: found[name] for name in ("source", "status")}
