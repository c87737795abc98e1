"""Guarantees within one transaction: the one ledger of cover, its moves, answers and claims."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import Cursor
from psycopg.rows import DictRow

from entrepot.finance.guarantee import Guarantee, Held, MoveKind, unknown
from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.store.accounts import Accounts
from entrepot.store.chains import events_json
from entrepot.store.db import Database, Tx
from entrepot.store.queries import queries
from entrepot.store.window import actor_of, as_json, ask_in
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


# The end of its days


def lock_ended(tx: Tx, day: date) -> list[Row]:
    """Instruments whose last day lies before a day, and whose end was not told yet."""
    return list(queries("finance").lock_ended(tx, day=day))


def end_guarantee(tx: Tx, id: int, *, at: datetime) -> None:
    """Note that the end of its days was told."""
    queries("finance").end_cover(tx, id=id, at=at)


# Moving, at the greatest pace: two waits for the network, however many moves


@dataclass(frozen=True, slots=True)
class Locked:
    """An instrument locked for moves, with all that they ask.

    Attributes:
        book: The transaction; the window itself acts in it from here on.
        actor: Who moves.
        row: The instrument.
        standing: Row by reference: what stands under it, and the declaration it names.
        told: Row by key: what it was answered before.
        head: Number and hash of the last event of the chain.
    """

    book: Accounts
    actor: Actor
    row: Row
    standing: dict[str, Row]
    told: dict[str, Row]
    head: tuple[int, bytes]

    @property
    def guarantee(self) -> Guarantee:
        """The instrument as it stands."""
        return guarantee_of(self.row)

    def held(self, ref: str) -> Held:
        """What stands under a reference."""
        row, currency = self.standing.get(ref), self.row["currency"]
        reserved, used = (row["reserved"], row["used"]) if row else (Decimal(0), Decimal(0))
        return Held(Money(reserved, currency), Money(used, currency))

    def declaration_of(self, ref: str) -> int | None:
        """The declaration a reference names, None for any other reference."""
        row = self.standing.get(ref)
        return row["declaration_id"] if row else None


@contextmanager
def moving(
    database: Database, account: str, at: datetime, reference: str, refs: Sequence[str],
    keys: Sequence[str],
) -> Iterator[Locked]:  # fmt: skip
    """A transaction that has locked an instrument for moves.

    Args:
        database: Where.
        account: Who moves.
        at: Instant.
        reference: Of the instrument.
        refs: References the moves are made for.
        keys: Keys of the moves.

    Raises:
        MissingError: There is no such account, or no such instrument for its eyes.
    """
    sql, named = queries("finance"), {"reference": reference}

    def first(tx: Tx) -> tuple[Accounts, list[Cursor[DictRow]]]:
        book = Accounts(tx)
        asked = [ask_in(book, account, at, ""), tx.execute(sql.lock_cover.sql, named)]
        book.become_system()
        asked.append(tx.execute(sql.list_standing.sql, {**named, "refs": list(refs)}))
        asked.append(tx.execute(sql.list_answers.sql, {**named, "keys": list(keys)}))
        asked.append(tx.execute(queries("window").find_head.sql, {"chain": CHAIN + reference}))
        return book, asked

    with database.piped(first) as (book, (entering, locking, standing, answers, heading)):
        actor, row = actor_of(entering, account), locking.fetchone()
        if row is None:
            raise unknown(reference)
        found: dict[str, Row] = {one["ref"]: one for one in standing.fetchall()}
        told: dict[str, Row] = {one["key"]: one for one in answers.fetchall()}
        last = heading.fetchone()
        head = (last["seq"], last["hash"]) if last else (0, GENESIS)
        yield Locked(book, actor, row, found, told, head)


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


def write_moves(
    locked: Locked, guarantee: Guarantee, at: datetime, *, moves: Sequence[Row],
    answers: Sequence[Row], claims: Sequence[Row],
) -> None:  # fmt: skip
    """Write what a batch of moves made of an instrument.

    Args:
        locked: The instrument.
        guarantee: As it stands now.
        at: Instant.
        moves: Rows with `declaration_id`, `ref`, `kind`, `amount`.
        answers: Rows with `key`, `kind`, `ref`, `amount`, `code`.
        claims: Rows with `ref`, `amount`, `due_on`.
    """
    sql, tx, id = queries("finance"), locked.book.tx, locked.row["id"]
    same = {"cover_id": id, "by": locked.actor.account, "at": at}
    if moves:
        save_accounts(tx, id, guarantee)
        sql.add_cover_moves(tx, rows=as_json(moves), **same)
    if answers:
        sql.add_answers(tx, rows=as_json(answers), **same)
    if claims:
        sql.add_claims(tx, rows=as_json(claims), **same)


def tell_of_moves(locked: Locked, kind: str, at: datetime, body: Mapping[str, object]) -> None:
    """Add the event of moves; the lock on the instrument is the lock on its chain."""
    seq, before = locked.head
    event = link(
        CHAIN + locked.row["reference"], seq + 1, before, at, kind, locked.actor.party,
        locked.actor.account, body,
    )  # fmt: skip
    locked.book.add_events(declaration_id=None, rows=events_json([event]))


# Declarations that lean on the instruments of a firm


def lock_usable(tx: Tx, org: str, currency: str, office: str, day: date) -> list[Row]:
    """What a firm may lean on that day at an office, locked in one order."""
    asked = {"org": org, "currency": currency, "office": office, "day": day}
    return list(queries("finance").lock_usable(tx, **asked))


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
