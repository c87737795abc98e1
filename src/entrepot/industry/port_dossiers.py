"""Applications to open ports: each port held against the criteria, and the file that is built."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from entrepot.industry.criteria import (
    ANSWERS,
    CRITERIA,
    SCHEMES,
    Judged,
    asked_of,
    facts_by,
    judge_by,
    judged,
    shown,
    told_zh,
    word_of,
)
from entrepot.industry.policy_measures import UNKNOWN
from entrepot.industry.tasks import (
    DONE,
    LATE,
    STATES,
    STEP,
    by_due,
    by_owner,
    check_evidence,
    late_days,
    state_of,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/measures"
MISSING = "missing"
_OUTCOMES = (Choice("approved", "approved", "批准"), Choice("refused", "refused", "未批准"),
             Choice("returned", "returned for more", "退回补充"))  # fmt: skip
PORT_FACTS = Roll(
    "port_facts", "What is known of ports", "口岸情况",
    (
        Column("port", "id", "Port", "口岸", needed=True),
        Column("fact", "id", "Fact", "事项", needed=True),
        Column("value", "text", "What it is; empty is no longer known", "取值（空为不再已知）"),
        Column("known_on", "day", "Known since", "获知日期", needed=True),
        Column("evidence", "text", "Evidence", "依据"),
    ),
)  # fmt: skip
APPLICATIONS = Roll(
    "port_applications", "Applications to open ports", "口岸申报",
    (
        Column("title", "text", "Application", "申报事项", needed=True),
        Column("title_zh", "text", "Application in Chinese", "申报事项（中文）"),
        Column("port", "id", "Port", "口岸"),
        Column("scheme", "id", "Criteria it is held against", "对照标准",
               refers="readiness_schemes"),
        Column("office", "id", "Office", "牵头单位"),
        Column("begun_on", "day", "Begun", "启动日期"),
        Column("submitted_on", "day", "Submitted", "上报日期"),
        Column("decided_on", "day", "Decided", "批复日期"),
        Column("outcome", "choice", "Outcome", "结果", choices=_OUTCOMES),
    ),
)  # fmt: skip
PAPERS = Roll(
    "port_papers", "Papers of the file", "申报材料",
    (
        Column("application", "id", "Application", "申报事项", needed=True,
               refers="port_applications"),
        Column("criterion", "id", "Criterion it shows", "对应标准", refers="readiness_criteria"),
        *STEP,
        Column("pages", "whole", "Pages", "页数", least=1),
    ),
    checks=(check_evidence,),
)  # fmt: skip


def tell_check(rolls: Rolls, on: date) -> Answer:
    """Each port with an application on a day against each criterion: held, asked, answer."""
    found = _checked(rolls, on)
    rows = [_line(one, row, judged_, facts) for one, judged_, facts in found
            for row in judged_.criteria]  # fmt: skip
    answers = Counter(row["answer"] for row in rows)
    figures = {
        "applications": len(found) or None,
        "ready": sum(one.answer == "yes" for _, one, _ in found),
        "met": answers["yes"], "missed": answers["no"], "open": answers["open"],
        "without_criteria": sum(one.found is None for _, one, _ in found),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_answer))


def _checked(rolls: Rolls, on: date) -> list[tuple[Row, Judged, Mapping[str, Any]]]:
    """Applications begun and not decided on a day; one whose beginning is not told counts."""
    schemes, facts = judge_by(rolls, on), facts_by(rolls["port_facts"], "port", on)
    live = [one for one in rolls["port_applications"]
            if (one["begun_on"] or on) <= on and not is_by(one["decided_on"], on)]  # fmt: skip
    known = [facts.get(one["port"], {}) for one in live]
    return [(one, judged(schemes, one["scheme"], own), own)
            for one, own in zip(live, known, strict=True)]  # fmt: skip


def _line(one: Row, row: Row, found: Judged, facts: Mapping[str, Any]) -> dict[str, Any]:
    answer = found.found.answers[row["id"]] if found.found else UNKNOWN
    held, held_zh = shown(facts.get(row["fact"]))
    return {
        "application": one["id"], "port": one["port"], "criterion": row["id"],
        **told_zh(row, "title"), "is_must": bool(row["is_must"]), "answer": word_of(answer),
        "held": held, "held_zh": held_zh, **asked_of(row),
        **told_zh(row, "paper"),
    }  # fmt: skip


def _by_answer(row: Row) -> tuple[Any, ...]:
    order = ("no", "open", "yes").index(row["answer"])
    return (row["application"], order, not row["is_must"], row["criterion"])


def tell_file(rolls: Rolls, on: date) -> Answer:
    """The file of each application: its papers in order, late or in, and those nobody wrote yet.

    A criterion that names a paper needs one in the file; where none is entered it is missing.
    """
    papers = by_owner(rolls["port_papers"], "application")
    files = [_file(one, found, papers.get(one["id"], ()), on)
             for one, found, _ in _checked(rolls, on)]  # fmt: skip
    rows = [row for some in files for row in some]
    states = Counter(row["state"] for row in rows)
    figures = {
        "papers": len(rows) or None, "in_file": states[DONE], "late": states[LATE],
        "missing": states[MISSING], "in_file_pct": share_pct(states[DONE], len(rows)),
        "complete": sum(bool(some) and all(row["state"] == DONE for row in some)
                        for some in files),
    }  # fmt: skip
    return Answer(figures, rows)


def _file(one: Row, found: Judged, papers: Sequence[Row], on: date) -> list[dict[str, Any]]:
    rows = [_paper(paper, on) for paper in sorted(papers, key=by_due)]
    shown = {paper["criterion"] for paper in papers}
    rows += [_missing(row) for row in found.criteria if row["paper"] and row["id"] not in shown]
    return [{"application": one["id"], "number": at, **row} for at, row in enumerate(rows, 1)]


def _paper(row: Row, on: date) -> dict[str, Any]:
    return {**told_zh(row, "title"), "criterion": row["criterion"], "office": row["office"],
            "state": state_of(row, on), "due_on": row["due_on"], "late_days": late_days(row, on),
            "evidence": row["evidence"] if is_by(row["done_on"], on) else None,
            "pages": row["pages"]}  # fmt: skip


def _missing(row: Row) -> dict[str, Any]:
    return {"title": row["paper"], "title_zh": row["paper_zh"] or row["paper"],
            "criterion": row["id"], "office": None, "state": MISSING, "due_on": None,
            "late_days": None, "evidence": None, "pages": None}  # fmt: skip


PANELS = (
    Panel(
        "port_criteria", (89,), PAGE, "Ports against the criteria", "口岸对照标准核查",
        (APPLICATIONS, SCHEMES, CRITERIA, PORT_FACTS),
        (
            Column("applications", "whole", "Applications under way", "在办申报"),
            Column("ready", "whole", "Ready", "已具备"), Column("met", "whole", "Met", "已满足"),
            Column("missed", "whole", "Not met", "未满足"),
            Column("open", "whole", "Not known", "待核实"),
            Column("without_criteria", "whole", "Applications without criteria in force",
                   "无现行标准的申报"),
        ),
        (
            Column("application", "id", "Application", "申报事项"),
            Column("port", "id", "Port", "口岸"), Column("criterion", "id", "Number", "编号"),
            Column("title", "text", "Criterion", "标准"),
            Column("is_must", "yes_no", "Nobody passes without it", "必备"),
            Column("answer", "choice", "Met", "是否满足", choices=ANSWERS),
            Column("held", "text", "It has", "现状"), Column("asked", "text", "Asked", "要求"),
            Column("paper", "text", "Paper that shows it", "证明材料"),
        ),
        tell_check,
    ),
    Panel(
        "port_files", (89,), PAGE, "Files of port applications", "口岸申报材料",
        (APPLICATIONS, SCHEMES, CRITERIA, PORT_FACTS, PAPERS),
        (
            Column("papers", "whole", "Papers", "材料"), Column("in_file", "whole", "In", "已齐"),
            Column("in_file_pct", "number", "In [%]", "齐备率（%）"),
            Column("late", "whole", "Late", "逾期"),
            Column("missing", "whole", "Nobody entered yet", "缺失"),
            Column("complete", "whole", "Complete files", "完整的申报"),
        ),
        (
            Column("application", "id", "Application", "申报事项"),
            Column("number", "whole", "Number in the file", "序号"),
            Column("title", "text", "Paper", "材料"),
            Column("criterion", "id", "Criterion", "对应标准"),
            Column("office", "id", "Office", "责任单位"),
            Column("state", "choice", "Stands", "状态",
                   choices=(*STATES, Choice(MISSING, "missing", "缺失"))),
            Column("due_on", "day", "Due", "期限"),
            Column("late_days", "whole", "Days late", "逾期天数"),
            Column("evidence", "text", "Evidence", "依据"),
            Column("pages", "whole", "Pages", "页数"),
        ),
        tell_file,
    ),
)  # fmt: skip
