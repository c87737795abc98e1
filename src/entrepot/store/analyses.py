"""Answers that are kept as files, so that every serving process finds them by their id."""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

_MOST = 200  # files; the oldest go first
_ID = re.compile(r"[0-9a-f]{16}")


def save_answer(folder: Path, id_: str, document: dict[str, Any]) -> None:
    """Keep an answer; it is there whole or not at all.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file)
    Path(name).replace(folder / f"{id_}.json")
    _forget_oldest(folder)


def find_answer(folder: Path, id_: str) -> dict[str, Any] | None:
    """An answer by its id, None where it is not or no longer kept."""
    if not _ID.fullmatch(id_):
        return None
    try:
        found: dict[str, Any] = json.loads((folder / f"{id_}.json").read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return found


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_MOST:]:
        file.unlink(missing_ok=True)
