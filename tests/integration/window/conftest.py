"""A window over a database of its own with the rehearsal in it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.window.house import House, house_on

from entrepot.store.db import Database
from entrepot.store.server import Server
from entrepot.store.window import acting_system


@pytest.fixture(scope="module")
def house(server: Server, rehearsal: Database, new_home: Callable[[], Path]) -> House:
    """A window at work, which one file's tests share."""
    made = house_on(server, rehearsal, new_home())

    with acting_system(rehearsal) as book:
        book.save_account(id="supervisor2", name="Second", name_zh="第二主管", kind="person")
        book.save_membership(
            account="supervisor2", organisation="sandbox_inland", roles=["supervisor"],
            offices=[made.office], agency="", granted_by="admin",
        )  # fmt: skip
    return made
