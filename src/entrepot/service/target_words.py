"""Why something of a target is unknown, and what its flags mean, in two languages."""

from collections.abc import Mapping
from typing import Any

from entrepot.assess.decisions import Decision

Words = tuple[str, str]
REASONS: Mapping[str, Words] = {
    "base_missing": ("No base with value and year is known.", "未给出基期值及年份。"),
    "base_not_positive": ("The base is not above 0.", "基期值不大于零。"),
    "target_missing": ("The target states no value or no year.", "目标未给出数值或年份。"),
    "target_negative": ("The target is below 0.", "目标值小于零。"),
    "not_after_base": ("Its year is not after that of the base.", "年份不晚于基期。"),
    "actual_missing": ("No later value is known.", "未知后续实际值。"),
    "actual_negative": ("The actual value is below 0.", "实际值小于零。"),
    "no_growth_needed": ("Base and target are the same.", "基期值与目标值相同。"),
    "start_missing": ("No value is known to start from.", "未知起点值。"),
    "start_not_positive": ("The last value is not above 0.", "最近值不大于零。"),
    "target_past": ("Its year lies before the last known value.", "目标年份早于最近已知值。"),
    "history_short": (
        "Fewer than two changes of the series are known.", "已知序列变化不足两次。",
    ),
    "history_not_positive": (
        "The history has values that are not above 0.", "历史序列含不大于零的值。",
    ),
    "no_dates": (
        "The years of the projects are unknown.", "项目的建设年份未知。",
    ),
    "no_walk": (
        "Its chance is unknown without projects, so with them too.",
        "无项目时概率未知，计入项目后亦未知。",
    ),
    "level_missing": (
        "The level of the first year of this reading is not on record.",
        "该理解的起始年份没有水平值记录。",
    ),
    "previous_missing": ("No earlier target of it is known.", "未知此前目标。"),
    "is_growth": ("It is a rate of growth itself.", "其本身即为增速。"),
    "in_words_only": ("The target is stated in words only.", "目标仅以文字表述。"),
    "not_on_record": (
        "No figure of it is on record for this place.", "本地区没有该指标的记录。",
    ),
    "only_base": ("Only the base is on record, no later figure.", "仅有基期记录，无后续数值。"),
    "other_definition": (
        "What is on record is of another definition, place or period.",
        "已有记录的口径、地区或时期不同。",
    ),
    "looked_for": (
        "A later figure was looked for and not found.", "已查找后续数值，未找到。",
    ),
    "figures_conflict": (
        "Figures of one year contradict one another.", "同一年份的数值相互矛盾。",
    ),
    "today_missing": ("No present value is known.", "未知当前值。"),
}  # fmt: skip


FLAGS: Mapping[str, Words] = {
    "target.implausible": (
        "More people are to be added than can be; kept as it is stated.",
        "拟新增人口超出可能，按原文保留。",
    ),
    "target.base_against_record": (
        "The stated base is far from what is on record.", "所述基期值与记录相差较大。",
    ),
    "target.ambiguous": (
        "The average over a span of years can be read in two ways.", "跨年平均增速有两种理解。",
    ),
}  # fmt: skip
PACES: Mapping[str, Words] = {
    "no_trade": (
        "It is no amount of trade, and nothing else has months.", "非贸易额目标，无月度数据。",
    ),
    "untold": ("Its months are unknown.", "月度数据未知。"),
    "no_months": ("No month of the year is known.", "该年无已知月份。"),
    "no_past_year": (
        "No whole past year is loaded to tell the season by.", "未载入完整的往年数据，季节性未知。",
    ),
    "past_is_zero": ("Nothing was traded by then in past years.", "往年同期贸易额为零。"),
    "no_goal": (
        "The goal of this year is unknown: no path leads through it.",
        "本年目标未知：路径未经过该年。",
    ),
}  # fmt: skip
PLACES: Mapping[str, Words] = {
    "not_on_record": ("No figure is on record.", "没有记录。"),
    "looked_for": ("Was looked for and not found.", "已查找，未找到。"),
    "no_common_year": (
        "No year is on record of both figures it is worked out from.",
        "用于推算的两个数值没有同一年份的记录。",
    ),
    "forms": ("By form of the economy", "按经济形式"),
    "coverage": ("Coverage shares", "覆盖率"),
    "services": ("Income and services", "收入与公共服务"),
}  # fmt: skip
NEAR: Mapping[str, Words] = {
    "conflict": (
        "Contradicts another figure of its year, so neither counts.",
        "与同年另一数值矛盾，均不采用。",
    ),
    "not_found": ("Was looked for and not found.", "已查找，未找到。"),
}  # fmt: skip
CHECKS: Mapping[str, Words] = {
    "target.parts_against_whole": ("Parts against the whole", "分项与总体"),
    "target.growth_against_levels": ("Growth against levels", "增速与水平"),
    "target.doubling_against_base": ("Doubling against the base", "翻番与基期"),
    "target.ambiguous": ("Average with two readings", "两种理解的平均增速"),
}
CAUTIONS: Mapping[str, Words] = {
    "year_not_stated": ("States no year, and was counted.", "未说明年份，已计入。"),
    "other_year": ("Is of another year, and was not counted.", "属其他年份，未计入。"),
    "of_bounds": (
        "Is a bound, so the whole worked out from it is neither floor nor ceiling.",
        "为界限值，据此推算的总体既非下限也非上限。",
    ),
    "base_derived": (
        "Its base was worked out from the same words, so they must agree.",
        "基期值由同一表述推算，必然相符。",
    ),
    "rests_from_first": (
        "The level on record was itself worked out from the first year.",
        "已记录的水平值系由首年起推算。",
    ),
    "rests_to_first": (
        "The level on record was itself worked out from the year before the first.",
        "已记录的水平值系由首年的上一年起推算。",
    ),
    "no_figure": ("States no figure.", "未给出数值。"),
}  # fmt: skip


def decision_document(decision: Decision | None) -> dict[str, Any] | None:
    """A decision that stands; who made it where that is for the eyes of who asks."""
    if decision is None:
        return None
    told = {"choice": decision.choice, "reason": decision.reason,
            "from": decision.applies_from.isoformat(), "at": decision.at.isoformat()}  # fmt: skip
    return told | ({"by": decision.by} if decision.by else {})


def words_of(table: Mapping[str, Words], code: str) -> dict[str, str]:
    """A code with its words."""
    text, text_zh = table[code]
    return {"code": code, "text": text, "text_zh": text_zh}


def reason_documents(codes: Mapping[str, str]) -> dict[str, Any]:
    """Reasons by field, each with its code and its words."""
    return {field: words_of(REASONS, code) for field, code in codes.items()}
