"""Cases of markets: a world share, planned imports, a shock through home and foreign markets."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from entrepot.kernel.errors import InputError
from entrepot.service.model_case import ModelCase, ModelTable
from entrepot.trade import node, services
from entrepot.trade.circulation import Change, shock
from entrepot.trade.planned import Planned, needs_of, plan_imports
from entrepot.trade.share import Sale, Standing, standing

Document = dict[str, Any]
_SHARE = ("flows", "exporter", "product", "source")
_PLANNED = ("plan", "coefficients", "home", "stock", "contracts", "unit", "source")
_CIRCULATION = ("products", "exports", "shock", "links", "redirect_pct", "unit", "source")
_WORLD = "*"  # any partner, in a shock


# The share of an exporter in the world


def world_share(raw: Mapping[str, Any], folder: Path | None = None) -> Document:
    """How an exporter stands in the world's trade of a product.

    Args:
        raw: flows (exporter, importer, value and where it is named mass [t]), exporter, product,
            source.
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
    """
    case = ModelCase(raw, folder)
    case.only(_SHARE)
    flows = case.table("flows", ("exporter", "importer"), ("value",), optional=("mass",))
    exporter = case.text("exporter") or ""
    if not exporter:
        case.fault("case.missing", "exporter", "is missing.", "Say whose share.")
    case.raise_problems()
    assert flows is not None
    found = standing(_sales(flows), exporter)
    if not found.value:
        case.warn("share.nothing", "exporter", f"{exporter} sells nothing of it in these flows.")
    return {
        "exporter": exporter, "product": case.text("product") or "", **_standing(found),
        "source": case.text("source") or "", "status": "derived", "warnings": case.warnings,
    }  # fmt: skip


def _sales(flows: ModelTable) -> list[Sale]:
    masses = flows.numbers.get("mass", np.full(len(flows.rows), np.nan)).tolist()
    return [
        Sale(str(one), str(other), value, None if np.isnan(mass) else mass)
        for one, other, value, mass in zip(
            flows.keys["exporter"].texts(), flows.keys["importer"].texts(),
            flows.numbers["value"].tolist(), masses, strict=True)
    ]  # fmt: skip


def _standing(found: Standing) -> Document:
    ratio = found.price / found.world_price if found.price and found.world_price else None
    return {
        "value": found.value, "world": found.world, "share_pct": _pct(found.share),
        "mass_share_pct": _pct(found.mass_share), "rank": found.rank, "price": found.price,
        "world_price": found.world_price, "price_ratio": ratio, "hhi": found.herfindahl,
        "cr4_pct": _pct(found.largest),
        "buyers": [
            {"importer": one.importer, "value": one.value, "of_sales_pct": _pct(one.of_sales),
             "of_its_purchases_pct": _pct(one.of_purchases), "price": one.price,
             "other_price": one.other_price}
            for one in found.buyers
        ],
    }  # fmt: skip


def _pct(share: float | None) -> float | None:
    return None if share is None else 100 * share


# Planned imports


def planned_imports(raw: Mapping[str, Any], folder: Path | None = None) -> Document:
    """What a production plan needs from abroad, and what of it is not bought yet.

    Args:
        raw: plan (product, period, output), coefficients (product, input, per_unit), and where
            there are home (input, period, quantity), stock (input, quantity) and contracts
            (input, period, origin, quantity).
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
    """
    case = ModelCase(raw, folder)
    case.only(_PLANNED)
    plan = _amounts(case, "plan", ("product", "period"), "output", required=True)
    per_unit = _amounts(case, "coefficients", ("product", "input"), "per_unit", required=True)
    home = _amounts(case, "home", ("input", "period"), "quantity")
    stock = _amounts(case, "stock", ("input",), "quantity")
    contracts = _amounts(case, "contracts", ("input", "period", "origin"), "quantity")
    if unknown := sorted({product for product, _ in plan} - {product for product, _ in per_unit}):
        case.fault("planned.coefficients", "coefficients", f"lack {', '.join(unknown[:20])}.",
                   "Tell what one unit of each product takes.")  # fmt: skip
    case.raise_problems()
    periods = sorted({period for _, period in plan})
    known = {(name, period) for name, period, _ in contracts} | home.keys()
    for name, period in sorted(known):
        if period not in periods:
            case.warn("planned.period", f"{name} {period}", "lies outside the plan; left out.")
    needed = needs_of(plan, per_unit)
    found = plan_imports(needed, home, {name: much for (name,), much in stock.items()},
                         contracts, periods)  # fmt: skip
    return {
        "unit": case.text("unit") or "", "periods": periods,
        "inputs": [_planned(one) for one in found], "source": case.text("source") or "",
        "status": "modelled", "warnings": case.warnings,
    }  # fmt: skip


def _planned(one: Planned) -> Document:
    whole = sum(one.origins.values())
    names = ("period", "needed", "home", "stock", "imports", "contracted", "gap", "stock_after")
    return {
        "input": one.name,
        "imports": sum(need.imports for need in one.needs),
        "gap": sum(need.gap for need in one.needs), "cover_pct": _pct(one.cover),
        "hhi": one.herfindahl,
        "origins": [
            {"origin": name, "quantity": much, "share_pct": 100 * much / whole}
            for name, much in sorted(one.origins.items(), key=lambda pair: -pair[1]) if whole
        ],
        "periods": [{name: getattr(need, name) for name in names} for need in one.needs],
    }  # fmt: skip


# Home and foreign markets


def circulation(raw: Mapping[str, Any], folder: Path | None = None) -> Document:
    """What a shock through foreign markets does to each product at home.

    Args:
        raw: products (product, output), exports (product, partner, value), shock (product,
            partner, change_pct; `*` is every one), and where there are links (maker, user, share)
            and redirect_pct.
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
        ModelError: Makers buy as much from each other as they make.
    """
    case = ModelCase({"redirect_pct": 0.0, **raw}, folder)
    case.only(_CIRCULATION)
    products = _amounts(case, "products", ("product",), "output", required=True)
    output = {product: much for (product,), much in products.items()}
    exports = _amounts(case, "exports", ("product", "partner"), "value", required=True)
    told = _amounts(case, "shock", ("product", "partner"), "change_pct", required=True, signed=True)
    links = _amounts(case, "links", ("maker", "user"), "share")
    redirect = case.number("redirect_pct")
    _check(case, output, exports, told, links, redirect)
    case.raise_problems()
    falls = _falls(exports, told)
    found = shock(output, exports, falls, links, redirect / 100)
    return {
        "unit": case.text("unit") or "", "products": [_change(one) for one in found],
        "total": _total(found), "redirect_pct": redirect, "method": "first order, Leontief",
        "source": case.text("source") or "", "status": "modelled", "warnings": case.warnings,
    }  # fmt: skip


def _check(
    case: ModelCase, output: Mapping[str, float], exports: Mapping[Any, float],
    told: Mapping[Any, float], links: Mapping[Any, float], redirect: float,
) -> None:  # fmt: skip
    sold: dict[str, float] = {}
    for (product, _), value in exports.items():
        sold[product] = sold.get(product, 0.0) + value
    named = {product for product, _ in told if product != _WORLD}
    named |= {*sold, *(one for pair in links for one in pair)}
    for product in sorted(named - output.keys()):
        case.fault("circulation.product", product, "is not among the products.",
                   "Give its output.")  # fmt: skip
    for product in sorted(sold.keys() & output.keys()):
        if sold[product] > output[product]:
            message = f"exports of {sold[product]:g} are above an output of {output[product]:g}."
            case.fault("circulation.exports", product, message, "Mend the one or the other.")
    for (product, partner), change in told.items():
        if change < -100:
            case.fault("circulation.shock", f"{product} {partner}", f"falls by {-change:g} %.",
                       "A fall is at most 100 %.")  # fmt: skip
    if not 0 <= redirect <= 100:
        case.fault("circulation.redirect", "redirect_pct", f"{redirect:g} is no share.",
                   "From 0 to 100.")  # fmt: skip


def _falls(
    exports: Mapping[Any, float], told: Mapping[Any, float]
) -> dict[tuple[str, str], float]:  # fmt: skip
    """The change of each flow: what names it most closely counts."""
    found = {}
    for product, partner in exports:
        for key in ((product, partner), (product, _WORLD), (_WORLD, partner), (_WORLD, _WORLD)):
            if key in told:
                found[product, partner] = told[key] / 100
                break
    return found


def _change(one: Change) -> Document:
    return {
        "product": one.product, "output": one.output, "exports": one.exports,
        "home": one.output - one.exports, "export_share_pct": _pct(one.export_share),
        "lost": one.lost, "redirected": one.redirected, "direct": one.direct,
        "indirect": one.indirect, "change": one.total,
        "change_pct": 100 * one.total / one.output if one.output else None,
    }  # fmt: skip


def _total(found: list[Change]) -> Document:
    output, exports = sum(one.output for one in found), sum(one.exports for one in found)
    change = sum(one.total for one in found)
    return {
        "output": output, "exports": exports, "home": output - exports,
        "export_share_pct": 100 * exports / output if output else None, "change": change,
        "change_pct": 100 * change / output if output else None,
    }  # fmt: skip


# Services, and the flows of a node


def services_trade(raw: Mapping[str, Any], folder: Path | None = None) -> Document:
    """Trade in services by category and mode, with what told parts leave of a whole.

    Args:
        raw: figures (period, category, mode, flow, value), unit, source, figures_status.
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used, or parts are above their whole; all is told.
    """
    case = ModelCase(raw, folder)
    case.only(_FIGURES)
    keys = ("period", "category", "mode", "flow")
    figures = _amounts(case, "figures", keys, "value", required=True)
    told = {services.Service(*key): value for key, value in figures.items()}
    _words(case, {one.mode for one in told}, services.MODES, "mode")
    _words(case, {one.flow for one in told}, services.FLOWS, "flow")
    case.raise_problems()
    if wrong := list(services.check(told)):
        raise InputError(wrong)
    return {**_said(case), "rows": [
        {
            "period": one.period, "category": one.category, "exports": one.exports,
            "imports": one.imports, "balance": one.balance,
            "modes": [{"flow": flow, "mode": mode, "value": value}
                      for (flow, mode), value in one.by_mode.items()],
            "unallocated_exports": one.unallocated_exports,
            "unallocated_imports": one.unallocated_imports,
        }
        for one in services.table(told)
    ]}  # fmt: skip


def node_flows(raw: Mapping[str, Any], folder: Path | None = None) -> Document:
    """Goods, money, people and data that come into a node city and go out of it.

    Args:
        raw: figures (period, kind, direction, unit, value), unit, source, figures_status.
        folder: What its files are relative to; None refuses files.

    Raises:
        InputError: The case cannot be used; all that is wrong is told.
    """
    case = ModelCase(raw, folder)
    case.only(_FIGURES)
    keys = ("period", "kind", "direction", "unit")
    told = _amounts(case, "figures", keys, "value", required=True)
    _words(case, {kind for _, kind, _, _ in told}, node.KINDS, "kind")
    _words(case, {direction for _, _, direction, _ in told}, node.DIRECTIONS, "direction")
    case.raise_problems()
    return {**_said(case), "rows": [
        {"period": one.period, "kind": one.kind, "unit": one.unit, "in": one.inward,
         "out": one.outward, "balance": one.balance, "turnover": one.turnover}
        for one in node.node_flows(told)
    ]}  # fmt: skip


_FIGURES = ("figures", "unit", "source", "figures_status")


def _said(case: ModelCase) -> Document:
    return {
        "unit": case.text("unit") or "", "source": case.text("source") or "",
        "status": case.text("figures_status") or "unverified", "warnings": case.warnings,
    }  # fmt: skip


def _words(case: ModelCase, told: set[str], known: tuple[str, ...], name: str) -> None:
    for word in sorted(told - {*known}):
        case.fault("case.word", name, f"{word!r} is none.", f"One of {', '.join(known)}.")


# Shared


def _amounts(
    case: ModelCase, name: str, keys: tuple[str, ...], number: str, *, required: bool = False,
    signed: bool = False,
) -> dict[Any, float]:  # fmt: skip
    """A table as amounts by its keys; a row told twice is a fault."""
    table = case.table(name, keys, (number,), required=required, signed=(number,) if signed else ())
    if table is None:
        return {}
    found: dict[Any, float] = {}
    columns = [table.keys[key].texts() for key in keys]
    for place, (value, *texts) in enumerate(
        zip(table.numbers[number].tolist(), *columns, strict=True)
    ):
        key = tuple(map(str, texts))
        if key in found:
            case.fault("case.twice", table.where(place), f"{' '.join(key)} is there twice.",
                       "Tell it once.")  # fmt: skip
        found[key] = value
    return found
