"""Benefits of works: what was promised of each, and what was measured."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row

MET, MISSED, UNMEASURED = "met", "missed", "unmeasured"
_STATES = (Choice(MISSED, "missed", "未达标"), Choice(UNMEASURED, "not measured", "未测"),
           Choice(MET, "met", "达标"))  # fmt: skip
_AT = {choice.code: at for at, choice in enumerate(_STATES)}
_BETTER = (Choice("higher", "higher", "越高越好"), Choice("lower", "lower", "越低越好"))
COUNTS = (
    Column(MET, "whole", "Benefits met", "效益达标"),
    Column(MISSED, "whole", "Benefits missed", "效益未达标"),
    Column(UNMEASURED, "whole", "Benefits not measured", "效益未测"),
)


def _measured(row: Row) -> Iterator[tuple[str, str, str, str]]:
    if row["measured"] is not None and row["measured_on"] is None:
        yield ("measured_on", "is empty, and it was measured.", "Tell the day.", "缺少实测日期。")


BENEFITS = Roll(
    "work_benefits", "Benefits of works", "工程效益",
    (
        Column("work", "id", "Work", "工程", needed=True, refers="works"),
        Column("benefit", "text", "Benefit", "效益指标", needed=True),
        Column("unit", "text", "Unit", "单位", needed=True),
        Column("better", "choice", "Better when", "优劣方向", needed=True, choices=_BETTER),
        Column("promised", "number", "Promised", "承诺值"),
        Column("measured", "number", "Measured", "实测值"),
        Column("measured_on", "day", "Day of measuring", "实测日期"),
    ),
    checks=(_measured,),
)  # fmt: skip


def benefit_state(row: Row, on: date) -> str:
    """Whether what was measured by a day is at least as good as what was promised."""
    promised, measured = row["promised"], row["measured"]
    if promised is None or measured is None or not is_by(row["measured_on"], on):
        return UNMEASURED
    is_met = measured >= promised if row["better"] == "higher" else measured <= promised
    return MET if is_met else MISSED


def last_measures(rows: Iterable[Row], on: date) -> list[Row]:
    """The last measure of each benefit up to a day; one never measured is there as well."""
    ordered = sorted(rows, key=lambda one: (
        one["measured_on"] if is_by(one["measured_on"], on) else date.min, one["id"]))  # fmt: skip
    return list({(one["work"], one["benefit"]): one for one in ordered}.values())


def tell_benefits(rolls: Rolls, on: date) -> Answer:
    """Each benefit of a work: promised against the last measure up to a day, misses first."""
    names = {one["id"]: one["name"] for one in rolls["works"]}
    rows = [_benefit(one, names[one["work"]], on)
            for one in last_measures(rolls["work_benefits"], on)
            if one["work"] in names]  # fmt: skip
    states = [row["state"] for row in rows]
    figures: dict[str, Any] = {one: states.count(one) for one in (MET, MISSED, UNMEASURED)}
    return Answer(figures if rows else dict.fromkeys(figures), sorted(rows, key=_by_state))


def _benefit(row: Row, name: str, on: date) -> dict[str, Any]:
    measured = row["measured"] if is_by(row["measured_on"], on) else None
    return {
        "benefit": row["id"], "work": row["work"], "name": name, "subject": row["benefit"],
        "unit": row["unit"], "better": row["better"], "promised": row["promised"],
        "measured": measured, "measured_on": row["measured_on"] if measured is not None else None,
        "measured_pct": share_pct(measured, row["promised"]), "state": benefit_state(row, on),
    }  # fmt: skip


def _by_state(row: Mapping[str, Any]) -> tuple[int, str, str]:
    return (_AT[row["state"]], row["work"], row["subject"])


def panel_of(works: Roll, page: str) -> Panel:
    """The panel of benefits, beside the works that they are of."""
    return Panel(
        "work_benefits", (100,), page, "Benefits of works", "工程效益", (works, BENEFITS), COUNTS,
        (
            Column("benefit", "id", "Number", "编号"), Column("work", "id", "Work", "工程"),
            Column("name", "text", "Name", "名称"),
            Column("subject", "text", "Benefit", "效益指标"),
            Column("unit", "text", "Unit", "单位"),
            Column("better", "choice", "Better when", "优劣方向", choices=_BETTER),
            Column("promised", "number", "Promised", "承诺值"),
            Column("measured", "number", "Measured", "实测值"),
            Column("measured_on", "day", "Day of measuring", "实测日期"),
            Column("measured_pct", "number", "Of what was promised [%]", "完成率（%）"),
            Column("state", "choice", "State", "状态", choices=_STATES),
        ),
        tell_benefits,
    )  # fmt: skip
