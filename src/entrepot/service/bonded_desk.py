"""One act in the bonded room: who, when, on what; stock that moves; what is noted of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.bonded.books import Move, apply_moves
from entrepot.bonded.steps import FIRMS, step, steps_for
from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.officers import need_role
from entrepot.service.window import Window
from entrepot.store.bonded import (
    Bonded,
    Link,
    Row,
    acting_bonded,
    get_thing,
    lock_stocks,
    move_rows,
    save_moves,
    stock_of,
)
from entrepot.store.chains import append_event
from entrepot.window.actor import Actor

UNTIL = 2**62  # before the first movement of all


@dataclass(frozen=True, slots=True)
class Turn:
    """One act.

    Attributes:
        window: The window.
        book: The transaction.
        actor: Who acts.
        at: Instant.
    """

    window: Window
    book: Bonded
    actor: Actor
    at: datetime

    @property
    def on(self) -> date:
        """Legal day, in the zone of the region."""
        return self.at.astimezone(self.window.reference.zone).date()

    def get(self, thing: str, name: str) -> Row:
        """A thing of who acts, by its reference.

        Raises:
            MissingError: There is none for these eyes.
        """
        return get_thing(self.book, thing, name)

    def need_firm(self) -> None:
        """See that a firm acts that may keep a book.

        Raises:
            RefusedError: It is none, or it is suspended.
        """
        need_role(self.window, self.actor, *FIRMS)
        if self.actor.is_suspended:
            raise RefusedError(
                Problem("bonded.suspended", self.actor.organisation, "the firm is suspended.",
                        "Ask an administrator.", message_zh="该企业已被暂停。")
            )  # fmt: skip

    def need_own(self, row: Row, org: str = "org_id") -> None:
        """See that the firm that acts is the one a thing belongs to, or that it is no firm's act.

        Raises:
            MissingError: It belongs to another one.
        """
        if self.actor.roles & set(FIRMS) and row[org] != self.actor.organisation:
            raise _foreign(row["reference"])

    def note(self, reference: str, kind: str, body: Mapping[str, object]) -> None:
        """Add to the chain of a thing what was done with it."""
        append_event(
            self.book, f"bonded:{reference}", kind=f"bonded_{kind}", at=self.at, by=self.actor,
            body=body,
        )  # fmt: skip

    def post(
        self, moves: Mapping[int, Sequence[Move]], link: Link,
        held: Mapping[tuple[int, str], Decimal] | None = None,
    ) -> None:  # fmt: skip
        """Judge movements of one or more books and write all of them, or none.

        Args:
            moves: By id of the book.
            link: What they stand on.
            held: What their list had set aside, by book and item.

        Raises:
            MissingError: A book lacks an item.
            RefusedError: `bonded.short` or `bonded.limit`, each move named.
        """
        aside = held or {}
        with self.book.as_system():
            wanted = {id: [move.item for move in own] for id, own in moves.items()}
            found = lock_stocks(self.book, wanted)
            rows: list[dict[str, Any]] = []
            for id, own in moves.items():
                items = {item: row for (of, item), row in found.items() if of == id}
                kept = {(m.list, m.item, m.kind): aside.get((id, m.item), Decimal(0)) for m in own}
                apply_moves(map(stock_of, items.values()), own, kept)
                turned = {m.item: aside.get((id, m.item), Decimal(0)) for m in own}
                rows += move_rows(
                    own, items, turned, link, account=self.actor.account, at=self.at
                )  # fmt: skip
            save_moves(self.book, rows)

    def step(self, thing: str, name: str, row: Row, reason: str = "") -> str:
        """Take a step from where a thing stands now that nobody else changes it.

        Raises:
            RefusedError: The table does not allow it.
        """
        return step(thing, name, row["state"], self.actor.roles, reason)

    def steps(self, thing: str, row: Row, org: str = "org_id") -> list[str]:
        """What who acts may do with a thing now."""
        is_firm = bool(self.actor.roles & set(FIRMS))
        return [
            one.name
            for one in steps_for(thing, row["state"], self.actor.roles)
            if not (is_firm and row[org] != self.actor.organisation)
        ]


@contextmanager
def turn(window: Window, by: str, at: datetime, key: str = "") -> Iterator[Turn]:
    """One act in a transaction of its own."""
    with acting_bonded(window.database, by, at, key) as (book, actor):
        yield Turn(window, book, actor, at)


def told(row: Row, *names: str) -> Document:
    """Some columns of a row as a document tells them."""
    return {name: say(row[name]) for name in names}


def say(value: Any) -> Any:
    """A value of the database as a document tells it: quantities exact as text."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _foreign(reference: str) -> MissingError:
    return MissingError(
        Problem("bonded.unknown", reference, "there is no such thing of yours.",
                "List those you may see.", message_zh="没有该记录。")
    )  # fmt: skip
