"""A joint area of two sides: clearance and channels as each tells them, side by side."""

from datetime import date
from decimal import Decimal

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.joint import PAGE, TEXTS
from entrepot.partners.proof import in_order, known

_MEASURE = Column("measure", "choice", "Measure", "指标", needed=True, choices=(
    Choice("import_h", "clearance of imports [h]", "进口通关时间（小时）"),
    Choice("export_h", "clearance of exports [h]", "出口通关时间（小时）"),
    Choice("transit_h", "time on the channel [h]", "通道运输时间（小时）"),
    Choice("delay_h", "delay on the channel [h]", "通道延误（小时）"),
    Choice("trains", "trains", "开行列数"),
    Choice("boxes_teu", "containers [TEU]", "集装箱（标箱）"),
))  # fmt: skip
MORE_IS_BETTER = frozenset(("trains", "boxes_teu"))
AREA_FIGURES = Roll(
    "area_figures", "Figures of a joint area", "合作示范区共享数据",
    (
        Column("area", "id", "Joint area", "合作示范区", needed=True, refers="joint_texts"),
        Column("side", "choice", "Side", "报送方", needed=True, choices=(
            Choice("ours", "ours", "我方"), Choice("theirs", "theirs", "对方"))),
        _MEASURE,
        Column("channel", "id", "Channel", "通道"),
        Column("from_on", "day", "From", "起", needed=True),
        Column("to_on", "day", "To", "止", needed=True),
        Column("value", "number", "Value", "数值", needed=True, least=0),
        Column("shared_on", "day", "Shared", "共享日期", needed=True),
    ),
    "partners", (in_order("from_on", "to_on"), in_order("to_on", "shared_on")),
)  # fmt: skip
_KEY = ("area", "channel", "measure", "from_on", "to_on")


def tell_area(rolls: Rolls, on: date) -> Answer:
    """Clearance and channels as both sides have told them by a day; told again, the later counts.

    The better side has the fewer hours, or the more trains or containers.
    """
    told = dict[tuple[object, ...], dict[str, Row]]()
    for one in sorted(rolls["area_figures"], key=lambda one: (one["shared_on"], one["id"])):
        if is_by(one["shared_on"], on):
            told.setdefault(tuple(one[name] for name in _KEY), {})[one["side"]] = one
    rows = [_figure(dict(zip(_KEY, key, strict=True)), sides) for key, sides in told.items()]
    both = sum(row["gap"] is not None for row in rows)
    figures = {
        "told": len(rows) or None, "both_pct": share_pct(both, len(rows)),
        "ours_missing": known(sum(row["ours"] is None for row in rows), rows),
        "theirs_missing": known(sum(row["theirs"] is None for row in rows), rows),
        "ours_better": known(sum(row["better"] == "ours" for row in rows), rows),
        "newest": max((row["to_on"] for row in rows), default=None),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_newest))


def _newest(row: Row) -> tuple[int, str, str, str]:
    return -row["to_on"].toordinal(), row["area"], row["channel"] or "", row["measure"]


def _figure(key: Row, sides: dict[str, Row]) -> Row:
    ours, theirs = (sides[one]["value"] if one in sides else None for one in ("ours", "theirs"))
    gap = None if ours is None or theirs is None else ours - theirs
    return {**key, "ours": ours, "theirs": theirs, "gap": gap,
            "better": None if gap is None else _better(key["measure"], gap)}  # fmt: skip


def _better(measure: str, gap: Decimal) -> str:
    if gap == 0:
        return "same"
    return "ours" if (gap > 0) == (measure in MORE_IS_BETTER) else "theirs"


_BETTER = (Choice("ours", "ours", "我方"), Choice("theirs", "theirs", "对方"),
           Choice("same", "the same", "相同"))  # fmt: skip
PANELS = (
    Panel(
        "joint_area", (114,), PAGE, "Clearance and channels of a joint area, side by side",
        "合作示范区通关与通道数据对照", (AREA_FIGURES, TEXTS),
        (
            Column("told", "whole", "Figures told", "已报指标"),
            Column("both_pct", "number", "Told by both sides [%]", "双方均报送（%）"),
            Column("ours_missing", "whole", "Ours missing", "我方未报"),
            Column("theirs_missing", "whole", "Theirs missing", "对方未报"),
            Column("ours_better", "whole", "Ours better", "我方较优"),
            Column("newest", "day", "Newest figures to", "最新数据截至"),
        ),
        (
            Column("area", "id", "Joint area", "合作示范区"),
            Column("channel", "id", "Channel", "通道"),
            Column("measure", "choice", "Measure", "指标", choices=_MEASURE.choices),
            Column("from_on", "day", "From", "起"), Column("to_on", "day", "To", "止"),
            Column("ours", "number", "Ours", "我方"), Column("theirs", "number", "Theirs", "对方"),
            Column("gap", "number", "Ours less theirs", "差额（我方减对方）"),
            Column("better", "choice", "Better", "较优方", choices=_BETTER),
        ),
        tell_area,
    ),
)  # fmt: skip
