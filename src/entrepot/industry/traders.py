"""Trading firms sought by name: the list of targets, what each was told, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.money import Money
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/recruit"
LANDED, SIGNED, INTERESTED, DECLINED = "landed", "signed", "interested", "declined"
PITCHED, UNPITCHED = "pitched", "unpitched"
_RESULTS = (
    Choice(INTERESTED, "interested", "有意向"), Choice(SIGNED, "signed", "已签约"),
    Choice(LANDED, "landed", "已落地"), Choice(DECLINED, "declined", "已婉拒"),
)  # fmt: skip
_STATES = (
    Choice(PITCHED, "no answer yet", "待答复"), *_RESULTS[:2],
    Choice(UNPITCHED, "not pitched to", "未推介"), *_RESULTS[2:],
)  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(_STATES)}
_WAYS = (
    Choice("visit", "visit", "拜访"), Choice("call", "call", "电话"),
    Choice("letter", "letter", "函件"), Choice("fair", "fair", "展会"),
    Choice("online", "online", "线上"),
)  # fmt: skip


def _result(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if bool(row["result"]) != bool(row["result_on"]):
        yield ("result_on", "goes with a result, and one of the two is empty.", "Tell both.",
               "结果与结果日期须同时填写。")  # fmt: skip
    if row["result_on"] and row["result_on"] < row["pitched_on"]:
        yield ("result_on", "lies before the pitch.", "Look at both days.", "早于推介日期。")


TARGETS = Roll(
    "trader_targets", "Trading firms sought", "目标贸易企业",
    (
        Column("name", "text", "Firm", "企业名称", needed=True),
        Column("country", "country", "Country", "国别"),
        Column("product", "text", "What it trades", "主营商品"),
        Column("trade", "amount", "Trade in a year", "年贸易额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("owner", "id", "Office in charge", "责任单位"),
        Column("listed_on", "day", "Listed", "列入日期", needed=True),
        Column("dropped_on", "day", "Taken off", "移出日期"),
    ),
)  # fmt: skip
PITCHES = Roll(
    "trader_pitches", "Pitches to trading firms", "推介记录",
    (
        Column("target", "id", "Firm", "企业", needed=True, refers="trader_targets"),
        Column("pitched_on", "day", "Day", "日期", needed=True),
        Column("way", "choice", "Way", "方式", choices=_WAYS),
        Column("pitch", "text", "Pitch", "推介内容", needed=True),
        Column("result", "choice", "Result", "结果", choices=_RESULTS),
        Column("result_on", "day", "Day of the result", "结果日期"),
        Column("next_on", "day", "Next step", "下一步日期"),
    ),
    checks=(_result,),
)  # fmt: skip


def result_of(pitches: Sequence[Row], on: date) -> str:
    """What came of the pitches up to a day; there is none of a later day among them.

    The last result counts; a pitch after a refusal opens the matter again.
    """
    if not pitches:
        return UNPITCHED
    told = [one for one in pitches if is_by(one["result_on"], on)]
    if not told:
        return PITCHED
    last = max(told, key=lambda one: (one["result_on"], one["pitched_on"], one["id"]))
    is_again = any(one["pitched_on"] > last["result_on"] for one in pitches)
    return PITCHED if last["result"] == DECLINED and is_again else str(last["result"])


def tell_traders(rolls: Rolls, on: date) -> Answer:
    """Trading firms on the list: last pitch, result, and the next step that is due."""
    targets = [one for one in rolls["trader_targets"]
               if is_by(one["listed_on"], on) and not is_by(one["dropped_on"], on)]  # fmt: skip
    pitches = grouped(_pitches(rolls, on), "target")
    rows = [_target(one, pitches[one["id"]], on) for one in targets]
    states = [row["result"] for row in rows]
    pitched = len(rows) - states.count(UNPITCHED)
    landed = [one for one, row in zip(targets, rows, strict=True) if row["result"] == LANDED]
    figures: dict[str, Any] = {
        "targets": len(rows), "pitched": pitched, "due": sum(row["is_due"] for row in rows),
        **{one: states.count(one) for one in (INTERESTED, SIGNED, LANDED, DECLINED)},
        "unpriced": sum(one["trade"] is None for one in landed),
    }  # fmt: skip
    told = figures if rolls["trader_targets"] else dict.fromkeys(figures)
    worked = {"landed_pct": share_pct(len(landed), pitched), "trade": sums(landed, "trade")}
    return Answer({**told, **worked}, sorted(rows, key=_by_need))


def _pitches(rolls: Rolls, on: date) -> list[Row]:
    return sorted((one for one in rolls["trader_pitches"] if is_by(one["pitched_on"], on)),
                  key=lambda one: (one["pitched_on"], one["id"]))  # fmt: skip


def _target(target: Row, pitches: Sequence[Row], on: date) -> dict[str, Any]:
    last = pitches[-1] if pitches else None
    result = result_of(pitches, on)
    next_on = last["next_on"] if last and result not in (LANDED, DECLINED) else None
    return {
        **{name: target[name] for name in ("name", "country", "product", "owner")},
        "target": target["id"], "trade": sums([target], "trade"), "pitches": len(pitches),
        "pitched_on": last["pitched_on"] if last else None,
        "pitch": last["pitch"] if last else None, "result": result,
        "next_on": next_on, "is_due": is_by(next_on, on),
    }  # fmt: skip


def _by_need(row: Mapping[str, Any]) -> tuple[bool, date, int, str, Decimal, str]:
    """What is due first, then by result and, of one result and currency, the most trade first."""
    due = row["next_on"] if row["is_due"] else date.max
    trade = row["trade"][0] if row["trade"] else Money(Decimal(0), "ZZZ")
    return (not row["is_due"], due, _AT[row["result"]], trade.currency, -trade.amount,
            row["target"])  # fmt: skip


def tell_ways(rolls: Rolls, on: date) -> Answer:
    """Ways of pitching: how many pitches, and what came of them by a day."""
    told = [one for one in rolls["trader_pitches"] if is_by(one["pitched_on"], on)]
    ways = [choice.code for choice in _WAYS if any(one["way"] == choice.code for one in told)]
    rows = [_way(way, [one for one in told if one["way"] == way], on) for way in ways]
    figures: dict[str, Any] = {"pitches": len(told), "untold": sum(not one["way"] for one in told)}
    return Answer(figures if rolls["trader_pitches"] else dict.fromkeys(figures), rows)


def _way(way: str, pitches: Sequence[Row], on: date) -> dict[str, Any]:
    results = [one["result"] for one in pitches if is_by(one["result_on"], on)]
    won = sum(one in (SIGNED, LANDED) for one in results)
    return {"way": way, "pitches": len(pitches), "answered": len(results), "won": won,
            "won_pct": share_pct(won, len(pitches))}  # fmt: skip


PANELS = (
    Panel(
        "trader_targets", (85,), PAGE, "Trading firms sought: pitch and result",
        "贸易企业定向招商：推介与结果", (TARGETS, PITCHES),
        (
            Column("targets", "whole", "Firms on the list", "目标企业"),
            Column("pitched", "whole", "Pitched to", "已推介"),
            Column("due", "whole", "Next steps due", "应跟进"),
            *(Column(one.code, "whole", one.en.capitalize(), one.zh) for one in _RESULTS),
            Column("landed_pct", "number", "Landed, of those pitched to [%]", "落地率（%）"),
            Column("trade", "money", "Trade in a year of those landed", "落地企业年贸易额"),
            Column("unpriced", "whole", "Landed without a sum", "未填金额的落地企业"),
        ),
        (
            Column("target", "id", "Number", "编号"), Column("name", "text", "Firm", "企业"),
            Column("country", "country", "Country", "国别"),
            Column("product", "text", "What it trades", "主营商品"),
            Column("trade", "money", "Trade in a year", "年贸易额"),
            Column("owner", "id", "Office in charge", "责任单位"),
            Column("pitches", "whole", "Pitches", "推介次数"),
            Column("pitched_on", "day", "Last pitch", "最近推介"),
            Column("pitch", "text", "What was pitched", "推介内容"),
            Column("result", "choice", "Result", "结果", choices=_STATES),
            Column("next_on", "day", "Next step", "下一步日期"),
            Column("is_due", "yes_no", "Due", "应跟进"),
        ),
        tell_traders,
    ),
    Panel(
        "trader_ways", (85,), PAGE, "Pitches by way", "推介方式与成效", (TARGETS, PITCHES),
        (
            Column("pitches", "whole", "Pitches", "推介次数"),
            Column("untold", "whole", "Pitches without a way", "未填方式的推介"),
        ),
        (
            Column("way", "choice", "Way", "方式", choices=_WAYS),
            Column("pitches", "whole", "Pitches", "推介次数"),
            Column("answered", "whole", "Answered", "已答复"),
            Column("won", "whole", "Signed or landed", "签约或落地"),
            Column("won_pct", "number", "Of the pitches [%]", "成功率（%）"),
        ),
        tell_ways,
    ),
)  # fmt: skip
