"""`entrepot forecast`: what a series will come to, and how likely its target is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrepot.cli import acting, options
from entrepot.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARTS = ("supply", "demand", "trade_cost", "new_products")


def forecast(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE]", help="JSON file with series, target and year."),
    ] = None,
    series: Annotated[
        bool, typer.Option("--series", help="The region's own lines month by month, no case.")
    ] = False,
    targets: Annotated[
        bool, typer.Option("--targets", help="The region's own goals of trade, without a case.")
    ] = False,
    target: Annotated[
        str, typer.Option(metavar="IDS", help="Only these goals, as T002. [default: all]")
    ] = "",
    flow: Annotated[str, typer.Option(metavar="FLOW", help="export, import. [default: both]")] = "",
    partner: Annotated[str, typer.Option(metavar="CODE", help="Only with it.")] = "",
    hs2: Annotated[str, typer.Option(metavar="CODE", help="Only this chapter.")] = "",
    hs4: Annotated[str, typer.Option(metavar="CODE", help="Only this heading.")] = "",
    hs6: Annotated[str, typer.Option(metavar="CODE", help="Only this subheading.")] = "",
    place: Annotated[str, typer.Option(metavar="PLACE", help="Only of a place at home.")] = "",
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="First month.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="Last month.")] = "",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of the figures.")] = "USD",
    revision: Annotated[
        int | None, typer.Option(metavar="N", help="As known then. [default: the newest]")
    ] = None,
    bridge: Annotated[
        str, typer.Option(metavar="STEP", help="Over unknown months: none, smoothing or longest.")
    ] = "none",
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Up to it. [default: five on]")
    ] = None,
    reach: Annotated[
        float | None, typer.Option(metavar="AMOUNT", help="Target of the year, in the currency.")
    ] = None,
    parts: Annotated[
        str, typer.Option(metavar="NAME=FACTOR,...", help=f"Growth of {', '.join(_PARTS)}.")
    ] = "",
    by: acting.By = "",
    as_json: options.AsJson = False,
) -> None:
    """Forecast a series with its band, and tell how likely a target is and what pace it needs."""
    from entrepot.cli import show

    about = {"partner": partner, "hs2": hs2, "hs4": hs4, "hs6": hs6, "bridge": bridge}
    if targets or target:
        _tell_targets({**about, "target": target}, by, as_json=as_json)
        return
    if (case is None) != series:
        raise InputError(Problem("forecast.case", "CASE", "is missing, or comes with --series.",
                                 "Name a case, or ask for --series or --targets."))  # fmt: skip
    if case is not None:
        from entrepot.service.forecast import forecast_file

        found = forecast_file(case)
    else:
        from entrepot.service.trade_outlook import foresee_trade

        raw = {
            **about, "flow": flow, "region": place, "from": first, "to": last, "year": year,
            "currency": currency, "revision": revision, "target": reach, "parts": _parts(parts),
        }  # fmt: skip
        with acting.window("Forecasting") as window:
            found = foresee_trade(window, raw, by=by, at=acting.now())
    if as_json:
        show.document(found)
    else:
        _tell(found)


def _parts(text: str) -> "dict[str, float] | None":
    """Factors by name, as `supply=1.6,demand=1.3`."""
    try:
        pairs = [one.split("=") for one in text.split(",") if one.strip()]
        return {name.strip(): float(factor) for name, factor in pairs} or None
    except ValueError as error:
        raise InputError(Problem("forecast.parts", "--parts", f"{text!r} has no factors.",
                                 "Write supply=1.6,demand=1.3.")) from error  # fmt: skip


def _tell(found: "Mapping[str, Any]") -> None:
    from entrepot.cli import show

    held = found["coverage"]
    show.line(f"{found['method']}, {found['known']} known, {found['unknown']} unknown, modelled")
    if held["count"]:
        show.line(
            f"backtest: {held['inside']} of {held['count']} values fell into the "
            f"{100 * held['nominal']:.0f} % band"
        )
    if outlook := found["outlook"]:
        _tell_outlook(outlook, found["path"], found["gap"], found["decomposition"])
    for warning in found["warnings"]:
        show.line(f"{warning['message']} [{warning['code']}]")
    show.line("")
    numbers = ("median", "p05", "p95")
    rows = [
        (str(one["year"]), *(f"{one[name]:,.3f}" for name in numbers)) for one in found["years"]
    ]
    show.table(("year", *numbers), rows, right=numbers)


def _tell_outlook(
    outlook: "Mapping[str, Any]", path: Any, gap: Any, parts: "Mapping[str, float] | None"
) -> None:
    from entrepot.cli import show

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
    if parts:
        names = (*_PARTS, "remainder")
        told = " x ".join(f"{name.replace('_', ' ')} {parts[name]:.4g}" for name in names)
        show.line(f"target over median {parts['total']:.4g} = {told}")


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
         str(one["year"] or ""), _outcome(one), one["status"])
        for one in found["targets"]
    ]  # fmt: skip
    heads = ("id", "goal", "place", "value", "unit", "year", "probability", "status")
    show.table(heads, rows, right=("value",))


def _outcome(one: "Mapping[str, Any]") -> str:
    """The probability of a goal, whether it was reached, or why that cannot be told."""
    if "outlook" in one:
        return f"{100 * one['outlook']['probability']:.1f} %"
    if "reached" in one:
        return f"{'reached' if one['reached'] else 'missed'}: {one['actual']:,.3f}"
    return str(one["reason"])
