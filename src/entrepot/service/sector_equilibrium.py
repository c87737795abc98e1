"""What duties and costs do with many sectors and inputs: a case of Caliendo and Parro."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError, Problem
from entrepot.service.model_case import ModelCase, ModelTable, plain
from entrepot.trade.closure import WORLD_OUTPUT, Closure, Numeraire, choose_numeraire
from entrepot.trade.sector_base import Array, Clipped, SectorBase, SectorData, make_sector_base
from entrepot.trade.sector_welfare import (
    exact_log,
    first_order,
    imports_from,
    log_consumer_price,
)
from entrepot.trade.sectors import SectorResult, solve_sectors

MODEL = "caliendo-parro"
_KEYS = (
    "model", "closure", "numeraire", "duty_in_flows", "flows", "tariffs", "output", "inputs",
    "elasticities", "tau_hat", "blocs",
)  # fmt: skip
_PAIR = ("sector", "importer", "exporter")
_UNKNOWN = "in no row of output"


def sector_document(case: ModelCase) -> dict[str, Any]:
    """Solve a case of many sectors.

    Raises:
        InputError: The case or a table cannot be used; all that is wrong is told.
        ModelError: There is no convergence.
    """
    case.only(_KEYS)
    closure = Closure(case.word("closure", tuple(Closure)))
    tables = _tables(case)
    case.raise_problems()
    ground = _ground(case, tables)
    blocs = _blocs(case, ground.data.codes)
    unit = _numeraire(case, closure, ground.data.codes)
    base = _base(case, ground.data)
    case.raise_problems()
    assert base is not None
    found = solve_sectors(
        base, duty=ground.duty_after, log_cost=ground.log_cost, closure=closure, numeraire=unit
    )
    return _document(found, blocs) | {"status": "modelled", "warnings": case.warnings}


def _numeraire(case: ModelCase, closure: Closure, codes: tuple[str, ...]) -> Numeraire:
    try:
        return choose_numeraire(closure, case.text("numeraire"), codes)
    except InputError as error:
        case.problems.extend(error.problems)
        return Numeraire()


def _base(case: ModelCase, data: SectorData) -> SectorBase | None:
    if case.problems:
        return None
    try:
        return make_sector_base(data)
    except InputError as error:
        case.problems.extend(error.problems)
        return None


# Tables


@dataclass(frozen=True, slots=True)
class _Tables:
    flows: ModelTable | None
    tariffs: ModelTable | None
    output: ModelTable | None
    inputs: ModelTable | None
    elasticities: ModelTable | None
    tau_hat: ModelTable | None


def _tables(case: ModelCase) -> _Tables:
    duties = ("before_pct", "after_pct")
    made = ("gross_output", "value_added_share")
    return _Tables(
        case.table("flows", _PAIR, ("value",)),
        case.table("tariffs", _PAIR, duties, required=False),
        case.table("output", ("country", "sector"), made),
        case.table("inputs", ("country", "user", "input"), ("share",), signed=("share",)),
        case.table("elasticities", ("sector",), ("theta",)),
        case.table("tau_hat", _PAIR, ("tau_hat",), required=False),
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    data: SectorData
    duty_after: Array
    log_cost: Array | None


def _ground(case: ModelCase, tables: _Tables) -> _Ground:
    """The tables as arrays; rows that fit nowhere are told."""
    output = tables.output
    assert output is not None
    codes, sectors = sorted(output.levels("country")), sorted(output.levels("sector"))
    pair = {"sector": sectors, "importer": codes, "exporter": codes}
    of_output = case.layout(output, {"sector": sectors, "country": codes}, _UNKNOWN)
    made = of_output("gross_output", np.nan)
    _tell_absent(case, output, made, sectors, codes)
    of_duty = case.layout(tables.tariffs, pair, _UNKNOWN)
    duty, after = of_duty("before_pct", 0.0) / 100, of_duty("after_pct", 0.0) / 100
    values = case.layout(tables.flows, pair, _UNKNOWN)("value", 0.0)
    _tell_home(case, tables.flows)
    _warn_of_negatives(case, tables.inputs)
    if case.flag("duty_in_flows", default=False):
        values = values / (1 + duty)
    users = {"country": codes, "input": sectors, "user": sectors}
    inputs = case.layout(tables.inputs, users, _UNKNOWN)("share", 0.0)
    theta = case.layout(tables.elasticities, {"sector": sectors}, _UNKNOWN)("theta", np.nan)
    added = of_output("value_added_share", 1.0)
    data = SectorData(tuple(codes), tuple(sectors), values, duty, made, added, inputs, theta)
    return _Ground(data, after, _log_cost(case, tables.tau_hat, pair))


def _tell_absent(
    case: ModelCase, output: ModelTable, made: Array, sectors: list[str], codes: list[str]
) -> None:
    hint = "Give 0 where a country makes nothing of a sector."
    for j, n in np.argwhere(np.isnan(made)).tolist():
        where = f"{output.name}, {codes[n]}, {sectors[j]}"
        case.problems.append(Problem("trade.output_missing", where, "has no row.", hint))


def _tell_home(case: ModelCase, flows: ModelTable | None) -> None:
    """Tell rows of a country's sales to itself: they follow from gross output."""
    assert flows is not None
    importer = np.array(flows.keys["importer"].texts(), dtype=object)
    exporter = np.array(flows.keys["exporter"].texts(), dtype=object)
    for place in np.flatnonzero((importer == exporter) & (flows.numbers["value"] > 0)).tolist():
        message = "is what a country sells to itself."
        hint = "Leave it out: it is gross output less exports."
        case.problems.append(Problem("trade.home_flow", flows.where(place), message, hint))


def _warn_of_negatives(case: ModelCase, inputs: ModelTable | None) -> None:
    """Say which input shares are below 0, as some published tables have them."""
    if inputs is None:
        return
    places = np.flatnonzero(inputs.numbers["share"] < 0).tolist()
    if places:
        rows = ", ".join(str(inputs.rows[place]) for place in places)
        case.warn("trade.input_negative", inputs.name, f"Shares of rows {rows} are below 0; used.")


def _log_cost(
    case: ModelCase, table: ModelTable | None, pair: Mapping[str, list[str]]
) -> Array | None:
    if table is None:
        return None
    for place in np.flatnonzero(table.numbers["tau_hat"] == 0).tolist():
        where = table.where(place, "tau_hat")
        case.problems.append(Problem("trade.cost", where, "0 is not above 0."))
    factors = case.layout(table, pair, _UNKNOWN)("tau_hat", 1.0)
    return np.log(np.where(factors > 0, factors, 1.0))


def _blocs(case: ModelCase, codes: tuple[str, ...]) -> dict[str, list[int]]:
    spec = case.inner("blocs")
    found: dict[str, list[int]] = {}
    for name, members in (spec.raw if spec else {}).items():
        if not isinstance(members, list) or not all(isinstance(one, str) for one in members):
            case.fault("case.bloc", f"blocs.{name}", "is no list of codes.", 'Write ["A", "B"].')
            continue
        for one in members:
            if one not in codes:
                case.fault("trade.key_unknown", f"blocs.{name}", f"'{one}' is in no row of output.")
        found[name] = [codes.index(one) for one in dict.fromkeys(members) if one in codes]
    return found


# Results


def _document(found: SectorResult, blocs: Mapping[str, list[int]]) -> dict[str, Any]:
    parts, logs = first_order(found), first_order(found, logs=True)
    before, after = found.before, found.after
    columns = {
        "welfare_exact_pct": np.expm1(exact_log(found)),
        "welfare_first_order_pct": parts.welfare,
        "welfare_first_order_log_pct": logs.welfare,
        "terms_of_trade_pct": parts.terms_of_trade,
        "volume_of_trade_pct": parts.volume_of_trade,
        "trade_cost_pct": parts.trade_cost,
        "terms_of_trade_log_pct": logs.terms_of_trade,
        "volume_of_trade_log_pct": logs.volume_of_trade,
        "real_wage_pct": np.expm1(after.log_wage - log_consumer_price(found)),
        "tariff_revenue_share_before_pct": before.revenue / before.income,
        "tariff_revenue_share_after_pct": after.revenue / after.income,
    }
    codes = found.base.data.codes
    rows = zip(codes, *(plain(100 * one) for one in columns.values()), strict=True)
    name = found.numeraire.name
    return {
        "model": MODEL,
        "closure": str(found.closure),
        "numeraire": "world_value_added" if name == WORLD_OUTPUT else name,
        "iterations": before.iterations + after.iterations,
        "residual": max(before.residual, after.residual),
        "clipped": {
            "output": [_clip(one, "gross_output", "raised_to") for one in found.base.raised],
            "final_demand": [_clip(one, "residual", "cut_to") for one in found.base.cut],
        },
        "countries": [dict(zip(("code", *columns), row, strict=True)) for row in rows],
        "blocs": {name: _bloc(found, members) for name, members in blocs.items()},
    }


def _clip(one: Clipped, was: str, is_now: str) -> dict[str, Any]:
    return {"country": one.country, "sector": one.sector, was: one.was, is_now: one.is_now}


def _bloc(found: SectorResult, members: list[int]) -> list[dict[str, Any]]:
    growth = plain(100 * imports_from(found, members))
    return [
        {"code": found.base.data.codes[place], "imports_from_members_pct": one}
        for place, one in zip(members, growth, strict=True)
    ]
