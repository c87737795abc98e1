"""Goods under bond within one transaction: books, and the movements that change them."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import psycopg

from entrepot.bonded.books import Move, Stock
from entrepot.bonded.consumption import statutory
from entrepot.kernel.errors import MissingError, OutsideError, Problem, RefusedError
from entrepot.store.accounts import Accounts
from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import as_json, enter
from entrepot.window.actor import Actor

Row = Mapping[str, Any]
MOST = 200  # rows of a list
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS = {"B": 11}  # a book number fits the twelve signs that a declaration has for it


class Bonded(Accounts):
    """The queries of `bonded.sql` beside those of the window, bound to a transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._stays_system = False

    def stay_system(self) -> None:
        """Let the window itself act until the end: who asked was found to be entitled."""
        self.become_system()
        self._stays_system = True

    @contextmanager
    def as_system(self) -> Iterator[None]:
        """Let the window itself act within the transaction of somebody else."""
        if self._stays_system:
            yield
        else:
            with super().as_system():
                yield

    def __getattr__(self, name: str) -> Any:
        room = queries("bonded")
        if hasattr(room, name):
            return partial(getattr(room, name), self.tx)
        return super().__getattr__(name)


@dataclass(frozen=True, slots=True)
class Link:
    """What movements stand on."""

    list_id: int | None = None
    pass_id: int | None = None
    transfer_id: int | None = None
    repair_id: int | None = None
    count_id: int | None = None
    document: str = ""


@contextmanager
def acting_bonded(
    database: Database, account: str, at: datetime, key: str = ""
) -> Iterator[tuple[Bonded, Actor]]:
    """A transaction in which somebody acts, with the queries of this room.

    Args:
        database: Where.
        account: An account, or `ACCOUNT@ORGANISATION` for one of several.
        at: Instant.
        key: Who repeats it waits for the first.

    Raises:
        MissingError: There is no such account.
    """
    with database.transaction() as tx:
        book = Bonded(tx)
        yield book, enter(book, account, at, key)


def new_reference(sign: str) -> str:
    """A name nobody can guess: a letter and digits of Crockford's base 32."""
    return sign + "".join(secrets.choice(_CROCKFORD) for _ in range(_SIGNS.get(sign, 13)))


def get_thing(book: Bonded, thing: str, name: str) -> Row:
    """A book, list, pass, transfer, repair or lease of who acts, by its reference.

    Raises:
        MissingError: There is none that he may see.
    """
    bare = name.strip().upper()
    row = getattr(book, f"find_{thing}")(reference=bare) if bare.isalnum() else None
    if row is None:
        raise MissingError(
            Problem("bonded.unknown", thing, f"there is no {thing} {name[:40]!r}.",
                    "List those you may see.", message_zh="没有该记录。")
        )  # fmt: skip
    return dict(row)


def stock_of(row: Row) -> Stock:
    """An item of a book as the room knows it."""
    return Stock(
        row["item"], row["opening"], row["quantity_limit"], row["received"], row["issued"],
        row["pre_deducted"], row["expected"],
    )  # fmt: skip


def lock_stocks(book: Bonded, wanted: Mapping[int, Sequence[str]]) -> dict[tuple[int, str], Row]:
    """Items of books, which nobody else changes until the transaction ends.

    Args:
        book: The transaction, acting as the window itself.
        wanted: Names of items by id of their book.

    Raises:
        MissingError: A book lacks one.
    """
    items = sorted({item for names in wanted.values() for item in names})
    rows = book.lock_items(book_ids=sorted(wanted), items=items)
    found = {(row["book_id"], row["item"]): row for row in rows}
    missing = [name for id, names in wanted.items() for name in names if (id, name) not in found]
    if missing:
        raise MissingError(
            [
                Problem("bonded.item_unknown", name, f"{name!r} is no item of the book.",
                        "Name one of its items.", message_zh="料号不在账册中。")
                for name in dict.fromkeys(missing)
            ]
        )  # fmt: skip
    return found


def move_rows(
    moves: Sequence[Move], items: Mapping[str, Row], turned: Mapping[str, Decimal], link: Link,
    *, account: str, at: datetime,
) -> list[dict[str, Any]]:  # fmt: skip
    """Movements of one book as `add_moves` takes them.

    Args:
        moves: The movements.
        items: Rows of the book's items by name.
        turned: What their list had set aside of each item.
        link: What they stand on.
        account: Who acts.
        at: When.
    """
    return [
        {
            "book_id": items[move.item]["book_id"], "item": move.item, "kind": move.kind,
            "stage": move.stage, "quantity": move.quantity,
            "statutory_quantity": _statutory(move, items[move.item]["per_unit"], turned),
            "turned": min(turned.get(move.item, Decimal(0)), move.quantity)
            if move.stage == "final" else 0,
            "list_id": link.list_id, "pass_id": link.pass_id, "transfer_id": link.transfer_id,
            "repair_id": link.repair_id, "count_id": link.count_id, "document": link.document,
            "account": account, "at": at.isoformat(),
        }
        for move in moves
    ]  # fmt: skip


def _statutory(move: Move, per_unit: Decimal, held: Mapping[str, Decimal]) -> Decimal:
    """A quantity in the statutory unit: parts of what a list set aside add up to the whole."""
    aside = held.get(move.item, Decimal(0))
    if move.stage == "final" and aside > move.quantity:
        return statutory(aside, per_unit) - statutory(aside - move.quantity, per_unit)
    return statutory(move.quantity, per_unit)


def save_moves(book: Bonded, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write movements; the database counts them and refuses what would be short.

    Raises:
        RefusedError: They would take an item below zero, or the same was written before.
    """
    try:
        book.add_moves(rows=as_json(rows))
    except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation) as error:
        raise _refused(error) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise OutsideError(
            Problem("bonded.not_counted", "book_move", "a movement could not be counted.",
                    "Tell who runs this system.", message_zh="无法记账。")
        ) from error  # fmt: skip


def _refused(error: psycopg.Error) -> RefusedError:
    name = error.diag.constraint_name or ""
    if name == "book_item_not_short":
        problem = Problem("bonded.short", "moves", "It would take an item below zero.",
                          "Take less.", message_zh="库存不足。")  # fmt: skip
    elif name == "book_item_not_over":
        problem = Problem("bonded.limit", "moves", "It would hold more than the limit of the book.",
                          "Take less in.", message_zh="超过账册备案数量。")  # fmt: skip
    else:
        problem = Problem("bonded.moved", "moves", "It was moved before.",
                          "Look at the book.", message_zh="该单已记账。")  # fmt: skip
    return RefusedError(problem)
