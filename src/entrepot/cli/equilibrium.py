"""`entrepot equilibrium`: what a change of costs or duties does to trade and income."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options

_SHOWN = 40  # lanes and economies shown to people; JSON holds all
_STILL = 1e-9  # change of a factor that is rounding


def equilibrium(
    case: Annotated[
        Path,
        typer.Argument(
            metavar="CASE.json",
            help="Model, flows, elasticity, closure and shock; its paths are relative to it.",
            show_default=False,
        ),
    ],
    region: options.Region = None,
    as_json: options.AsJson = False,
) -> None:
    """Solve the world again after a shock: real incomes, wages, trade, of one or many sectors."""
    from datetime import datetime

    from entrepot.cli import show
    from entrepot.service.equilibrium import Here, equilibrium_file
    from entrepot.service.routes import open_ground

    with show.working("Solving the world again"):
        today = datetime.now().astimezone().date()
        found = equilibrium_file(case, Here(lambda: open_ground(region), today))
    if as_json:
        show.document(found)
        return
    show.line(
        f"{found['model']}, closure {found['closure']}, in {found['numeraire']}: "
        f"{found['iterations']} iterations, residual {found['residual']:.1e}, {found['status']}\n"
    )
    if found["model"] == "one-sector":
        show_economies(found)
    else:
        _show_sectors(found)
    if "corridors" in found:
        show_lanes(found["corridors"])
    for one in found["warnings"]:
        show.line(f"\nwarning: {one['where']}: {one['message']} [{one['code']}]")


def show_lanes(corridors: Mapping[str, Any]) -> None:
    """Print what becomes of each lane of the region."""
    from entrepot.cli import show

    day = corridors["value_of_time"]
    show.line(
        f"\nTrade of {corridors['region']}, a day in transit worth {day['low']:g} to "
        f"{day['high']:g} % of the goods [{day['source']}], {corridors['status']}\n"
    )
    numbers = ("cost before", "cost after", "money", "hours", "first order", "exact", "p05", "p95")
    rows = []
    lanes = sorted(corridors["lanes"], key=lambda one: -abs(one["tau_hat"] - 1))
    moved = [one for one in lanes if abs(one["tau_hat"] - 1) > _STILL]
    for one in moved[:_SHOWN]:
        band = one["trade_band"] or {"p05": None, "p95": None}
        rows.append((
            one["partner"], one["flow"], f"{one['cost_before']:.2%}", f"{one['cost_after']:.2%}",
            *(_pct(one[name]) for name in ("money_hat", "hours_hat", "trade_first_order_hat",
                                           "trade_hat")),
            _pct(band["p05"]), _pct(band["p95"]),
        ))  # fmt: skip
    show.table(("", "flow", *numbers), rows, right=numbers)
    if left := len(lanes) - len(moved[:_SHOWN]):
        show.line(f"and {left} lanes of which {len(lanes) - len(moved)} keep their costs: --json")


def show_economies(found: Mapping[str, Any]) -> None:
    """Print what becomes of each economy."""
    from entrepot.cli import show

    bands = {one["code"]: one["real_income_hat"] for one in found.get("bands", ())}
    numbers = ["real income", "first order", "real wage", "prices", "exports", "imports",
               "home before", "home after"]  # fmt: skip
    if bands:
        numbers[1:1] = ["p05", "median", "p95"]
    rows = []
    own = found.get("corridors", {}).get("region")
    economies = sorted(
        found["countries"],
        key=lambda one: (one["code"] != own, -abs(one["real_income_hat"] - 1) if own else 0),
    )
    for one in economies[: _SHOWN if own else None]:
        row = [one["code"], _pct(one["real_income_hat"])]
        if bands:
            row += [_pct(bands[one["code"]][name]) for name in ("p05", "median", "p95")]
        row.append(f"{one['welfare_first_order_pct']:+.3f} %")
        row += [
            _pct(one[name]) for name in ("real_wage_hat", "price_hat", "exports_hat", "imports_hat")
        ]
        row += [f"{one[name]:.1%}" for name in ("domestic_share", "domestic_share_new")]
        rows.append(row)
    show.table(("", *numbers), rows, right=numbers)
    if len(rows) < len(economies):
        show.line(f"and {len(economies) - len(rows)} economies that change less: --json")


def _show_sectors(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    numbers = ("exact", "first order", "in logs", "terms of trade", "volume of trade", "real wage",
               "duties before", "duties after")  # fmt: skip
    names = (
        "welfare_exact_pct", "welfare_first_order_pct", "welfare_first_order_log_pct",
        "terms_of_trade_pct", "volume_of_trade_pct", "real_wage_pct",
    )  # fmt: skip
    shares = ("tariff_revenue_share_before_pct", "tariff_revenue_share_after_pct")
    rows = [
        (
            one["code"], *(f"{one[name]:+.3f} %" for name in names),
            *(f"{one[name]:.2f} %" for name in shares),
        )
        for one in found["countries"]
    ]  # fmt: skip
    show.table(("", *numbers), rows, right=numbers)
    for name, members in found["blocs"].items():
        show.line(f"\nImports from other members of {name}, before duty")
        show.table(
            ("", "growth"), [(one["code"], _grown(one)) for one in members], right=["growth"]
        )
    for name, told in (("output", "gross output raised to exports"),
                       ("final_demand", "final demand cut to 0")):  # fmt: skip
        if found["clipped"][name]:
            show.line(f"\n{told}: {len(found['clipped'][name])} sectors (--json lists them)")


def _grown(one: Mapping[str, Any]) -> str | None:
    growth = one["imports_from_members_pct"]
    return None if growth is None else f"{growth:+.2f} %"


def _pct(hat: float | None) -> str | None:
    return None if hat is None else f"{100 * (hat - 1):+.3f} %"
