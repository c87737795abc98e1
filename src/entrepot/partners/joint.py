"""Joint work with regions: items with dates and proofs, texts with their tasks."""

from collections.abc import Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.proof import (
    SINCE,
    STATE,
    TASK,
    TITLE,
    by_id,
    check_proof,
    check_since,
    come,
    days_late,
    grouped,
    has_begun,
    in_order,
    known,
    next_due,
    since,
    state_of,
    states,
    titled,
    urgency,
)

PAGE = "/exchanges"
KINDS = (
    Choice("agreement", "agreement", "协议"), Choice("special", "special agreement", "专项协议"),
    Choice("plan", "plan", "方案"), Choice("mechanism", "mechanism", "机制"),
    Choice("alliance", "alliance", "联盟"),
)  # fmt: skip
TEXTS = Roll(
    "joint_texts", "Joint texts", "合作文本",
    (
        *TITLE,
        Column("kind", "choice", "Kind", "类型", needed=True, choices=KINDS),
        Column("partner", "id", "Partner", "合作方", needed=True),
        Column("under", "id", "Text it stands under", "所属文本", refers="joint_texts"),
        Column("specials", "whole", "Special texts agreed under it", "约定专项文本数", least=0),
        *SINCE,
        Column("ends_on", "day", "Ends", "终止日期"),
    ),
    "partners", (check_since, in_order("begins_on", "ends_on")),
)  # fmt: skip
ITEMS = Roll(
    "joint_items", "Joint items", "合作事项",
    (
        *TITLE,
        Column("partner", "id", "Partner", "合作方", needed=True),
        Column("text", "id", "Text", "所依文本", refers="joint_texts"),
        Column("agreed_on", "day", "Agreed", "商定日期", needed=True),
        *TASK,
    ),
    "partners", (check_proof, in_order("agreed_on", "due_on"), in_order("agreed_on", "done_on")),
)  # fmt: skip


def tell_items(rolls: Rolls, on: date) -> Answer:
    """Items agreed by a day with each partner, the longest late first."""
    kept = come(rolls["joint_items"], "agreed_on", on)
    texts = {one["id"]: one for one in rolls["joint_texts"]}
    rows = sorted((_item(one, texts, on) for one in kept), key=urgency)
    dated = [row for row in rows if row["state"] == "done" and row["days_late"] is not None]
    figures = {
        "items": len(rows) or None, "partners": len({row["partner"] for row in rows}) or None,
        **{name: known(states(kept, on)[name], rows) for name in ("done", "late", "undated")},
        "on_time_pct": share_pct(sum(not row["days_late"] for row in dated), len(dated)),
    }  # fmt: skip
    return Answer(figures, rows)


def _item(item: Row, texts: dict[str, Row], on: date) -> Row:
    text = texts.get(item["text"])
    zh = {"text_zh": text["title_zh"]} if text and text["title_zh"] else {}
    state = state_of(item, on)
    return {
        "id": item["id"], **titled(item), "partner": item["partner"],
        "text": text["title"] if text else item["text"], **zh, "agreed_on": item["agreed_on"],
        "owner": item["owner"], "due_on": item["due_on"], "state": state,
        "done_on": item["done_on"] if state == "done" else None, "days_late": days_late(item, on),
        "proof": item["proof"] if state == "done" else None,
    }  # fmt: skip


def tell_texts(rolls: Rolls, on: date) -> Answer:
    """Agreements with special texts beneath them, and the tasks of each, by a day.

    A text with no text beneath it and none agreed is not of these.
    """
    kept = [one for one in by_id(rolls["joint_texts"]) if has_begun(one, on)]
    beneath = grouped(kept, "under")
    families = [(one, beneath.get(one["id"], [])) for one in kept
                if one["id"] in beneath or one["specials"]]  # fmt: skip
    texts = {one["id"]: one for main, under in families for one in (main, *under)}.values()
    items = grouped(come(rolls["joint_items"], "agreed_on", on), "text")
    rows = [_text(one, items.get(one["id"], ()), on) for one in texts]
    tasks, done, late = (sum(row[name] for row in rows) for name in ("tasks", "done", "late"))
    figures = {
        "texts": len(rows) or None, "missing": _missing(families), "tasks": tasks or None,
        "done_pct": share_pct(done, tasks), "late": late if tasks else None,
        "without_task": known(sum(not row["tasks"] for row in rows), rows),
    }  # fmt: skip
    return Answer(figures, rows)


def _missing(families: Sequence[tuple[Row, Sequence[Row]]]) -> int | None:
    """Special texts that were agreed and are not kept; unknown where no number is told."""
    told = [max(0, main["specials"] - len(under)) for main, under in families
            if main["specials"] is not None]  # fmt: skip
    return known(sum(told), told)


def _text(text: Row, items: Sequence[Row], on: date) -> Row:
    found = states(items, on)
    return {
        "id": text["id"], **titled(text), "partner": text["partner"], "kind": text["kind"],
        "since": since(text), "in_force": text["ends_on"] is None or on <= text["ends_on"],
        "tasks": len(items), "done": found["done"], "late": found["late"],
        "next_due": next_due(items, on),
    }  # fmt: skip


_COUNTS = (
    Column("done", "whole", "Done, with proof", "完成有佐证"),
    Column("late", "whole", "Late", "逾期"),
)
PANELS = (
    Panel(
        "joint_items", (86,), PAGE, "Joint items with partners", "区域合作事项",
        (ITEMS, TEXTS),
        (
            Column("items", "whole", "Items", "事项"),
            Column("partners", "whole", "Partners", "合作方"), *_COUNTS,
            Column("undated", "whole", "Without a day", "未定期限"),
            Column("on_time_pct", "number", "Of the done, in time [%]", "按期完成率（%）"),
        ),
        (
            Column("id", "id", "Item", "事项"), Column("title", "text", "Title", "名称"),
            Column("partner", "id", "Partner", "合作方"),
            Column("text", "text", "Text", "所依文本"),
            Column("owner", "text", "Owner", "责任单位"),
            Column("agreed_on", "day", "Agreed", "商定日期"),
            Column("due_on", "day", "Due", "期限"),
            Column("done_on", "day", "Done", "完成日期"), STATE,
            Column("days_late", "whole", "Days late", "逾期天数"),
            Column("proof", "text", "Proof", "佐证"),
        ),
        tell_items,
    ),
    Panel(
        "joint_texts", (116,), PAGE, "Agreements with special texts, and their tasks",
        "协议、专项协议及其任务", (TEXTS, ITEMS),
        (
            Column("texts", "whole", "Texts", "文本"),
            Column("missing", "whole", "Agreed texts not kept", "未录入的约定文本"),
            Column("tasks", "whole", "Tasks", "任务"),
            Column("done_pct", "number", "Done, with proof [%]", "有佐证完成率（%）"),
            Column("late", "whole", "Late", "逾期"),
            Column("without_task", "whole", "Texts without a task", "无任务的文本"),
        ),
        (
            Column("id", "id", "Text", "文本"), Column("title", "text", "Title", "名称"),
            Column("partner", "id", "Partner", "合作方"),
            Column("kind", "choice", "Kind", "类型", choices=KINDS),
            Column("since", "text", "Since", "起"),
            Column("in_force", "yes_no", "In force", "有效"),
            Column("tasks", "whole", "Tasks", "任务"), *_COUNTS,
            Column("next_due", "day", "Next due", "最近期限"),
        ),
        tell_texts,
    ),
)  # fmt: skip
