"""Kept indices as tables to download: exactly the rows shown, each with its status."""

from collections.abc import Sequence
from typing import Any

from entrepot.assess.explain import CAUSES
from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document

Sheet = tuple[Sequence[Column], list[Document]]
_LEAGUE = (
    Column("class"), Column("time", "whole"), Column("rank", "whole"), Column("unit"),
    Column("name"), Column("name_zh"), Column("score", "number"), Column("rank_q05", "number"),
    Column("rank_q95", "number"), Column("imputed_share", "number"), Column("flags"),
    Column("scheme"), Column("version", "whole"), Column("periods"), Column("known_at"),
    Column("hash"), Column("status"),
)  # fmt: skip
_UNIT = (
    Column("unit"), Column("indicator"), Column("name"), Column("name_zh"), Column("parent"),
    Column("value", "number"), Column("measure"), Column("normalised", "number"),
    Column("weight_share", "number"), Column("adds", "number"), Column("flags"), Column("known_at"),
    Column("source"), Column("status"),
)  # fmt: skip
_KNOWN = (
    Column("what"), Column("where"), Column("when"), Column("value", "number"), Column("unit"),
    Column("note"), Column("known_from"), Column("known_to"), Column("by"), Column("file"),
    Column("row", "whole"), Column("source"), Column("status"),
)  # fmt: skip
_CHANGE = (
    Column("before"), Column("after"), Column("unit"), Column("time", "whole"),
    Column("rank_before", "whole"), Column("rank_after", "whole"),
    *(Column(f"rank_{name}", "number") for name in ("change", *CAUSES)),
    Column("score_before", "number"), Column("score_after", "number"),
    *(Column(f"score_{name}", "number") for name in ("change", *CAUSES)), Column("reason"),
    Column("source"), Column("status"),
)  # fmt: skip
_TILT = (
    Column("run"), Column("unit"), Column("rank", "whole"), Column("p_top", "number"),
    Column("gain", "number"), Column("p_gain", "number"), Column("currency"),
    *(Column(name, "amount") for name in (
        "plain", "robust", "robust_less_plain", "least", "most"
    )), Column("source"), Column("status"),
)  # fmt: skip
_OWN = "derived"  # of observations, whose sources the runs tell


def of_league(found: Document) -> Sheet:
    """The units of a run by class and rank."""
    same = {name: found[name] for name in ("scheme", "version", "periods", "known_at", "hash")}
    bands = bands_of(found)
    return _LEAGUE, [
        {
            **same, **one, "rank_q05": band.get("q05"), "rank_q95": band.get("q95"),
            "flags": sorted({flag["flag"] for flag in one["flags"]}),
        }
        for one in found["units"]
        for band in [bands.get((one["unit"], one.get("time")), {})]
    ]  # fmt: skip


def of_change(found: Document) -> Sheet:
    """What moved each unit between two runs."""
    ends = {name: found[name]["run"] for name in ("before", "after")}
    same = {**ends, "source": _source(found["after"]), "status": _OWN}
    return _CHANGE, [
        {
            **same, **one,
            **{f"{what}_{cause}": part for what in ("rank", "score")
               for cause, part in one[f"{what}_parts"].items()},
        }
        for one in found["units"]
    ]  # fmt: skip


def of_tilt(found: Document) -> Sheet:
    """What each unit is paid."""
    same = {"run": found["run"], "currency": found["currency"], "source": _source(found),
            "status": _OWN}  # fmt: skip
    return _TILT, [same | one for one in found["units"]]


def _source(run: Document) -> str:
    return f"{run['scheme']} version {run['version']}, {run['hash']}"


def of_unit(found: Document) -> Sheet:
    """What lifts or lowers a unit, an indicator each row."""
    unit = {"unit": found["unit"]["unit"], "known_at": found["known_at"]}
    return _UNIT, [{**one, **unit, "measure": one["unit"]} for one in found["parts"]]


def of_known(found: Document) -> Sheet:
    """Observations as they were known."""
    return _KNOWN, found["observations"]


def bands_of(found: Document) -> dict[tuple[Any, Any], Document]:
    """How far ranks hang on method, by unit and year; nothing without assumptions."""
    told = found["sensitivity"] or {"units": []}
    return {(one["unit"], one.get("time")): one for one in told["units"]}
