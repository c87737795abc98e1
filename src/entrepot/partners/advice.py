"""Advisers: who sits, what was asked, what they advised, and what was made of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.joint import PAGE
from entrepot.partners.proof import (
    TASK,
    TITLE,
    check_proof,
    come,
    grouped,
    in_order,
    known,
    lasts,
    next_due,
    states,
    titled,
)

SOON_DAYS = 90
"""When a term ends soon: a choice of this system."""
ADVISERS = Roll(
    "advisers", "Advisers", "国际咨询委员",
    (
        Column("name", "text", "Name", "姓名", needed=True),
        Column("field", "text", "Field", "专长领域", needed=True),
        Column("country", "country", "Country", "国家"),
        Column("from_on", "day", "Sits from", "受聘日期", needed=True),
        Column("to_on", "day", "Sits to", "任期届满"),
    ),
    "partners", (in_order("from_on", "to_on"),),
)  # fmt: skip
QUESTIONS = Roll(
    "adviser_questions", "Questions to advisers", "咨询议题",
    (
        *TITLE,
        Column("field", "text", "Field", "领域"),
        Column("asked_on", "day", "Asked", "提出日期", needed=True),
        Column("due_on", "day", "Answer due", "答复期限"),
    ),
    "partners", (in_order("asked_on", "due_on"),),
)  # fmt: skip
ADVICE = Roll(
    "adviser_advice", "Advice", "咨询意见",
    (
        Column("question", "id", "Question", "议题", needed=True, refers="adviser_questions"),
        Column("adviser", "id", "Adviser", "委员", needed=True, refers="advisers"),
        Column("given_on", "day", "Given", "提交日期", needed=True),
        Column("advice", "text", "Advice", "意见", needed=True),
        Column("is_taken", "yes_no", "Taken up", "是否采纳"),
        *TASK,
    ),
    "partners", (check_proof, in_order("given_on", "due_on"), in_order("given_on", "done_on")),
)  # fmt: skip
STANDINGS = (
    Choice("late", "answer late", "逾期未答复"), Choice("asked", "waits for an answer", "待答复"),
    Choice("answered", "answered, not decided", "已答复待研究"),
    Choice("following", "being followed up", "采纳落实中"),
    Choice("refused", "not taken up", "未采纳"),
    Choice("done", "followed up, with proof", "落实有佐证"),
)  # fmt: skip


def tell_advice(rolls: Rolls, on: date) -> Answer:
    """Questions asked by a day, and how far each has come.

    Advice counts of those who sat on the day it was given; other advice is told apart.
    """
    advisers = {one["id"]: one for one in rolls["advisers"]}
    sitting = _sitting(rolls, on)
    given = come(rolls["adviser_advice"], "given_on", on)
    counted = [one for one in given if _sat(advisers.get(one["adviser"]), one["given_on"])]
    advice = grouped(counted, "question")
    fields = Counter(one["field"] for one in sitting)
    rows = [_question(one, fields, advice.get(one["id"], []), on)
            for one in come(rolls["adviser_questions"], "asked_on", on)]  # fmt: skip
    taken = [one for one in counted if one["is_taken"]]
    found = states(taken, on)
    figures = {
        "members": len(sitting) or None, "questions": len(rows) or None,
        "answered_pct": share_pct(sum(row["advice"] > 0 for row in rows), len(rows)),
        "advice": known(len(counted), given), "outside": known(len(given) - len(counted), given),
        "taken_pct": share_pct(len(taken), len(counted)),
        "done_pct": share_pct(found["done"], len(taken)), "late": known(found["late"], taken),
    }  # fmt: skip
    order = [one.code for one in STANDINGS]
    return Answer(figures, sorted(
        rows, key=lambda row: (order.index(row["standing"]), row["asked_on"], row["id"])
    ))  # fmt: skip


def _sitting(rolls: Rolls, on: date) -> list[Row]:
    return [one for one in rolls["advisers"] if lasts(one, "from_on", "to_on", on)]


def _sat(adviser: Row | None, on: date) -> bool:
    return adviser is not None and lasts(adviser, "from_on", "to_on", on)


def _question(
    question: Row, fields: Counter[str], advice: Sequence[Row], on: date
) -> Row:  # fmt: skip
    taken = [one for one in advice if one["is_taken"]]
    return {
        "id": question["id"], **titled(question), "field": question["field"],
        "asked_on": question["asked_on"], "due_on": question["due_on"],
        "members": fields[question["field"]] if question["field"] else None,
        "advice": len(advice), "taken": len(taken),
        "done": states(taken, on)["done"],
        "next_due": next_due(taken, on), "standing": _standing(question, advice, on),
    }  # fmt: skip


def _standing(question: Row, advice: Sequence[Row], on: date) -> str:
    if not advice:
        return "late" if question["due_on"] and question["due_on"] < on else "asked"
    taken = [one for one in advice if one["is_taken"]]
    if not taken:
        return "refused" if all(one["is_taken"] is False for one in advice) else "answered"
    return "done" if states(taken, on)["done"] == len(taken) else "following"


def tell_members(rolls: Rolls, on: date) -> Answer:
    """Members who sit on a day, and what each has advised and was taken up."""
    given = grouped(come(rolls["adviser_advice"], "given_on", on), "adviser")
    sitting = _sitting(rolls, on)
    rows = [_member(one, given.get(one["id"], []), on) for one in sitting]
    figures = {
        "members": len(rows) or None,
        "countries": len({row["country"] for row in rows} - {None}) or None,
        "silent": known(sum(not row["advice"] for row in rows), rows),
        "ending": known(sum(_ends_soon(row, on) for row in rows), rows),
    }
    return Answer(figures, sorted(rows, key=lambda row: (row["field"], row["id"])))


def _member(member: Row, given: Sequence[Row], on: date) -> Row:
    own = [one for one in given if _sat(member, one["given_on"])]
    return {
        "id": member["id"], "name": member["name"], "field": member["field"],
        "country": member["country"], "to_on": member["to_on"], "advice": len(own),
        "taken": sum(bool(one["is_taken"]) for one in own),
        "done": states((one for one in own if one["is_taken"]), on)["done"],
    }  # fmt: skip


def _ends_soon(member: Row, on: date) -> bool:
    return member["to_on"] is not None and (member["to_on"] - on).days <= SOON_DAYS


PANELS = (
    Panel(
        "advice", (96,), PAGE, "Advisers: questions, advice and follow-up",
        "咨询委员会：议题、意见与落实",
        (QUESTIONS, ADVICE, ADVISERS),
        (
            Column("members", "whole", "Members who sit", "在任委员"),
            Column("questions", "whole", "Questions", "议题"),
            Column("answered_pct", "number", "Answered [%]", "答复率（%）"),
            Column("advice", "whole", "Advice", "意见"),
            Column("outside", "whole", "Advice of those who did not sit", "非在任者意见"),
            Column("taken_pct", "number", "Taken up [%]", "采纳率（%）"),
            Column("done_pct", "number", "Of that done, with proof [%]", "采纳后落实率（%）"),
            Column("late", "whole", "Follow-up late", "落实逾期"),
        ),
        (
            Column("id", "id", "Question", "议题"), Column("title", "text", "Title", "名称"),
            Column("field", "text", "Field", "领域"),
            Column("asked_on", "day", "Asked", "提出日期"),
            Column("due_on", "day", "Answer due", "答复期限"),
            Column("members", "whole", "Members of the field", "本领域委员"),
            Column("advice", "whole", "Advice", "意见"),
            Column("taken", "whole", "Taken up", "采纳"),
            Column("done", "whole", "Done, with proof", "落实有佐证"),
            Column("next_due", "day", "Next due", "最近期限"),
            Column("standing", "choice", "Standing", "进展", choices=STANDINGS),
        ),
        tell_advice,
    ),
    Panel(
        "advisers", (96,), PAGE, "Members of the committee of advisers", "咨询委员会委员",
        (ADVISERS, ADVICE, QUESTIONS),
        (
            Column("members", "whole", "Members who sit", "在任委员"),
            Column("countries", "whole", "Countries", "国别"),
            Column("silent", "whole", "Without advice yet", "尚未提出意见"),
            Column("ending", "whole", "Term ends within 90 days", "90 天内届满"),
        ),
        (
            Column("id", "id", "Member", "委员"), Column("name", "text", "Name", "姓名"),
            Column("field", "text", "Field", "专长领域"),
            Column("country", "country", "Country", "国家"),
            Column("to_on", "day", "Sits to", "任期届满"),
            Column("advice", "whole", "Advice", "意见"),
            Column("taken", "whole", "Taken up", "采纳"),
            Column("done", "whole", "Done, with proof", "落实有佐证"),
        ),
        tell_members,
    ),
)  # fmt: skip
