"""Surveys of a pack on a build of the networks, kept beside the build."""

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entrepot.region.model import Region
from entrepot.store.networks import current_build

if TYPE_CHECKING:
    from entrepot.corridors.survey import Section, Survey

FORMAT = "1"  # rises whenever what a survey holds or how it is made changes
_TABLES = ("places", "terminals", "links", "borders", "areas", "markets", "parameters")


def load_survey(cache: Path, region: Region) -> "Survey | None":
    """The survey of a region on the build in use; None where there is none, or it is damaged.

    Args:
        cache: Folder of all builds.
        region: The region.
    """
    from entrepot.corridors.survey import Survey

    try:
        raw = _read(cache, region)
        sections = tuple(_section(row) for row in raw["sections"])
        drives = {(a, b): km for a, b, km in raw["drives_km"]}
        return Survey(raw["key"], sections, raw["lengths_km"], drives)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save_survey(cache: Path, region: Region, survey: "Survey") -> None:
    """Keep a survey; put in its place by rename, so that a half is never read."""
    path = _path(cache, region)
    raw = {
        "key": survey.key,
        "sections": [asdict(section) for section in survey.sections],
        "lengths_km": dict(survey.lengths_km),
        "drives_km": [[a, b, km] for (a, b), km in survey.drives_km.items()],
    }
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(raw, default=date.isoformat), encoding="utf-8")
    partial.replace(path)


def find_summary(cache: Path, region: Region) -> dict[str, Any] | None:
    """Key and sizes of the survey that is kept; None where there is none."""
    try:
        raw = _read(cache, region)
        sizes = {name: len(raw[name]) for name in ("sections", "lengths_km", "drives_km")}
        return {"key": raw["key"]} | {name.removesuffix("_km"): n for name, n in sizes.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def key_of(cache: Path, region: Region) -> str:
    """First digits of the hash of the build and of the tables that a survey rests on."""
    digest = sha256(f"{FORMAT} {current_build(cache)}".encode())
    for name in _TABLES:
        rows = getattr(region, name)
        digest.update(repr(sorted(rows.items()) if name == "places" else rows).encode())
    return digest.hexdigest()[:16]


def _path(cache: Path, region: Region) -> Path:
    return cache / (current_build(cache) or "none") / f"survey-{key_of(cache, region)}.json"


def _read(cache: Path, region: Region) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(_path(cache, region).read_text(encoding="utf-8"))
    return raw


def _section(row: dict[str, Any]) -> "Section":
    from entrepot.corridors.survey import Section

    days = {
        name: date.fromisoformat(row[name]) if row[name] else None
        for name in ("valid_from", "valid_to")
    }
    return Section(**row | days | {"countries": tuple(row["countries"])})
