"""Goods that may not pass somewhere: what a load must keep away from by what it holds."""

from collections.abc import Iterable
from datetime import date

from entrepot.corridors.closure import AVOID_KINDS, Avoid, AvoidKind
from entrepot.corridors.misses import Miss
from entrepot.kernel.errors import Problem
from entrepot.region.transport import Ban

CODE = "corridors.banned"


def bans_on(bans: Iterable[Ban], hs_code: str, on: date) -> tuple[Ban, ...]:
    """Bans in force on a day that speak of the goods.

    Args:
        bans: Of the pack.
        hs_code: Code of the goods; empty where it is not told, and nothing is banned then.
        on: Day of departure.
    """
    return tuple(ban for ban in bans if hs_code.startswith(ban.hs_codes) and on in ban.valid)


def avoid_of(ban: Ban) -> Avoid:
    """A ban as something to keep away from."""
    kind, _, name = ban.target.partition(":")
    return Avoid(_kind(kind), name)


def miss_of(ban: Ban, hs_code: str) -> Miss:
    """Say that routes keep away from something since it is shut to the goods."""
    told = _problem(ban, hs_code)
    return Miss("ban", CODE, ban.target, told.message, told.message_zh, told.hint)


def refusals(bans: Iterable[Ban], hs_code: str) -> tuple[Problem, ...]:
    """Why goods may not go at all: each ban with its source."""
    return tuple(_problem(ban, hs_code) for ban in bans)


def _problem(ban: Ban, hs_code: str) -> Problem:
    ends = f" until {ban.valid_to}" if ban.valid_to else ""
    ends_zh = f"（至 {ban.valid_to} 止）" if ban.valid_to else ""
    note = f": {ban.note}" if ban.note else "."
    note_zh = f"：{ban.note_zh}" if ban.note_zh else "。"
    return Problem(
        CODE,
        ban.target,
        f"HS {hs_code} may not use {ban.target}{ends}{note}",
        "Ask for another way, another day of departure, or other goods.",
        f"{ban.source} ({ban.status})",
        message_zh=f"HS {hs_code} 不得使用 {ban.target}{ends_zh}{note_zh}",
    )


def _kind(text: str) -> AvoidKind:
    return next(kind for kind in AVOID_KINDS if kind == text)
