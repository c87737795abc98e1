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


@pytest.fixture
def share(request: pytest.FixtureRequest) -> float:
    """Share of a long proof that a server is given: the second of them less, but in `make proofs`.

    What is tried at random is the same on both; the second shows that its SQL is understood.
    """
    return 1.0 if request.node.callspec.params["server"] == "embedded" else 0.4
