"""What falls due, whatever room it is from: one shape for notices and for calendars.

A further kind of thing that falls due is one more function in `SOURCES`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from entrepot.kernel.roll import Roll
from entrepot.partners.reminders import reminders
from entrepot.service.enterprises import region_of
from entrepot.service.panels import ROLLS
from entrepot.service.roll_rows import rolls_of
from entrepot.service.window import Window
from entrepot.store.notices import Notices, Row
from entrepot.store.rolls import Rolls

CASE = "case"
_CASES = {
    "request": ("Request", "诉求"),
    "complaint": ("Complaint", "投诉"),
    "entry": ("Entry of a firm", "企业准入"),
    "direct_line": ("Direct line", "直通车"),
    "next_step": ("Next step", "下一步"),
    "package": ("Package of a firm", "一企一策"),
}

_OFFICE: tuple[Roll, ...] = tuple(ROLLS[name] for name in (
    "partners", "commitments", "contact_plans", "letters", "channels", "contacts", "instruments",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueItem:
    """A thing that somebody owes by a day.

    Attributes:
        kind: What sort of thing; with `item` it names it.
        item: Its id within its kind.
        owner: The account whose it is.
        due_on: The day it is due.
        text: What it is, on one line.
        text_zh: The same in Chinese.
        link: Path of the page on which it is answered.
    """

    kind: str
    item: str
    owner: str
    due_on: date
    text: str
    text_zh: str
    link: str


Source = Callable[[Window, Notices, date, date | None, str], Iterator[DueItem]]


def due_cases(
    window: Window, book: Notices, _: date, until: date | None, owner: str
) -> Iterator[DueItem]:  # fmt: skip
    """Open cases of firms, of their stewards."""
    for row in book.list_due_cases(region=region_of(window), until=until, account=owner):
        kind, kind_zh = _CASES[row["kind"]]
        yield DueItem(CASE, row["case_id"], row["steward"], row["due_on"],
                      _told(kind, row, ": ", ", "), _told(kind_zh, row, "：", "，"),
                      "/stewards/work")  # fmt: skip


def due_to_partners(
    window: Window, book: Notices, on: date, until: date | None, owner: str
) -> Iterator[DueItem]:  # fmt: skip
    """Promises, letters, meetings and anniversaries of partners, of those who keep them."""
    with book.as_system():
        rolls = rolls_of(window, Rolls(book.tx), _OFFICE)
    for one in reminders(rolls, until, on):
        if owner in ("", one.owner):
            yield DueItem(one.kind, one.item, one.owner, one.due_on, one.text, one.text_zh,
                          "/exchanges")  # fmt: skip


def _told(kind: str, row: Row, colon: str, comma: str) -> str:
    named = comma.join(filter(None, (row["firm"], row["subject"])))
    return " ".join(f"{kind} {row['case_id']}{colon if named else ''}{named}".split())


SOURCES: tuple[Source, ...] = (due_cases, due_to_partners)


def list_due_items(
    window: Window, book: Notices, on: date, until: date | None = None, owner: str = ""
) -> list[DueItem]:
    """What is not done yet, the earliest due first.

    Args:
        window: The window.
        book: The transaction.
        on: The day as of which things are open.
        until: Only what is due up to this day; None is everything.
        owner: Only what is of this account; empty is of everybody.
    """
    found = [one for source in SOURCES for one in source(window, book, on, until, owner)]
    return sorted(found, key=lambda one: (one.due_on, one.kind, one.item))
