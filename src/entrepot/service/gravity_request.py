"""A gravity estimate as a request asks for it: rows, or a file, of bounded size."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.gravity import estimate_file, estimate_rows
from entrepot.service.gravity_document import Asked

MOST_ROWS = 200_000
MOST_CELLS = 10_000_000  # rows times terms


def gravity(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Estimate over the rows of a request.

    Args:
        fields: `rows`, and what is asked: `formula`, and by choice `cluster` (a list), `where`,
            `derive` (expressions by name), `vcov`, `ssc`, `bias_correct`.

    Raises:
        InputError: Something cannot be used, or is too much for a request.
        ModelError: Nothing is left to estimate from, or the steps do not settle.
    """
    return estimate_rows(fields["rows"], _asked(fields))


def gravity_file(content: bytes, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Estimate over a file of a request; raises as `gravity` does.

    Args:
        content: Its bytes.
        kind: `csv` or `parquet`.
        fields: What is asked, as `gravity` takes it; `derive` is a list of `NAME=SQL`.
    """
    pairs = [text.partition("=") for text in fields.get("derive", ())]
    problems = [
        Problem("gravity.derive", "derive", f"'{name}' is not NAME=SQL.")
        for name, equals, sql in pairs
        if not (name.strip() and equals and sql.strip())
    ]
    if problems:
        raise InputError(problems)
    derive = {name.strip(): sql for name, _, sql in pairs}
    with tempfile.TemporaryDirectory(prefix="entrepot-gravity-") as folder:
        path = Path(folder) / f"flows.{kind}"
        path.write_bytes(content)
        return estimate_file(path, _asked({**fields, "derive": derive}), name="file")


def _asked(fields: Mapping[str, Any]) -> Asked:
    return Asked(
        formula=fields["formula"], where=fields.get("where"), derive=fields.get("derive"),
        clusters=tuple(fields.get("cluster", ())), kind=fields.get("vcov"),
        small=fields.get("ssc", "none"), is_corrected=fields.get("bias_correct", False),
        most_rows=MOST_ROWS, most_cells=MOST_CELLS,
    )  # fmt: skip
