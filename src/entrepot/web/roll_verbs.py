"""What the pages and the API ask of the service about registers and panels."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class RollVerbs:
    """The functions of registers and panels, bound to a database and the clock.

    Attributes:
        page: Who asks, a path and a day, to all panels of the page.
        glance: Who asks, a path and a day, to all panels of the page with their first rows.
        panel: Who asks, a panel, a day and an instant of knowledge, to what it says.
        list: Who asks, to the registers and panels for these eyes.
        rows: Who asks, a register and an instant of knowledge, to its rows.
        imports: Who asks and a register, to what was taken in.
        keep: Who acts, a register, a file and its name, to what it changed.
        remove: Who acts, a register and an id, to what it changed.
        undo: Who acts, a register and the number of an import, to what it changed.
        letters: Who acts and a day, to the letters due to partners.
        send: Who acts, a day and ids of letters, or None for all, to what was sent of them.
    """

    page: Callable[[str, str, date | None], Document]
    glance: Callable[[str, str, date | None], Document]
    panel: Callable[[str, str, date | None, datetime | None], Document]
    list: Callable[[str], Document]
    rows: Callable[[str, str, datetime | None], Document]
    imports: Callable[[str, str], Document]
    keep: Callable[[str, str, bytes, str], Document]
    remove: Callable[[str, str, str], Document]
    undo: Callable[[str, str, int], Document]
    letters: Callable[[str, date | None], Document]
    send: Callable[[str, date | None, Collection[str] | None], Document]
