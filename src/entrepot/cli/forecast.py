"""`entrepot forecast`: what a series will come to, and how likely its target is."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options


def forecast(
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="JSON file with series, target and year.")
    ],
    as_json: options.AsJson = False,
) -> None:
    """Forecast a series with its band, and tell how likely a target is and what pace it needs."""
    from entrepot.cli import show
    from entrepot.service.forecast import forecast_file

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
