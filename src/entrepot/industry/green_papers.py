"""Green certificates that markets ask of exporters: held, ending soon, ended, or none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from entrepot.industry.criteria import DATES, check_dates, in_force
from entrepot.industry.tasks import by_owner
from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/measures"
SOON_DAYS = 90  # a choice of this system: a certificate that ends within them is to be renewed
HELD, SOON, EXPIRED, NONE = "held", "soon", "expired", "none"
_STANDS = (Choice(HELD, "in force", "有效"), Choice(SOON, "ends soon", "即将到期"),
           Choice(EXPIRED, "ended", "已失效"), Choice(NONE, "none", "没有"))  # fmt: skip
_CERTIFICATES = (
    Choice("footprint", "product carbon footprint", "产品碳足迹"),
    Choice("green_power", "green power", "绿色电力"),
    Choice("factory", "green factory", "绿色工厂"),
    Choice("management", "environmental management", "环境管理体系"),
    Choice("recycled", "recycled content", "再生料含量"), Choice("organic", "organic", "有机"),
)  # fmt: skip
CERTIFICATES = Roll(
    "green_certificates", "Green certificates", "绿色证书",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=_CERTIFICATES),
        Column("issuer", "text", "Issuer", "发证机构"),
        Column("product_hs", "id", "Product [HS]; empty is all", "商品编码（空为全部）"),
        *DATES,
    ),
    checks=(check_dates,),
)  # fmt: skip
EXPORTS = Roll(
    "green_exports", "What exporters sell where", "出口产品与市场",
    (
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("product_hs", "id", "Product [HS]", "商品编码", needed=True),
        Column("market", "country", "Market", "市场", needed=True),
        Column("since", "day", "Since", "起始日期"),
    ),
)  # fmt: skip
ASKED = Roll(
    "green_asked", "Certificates that markets ask for", "市场绿色要求",
    (
        Column("market", "country", "Market", "市场", needed=True),
        Column("product_hs", "id", "Products, HS begins with", "商品编码（前几位）", needed=True),
        Column("kind", "choice", "Certificate", "证书", needed=True, choices=_CERTIFICATES),
        *DATES,
    ),
    checks=(check_dates,),
)  # fmt: skip


def tell_certificates(rolls: Rolls, on: date) -> Answer:
    """Certificates that markets ask of exporters on a day: held, ending soon, ended, or none."""
    held = by_owner(rolls["green_certificates"], "firm")
    asked = by_owner((one for one in rolls["green_asked"] if in_force(one, on)), "market")
    rows = [_asked(one, kind, held.get(one["firm"], ()), on)
            for one in rolls["green_exports"] if (one["since"] or on) <= on
            for kind in kinds_asked(asked.get(one["market"], ()), one["product_hs"])]  # fmt: skip
    states = Counter(row["state"] for row in rows)
    figures = {
        "asked": len(rows) or None, "held": states[HELD] + states[SOON], "soon": states[SOON],
        "lacking": states[EXPIRED] + states[NONE],
        "held_pct": share_pct(states[HELD] + states[SOON], len(rows)),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_need))


def kinds_asked(asked: Sequence[Row], product: str) -> list[str]:
    """Kinds of certificate that a market asks for with a product."""
    return sorted({row["kind"] for row in asked if product.startswith(row["product_hs"])})


def _asked(one: Row, kind: str, held: Sequence[Row], on: date) -> dict[str, Any]:
    fits = [row for row in held if row["kind"] == kind and (row["valid_from"] or on) <= on
            and one["product_hs"].startswith(row["product_hs"] or "")]  # fmt: skip
    best = max(fits, key=lambda row: row["valid_to"] or date.max, default=None)
    return {"firm": one["firm"], "product_hs": one["product_hs"], "market": one["market"],
            "kind": kind, "state": stands(best, on), "certificate": best["id"] if best else None,
            "valid_to": best["valid_to"] if best else None}  # fmt: skip


def stands(row: Row | None, on: date) -> str:
    """Where a certificate stands on a day."""
    if row is None:
        return NONE
    left = (row["valid_to"] or date.max) - on
    if left < timedelta(0):
        return EXPIRED
    return SOON if left <= timedelta(SOON_DAYS) else HELD


def _by_need(row: Mapping[str, Any]) -> tuple[Any, ...]:
    order = (NONE, EXPIRED, SOON, HELD).index(row["state"])
    return (order, row["firm"], row["product_hs"], row["market"], row["kind"])


PANELS = (
    Panel(
        "green_certificates", (92,), PAGE, "Certificates markets ask of exporters",
        "出口市场要求的绿色证书", (EXPORTS, ASKED, CERTIFICATES),
        (
            Column("asked", "whole", "Asked for", "要求的证书"),
            Column("held", "whole", "In force", "有效"),
            Column("held_pct", "number", "In force [%]", "持证率（%）"),
            Column("soon", "whole", "End within 90 days", "90天内到期"),
            Column("lacking", "whole", "Lacking", "缺少"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("product_hs", "id", "HS", "商品编码"),
            Column("market", "country", "Market", "市场"),
            Column("kind", "choice", "Certificate", "证书", choices=_CERTIFICATES),
            Column("state", "choice", "Stands", "状态", choices=_STANDS),
            Column("certificate", "id", "Number", "编号"),
            Column("valid_to", "day", "Last day", "到期日"),
        ),
        tell_certificates,
    ),
)  # fmt: skip
