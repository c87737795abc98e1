"""Projects abroad: by country, alone and in groups, with their approvals and the country's risk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/investment"
RISKY, SOON_DAYS = 4, 90
GRANTED, WAITING, OPEN = "granted", "waiting", "open"
LATE, REFUSED, LAPSED = "late", "refused", "lapsed"
WANTING = (REFUSED, LAPSED, LATE)
_STATES = (
    Choice(REFUSED, "refused", "未获批"), Choice(LAPSED, "lapsed", "已失效"),
    Choice(LATE, "late", "逾期未批"), Choice(WAITING, "applied for", "审批中"),
    Choice(OPEN, "not applied for", "未申请"), Choice(GRANTED, "granted", "已获批"),
)  # fmt: skip


def _refused_or_granted(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if row["refused_on"] and row["granted_on"]:
        yield ("refused_on", "is told, and it was granted.", "Keep one.", "不能既批准又驳回。")
    if row["granted_on"] and row["valid_until"] and row["valid_until"] < row["granted_on"]:
        yield ("valid_until", "lies before the day it was granted.", "Look at both days.",
               "有效期早于批准日期。")  # fmt: skip


PROJECTS = Roll(
    "overseas_projects", "Projects abroad", "境外项目",
    (
        Column("name", "text", "Project", "项目名称", needed=True),
        Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("country", "country", "Country", "国别", needed=True),
        Column("form", "choice", "Form", "形式", needed=True, choices=(
            Choice("investment", "investment", "对外投资"),
            Choice("contracting", "contracting", "对外承包工程"),
            Choice("outsourcing", "service outsourcing", "服务外包"),
        )),
        Column("group", "id", "Group it goes with", "抱团出海组"),
        Column("planned", "amount", "Planned money", "计划投资"),
        Column("currency", "currency", "Currency", "币种"),
        Column("begun_on", "day", "Begun", "启动日期"),
        Column("ended_on", "day", "Ended", "结束日期"),
    ),
)  # fmt: skip
APPROVALS = Roll(
    "overseas_approvals", "Approvals of projects abroad", "境外项目审批",
    (
        Column("project", "id", "Project", "项目", needed=True, refers="overseas_projects"),
        Column("approval", "text", "Approval", "审批事项", needed=True),
        Column("authority", "text", "Authority", "审批机关"),
        Column("due_on", "day", "Needed by", "需要日期"),
        Column("applied_on", "day", "Applied", "申请日期"),
        Column("granted_on", "day", "Granted", "批准日期"),
        Column("refused_on", "day", "Refused", "驳回日期"),
        Column("valid_until", "day", "Last day valid", "有效期至"),
    ),
    checks=(_refused_or_granted,),
)  # fmt: skip
RISKS = Roll(
    "country_risks", "Risk of countries", "国别风险",
    (
        Column("country", "country", "Country", "国别", needed=True),
        Column("assessed_on", "day", "Assessed", "评估日期", needed=True),
        Column("level", "whole", "Level, 1 low to 5 high", "等级（1低–5高）", needed=True, least=1,
               most=5),
        Column("assessor", "text", "Who assessed it", "评估方"),
        Column("review_on", "day", "To be reviewed", "复评日期"),
    ),
)  # fmt: skip


def runs(project: Row, on: date) -> bool:
    """Whether a project has begun and not ended; one without a day is taken as begun."""
    return (project["begun_on"] is None or is_by(project["begun_on"], on)) and not (
        is_by(project["ended_on"], on)
    )


def approval_state(row: Row, on: date) -> str:
    """How an approval stands on a day; what is due that day is not late, the last day is valid."""
    if is_by(row["refused_on"], on):
        return REFUSED
    if is_by(row["granted_on"], on):
        return LAPSED if row["valid_until"] and row["valid_until"] < on else GRANTED
    if row["due_on"] and row["due_on"] < on:
        return LATE
    return WAITING if is_by(row["applied_on"], on) else OPEN


def standing_approvals(rolls: Rolls, on: date) -> list[Row]:
    """The last try at each approval of the projects that run, tried or not."""
    running = {one["id"] for one in rolls["overseas_projects"] if runs(one, on)}
    told = [one for one in rolls["overseas_approvals"] if one["project"] in running]
    ordered = sorted(told, key=lambda one: (
        one["applied_on"] if is_by(one["applied_on"], on) else date.min, one["id"]))  # fmt: skip
    return list({(one["project"], one["approval"]): one for one in ordered}.values())


def risk_of(rolls: Rolls, country: str, on: date) -> Row | None:
    """The last assessment of a country up to a day."""
    told = [one for one in rolls["country_risks"]
            if one["country"] == country and is_by(one["assessed_on"], on)]  # fmt: skip
    return max(told, key=lambda one: (one["assessed_on"], one["id"]), default=None)


def tell_countries(rolls: Rolls, on: date) -> Answer:
    """Projects abroad by country, with approvals and risk.

    That levels 4 and 5 are a high risk is a choice of this system.
    """
    projects = [one for one in rolls["overseas_projects"] if runs(one, on)]
    approvals = standing_approvals(rolls, on)
    rows = [_country(name, [one for one in projects if one["country"] == name], approvals,
                     risk_of(rolls, name, on), on)
            for name in sorted({one["country"] for one in projects})]  # fmt: skip
    figures: dict[str, Any] = {
        "projects": len(projects), "firms": len({one["enterprise"] for one in projects}),
        "countries": len(rows), "wanting": sum(row["wanting"] for row in rows),
        "risky": sum(row["projects"] for row in rows if (row["risk"] or 0) >= RISKY),
        "unassessed": sum(row["projects"] for row in rows if row["risk"] is None),
        "unpriced": sum(one["planned"] is None for one in projects),
        "undated": sum(one["begun_on"] is None for one in projects),
    }  # fmt: skip
    told = figures if rolls["overseas_projects"] else dict.fromkeys(figures)
    return Answer({**told, "planned": sums(projects, "planned")}, sorted(rows, key=_by_risk))


def _country(
    name: str, projects: Sequence[Row], approvals: Sequence[Row], risk: Row | None, on: date
) -> dict[str, Any]:
    ids = {one["id"] for one in projects}
    states = [approval_state(one, on) for one in approvals if one["project"] in ids]
    return {
        "country": name, "projects": len(projects),
        "firms": len({one["enterprise"] for one in projects}), "together": _together(projects),
        "planned": sums(projects, "planned"), **_counts(states),
        "risk": risk["level"] if risk else None,
        "assessed_on": risk["assessed_on"] if risk else None,
        "is_review_due": is_by(risk["review_on"], on) if risk else None,
    }  # fmt: skip


def _counts(states: Sequence[str]) -> dict[str, int]:
    return {"granted": states.count(GRANTED),
            "waiting": states.count(WAITING) + states.count(OPEN),
            "wanting": sum(one in WANTING for one in states)}  # fmt: skip


def _together(projects: Sequence[Row]) -> int:
    """Firms that go there in one group with another firm."""
    groups: dict[str, set[str]] = {}
    for one in projects:
        if one["group"]:
            groups.setdefault(one["group"], set()).add(one["enterprise"])
    return len({firm for firms in groups.values() if len(firms) > 1 for firm in firms})


def _by_risk(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return (-(row["risk"] or 0), -row["wanting"], row["country"])


def tell_approvals(rolls: Rolls, on: date) -> Answer:
    """Each approval of the projects abroad, the most pressing first.

    That one valid for 90 days at most lapses soon is a choice of this system.
    """
    names = {one["id"]: one for one in rolls["overseas_projects"]}
    rows = [_approval(one, names[one["project"]], on) for one in standing_approvals(rolls, on)]
    figures: dict[str, Any] = {
        "approvals": len(rows), **_counts([row["state"] for row in rows]),
        "lapsing": sum(row["state"] == GRANTED and row["days_left"] is not None
                       and row["days_left"] <= SOON_DAYS for row in rows),
    }  # fmt: skip
    is_kept = bool(rolls["overseas_approvals"])
    return Answer(figures if is_kept else dict.fromkeys(figures), sorted(rows, key=_by_state))


def _approval(row: Row, project: Row, on: date) -> dict[str, Any]:
    state = approval_state(row, on)
    day = row["due_on"] if state in (LATE, WAITING, OPEN) else row["valid_until"]
    return {
        "approval": row["id"], "subject": row["approval"], "authority": row["authority"],
        "project": row["project"], "country": project["country"], "state": state,
        "day": None if state == REFUSED else day,
        "days_left": (day - on).days if day and state != REFUSED else None,
    }  # fmt: skip


def _by_state(row: Mapping[str, Any]) -> tuple[int, bool, int, str]:
    at = [one.code for one in _STATES].index(row["state"])
    return (at, row["days_left"] is None, row["days_left"] or 0, row["approval"])


PANELS = (
    Panel(
        "overseas", (36,), PAGE, "Projects abroad by country", "境外项目：按国别",
        (PROJECTS, APPROVALS, RISKS),
        (
            Column("projects", "whole", "Projects abroad", "境外项目"),
            Column("firms", "whole", "Firms", "企业"),
            Column("countries", "whole", "Countries", "国别数"),
            Column("planned", "money", "Planned money", "计划投资"),
            Column("wanting", "whole", "Approvals late, refused or lapsed", "审批逾期、驳回或失效"),
            Column("risky", "whole", "Projects at high risk", "高风险国别项目"),
            Column("unassessed", "whole", "Projects without an assessment", "未评估国别的项目"),
            Column("unpriced", "whole", "Projects without a sum", "未填金额的项目"),
            Column("undated", "whole", "Projects without a day", "未填日期的项目"),
        ),
        (
            Column("country", "country", "Country", "国别"),
            Column("projects", "whole", "Projects", "项目"),
            Column("firms", "whole", "Firms", "企业"),
            Column("together", "whole", "Of them in a group", "抱团企业"),
            Column("planned", "money", "Planned money", "计划投资"),
            Column("granted", "whole", "Approvals granted", "已获批"),
            Column("waiting", "whole", "Approvals awaited", "待批"),
            Column("wanting", "whole", "Late, refused or lapsed", "逾期、驳回或失效"),
            Column("risk", "whole", "Risk, 1 to 5", "风险等级（1–5）"),
            Column("assessed_on", "day", "Assessed", "评估日期"),
            Column("is_review_due", "yes_no", "Review due", "应复评"),
        ),
        tell_countries,
    ),
    Panel(
        "overseas_approvals", (36,), PAGE, "Approvals of projects abroad", "境外项目审批进度",
        (PROJECTS, APPROVALS),
        (
            Column("approvals", "whole", "Approvals", "审批事项"),
            Column("granted", "whole", "Granted", "已获批"),
            Column("waiting", "whole", "Awaited", "待批"),
            Column("wanting", "whole", "Late, refused or lapsed", "逾期、驳回或失效"),
            Column("lapsing", "whole", "Lapse within 90 days", "90天内到期"),
        ),
        (
            Column("approval", "id", "Number", "编号"),
            Column("subject", "text", "Approval", "审批事项"),
            Column("authority", "text", "Authority", "审批机关"),
            Column("project", "id", "Project", "项目"),
            Column("country", "country", "Country", "国别"),
            Column("state", "choice", "State", "状态", choices=_STATES),
            Column("day", "day", "Due or valid until", "期限"),
            Column("days_left", "whole", "Days left", "剩余天数"),
        ),
        tell_approvals,
    ),
)  # fmt: skip
