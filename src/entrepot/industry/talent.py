"""Talent: posts and who fills them, the scarce list with applicants scored, money behind it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct, sums
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/talent"
POSTS = Roll(
    "talent_posts", "Posts", "岗位",
    (
        Column("title", "text", "Post", "岗位名称", needed=True),
        Column("enterprise", "id", "Firm", "用人单位"),
        Column("skill", "id", "Skill", "专业技能", needed=True),
        Column("wanted", "whole", "People wanted", "需求人数", needed=True, least=0),
        Column("is_scarce", "yes_no", "On the scarce list", "列入紧缺目录"),
        Column("asked_years", "number", "Years of practice asked", "要求从业年限", least=0),
        Column("asked_language", "whole", "Level of language asked", "要求语言等级", least=0,
               most=6),
    ),
)  # fmt: skip
COURSES = Roll(
    "talent_courses", "Courses", "培训课程",
    (
        Column("title", "text", "Course", "课程名称", needed=True),
        Column("skill", "id", "Skill", "专业技能", needed=True),
        Column("seats", "whole", "Seats", "名额", needed=True, least=0),
        Column("begins_on", "day", "Begins", "开班日期", needed=True),
        Column("ends_on", "day", "Ends", "结业日期"),
        Column("is_abroad", "yes_no", "Abroad", "境外"),
    ),
)  # fmt: skip
PEOPLE = Roll(
    "talent_people", "Applicants", "应聘人员",
    (
        Column("post", "id", "Post", "岗位", needed=True, refers="talent_posts"),
        Column("skill", "id", "Skill", "专业技能"),
        Column("course", "id", "Course", "课程", refers="talent_courses"),
        Column("practice_years", "number", "Years of practice", "从业年限", least=0),
        Column("language", "whole", "Level of language", "语言等级", least=0, most=6),
        Column("applied_on", "day", "Applied", "报名日期", needed=True),
        Column("placed_on", "day", "Placed", "到岗日期"),
        Column("sent_on", "day", "Sent abroad", "派出日期"),
        Column("due_back_on", "day", "Due back", "应归日期"),
        Column("returned_on", "day", "Returned", "归来日期"),
    ),
)  # fmt: skip


def tell_posts(rolls: Rolls, on: date) -> Answer:
    """Posts, courses for their skill, and placements up to a day.

    Whoever is placed beyond what one post wants fills no other.
    """
    rows = [_post(post, rolls, on) for post in rolls["talent_posts"]]
    wanted, placed = (sum(row[name] for row in rows) for name in ("wanted", "placed"))
    figures = {
        "wanted": wanted if rows else None, "placed": placed if rows else None,
        "filled_pct": share_pct(wanted - sum(row["open"] for row in rows), wanted),
        "without_course": sum(1 for row in rows if row["open"] and not row["seats"]),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (-row["open"], row["post"])))


def _post(post: Row, rolls: Rolls, on: date) -> Row:
    people = [one for one in rolls["talent_people"]
              if one["post"] == post["id"] and is_by(one["applied_on"], on)]  # fmt: skip
    placed = sum(is_by(one["placed_on"], on) for one in people)
    seats = sum(one["seats"] for one in rolls["talent_courses"]
                if one["skill"] == post["skill"] and not is_by(one["ends_on"], on))  # fmt: skip
    return {
        "post": post["id"], "title": post["title"], "wanted": post["wanted"], "seats": seats,
        "applicants": len(people), "placed": placed, "open": max(0, post["wanted"] - placed),
    }  # fmt: skip


def tell_scarce(rolls: Rolls, on: date) -> Answer:
    """Applicants for posts of the scarce list, scored; who was sent abroad, and came back."""
    scarce = {one["id"]: one for one in rolls["talent_posts"] if one["is_scarce"]}
    people = [one for one in rolls["talent_people"]
              if one["post"] in scarce and is_by(one["applied_on"], on)]  # fmt: skip
    rows = [{"person": one["id"], "post": one["post"], **score(one, scarce[one["post"]]),
             "back": _back(one, on)} for one in people]  # fmt: skip
    due = [one for one in people if is_by(one["sent_on"], on) and is_by(one["due_back_on"], on)]
    back = sum(is_by(one["returned_on"], on) for one in due)
    figures = {"posts": len(scarce) or None, "applicants": len(people),
               "due_back": len(due), "returned_pct": share_pct(back, len(due))}  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_score))


def score(person: Row, post: Row) -> Row:
    """How well an applicant meets a post [0 to 100]: the mean of the parts that are known.

    The parts are the skill itself, years of practice and level of language, each against what the
    post asks, at most the whole. Equal weights are a choice of this system.
    """
    parts = (
        _met(person["skill"], post["skill"]),
        _part(person["practice_years"], post["asked_years"]),
        _part(person["language"], post["asked_language"]),
    )
    known = [one for one in parts if one is not None]
    mean = (100 * sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.1")) if known else None
    return {"score": mean, "parts_known": len(known)}


def _met(has: object, asked: object) -> Decimal | None:
    return None if has is None else Decimal(has == asked)


def _part(has: Decimal | int | None, asked: Decimal | int | None) -> Decimal | None:
    if not asked or has is None:
        return None
    return min(Decimal(1), Decimal(has) / Decimal(asked))


def _back(person: Row, on: date) -> str | None:
    if not is_by(person["sent_on"], on):
        return None
    if is_by(person["returned_on"], on):
        return "returned"
    due: date | None = person["due_back_on"]
    return "late" if due and due < on else "abroad"


def _by_score(row: Row) -> tuple[bool, Any, str]:
    return (row["score"] is None, -(row["score"] or 0), row["person"])


TIES = Roll(
    "talent_ties", "Talent behind projects", "人才与项目",
    (
        Column("person", "id", "Person", "人才编号", needed=True),
        Column("project", "id", "Project", "项目", needed=True),
        Column("enterprise", "id", "Firm", "企业"),
        Column("since", "day", "Since", "起始日期", needed=True),
        Column("invested", "amount", "Money brought", "带来资金"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip


def tell_ties(rolls: Rolls, on: date) -> Answer:
    """Projects that talent came with, and the money beside them."""
    ties = [one for one in rolls["talent_ties"] if is_by(one["since"], on)]
    projects = sorted({one["project"] for one in ties})
    rows = [_project(name, [one for one in ties if one["project"] == name]) for name in projects]
    figures = {
        "people": len({one["person"] for one in ties}) or None, "projects": len(projects) or None,
        "invested": sums(ties, "invested"),
        "without_money": sum(row["invested"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, rows)


def _project(name: str, ties: Sequence[Row]) -> Row:
    firms = sorted({one["enterprise"] for one in ties if one["enterprise"]})
    return {"project": name, "enterprise": ", ".join(firms) or None,
            "people": len({one["person"] for one in ties}),
            "invested": sums(ties, "invested")}  # fmt: skip


_BACK = (Choice("returned", "returned", "已归"), Choice("abroad", "abroad", "在外"),
         Choice("late", "late", "逾期未归"))  # fmt: skip
PANELS = (
    Panel(
        "posts", (47,), PAGE, "Posts, courses and placements", "岗位、培训与安置",
        (POSTS, COURSES, PEOPLE),
        (
            Column("wanted", "whole", "People wanted", "需求人数"),
            Column("placed", "whole", "Placed", "已到岗"),
            Column("filled_pct", "number", "Filled [%]", "到岗率（%）"),
            Column("without_course", "whole", "Open posts without a course", "无对应课程的缺岗"),
        ),
        (
            Column("post", "id", "Post", "岗位"), Column("title", "text", "Name", "名称"),
            Column("wanted", "whole", "People wanted", "需求人数"),
            Column("seats", "whole", "Seats in courses", "在办课程名额"),
            Column("applicants", "whole", "Applicants", "报名人数"),
            Column("placed", "whole", "Placed", "已到岗"),
            Column("open", "whole", "Still open", "仍缺"),
        ),
        tell_posts,
    ),
    Panel(
        "scarce", (98,), PAGE, "Scarce posts: applicants scored, and who came back",
        "紧缺人才：评分与归来", (POSTS, COURSES, PEOPLE),
        (
            Column("posts", "whole", "Posts on the scarce list", "紧缺岗位"),
            Column("applicants", "whole", "Applicants", "报名人数"),
            Column("due_back", "whole", "Due back from abroad", "应归人数"),
            Column("returned_pct", "number", "Of them returned [%]", "归来率（%）"),
        ),
        (
            Column("person", "id", "Applicant", "应聘人员"), Column("post", "id", "Post", "岗位"),
            Column("score", "number", "Score [0 to 100]", "评分（0–100）"),
            Column("parts_known", "whole", "Parts known, of three", "已知项（共三项）"),
            Column("back", "choice", "Abroad", "派出情况", choices=_BACK),
        ),
        tell_scarce,
    ),
    Panel(
        "talent_money", (145,), PAGE, "Talent tied to projects and money", "人才、项目与资金",
        (TIES,),
        (
            Column("people", "whole", "People", "人才"),
            Column("projects", "whole", "Projects", "项目"),
            Column("invested", "money", "Money brought", "带来资金"),
            Column("without_money", "whole", "Projects without a sum", "未填金额的项目"),
        ),
        (
            Column("project", "id", "Project", "项目"),
            Column("enterprise", "text", "Firms", "企业"),
            Column("people", "whole", "People", "人才"),
            Column("invested", "money", "Money brought", "带来资金"),
        ),
        tell_ties,
    ),
)  # fmt: skip
