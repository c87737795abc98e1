"""Models of markets by a case: a tariff cut, reach by cost, a share, a plan, a shock."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

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


def world_share(case: Case, as_json: options.AsJson = False) -> None:
    """Tell an exporter's share of the world's trade of a product, its price and its buyers."""
    from entrepot.cli import show
    from entrepot.service import trade_cases

    found = _answer(case, trade_cases.world_share)
    if as_json:
        show.document(found)
        return
    show.line(
        f"{found['exporter']} {found['product']}: {_number(found['share_pct'])} % of the world, "
        f"rank {found['rank'] or '-'}, price {_number(found['price'])} "
        f"(world {_number(found['world_price'])}), HHI of buyers {_number(found['hhi'])}"
    )
    numbers = ("value", "% of sales", "% of its purchases", "price", "price of others")
    names = ("value", "of_sales_pct", "of_its_purchases_pct", "price", "other_price")
    rows = [(one["importer"], *(_number(one[name]) for name in names)) for one in found["buyers"]]
    show.table(("buyer", *numbers), rows, right=numbers)


def planned_imports(case: Case, as_json: options.AsJson = False) -> None:
    """Tell what a production plan needs from abroad, and what of it is not bought yet."""
    from entrepot.cli import show
    from entrepot.service import trade_cases

    found = _answer(case, trade_cases.planned_imports)
    if as_json:
        show.document(found)
        return
    names = ("needed", "home", "stock", "imports", "contracted", "gap")
    rows = [
        (one["input"], need["period"], *(_number(need[name]) for name in names))
        for one in found["inputs"] for need in one["periods"]
    ]  # fmt: skip
    show.table(("input", "period", *names), rows, right=names)
    for one in found["inputs"]:
        show.line(f"{one['input']}: cover {_number(one['cover_pct'])} %, "
                  f"HHI of origins {_number(one['hhi'])}")  # fmt: skip


def circulation(case: Case, as_json: options.AsJson = False) -> None:
    """Tell what a shock through foreign markets does to each product made at home."""
    from entrepot.cli import show
    from entrepot.service import trade_cases

    found = _answer(case, trade_cases.circulation)
    if as_json:
        show.document(found)
        return
    numbers = ("output", "exports", "% abroad", "direct", "indirect", "change", "%")
    names = ("output", "exports", "export_share_pct", "direct", "indirect", "change", "change_pct")
    rows = [(one["product"], *(_number(one[name]) for name in names)) for one in found["products"]]
    show.table(("product", *numbers), rows, right=numbers)


def services_trade(case: Case, as_json: options.AsJson = False) -> None:
    """Tell trade in services by category and mode, and what told parts leave of a whole."""
    from entrepot.cli import show
    from entrepot.service import trade_cases

    found = _answer(case, trade_cases.services_trade)
    if as_json:
        show.document(found)
        return
    names = ("exports", "imports", "balance", "unallocated_exports", "unallocated_imports")
    rows = [
        (one["period"], one["category"], *(_number(one[name]) for name in names))
        for one in found["rows"]
    ]
    heads = ("exports", "imports", "balance", "not allocated out", "not allocated in")
    show.table(("period", "category", *heads), rows, right=heads)


def node_flows(case: Case, as_json: options.AsJson = False) -> None:
    """Tell the goods, money, people and data that come into a node city and go out of it."""
    from entrepot.cli import show
    from entrepot.service import trade_cases

    found = _answer(case, trade_cases.node_flows)
    if as_json:
        show.document(found)
        return
    names = ("in", "out", "balance", "turnover")
    rows = [
        (one["period"], one["kind"], one["unit"], *(_number(one[name]) for name in names))
        for one in found["rows"]
    ]
    show.table(("period", "kind", "unit", *names), rows, right=names)


def _answer(case: Path, act: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    from entrepot.service.model_case import read_case

    return act(read_case(case), case.parent)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.3f}"
