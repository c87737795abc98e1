"""Registers of policy measures: texts, measures, their conditions, and claims of firms."""

from collections.abc import Iterable

from entrepot.industry.criteria import CONDITION, DATES, check_dates, check_value
from entrepot.kernel.roll import Choice, Column, Roll, Row

GRANTED, REFUSED, WAITING = "granted", "refused", "waiting"
_OUTCOMES = (Choice(GRANTED, "granted", "已兑现"), Choice(REFUSED, "refused", "未通过"))
STATES = (*_OUTCOMES, Choice(WAITING, "waiting", "办理中"))
Wrong = tuple[str, str, str, str]


def check_grant(row: Row) -> Iterable[Wrong]:
    """A measure gives a sum, or a share of a fact in a currency, or no money."""
    if row["fixed"] is not None and row["share_pct"] is not None:
        yield ("share_pct", "stands beside a sum.", "Keep one of them.", "与固定金额只能填一项。")
    if (row["share_pct"] is None) != (row["of_fact"] is None):
        yield ("of_fact", "and the share go together.", "Fill in both.", "须与比例同时填写。")
    if row["share_pct"] is not None and not row["currency"]:
        yield ("currency", "is empty, and there is a share.", "Write CNY.", "缺少币种。")
    if row["excludes"] == row["id"]:
        yield ("excludes", "is the measure itself.", "Name another.", "不能为自身。")


def check_claim(row: Row) -> Iterable[Wrong]:
    """A decision has a day and an outcome; money is of what was granted."""
    if (row["decided_on"] is None) != (row["outcome"] is None):
        yield ("outcome", "and the day go together.", "Fill in both.", "须与办结日期同时填写。")
    if row["amount"] is not None and row["outcome"] != GRANTED:
        yield ("amount", "is of a claim not granted.", "Leave it out.", "未兑现的申请不应有金额。")
    if row["decided_on"] and row["decided_on"] < row["claimed_on"]:
        yield ("decided_on", "is before the claim.", "Mend one of the days.", "早于申请日期。")


SETS = Roll(
    "measure_sets", "Policy texts and how many measures they have", "政策文件",
    (
        Column("title", "text", "Text", "文件名称", needed=True),
        Column("title_zh", "text", "Text in Chinese", "文件名称（中文）"),
        Column("measures", "whole", "Measures of the text", "措施条数", needed=True, least=1,
               most=1000),
        *DATES,
    ),
    checks=(check_dates,),
)  # fmt: skip
MEASURES = Roll(
    "support_measures", "Measures firms may claim", "惠企措施",
    (
        Column("text", "id", "Text it is of", "所属文件", needed=True, refers="measure_sets"),
        Column("number", "whole", "Number in the text", "条目序号", needed=True, least=1),
        Column("title", "text", "Measure", "措施名称", needed=True),
        Column("title_zh", "text", "Measure in Chinese", "措施名称（中文）"),
        Column("office", "id", "Office", "主管部门"),
        *DATES,
        Column("fixed", "amount", "Sum it gives", "定额"),
        Column("share_pct", "number", "Share it gives [%]", "比例（%）", least=0, most=100),
        Column("of_fact", "id", "Fact it is a share of", "比例基数（事项）"),
        Column("at_most", "amount", "At most", "上限"),
        Column("currency", "currency", "Currency", "币种"),
        Column("excludes", "id", "Not had together with", "不可叠加", refers="support_measures"),
    ),
    checks=(check_dates, check_grant),
)  # fmt: skip
CONDITIONS = Roll(
    "measure_conditions", "Conditions of measures", "措施条件",
    (
        Column("measure", "id", "Measure", "措施", needed=True, refers="support_measures"),
        Column("either", "id", "One of those with this word is enough", "任一组（满足其一）"),
        *CONDITION,
    ),
    checks=(check_value,),
)  # fmt: skip
CLAIMS = Roll(
    "measure_claims", "Claims of firms", "企业申请",
    (
        Column("measure", "id", "Measure", "措施", needed=True, refers="support_measures"),
        Column("firm", "id", "Firm", "企业", needed=True),
        Column("claimed_on", "day", "Claimed", "申请日期", needed=True),
        Column("decided_on", "day", "Decided", "办结日期"),
        Column("outcome", "choice", "Outcome", "结果", choices=_OUTCOMES),
        Column("amount", "amount", "Granted", "兑现金额"),
        Column("currency", "currency", "Currency", "币种"),
    ),
    checks=(check_claim,),
)  # fmt: skip
