"""Firms in both directions: what they bring in, what they build abroad, and what links the two."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.industry.ladder import CANONICAL, LADDER, LANDED, LOST, STALLED
from entrepot.industry.metrics import Life, life_of
from entrepot.industry.overseas import PAGE, PROJECTS
from entrepot.industry.pipeline import StageEvent
from entrepot.kernel.house_roll import feeding
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row

_ZH = ("线索", "已接触", "已考察", "在谈", "已签约", "用地与审批", "在建", "试生产", "已投运",
       "已扩建", "停滞", "已流失")  # fmt: skip
STAGES = tuple(Choice(one, one.replace("_", " "), zh)
               for one, zh in zip(CANONICAL, _ZH, strict=True))  # fmt: skip
DIRECTIONS = (Choice("both", "both", "双向"), Choice("in", "in", "引进来"),
              Choice("out", "out", "走出去"))  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(DIRECTIONS)}


def _reason(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if row["stage"] in (STALLED, LOST) and not row["reason"]:
        yield ("reason", "is empty.", "Say why it stalled or was lost.", "停滞或流失须填原因。")


INWARD = Roll(
    "inward_projects", "Projects invited in", "引进项目",
    (
        Column("name", "text", "Project", "项目名称", needed=True),
        Column("enterprise", "id", "Firm here", "本地企业", needed=True),
        Column("investor", "text", "Who comes", "投资方"),
        Column("country", "country", "Country", "国别", needed=True),
        Column("brings", "choice", "What comes", "引进内容", choices=(
            Choice("capital", "capital", "资本"), Choice("industry", "industry", "产业"),
            Choice("talent", "talent", "人才"),
        )),
    ),
)  # fmt: skip
MOVES = Roll(
    "direction_stages", "Stages of projects in and abroad", "双向项目阶段",
    (
        Column("direction", "choice", "Direction", "方向", needed=True, choices=DIRECTIONS[1:3]),
        Column("project", "id", "Project", "项目", needed=True),
        Column("on", "day", "Day", "日期", needed=True),
        Column("stage", "choice", "Stage", "阶段", needed=True, choices=STAGES),
        Column("reason", "text", "Reason", "原因"),
    ),
    checks=(_reason,),
)  # fmt: skip
LINKS = Roll(
    "direction_links", "Links between projects in and abroad", "双向项目关联",
    (
        Column("inward", "id", "Project invited in", "引进项目", needed=True,
               refers="inward_projects"),
        Column("outward", "id", "Project abroad", "境外项目", needed=True,
               refers="overseas_projects"),
        Column("kind", "choice", "Link", "关联方式", needed=True, choices=(
            Choice("owner", "same owner", "同一股东"), Choice("venture", "joint venture", "合资"),
            Choice("supply", "supplies", "供货"), Choice("technology", "technology", "技术"),
            Choice("people", "people", "人才"),
        )),
        Column("since", "day", "Since", "起始日期", needed=True),
    ),
)  # fmt: skip

INWARD_FOUND = feeding("pipeline_projects", "Projects with a firm, from pipelines",
                       "项目库中有本地企业的项目", INWARD, unknown=("country",))  # fmt: skip
MOVES_FOUND = feeding("pipeline_stages", "Stages of these projects", "项目库项目阶段", MOVES)


def lives_of(rolls: Rolls, direction: str, on: date) -> Mapping[str, Life]:
    """Projects of a direction that had begun by a day, and where each stands."""
    moves = grouped(grouped(rolls["direction_stages"], "direction")[direction], "project")
    found = {name: _life(name, told, on) for name, told in moves.items()}
    return {name: life for name, life in found.items() if life}


def _life(name: str, moves: Sequence[Row], on: date) -> Life | None:
    """A story of a project; what is told before its first rung does not begin it."""
    ordered = sorted(moves, key=lambda one: one["on"])
    first = next((at for at, one in enumerate(ordered) if one["stage"] in LADDER), len(ordered))
    return life_of(name, [StageEvent(at, at, one["id"], one["on"], one["stage"])
                          for at, one in enumerate(ordered[first:])], on)  # fmt: skip


def tell_directions(rolls: Rolls, on: date) -> Answer:
    """Firms by direction: live and landed projects of each, and what links them.

    A firm is in a direction while a project of it is live or landed there.
    """
    inward, outward = (_of(rolls, *one, on) for one in (("in", INWARD), ("out", PROJECTS)))
    links = _links(rolls, inward, outward, on)
    mine, abroad = grouped(inward, "enterprise"), grouped(outward, "enterprise")
    linked = grouped([{"key": key, **link} for link in links for key in link["keys"]], "key")
    rows = [_firm(firm, mine[firm], abroad[firm], linked)
            for firm in sorted({one["enterprise"] for one in (*inward, *outward)})]  # fmt: skip
    counts = {one: sum(row["direction"] == one for row in rows) for one in ("both", "in", "out")}
    projects = (*inward, *outward)
    figures: dict[str, Any] = {
        **counts, "links": len(links), "landed": sum(one["state"] == LANDED for one in projects),
        "unlinked": len(projects) - len({key for link in links for key in link["keys"]}),
        "without_stage": _unstaged(rolls),
    }  # fmt: skip
    is_kept = bool(rolls["inward_projects"] or rolls["overseas_projects"])
    return Answer(figures if is_kept else dict.fromkeys(figures), sorted(rows, key=_by_direction))


def _of(rolls: Rolls, direction: str, roll: Roll, on: date) -> list[dict[str, Any]]:
    """Projects of a direction that had begun and were not lost."""
    lives = lives_of(rolls, direction, on)
    return [{"key": (direction, one["id"]), "id": one["id"], "enterprise": one["enterprise"],
             "state": lives[one["id"]].last.state}
            for one in rolls[roll.name]
            if one["id"] in lives and lives[one["id"]].last.state != LOST]  # fmt: skip


def _links(
    rolls: Rolls, inward: Sequence[Row], outward: Sequence[Row], on: date
) -> list[dict[str, Any]]:
    """Links that hold between projects that both count."""
    keys = {one["key"] for one in (*inward, *outward)}
    found = [{"keys": (("in", one["inward"]), ("out", one["outward"])), "id": one["id"]}
             for one in rolls["direction_links"] if is_by(one["since"], on)]  # fmt: skip
    return [one for one in found if keys.issuperset(one["keys"])]


def _unstaged(rolls: Rolls) -> int:
    """Projects that no stage was ever told of; they cannot be counted."""
    told = {(one["direction"], one["project"]) for one in rolls["direction_stages"]}
    kept = {(at, one["id"]) for at, roll in (("in", INWARD), ("out", PROJECTS))
            for one in rolls[roll.name]}  # fmt: skip
    return len(kept - told)


def _firm(
    firm: str, mine: Sequence[Row], abroad: Sequence[Row], linked: Mapping[Any, Sequence[Row]]
) -> dict[str, Any]:
    held = list({link["id"]: link for one in (*mine, *abroad)
                 for link in linked[one["key"]]}.values())  # fmt: skip
    landed = [sum(one["state"] == LANDED for one in some) for some in (mine, abroad)]
    return {
        "enterprise": firm, "direction": _direction(bool(mine), bool(abroad)),
        "in_live": len(mine) - landed[0], "in_landed": landed[0],
        "out_live": len(abroad) - landed[1], "out_landed": landed[1], "links": len(held),
        "linked": ", ".join(" – ".join(name for _, name in one["keys"]) for one in held) or None,
    }  # fmt: skip


def _direction(is_in: bool, is_out: bool) -> str:
    return "both" if is_in and is_out else "in" if is_in else "out"


def _by_direction(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return (_AT[row["direction"]], -row["links"], row["enterprise"])


PANELS = (
    Panel(
        "directions", (135,), PAGE, "Firms in both directions and their links",
        "引进来与走出去：企业双向与关联", (INWARD, PROJECTS, MOVES, LINKS),
        (
            Column("both", "whole", "Firms in both directions", "双向企业"),
            Column("in", "whole", "Firms in alone", "仅引进来"),
            Column("out", "whole", "Firms out alone", "仅走出去"),
            Column("links", "whole", "Links", "关联"),
            Column("landed", "whole", "Projects landed", "已落地项目"),
            Column("unlinked", "whole", "Projects without a link", "无关联项目"),
            Column("without_stage", "whole", "Projects without a stage", "未填阶段的项目"),
        ),
        (
            Column("enterprise", "id", "Firm", "企业"),
            Column("direction", "choice", "Direction", "方向", choices=DIRECTIONS),
            Column("in_live", "whole", "In, under way", "引进在推进"),
            Column("in_landed", "whole", "In, landed", "引进已落地"),
            Column("out_live", "whole", "Out, under way", "走出在推进"),
            Column("out_landed", "whole", "Out, landed", "走出已落地"),
            Column("links", "whole", "Links", "关联"),
            Column("linked", "text", "Projects linked", "关联项目"),
        ),
        tell_directions, (INWARD_FOUND, MOVES_FOUND),
    ),
)  # fmt: skip
