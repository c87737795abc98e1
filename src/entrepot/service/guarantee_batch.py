"""A batch of moves on one guarantee: one lock, one commit, an answer each.

However many clients move an instrument, each batch waits for the lock once. A key once answered
keeps its answer; a move that is refused changes nothing and stops no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from entrepot.finance.guarantee import CUSTOMS, MOVES, Guarantee, Held, MoveKind, move
from entrepot.kernel.errors import (
    EntrepotError,
    InputError,
    ModelError,
    Problem,
    RefusedError,
)
from entrepot.kernel.money import Money
from entrepot.service.accounts import need_role
from entrepot.service.fields import Fields
from entrepot.service.window import Window
from entrepot.store import covers
from entrepot.store.covers import Locked

MOST = Decimal(10) ** 13
MOST_SIGNS = 120
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A move that can be read.

    Attributes:
        key: Its key, empty for none.
        kind: reserve, free, use or claim.
        ref: Reference it is made for.
        amount: How much.
    """

    key: str
    kind: MoveKind
    ref: str
    amount: Money


@dataclass
class _Batch:
    """What a batch adds, while it is decided move by move."""

    guarantee: Guarantee
    held: dict[str, Held] = field(default_factory=dict)
    moves: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)


def make_batch(
    window: Window, reference: str, asked: Sequence[Asked], *, by: str, at: datetime, on: date
) -> tuple[Guarantee, list[EntrepotError | None]]:
    """Make moves in one transaction, each applied or refused by itself.

    Returns:
        The guarantee afterwards, and for each move None where it was applied, else why not.

    Raises:
        MissingError: There is no such guarantee for these eyes.
        RoleError: Who acts is no customs officer.
    """
    refs, keys = {one.ref for one in asked}, {one.key for one in asked if one.key}
    with covers.moving(window.database, by, at, reference, sorted(refs), sorted(keys)) as locked:
        need_role(locked.actor, *CUSTOMS)
        batch = _Batch(locked.guarantee)
        outcome = [_make(window, locked, batch, one, on) for one in asked]
        covers.write_moves(
            locked, batch.guarantee, at, moves=batch.moves, answers=batch.answers,
            claims=batch.claims,
        )  # fmt: skip
        if batch.moves:
            told = [{name: row[name] for name in ("ref", "kind", "amount")} for row in batch.moves]
            covers.tell_of_moves(locked, "guarantee_moved", at, {"on": on, "moves": told})
    return batch.guarantee, outcome


def _make(
    window: Window, locked: Locked, batch: _Batch, asked: Asked, on: date
) -> EntrepotError | None:
    told = locked.told.get(asked.key) if asked.key else None
    if told is not None:
        return _again(told, asked, locked.row["reference"])
    try:
        _apply(window, locked, batch, asked, on)
        refusal: EntrepotError | None = None
    except (RefusedError, ModelError) as error:  # nothing is noted before it is decided
        refusal = error
    if asked.key:
        row = {
            "key": asked.key, "kind": asked.kind, "ref": asked.ref, "amount": asked.amount.amount,
            "code": refusal.problems[0].code if refusal else None,
        }  # fmt: skip
        batch.answers.append(row)
        locked.told[asked.key] = row
    return refusal


def _apply(window: Window, locked: Locked, batch: _Batch, asked: Asked, on: date) -> None:
    ref, amount = asked.ref, asked.amount
    held = batch.held.get(ref) or locked.held(ref)
    declaration = locked.declaration_of(ref)
    if declaration is not None and (asked.kind != "claim" or amount.amount > held.used.amount):
        raise RefusedError(_of_declaration(ref))
    moved = move(batch.guarantee, asked.kind, amount, held, on)
    if asked.kind == "claim":
        days = window.legal.days("guarantee_claim_days", on)
        due_on = window.calendar_in(locked.book.tx).count_working(on, days).due
        batch.claims.append({"ref": ref, "amount": amount.amount, "due_on": due_on})
    batch.guarantee = moved.guarantee
    for kind, part in moved.rows:
        held = _after(held, kind, part)
        batch.moves.append(
            {"declaration_id": declaration, "ref": ref, "kind": kind, "amount": part.amount}
        )
    batch.held[ref] = held


def _after(held: Held, kind: MoveKind, amount: Money) -> Held:
    """What stands under a reference after a row of the ledger."""
    match kind:
        case "reserve":
            return Held(held.reserved + amount, held.used)
        case "free":
            return Held(held.reserved - amount, held.used)
        case "use":
            return Held(held.reserved - amount, held.used + amount)
        case "claim":
            return Held(held.reserved, held.used - amount)


def _again(told: Mapping[str, Any], asked: Asked, reference: str) -> RefusedError | None:
    """What a repeated key is answered: as before, or that it names another move."""
    if (told["kind"], told["ref"], told["amount"]) != (asked.kind, asked.ref, asked.amount.amount):
        return RefusedError(
            Problem("guarantee.key_reused", reference, "the key names another move.",
                    "Use one of its own for each move.", message_zh="该键已用于另一笔变动。")
        )  # fmt: skip
    if told["code"] is None:
        return None
    return RefusedError(
        Problem(told["code"], reference, "the move of this key was refused before.",
                "Use another key for another try.", message_zh="该键此前已被拒绝。")
    )  # fmt: skip


def _of_declaration(ref: str) -> Problem:
    return Problem(
        "guarantee.of_declaration", ref, "the declaration itself moves this.",
        "Act on the declaration; what it used may be claimed.",
        message_zh="该占用由报关单自行变动。",
    )  # fmt: skip


# Reading


def read_move(window: Window, raw: Mapping[str, object], *, needs_key: bool = False) -> Asked:
    """Read `kind`, `amount`, `ref` and `key` of a move.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    kind = fields.word("kind", MOVES, required=True)
    ref, key = (
        _short(fields, name, required=name == "ref" or needs_key) for name in ("ref", "key")
    )
    amount = read_amount(window, fields, "amount")
    fields.nothing_else()
    if fields.problems or amount is None:
        raise InputError(fields.problems)
    return Asked(key, cast(MoveKind, kind), ref, amount)


def _short(fields: Fields, name: str, *, required: bool) -> str:
    text = fields.text(name, required=required)
    if len(text) > MOST_SIGNS:
        fields.fault("long", name, f"has more than {MOST_SIGNS} signs.", "Shorten it.")
    return text


def read_amount(window: Window, fields: Fields, name: str) -> Money | None:
    """An amount above zero in the money of the country, in whole minor units."""
    number = fields.positive(name, required=True, most=MOST)
    if number is None:
        return None
    money = Money(number, window.reference.settings.currency)
    if money.amount != money.rounded().amount:
        fields.fault("decimals", name, f"{money} has too many decimals.", "Write it as 100.00.")
        return None
    return money.rounded()


def legal_day(window: Window, at: datetime) -> date:
    """The day at the home office."""
    return at.astimezone(window.reference.zone).date()
