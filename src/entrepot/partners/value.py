"""What each partner is worth, as parts: activity, trade and investment, fit with one's aims."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.days import months_after
from entrepot.partners.exchanges import DORMANT_MONTHS
from entrepot.partners.proof import grouped
from entrepot.partners.ties import (
    CONTACTS,
    NAMED,
    PAGE,
    PARTNER,
    PARTNERS,
    contact_of,
    has_come,
    named,
)

LANE, INVESTMENT, TARGET = "trade_lane", "investment", "recruit_target"
LINKS = Roll(
    "partner_links", "Trade, investment and targets of partners", "伙伴的贸易、投资与招商联系",
    (
        PARTNER,
        Column("kind", "choice", "Kind", "类别", needed=True, choices=(
            Choice(LANE, "trade lane", "贸易通道"), Choice(INVESTMENT, "investment", "投资"),
            Choice(TARGET, "firm to recruit", "招商目标"))),
        Column("reference", "text", "Lane, project or firm", "通道、项目或企业", needed=True),
        Column("year", "whole", "Year of the amount", "金额年份", least=1990, most=2100),
        Column("amount", "amount", "Amount", "金额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    "partners",
)  # fmt: skip
FITS = Roll(
    "partner_fits", "Fit of partners with aims", "伙伴与目标的契合度",
    (
        PARTNER, Column("aim", "text", "Aim", "目标", needed=True),
        Column("fit_pct", "number", "Fit [%]", "契合度（%）", needed=True, least=0, most=100),
        Column("judged_on", "day", "Judged", "评定日期", needed=True),
    ),
    "partners",
)  # fmt: skip


def tell_value(rolls: Rolls, on: date) -> Answer:
    """The parts of each partner's value, and their product against the best of each.

    Activity is two-way contacts within the months after which a partner is dormant; links are the
    last whole year told; fit is the mean of the last judgement of each aim. The product is each
    part as a share of the greatest, a choice of this system; with a part unknown, or trade told
    in more than one currency, it is unknown.
    """
    by = {name: grouped(rolls[name], "partner")
          for name in ("contacts", "partner_links", "partner_fits")}  # fmt: skip
    rows = [_parts(one, {name: found.get(one["id"], []) for name, found in by.items()}, on)
            for one in rolls["partners"]]  # fmt: skip
    most_active = max((row["activity"] or 0 for row in rows), default=0)
    most_linked = _most([row["trade"] for row in rows if row["trade"]])
    rows = [{**row, "value_pct": _value(row, most_active, most_linked)} for row in rows]
    rows.sort(key=lambda row: (row["value_pct"] is None, -(row["value_pct"] or 0), row["partner"]))
    valued = sum(row["value_pct"] is not None for row in rows)
    figures = {"partners": len(rows) or None, "valued": valued,
               "not_valued": len(rows) - valued,
               "targets": sum(row["targets"] for row in rows)}  # fmt: skip
    return Answer(figures, rows)


def _parts(partner: Row, held: dict[str, list[Row]], on: date) -> Row:
    since = months_after(on, -DORMANT_MONTHS)
    met = [one for one in held["contacts"] if has_come(one, "on", on)]
    links = [one for one in held["partner_links"]
             if one["year"] is None or one["year"] < on.year]  # fmt: skip
    return {
        **named(partner),
        "activity": sum(one["two_way"] and contact_of(one).on.last > since for one in met)
        if met else None,
        "trade": _last_year(links, LANE), "investment": _last_year(links, INVESTMENT),
        "targets": len({one["reference"] for one in links if one["kind"] == TARGET}),
        "fit_pct": _fit(held["partner_fits"], on),
    }  # fmt: skip


def _last_year(links: Sequence[Row], kind: str) -> tuple[Money, ...] | None:
    told = [one for one in links if one["kind"] == kind and one["year"]
            and one["amount"] is not None]  # fmt: skip
    last = max((one["year"] for one in told), default=None)
    return sums((one for one in told if one["year"] == last), "amount")


def _fit(fits: Sequence[Row], on: date) -> Decimal | None:
    last: dict[str, Row] = {}
    for one in sorted(fits, key=lambda one: one["judged_on"]):
        if one["judged_on"] <= on:
            last[one["aim"]] = one
    told = [one["fit_pct"] for one in last.values()]
    return (sum(told, Decimal(0)) / len(told)).quantize(Decimal("0.1")) if told else None


def _value(row: Row, most_active: int, most_linked: Decimal | None) -> Decimal | None:
    linked = _one(row["trade"])
    if row["activity"] is None or row["fit_pct"] is None or linked is None or most_linked is None:
        return None
    if not most_active or not most_linked:
        return Decimal(0).quantize(Decimal("0.1"))
    shares = Decimal(row["activity"]) / most_active * (linked / most_linked)
    return Decimal(shares * row["fit_pct"]).quantize(Decimal("0.1"))


def _one(money: tuple[Money, ...] | None) -> Decimal | None:
    """An amount of one currency; sums of several are not held against each other."""
    return money[0].amount if money and len(money) == 1 else None


def _most(trade: Sequence[tuple[Money, ...]]) -> Decimal | None:
    """The greatest sum; None where not all are in one and the same currency."""
    if len({one.currency for money in trade for one in money}) != 1:
        return None
    return max(money[0].amount for money in trade)


PANELS = (
    Panel(
        "partner_value", (68,), PAGE, "What partners are worth, as parts", "伙伴价值（分项）",
        (PARTNERS, CONTACTS, LINKS, FITS),
        (
            Column("partners", "whole", "Partners", "伙伴"),
            Column("valued", "whole", "All parts known", "各项均已知"),
            Column("not_valued", "whole", "A part not known", "有未知项"),
            Column("targets", "whole", "Firms to recruit there", "招商目标企业"),
        ),
        (
            *NAMED,
            Column("activity", "whole", "Two-way contacts in two years", "两年内双向往来"),
            Column("trade", "money", "Trade by its lanes", "贸易额"),
            Column("investment", "money", "Investment", "投资额"),
            Column("targets", "whole", "Firms to recruit", "招商目标"),
            Column("fit_pct", "number", "Fit [%]", "契合度（%）"),
            Column("value_pct", "number", "Product of the parts [%]", "分项之积（%）"),
        ),
        tell_value,
    ),
)  # fmt: skip
