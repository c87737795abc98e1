"""What a tariff cut does in one market, by a case of partners and three elasticities."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from entrepot.service.model_case import ModelCase, read_case
from entrepot.trade.smart import Cut, Diversion, Elasticities, Screening, screen_cut

_KEYS = (
    "imports", "import_demand_elasticity", "substitution_elasticity", "export_supply_elasticity",
    "diversion",
)  # fmt: skip
_NUMBERS = ("value", "tariff_before_pct", "tariff_after_pct")


def smart_file(path: Path) -> dict[str, Any]:
    """Screen the cut of the case in a file.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: A rule that is not exact takes more from a partner than it sells.
    """
    return smart(read_case(path), path.parent)


def smart(raw: Mapping[str, Any], folder: Path | None = None) -> dict[str, Any]:
    """Screen the cut of a case.

    Args:
        raw: The case.
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: A rule that is not exact takes more from a partner than it sells.
    """
    case = ModelCase(raw, folder)
    case.only(_KEYS)
    diversion = Diversion(case.word("diversion", tuple(Diversion), "ces"))
    demand = case.number("import_demand_elasticity")
    substitution = case.number("substitution_elasticity")
    supply = None
    if raw.get("export_supply_elasticity") is not None:
        supply = case.number("export_supply_elasticity")
    imports = case.table("imports", ("partner",), _NUMBERS)
    case.raise_problems()
    rows = [] if imports is None else zip(
        imports.keys["partner"].texts(), *(imports.numbers[name].tolist() for name in _NUMBERS),
        strict=True,
    )  # fmt: skip
    cuts = [Cut(str(partner), *numbers) for partner, *numbers in rows]
    found = screen_cut(cuts, Elasticities(demand, substitution, supply), diversion)
    return _document(found, diversion) | {"status": "modelled", "warnings": case.warnings}


def _document(found: Screening, diversion: Diversion) -> dict[str, Any]:
    return {
        "creation": found.creation, "diversion": found.diversion,
        "revenue_before": found.revenue_before, "revenue_after": found.revenue_after,
        "welfare": found.welfare,
        "partners": [
            {
                "partner": one.partner, "creation": one.creation, "diversion": one.diversion,
                "price_change_pct": one.price_change_pct,
                "export_price_change_pct": one.export_price_change_pct,
                "value_after": one.value_after,
            }
            for one in found.partners
        ],
        "method": str(diversion),
    }  # fmt: skip
