"""Databases of their own, empty or with the rehearsal in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest

from entrepot.store.cluster import APPLICATION, OWNER, SUPERUSER
from entrepot.store.db import Database
from entrepot.store.migrate import migrate
from entrepot.store.server import Server, provision

MADE_AT = datetime(2026, 3, 10, 4, tzinfo=UTC)  # when the rehearsal was made


@contextmanager
def database_on(server: Server) -> Iterator[Database]:
    """A migrated database of its own on a server, removed at the end."""
    superuser = server.cluster.url(SUPERUSER, "postgres")
    name = f"own_{uuid4().hex[:12]}"
    provision(superuser, name)
    owner = server.cluster.url(OWNER, name)
    migrate(owner)
    database = Database(server.cluster.url(APPLICATION, name), owner)
    yield database
    database.close()
    with psycopg.connect(superuser, autocommit=True) as tx:
        tx.execute(f"drop database {name} with (force)")


@pytest.fixture
def fresh(server: Server) -> Iterator[Database]:
    """A database in which nobody has done anything."""
    with database_on(server) as database:
        yield database


@pytest.fixture(scope="module")
def rehearsal(server: Server) -> Iterator[Database]:
    """A database with the accounts of `entrepot demo window`, which one file's tests share."""
    from entrepot.service.demo import demo_window
    from entrepot.store.reference import open_reference

    with database_on(server) as database:
        demo_window(database, open_reference("upland"), at=MADE_AT)
        yield database
