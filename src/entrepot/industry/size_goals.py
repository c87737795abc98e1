"""Goals of places for the number of firms above the line of size, and how far off they are."""

from collections.abc import Sequence
from datetime import date

from entrepot.industry.readiness import ABOVE, GRADUATE, NEAR
from entrepot.industry.size_line import LINES, PAGE, READINGS, firms_of
from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Choice, Column, Roll, Row

_ABOVE = (ABOVE, GRADUATE)
_SENSES = (Choice("at_least", "at least", "不少于"), Choice("more_than", "more than", "超过"))
GOALS = Roll(
    "size_goals", "Goals of places for firms above the line", "规上企业目标",
    (
        Column("line", "id", "Line", "标准", refers="size_lines"),
        Column("sense", "choice", "Asked how", "要求", needed=True, choices=_SENSES),
        Column("firms", "whole", "Firms", "企业数", needed=True, least=0),
        Column("by_on", "day", "By", "期限"),
    ),
)  # fmt: skip


def tell_goals(rolls: Rolls, on: date) -> Answer:
    """Firms above the line on a day against the goal of their place.

    A firm is of the place of its last reading; a place within another is not added to it. A goal
    without a line counts firms above any. Where no firm of a place is watched, how many are above
    is not known.
    """
    states: dict[tuple[str | None, str | None], dict[str, str | None]] = {}
    for one in firms_of(rolls, on):
        for line in (one.line["id"], None):
            own = states.setdefault((one.place, line), {})
            if own.get(one.firm) not in _ABOVE:
                own[one.firm] = one.state
    rows = [_row(one, [*states.get((one["place"], one["line"]), {}).values()])
            for one in rolls["size_goals"]]  # fmt: skip
    known = [row["missing"] for row in rows if row["missing"] is not None]
    figures = {"goals": len(rows) or None,
               "met": sum(not one for one in known) if known else None,
               "missing": sum(known) if known else None,
               "unknown": len(rows) - len(known)}  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-(row["missing"] or 0), row["goal"])))


def _row(goal: Row, states: Sequence[str | None]) -> Row:
    asked = goal["firms"] + (goal["sense"] == "more_than")
    above = sum(one in _ABOVE for one in states) if states else None
    return {
        "goal": goal["id"], "place": goal["place"], "asked": asked, "by_on": goal["by_on"],
        "above": above, "near": states.count(NEAR) if states else None,
        "not_known": states.count(None) if states else None,
        "missing": None if above is None else max(0, asked - above),
    }  # fmt: skip


PANELS = (
    Panel(
        "size_goals", (55,), PAGE, "Firms above the line against goals of places",
        "各地规上企业目标", (GOALS, LINES, READINGS),
        (
            Column("goals", "whole", "Goals", "目标"), Column("met", "whole", "Met", "已达"),
            Column("missing", "whole", "Firms missing", "尚差企业"),
            Column("unknown", "whole", "Goals of which nothing is known", "无数据的目标"),
        ),
        (
            Column("goal", "id", "Goal", "目标"), Column("place", "id", "Place", "地区"),
            Column("asked", "whole", "Firms asked", "目标企业数"),
            Column("by_on", "day", "By", "期限"),
            Column("above", "whole", "Above the line", "规上"),
            Column("near", "whole", "Near it", "接近标准"),
            Column("not_known", "whole", "Last reading not known", "最近一期未知"),
            Column("missing", "whole", "Missing", "尚差"),
        ),
        tell_goals,
    ),
)  # fmt: skip
