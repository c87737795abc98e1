"""Promises and follow-ups: done only with evidence, recalled before they are due."""

from collections.abc import Iterator, Mapping
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, share_pct
from entrepot.kernel.roll import Choice, Column, Roll, Row
from entrepot.partners.days import read_day
from entrepot.partners.exchanges import Commitment
from entrepot.partners.ties import NAMED, OWNER, PAGE, PARTNER, PARTNERS, REMIND, if_kept, named_by

REMIND_DAYS = 7
"""How long before it is due a promise is recalled where it says nothing: a choice of ours."""

_KINDS = (Choice("ours", "our promise", "我方承诺"), Choice("theirs", "their promise", "对方承诺"),
          Choice("follow_up", "follow-up", "后续事项"))  # fmt: skip


def check_done(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """Done only with evidence, and not before it was promised."""
    if row["done"] and not row["evidence"]:
        yield ("evidence", "is empty, and it is said to be done.",
               "Say what shows it, or leave the day of doing empty.",
               "标记为完成但没有佐证。")  # fmt: skip
    if row["done"] and row["given_on"] and row["done"] < row["given_on"]:
        yield ("done", "is before it was promised.", "Look at both days.", "早于承诺日期。")


COMMITMENTS = Roll(
    "commitments", "Promises and follow-ups", "承诺与后续事项",
    (
        PARTNER, OWNER, Column("kind", "choice", "Kind", "类别", choices=_KINDS),
        Column("text", "text", "What", "内容", needed=True),
        Column("text_zh", "text", "What, in Chinese", "内容（中文）"),
        Column("contact", "id", "Agreed at", "商定场合", refers="contacts"),
        Column("given_on", "day", "Promised", "承诺日期"),
        Column("due", "day", "Due", "到期日", needed=True),
        Column("done", "day", "Done", "完成日期"),
        Column("evidence", "text", "What shows it", "佐证"), REMIND,
    ),
    "partners", (check_done,),
)  # fmt: skip


def tell_promises(rolls: Rolls, on: date) -> Answer:
    """Promises and follow-ups by due day, with who is reminded."""
    partners = {one["id"]: one for one in rolls["partners"]}
    rows = [_promise(one, partners, on) for one in promised_by(rolls, on)]
    states = [row["state"] for row in rows]
    come = [row for row in rows if row["due"] < on]
    kept = sum(row["state"] == "done" and row["days_late"] == 0 for row in come)
    figures = {
        "promises": len(rows), "open": len(rows) - states.count("done"),
        **{name: states.count(name) for name in ("to_remind", "overdue", "done")},
        "kept_pct": share_pct(kept, len(come)),
        "without_owner": sum(row["reminded"] is None and row["state"] in {"to_remind", "overdue"}
                             for row in rows),
    }  # fmt: skip
    order = {"overdue": 0, "to_remind": 1, "later": 2, "done": 3}
    rows.sort(key=lambda row: (order[row["state"]], row["due"], row["promise"]))
    return Answer(if_kept(figures, rows), rows)


def promised_by(rolls: Rolls, on: date) -> list[Row]:
    """What had been promised by a day; where the day is not told, it had."""
    return [one for one in rolls["commitments"] if one["given_on"] is None or one["given_on"] <= on]


def state_of(row: Row, on: date) -> str:
    """Done with evidence, overdue, to be recalled now, or later."""
    if commitment_of(row).is_done_by(on):
        return "done"
    if row["due"] < on:
        return "overdue"
    ahead = REMIND_DAYS if row["remind_days"] is None else row["remind_days"]
    return "to_remind" if (row["due"] - on).days <= ahead else "later"


def commitment_of(row: Row) -> Commitment:
    """A row of the register of promises."""
    done = read_day(row["done"].isoformat()) if row["done"] else None
    return Commitment(row["id"], row["partner"], row["owner"] or "", row["text"],
                      read_day(row["due"].isoformat()), done, row["evidence"] or "")  # fmt: skip


def _promise(row: Row, partners: Mapping[str, Row], on: date) -> Row:
    state = state_of(row, on)
    owner = row["owner"] or partners.get(row["partner"], {}).get("owner")
    until = row["done"] if state == "done" else on
    return {
        "promise": row["id"], **named_by(partners, row["partner"]), "kind": row["kind"],
        "text": row["text"], **({"text_zh": row["text_zh"]} if row["text_zh"] else {}),
        "due": row["due"], "state": state, "days_late": max(0, (until - row["due"]).days),
        "evidence": row["evidence"] if state == "done" else None,
        "reminded": owner if state in {"to_remind", "overdue"} else None,
    }  # fmt: skip


_STATES = (Choice("overdue", "overdue", "逾期"), Choice("to_remind", "to recall", "需提醒"),
           Choice("later", "later", "未到期"),
           Choice("done", "done, shown", "已完成有佐证"))  # fmt: skip
PANELS = (Panel(
    "promises", (11,), PAGE, "Promises and follow-ups, and who is reminded", "承诺与后续事项及提醒",
    (PARTNERS, COMMITMENTS),
    (
        Column("promises", "whole", "Promises and follow-ups", "承诺与后续事项"),
        Column("open", "whole", "Not done", "未完成"),
        Column("to_remind", "whole", "To recall now", "现需提醒"),
        Column("overdue", "whole", "Overdue", "逾期"), Column("done", "whole", "Done", "已完成"),
        Column("kept_pct", "number", "Due and done in time [%]", "按期完成率（%）"),
        Column("without_owner", "whole", "Nobody to remind", "无经办人"),
    ),
    (
        Column("promise", "id", "Promise", "承诺编号"), *NAMED,
        Column("kind", "choice", "Kind", "类别", choices=_KINDS),
        Column("text", "text", "What", "内容"), Column("due", "day", "Due", "到期日"),
        Column("state", "choice", "State", "状态", choices=_STATES),
        Column("days_late", "whole", "Days late", "逾期天数"),
        Column("evidence", "text", "What shows it", "佐证"),
        Column("reminded", "id", "Reminded", "提醒对象"),
    ),
    tell_promises,
),)  # fmt: skip
