"""Input-output tables and cases that are handed in, checked cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.industry.io import coefficients_of
from entrepot.industry.regional import DELTA
from entrepot.kernel.errors import InputError
from entrepot.service.model_case import ModelCase, read_case
from entrepot.store.tables import read_table

Floats = NDArray[np.float64]
MOST_SECTORS = 2_000
ALL = "all"
COEFFICIENTS, FLOWS = "coefficients", "flows"
_OUTPUT, _DEMAND = ("output", "总产出"), ("final_demand", "最终使用")
_KEYS = ("sectors", COEFFICIENTS, FLOWS, "output", "final_demand", "extract", "regional")
_NUMBER = "Write a number that is 0 or more, without quotes."


@dataclass(frozen=True, slots=True)
class IoCase:
    """A case that can be worked out.

    Attributes:
        base: Output that flows were measured at; None where coefficients were given.
        extract: Sectors to take out, one by one.
        regional_output, national_output: For regional coefficients, None without.
    """

    sectors: tuple[str, ...]
    coefficients: Floats
    final_demand: Floats
    base: Floats | None
    extract: tuple[str, ...]
    regional_output: Floats | None
    national_output: Floats | None
    delta: float


def read_io(path: Path, kind: str = FLOWS) -> IoCase:
    """A case of JSON, or a table of CSV or Excel.

    Args:
        path: The file; what does not end in .json is a table.
        kind: What the cells of a table are, flows or coefficients.

    Raises:
        InputError: It cannot be used; every cell at fault is named.
    """
    raw = read_case(path) if path.suffix.lower() == ".json" else case_of_table(path, kind)
    return io_case(raw)


def case_of_table(path: Path, kind: str) -> dict[str, Any]:
    """The case a table of CSV or Excel tells.

    The first column names the sectors, the others are headed by them; a row `output` and a column
    `final_demand` may stand beside.

    Raises:
        InputError: It cannot be used; every cell at fault is named.
    """
    case = ModelCase({}, None)
    try:
        table = read_table(path.read_bytes(), path.name)
    except OSError as error:
        case.fault("case.unreadable", str(path), f"cannot be read: {error.strerror}.")
        case.raise_problems()
        raise
    first, *heads = table.header
    sectors = [head for head in heads if head and head not in _DEMAND]
    rows = {row[first]: (at, row) for at, row in enumerate(table.rows, start=2)}
    named = [name for name in rows if name and name not in _OUTPUT]
    if named != sectors or len(rows) != len(table.rows):
        told = f"has {len(named)} sectors by row and {len(sectors)} by column, or they differ."
        hint = "Name the same sectors once, in the same order."
        case.fault("io.square", path.name, told, hint)
    case.raise_problems()

    def line(name: str, columns: Sequence[str]) -> list[float]:
        at, row = rows[name]
        return [_cell(case, f"{path.name} row {at}, {column}", row[column]) for column in columns]

    found: dict[str, Any] = {"sectors": sectors, kind: [line(name, sectors) for name in sectors]}
    for name in (one for one in rows if one in _OUTPUT):
        found["output"] = line(name, sectors)
    for column in (head for head in heads if head in _DEMAND):
        found["final_demand"] = [_cell(case, f"{path.name} row {rows[name][0]}, {column}",
                                       rows[name][1][column], least=-np.inf)
                                 for name in sectors]  # fmt: skip
    case.raise_problems()
    return found


def io_case(raw: dict[str, Any]) -> IoCase:
    """A case as JSON tells it.

    Raises:
        InputError: It cannot be used; every cell at fault is named.
    """
    case = ModelCase(raw, None)
    case.only(_KEYS)
    sectors = _sectors(case)
    by_flow = raw.get(FLOWS) is not None
    if by_flow == (raw.get(COEFFICIENTS) is not None):
        case.fault("io.table", COEFFICIENTS, "or flows must be given, and not both.")
        raise InputError(case.problems)
    table = matrix(case, FLOWS if by_flow else COEFFICIENTS, len(sectors))
    output = column(case, "output", len(sectors)) if by_flow else None
    demand = column(case, "final_demand", len(sectors), least=-np.inf,
                    needed=not by_flow)  # fmt: skip
    extract = _extract(case, sectors)
    regions = _regions(case, len(sectors))
    if by_flow and output is not None:
        _check_made(case, table, output, sectors)
    case.raise_problems()
    if output is not None:
        demand = output - table.sum(axis=1) if demand is None else demand
        table = coefficients_of(table, output)
    assert demand is not None
    return IoCase(sectors, table, demand, output, extract, *regions)


def matrix(case: ModelCase, name: str, size: int) -> Floats:
    """A square table without cells below 0."""
    rows = case.raw.get(name)
    found = np.zeros((size, size))
    if not isinstance(rows, list) or len(rows) != size:
        told = f"has {len(rows)} rows" if isinstance(rows, list) else "is no list of rows"
        case.fault("io.square", name, f"{told}, and there are {size} sectors.", "Give one each.")
        return found
    for at, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != size:
            told = f"has {len(row)} cells" if isinstance(row, list) else "is no list"
            case.fault("io.square", f"{name}[{at}]", f"{told}, and there are {size} sectors.",
                       "Make the table square.")  # fmt: skip
            continue
        found[at] = [_cell(case, f"{name}[{at}][{to}]", one) for to, one in enumerate(row)]
    return found


def column(
    case: ModelCase, name: str, size: int, *, least: float = 0.0, needed: bool = True
) -> Floats | None:
    """A number for each sector; None where it may be left out and is."""
    cells = case.raw.get(name)
    if cells is None and not needed:
        return None
    if not isinstance(cells, list) or len(cells) != size:
        told = f"has {len(cells)} numbers" if isinstance(cells, list) else "is no list"
        case.fault("io.length", name, f"{told}, and there are {size} sectors.", "Give one each.")
        return np.zeros(size)
    return np.array([_cell(case, f"{name}[{at}]", one, least=least)
                     for at, one in enumerate(cells)])  # fmt: skip


def _cell(case: ModelCase, where: str, value: object, *, least: float = 0.0) -> float:
    """A finite number that is not below the least."""
    number = _number(value)
    if number is None or not np.isfinite(number):
        case.fault("io.cell", where, f"{value!r} is not a number.", _NUMBER)
    elif number < least:
        case.fault("io.cell", where, f"{value} is below {least:g}.", _NUMBER)
    else:
        return number
    return 0.0


def _number(value: object) -> float | None:
    if isinstance(value, str):  # of a table
        try:
            return float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _sectors(case: ModelCase) -> tuple[str, ...]:
    names = case.raw.get("sectors")
    if not isinstance(names, list) or not names or not all(isinstance(n, str) and n for n in names):
        case.fault("io.sectors", "sectors", "is no list of names.", 'Write ["...", "..."].')
        raise InputError(case.problems)
    if len(names) > MOST_SECTORS:
        case.fault("io.sectors", "sectors", f"are more than {MOST_SECTORS:,}.")
    for at, name in enumerate(names):
        if name in names[:at]:
            case.fault("io.sectors", f"sectors[{at}]", f"{name!r} is given twice.", "Keep one.")
    case.raise_problems()
    return tuple(names)


def _extract(case: ModelCase, sectors: Sequence[str]) -> tuple[str, ...]:
    names = case.raw.get("extract", [])
    if names == ALL:
        return tuple(sectors)
    if not isinstance(names, list):
        case.fault("io.extract", "extract", f"{names!r} is not known.", "Write all, or a list.")
        return ()
    for at, name in enumerate(names):
        if name not in sectors:
            case.fault("io.extract", f"extract[{at}]", f"{name!r} is no sector.")
    return tuple(names)


def _regions(case: ModelCase, size: int) -> tuple[Floats | None, Floats | None, float]:
    inner = case.inner("regional")
    if inner is None:
        return None, None, DELTA
    inner.only(("regional_output", "national_output", "delta"))
    own, whole = (column(inner, f"{of}_output", size) for of in ("regional", "national"))
    delta = inner.number("delta", DELTA)
    if not 0 <= delta <= 1:
        inner.fault("io.delta", "delta", "is not from 0 to 1.")
    if own is not None and whole is not None:
        for at in np.flatnonzero(own > whole).tolist():
            inner.fault("io.region", f"regional_output[{at}]", f"{own[at]:g} is more than the "
                        f"nation's {whole[at]:g}.", "Give both in one unit.")  # fmt: skip
        if not whole.sum() > 0:
            inner.fault("io.region", "national_output", "is 0 in every sector.")
    return own, whole, delta


def _check_made(case: ModelCase, flows: Floats, output: Floats, sectors: Sequence[str]) -> None:
    for at in np.flatnonzero((output == 0) & (flows.sum(axis=0) > 0)).tolist():
        for row in np.flatnonzero(flows[:, at] > 0).tolist():
            case.fault("io.no_output", f"{FLOWS}[{row}][{at}]", f"{flows[row, at]:g} goes into "
                       f"{sectors[at]}, whose output is 0.", "Give its output.")  # fmt: skip
