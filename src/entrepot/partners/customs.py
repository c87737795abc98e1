"""Results of inspection and risk data shown to partner customs, under rules."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from entrepot.kernel.house_roll import feeding
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.joint import PAGE
from entrepot.partners.proof import by_id, codes, in_order, known

_Meant = tuple[str, str, str, str]
_WHAT = Column("what", "choice", "What", "内容", needed=True, choices=(
    Choice("inspection", "result of inspection", "查验结果"),
    Choice("risk", "risk data", "风险信息"),
))  # fmt: skip
_WAY = Column("way", "choice", "Way", "方向", needed=True, choices=(
    Choice("given", "given", "提供"), Choice("received", "received", "接收"),
))  # fmt: skip
_PARTNER = Column("partner", "id", "Partner customs", "伙伴海关", needed=True)
FOUND = (
    Choice("as_declared", "as declared", "相符"), Choice("differs", "differs", "不符"),
    Choice("seized", "seized", "扣留"),
)  # fmt: skip
RULES = Roll(
    "sharing_rules", "Rules of sharing with partner customs", "海关信息共享规则",
    (
        _PARTNER, _WHAT, _WAY,
        Column("hs", "text", "HS headings, with ; between", "HS 编码范围（以 ; 分隔）"),
        Column("from_on", "day", "In force from", "生效日期", needed=True),
        Column("to_on", "day", "In force to", "失效日期"),
        Column("asks_consent", "yes_no", "The trader must agree", "须经企业同意"),
        Column("within_days", "whole", "To be shared within [days]", "共享时限（天）", least=0,
               most=3660),
        Column("basis", "text", "Legal basis", "依据", needed=True),
    ),
    "partners", (in_order("from_on", "to_on"),),
)  # fmt: skip
RESULTS = Roll(
    "inspection_results", "Results for partner customs", "拟共享查验结果",
    (
        _PARTNER, _WHAT, _WAY,
        Column("case", "id", "Declaration or case", "报关单或案件号"),
        Column("hs", "text", "HS code", "HS 编码", needed=True),
        Column("found", "choice", "Found", "结果", choices=FOUND),
        Column("found_on", "day", "Found on", "查验日期", needed=True),
        Column("agreed_on", "day", "The trader agreed", "企业同意日期"),
        Column("shared_on", "day", "Shared", "共享日期"),
        Column("answered_on", "day", "Answered", "答复日期"),
    ),
    "partners", (in_order("found_on", "shared_on"), in_order("shared_on", "answered_on")),
)  # fmt: skip
RULES_FOUND = feeding("window_sharing_rules", "Agreements on sharing, from the window",
                      "单一窗口信息共享协议", RULES)  # fmt: skip
RESULTS_FOUND = feeding("window_inspections", "Inspections of released goods, from the window",
                        "单一窗口已放行货物查验结果", RESULTS,
                        same=("partner", "what", "case"))  # fmt: skip
STANDINGS = (
    Choice("unruled", "shared without a rule", "无规则共享"), Choice("late", "late", "逾期未共享"),
    Choice("waiting", "may be shared", "可共享"),
    Choice("consent", "the trader has not agreed", "待企业同意"),
    Choice("barred", "no rule lets it", "无规则不得共享"), Choice("shared", "shared", "已共享"),
)  # fmt: skip


def tell_results(rolls: Rolls, on: date) -> Answer:
    """What was found by a day, and whether rules let partner customs see it.

    What was shared is judged by the rules of the day it was shared; what was not, by today's.
    """
    rules = _by_heading(rolls["sharing_rules"])
    kept = [one for one in rolls["inspection_results"] if is_by(one["found_on"], on)]
    rows = [_result(one, rules, on) for one in kept]
    found = Counter(row["standing"] for row in rows)
    shared = [row for row in rows if row["standing"] in ("shared", "unruled")]
    figures = {
        "results": len(rows) or None,
        **{one.code: known(found[one.code], rows) for one in STANDINGS},
        "answered_pct": share_pct(sum(row["answered_on"] is not None for row in shared),
                                  len(shared)),
    }  # fmt: skip
    order = [one.code for one in STANDINGS]
    return Answer(figures, sorted(
        rows, key=lambda row: (order.index(row["standing"]), row["found_on"], row["id"])
    ))  # fmt: skip


def _result(result: Row, rules: Mapping[_Meant, Sequence[Row]], on: date) -> Row:
    day = result["shared_on"] if is_by(result["shared_on"], on) else None
    covering = _covering(result, rules, day or on)
    free = [one for one in covering if _is_free(one, result, day or on)]
    rule = next(iter(free or covering), None)
    return {
        **{name: result[name] for name in ("id", "partner", "what", "way", "case", "hs", "found",
                                           "found_on")},
        "standing": _standing(result, covering, free, on), "shared_on": day,
        "answered_on": result["answered_on"] if is_by(result["answered_on"], on) else None,
        "rule": rule["id"] if rule else None, "basis": rule["basis"] if rule else None,
    }  # fmt: skip


def tell_handover(rolls: Rolls, on: date) -> Answer:
    """What rules let us hand to partner customs on a day, and is not shared yet."""
    rows = [row for row in tell_results(rolls, on).rows
            if row["way"] == "given" and row["standing"] in ("late", "waiting")]  # fmt: skip
    is_kept = rolls["inspection_results"]
    figures = {
        "results": known(len(rows), is_kept),
        "partners": known(len({row["partner"] for row in rows}), is_kept),
        "late": known(sum(row["standing"] == "late" for row in rows), is_kept),
    }
    return Answer(figures, rows)


def _by_heading(rules: Iterable[Row]) -> Mapping[_Meant, Sequence[Row]]:
    """Rules by partner, kind, way and heading of goods; an empty heading is of all goods."""
    found = dict[_Meant, list[Row]]()
    for rule in rules:
        headings = set(codes(rule["hs"] or ""))
        for heading in headings or {""}:
            found.setdefault((rule["partner"], rule["what"], rule["way"], heading), []).append(rule)
    return found


def _covering(result: Row, rules: Mapping[_Meant, Sequence[Row]], day: date) -> list[Row]:
    """Rules in force on a day that are meant for such a result."""
    kind, code = (result["partner"], result["what"], result["way"]), "".join(codes(result["hs"]))
    meant = {rule["id"]: rule for length in range(len(code) + 1)
             for rule in rules.get((*kind, code[:length]), ())}  # fmt: skip
    return by_id(
        one for one in meant.values()
        if one["from_on"] <= day and (one["to_on"] is None or day <= one["to_on"])
    )  # fmt: skip


def _is_free(rule: Row, result: Row, day: date) -> bool:
    return not rule["asks_consent"] or is_by(result["agreed_on"], day)


def _standing(result: Row, covering: Sequence[Row], free: Sequence[Row], on: date) -> str:
    if is_by(result["shared_on"], on):
        return "shared" if free else "unruled"
    if not free:
        return "consent" if covering else "barred"
    return "late" if any(_is_past(one, result, on) for one in free) else "waiting"


def _is_past(rule: Row, result: Row, on: date) -> bool:
    """Whether the days of a rule are over; they run from the trader's yes where it asks for it."""
    if rule["within_days"] is None:
        return False
    start = max(result["found_on"], result["agreed_on"]) if rule["asks_consent"] else (
        result["found_on"])  # fmt: skip
    return bool((on - start).days > rule["within_days"])


PANELS = (
    Panel(
        "customs_sharing", (103,), PAGE, "Results shared with partner customs, under rules",
        "与伙伴海关按规则共享查验结果", (RESULTS, RULES),
        (
            Column("results", "whole", "Results", "结果"),
            *(Column(one.code, "whole", one.en.capitalize(), one.zh) for one in STANDINGS),
            Column("answered_pct", "number", "Of the shared, answered [%]", "答复率（%）"),
        ),
        (
            Column("id", "id", "Result", "结果"),
            Column("partner", "id", "Partner customs", "伙伴海关"),
            Column("what", "choice", "What", "内容", choices=_WHAT.choices),
            Column("way", "choice", "Way", "方向", choices=_WAY.choices),
            Column("hs", "text", "HS code", "HS 编码"),
            Column("found", "choice", "Found", "查验发现", choices=FOUND),
            Column("found_on", "day", "Found on", "查验日期"),
            Column("standing", "choice", "Standing", "共享状态", choices=STANDINGS),
            Column("shared_on", "day", "Shared", "共享日期"),
            Column("answered_on", "day", "Answered", "答复日期"),
            Column("rule", "id", "Rule", "规则"), Column("basis", "text", "Legal basis", "依据"),
        ),
        tell_results, (RULES_FOUND, RESULTS_FOUND),
    ),
    Panel(
        "customs_handover", (103,), PAGE, "To be handed to partner customs", "待向伙伴海关提供",
        (RESULTS, RULES),
        (
            Column("results", "whole", "Results", "结果"),
            Column("partners", "whole", "Partner customs", "伙伴海关"),
            Column("late", "whole", "Late", "逾期"),
        ),
        (
            Column("partner", "id", "Partner customs", "伙伴海关"),
            Column("id", "id", "Result", "结果"),
            Column("case", "id", "Declaration or case", "报关单或案件号"),
            Column("what", "choice", "What", "内容", choices=_WHAT.choices),
            Column("hs", "text", "HS code", "HS 编码"),
            Column("found", "choice", "Found", "查验发现", choices=FOUND),
            Column("found_on", "day", "Found on", "查验日期"),
            Column("basis", "text", "Legal basis", "依据"),
        ),
        tell_handover, (RULES_FOUND, RESULTS_FOUND),
    ),
)  # fmt: skip
