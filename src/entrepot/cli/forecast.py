"""`entrepot forecast`: what a series will come to, and how likely its target is."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import acting, options
from entrepot.kernel.errors import InputError, Problem


def forecast(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE]", help="JSON file with series, target and year."),
    ] = None,
    targets: Annotated[
        bool, typer.Option("--targets", help="The region's own goals of trade, without a case.")
    ] = False,
    target: Annotated[
        str, typer.Option(metavar="IDS", help="Only these goals, as T002. [default: all]")
    ] = "",
    partner: Annotated[str, typer.Option(metavar="CODE", help="What the goal is about.")] = "",
    hs4: Annotated[str, typer.Option(metavar="CODE", help="What the goal is about.")] = "",
    hs6: Annotated[str, typer.Option(metavar="CODE", help="What the goal is about.")] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Forecast a series with its band, and tell how likely a target is and what pace it needs."""
    from entrepot.cli import show
    from entrepot.service.forecast import forecast_file

    if targets or target:
        raw = {"target": target, "partner": partner, "hs4": hs4, "hs6": hs6}
        _tell_targets(raw, by, as_json=as_json)
        return
    if case is None:
        raise InputError(Problem("forecast.case", "CASE", "is missing.",
                                 "Name a case, or ask for --targets."))  # fmt: skip
    found = forecast_file(case)
    if as_json:
        show.document(found)
        return
    outlook, path, gap = found["outlook"], found["path"], found["gap"]
    show.line(f"{found['method']}, {found['known']} known, {found['unknown']} unknown, modelled")
    show.line(
        f"{outlook['target']:,.3f} {outlook['unit']} in {outlook['when']}: "
        f"probability {100 * outlook['probability']:.1f} %"
    )
    if path:
        show.line(
            f"pace needed from {path['base_year']}: {path['pace_pct_a_year']:.3f} % a year "
            f"({path['factor']:.2f} x)"
        )
    if gap and gap["factor"] > 1:
        show.line(
            f"gap of the median {gap['factor']:.2f} x: trade cost {gap['trade_cost_pct']:+.1f} % "
            f"at theta {gap['theta']:g} would close it"
        )
    for warning in found["warnings"]:
        show.line(f"{warning['message']} [{warning['code']}]")
    show.line("")
    numbers = ("median", "p05", "p95")
    rows = [
        (str(one["year"]), *(f"{one[name]:,.3f}" for name in numbers)) for one in found["years"]
    ]
    show.table(("year", *numbers), rows, right=numbers)


def _tell_targets(raw: dict[str, str], by: str, *, as_json: bool) -> None:
    from entrepot.cli import show
    from entrepot.service.forecast_targets import forecast_targets

    with acting.window("Forecasting") as window:
        found = forecast_targets(window, raw, by=by, at=acting.now())
    if as_json:
        show.document(found)
        return
    rows = [
        (one["id"], one["indicator"], one["geography"], f"{one['value'] or ''}", one["unit"],
         str(one["year"] or ""),
         f"{100 * one['outlook']['probability']:.1f} %" if "outlook" in one else one["reason"])
        for one in found["targets"]
    ]  # fmt: skip
    heads = ("id", "goal", "place", "value", "unit", "year", "probability")
    show.table(heads, rows, right=("value",))
