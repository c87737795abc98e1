"""Forums: topics, who spoke on them, and what was promised there."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Column, Roll, Row
from entrepot.partners.joint import PAGE
from entrepot.partners.proof import (
    SINCE,
    TASK,
    TITLE,
    by_id,
    check_proof,
    check_since,
    grouped,
    has_begun,
    in_order,
    known,
    next_due,
    since,
    states,
    titled,
)

_FORUM = Column("forum", "id", "Forum", "论坛", needed=True, refers="forums")
_TOPIC = Column("topic", "id", "Topic", "议题", refers="forum_topics")
_PARTNER = Column("partner", "id", "Partner", "伙伴", refers="partners")
FORUMS = Roll(
    "forums", "Forums", "论坛",
    (
        *TITLE, *SINCE, Column("ends_on", "day", "Ends", "结束日期"),
        Column("stated_speakers", "whole", "Speakers from abroad as stated",
               "公布的外方发言人数", least=0),
    ),
    "partners", (check_since, in_order("begins_on", "ends_on")),
)  # fmt: skip
TOPICS = Roll("forum_topics", "Topics of forums", "论坛议题", (*TITLE, _FORUM), "partners")
SPEAKERS = Roll(
    "forum_speakers", "Speakers of forums", "论坛发言人",
    (
        _FORUM, _TOPIC, _PARTNER,
        Column("post", "text", "Office they hold", "职务", needed=True),
        Column("post_zh", "text", "Office in Chinese", "职务（中文）"),
        Column("country", "country", "Country", "国家"),
        Column("invited_on", "day", "Invited", "邀请日期"),
        Column("confirmed_on", "day", "Confirmed", "确认日期"),
        Column("spoke", "yes_no", "Spoke", "已发言"),
        Column("is_online", "yes_no", "By video", "视频发言"),
    ),
    "partners", (in_order("invited_on", "confirmed_on"),),
)  # fmt: skip
COMMITMENTS = Roll(
    "forum_commitments", "Commitments of forums", "论坛承诺",
    (*TITLE, _FORUM, _TOPIC, _PARTNER, *TASK), "partners", (check_proof,),
)  # fmt: skip


def tell_forums(rolls: Rolls, on: date) -> Answer:
    """Forums and their topics: who is asked, who spoke, what was promised and is done by a day.

    Of one that is still to come those who are asked count, and nothing that is said there. What
    was stated about speakers stands beside those that are kept by name.
    """
    parts = [grouped(rolls[name], "forum")
             for name in ("forum_topics", "forum_speakers", "forum_commitments")]  # fmt: skip
    rows = [
        row for one in by_id(rolls["forums"])
        for row in _forum(one, *(part.get(one["id"], []) for part in parts), on=on)
    ]  # fmt: skip
    held = [one for one in rolls["forums"] if has_begun(one, on)]
    speakers = [one for forum in held for one in parts[1].get(forum["id"], []) if one["spoke"]]
    stated = [one["stated_speakers"] for one in held if one["stated_speakers"] is not None]
    promised, done, late = (sum(row[name] for row in rows) for name in ("promised", "done", "late"))
    figures = {
        "held": known(len(held), rolls["forums"]),
        "ahead": known(len(rolls["forums"]) - len(held), rolls["forums"]),
        "topics": len(rolls["forum_topics"]) or None,
        "spoke": known(len(speakers), rolls["forum_speakers"]),
        "countries": len({one["country"] for one in speakers} - {None}) or None,
        "stated": known(sum(stated), stated),
        "promised": known(promised, rolls["forum_commitments"]),
        "done_pct": share_pct(done, promised), "late": late if promised else None,
    }  # fmt: skip
    return Answer(figures, rows)


def _forum(
    forum: Row, topics: Sequence[Row], speakers: Sequence[Row], commitments: Sequence[Row], *,
    on: date,
) -> list[Row]:  # fmt: skip
    """A row for each topic, and one for what is of none."""
    ids = {one["id"] for one in topics}
    spoken, promised = (_by_topic(rows, ids) for rows in (speakers, commitments))
    is_loose = not topics or None in spoken or None in promised
    named = [*((one["id"], one) for one in topics), *([(None, None)] if is_loose else [])]
    return [_topic(forum, topic, spoken.get(id_, []), promised.get(id_, []), on)
            for id_, topic in named]  # fmt: skip


def _by_topic(rows: Iterable[Row], ids: Collection[str]) -> dict[str | None, list[Row]]:
    found = dict[str | None, list[Row]]()
    for one in rows:
        found.setdefault(one["topic"] if one["topic"] in ids else None, []).append(one)
    return found


def _topic(
    forum: Row, topic: Row | None, speakers: Sequence[Row], commitments: Sequence[Row], on: date
) -> Row:  # fmt: skip
    is_held = has_begun(forum, on)
    tasks = commitments if is_held else []
    found = states(tasks, on)
    spoke = [one for one in speakers if one["spoke"]]
    return {
        "forum": forum["id"], **titled(forum), **_named(topic), "since": since(forum),
        "invited": sum(is_by(one["invited_on"], on) for one in speakers),
        "confirmed": sum(is_by(one["confirmed_on"], on) for one in speakers),
        "spoke": len(spoke) if is_held else None,
        "online": sum(bool(one["is_online"]) for one in spoke) if is_held else None,
        "promised": len(tasks), "done": found["done"], "late": found["late"],
        "next_due": next_due(tasks, on),
    }  # fmt: skip


def _named(topic: Row | None) -> Row:
    if topic is None:
        return {"topic": None}
    return {f"topic{name.removeprefix('title')}": word for name, word in titled(topic).items()}


_DONE = (
    Column("promised", "whole", "Commitments", "承诺"),
    Column("late", "whole", "Late", "逾期"),
)
PANELS = (
    Panel(
        "forums", (70,), PAGE, "Forums: speakers, topics and commitments",
        "论坛：发言人、议题与承诺",
        (FORUMS, TOPICS, SPEAKERS, COMMITMENTS),
        (
            Column("held", "whole", "Forums held", "已举办论坛"),
            Column("ahead", "whole", "Forums ahead", "筹办中论坛"),
            Column("topics", "whole", "Topics", "议题"),
            Column("spoke", "whole", "Who spoke, by name or office", "已录发言人"),
            Column("countries", "whole", "Countries they came from", "发言人国别"),
            Column("stated", "whole", "Speakers from abroad as stated", "公布的外方发言人数"),
            *_DONE, Column("done_pct", "number", "Done, with proof [%]", "有佐证兑现率（%）"),
        ),
        (
            Column("forum", "id", "Forum", "论坛"), Column("title", "text", "Title", "名称"),
            Column("topic", "text", "Topic", "议题"), Column("since", "text", "Held", "举办时间"),
            Column("invited", "whole", "Invited", "已邀请"),
            Column("confirmed", "whole", "Confirmed", "已确认"),
            Column("spoke", "whole", "Spoke", "已发言"),
            Column("online", "whole", "By video", "视频发言"),
            *_DONE, Column("done", "whole", "Done, with proof", "完成有佐证"),
            Column("next_due", "day", "Next due", "最近期限"),
        ),
        tell_forums,
    ),
)  # fmt: skip
