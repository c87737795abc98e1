"""Account books: for each item opening + in - out = closing, never below zero.

A verification list sets stock aside when it is approved (stage `pre`) and moves it when its
goods pass the gate (stage `final`); what it had set aside is then set aside no more. What is
set aside of stock that goes out can be used by nobody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from entrepot.kernel.errors import Problem, RefusedError

Stage = Literal["pre", "free", "final"]
INWARD = ("in", "transfer-in", "return-in")
OUTWARD = ("domestic-sale", "re-export", "transfer-out", "consume", "destroy")
KINDS = (*INWARD, *OUTWARD)
COUNTED = ("surplus", "write-off")  # what an inventory count adds or takes off
STAGES = ("pre", "final")
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of an item.

    Attributes:
        list: The verification list it stands on.
        item: Item of the book.
        kind: One of KINDS or COUNTED.
        stage: `pre` sets aside, `free` gives that back, `final` moves the stock.
        quantity: Above zero [the item's unit].
    """

    list: str
    item: str
    kind: str
    stage: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Stock:
    """An item of a book as it stands.

    Attributes:
        item: Its name in the book.
        opening: What was there at the start [the item's unit].
        limit: Most that may lie there, what is on its way in counted; None sets no limit.
        received: Came in since.
        issued: Went out since.
        pre_deducted: Set aside to go out.
        expected: Approved to come in, and not there yet.
    """

    item: str
    opening: Decimal = _NONE
    limit: Decimal | None = None
    received: Decimal = _NONE
    issued: Decimal = _NONE
    pre_deducted: Decimal = _NONE
    expected: Decimal = _NONE

    @property
    def closing(self) -> Decimal:
        """What lies there."""
        return self.opening + self.received - self.issued

    @property
    def available(self) -> Decimal:
        """What lies there and is not set aside."""
        return self.closing - self.pre_deducted

    @property
    def is_short(self) -> bool:
        """Whether more was taken or set aside than there is."""
        return self.available < 0

    @property
    def is_over(self) -> bool:
        """Whether more lies there or is on its way in than is allowed."""
        return self.limit is not None and self.closing + self.expected > self.limit

    def after(self, move: Move, held: Decimal = _NONE) -> "Stock":
        """The item after a move.

        Args:
            move: The movement.
            held: What its list has set aside of this item for this kind.
        """
        is_in = is_inward(move.kind)
        if move.stage == "final":
            turned = min(held, move.quantity)
            name = "received" if is_in else "issued"
            moved = replace(self, **{name: getattr(self, name) + move.quantity})
            return moved._hold(is_in, -turned)
        return self._hold(is_in, move.quantity if move.stage == "pre" else -move.quantity)

    def _hold(self, is_in: bool, quantity: Decimal) -> "Stock":
        if is_in:
            return replace(self, expected=self.expected + quantity)
        return replace(self, pre_deducted=self.pre_deducted + quantity)


def is_inward(kind: str) -> bool:
    """Whether a kind of movement adds to the stock."""
    return kind in INWARD or kind == "surplus"


Held = Mapping[tuple[str, str, str], Decimal]  # set aside, by list, item and kind


def apply_moves(
    stocks: Iterable[Stock], moves: Sequence[Move], held: Held | None = None
) -> dict[str, Stock]:
    """The items of a book after some moves, in their order.

    Args:
        stocks: The items before.
        moves: What happens, one after the other; every item is of the book.
        held: What lists have set aside before.

    Raises:
        RefusedError: `bonded.short` or `bonded.limit` for every move, named `moves[n]` counted
            from 0, that would take an item below zero or above its limit. Such a move is passed
            over, so that those after it are judged without it.
    """
    book = {stock.item: stock for stock in stocks}
    aside = dict(held or {})
    faults: list[Problem] = []
    for place, move in enumerate(moves):
        key = (move.list, move.item, move.kind)
        stock = book[move.item]
        after = stock.after(move, aside.get(key, _NONE))
        if problem := judge(stock, after, move, place):
            faults.append(problem)
            continue
        book[move.item] = after
        aside[key] = _still_held(aside.get(key, _NONE), move)
    if faults:
        raise RefusedError(faults)
    return book


def _still_held(held: Decimal, move: Move) -> Decimal:
    if move.stage == "pre":
        return held + move.quantity
    return max(_NONE, held - move.quantity)


def judge(before: Stock, after: Stock, move: Move, place: int) -> Problem | None:
    """What is wrong with a move by what it leads to; None where nothing is."""
    pointer = f"/moves/{place}"
    if not is_inward(move.kind) and after.is_short:
        return Problem(
            "bonded.short", f"moves[{place}]",
            f"{move.item}: {move.quantity:f} are asked for and {before.available:f} are free.",
            "Take less, or wait until more has come in; what other lists set aside is not free.",
            message_zh=f"{move.item}：申请{move.quantity:f}，可用{before.available:f}（已扣除预扣数量）。",
            pointer=pointer,
        )  # fmt: skip
    if is_inward(move.kind) and after.is_over:
        return Problem(
            "bonded.limit", f"moves[{place}]",
            f"{move.item}: with {move.quantity:f} more the book would hold over {before.limit:f}.",
            "Take less in, or have the limit of the book raised.",
            message_zh=f"{move.item}：再入{move.quantity:f}将超过账册备案数量{before.limit:f}。",
            pointer=pointer,
        )  # fmt: skip
    return None


def recount(openings: Mapping[str, Stock], moves: Sequence[Move]) -> dict[str, Stock]:
    """The items of a book counted anew from all its moves, however they came to be.

    Args:
        openings: The items as the book began, by name.
        moves: Every move, oldest first.
    """
    book = dict(openings)
    held: dict[tuple[str, str, str], Decimal] = {}
    for move in moves:
        key = (move.list, move.item, move.kind)
        book[move.item] = book[move.item].after(move, held.get(key, _NONE))
        held[key] = _still_held(held.get(key, _NONE), move)
    return book
