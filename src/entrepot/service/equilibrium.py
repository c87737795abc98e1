"""What a change of costs or duties does to trade and income, by a case of one or many sectors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.source import STATUSES
from entrepot.service.corridor_ask import KEYS as CORRIDOR_KEYS
from entrepot.service.corridor_document import corridors_document, trade_hat
from entrepot.service.corridor_shock import CorridorShock, OpenGround, corridor_shock
from entrepot.service.model_case import ModelCase, ModelTable, plain, read_case
from entrepot.service.sector_equilibrium import MODEL as SECTORS
from entrepot.service.sector_equilibrium import sector_document
from entrepot.store.frames import Coded, Column, Frame, write_frame
from entrepot.trade.baseline import (
    Baseline,
    Matrix,
    domestic_missing,
    make_baseline,
    scale_to_totals,
)
from entrepot.trade.closure import Closure, Numeraire, choose_numeraire
from entrepot.trade.draws import Both, Normal, bands_of, draw
from entrepot.trade.equilibrium import Equilibrium, Shock, solve_equilibrium

MODEL = "one-sector"
Told = Callable[[int, int], None]
_KEYS = (
    "model", "flows", "theta", "closure", "numeraire", "baseline", "shock", "tariffs",
    "duty_in_flows", "totals", "write_flows", "draws", "data_status",
)  # fmt: skip
_MOST_DRAWS = 100_000
_SEEDS = 2**63 - 1
_NAMED = 10  # pairs a warning names
_SAME = 1e-9  # relative gap of totals that is rounding
_PAIR = ("origin", "destination")
_UNKNOWN = "no economy of the flows"


@dataclass(frozen=True, slots=True)
class Here:
    """Where a case that takes its costs from the corridors stands.

    Attributes:
        ground: Opens the region and its networks.
        today: Its year is taken where neither the case nor an edit gives one.
    """

    ground: OpenGround
    today: date


def equilibrium_file(path: Path, here: Here | None = None) -> dict[str, Any]:
    """Solve the case in a file; its paths are relative to it.

    Raises:
        InputError: The case or a table cannot be used; all that is wrong is told.
        ModelError: There is no convergence.
    """
    return equilibrium(read_case(path), path.parent, here=here)


def equilibrium(
    raw: Mapping[str, Any], folder: Path | None = None, told: Told | None = None,
    here: Here | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Solve a case.

    Args:
        raw: The case.
        folder: What its files are relative to; None refuses files.
        told: Is told how many draws are done, and of how many.
        here: The region, for a case with `corridors`; None has none.

    Raises:
        InputError: The case or a table cannot be used; all that is wrong is told.
        ModelError: There is no convergence.
    """
    case = ModelCase(raw, folder)
    if case.word("model", (MODEL, SECTORS)) == SECTORS:
        return sector_document(case)
    if case.problems:
        raise InputError(case.problems)
    return _one_sector(case, told, here)


@dataclass(frozen=True, slots=True)
class _Change:
    """A shock as a case tells it.

    Attributes:
        kind: `trade_shift` or `tau_hat`.
        logs: Log shift of trade, or log of tau_hat (n, n).
        duty: Duty after as a share (n, n).
    """

    kind: str
    logs: Matrix
    duty: Matrix

    def log_cost(self, theta: float, scale: float = 1.0) -> Matrix:
        """Log of tau_hat at an elasticity, the shock times a factor (n, n)."""
        return self.logs * (-scale / theta if self.kind == "trade_shift" else scale)


def _one_sector(case: ModelCase, told: Told | None, here: Here | None) -> dict[str, Any]:
    of_corridors = case.flag("corridors", default=False)
    case.only((*_KEYS, *CORRIDOR_KEYS) if of_corridors else (*_KEYS, "corridors"))
    if of_corridors and here is None:
        case.fault("corridors.no_region", "corridors", "needs a region, and none is open here.")
    theta = case.number("theta", above=0)
    closure = Closure(case.word("closure", tuple(Closure)))
    fitted = case.word("baseline", ("observed", "fitted"), "observed") == "fitted"
    spread = _spread(case)
    is_told = case.raw.get("data_status") is not None
    data_status = case.word("data_status", STATUSES) if is_told else ""
    target = case.path("write_flows")
    ground, unit = _ground(case, fitted, closure, here if of_corridors else None)
    base, change = ground.base, ground.change
    found = solve_equilibrium(
        base, Shock(change.log_cost(theta), change.duty), theta=theta, closure=closure,
        numeraire=unit,
    )  # fmt: skip
    document = _document(case, found, fitted)
    lanes = None
    if spread is not None:
        if isinstance(change, CorridorShock):
            spread = replace(spread, scale=change.drawn)
        bands, lanes = _bands(spread, base, change, found, told)
        document |= bands
    if isinstance(change, CorridorShock):
        document["corridors"] = corridors_document(found, change, lanes)
    if target is not None:
        _write(target, found, with_duty=case.flag("duty_in_flows", default=False))
        document["flows_file"] = str(target)
    if data_status:
        document["data_status"] = data_status
    return document | {"status": "modelled", "warnings": case.warnings}


def _numeraire(case: ModelCase, closure: Closure, codes: tuple[str, ...]) -> Numeraire:
    try:
        return choose_numeraire(closure, case.text("numeraire"), codes)
    except InputError as error:
        case.problems.extend(error.problems)
        return Numeraire()


# Tables


@dataclass(frozen=True, slots=True)
class _Ground:
    """The base and what changes.

    Attributes:
        base: Flows before.
        change: What changes.
    """

    base: Baseline
    change: _Change | CorridorShock


def _ground(
    case: ModelCase, fitted: bool, closure: Closure, here: Here | None
) -> tuple[_Ground, Numeraire]:
    """The base, the change and the unit of nominal results.

    Raises:
        InputError: Something of the case is wrong; all that is.
    """
    flows = case.table("flows", _PAIR, ("value",), optional=("fitted",))
    shock, kind = _shock_table(case, quietly=here is not None)
    tariffs = case.table("tariffs", _PAIR, ("before_pct", "after_pct"), required=False)
    totals = case.table("totals", ("country",), ("output", "expenditure"), required=False)
    in_flows = case.flag("duty_in_flows", default=False)
    if totals is not None and not fitted:
        case.fault("case.totals", "totals", "speak of a fitted baseline.", "Leave them out.")
    if flows is None:
        raise InputError(case.problems)
    codes = sorted(flows.levels(*_PAIR))
    unit = _numeraire(case, closure, tuple(codes))
    axes = dict.fromkeys(_PAIR, codes)
    of_duty = case.layout(tariffs, axes, _UNKNOWN)
    duty, after = of_duty("before_pct", 0.0) / 100, of_duty("after_pct", 0.0) / 100
    logs = _logs(case, shock, kind, axes)
    values = _values(case, flows, codes, fitted, totals)
    case.problems.extend(domestic_missing(codes, values))
    change: _Change | CorridorShock = _Change(kind, logs, after)
    if here is None:
        case.raise_problems()
    else:
        change = corridor_shock(case, codes, after, here.ground, today=here.today)
        logs = change.log_cost()
    _warn_of_zeros(case, codes, values, (logs != 0) | (duty != after))
    base = make_baseline(codes, values, duty=duty, with_duty=in_flows)
    return _Ground(base, change), unit


def _logs(
    case: ModelCase, shock: ModelTable | None, kind: str, axes: Mapping[str, list[str]]
) -> Matrix:
    """Log shift of trade, or log of tau_hat (n, n)."""
    lay_out = case.layout(shock, axes, _UNKNOWN)
    if kind == "trade_shift":
        return lay_out(kind, 0.0)
    if shock is not None:
        _above_zero(case, shock, kind)
    factors = lay_out(kind, 1.0)
    logs: Matrix = np.log(np.where(factors > 0, factors, 1.0))
    return logs


def _shock_table(case: ModelCase, *, quietly: bool) -> tuple[ModelTable | None, str]:
    """The table of the shock and which of its two kinds it is."""
    spec = case.raw.get("shock")
    if spec is not None and quietly:
        hint = "The corridors are the shock: leave one of them out."
        case.fault("corridors.two_shocks", "shock", "stands beside corridors.", hint)
    if spec is None:
        if case.raw.get("tariffs") is None and not quietly:
            case.warn("trade.no_shock", "shock", "There is no shock: every change is 1.")
        return None, "trade_shift"
    kinds = [one for one in ("trade_shift", "tau_hat") if isinstance(spec, dict) and one in spec]
    if len(kinds) != 1:
        message = "names exactly one of trade_shift and tau_hat."
        case.fault("trade.shock_kind", "shock", message, 'Write "trade_shift": "COLUMN".')
        return None, "trade_shift"
    return case.table("shock", _PAIR, kinds, signed=("trade_shift",)), kinds[0]


def _above_zero(case: ModelCase, table: ModelTable, role: str) -> None:
    for place in np.flatnonzero(table.numbers[role] == 0).tolist():
        where = table.where(place, role)
        case.problems.append(Problem("trade.cost", where, "0 is not above 0."))


def _values(
    case: ModelCase, flows: ModelTable, codes: list[str], fitted: bool, totals: ModelTable | None
) -> Matrix:
    """Flows of the base by origin and destination (n, n)."""
    axes = dict.fromkeys(_PAIR, codes)
    of_flows = case.layout(flows, axes, _UNKNOWN)
    observed = of_flows("value", np.nan)
    if absent := int(np.isnan(observed).sum()):
        message = f"{absent} of {observed.size} pairs have no row and are taken as no trade."
        case.warn("trade.pairs_absent", flows.name, message)
    observed = np.nan_to_num(observed)
    if not fitted:
        return observed
    if "fitted" not in flows.numbers:
        hint = 'Name the column of a gravity prediction: "fitted": "fitted".'
        case.fault("trade.fitted_missing", "flows.fitted", "is missing.", hint)
        return observed
    prediction = of_flows("fitted", 0.0)
    output, spent = _totals(case, codes, observed, totals)
    if case.problems:
        return observed
    return scale_to_totals(prediction, output, spent)


def _totals(
    case: ModelCase, codes: list[str], observed: Matrix, totals: ModelTable | None
) -> tuple[Matrix, Matrix]:
    """What each economy sells and buys, with the same sum (n,) each."""
    if totals is None:
        return observed.sum(axis=1), observed.sum(axis=0)
    of_totals = case.layout(totals, {"country": codes}, _UNKNOWN)
    output, spent = of_totals("output", np.nan), of_totals("expenditure", np.nan)
    for code, one in zip(codes, output + spent, strict=True):
        if np.isnan(one):
            case.problems.append(Problem("trade.total_missing", f"{totals.name}, {code}",
                                         "has no row."))  # fmt: skip
    gap = spent.sum() / output.sum() - 1
    if abs(gap) > _SAME:
        message = (
            f"Expenditure adds up to {spent.sum():.6g}, output to {output.sum():.6g}: "
            f"{100 * gap:+.3g} %. Expenditure was scaled to the sum of output."
        )
        case.warn("trade.totals_differ", totals.name, message)
        spent = spent / (1 + gap)
    return output, spent


def _warn_of_zeros(
    case: ModelCase, codes: list[str], values: Matrix, touched: NDArray[np.bool_]
) -> None:
    """Say which shocked pairs do not trade: what is zero stays zero."""
    pairs = np.argwhere(touched & (values == 0)).tolist()
    if not pairs:
        return
    named = ", ".join(f"{codes[i]}-{codes[j]}" for i, j in pairs[:_NAMED])
    more = f" and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
    message = (
        f"The shock touches pairs without trade, which stay without: {named}{more}. "
        "A corridor that opens a new partner needs baseline fitted."
    )
    case.warn("trade.zero_flow", "shock", message)


# Results


def _document(case: ModelCase, found: Equilibrium, fitted: bool) -> dict[str, Any]:
    columns = {
        "real_income_hat": found.real_income_hat, "real_wage_hat": found.real_wage_hat,
        "wage_hat": found.wage_hat, "price_hat": found.price_hat,
        "output_hat": found.output_hat, "expenditure_hat": found.expenditure_hat,
        "exports_hat": found.exports_hat, "imports_hat": found.imports_hat,
        "domestic_share": found.domestic_share, "domestic_share_new": found.domestic_share_new,
        "welfare_first_order_pct": found.first_order_pct,
    }  # fmt: skip
    if case.raw.get("tariffs") is not None:
        after = (found.flows - found.net).sum(axis=0) / found.flows.sum(axis=0)
        before = found.base.revenue / found.base.expenditure
        columns |= {"tariff_revenue_share_before": before, "tariff_revenue_share_after": after}
    rows = zip(found.base.codes, *(plain(one) for one in columns.values()), strict=True)
    return {
        "model": MODEL,
        "closure": str(found.closure),
        "numeraire": found.numeraire.name,
        "baseline": "fitted" if fitted else "observed",
        "theta": found.theta,
        "iterations": found.iterations,
        "residual": found.residual,
        "countries": [dict(zip(("code", *columns), row, strict=True)) for row in rows],
    }


@dataclass(frozen=True, slots=True)
class _Spread:
    n: int
    seed: int
    theta: Normal
    scale: Normal | Both


def _spread(case: ModelCase) -> _Spread | None:
    spec = case.inner("draws")
    if spec is None:
        return None
    scaled = ("shift_scale",) if case.raw.get("corridors") is not True else ()
    spec.only(("n", "seed", "theta", *scaled))
    default = case.raw.get("theta")
    mean = float(default) if isinstance(default, int | float) else 1.0
    return _Spread(
        spec.whole("n", 1, _MOST_DRAWS), spec.whole("seed", 0, _SEEDS),
        _normal(spec, "theta", Normal(mean), above=0), _normal(spec, "shift_scale", Normal(1.0)),
    )  # fmt: skip


def _normal(case: ModelCase, name: str, default: Normal, *, above: float = -np.inf) -> Normal:
    spec = case.inner(name)
    if spec is None:
        return default
    spec.only(("mean", "sd"))
    mean, sd = spec.number("mean", above=above), spec.number("sd")
    if sd < 0:
        spec.fault("case.number", "sd", f"{sd:g} is below 0.")
    return Normal(mean, max(sd, 0.0))


def _bands(
    spread: _Spread, base: Baseline, change: _Change | CorridorShock, found: Equilibrium,
    told: Told | None,
) -> tuple[dict[str, Any], Matrix | None]:  # fmt: skip
    """What was drawn with the band of each economy, and percentiles of the lanes (3, m)."""
    drawn = draw(np.random.default_rng(spread.seed), spread.n, spread.theta, spread.scale)
    n, names = len(base.codes), ["real_income_hat"]
    if isinstance(change, CorridorShock):
        names += ["exports_hat", "imports_hat"]

    def measure(one: Equilibrium) -> Matrix:
        found: list[Matrix] = [getattr(one, name) for name in names]
        lanes = [trade_hat(one, change)] if isinstance(change, CorridorShock) else []
        return np.concatenate([*found, *lanes])

    bands = bands_of(
        base, change.log_cost, change.duty, drawn, closure=found.closure,
        numeraire=found.numeraire, start=np.log(found.wage_hat), measure=measure,
        told=None if told is None else lambda done: told(done, spread.n),
    )  # fmt: skip
    rows = [
        {"code": code, **{name: _span(bands[:, k * n + place]) for k, name in enumerate(names)}}
        for place, code in enumerate(base.codes)
    ]
    about = {"n": spread.n, "seed": spread.seed, "redrawn": drawn.redrawn}
    lanes = bands[:, len(names) * n :] if isinstance(change, CorridorShock) else None
    return {"draws": about, "bands": rows}, lanes


def _span(percentiles: Matrix) -> dict[str, float | None]:
    low, middle, high = plain(percentiles)
    return {"median": middle, "p05": low, "p95": high}


def _write(path: Path, found: Equilibrium, *, with_duty: bool) -> None:
    """Write each pair's value before and after, with duty where the flows of the case have it."""
    n = len(found.base.codes)
    origin, destination = np.divmod(np.arange(n * n), n)
    before = found.base.flows if with_duty else found.base.net
    after = found.flows if with_duty else found.net
    columns: dict[str, Column] = {
        "origin": Coded(origin, found.base.codes),
        "destination": Coded(destination, found.base.codes),
        "value": before.ravel(),
        "value_new": after.ravel(),
    }
    write_frame(path, Frame(path.name, columns, np.arange(1, n * n + 1)))
