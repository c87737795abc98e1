"""Firms and schools of two cities: who fits whom, and what came of each pair."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from heapq import nsmallest

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.ties import OWNER, PAGE, PARTNERS, if_kept, named_by

BEST = 3
"""How many of ours are proposed to each of theirs: a choice of ours."""

_SIDES = (Choice("home", "ours", "我方"), Choice("abroad", "theirs", "对方"))
_KINDS = (Choice("firm", "firms", "企业"), Choice("school", "schools", "学校"))


def check_side(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """One of theirs is of a partner."""
    if row["side"] == "abroad" and not row["partner"]:
        yield ("partner", "is empty, and it is one of theirs.", "Say of which partner.",
               "对方单位缺少所属伙伴。")  # fmt: skip


PAIR_SIDES = Roll(
    "pair_sides", "Firms and schools to pair", "结对单位",
    (
        Column("name", "text", "Name", "名称", needed=True),
        Column("name_zh", "text", "Name in Chinese", "中文名称"),
        Column("side", "choice", "Side", "哪一方", needed=True, choices=_SIDES),
        Column("partner", "id", "Partner", "伙伴", refers="partners"),
        Column("kind", "choice", "Kind", "类别", needed=True, choices=_KINDS),
        Column("field", "id", "Field", "领域"), Column("offers", "id", "Offers", "提供"),
        Column("seeks", "id", "Seeks", "需求"),
        Column("listed_on", "day", "Listed", "登记日期"),
        Column("closed_on", "day", "Seeks no more", "撤回日期"), OWNER,
    ),
    "partners", (check_side,),
)  # fmt: skip


def check_result(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """A result is told and shown."""
    for name in ("result", "evidence"):
        if row["result_on"] and not row[name]:
            yield (name, "is empty, and there is a day of the result.",
                   "Say what came of it and what shows it.", "有成果日期但内容不全。")  # fmt: skip


PAIRS = Roll(
    "pairs", "Pairs of firms and schools", "结对",
    (
        Column("home", "id", "Ours", "我方单位", needed=True, refers="pair_sides"),
        Column("abroad", "id", "Theirs", "对方单位", needed=True, refers="pair_sides"),
        Column("matched_on", "day", "Matched", "匹配日期", needed=True),
        Column("met_on", "day", "Met", "会面日期"),
        Column("agreed_on", "day", "Agreed", "签约日期"),
        Column("result_on", "day", "Result", "成果日期"),
        Column("result", "text", "What came of it", "成果"),
        Column("evidence", "text", "What shows it", "佐证"),
        Column("students", "whole", "Students exchanged", "交流学生人数", least=0),
        Column("value", "amount", "Value of deals", "成交金额"),
        Column("currency", "currency", "Currency", "币种"),
        Column("ended_on", "day", "Ended", "终止日期"),
    ),
    "partners", (check_result,),
)  # fmt: skip


def tell_pairs(rolls: Rolls, on: date) -> Answer:
    """Pairs with their results, and who fits whom among those not paired yet."""
    sides = {one["id"]: one for one in rolls["pair_sides"] if is_listed(one, on)}
    partners = {one["id"]: one for one in rolls["partners"]}
    every = {one["id"]: one for one in rolls["pair_sides"]}
    pairs = [one for one in rolls["pairs"] if is_by(one["matched_on"], on)
             and one["home"] in every and one["abroad"] in every]  # fmt: skip
    paired = {(one["home"], one["abroad"]) for one in pairs}
    rows = [_row(every[one["home"]], every[one["abroad"]], partners, _result(one, on))
            for one in pairs]  # fmt: skip
    proposed = propose(list(sides.values()), paired)
    rows += [_row(home, abroad, partners, _PROPOSED) for home, abroad in proposed]
    served = {row["abroad"] for row in rows}
    figures = {
        **_figures(rows, pairs, on), "sides": len(sides),
        "without_match": sum(one["side"] == "abroad" and one["id"] not in served
                             for one in sides.values()),
    }  # fmt: skip
    return Answer(if_kept(figures, [*sides, *pairs]), sorted(rows, key=_by_state))


def is_listed(side: Row, on: date) -> bool:
    """Whether a firm or school is to be paired on a day; where no day is told, it is."""
    return (side["listed_on"] is None or side["listed_on"] <= on) and not is_by(
        side["closed_on"], on
    )


def propose(
    sides: Sequence[Row], paired: Iterable[tuple[str, str]]
) -> list[tuple[Row, Row]]:  # fmt: skip
    """The best of ours for each of theirs, of one kind, that fit in something."""
    done, index = set(paired), dict[tuple[str, str, str], list[Row]]()
    homes = [one for one in sides if one["side"] == "home"]
    for one in homes:
        for key in _keys(one, ("field", "offers", "seeks")):
            index.setdefault(key, []).append(one)
    found: list[tuple[Row, Row]] = []
    for abroad in (one for one in sides if one["side"] == "abroad"):
        fits = {home["id"]: home for key in _keys(abroad, ("field", "seeks", "offers"))
                for home in index.get(key, ())}  # fmt: skip
        free = [one for id_, one in fits.items() if (id_, abroad["id"]) not in done]
        found += [(home, abroad) for home in nsmallest(BEST, free, partial(_rank, abroad))]
    return found


def fit(home: Row, abroad: Row) -> Decimal | None:
    """How well two fit [0 to 100]: the mean of the parts that are known.

    The parts: one field, ours offers what theirs seeks, theirs offers what ours seeks. Equal
    weights are a choice of this system.
    """
    parts = [Decimal(home[mine] == abroad[theirs]) for mine, theirs in
             (("field", "field"), ("offers", "seeks"), ("seeks", "offers"))
             if home[mine] is not None and abroad[theirs] is not None]  # fmt: skip
    return (100 * sum(parts, Decimal(0)) / len(parts)).quantize(Decimal("0.1")) if parts else None


def _rank(abroad: Row, home: Row) -> tuple[Decimal, str]:
    return -(fit(home, abroad) or Decimal(0)), home["id"]


def _keys(side: Row, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What one of ours and one of theirs must have alike to fit in something."""
    for name, part in zip(names, ("field", "ours", "theirs"), strict=True):
        if side[name] is not None:
            yield side["kind"], part, side[name]


def _row(home: Row, abroad: Row, partners: Mapping[str, Row], told: Row) -> Row:
    partner = abroad["partner"] or ""
    return {
        **named_by(partners, partner), "kind": home["kind"], "fit": fit(home, abroad), **told,
        "home": home["id"], "abroad": abroad["id"],
        **{f"{side}_name{zh}": one[f"name{zh}"] or one["name"] for zh in ("", "_zh")
           for side, one in (("home", home), ("abroad", abroad))},
        "owner": home["owner"] or abroad["owner"],
    }  # fmt: skip


_PROPOSED: Row = {"state": "proposed", "result": None, "students": None, "value": None}


def _result(pair: Row, on: date) -> Row:
    """How far a pair has come by a day; what it brought counts from the day of the result."""
    steps = (("result_on", "result"), ("ended_on", "ended"), ("agreed_on", "agreed"),
             ("met_on", "met"))  # fmt: skip
    state = next((step for name, step in steps if is_by(pair[name], on)), "matched")
    has = state == "result"
    return {"state": state, "result": pair["result"] if has else None,
            "students": pair["students"] if has else None,
            "value": sums([pair], "value") if has else None}  # fmt: skip


def _figures(rows: Sequence[Row], pairs: Sequence[Row], on: date) -> Row:
    states = Counter(row["state"] for row in rows)
    kinds = Counter(row["kind"] for row in rows if row["state"] != "proposed")
    came = [one for one in pairs if is_by(one["result_on"], on)]
    students = [one["students"] for one in came if one["students"] is not None]
    return {
        "pairs": len(pairs), **{one.code: kinds[one.code] for one in _KINDS},
        **{state: states[state] for state in ("agreed", "result", "ended", "proposed")},
        "result_pct": share_pct(len(came), len(pairs)), "value": sums(came, "value"),
        "students": sum(students) if students else None,
    }  # fmt: skip


def _by_state(row: Row) -> tuple[int, Decimal, str, str]:
    order = [one.code for one in STATES].index(row["state"])
    return order, -(row["fit"] or Decimal(0)), row["abroad"], row["home"]


STATES = (
    Choice("result", "result", "已有成果"), Choice("agreed", "agreed", "已签约"),
    Choice("met", "met", "已会面"), Choice("matched", "matched", "已匹配"),
    Choice("proposed", "proposed", "建议结对"), Choice("ended", "ended", "已终止"),
)  # fmt: skip
PANELS = (
    Panel(
        "pairs", (69,), PAGE, "Firms and schools of two cities: pairs and results",
        "两地企业与学校：结对与成果", (PARTNERS, PAIR_SIDES, PAIRS),
        (
            Column("sides", "whole", "Firms and schools to pair", "待结对单位"),
            Column("pairs", "whole", "Pairs", "结对"),
            *(Column(one.code, "whole", f"Pairs of {one.en}", f"{one.zh}结对") for one in _KINDS),
            Column("agreed", "whole", "Agreed, no result yet", "已签约待成果"),
            Column("result", "whole", "With a result", "已有成果"),
            Column("result_pct", "number", "Pairs with a result [%]", "成果率（%）"),
            Column("ended", "whole", "Ended without one", "无果终止"),
            Column("value", "money", "Value of deals", "成交金额"),
            Column("students", "whole", "Students exchanged", "交流学生人数"),
            Column("proposed", "whole", "Pairs proposed", "建议结对"),
            Column("without_match", "whole", "Of theirs without a match", "对方未匹配单位"),
        ),
        (
            Column("home_name", "text", "Ours", "我方单位"),
            Column("abroad_name", "text", "Theirs", "对方单位"),
            Column("name", "text", "Partner", "伙伴"),
            Column("kind", "choice", "Kind", "类别", choices=_KINDS),
            Column("state", "choice", "State", "状态", choices=STATES),
            Column("fit", "number", "Fit [0 to 100]", "匹配度（0–100）"),
            Column("result", "text", "What came of it", "成果"),
            Column("students", "whole", "Students", "学生人数"),
            Column("value", "money", "Value of deals", "成交金额"), OWNER,
        ),
        tell_pairs,
    ),
)  # fmt: skip
