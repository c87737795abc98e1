"""A table of input and output of a file: sectors, who sells to whom, what a unit brings."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import STATUSES, Source, Status
from entrepot.plan.output import OutputTable, Vector
from entrepot.service.model_case import ModelCase
from entrepot.trade.draws import Triangular

BRINGS = ("value_added", "jobs", "tax")
_KEYS = ("name", "name_zh", "source", "status", "unit", "usd_per_unit", "sector", "flows",
         "jobs_unit")  # fmt: skip
_SECTOR = ("code", "name", "name_zh", "output", "export_share", "local_share", *BRINGS)
_MOST_SECTORS, _MOST_BYTES = 500, 10_000_000
_HINT = "See docs/how-to/output-table.toml for an example."
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Sectors:
    """A table with what its sectors sell abroad and what a unit of their output brings.

    Attributes:
        table: The table.
        codes, names, names_zh: Of each sector (n,).
        exports: Share of the region's exports that each sector sells (n,).
        local: Share of each sector's goods that users buy within the region, as distributions.
        brings: Value added, jobs and tax of a unit of output, where all sectors tell it (n,).
        unit: Unit of its money.
        usd_per_unit: What a unit is worth [USD].
        cited: Who says so.
    """

    table: OutputTable
    codes: tuple[str, ...]
    names: tuple[str, ...]
    names_zh: tuple[str, ...]
    exports: Vector
    local: tuple[Triangular, ...]
    brings: Mapping[str, Vector]
    unit: str
    usd_per_unit: float
    cited: Source

    @property
    def local_middle(self) -> Vector:
        """Likeliest shares bought within the region (n,)."""
        return np.array([one.mid for one in self.local])

    def local_drawn(self, chance: np.random.Generator, count: int) -> Vector:
        """The same once a draw (count, n)."""
        return np.column_stack([one.draw(chance, count) for one in self.local])


def read_sectors(file: Path) -> dict[str, Any]:
    """The tables of a file.

    Raises:
        InputError: It cannot be read, or is not TOML.
    """
    try:
        content = file.read_bytes()
        if len(content) > _MOST_BYTES:
            message = f"is longer than {_MOST_BYTES:,} bytes."
            raise InputError(Problem("file.too_large", str(file), message, "Sum its sectors up."))
        return tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        message = f"cannot be read: {error.strerror}."
        raise InputError(Problem("file.unreadable", str(file), message, _HINT)) from error
    except ValueError as error:
        message = f"is not TOML: {error}."
        raise InputError(Problem("file.toml", str(file), message, _HINT)) from error


def parse_sectors(raw: Mapping[str, Any]) -> Sectors:
    """A table of input and output, checked.

    Args:
        raw: name, source, status, unit, usd_per_unit, sector (code, name, output, export_share,
            local_share, value_added, jobs, tax) and flows, sellers by buyers.

    Raises:
        InputError: With everything that is wrong.
    """
    case = ModelCase(raw, None, "output.")
    case.only(_KEYS)
    rows = [_sector(case, one, place) for place, one in enumerate(_list(case, "sector"))]
    flows = _flows(case, len(rows))
    unit_usd = case.number("usd_per_unit", above=0)
    source = case.text("source") or ""
    if not source:
        case.fault("case.missing", "source", "is missing.", "Say who publishes the table.")
    status: Status = next(
        (one for one in STATUSES if one == case.word("status", STATUSES)), "unverified"
    )
    codes = [row["code"] for row in rows]
    if len({*codes}) < len(codes):
        case.fault("plan.sector_twice", "sector", "has a code twice.", "Keep one.")
    if (sold := sum(row["export_share"] for row in rows)) > 1 + _ROUNDING:
        message = f"adds up to {sold:g}, more than 1."
        case.fault("plan.export_share", "sector.export_share", message, "Write shares of 1.")
    case.raise_problems()
    brings = {name: np.array([row[name] for row in rows], dtype=float) for name in BRINGS
              if all(row[name] is not None for row in rows)}  # fmt: skip
    return Sectors(
        OutputTable(flows, np.array([row["output"] for row in rows])), tuple(codes),
        tuple(row["name"] for row in rows), tuple(row["name_zh"] for row in rows),
        np.array([row["export_share"] for row in rows]), tuple(row["local"] for row in rows),
        brings, case.text("unit") or "", unit_usd, Source(source, status),
    )  # fmt: skip


def _list(case: ModelCase, name: str) -> list[Any]:
    found = case.raw.get(name)
    if not isinstance(found, list) or not 0 < len(found) <= _MOST_SECTORS:
        case.fault("case.rows", name, f"is no list of 1 to {_MOST_SECTORS}.", _HINT)
        return []
    return found


def _sector(case: ModelCase, raw: object, place: int) -> dict[str, Any]:
    table = raw if isinstance(raw, Mapping) else {}
    one = ModelCase(table, None, f"{case.at}sector[{place + 1}].", case.problems)
    one.only(_SECTOR)
    code = one.text("code") or ""
    if not code:
        one.fault("case.missing", "code", "is missing.", "Give each sector a code.")
    told: dict[str, Any] = {
        "code": code, "name": one.text("name") or code,
        "name_zh": one.text("name_zh") or one.text("name") or code,
        "output": one.number("output", above=0), "export_share": _share(one, "export_share"),
        "local": _local(one),
    }  # fmt: skip
    for name in BRINGS:
        told[name] = one.number(name) if table.get(name) is not None else None
    return told


def _share(case: ModelCase, name: str) -> float:
    """A number from 0 to 1; 0 where it is absent."""
    if case.raw.get(name) is None:
        return 0.0
    found = case.number(name)
    if not 0 <= found <= 1:
        case.fault("case.number", name, f"{found:g} is not from 0 to 1.")
    return found


def _local(case: ModelCase) -> Triangular:
    """Low, likeliest and high share that is bought within the region; all of it where none is."""
    told = case.raw.get("local_share", 1.0)
    numbers = told if isinstance(told, list) else [told] * 3
    is_fit = len(numbers) == 3 and all(
        isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 1
        for one in numbers
    )  # fmt: skip
    if not is_fit or list(numbers) != sorted(numbers):
        hint = "Write 0.6, or low, likeliest and high: [0.5, 0.6, 0.8]."
        case.fault("plan.local_share", "local_share", "is no share or three rising ones.", hint)
        return Triangular(1.0, 1.0, 1.0)
    return Triangular(*map(float, numbers))


def _flows(case: ModelCase, size: int) -> Vector:
    """Sales by seller and buyer (size, size)."""
    told = case.raw.get("flows")
    try:
        found = np.array(told, dtype=float)
    except (TypeError, ValueError):
        found = np.empty(0)
    if found.shape != (size, size) or not np.isfinite(found).all() or (found < 0).any():
        message = f"is no table of {size} by {size} numbers, none below 0."
        case.fault("plan.flows", "flows", message, "Rows are sellers, columns buyers.")
        return np.zeros((size, size))
    return found
