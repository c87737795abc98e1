"""Firms of the central state: what they set up here, what they promised, who supplies them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/investment"
OVERDUE, OPEN, KEPT = "overdue", "open", "kept"
HEADQUARTERS, SETTLEMENT = "headquarters", "settlement"
_STATES = (Choice(OVERDUE, "overdue", "逾期"), Choice(OPEN, "open", "未到期"),
           Choice(KEPT, "kept", "已兑现"))  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(_STATES)}
_UNITS = (
    Choice(HEADQUARTERS, "regional headquarters", "区域总部"),
    Choice(SETTLEMENT, "settlement centre", "结算中心"),
    Choice("research", "research centre", "研发中心"),
    Choice("marketing", "marketing centre", "营销中心"), Choice("branch", "branch", "分支机构"),
)  # fmt: skip
_KINDS = (*_UNITS, Choice("investment", "investment", "投资"),
          Choice("purchase", "local purchase", "本地采购"))  # fmt: skip


def _kept(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if row["done_on"] and not row["evidence"]:
        yield ("evidence", "is empty, and it was done.", "Name the proof.", "已兑现须填证明。")
    for name in ("due_on", "done_on"):
        if row[name] and row[name] < row["made_on"]:
            yield (name, "lies before the promise.", "Look at both days.", "早于承诺日期。")


FIRMS = Roll(
    "central_firms", "Central firms", "中央企业",
    (
        Column("name", "text", "Name", "名称", needed=True),
        Column("enterprise", "id", "Firm here", "本地企业"),
        Column("field", "text", "Field", "领域"),
    ),
)  # fmt: skip
UNITS = Roll(
    "central_units", "What central firms set up", "中央企业在地机构",
    (
        Column("firm", "id", "Central firm", "中央企业", needed=True, refers="central_firms"),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=_UNITS),
        Column("opened_on", "day", "Opened", "设立日期", needed=True),
        Column("ends_on", "day", "Last day", "截止日期"),
    ),
)  # fmt: skip
PROMISES = Roll(
    "central_promises", "Promises of central firms", "中央企业承诺",
    (
        Column("firm", "id", "Central firm", "中央企业", needed=True, refers="central_firms"),
        Column("kind", "choice", "Kind", "类型", needed=True, choices=_KINDS),
        Column("text", "text", "Promise", "承诺内容", needed=True),
        Column("made_on", "day", "Made", "承诺日期", needed=True),
        Column("due_on", "day", "Due", "到期日期"),
        Column("amount", "amount", "Money", "金额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("done_on", "day", "Kept", "兑现日期"),
        Column("evidence", "text", "Proof", "证明"),
    ),
    checks=(_kept,),
)  # fmt: skip
SUPPLIERS = Roll(
    "central_suppliers", "Local suppliers of central firms", "中央企业本地供应商",
    (
        Column("firm", "id", "Central firm", "中央企业", needed=True, refers="central_firms"),
        Column("enterprise", "id", "Supplier", "供应商", needed=True),
        Column("item", "text", "What it supplies", "供应内容"),
        Column("begins_on", "day", "Begins", "起始日期", needed=True),
        Column("ends_on", "day", "Last day", "截止日期"),
        Column("contract", "amount", "Worth of the contract", "合同金额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip


def promise_state(row: Row, on: date) -> str:
    """Whether a promise is kept, open or overdue; what is due that day is still open."""
    if is_by(row["done_on"], on):
        return KEPT
    return OVERDUE if row["due_on"] and row["due_on"] < on else OPEN


def tell_firms(rolls: Rolls, on: date) -> Answer:
    """Each central firm: what it set up, what it promised and kept, and its local suppliers.

    The share kept is of the promises kept or overdue; one that is open counts in neither.
    """
    held = {name: _of_day(rolls, name, on)
            for name in ("central_units", "central_promises", "central_suppliers")}  # fmt: skip
    by_firm = [grouped(some, "firm") for some in held.values()]
    rows = [_firm(one, [some[one["id"]] for some in by_firm], on) for one in rolls["central_firms"]]
    kept, overdue = (sum(row[name] for row in rows) for name in ("kept", "overdue"))
    suppliers = held["central_suppliers"]
    figures: dict[str, Any] = {
        "firms": len(rows), "headquarters": sum(row["headquarters"] for row in rows),
        "settlement": sum(row["settlement"] for row in rows),
        "promises": len(held["central_promises"]), "overdue": overdue,
        "suppliers": len({one["enterprise"] for one in suppliers}),
        "unpriced": sum(one["contract"] is None for one in suppliers),
    }  # fmt: skip
    told = figures if rows else dict.fromkeys(figures)
    worked = {"kept_pct": share_pct(kept, kept + overdue), "contracts": sums(suppliers, "contract")}
    return Answer({**told, **worked}, sorted(rows, key=_by_overdue))


def _of_day(rolls: Rolls, name: str, on: date) -> list[Row]:
    """Units open, promises made and contracts in force on a day, of firms that are there."""
    first, last = {
        "central_units": ("opened_on", "ends_on"), "central_promises": ("made_on", ""),
        "central_suppliers": ("begins_on", "ends_on"),
    }[name]  # fmt: skip
    firms = {one["id"] for one in rolls["central_firms"]}
    told = [one for one in rolls[name] if one["firm"] in firms and is_by(one[first], on)]
    return [one for one in told if not (last and one[last] and one[last] < on)]


def _firm(firm: Row, held: Sequence[Sequence[Row]], on: date) -> dict[str, Any]:
    units, promises, suppliers = held
    kinds = [one["kind"] for one in units]
    states = [promise_state(one, on) for one in promises]
    due = [one["due_on"] for one in promises
           if one["due_on"] and promise_state(one, on) != KEPT]  # fmt: skip
    return {
        "firm": firm["id"], "name": firm["name"], "headquarters": kinds.count(HEADQUARTERS),
        "settlement": kinds.count(SETTLEMENT), "units": len(units), "promises": len(promises),
        "kept": states.count(KEPT), "overdue": states.count(OVERDUE),
        "next_due": min(due, default=None),
        "suppliers": len({one["enterprise"] for one in suppliers}),
        "contracts": sums(suppliers, "contract"),
    }  # fmt: skip


def _by_overdue(row: Mapping[str, Any]) -> tuple[int, date, str]:
    return (-row["overdue"], row["next_due"] or date.max, row["firm"])


def tell_promises(rolls: Rolls, on: date) -> Answer:
    """Each promise made by a day: the overdue first, then those that fall due next."""
    rows = [_promise(one, on) for one in _of_day(rolls, "central_promises", on)]
    states = [row["state"] for row in rows]
    figures: dict[str, Any] = {
        OVERDUE: states.count(OVERDUE), OPEN: states.count(OPEN), KEPT: states.count(KEPT),
        "undated": sum(row["due_on"] is None and row["state"] == OPEN for row in rows),
    }  # fmt: skip
    return Answer(figures if rows else dict.fromkeys(figures), sorted(rows, key=_by_state))


def _promise(row: Row, on: date) -> dict[str, Any]:
    state = promise_state(row, on)
    is_waiting = state != KEPT and row["due_on"] is not None
    return {
        "promise": row["id"], "firm": row["firm"], "kind": row["kind"], "text": row["text"],
        "promised": sums([row], "amount"), "state": state, "due_on": row["due_on"],
        "days_left": (row["due_on"] - on).days if is_waiting else None,
    }  # fmt: skip


def _by_state(row: Mapping[str, Any]) -> tuple[int, date, str]:
    return (_AT[row["state"]], row["due_on"] or date.max, row["promise"])


def tell_suppliers(rolls: Rolls, on: date) -> Answer:
    """Each local supplier with a contract in force: whom it supplies, what, and until when."""
    told = _of_day(rolls, "central_suppliers", on)
    rows = [_supplier(name, some) for name, some in sorted(grouped(told, "enterprise").items())]
    is_kept = bool(rolls["central_suppliers"])
    return Answer({"suppliers": len(rows) if is_kept else None,
                   "contracts": sums(told, "contract")}, rows)  # fmt: skip


def _supplier(name: str, told: Sequence[Row]) -> dict[str, Any]:
    ends = [one["ends_on"] for one in told if one["ends_on"]]
    return {
        "supplier": name, "firms": ", ".join(sorted({one["firm"] for one in told})),
        "items": ", ".join(sorted({one["item"] for one in told if one["item"]})) or None,
        "contracts": sums(told, "contract"), "first_end": min(ends, default=None),
    }  # fmt: skip


PANELS = (
    Panel(
        "central_firms", (99,), PAGE, "Central firms: promises and local suppliers",
        "中央企业：承诺与本地供应商", (FIRMS, UNITS, PROMISES, SUPPLIERS),
        (
            Column("firms", "whole", "Central firms", "中央企业"),
            Column("headquarters", "whole", "Regional headquarters", "区域总部"),
            Column("settlement", "whole", "Settlement centres", "结算中心"),
            Column("promises", "whole", "Promises", "承诺"),
            Column("overdue", "whole", "Overdue", "逾期"),
            Column("kept_pct", "number", "Kept, of those due [%]", "到期兑现率（%）"),
            Column("suppliers", "whole", "Local suppliers", "本地供应商"),
            Column("contracts", "money", "Contracts with them", "本地合同金额"),
            Column("unpriced", "whole", "Contracts without a sum", "未填金额的合同"),
        ),
        (
            Column("firm", "id", "Central firm", "中央企业"),
            Column("name", "text", "Name", "名称"),
            Column("headquarters", "whole", "Regional headquarters", "区域总部"),
            Column("settlement", "whole", "Settlement centres", "结算中心"),
            Column("units", "whole", "All set up here", "在地机构"),
            Column("promises", "whole", "Promises", "承诺"),
            Column("kept", "whole", "Kept", "已兑现"),
            Column("overdue", "whole", "Overdue", "逾期"),
            Column("next_due", "day", "First due", "最早到期"),
            Column("suppliers", "whole", "Local suppliers", "本地供应商"),
            Column("contracts", "money", "Contracts", "合同金额"),
        ),
        tell_firms,
    ),
    Panel(
        "central_promises", (99,), PAGE, "Promises of central firms", "中央企业承诺进度",
        (FIRMS, PROMISES),
        (
            Column(OVERDUE, "whole", "Overdue", "逾期"), Column(OPEN, "whole", "Open", "未到期"),
            Column(KEPT, "whole", "Kept", "已兑现"),
            Column("undated", "whole", "Open without a day", "未填期限"),
        ),
        (
            Column("promise", "id", "Number", "编号"),
            Column("firm", "id", "Central firm", "中央企业"),
            Column("kind", "choice", "Kind", "类型", choices=_KINDS),
            Column("text", "text", "Promise", "承诺内容"),
            Column("promised", "money", "Money", "金额"),
            Column("state", "choice", "State", "状态", choices=_STATES),
            Column("due_on", "day", "Due", "到期日期"),
            Column("days_left", "whole", "Days left", "剩余天数"),
        ),
        tell_promises,
    ),
    Panel(
        "central_suppliers", (99,), PAGE, "Local suppliers of central firms",
        "中央企业本地供应商名单", (FIRMS, SUPPLIERS),
        (
            Column("suppliers", "whole", "Local suppliers", "本地供应商"),
            Column("contracts", "money", "Contracts", "合同金额"),
        ),
        (
            Column("supplier", "id", "Supplier", "供应商"),
            Column("firms", "text", "Central firms", "中央企业"),
            Column("items", "text", "What it supplies", "供应内容"),
            Column("contracts", "money", "Contracts", "合同金额"),
            Column("first_end", "day", "First contract to end", "最早到期合同"),
        ),
        tell_suppliers,
    ),
)  # fmt: skip
