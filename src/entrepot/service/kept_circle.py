"""The circle of friends as the registers have it: the pack's ties, and what was told since."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import MissingError, Problem
from entrepot.kernel.roll import Row
from entrepot.partners.circle import Circle, Partner
from entrepot.partners.promises import COMMITMENTS, commitment_of
from entrepot.partners.ties import CONTACTS, INSTRUMENTS, PARTNERS, contact_of, paper_of
from entrepot.service.partners import home_of, partners_document, stated_of
from entrepot.service.pipelines import need
from entrepot.service.roll_rows import SEERS, rolls_of
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls, acting_rolls

Document = dict[str, Any]
SEERS_OF_PARTNERS = SEERS["partners"]
_ROLLS = (PARTNERS, INSTRUMENTS, CONTACTS, COMMITMENTS)


def show_partners(
    window: Window, home: str, day: date, partner: str = "", *, by: str, at: datetime
) -> Document:  # fmt: skip
    """How the circle of a place stands on a day, by the registers.

    Args:
        window: The window.
        home: Whose; empty is the region's home.
        day: The legal day.
        partner: Only this one; empty is all.
        by: Who asks; empty is the machine itself.
        at: Now.

    Raises:
        MissingError: The place has no partners, or there is no such partner.
        RoleError: Who asks sees no registers of partners.
    """
    with acting_rolls(window.database, by, at) as (book, who):
        need(who, SEERS_OF_PARTNERS)
        circle = circle_in(window, book, home)
    return partners_document(circle, day, partner)


def circle_in(window: Window, book: Rolls, home: str = "") -> Circle:
    """The circle of a place by the registers, as somebody sees them within his transaction.

    Raises:
        MissingError: The place has no partners.
    """
    settled = home or home_of(window.reference, window.reference.settings.home)
    return _circle(window, rolls_of(window, book, _ROLLS), settled)


def _circle(window: Window, rolls: Mapping[str, Sequence[Row]], home: str) -> Circle:
    """Rows of no place are of the region's home.

    Raises:
        MissingError: The place has no partners.
    """
    usual = home_of(window.reference, window.reference.settings.home)
    own = {name: [row for row in rows if (row["place"] or usual) == home]
           for name, rows in rolls.items() if name != PARTNERS.name}  # fmt: skip
    tied = {row["partner"] for rows in own.values() for row in rows}
    partners = [Partner(row["id"], row["name"], row["country"] or "", row["name_zh"] or "")
                for row in rolls[PARTNERS.name]
                if row["id"] in tied or (row["place"] or usual) == home]  # fmt: skip
    if not partners:
        raise MissingError(
            Problem("partners.unknown_home", home, "has no partners on record.",
                    "Ask for another place, or keep its partners in the register.",
                    message_zh="没有该地的伙伴记录。")
        )  # fmt: skip
    known = {one.id for one in partners}
    kept = {name: [row for row in rows if row["partner"] in known] for name, rows in own.items()}
    return Circle(
        home, partners, [paper_of(row) for row in kept[INSTRUMENTS.name]],
        [contact_of(row) for row in kept[CONTACTS.name]],
        [commitment_of(row) for row in kept[COMMITMENTS.name]], stated_of(window.reference, home),
    )  # fmt: skip
