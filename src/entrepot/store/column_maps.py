"""Column maps: those that are shipped, one a schedule, and those that a person gives."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem

FOLDER = Path(__file__).parent / "maps"


def shipped_map(schedule: str) -> Mapping[str, Any]:
    """The map that is shipped for a schedule."""
    return tomllib.loads((FOLDER / f"{schedule}.toml").read_text("utf-8"))


def read_toml(text: str, where: str) -> Mapping[str, Any]:
    """A map that a person gives.

    Raises:
        InputError: It is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "See the shipped maps for the layout."
        raise InputError(Problem("tariff.map", where, f"is no TOML: {error}.", hint)) from error
