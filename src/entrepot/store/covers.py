"""Guarantees within one transaction: the one ledger of cover, its moves, answers and claims."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from entrepot.finance.guarantee import Guarantee, Held, MoveKind, unknown
from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.store.accounts import Accounts
from entrepot.store.chains import events_json
from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import actor_of, ask_in
from entrepot.window.actor import Actor
from entrepot.window.evidence import GENESIS, link

Row = Mapping[str, Any]
CHAIN = "guarantee:"
MOST_MOVES = 200


def guarantee_of(row: Row) -> Guarantee:
    """A row of `cover` as the room of money knows it."""
    currency = row["currency"]
    limit, reserved, used, claimed = (
        Money(row[name], currency) for name in ("ceiling", "reserved", "used", "claimed")
    )
    return Guarantee(
        row["reference"], row["kind"], row["state"], limit, reserved, used, claimed,
        row["first_day"], row["last_day"],
    )  # fmt: skip


# Opening, finding


def add_guarantee(tx: Tx, **values: Any) -> str:
    """Add an instrument; its reference.

    Raises:
        RefusedError: The firm has a deposit already.
    """
    try:
        row = queries("finance").add_cover(tx, **values)
    except psycopg.errors.UniqueViolation as error:
        raise RefusedError(
            Problem(
                "guarantee.deposit", "firm", "the firm has a deposit already.",
                "Open another kind.", message_zh="该企业已有保证金账户。",
            )
        ) from error  # fmt: skip
    return str(row["reference"])


def get_guarantee(tx: Tx, reference: str) -> Row:
    """An instrument of who acts.

    Raises:
        MissingError: There is none that he may see.
    """
    row: Row | None = queries("finance").find_cover(tx, reference=reference)
    if row is None:
        raise unknown(reference)
    return row


def lock_guarantee(tx: Tx, reference: str) -> Row:
    """An instrument that nobody else can move until the end of the transaction.

    Raises:
        MissingError: There is none that he may see.
    """
    row: Row | None = queries("finance").lock_cover(tx, reference=reference)
    if row is None:
        raise unknown(reference)
    return row


def list_guarantees(tx: Tx, most: int = MOST_MOVES) -> list[Row]:
    """Instruments somebody may see, newest first."""
    return list(queries("finance").list_covers(tx, most=most))


def activate(tx: Tx, id: int, *, by: str, at: datetime) -> None:
    """Let an instrument be active."""
    queries("finance").activate_cover(tx, id=id, by=by, at=at)


# Moving, at the greatest pace: two waits for the network a move


@dataclass(frozen=True, slots=True)
class Locked:
    """An instrument locked for a move, with all that the move asks.

    Attributes:
        book: The transaction; the window itself acts in it from here on.
        actor: Who moves.
        row: The instrument.
        held: What stands under the reference.
        declaration_id: Of the declaration the reference names, None for any other reference.
        told: Kind, reference, amount and code its key was answered with; None for a new key.
        head: Number and hash of the last event of the chain.
    """

    book: Accounts
    actor: Actor
    row: Row
    held: Held
    declaration_id: int | None
    told: Row | None
    head: tuple[int, bytes]

    @property
    def guarantee(self) -> Guarantee:
        """The instrument as it stands."""
        return guarantee_of(self.row)


@contextmanager
def moving(
    database: Database, account: str, at: datetime, reference: str, ref: str, key: str = ""
) -> Iterator[Locked]:
    """A transaction that has locked an instrument for a move.

    Args:
        database: Where.
        account: Who moves.
        at: Instant.
        reference: Of the instrument.
        ref: Reference the move is made for.
        key: Key of the move, empty for none.

    Raises:
        MissingError: There is no such account, or no such instrument for its eyes.
    """
    sql = queries("finance")

    def first(tx: Tx) -> tuple[Accounts, Any, Any, Any]:
        book = Accounts(tx)
        entering = ask_in(book, account, at, "")
        locking = tx.execute(sql.lock_cover.sql, {"reference": reference})
        book.become_system()
        asked = {"reference": reference, "ref": ref, "key": key}
        return book, entering, locking, tx.execute(sql.look_up_move.sql, asked)

    with database.piped(first) as (book, entering, locking, looking):
        actor, row = actor_of(entering, account), locking.fetchone()
        if row is None:
            raise unknown(reference)
        found = looking.fetchone()
        currency = row["currency"]
        held = Held(Money(found["held_reserved"], currency), Money(found["held_used"], currency))
        head = (found["seq"] or 0, found["hash"] or GENESIS)
        told = found if found["is_told"] else None
        yield Locked(book, actor, row, held, found["declaration_id"], told, head)


def save_accounts(tx: Tx, id: int, guarantee: Guarantee) -> None:
    """Write the accounts of an instrument."""
    queries("finance").set_accounts(
        tx, id=id, reserved=guarantee.reserved.amount, used=guarantee.used.amount,
        claimed=guarantee.claimed.amount,
    )  # fmt: skip


def add_moves(
    tx: Tx, id: int, rows: Sequence[tuple[MoveKind, Money]], *, ref: str, by: str, at: datetime,
    declaration_id: int | None = None,
) -> None:  # fmt: skip
    """Add rows to the ledger of an instrument."""
    for kind, amount in rows:
        queries("finance").add_cover_move(
            tx, cover_id=id, declaration_id=declaration_id, ref=ref, kind=kind,
            amount=amount.amount, by=by, at=at,
        )  # fmt: skip


def keep_answer(
    locked: Locked, key: str, kind: str, ref: str, amount: Money, code: str | None, at: datetime
) -> None:  # fmt: skip
    """Keep what a key was answered."""
    queries("finance").add_answer(
        locked.book.tx, cover_id=locked.row["id"], key=key, kind=kind, ref=ref,
        amount=amount.amount, code=code, by=locked.actor.account, at=at,
    )  # fmt: skip


def tell_of_move(locked: Locked, kind: str, at: datetime, body: Mapping[str, object]) -> None:
    """Add the event of a move; the lock on the instrument is the lock on its chain."""
    seq, before = locked.head
    event = link(
        CHAIN + locked.row["reference"], seq + 1, before, at, kind, locked.actor.party,
        locked.actor.account, body,
    )  # fmt: skip
    locked.book.add_events(declaration_id=None, rows=events_json([event]))


# Declarations that lean on the instruments of a firm


def lock_usable(tx: Tx, org: str, currency: str, day: date) -> list[Row]:
    """What a firm may lean on that day, locked in one order."""
    return list(queries("finance").lock_usable(tx, org=org, currency=currency, day=day))


def lock_holding(tx: Tx, declaration_id: int) -> list[tuple[Row, Money]]:
    """What a declaration leans on, locked in the same order, with what each holds for it."""
    sql = queries("finance")
    rows = {row["id"]: row for row in sql.lock_holding(tx, declaration_id=declaration_id)}
    held = sql.list_held(tx, declaration_id=declaration_id)
    return [
        (rows[one["cover_id"]], Money(one["reserved"], rows[one["cover_id"]]["currency"]))
        for one in held
        if one["cover_id"] in rows
    ]


def list_covers_of(tx: Tx, org: str) -> list[Row]:
    """The instruments of a firm, the oldest first."""
    return list(queries("finance").list_covers_of(tx, org=org))


def add_deposit(tx: Tx, org: str, money: Money, at: datetime) -> None:
    """Give a firm of the rehearsal its deposit; one that is there stays."""
    queries("finance").add_deposit(
        tx, org=org, currency=money.currency, ceiling=money.amount, at=at
    )  # fmt: skip
