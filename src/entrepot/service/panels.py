"""The panels of industry and partners, and the registers that they are worked out from.

A room that has panels names them in `PANELS`; nothing else is to be edited for a new one.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from entrepot import industry, partners
from entrepot.kernel.panel import Panel
from entrepot.kernel.roll import Roll


def _found() -> Iterator[Panel]:
    """Panels of every file of the two rooms."""
    for room in (industry, partners):
        for file in iter_modules(room.__path__, f"{room.__name__}."):
            yield from getattr(import_module(file.name), "PANELS", ())


PANELS: Mapping[str, Panel] = {
    one.name: one for one in sorted(_found(), key=lambda one: (min(one.numbers), one.name))
}
ROLLS: Mapping[str, Roll] = {roll.name: roll for one in PANELS.values() for roll in one.rolls}
HOUSE: Mapping[str, Roll] = {roll.name: roll for one in PANELS.values() for roll in one.house}
PAGES: Mapping[str, tuple[Panel, ...]] = {
    page: tuple(one for one in PANELS.values() if one.page == page)
    for page in sorted({one.page for one in PANELS.values()})
}
