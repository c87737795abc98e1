"""The entry of the head that a page belongs to."""

import pytest

from entrepot.web.navigation import ENTRIES, entries_for
from entrepot.web.rooms import ROOMS, entry_at

ALL = {entry.path for entry in ENTRIES}
TABS = [(tab.path, room) for room, tabs in ROOMS.items() for tab in tabs]


@pytest.mark.parametrize(("path", "room"), TABS)
def test_a_tab_belongs_to_its_room_or_to_its_own_entry(path: str, room: str) -> None:
    seen = [entry for entry in ENTRIES if entry.path == room or entry.path != path]

    assert entry_at(path, seen) == room
    assert entry_at(f"{path}/one", seen) == room
    assert entry_at(path, ENTRIES) == (path if path in ALL else room)


@pytest.mark.parametrize(
    ("path", "role", "entry"),
    [
        ("/", "trader", "/"),
        ("/declarations/D123", "trader", "/window"),
        ("/uploads", "trader", "/window"),
        ("/quotes/Q1", "trader", "/quote"),
        ("/refunds", "trader", "/guarantees"),
        ("/refunds", "tax_officer", "/refunds"),
        ("/cases/D123", "inspector", "/worklist"),
        ("/gate", "coast_officer", "/gate"),
        ("/port/gate", "port_operator", "/port/throughput"),
        ("/rolls/parks", "promoter", "/industry/map"),
        ("/tariff/40/4011", "trader", "/tariff"),
        ("/account", "trader", ""),
    ],
)
def test_a_page_belongs_to_the_entry_that_the_role_sees(path: str, role: str, entry: str) -> None:
    assert entry_at(path, entries_for([role], ALL)) == entry
