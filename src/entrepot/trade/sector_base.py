"""The base of many sectors: flows, output and inputs of a year made consistent.

Arrays are sector by economy (j, n) or sector by importer by exporter (j, n, n).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.trade.closure import Vector

Array = NDArray[np.float64]
_SHARE_TOLERANCE = 1e-5  # printed shares are rounded; within it they are scaled to 1
_ROUNDING = 1e-9  # of a sector's spending: a final demand below it by so little is not told


@dataclass(frozen=True, slots=True)
class SectorData:
    """What is known of a year.

    Attributes:
        codes: Code of each economy (n,).
        sectors: Name of each sector (j,).
        imports: Value of imports without duty; nothing on the diagonal (j, n, n).
        duty: Duty as a share of the value before it (j, n, n).
        output: Gross output (j, n).
        value_added: Share of value added in gross output (j, n).
        inputs: Share of each input in what a sector buys: economy, input, user (n, j, j).
        theta: Trade elasticity of each sector; NaN is not traded (j,).
    """

    codes: tuple[str, ...]
    sectors: tuple[str, ...]
    imports: Array
    duty: Array
    output: Array
    value_added: Array
    inputs: Array
    theta: Vector


@dataclass(frozen=True, slots=True)
class Clipped:
    """A figure that was raised or cut so that the base is one.

    Attributes:
        country: Economy.
        sector: Sector.
        was: What the data say.
        is_now: What the base has.
    """

    country: str
    sector: str
    was: float
    is_now: float


@dataclass(frozen=True, slots=True)
class SectorBase:
    """A base that can be shocked.

    Attributes:
        data: What it was made of; gross output is as raised.
        shares: Share of each origin in a sector's spending (j, n, n).
        spent: Spending by sector, duty included (j, n).
        final: Share of each sector in final demand (j, n).
        earned: Value added (n,).
        revenue: What duties bring (n,).
        income: Final spending: value added, duties and the deficit (n,).
        raised: Gross output below exports, raised to them.
        cut: Final demand below 0, cut to 0; the rest is scaled to the same sum.
    """

    data: SectorData
    shares: Array
    spent: Array
    final: Array
    earned: Vector
    revenue: Vector
    income: Vector
    raised: tuple[Clipped, ...]
    cut: tuple[Clipped, ...]


def make_sector_base(data: SectorData) -> SectorBase:
    """Make a year's figures consistent, telling what was changed.

    Raises:
        InputError: Input shares do not add up to 1, or a figure cannot be used.

    Source:
        Caliendo and Parro 2015, Estimates of the Trade and Welfare Effects of NAFTA, and the
        programs of the authors, for final demand as the residual of spending after inputs.
    """
    if problems := _check(data):
        raise InputError(problems)
    sums = data.inputs.sum(axis=1, keepdims=True)
    inputs = np.divide(data.inputs, sums, out=np.zeros_like(data.inputs), where=sums > 0)
    exports = data.imports.sum(axis=1)
    output = np.maximum(data.output, exports)
    raised = _clipped(data, data.output, output, exports * (1 + _ROUNDING) > data.output)
    net = data.imports.copy()
    places = np.arange(len(data.codes))
    net[:, places, places] = output - exports
    gross = net * (1 + data.duty)
    spent = gross.sum(axis=2)
    shares = np.divide(gross, spent[:, :, None], out=_at_home(gross), where=spent[:, :, None] > 0)
    bought = np.einsum("nkj,jn->kn", inputs, (1 - data.value_added) * output)
    residual = spent - bought
    demand = np.maximum(residual, 0.0)
    if problems := _no_final_demand(data.codes, demand):
        raise InputError(problems)
    cut = _clipped(data, residual, demand, residual < -_ROUNDING * np.maximum(spent, bought))
    earned = (data.value_added * output).sum(axis=0)
    revenue = (gross - net).sum(axis=(0, 2))
    deficit = net.sum(axis=(0, 2)) - output.sum(axis=0)
    kept = SectorData(
        data.codes, data.sectors, data.imports, data.duty, output, data.value_added,
        inputs, data.theta,
    )  # fmt: skip
    final = demand / demand.sum(axis=0)
    income = earned + revenue + deficit
    return SectorBase(kept, shares, spent, final, earned, revenue, income, raised, cut)


def _no_final_demand(codes: tuple[str, ...], demand: Array) -> list[Problem]:
    """A problem for each economy whose inputs take all that it buys."""
    hint = "Look at its value added shares, inputs and imports."
    message = "has no final demand: inputs take all that it buys."
    return [
        Problem("trade.final_demand_missing", code, message, hint)
        for code, bought in zip(codes, demand.sum(axis=0), strict=True)
        if not bought > 0
    ]


def _at_home(gross: Array) -> Array:
    """Shares of a sector nobody buys: all at home, if ever."""
    shares = np.zeros_like(gross)
    places = np.arange(gross.shape[1])
    shares[:, places, places] = 1.0
    return shares


def _clipped(
    data: SectorData, was: Array, is_now: Array, where: NDArray[np.bool_]
) -> tuple[Clipped, ...]:
    return tuple(
        Clipped(data.codes[n], data.sectors[j], float(was[j, n]), float(is_now[j, n]))
        for n, j in np.argwhere(where.T & (was != is_now).T).tolist()
    )


def _check(data: SectorData) -> list[Problem]:
    return [*_check_shares(data), *_check_theta(data), *_check_demand(data)]


def _check_shares(data: SectorData) -> list[Problem]:
    problems = []
    hint = "Shares of the inputs of a user add up to 1; value added is told apart from them."
    sums = data.inputs.sum(axis=1)
    for n, j in np.argwhere((np.abs(sums - 1) > _SHARE_TOLERANCE) & _buys(data).T).tolist():
        where = f"inputs, {data.codes[n]}, {data.sectors[j]}"
        message = f"shares add up to {sums[n, j]:.6g}, not 1."
        problems.append(Problem("trade.input_shares", where, message, hint))
    for j, n in np.argwhere(~((data.value_added > 0) & (data.value_added <= 1))).tolist():
        where = f"output, {data.codes[n]}, {data.sectors[j]}, value_added_share"
        message = f"{data.value_added[j, n]:g} is not above 0 and up to 1."
        problems.append(Problem("trade.value_added", where, message))
    return problems


def _buys(data: SectorData) -> NDArray[np.bool_]:
    made = np.maximum(data.output, data.imports.sum(axis=1))
    buys: NDArray[np.bool_] = (data.value_added < 1) & (made > 0)
    named: NDArray[np.bool_] = data.inputs.sum(axis=1).T != 0
    return buys | named


def _check_theta(data: SectorData) -> list[Problem]:
    traded = data.imports.sum(axis=(1, 2)) > 0
    problems = []
    for name, theta, is_traded in zip(data.sectors, data.theta, traded, strict=True):
        if np.isnan(theta) and is_traded:
            hint = "Give its elasticity, or leave its flows out."
            message = "is traded but has no elasticity."
            problems.append(Problem("trade.elasticity_missing", name, message, hint))
        elif not np.isnan(theta) and not 0 < theta < np.inf:
            problems.append(Problem("trade.theta", name, f"theta {theta:g} is not above 0."))
    return problems


def _check_demand(data: SectorData) -> list[Problem]:
    return [
        Problem("trade.output_missing", code, "makes nothing.", "Give its gross output.")
        for code, made in zip(data.codes, data.output.sum(axis=0), strict=True)
        if not made > 0
    ]
