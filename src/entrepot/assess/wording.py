"""What is wrong with an index, in Chinese too: one sentence for each that the room says."""

import re
from functools import cache

from entrepot.kernel.errors import Problem

# A blank {} stands for a name or value and is carried over in order.
CHINESE = {
    "is no key of a scheme.": "不是方案的键。",
    "is no key of it.": "不是该节的键。",
    "is no key of a node.": "不是节点的键。",
    "is no key of assumptions.": "不是假设文件的键。",
    "is missing.": "缺失。",
    "is missing for {}.": "缺失，方法 {} 需要。",
    "names no node.": "没有节点。",
    "names none.": "没有内容。",
    "names no unit.": "没有单元名称。",
    "is no section.": "不是有效的节。",
    "is no table.": "不是表。",
    "is no table of levels.": "不是按层级的表。",
    "is no list of tables.": "不是表的列表。",
    "is no list of levels.": "不是层级列表。",
    "{} is not a number.": "{} 不是数字。",
    "{} is no number above zero.": "{} 不是大于零的数。",
    "{} is no level.": "{} 不是层级。",
    "{} is no denominator.": "{} 不是分母列。",
    "{} is no power of two.": "{} 不是2的幂。",
    "{} is no whole number from 0.": "{} 不是非负整数。",
    "{} is not above 0 and at most 1.": "{} 不在0到1之间。",
    "{} is not from 2 to {}.": "{} 不在2到 {} 之间。",
    "{} is not among groups.": "{} 不在分组列中。",
    "{} is no amount of {}.": "{} 不是有效的 {} 金额。",
    "{} is more than is shared exactly.": "{} 超出可精确分配的范围。",
    "{} is no currency.": "{} 不是货币代码。",
    "{} is no number of places.": "{} 不是有效的名次数。",
    "{} is none.": "{} 无效。",
    "is none.": "无效。",
    "is neither 1 nor -1.": "应为1或-1。",
    "is below zero.": "小于零。",
    "is zero.": "为零，不能作分母。",
    "is empty.": "为空。",
    "is given twice.": "重复。",
    "has no code.": "没有编码。",
    "has no name.": "没有名称。",
    "has no root.": "没有根节点。",
    "has {} roots: {}.": "有 {} 个根节点：{}。",
    "has no parent {}.": "没有上级节点 {}。",
    "is its own ancestor.": "成为自身的上级。",
    "is not below its parent.": "层级不低于上级。",
    "has nothing below it.": "没有下级。",
    "has only weights of zero below.": "下级权重全为零。",
    "panel needs years.": "面板插补需要年份列。",
    "does not go with scope flat.": "不能与扁平汇总同用。",
    "and upper are no bounds.": "与上限不构成区间。",
    "has a number of parts that the bounds do not fit.": "下级个数与份额上下限不相容。",
    "is still missing after {}.": "经 {} 插补后仍缺失。",
    "leaves no unit.": "筛选后没有单元。",
    "no unit {}.": "没有单元 {}。",
    "{} needs values above zero; {} has others.": "{} 要求正值；{} 有非正值。",
    "has goalposts that are one.": "上下标杆相同。",
    "has no value.": "没有数值。",
    "is constant.": "所有单元数值相同。",
    "has its target at its worst value.": "目标等于最差值。",
    "has its reference at its worst value, or without one.": "参照单元为最差值或缺失。",
    "{}: there are no weights by {}.": "{}：无法按 {} 求权重。",
    "has fewer than three units with all its parts": "下级齐全的单元不足三个",
    "has a part without any spread": "有下级没有差异",
    "has no single first component": "第一主成分不唯一",
    "has parts that run against each other": "下级方向相反",
    "has parts that are missing": "下级有缺失值",
    "has parts below zero": "下级有负值",
    "has parts of zero, which give no least share": "下级有零值，达不到最低份额",
    "has only parts of zero": "下级全为零",
    "has too few parts above zero for the most share": "正值下级过少，超出最高份额",
    "has no say: {} finds them.": "不起作用：{} 的权重由数据求得。",
    "stands in one scheme only.": "只在一个方案中。",
    "does not stand in both runs.": "不同时在两次结果中。",
    "is no TOML: {}.": "不是有效的 TOML：{}。",
    "has no row.": "没有数据行。",
    "is no column of it.": "没有该列。",
    "has more cells than the header.": "单元格多于表头。",
    "cannot be read: {}.": "无法读取：{}。",
    "is not UTF-8.": "不是 UTF-8 编码。",
    "is one of a panel.": "属于多年面板。",
    "is no pair of units.": "不是两个单元。",
    "are of two classes.": "不属于同一类别。",
    "makes more than {} runs.": "运行次数超过 {}。",
    "needs one of options, weights_file and noise.": "须在 options、weights_file、noise 中择一。",
    "has no option.": "没有选项。",
    "needs share and draws.": "需要 share 和 draws。",
    "is no node of the tree.": "不是树中的节点。",
    "has a weight that is none.": "有无效的权重。",
    "{} is no share.": "{} 不是0到1之间的份额。",
    "goes with data of an earlier time.": "须与较早时期的数据同用。",
    "a panel has many years.": "面板有多年数据。",
    "a floor each is more than the pool.": "保底总额超过资金总额。",
    "columns not used: {}": "未使用的列：{}",
    "{} is screened out: {} of its indicators are known": "{} 被筛除：仅有 {} 的指标已知",
    "{} still has heavy tails after treatment": "{} 处理后仍为厚尾分布",
    "{}: nothing is known of it": "{}：没有任何观测值",
    "has a score below zero in some run, which claims no money.": "某次运行得分为负，不参与分配。",
}  # fmt: skip


def problem(code: str, where: str, message: str, hint: str = "") -> Problem:
    """What is wrong with an index, with its sentence in Chinese.

    Args:
        code: Without its room, such as `weight`.
        where: Place in what was handed in.
        message: One of the sentences above.
        hint: What to do about it.
    """
    return Problem(f"assess.{code}", where, message, hint, message_zh=in_chinese(message))


def in_chinese(message: str) -> str:
    """A sentence of the room in Chinese; empty where it says none such."""
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(message)
        if found:
            parts = [in_chinese(one) or one for one in found.groups()]
            return chinese.format(*parts)
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Sentences as patterns, those without a blank first."""
    ordered = sorted(CHINESE.items(), key=lambda one: (one[0].count("{}"), -len(one[0])))
    return [
        (re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese)
        for english, chinese in ordered
    ]
