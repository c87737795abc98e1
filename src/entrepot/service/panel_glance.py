"""A page of panels at a glance, kept for the same eyes while nothing changed beneath."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from threading import Lock
from typing import Any

from entrepot.kernel.panel import Panel
from entrepot.service.enterprises import region_of
from entrepot.service.panel_document import panel_document
from entrepot.service.panel_pages import get_page, with_names
from entrepot.service.pipelines import need
from entrepot.service.programmes import day_of
from entrepot.service.roll_rows import KEEPERS, SEERS, rolls_of
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls, acting_rolls
from entrepot.window.actor import SYSTEM, Actor

Document = dict[str, Any]
MOST_ROWS, MOST_KEPT = 200, 512


class Glances:
    """What panels said, those looked at last; for many threads.

    Args:
        most: How many are kept.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: OrderedDict[Hashable, Document] = OrderedDict()
        self._lock, self._most = Lock(), most

    def find(self, key: Hashable) -> Document | None:
        """What was said under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, said: Document) -> None:
        """Keep what is said under a key, in the place of what nobody looked at for longest."""
        with self._lock:
            self._kept[key] = said
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def glance_page(
    window: Window, glances: Glances, page: str, *, by: str, at: datetime, on: date | None = None
) -> Document:  # fmt: skip
    """All panels of a page on a day, each with the first rows of its table.

    A panel is worked out anew where one of its registers changed since, or for other eyes: who
    asks, in which roles, with which places and chains; and each time where it rests on registers
    of the house, which change with what they came from. What ids are called is asked each time.

    Args:
        window: The window.
        glances: What is kept of earlier looks.
        page: Its path.
        by: Who asks.
        at: Now.
        on: The day; today without it.

    Raises:
        MissingError: There is no such page.
        RoleError: Who asks sees no registers of its circle.
    """
    panels, day = get_page(page), on or day_of(window.reference, at)
    circles = {roll.circle for panel in panels for roll in panel.rolls}
    with acting_rolls(window.database, by, at) as (book, who):
        for circle in circles:
            need(who, SEERS[circle])
        keys = _keys(window, book, panels, who, day)
        kept = {panel.name: None if panel.house else glances.find(keys[panel.name])
                for panel in panels}  # fmt: skip
        new = [panel for panel in panels if kept[panel.name] is None]
        rolls = {roll.name: roll for one in new for roll in (*one.rolls, *one.house)}
        rows = rolls_of(window, book, rolls.values(), at=at)
        made = {one.name: panel_document(one, rows, day, MOST_ROWS) for one in new}
        said = with_names(window, book, panels, [made.get(one.name) or kept[one.name] or {}
                                                 for one in panels])  # fmt: skip
    for name, one in made.items():
        glances.keep(keys[name], one)
    return {"page": page, "as_of": day.isoformat(), "may_change": _may_change(who, circles),
            "panels": said}  # fmt: skip


def _keys(
    window: Window, book: Rolls, panels: Sequence[Panel], who: Actor, day: date
) -> dict[str, Hashable]:  # fmt: skip
    """What the answer of each panel rests on: eyes, day, and the last change of its registers."""
    region, names = region_of(window), {roll.name for one in panels for roll in one.rolls}
    with book.as_system():  # what moves out of somebody's sight changes what he sees
        changes = list(book.list_latest_imports(region=region, rolls=sorted(names)))
    latest = {one["roll"]: (one["id"], one["made_at"]) for one in changes}
    scopes = tuple((one["place"], one["chain"]) for one in book.scopes_of(who.account))
    eyes = (who.account, who.organisation, who.roles, scopes)
    return {one.name: (region, one.name, day, eyes, tuple(latest.get(roll.name)
            for roll in one.rolls)) for one in panels}  # fmt: skip


def _may_change(who: Actor, circles: Iterable[str]) -> bool:
    return who == SYSTEM or any(who.roles & set(KEEPERS[circle]) for circle in circles)
