"""Panels over the registers as they stand, or over rows that are handed in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.panel import Panel
from entrepot.kernel.references import references
from entrepot.kernel.roll import read_rows
from entrepot.service.panel_document import panel_document
from entrepot.service.panels import PAGES, PANELS
from entrepot.service.pipelines import need
from entrepot.service.programmes import day_of
from entrepot.service.references import Table, add_names
from entrepot.service.roll_files import lines_of
from entrepot.service.roll_rows import SEERS, roll_document, rolls_of
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls, acting_rolls
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]


def show_panel(
    window: Window, name: str, *, by: str, at: datetime, on: date | None = None,
    known_at: datetime | None = None,
) -> Document:  # fmt: skip
    """What a panel says on a day.

    Args:
        window: The window.
        name: Of the panel.
        by: Who asks.
        at: Now.
        on: The day; today without it.
        known_at: From the rows as they were known then; None is now.

    Raises:
        MissingError: There is no such panel.
        RoleError: Who asks sees no registers of its circle.
    """
    panel = get_panel(name)
    return _show(window, (panel,), by, at, on, known_at)[0]


def show_page(
    window: Window, page: str, *, by: str, at: datetime, on: date | None = None
) -> Document:  # fmt: skip
    """All panels of a page on a day.

    Raises:
        MissingError: There is no such page.
        RoleError: Who asks sees no registers of its circle.
    """
    shown = _show(window, get_page(page), by, at, on, None)
    return {"page": page, "as_of": shown[0]["as_of"], "panels": shown}


def list_panels(window: Window, *, by: str, at: datetime) -> Document:
    """The panels for somebody's eyes, and the registers that they are worked out from.

    Raises:
        RoleError: Who asks sees no register at all.
    """
    with acting_rolls(window.database, by, at) as (_, who):
        need(who, [role for roles in SEERS.values() for role in roles])
    seen = [circle for circle, roles in SEERS.items() if who == SYSTEM or who.roles & set(roles)]
    panels = [one for one in PANELS.values() if one.rolls[0].circle in seen]
    rolls = {roll.name: roll for one in panels for roll in (*one.rolls, *one.house)}
    return {
        "panels": [{"panel": one.name, "numbers": list(one.numbers), "page": one.page,
                    "title": one.en, "title_zh": one.zh,
                    "rolls": [roll.name for roll in (*one.rolls, *one.house)]} for one in panels],
        "rolls": [roll_document(roll) for roll in rolls.values()],
    }  # fmt: skip


def work_out(name: str, raw: object, on: date) -> Document:
    """What a panel says of rows that are handed in; nothing is stored.

    Args:
        name: Of the panel.
        raw: `{"rolls": {register: [{column: cell}]}}`.
        on: The day.

    Raises:
        InputError: A cell cannot be used; every one is named.
        MissingError: There is no such panel.
    """
    panel = get_panel(name)
    given = raw.get("rolls") if isinstance(raw, Mapping) else None
    names = {roll.name: roll for roll in (*panel.rolls, *panel.house)}
    if not isinstance(given, Mapping) or set(given) - set(names):
        raise InputError(Problem("roll.case", "rolls", "is no object of registers of this panel.",
                                 f'Write {{"rolls": {{"{panel.rolls[0].name}": [{{…}}]}}}}; '
                                 f"registers: {', '.join(names)}.",
                                 message_zh="不是该面板的台账数据。"))  # fmt: skip
    problems: list[Problem] = []
    rolls = {}
    for key, rows in given.items():
        header, lines = lines_of(rows, key) if rows else ((), ())
        rolls[key], found = read_rows(names[key], header, lines, {}) if rows else ([], [])
        problems += found
    if problems:
        raise InputError(problems)
    return panel_document(panel, rolls, on)


def get_panel(name: str) -> Panel:
    """A panel by its name.

    Raises:
        MissingError: There is none.
    """
    if name not in PANELS:
        raise _missing("panel", name, ", ".join(sorted(PANELS)))
    return PANELS[name]


def get_page(page: str) -> tuple[Panel, ...]:
    """The panels of a page by its path.

    Raises:
        MissingError: There is none.
    """
    if page not in PAGES:
        raise _missing("page", page, ", ".join(PAGES))
    return PAGES[page]


def with_names(
    window: Window, book: Rolls, panels: Sequence[Panel], said: Sequence[Document]
) -> list[Document]:  # fmt: skip
    """What panels said, and in copies of their rows what the ids are called today."""
    found = [{**one, "rows": [dict(row) for row in one["rows"]]} for one in said]
    tables = [Table(references(panel.columns, panel.rolls), one["rows"])
              for panel, one in zip(panels, found, strict=True)]  # fmt: skip
    names = add_names(window, book, tables)
    return [{**one, "names": got} for one, got in zip(found, names, strict=True)]


def _show(
    window: Window, panels: tuple[Panel, ...], by: str, at: datetime, on: date | None,
    known_at: datetime | None,
) -> list[Document]:  # fmt: skip
    rolls = {roll.name: roll for one in panels for roll in (*one.rolls, *one.house)}
    with acting_rolls(window.database, by, at) as (book, who):
        for circle in {roll.circle for roll in rolls.values()}:
            need(who, SEERS[circle])
        rows = rolls_of(window, book, rolls.values(), known_at, at)
        day = on or day_of(window.reference, at)
        return with_names(window, book, panels, [panel_document(one, rows, day) for one in panels])


def _missing(what: str, name: str, there: str) -> MissingError:
    return MissingError(Problem(f"panel.{what}", name[:60], f"there is no such {what}.",
                                f"One of {there}.", message_zh="没有该面板。"))  # fmt: skip
