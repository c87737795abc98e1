"""How many measures of a policy text are entered: n of those that the text has."""

from collections.abc import Sequence
from datetime import date

from entrepot.industry.criteria import in_force, told_zh
from entrepot.industry.measure_rolls import MEASURES, SETS
from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Column, Row

PAGE = "/measures"


def tell_sets(rolls: Rolls, on: date) -> Answer:
    """How many measures of each text in force are entered, and which are not."""
    rows = [_set(one, rolls["support_measures"]) for one in rolls["measure_sets"]
            if in_force(one, on)]  # fmt: skip
    entered, whole = (sum(row[name] for row in rows) for name in ("entered", "measures"))
    figures = {"entered": entered if rows else None, "measures": whole if rows else None,
               "entered_pct": share_pct(entered, whole)}  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: row["text"]))


def _set(text: Row, measures: Sequence[Row]) -> Row:
    wanted = set(range(1, text["measures"] + 1))
    entered = wanted & {one["number"] for one in measures if one["text"] == text["id"]}
    missing = spans(sorted(wanted - entered)) or None
    return {"text": text["id"], **told_zh(text, "title"), "entered": len(entered),
            "measures": text["measures"], "missing": missing}  # fmt: skip


def spans(numbers: Sequence[int]) -> str:
    """Numbers in order, runs of them joined.

    Example:
        >>> spans([1, 3, 4, 5, 9])
        '1, 3-5, 9'
    """
    runs: list[list[int]] = []
    for one in numbers:
        if runs and runs[-1][-1] == one - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


PANELS = (
    Panel(
        "measure_texts", (39,), PAGE, "Measures entered, of those of the text",
        "已录入措施与文件条数", (SETS, MEASURES),
        (
            Column("entered", "whole", "Measures entered", "已录入措施"),
            Column("measures", "whole", "Of measures of the texts", "文件措施总数"),
            Column("entered_pct", "number", "Entered [%]", "录入率（%）"),
        ),
        (
            Column("text", "id", "Number", "编号"), Column("title", "text", "Text", "文件"),
            Column("entered", "whole", "Entered", "已录入"),
            Column("measures", "whole", "Of", "共有"),
            Column("missing", "text", "Numbers not entered", "未录入条目"),
        ),
        tell_sets,
    ),
)  # fmt: skip
