"""A window in which planners and owners act on programmes and alerts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from tests.integration.conftest import copy_of
from tests.integration.test_trains import rehearse_hub

from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PEOPLE = {
    "planner": "planner",
    "planner2": "planner",
    "owner": "carrier",
    "analyst": "statistician",
}


@contextmanager
def planning(server, template_of, region: str = "upland") -> Iterator[Window]:
    """A window with two planners, an owner of tasks and an analyst."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(open_home(), database, open_reference(region))
        with acting_system(window.database) as book:
            for name, role in PEOPLE.items():
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=[role], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        yield window
