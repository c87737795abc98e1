"""A window with the people of the hub and an account book, over a database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.bonded.zone import Zone
from tests.integration.conftest import copy_of
from tests.integration.window.house import house_on

from entrepot.store.db import Database
from entrepot.store.server import Server


def rehearse_hub(database: Database) -> None:
    """Make the accounts of `entrepot demo hub`."""
    from tests.integration.conftest import MADE_AT

    from entrepot.service.demo_hub import demo_hub
    from entrepot.store.reference import open_reference

    demo_hub(database, open_reference("upland"), at=MADE_AT)


@pytest.fixture(scope="module")
def zone(server: Server, template_of, new_home: Callable[[], Path]):
    """A zone at work, which one file's tests share."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Zone(house_on(server, database, new_home()))
