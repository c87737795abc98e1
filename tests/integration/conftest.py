"""Databases of their own, empty or with the rehearsal in them."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from tests.conftest import MIGRATED

from entrepot.store.cluster import APPLICATION, OWNER, SUPERUSER
from entrepot.store.db import Database
from entrepot.store.server import Server

MADE_AT = datetime(2026, 3, 10, 4, tzinfo=UTC)  # when the rehearsal was made


@pytest.fixture(scope="session")
def template_of() -> Callable[[Server, Callable[[Database], object]], str]:
    """Makes a migrated database with something in it once a server, to be copied; its name."""
    made: dict[tuple[Server, Callable[[Database], object]], str] = {}

    def template(server: Server, fill: Callable[[Database], object]) -> str:
        if (server, fill) not in made:
            name = f"template_{uuid4().hex[:12]}"
            _copy(server, MIGRATED, name)
            with closing(_database(server, name)) as database:
                fill(database)
            made[server, fill] = name
        return made[server, fill]

    return template


def _database(server: Server, name: str) -> Database:
    return Database(server.cluster.url(APPLICATION, name), server.cluster.url(OWNER, name))


def _copy(server: Server, template: str, name: str) -> None:
    with psycopg.connect(server.cluster.url(SUPERUSER, "postgres"), autocommit=True) as tx:
        tx.execute(f"create database {name} owner {OWNER} template {template} strategy file_copy")


@contextmanager
def copy_of(template: str, server: Server) -> Iterator[Database]:
    """A database of its own, as the template is, removed at the end."""
    name = f"own_{uuid4().hex[:12]}"
    _copy(server, template, name)
    with closing(_database(server, name)) as database:
        yield database
    with psycopg.connect(server.cluster.url(SUPERUSER, "postgres"), autocommit=True) as tx:
        tx.execute(f"drop database {name} with (force)")


def nobody_did_anything(_: Database) -> None:
    """Leave a database as the migrations made it."""


def rehearse(database: Database) -> None:
    """Make the accounts of `entrepot demo window`."""
    from entrepot.service.demo import demo_window
    from entrepot.store.reference import open_reference

    demo_window(database, open_reference("upland"), at=MADE_AT)


@pytest.fixture
def fresh(server: Server, template_of) -> Iterator[Database]:
    """A database in which nobody has done anything."""
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        yield database


@pytest.fixture(scope="module")
def shared(server: Server, template_of) -> Iterator[Database]:
    """A database in which nobody has done anything, which one file's tests share."""
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        yield database


@pytest.fixture(scope="module")
def rehearsal(server: Server, template_of) -> Iterator[Database]:
    """A database with the accounts of `entrepot demo window`, which one file's tests share."""
    with copy_of(template_of(server, rehearse), server) as database:
        yield database
