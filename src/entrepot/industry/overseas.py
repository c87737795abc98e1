"""Projects abroad: by country, alone and in groups, with their approvals and the country's risk."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.industry.approvals import (
    COUNTS,
    DAYS,
    LAPSING,
    STANDING,
    by_need,
    check_outcome,
    count_lapsing,
    count_states,
    last_tries,
    standing,
    state_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/investment"
RISKY = 4
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
        *DAYS,
    ),
    checks=(check_outcome,),
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


def standing_approvals(rolls: Rolls, on: date) -> list[Row]:
    """The last try at each approval of the projects that run, tried or not."""
    running = {one["id"] for one in rolls["overseas_projects"] if runs(one, on)}
    told = [one for one in rolls["overseas_approvals"] if one["project"] in running]
    return last_tries(told, ("project", "approval"), on)


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
    by_project = grouped(approvals, "project")
    rows = [_country(name, held, [one for project in held for one in by_project[project["id"]]],
                     risk_of(rolls, name, on), on)
            for name, held in grouped(projects, "country").items()]  # fmt: skip
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
    states = [state_of(one, on) for one in approvals]
    return {
        "country": name, "projects": len(projects),
        "firms": len({one["enterprise"] for one in projects}), "together": _together(projects),
        "who": ", ".join(sorted({one["enterprise"] for one in projects})),
        "planned": sums(projects, "planned"), **count_states(states),
        "risk": risk["level"] if risk else None,
        "assessed_on": risk["assessed_on"] if risk else None,
        "is_review_due": is_by(risk["review_on"], on) if risk else None,
    }  # fmt: skip


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
    """Each approval of the projects abroad, the most pressing first."""
    countries = {one["id"]: one["country"] for one in rolls["overseas_projects"]}
    rows = [{"approval": one["id"], "subject": one["approval"], "project": one["project"],
             "country": countries[one["project"]], **standing(one, on)}
            for one in standing_approvals(rolls, on)]  # fmt: skip
    figures: dict[str, Any] = {
        "approvals": len(rows), **count_states([row["state"] for row in rows]),
        "lapsing": count_lapsing(rows),
    }  # fmt: skip
    told = figures if rolls["overseas_approvals"] else dict.fromkeys(figures)
    return Answer(told, sorted(rows, key=lambda row: (by_need(row), row["approval"])))


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
            Column("who", "text", "Which firms", "企业名单"),
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
        (Column("approvals", "whole", "Approvals", "审批事项"), *COUNTS, LAPSING),
        (
            Column("approval", "id", "Number", "编号"),
            Column("subject", "text", "Approval", "审批事项"),
            Column("project", "id", "Project", "项目"),
            Column("country", "country", "Country", "国别"), *STANDING,
        ),
        tell_approvals,
    ),
)  # fmt: skip
