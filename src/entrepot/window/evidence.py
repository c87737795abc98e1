"""Events in chains: each holds the hash of the one before it, so that a change shows.

A chain is the history of one thing, a declaration as a rule, and its name is the thing's
reference. The heads of all chains are sealed by one root: whoever keeps the root can tell
later whether a chain was cut, or is gone.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from json import loads
from json.encoder import encode_basestring
from operator import itemgetter
from types import NoneType
from typing import Any

GENESIS = bytes(32)  # what the first event of a chain has before it


# Writing


def canonical(value: object) -> str:
    """Write a value as text, the same text for the same value.

    Names are sorted, there are no blanks, exact amounts and days are texts: a Decimal as it is
    written without exponent, a day in ISO 8601, an instant in UTC with six digits of the second.
    A frozen dataclass is written by its fields.

    Raises:
        TypeError: The value, or one in it, has no single text: a float, a set, a name no text.
        ValueError: An instant lacks its zone, or a Decimal is no number.

    Example:
        >>> canonical({"b": Decimal("1.50"), "a": [date(2026, 3, 10), None]})
        '{"a":["2026-03-10",null],"b":"1.50"}'
    """
    if (write := _ATOMS.get(type(value))) is not None:  # most are, and quickly
        return write(value)
    if isinstance(value, dict | Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join([canonical(one) for one in value]) + "]"
    if is_dataclass(value) and not isinstance(value, type):
        return _object({field.name: getattr(value, field.name) for field in fields(value)})
    for kind, write in _ATOMS.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"{type(value).__name__} has no canonical text")


def _object(value: Mapping[Any, object]) -> str:
    named = sorted([(_name(name), one) for name, one in value.items()], key=itemgetter(0))
    return "{" + ",".join([f"{encode_basestring(n)}:{canonical(one)}" for n, one in named]) + "}"


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical text")
    return format(value, "f")


_ATOMS: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    NoneType: lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    Decimal: lambda value: f'"{_number(value)}"',
    datetime: lambda value: f'"{instant(value)}"',
    date: lambda value: f'"{value.isoformat()}"',
}  # a kind stands before the kinds it is one of


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a name is text, not {type(name).__name__}")
    return name


def instant(at: datetime) -> str:
    """Write an instant in UTC with six digits of the second.

    Raises:
        ValueError: It lacks its zone.

    Example:
        >>> instant(datetime(2026, 3, 10, 8, tzinfo=UTC))
        '2026-03-10T08:00:00.000000Z'
    """
    if at.tzinfo is None:
        raise ValueError("an instant names its zone")
    there = at if at.tzinfo is UTC else at.astimezone(UTC)
    return there.isoformat(timespec="microseconds")[:-6] + "Z"


# Linking


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, and its place in its chain.

    Attributes:
        chain: What it happened to: the reference of a declaration as a rule.
        seq: Its number in the chain, from 1 without a gap.
        at: When it happened.
        kind: Code of what happened.
        party: Code of the party that acted.
        account: Who acted.
        body: What else is known, as `canonical` writes it.
        prev_hash: Hash of the event before it, `GENESIS` for the first.
        hash: SHA-256 over all of this.
    """

    chain: str
    seq: int
    at: datetime
    kind: str
    party: str
    account: str
    body: str
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a chain: with it the whole chain is fixed."""

    chain: str
    seq: int
    hash: bytes


def link(
    chain: str,
    seq: int,
    prev_hash: bytes,
    at: datetime,
    kind: str,
    party: str,
    account: str,
    body: Mapping[str, object],
) -> Event:
    """Make the next event of a chain.

    Args:
        chain: Name of the chain.
        seq: Number of the event, 1 for the first.
        prev_hash: Hash of the event before, `GENESIS` for the first.
        at: When it happened.
        kind: Code of what happened.
        party: Code of the party that acted.
        account: Who acted.
        body: What else is known; see `canonical` for what it may hold.
    """
    text = canonical(body)
    made = digest(prev_hash, chain, seq, instant(at), kind, party, account, text)
    return Event(chain, seq, at, kind, party, account, text, prev_hash, made)


def digest(
    prev_hash: bytes,
    chain: str,
    seq: int,
    at: str,
    kind: str,
    party: str,
    account: str,
    body: str,
) -> bytes:
    """SHA-256 over the hash before and the canonical text of an event.

    Args:
        prev_hash: Hash of the event before.
        chain: Name of the chain.
        seq: Number of the event.
        at: The instant as `instant` writes it.
        kind: Code of what happened.
        party: Code of the party that acted.
        account: Who acted.
        body: The body as `canonical` wrote it; it goes in as it is.
    """
    text = event_text(chain, seq, at, kind, party, account, body)
    return hashlib.sha256(prev_hash + text.encode()).digest()


def event_text(
    chain: str, seq: int, at: str, kind: str, party: str, account: str, body: str
) -> str:
    """The canonical text of an event, which its hash covers behind the hash before it.

    Args:
        chain: Name of the chain.
        seq: Number of the event.
        at: The instant as `instant` writes it.
        kind: Code of what happened.
        party: Code of the party that acted.
        account: Who acted.
        body: The body as `canonical` wrote it.
    """
    return (
        f'{{"account":{encode_basestring(account)},"at":"{at}","body":{body},'
        f'"chain":{encode_basestring(chain)},"kind":{encode_basestring(kind)},'
        f'"party":{encode_basestring(party)},"seq":{seq}}}'
    )


# Sealing


def leaf(head: Head) -> bytes:
    r"""A head as a line of a seal, and as a leaf of its tree.

    Example:
        >>> leaf(Head("R1", 2, b"\x01\x02"))
        b'["R1",2,"0102"]'
    """
    return f'[{encode_basestring(head.chain)},{head.seq},"{head.hash.hex()}"]'.encode()


def parse_leaf(line: bytes) -> Head:
    """Read a line of a seal.

    Raises:
        ValueError: It is not one that `leaf` wrote.
    """
    chain, seq, told = loads(line)
    return Head(chain, seq, bytes.fromhex(told))


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Root of a Merkle tree, in memory that grows with the tree's height only.

    Args:
        leaves: Any number of leaves, in their order.

    Returns:
        SHA-256 of the tree; of nothing, the hash of nothing.

    Example:
        >>> merkle_root([]).hex()[:16]
        'e3b0c44298fc1c14'

    Source:
        RFC 9162, section 2.1.1: leaves are hashed after a byte 0, nodes after a byte 1.
    """
    waiting: list[tuple[int, bytes]] = []  # complete subtrees, the widest first
    for one in leaves:
        height, node = 0, hashlib.sha256(b"\0" + one).digest()
        while waiting and waiting[-1][0] == height:
            node = _node(waiting.pop()[1], node)
            height += 1
        waiting.append((height, node))
    if not waiting:
        return hashlib.sha256().digest()
    _, root = waiting.pop()
    while waiting:
        root = _node(waiting.pop()[1], root)
    return root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
