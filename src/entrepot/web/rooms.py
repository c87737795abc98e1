"""Which entry of the head a page belongs to: its own, or that of the room it is a tab of."""

from collections.abc import Iterable

from entrepot.web.industry_menu import GROUPS
from entrepot.web.navigation import (
    CORRIDOR_TABS,
    FINANCE_TABS,
    LIST_TABS,
    PLAN_TABS,
    PORT_TABS,
    TARIFF_TABS,
    TRADE_TABS,
    Entry,
)

ROOMS = {
    "/corridors": CORRIDOR_TABS,
    "/tariff": TARIFF_TABS,
    "/trade": TRADE_TABS,
    "/targets": PLAN_TABS,
    "/industry/map": tuple(tab for group in GROUPS for tab in group.tabs),
    "/guarantees": FINANCE_TABS,
    "/ecommerce": LIST_TABS,
    "/port/throughput": PORT_TABS,
}
WITHIN = {  # further pages of an entry, without a tab
    "/quote": ("/quotes",),
    "/window": ("/declarations", "/uploads"),
    "/worklist": ("/cases", "/findings"),
    "/industry/map": ("/industry", "/rolls"),
    "/port/throughput": ("/port",),
}


def entry_at(path: str, entries: Iterable[Entry]) -> str:
    """The path of the entry that a page belongs to; empty where there is none.

    Args:
        path: Path of the page.
        entries: The entries somebody sees.
    """
    under = (
        (one == entry.path, len(one), entry.path)
        for entry in entries
        for one in _pages_of(entry)
        if path == one or (one != "/" and path.startswith(f"{one}/"))
    )
    return max(under, default=(False, 0, ""))[2]


def _pages_of(entry: Entry) -> list[str]:
    tabs = [tab.path for tab in ROOMS.get(entry.path, ())]
    return [entry.path, *tabs, *WITHIN.get(entry.path, ())]
