"""Farm supply: what comes in which month, what stays at home, what plants make of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from entrepot.industry.farm_rolls import HARVESTS, PAGE, PLANTS, PRODUCERS, PRODUCTS
from entrepot.industry.months import MONTHS, last_of
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by
from entrepot.kernel.roll import Column, Row

NOTHING = Decimal(0)


class Lot(NamedTuple):
    """What comes in a month and keeps until a day."""

    id: str
    month: date
    last: date
    tonnes: Decimal


def tell_plan(rolls: Rolls, on: date) -> Answer:
    """What comes in this month and the eleven after it, stays at home, is processed, is left.

    Lots are used as long as they keep, those that go first before others. Home is served first in
    every month, then plants, those of the best yield before others; the rest is free for sale.
    That order is a choice of this system. Where the need at home is not told only supply is. Not
    counted: a harvest past its last day and not brought in, one of a producer that is not
    registered, and one of an earlier month, of which nobody tells what is left.
    """
    held, months = rolls["farm_harvests"], _months(on)
    open_ids = {one["id"] for one in rolls["farm_producers"] if is_open(one, on)}
    lots = _lots((one for one in held if one["producer"] in open_ids), months, on)
    grown = {one["product"] for one in held}
    products = [one for one in rolls["farm_products"] if one["id"] in grown]
    plants = grouped(rolls["farm_plants"], "product")
    rows = [row for product in products
            for row in _plan(product, lots.get(product["id"], []),
                             plants.get(product["id"], []), months)]  # fmt: skip
    figures = {
        **{name: _sum(rows, name) for name in ("supply_t", "processed_t", "left_t")},
        "short_months": sum((row["short_t"] or 0) > 0 for row in rows) if products else None,
        "not_counted": len(held) - sum(len(some) for some in lots.values()),
        "needs_unknown": sum(one["home_t_per_month"] is None for one in products),
        "not_grown": len(rolls["farm_products"]) - len(products),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["month"], row["product"])))


def is_open(producer: Row, on: date) -> bool:
    """Whether a producer is registered on a day; one whose day is not told is."""
    is_registered = producer["registered_on"] is None or is_by(producer["registered_on"], on)
    return is_registered and not is_by(producer["closed_on"], on)


def quantity_of(harvest: Row, on: date) -> Decimal | None:
    """Tonnes of a harvest: brought in, else planned; None where its last day has passed."""
    if is_by(harvest["harvested_on"], on):
        return Decimal(harvest["harvested_t"])
    last: date = harvest["until_on"] or harvest["ready_on"]
    return None if last < on else Decimal(harvest["planned_t"])


def _lots(harvests: Iterable[Row], months: Sequence[date], on: date) -> dict[str, list[Lot]]:
    """What comes in months by product, what goes first before the rest."""
    found = dict[str, list[Lot]]()
    for one in harvests:
        if (lot := _lot(one, on)) and lot.month in months:
            found.setdefault(one["product"], []).append(lot)
    return {product: sorted(some, key=lambda lot: lot.last) for product, some in found.items()}


def _lot(harvest: Row, on: date) -> Lot | None:
    """In the month it was brought in; else in that when it is ready, this one at the earliest."""
    tonnes = quantity_of(harvest, on)
    if tonnes is None:
        return None
    came = harvest["harvested_on"] if is_by(harvest["harvested_on"], on) else None
    month = (came or max(harvest["ready_on"], on)).replace(day=1)
    last = max(harvest["until_on"] or month, last_of(month))
    return Lot(harvest["id"], month, last, tonnes)


def _months(on: date) -> list[date]:
    first = on.year * 12 + on.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, min(first + MONTHS, 12 * 10_000))]


def _sum(rows: Iterable[Row], name: str) -> Decimal | None:
    told = [row[name] for row in rows if row[name] is not None]
    return sum(told, NOTHING) if told else None


def _plan(
    product: Row, own: Sequence[Lot], plants: Sequence[Row], months: Sequence[date]
) -> list[Row]:
    wanted = product["home_t_per_month"]
    if wanted is None:
        return [_known(product, month, own) for month in months if _of(month, own)]
    left = {one.id: one.tonnes for one in own}
    home = {month: _take(wanted, _kept(month, own), left) for month in months}
    used = {month: _work(month, plants, _kept(month, own), left) for month in months}
    rows = [
        {**_known(product, month, own), "home_t": home[month], "short_t": wanted - home[month],
         **_worked(used[month]), "left_t": sum((left[one.id] for one in _of(month, own)), NOTHING)}
        for month in months
    ]  # fmt: skip
    return [row for row in rows if row["supply_t"] or row["processed_t"] or wanted]


def _known(product: Row, month: date, lots: Iterable[Lot]) -> dict[str, object]:
    supply = sum((one.tonnes for one in _of(month, lots)), NOTHING)
    return {"month": month, "product": product["id"], "supply_t": supply, **dict.fromkeys(
        ("home_t", "short_t", "processed_t", "made_t", "left_t", "spare_t"))}  # fmt: skip


def _of(month: date, lots: Iterable[Lot]) -> list[Lot]:
    return [one for one in lots if one.month == month]


def _kept(month: date, lots: Iterable[Lot]) -> list[Lot]:
    """Lots that have come by a month and keep into it, those that go first before others."""
    return [one for one in lots if one.month <= month <= one.last]


def _take(wanted: Decimal, lots: Iterable[Lot], left: dict[str, Decimal]) -> Decimal:
    """Take so much of lots as there is; what was taken."""
    still = wanted
    for one in lots:
        taken = min(still, left[one.id])
        left[one.id] -= taken
        still -= taken
    return wanted - still


def _work(
    month: date, plants: Iterable[Row], lots: Sequence[Lot], left: dict[str, Decimal]
) -> list[tuple[Row, Decimal]]:
    """What each plant that works the whole of a month takes, those of the best yield first."""
    at_work = [one for one in plants if is_by(one["opens_on"], month)
               and not is_by(one["closes_on"], last_of(month))]  # fmt: skip
    at_work.sort(key=lambda one: (-(one["yield_pct"] or 0), one["id"]))
    return [(one, _take(one["capacity_t_per_month"], lots, left)) for one in at_work]


def _worked(used: Sequence[tuple[Row, Decimal]]) -> Mapping[str, Decimal | None]:
    processed = sum((tonnes for _, tonnes in used), NOTHING)
    capacity = sum((plant["capacity_t_per_month"] for plant, _ in used), NOTHING)
    return {"processed_t": processed, "made_t": _made(used), "spare_t": capacity - processed}


def _made(used: Sequence[tuple[Row, Decimal]]) -> Decimal | None:
    """Tonnes of product; unknown where the yield of a plant that is used is."""
    taking = [(plant["yield_pct"], tonnes) for plant, tonnes in used if tonnes]
    if any(yield_pct is None for yield_pct, _ in taking):
        return None
    made = sum((yield_pct * tonnes / 100 for yield_pct, tonnes in taking), NOTHING)
    return made.quantize(Decimal("0.01"))


PANELS = (
    Panel(
        "farm_plan", (63,), PAGE, "Farm supply and processing by month", "农产品供应与加工计划",
        (PRODUCTS, PRODUCERS, HARVESTS, PLANTS),
        (
            Column("supply_t", "number", "Supply of twelve months [t]", "十二个月供应（吨）"),
            Column("processed_t", "number", "To process [t]", "计划加工（吨）"),
            Column("left_t", "number", "Free for sale [t]", "可外销（吨）"),
            Column("short_months", "whole", "Times home is short", "本地供应不足（次）"),
            Column("not_counted", "whole", "Harvests not counted",
                   "未计入的采收（逾期、主体未登记或往月）"),
            Column("needs_unknown", "whole", "Products whose need at home is not told",
                   "未填本地需求的产品"),
            Column("not_grown", "whole", "Products without a harvest", "无采收记录的产品"),
        ),
        (
            Column("month", "day", "Month of", "月份"), Column("product", "id", "Product", "产品"),
            Column("supply_t", "number", "Supply [t]", "供应（吨）"),
            Column("home_t", "number", "Stays at home [t]", "本地消费（吨）"),
            Column("short_t", "number", "Short at home [t]", "本地缺口（吨）"),
            Column("processed_t", "number", "Processed [t]", "加工（吨）"),
            Column("made_t", "number", "Made of it [t]", "加工产出（吨）"),
            Column("left_t", "number", "Free for sale [t]", "可外销（吨）"),
            Column("spare_t", "number", "Spare capacity [t]", "富余加工能力（吨）"),
        ),
        tell_plan,
    ),
)  # fmt: skip
