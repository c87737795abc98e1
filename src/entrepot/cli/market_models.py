"""`entrepot smart`, `entrepot market-access`: one market's tariff cut, and reach by cost."""

from pathlib import Path
from typing import Annotated

import typer

from entrepot.cli import options

_LARGE = 1e5  # sizes of markets without decimals
Case = Annotated[
    Path,
    typer.Argument(
        metavar="CASE.json", help="The case; its paths are relative to it.", show_default=False
    ),
]


def smart(case: Case, as_json: options.AsJson = False) -> None:
    """Screen a tariff cut in one market: creation, diversion, revenue and welfare."""
    from entrepot.cli import show
    from entrepot.service.smart import smart_file

    found = smart_file(case)
    if as_json:
        show.document(found)
        return
    show.line(f"diversion {found['method']}, {found['status']}")
    for name in ("creation", "diversion", "revenue_before", "revenue_after", "welfare"):
        show.line(f"{name.replace('_', ' '):15} {found[name]:>18,.6f}")
    show.line("")
    numbers = ("creation", "diversion", "price to buyers", "price of exporter", "value after")
    rows = [
        (one["partner"], f"{one['creation']:,.3f}", f"{one['diversion']:+,.3f}",
         f"{one['price_change_pct']:+.3f} %", f"{one['export_price_change_pct']:+.3f} %",
         f"{one['value_after']:,.3f}")
        for one in found["partners"]
    ]  # fmt: skip
    show.table(("partner", *numbers), rows, right=numbers)


def market_access(
    case: Case, region: options.Region = None, as_json: options.AsJson = False
) -> None:
    """Tell how much market each place reaches, before and after a change of cost."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.access_case import access_file
    from entrepot.service.routes import open_ground

    with show.working("Reaching the markets"):
        today = datetime.now().astimezone().date()
        found = access_file(case, lambda: open_ground(region), today=today)
    if as_json:
        show.document(found)
        return
    show.line(f"theta {found['theta']:g}, {found['theta_source']}; {found['status']}\n")
    numbers = ("access", "in the scenario", "change")
    rows = [
        (one["code"], _size(one["access"]), _size(one["access_scenario"]),
         None if one["change_pct"] is None else f"{one['change_pct']:+.3f} %")
        for one in found["places"]
    ]  # fmt: skip
    show.table(("place", *numbers), rows, right=numbers)
    for one in found["warnings"]:
        show.line(f"\nwarning: {one['where']}: {one['message']} [{one['code']}]")


def _size(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:,.0f}" if value >= _LARGE else f"{value:,.6f}"
