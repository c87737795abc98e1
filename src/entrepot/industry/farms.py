"""Farm supply: what comes in which month, what stays at home, what plants make of it."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import HARVESTS, PAGE, PLANTS, PRODUCERS, PRODUCTS
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by
from entrepot.kernel.roll import Column, Row

MONTHS = 12  # this one and the eleven after it
NOTHING = Decimal(0)
Coming = tuple[str, date, Decimal]  # product, month, tonnes


def tell_plan(rolls: Rolls, on: date) -> Answer:
    """What comes in each month, what stays at home, what is processed and what is left.

    Home is served first, then plants, those of the best yield before others; the rest is free for
    sale. That order is a choice of this system. Not counted: a harvest that is past its last day
    and was not brought in, and one of a producer that is not registered on the day.
    """
    held = rolls["farm_harvests"]
    open_ids = {one["id"] for one in rolls["farm_producers"] if is_open(one, on)}
    known = [(one["product"], _month_of(one, on), quantity) for one in held
             if one["producer"] in open_ids
             and (quantity := quantity_of(one, on)) is not None]  # fmt: skip
    rows = [row for product in rolls["farm_products"] for month in _months(on)
            if (row := _balance(product, month, known, rolls["farm_plants"]))]  # fmt: skip
    figures = {
        **{name: sum((row[name] for row in rows), NOTHING) if held else None
           for name in ("supply_t", "processed_t", "left_t")},
        "short_months": sum(row["short_t"] > 0 for row in rows) if held else None,
        "not_counted": len(held) - len(known),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["month"], row["product"])))


def is_open(producer: Row, on: date) -> bool:
    """Whether a producer is registered on a day."""
    return is_by(producer["registered_on"], on) and not is_by(producer["closed_on"], on)


def quantity_of(harvest: Row, on: date) -> Decimal | None:
    """Tonnes of a harvest: brought in, else planned; None where its last day has passed."""
    if is_by(harvest["harvested_on"], on):
        return Decimal(harvest["harvested_t"])
    last: date = harvest["until_on"] or harvest["ready_on"]
    return None if last < on else Decimal(harvest["planned_t"])


def _months(on: date) -> list[date]:
    first = on.year * 12 + on.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, min(first + MONTHS, 12 * 10_000))]


def _balance(
    product: Row, month: date, known: Iterable[Coming], plants: Iterable[Row]
) -> Row | None:
    supply = sum((tonnes for name, when, tonnes in known
                  if (name, when) == (product["id"], month)), NOTHING)  # fmt: skip
    wanted = product["home_t_per_month"]
    if not supply and not wanted:
        return None
    home = min(supply, wanted)
    open_plants = [one for one in plants if one["product"] == product["id"]
                   and _works_in(one, month)]  # fmt: skip
    used = _fill(supply - home, open_plants)
    processed = sum((tonnes for _, tonnes in used), NOTHING)
    capacity = sum((one["capacity_t_per_month"] for one in open_plants), NOTHING)
    return {
        "month": month, "product": product["id"], "supply_t": supply, "home_t": home,
        "short_t": wanted - home, "processed_t": processed, "made_t": _made(used),
        "left_t": supply - home - processed, "spare_t": capacity - processed,
    }  # fmt: skip


def _month_of(harvest: Row, on: date) -> date:
    """The month it was brought in; else that in which it is ready, this one at the earliest."""
    if is_by(day := harvest["harvested_on"], on):
        return date(day.year, day.month, 1)
    ready: date = max(harvest["ready_on"], on)
    return ready.replace(day=1)


def _works_in(plant: Row, month: date) -> bool:
    """Whether a plant works the whole of a month."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return is_by(plant["opens_on"], month) and not is_by(plant["closes_on"], last)


def _fill(tonnes: Decimal, plants: Iterable[Row]) -> list[tuple[Row, Decimal]]:
    """What each plant takes, those of the best yield first."""
    used = []
    for plant in sorted(plants, key=lambda one: (-(one["yield_pct"] or 0), one["id"])):
        taken = min(tonnes, plant["capacity_t_per_month"])
        used.append((plant, taken))
        tonnes -= taken
    return used


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
            Column("not_counted", "whole", "Harvests not counted: late, or producer closed",
                   "未计入的采收（逾期或主体未登记）"),
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
