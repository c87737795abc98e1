"""Accounts, sessions, roles and mandates within one transaction, and secrets as hashes."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import Book, enter
from entrepot.window.actor import Actor

# OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
TOKEN_BYTES = 32


class Accounts(Book):
    """The queries of `accounts.sql` beside those of the window, bound to a transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._accounts = queries("accounts")

    def __getattr__(self, name: str) -> Any:
        if hasattr(self._accounts, name):
            return partial(getattr(self._accounts, name), self.tx)
        return super().__getattr__(name)


@contextmanager
def acting_for(database: Database, account: str, at: datetime) -> Iterator[tuple[Accounts, Actor]]:
    """A transaction in which somebody acts, with the queries of this room.

    Args:
        database: Where.
        account: An account, or `ACCOUNT@ORGANISATION` for one of several.
        at: Instant; mandates are those live then.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Accounts(tx)
        yield book, enter(book, account, at)


# Secrets


def hash_secret(secret: str) -> str:
    """A secret as it is kept: argon2id with a salt of its own."""
    return _HASHER.hash(secret)


def is_secret(kept: str, secret: str) -> bool:
    """Whether a secret is the one kept; it takes as long where none is kept."""
    try:
        return _HASHER.verify(kept or _dummy(), secret) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy() -> str:
    return hash_secret(secrets.token_hex())


def new_token() -> str:
    """A secret nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """A token as the table keeps it: random as it is, one plain hash hides it."""
    return hashlib.sha256(token.encode()).digest()
