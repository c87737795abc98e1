"""Clusters: what each makes, its firms and projects against its goal, and the links it lacks."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from entrepot.kernel.house_roll import feeding
from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/industry/segments"
PRESENCES = (Choice("yes", "made here", "本地有"), Choice("partly", "in part", "部分"),
             Choice("no", "not made here", "本地无"),
             Choice("unknown", "not known", "未知"))  # fmt: skip
CLUSTERS = Roll(
    "clusters", "Clusters", "产业集群",
    (
        Column("name", "text", "Name", "英文名称", needed=True),
        Column("name_zh", "text", "Name in Chinese", "中文名称"),
        Column("goal", "number", "Goal", "目标值", least=0),
        Column("unit", "text", "Unit", "单位"),
        Column("goal_year", "whole", "Year of the goal", "目标年份", least=1990, most=2100),
    ),
)  # fmt: skip
YEARS = Roll(
    "cluster_years", "Output of clusters by year", "集群年产值",
    (
        Column("cluster", "id", "Cluster", "集群", needed=True, refers="clusters"),
        Column("year", "whole", "Year", "年份", needed=True, least=1990, most=2100),
        Column("value", "number", "Output", "产值", needed=True, least=0),
        Column("unit", "text", "Unit", "单位", needed=True),
    ),
)  # fmt: skip
FIRMS = Roll(
    "cluster_firms", "Firms of clusters", "集群企业",
    (
        Column("cluster", "id", "Cluster", "集群", needed=True, refers="clusters"),
        Column("enterprise", "id", "Firm", "企业", needed=True),
    ),
)  # fmt: skip
PROJECTS = Roll(
    "cluster_projects", "Projects of clusters", "集群项目",
    (
        Column("cluster", "id", "Cluster", "集群", needed=True, refers="clusters"),
        Column("project", "id", "Project", "项目", needed=True),
        Column("signed_on", "day", "Signed", "签约日期"),
    ),
)  # fmt: skip
LINKS = Roll(
    "cluster_links", "Links of the clusters' chains", "集群产业链环节",
    (
        Column("cluster", "id", "Cluster", "集群", needed=True, refers="clusters"),
        Column("node", "id", "Link", "环节", needed=True),
        Column("presence", "choice", "Made here", "本地情况", needed=True, choices=PRESENCES),
    ),
)  # fmt: skip
FIRMS_FOUND = feeding("register_cluster_firms", "Firms of clusters, from the register of firms",
                      "企业库中的集群企业", FIRMS, same=("cluster", "enterprise"))  # fmt: skip
PROJECTS_FOUND = feeding("pipeline_cluster_projects", "Signed projects of clusters, from pipelines",
                         "项目库已签约集群项目", PROJECTS, same=("cluster", "project"))  # fmt: skip
LACKING = ("no", "partly")


def tell_clusters(rolls: Rolls, on: date) -> Answer:
    """Output, firms and projects of each cluster against its goal, and its missing links."""
    rows = [_cluster(one, rolls, on) for one in rolls["clusters"]]
    known = [row for row in rows if row["of_goal_pct"] is not None]
    figures = {
        "clusters": len(rows) or None, "measured": len(known),
        "reached": sum(row["value"] >= row["goal"] for row in known) if known else None,
        "missing": sum(row["lacking"] for row in rows) if rolls["cluster_links"] else None,
    }  # fmt: skip
    return Answer(figures, rows)


def _cluster(one: Row, rolls: Rolls, on: date) -> Row:
    def of(name: str) -> list[Row]:
        return [row for row in rolls[name] if row["cluster"] == one["id"]]

    year, value = latest(of("cluster_years"), one["unit"], on)
    links = of("cluster_links")
    lacking = list(dict.fromkeys(row["node"] for row in links if row["presence"] in LACKING))
    signed = [row for row in of("cluster_projects")
              if row["signed_on"] is None or row["signed_on"] <= on]  # fmt: skip
    return {
        "cluster": one["name"], "cluster_zh": one["name_zh"], "place": one["place"],
        "goal": one["goal"], "unit": one["unit"], "goal_year": one["goal_year"],
        "value": value, "year": year, "of_goal_pct": share_pct(value, one["goal"]),
        "firms": len({row["enterprise"] for row in of("cluster_firms")}),
        "projects": len({row["project"] for row in signed}), "lacking": len(lacking),
        "links": ", ".join(lacking) or None,
        "unknown": sum(row["presence"] == "unknown" for row in links),
    }  # fmt: skip


def latest(
    years: Sequence[Row], unit: str | None, on: date
) -> tuple[int | None, Decimal | None]:  # fmt: skip
    """The last whole year in a unit that has ended, and what was made in it."""
    told = [row for row in years if row["year"] < on.year and row["unit"] == unit]
    last = max(told, key=lambda row: row["year"], default=None)
    return (last["year"], last["value"]) if last else (None, None)


PANELS = (
    Panel(
        "clusters", (17,), PAGE, "Clusters against their goals", "产业集群与目标",
        (CLUSTERS, YEARS, FIRMS, PROJECTS, LINKS),
        (
            Column("clusters", "whole", "Clusters", "集群"),
            Column("measured", "whole", "With output and goal known", "产值与目标均已知"),
            Column("reached", "whole", "Goals reached", "已达目标"),
            Column("missing", "whole", "Links missing or in part", "缺失或部分环节"),
        ),
        (
            Column("cluster", "text", "Cluster", "集群"), Column("place", "id", "Place", "地区"),
            Column("goal", "number", "Goal", "目标值"), Column("unit", "text", "Unit", "单位"),
            Column("goal_year", "id", "Year of the goal", "目标年份"),
            Column("value", "number", "Output", "产值"), Column("year", "id", "Year", "年份"),
            Column("of_goal_pct", "number", "Of the goal [%]", "占目标（%）"),
            Column("firms", "whole", "Firms", "企业"),
            Column("projects", "whole", "Projects", "项目"),
            Column("lacking", "whole", "Links missing", "缺失环节"),
            Column("links", "text", "Which", "缺失环节名称"),
            Column("unknown", "whole", "Links nobody knows of", "情况不明的环节"),
        ),
        tell_clusters, (FIRMS_FOUND, PROJECTS_FOUND),
    ),
)  # fmt: skip
