"""What a final demand asks for of each sector of a table, as a document."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import weakest
from entrepot.plan.output import output_for
from entrepot.service.output_table import Sectors, parse_sectors

Document = dict[str, Any]


def answer_output(
    table: Mapping[str, Any] | None, demand: Mapping[str, str], *, region: str, is_local: bool
) -> Document:
    """Output, value added, jobs and tax that a final demand asks for.

    Args:
        table: The table of the region; None where nobody has one.
        demand: Final demand by sector, in the unit of the table.
        region: Id of the region, to say that it has no table.
        is_local: Whether what users buy elsewhere is left out, by the likeliest shares.

    Raises:
        InputError: There is no table, or the table or the demand cannot be used.
        ModelError: A unit of output asks for a unit or more of output.
    """
    if table is None:
        raise InputError(
            Problem("plan.no_table", region, "has no table of input and output.",
                    "Give one: docs/how-to/output-table.csv shows its form.",
                    message_zh="该区域没有投入产出表。")
        )  # fmt: skip
    sectors = parse_sectors(table)
    wanted = _demand(sectors, demand)
    local = sectors.local_middle if is_local else 1.0
    found = output_for(sectors.table, wanted, local)
    brings = {name: found * each for name, each in sectors.brings.items()}
    rows = [
        {"sector": code, "name": sectors.names[at], "name_zh": sectors.names_zh[at],
         "demand": float(wanted[at]), "output": float(found[at]),
         **{name: float(each[at]) for name, each in brings.items()}}
        for at, code in enumerate(sectors.codes)
    ]  # fmt: skip
    return {
        "unit": sectors.unit, "is_local": is_local, "sectors": rows,
        "output": float(found.sum()),
        **{name: float(each.sum()) for name, each in brings.items()},
        "source": sectors.cited.text, "status": weakest(["modelled", sectors.cited.status]),
    }  # fmt: skip


def _demand(sectors: Sectors, demand: Mapping[str, str]) -> Any:
    problems = []
    found = np.zeros(len(sectors.codes))
    for code, text in demand.items():
        if code not in sectors.codes:
            problems.append(_fault(code, f"Sectors: {', '.join(sectors.codes[:20])}."))
            continue
        try:
            found[sectors.codes.index(code)] = float(text)
        except ValueError:
            problems.append(_fault(code, "Write a number: agriculture=600."))
    if problems:
        raise InputError(problems)
    if not np.isfinite(found).all():
        raise InputError(_fault("demand", "Write finite numbers."))
    return found


def _fault(where: str, hint: str) -> Problem:
    return Problem("plan.demand", where[:60], "cannot be used.", hint, message_zh="无法使用。")
