"""What an office owes its partners by a day: promises, letters, meetings, anniversaries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from entrepot.kernel.panel import Rolls
from entrepot.kernel.roll import Row
from entrepot.partners import agreements, anniversaries, letters, promises
from entrepot.partners.channels import is_open, next_meeting
from entrepot.partners.proof import grouped
from entrepot.partners.ties import PAPERS, has_come, named_by, paper_of

Words = tuple[str, str | None]
Due = tuple[str, Row, date, int | None, Words, Words]
"""Kind, row, day, days ahead to remind; what sort of thing and what about, with its Chinese."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A thing that is due.

    Attributes:
        kind: promise, letter, meeting or anniversary; with `item` it names it.
        item: Id of its row.
        owner: Whom to remind: whose the row is, else whose the partner is; empty is nobody.
        due_on: The day it is due, or on which it is told ahead; then the text names the day.
    """

    kind: str
    item: str
    owner: str
    due_on: date
    text: str
    text_zh: str


def reminders(rolls: Rolls, until: date | None, on: date) -> list[Reminder]:
    """What is due by a day and not done, and what is to be told ahead on it; the earliest first.

    Ahead is told once, on the day that is so many days before as the row says.

    Args:
        rolls: Rows of the registers of partners.
        until: The day; None is whatever is open, anniversaries left out.
        on: The day as of which things are open.
    """
    partners = {one["id"]: one for one in rolls["partners"]}
    sources = [_promises(rolls, on), _letters(rolls, on), _meetings(rolls, on)]
    if until is not None:
        sources.append(_anniversaries(rolls, until))
    found = [_told(partners, one, told_on) for source in sources for one in source
             if (told_on := _told_on(one[2], one[3], until))]  # fmt: skip
    return sorted(found, key=lambda one: (one.due_on, one.kind, one.item))


def _told_on(due: date, ahead: int | None, until: date | None) -> date | None:
    """The day under which it is told by a day; None where it is not yet."""
    if until is None or due <= until:
        return due
    return until if ahead and (due - until).days == ahead else None


def _promises(rolls: Rolls, on: date) -> Iterator[Due]:
    for row in promises.promised_by(rolls, on):
        if promises.state_of(row, on) != "done":
            ahead = _ahead(row, promises.REMIND_DAYS)
            about = (row["text"], row["text_zh"])
            yield "promise", row, row["due"], ahead, ("Promise", "承诺"), about


def _letters(rolls: Rolls, on: date) -> Iterator[Due]:
    sent = grouped((one for one in rolls["letters"] if has_come(one, "sent_on", on)), "plan")
    for row in rolls["contact_plans"]:
        if due := letters.next_due(row, sent.get(row["id"], [])):
            ahead = _ahead(row, letters.REMIND_DAYS)
            about = (row["occasion"], row["occasion_zh"])
            yield "letter", row, due, ahead, ("Letter", "信函"), about


def _meetings(rolls: Rolls, on: date) -> Iterator[Due]:
    met = [one for one in rolls["contacts"] if has_come(one, "on", on)]
    by_channel = grouped(met, "channel")
    for row in rolls["channels"]:
        due = next_meeting(row, by_channel.get(row["id"], [])) if is_open(row, on) else None
        if due is not None:
            yield "meeting", row, due, None, ("Meeting", "会晤"), (row["counterpart"], None)


def _anniversaries(rolls: Rolls, on: date) -> Iterator[Due]:
    papers = {one["id"]: one for one in rolls["instruments"]}
    words = {one.code: one for one in PAPERS}
    for one in agreements.anniversaries_from([paper_of(row) for row in papers.values()], on):
        row = papers[one.instrument.id]
        if row["precision"] in {None, "day"}:
            years = (f"{one.years} years", f"{one.years}周年")
            ahead = _ahead(row, anniversaries.REMIND_DAYS)
            yield "anniversary", row, one.on.last, ahead, years, words[row["kind"]][1:]


def _ahead(row: Row, default: int) -> int:
    return default if row["remind_days"] is None else int(row["remind_days"])


def _told(partners: Mapping[str, Row], due: Due, told_on: date) -> Reminder:
    kind, row, day, _, head, about = due
    partner = named_by(partners, row["partner"])
    owner = row.get("owner") or partners.get(row["partner"], {}).get("owner") or ""
    name, name_zh = partner["name"], partner.get("name_zh") or partner["name"]
    on, on_zh = (f" ({day})", f"（{day}）") if told_on < day else ("", "")
    return Reminder(kind, str(row["id"]), owner, told_on, f"{head[0]}, {name}: {about[0]}{on}",
                    f"{head[1]}，{name_zh}：{about[1] or about[0]}{on_zh}")  # fmt: skip
