"""Batches of farm products: which are ready for export on a day, and what the others lack."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from entrepot.industry.farm_rolls import BATCHES, MARKET_RULES, PAGE
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by
from entrepot.kernel.roll import Choice, Column, Row

READY, LACKING, NO_RULE, PLANNED, PAST, SHIPPED = (
    "ready", "lacking", "no_rule", "planned", "past", "shipped",
)  # fmt: skip
_ORDER = (READY, LACKING, NO_RULE, PLANNED, PAST, SHIPPED)


def tell_batches(rolls: Rolls, on: date) -> Answer:
    """Which batches are ready for export on a day, and what the others lack.

    What a market asks is a row of its register; where none is in force the answer is unknown.
    """
    rules = grouped((one for one in rolls["farm_market_rules"] if _in_force(one, on)), "product")
    rows = [_batch(one, rules.get(one["product"], []), on) for one in rolls["farm_batches"]]
    ready = [row for row in rows if row["state"] == READY]
    figures = {
        "ready": len(ready) if rows else None,
        "ready_t": sum((row["quantity_t"] for row in ready), Decimal(0)) if rows else None,
        **{name: sum(row["state"] == name for row in rows) if rows else None
           for name in (LACKING, NO_RULE, SHIPPED)},
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (_ORDER.index(row["state"]), row["batch"])))


def _in_force(rule: Row, on: date) -> bool:
    return is_by(rule["from_on"], on) and (rule["until_on"] is None or on <= rule["until_on"])


def _batch(batch: Row, rules: Iterable[Row], on: date) -> Row:
    asked = [one for one in rules if one["market"] == batch["market"]]
    lacks = list(dict.fromkeys(told for rule in asked for told in _lacks(batch, rule, on)))
    return {
        "batch": batch["id"], "product": batch["product"], "producer": batch["producer"],
        "market": batch["market"], "quantity_t": batch["quantity_t"],
        "state": _state(batch, asked, lacks, on),
        "lacks": "; ".join(en for en, _ in lacks) or None,
        "lacks_zh": "；".join(zh for _, zh in lacks) or None,
    }  # fmt: skip


def _state(batch: Row, asked: Sequence[Row], lacks: Sequence[object], on: date) -> str:
    if is_by(batch["shipped_on"], on):
        return SHIPPED
    if batch["use_by"] and batch["use_by"] < on:
        return PAST
    if not is_by(batch["packed_on"], on):
        return PLANNED
    if not asked:
        return NO_RULE
    return LACKING if lacks else READY


def _lacks(batch: Row, rule: Row, on: date) -> Iterator[tuple[str, str]]:
    if rule["asks_registration"] and not batch["registration"]:
        yield "number of the orchard or packing house", "基地或包装厂备案号"
    if rule["asks_test"]:
        yield from _lacks_test(batch, rule["test_valid_days"], on)
    if rule["asks_certificate"] and not (batch["certificate"] and is_by(batch["certified_on"], on)):
        yield "plant health certificate", "植物检疫证书"
    elif rule["asks_certificate"] and not _holds(batch["certificate_until"], on):
        yield "a certificate that still holds", "有效期内的证书"
    yield from _lacks_shelf(batch, rule["least_shelf_days"], on)


def _lacks_test(batch: Row, days: int | None, on: date) -> Iterator[tuple[str, str]]:
    if not is_by(batch["tested_on"], on) or batch["is_test_passed"] is None:
        yield "residue test", "农残检测"
    elif not batch["is_test_passed"]:
        yield "residue test passed", "农残检测合格"
    elif days is not None and batch["tested_on"] + timedelta(days) < on:
        yield "a residue test that still holds", "有效期内的农残检测"


def _lacks_shelf(batch: Row, days: int | None, on: date) -> Iterator[tuple[str, str]]:
    if days is not None and batch["use_by"] is None:
        yield "the day it is best before", "保质期"
    elif days is not None and (batch["use_by"] - on).days < days:
        yield f"{days} days of shelf life", f"{days}天保质期"


def _holds(until: date | None, on: date) -> bool:
    """Whether it holds on a day; without a last day it is not known to."""
    return until is not None and on <= until


_STATES = (
    Choice(READY, "ready for export", "可出口"), Choice(LACKING, "lacks something", "条件未齐"),
    Choice(NO_RULE, "no rule kept for that market", "无该市场要求"),
    Choice(PLANNED, "not packed yet", "尚未包装"), Choice(PAST, "past its day", "已过保质期"),
    Choice(SHIPPED, "shipped", "已发运"),
)  # fmt: skip
PANELS = (
    Panel(
        "farm_batches", (63,), PAGE, "Batches ready for export", "可出口批次",
        (BATCHES, MARKET_RULES),
        (
            Column("ready", "whole", "Ready for export", "可出口"),
            Column("ready_t", "number", "Of them [t]", "可出口数量（吨）"),
            Column("lacking", "whole", "Lack something", "条件未齐"),
            Column("no_rule", "whole", "No rule kept for the market", "无市场要求"),
            Column("shipped", "whole", "Shipped", "已发运"),
        ),
        (
            Column("batch", "id", "Batch", "批次"), Column("product", "id", "Product", "产品"),
            Column("producer", "id", "Producer", "经营主体"),
            Column("market", "country", "Market", "目标市场"),
            Column("quantity_t", "number", "Quantity [t]", "数量（吨）"),
            Column("state", "choice", "State", "状态", choices=_STATES),
            Column("lacks", "text", "Lacks", "尚缺"),
        ),
        tell_batches,
    ),
)  # fmt: skip
