"""How far firms have gone abroad: the transnationality index, year by year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by
from entrepot.kernel.roll import Column, Roll, Row

PARTS = ("assets", "sales", "staff")
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


def _within(row: Row) -> Iterator[tuple[str, str, str, str]]:
    for part in PARTS:
        abroad, total = row[f"{part}_abroad"], row[f"{part}_total"]
        if abroad is not None and total is not None and abroad > total:
            yield (f"{part}_abroad", "is more than the total.", "Look at both.", "大于总额。")
        if row[f"{part}_abroad_pct"] is not None and abroad is not None and total is not None:
            yield (f"{part}_abroad_pct", "is told, and its parts are.", "Leave it empty.",
                   "已填金额或人数，占比应留空。")  # fmt: skip


YEARS = Roll(
    "overseas_years", "Firms abroad, year by year", "企业境外经营年报",
    (
        Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("year_end_on", "day", "Year ended", "年度截止日", needed=True),
        Column("assets_abroad", "amount", "Assets abroad", "境外资产"),
        Column("assets_total", "amount", "All assets", "资产总额"),
        Column("sales_abroad", "amount", "Sales abroad", "境外销售额"),
        Column("sales_total", "amount", "All sales", "销售总额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("staff_abroad", "whole", "Staff abroad", "境外员工", least=0),
        Column("staff_total", "whole", "All staff", "员工总数", least=0),
        Column("assets_abroad_pct", "number", "Assets abroad, where the share alone is told [%]",
               "境外资产占比（仅知占比时填，%）", least=0, most=100),
        Column("sales_abroad_pct", "number", "Sales abroad, where the share alone is told [%]",
               "境外销售占比（仅知占比时填，%）", least=0, most=100),
        Column("staff_abroad_pct", "number", "Staff abroad, where the share alone is told [%]",
               "境外员工占比（仅知占比时填，%）", least=0, most=100),
    ),
    checks=(_within,),
)  # fmt: skip


def foreign_share_pct(row: Row, part: str) -> Decimal | None:
    """The foreign share of assets, sales or staff [%], exact; None where it cannot be told."""
    abroad, total = row[f"{part}_abroad"], row[f"{part}_total"]
    if abroad is not None and total:
        return 100 * Decimal(abroad) / Decimal(total)
    stated: Decimal | None = row[f"{part}_abroad_pct"]
    return stated


def index_of(row: Row) -> Decimal | None:
    """The transnationality index [0 to 100], exact: the mean of the three foreign shares.

    None where any of the three is unknown, for a mean of the others would be another index.

    Source:
        UNCTAD, World Investment Report, transnationality index.
    """
    known = [one for part in PARTS if (one := foreign_share_pct(row, part)) is not None]
    return sum(known, Decimal(0)) / len(PARTS) if len(known) == len(PARTS) else None


def tell_index(rolls: Rolls, on: date) -> Answer:
    """The last year of each firm up to a day, beside the year before it where that is told."""
    told = sorted((one for one in rolls["overseas_years"] if is_by(one["year_end_on"], on)),
                  key=lambda one: (one["year_end_on"], one["id"]))  # fmt: skip
    rows = [_firm(years) for years in grouped(told, "enterprise").values()]
    known = [one for row in rows if (one := row["exact"]) is not None]
    changes = [row["change"] for row in rows if row["change"] is not None]
    figures = {
        "firms": len(rows) or None, "counted": len(known) if rows else None,
        "mean": _mean(known), "risen": sum(one > 0 for one in changes) if changes else None,
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_index))


def _firm(years: Sequence[Row]) -> dict[str, Any]:
    last = years[-1]
    earlier = [one for one in years if one["year_end_on"].year + 1 == last["year_end_on"].year]
    exact, before = index_of(last), index_of(earlier[-1]) if earlier else None
    change = None if exact is None or before is None else exact - before
    return {
        "enterprise": last["enterprise"], "year_end_on": last["year_end_on"], "exact": exact,
        "assets_abroad": _money(last, "assets_abroad"), "staff_abroad": last["staff_abroad"],
        "sales_abroad": _money(last, "sales_abroad"),
        **{f"{part}_pct": _to(foreign_share_pct(last, part), _TENTH) for part in PARTS},
        "index": _to(exact, _HUNDREDTH),
        "change": _to(change, _HUNDREDTH),
    }  # fmt: skip


def _money(row: Row, name: str) -> tuple[Money, ...] | None:
    return (Money(row[name], row["currency"]),) if row[name] is not None else None


def _to(value: Decimal | None, step: Decimal) -> Decimal | None:
    return None if value is None else value.quantize(step)


def _mean(known: list[Decimal]) -> Decimal | None:
    return _to(sum(known, Decimal(0)) / len(known), _HUNDREDTH) if known else None


def _by_index(row: Mapping[str, Any]) -> tuple[bool, Decimal, str]:
    return (row["exact"] is None, -(row["exact"] or Decimal(0)), row["enterprise"])


PANELS = (
    Panel(
        "transnationality", (77,), "/investment", "Transnationality of firms", "企业跨国指数",
        (YEARS,),
        (
            Column("firms", "whole", "Firms", "企业"),
            Column("counted", "whole", "Of them with all three shares", "三项占比齐全的企业"),
            Column("mean", "number", "Mean index [0 to 100]", "平均跨国指数（0–100）"),
            Column("risen", "whole", "Firms whose index rose", "指数上升的企业"),
        ),
        (
            Column("enterprise", "id", "Firm", "企业"),
            Column("year_end_on", "day", "Year ended", "年度截止日"),
            Column("assets_abroad", "money", "Assets abroad", "境外资产"),
            Column("sales_abroad", "money", "Sales abroad", "境外销售额"),
            Column("staff_abroad", "whole", "Staff abroad", "境外员工"),
            Column("assets_pct", "number", "Share of assets [%]", "境外资产占比（%）"),
            Column("sales_pct", "number", "Share of sales [%]", "境外销售占比（%）"),
            Column("staff_pct", "number", "Share of staff [%]", "境外员工占比（%）"),
            Column("index", "number", "Index [0 to 100]", "跨国指数（0–100）"),
            Column("change", "number", "Change from the year before", "较上年变化"),
        ),
        tell_index,
    ),
)  # fmt: skip
