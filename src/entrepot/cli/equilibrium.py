"""`entrepot equilibrium`: what a change of costs or duties does to trade and income."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from entrepot.cli import options


def equilibrium(
    case: Annotated[
        Path,
        typer.Argument(
            metavar="CASE.json",
            help="Model, flows, elasticity, closure and shock; its paths are relative to it.",
            show_default=False,
        ),
    ],
    as_json: options.AsJson = False,
) -> None:
    """Solve the world again after a shock: real incomes, wages, trade, of one or many sectors."""
    from entrepot.cli import show
    from entrepot.service.equilibrium import equilibrium_file

    with show.working("Solving the world again"):
        found = equilibrium_file(case)
    if as_json:
        show.document(found)
        return
    show.line(
        f"{found['model']}, closure {found['closure']}, in {found['numeraire']}: "
        f"{found['iterations']} iterations, residual {found['residual']:.1e}, {found['status']}\n"
    )
    if found["model"] == "one-sector":
        _show_economies(found)
    else:
        _show_sectors(found)
    for one in found["warnings"]:
        show.line(f"\nwarning: {one['where']}: {one['message']} [{one['code']}]")


def _show_economies(found: Mapping[str, Any]) -> None:
    from entrepot.cli import show

    bands = {one["code"]: one["real_income_hat"] for one in found.get("bands", ())}
    numbers = ["real income", "first order", "real wage", "prices", "exports", "imports",
               "home before", "home after"]  # fmt: skip
    if bands:
        numbers[1:1] = ["p05", "median", "p95"]
    rows = []
    for one in found["countries"]:
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
