"""Joined funds: which grant may be paid, so that no cost is funded twice."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import PAGE
from entrepot.industry.settling import copies, granted_by, settle
from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

NOTHING = Decimal(0)
KINDS = (
    Choice("public", "public", "财政资金"), Choice("bank", "bank", "银行资金"),
    Choice("private", "private", "社会资本"),
)  # fmt: skip


def _check_withdrawn(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if row["withdrawn_on"] and row["withdrawn_on"] < row["granted_on"]:
        yield ("withdrawn_on", "is before it was granted.", "Give a later day.",
               "撤回日期早于批准日期。")  # fmt: skip


FUNDS = Roll(
    "joined_funds", "Funds that are joined", "整合资金",
    (
        Column("title", "text", "Fund", "资金名称", needed=True),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=KINDS),
        Column("amount", "amount", "Amount", "金额", needed=True),
        Column("currency", "currency", "Currency", "币种", needed=True),
        Column("stands_alone", "yes_no", "May not be joined with others", "不得与其他资金叠加",
               needed=True),
        Column("from_on", "day", "From", "起始日期", needed=True),
        Column("until_on", "day", "Last day", "截止日期"),
    ),
)  # fmt: skip
PROJECTS = Roll(
    "joined_projects", "Projects of joined funds", "资金整合项目",
    (
        Column("title", "text", "Project", "项目名称", needed=True),
        Column("owner", "id", "Owner", "实施主体"),
    ),
)  # fmt: skip
COSTS = Roll(
    "joined_costs", "Costs of projects", "项目成本",
    (
        Column("project", "id", "Project", "项目", needed=True, refers="joined_projects"),
        Column("what", "text", "For what", "用途", needed=True),
        Column("payee", "id", "Paid to", "收款方"),
        Column("invoice", "id", "Invoice", "发票号码"),
        Column("amount", "amount", "Amount", "金额", needed=True),
        Column("currency", "currency", "Currency", "币种", needed=True),
        Column("arose_on", "day", "Arose", "发生日期", needed=True),
    ),
)  # fmt: skip
GRANTS = Roll(
    "joined_grants", "Grants for costs", "成本资助",
    (
        Column("cost", "id", "Cost", "成本", needed=True, refers="joined_costs"),
        Column("fund", "id", "Fund", "资金", needed=True, refers="joined_funds"),
        Column("amount", "amount", "Amount", "金额", needed=True),
        Column("currency", "currency", "Currency", "币种", needed=True),
        Column("granted_on", "day", "Granted", "批准日期", needed=True),
        Column("withdrawn_on", "day", "Withdrawn", "撤回日期"),
    ),
    checks=(_check_withdrawn,),
)  # fmt: skip


def tell_grants(rolls: Rolls, on: date) -> Answer:
    """Grants by a day: what may be paid of each, what is refused, and why."""
    paid = settle(rolls, on)
    rows = [{"grant": one["id"], **one, "amount": _money(one, "amount"),
             "payable": _money(one, "payable"), "refused": _money(one, "refused")}
            for one in paid]  # fmt: skip
    costs = [one for one in rolls["joined_costs"] if is_by(one["arose_on"], on)]
    figures = {
        "granted": sums(paid, "amount"), "payable": sums(paid, "payable"),
        "refused": sums(paid, "refused"),
        "cut": sum(one["refused"] > 0 for one in paid) if paid else None,
        "copies": len(copies(costs)) if costs else None,
        "not_counted": len(granted_by(rolls, on)) - len(paid),
    }  # fmt: skip
    return Answer(figures, rows)


def _money(row: Row, name: str) -> tuple[Money, ...]:
    return (Money(row[name], row["currency"]),)


def tell_pools(rolls: Rolls, on: date) -> Answer:
    """Projects with their costs, each invoice once, and what each kind of money pays."""
    paid = settle(rolls, on)
    costs = [one for one in rolls["joined_costs"] if is_by(one["arose_on"], on)]
    twins = copies(costs)
    once = [one for one in costs if one["id"] not in twins]
    own, got = grouped(once, "project"), grouped(paid, "project")
    rows = [_pool(one, own.get(one["id"], []), got.get(one["id"], []))
            for one in rolls["joined_projects"]]  # fmt: skip
    figures = {
        "projects": len(rows) or None, "cost": sums(once, "amount"),
        "paid": sums(paid, "payable"),
        "joined": sum(row["kinds"] > 1 for row in rows) if rows else None,
        "without_cost": sum(row["cost"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, rows)


def _pool(project: Row, own: Sequence[Row], paid: Sequence[Row]) -> Row:
    got = [one for one in paid if one["payable"]]
    left = [{**one, "amount": -one["payable"]} for one in got]
    return {
        "project": project["id"], "title": project["title"], "cost": sums(own, "amount"),
        **{kind.code: sums((one for one in got if one["kind"] == kind.code), "payable")
           for kind in KINDS},
        "open": sums([*own, *left], "amount") if own else None,
        "met_pct": _met_pct(own, got), "kinds": len({one["kind"] for one in got}),
    }  # fmt: skip


def _met_pct(costs: Sequence[Row], paid: Sequence[Row]) -> Decimal | None:
    """Share of the costs that is paid [%]; unknown where they are in several currencies."""
    if len({one["currency"] for one in costs}) != 1:
        return None
    whole = sum((one["amount"] for one in costs), NOTHING)
    return share_pct(sum((one["payable"] for one in paid), NOTHING), whole)


PANELS = (
    Panel(
        "joined_grants", (66,), PAGE, "Grants: no cost is funded twice",
        "资助审核：一项成本不重复资助", (FUNDS, PROJECTS, COSTS, GRANTS),
        (
            Column("granted", "money", "Granted", "已批准"),
            Column("payable", "money", "May be paid", "可支付"),
            Column("refused", "money", "Not to be paid", "不予支付"),
            Column("cut", "whole", "Grants cut", "被核减的资助"),
            Column("copies", "whole", "Costs with the invoice of another", "重复发票的成本"),
            Column("not_counted", "whole", "Grants for a cost that has not arisen",
                   "成本尚未发生的资助"),
        ),
        (
            Column("grant", "id", "Grant", "资助"), Column("project", "id", "Project", "项目"),
            Column("cost", "id", "Cost", "成本"), Column("fund", "id", "Fund", "资金"),
            Column("kind", "choice", "Kind", "类型", choices=KINDS),
            Column("granted_on", "day", "Granted", "批准日期"),
            Column("amount", "money", "Amount", "批准金额"),
            Column("payable", "money", "May be paid", "可支付"),
            Column("refused", "money", "Not to be paid", "不予支付"),
            Column("why", "text", "Why", "原因"),
        ),
        tell_grants,
    ),
    Panel(
        "joined_pools", (66,), PAGE, "Projects and the money joined for them", "项目资金整合",
        (FUNDS, PROJECTS, COSTS, GRANTS),
        (
            Column("projects", "whole", "Projects", "项目"),
            Column("cost", "money", "Costs, each invoice once", "成本（发票不重复）"),
            Column("paid", "money", "Paid by funds", "资金支付"),
            Column("joined", "whole", "Projects of several kinds of money", "多类资金项目"),
            Column("without_cost", "whole", "Projects without a cost", "无成本的项目"),
        ),
        (
            Column("project", "id", "Project", "项目"), Column("title", "text", "Name", "名称"),
            Column("cost", "money", "Costs", "成本"),
            Column("public", "money", "Public", "财政资金"),
            Column("bank", "money", "Bank", "银行资金"),
            Column("private", "money", "Private", "社会资本"),
            Column("open", "money", "Open", "缺口"),
            Column("met_pct", "number", "Met [%]", "到位率（%）"),
        ),
        tell_pools,
    ),
)  # fmt: skip
