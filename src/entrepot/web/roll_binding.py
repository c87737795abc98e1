"""The verbs of registers and panels over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import panel_glance, panel_pages, partner_letters, roll_rows, rolls
from entrepot.service.desk import Desk
from entrepot.web.roll_verbs import RollVerbs


def bind_rolls(desk: Desk, now: Callable[[], datetime]) -> RollVerbs:
    """Bind the functions to a desk and to a clock."""
    window, glances = desk.window, panel_glance.Glances()
    return RollVerbs(
        page=lambda who, path, on: panel_pages.show_page(window, path, by=who, at=now(), on=on),
        glance=lambda who, path, on: panel_glance.glance_page(
            window, glances, path, by=who, at=now(), on=on
        ),
        panel=lambda who, name, on, known_at: panel_pages.show_panel(
            window, name, by=who, at=now(), on=on, known_at=known_at
        ),
        list=lambda who: panel_pages.list_panels(window, by=who, at=now()),
        rows=lambda who, name, known_at: roll_rows.list_rows(
            window, name, by=who, at=now(), known_at=known_at
        ),
        imports=lambda who, name: roll_rows.list_imports(window, name, by=who, at=now()),
        keep=lambda who, name, data, file: rolls.import_rows(
            window, name, data, file, by=who, at=now()
        ),
        remove=lambda who, name, id_: rolls.remove_row(window, name, id_, by=who, at=now()),
        undo=lambda who, name, number: rolls.undo_import(window, name, number, by=who, at=now()),
        letters=lambda who, on: partner_letters.list_outgoing(window, on, by=who, at=now()),
        send=lambda who, on, only: partner_letters.send_letters(
            window, on, by=who, at=now(), only=only
        ),
    )
