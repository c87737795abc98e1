"""The timeline of each partner: papers, contacts, letters and gifts, in the order they came."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from entrepot.kernel.panel import Answer, Panel, Rolls
from entrepot.kernel.roll import Choice, Column, Row
from entrepot.partners.days import Day, read_day
from entrepot.partners.gifts import GIFTS
from entrepot.partners.letters import LETTERS
from entrepot.partners.ties import (
    CONTACT_KINDS,
    CONTACTS,
    INSTRUMENTS,
    NAMED,
    PAGE,
    PAPERS,
    PARTNERS,
    day_of,
    if_kept,
    named_by,
)

Entry = tuple[str, Day, str, str | None, str | None]
"""Partner, day, what, text, its Chinese."""


def tell_timeline(rolls: Rolls, on: date) -> Answer:
    """All that came by a day, by partner."""
    partners = {one["id"]: one for one in rolls["partners"]}
    found = [one for read in _READERS for one in read(rolls) if one[1].last <= on]
    found.sort(key=lambda one: (one[0], one[1].last, one[1].text, one[2], one[3] or ""))
    rows = [{**named_by(partners, partner), "on": day.text, "what": what, "text": text,
             **({"text_zh": zh} if zh else {})}
            for partner, day, what, text, zh in found]  # fmt: skip
    told = {one[0] for one in found}
    figures = {
        "partners": len(told), "entries": len(found),
        "papers": sum(one[2] == "signed" for one in found),
        "without_entry": sum(one not in told for one in partners),
        "last": max((one[1].last for one in found), default=None),
    }  # fmt: skip
    return Answer(if_kept(figures, [*partners, *rows]), rows)


def _papers(rolls: Rolls) -> Iterator[Entry]:
    words = {one.code: one for one in PAPERS}
    gone = _replaced(rolls["instruments"])
    for row in rolls["instruments"]:
        kind, title, zh = words[row["kind"]], row["title"], row["title_zh"] or row["title"]
        text = (f"{kind.en}: {title}", f"{kind.zh}：{zh}") if title else kind[1:]
        if day := day_of(row, "signed"):
            yield row["partner"], day, "signed", *text
        if day := _exact(row, "ended"):
            yield row["partner"], day, "ended", *text
        elif (day := _exact(row, "expires")) and day.last < gone.get(row["id"], date.max):
            yield row["partner"], day, "expires", *text


def _replaced(papers: Sequence[Row]) -> Mapping[str, date]:
    """The day from which another paper stands in the place of one, by its id."""
    found = dict[str, date]()
    for row in papers:
        if row["supersedes"] and (day := day_of(row, "signed")):
            found[row["supersedes"]] = min(day.last, found.get(row["supersedes"], day.last))
    return found


def _contacts(rolls: Rolls) -> Iterator[Entry]:
    for row in rolls["contacts"]:
        if day := day_of(row, "on"):
            yield row["partner"], day, row["kind"], row["subject"], row["subject_zh"]


def _letters(rolls: Rolls) -> Iterator[Entry]:
    for row in rolls["letters"]:
        if day := day_of(row, "sent_on"):
            yield row["partner"], day, "letter", row["subject"], row["subject_zh"]
        if day := _exact(row, "replied_on"):
            yield row["partner"], day, "reply", row["reply"] or row["subject"], None


def _gifts(rolls: Rolls) -> Iterator[Entry]:
    for row in rolls["gifts"]:
        if day := day_of(row, "given_on"):
            yield row["partner"], day, row["way"], row["goods"], row["goods_zh"]
        if day := _exact(row, "delivered_on"):
            yield row["partner"], day, "delivered", row["goods"], row["goods_zh"]


def _exact(row: Row, name: str) -> Day | None:
    return read_day(row[name].isoformat()) if row[name] else None


_READERS: Sequence[Callable[[Rolls], Iterator[Entry]]] = (_papers, _contacts, _letters, _gifts)
_WHAT = (
    Choice("signed", "signed", "签署"), Choice("expires", "last day", "到期"),
    Choice("ended", "ended", "终止"), *CONTACT_KINDS, Choice("reply", "reply", "复函"),
    Choice("given", "gift given", "赠出"), Choice("received", "gift received", "受赠"),
    Choice("delivered", "gift delivered", "赠礼送达"),
)  # fmt: skip
PANELS = (
    Panel(
        "timeline", (75,), PAGE, "Timeline of each partner", "伙伴大事记",
        (PARTNERS, INSTRUMENTS, CONTACTS, LETTERS, GIFTS),
        (
            Column("partners", "whole", "Partners with entries", "有记录的伙伴"),
            Column("entries", "whole", "Entries", "记录"),
            Column("papers", "whole", "Papers signed", "签署文书"),
            Column("without_entry", "whole", "Partners without an entry", "无记录的伙伴"),
            Column("last", "day", "Latest entry", "最近记录"),
        ),
        (
            *NAMED, Column("on", "text", "Day", "日期"),
            Column("what", "choice", "What", "事项", choices=_WHAT),
            Column("text", "text", "About", "内容"),
        ),
        tell_timeline,
    ),
)  # fmt: skip
