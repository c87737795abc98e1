"""Files of scenarios: their text, and the table of one scenario out of several."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.region.cells import nearest

_MOST_BYTES = 1_000_000


def read_scenario_file(file: Path) -> dict[str, Any]:
    """The tables of a file of scenarios.

    Raises:
        InputError: It cannot be read, or is not TOML; the line is told.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}."
        raise InputError(
            Problem("file.unreadable", str(file), message, "Name a file you may read.")
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem("file.encoding", str(file), "is not UTF-8.", "Save it as UTF-8.")
        ) from error
    return read_scenario_text(text, str(file))


def read_scenario_text(text: str, name: str) -> dict[str, Any]:
    """The tables of a text of scenarios.

    Args:
        text: TOML.
        name: What faults call it.

    Raises:
        InputError: It is not TOML, or far too long.
    """
    if len(text) > _MOST_BYTES:
        message = f"is longer than {_MOST_BYTES:,} characters."
        raise InputError(Problem("file.too_large", name, message, "Split it."))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"is not TOML: {error}."
        hint = "See docs/how-to/scenarios.md for an example."
        raise InputError(Problem("file.toml", name, message, hint)) from error


def pick_scenario(told: str) -> Mapping[str, Any]:
    """The table of one scenario by `FILE` or `FILE#NAME`; the first one without a name.

    Raises:
        InputError: The file cannot be used, or has no such scenario.
    """
    file, _, wanted = told.partition("#")
    raw = read_scenario_file(Path(file))
    tables = raw.get("scenario")
    if not isinstance(tables, list) or not tables:
        hint = "Write [[scenario]] and below it [[scenario.edit]]."
        raise InputError(Problem("scenario.missing", file, "holds no scenario.", hint))
    if not wanted:
        return tables[0] if isinstance(tables[0], Mapping) else {}
    by_name = {str(t.get("name", "")): t for t in tables if isinstance(t, Mapping)}
    if wanted not in by_name:
        message, hint = f"holds no scenario '{wanted}'.", nearest(wanted, list(by_name))
        hint = hint or f"It holds {', '.join(name for name in by_name if name)}."
        raise InputError(Problem("scenario.unknown", file, message, hint))
    return by_name[wanted]


def pick_scenarios(told: str) -> list[Mapping[str, Any]]:
    """The tables of `FILE#NAME`, or all of a file without a name.

    Raises:
        InputError: The file cannot be used, or has no such scenario.
    """
    first = pick_scenario(told)
    file, _, wanted = told.partition("#")
    if wanted:
        return [first]
    tables = read_scenario_file(Path(file))["scenario"]
    return [one for one in tables if isinstance(one, Mapping)]
