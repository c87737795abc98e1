"""Events in chains: each holds the hash of the one before it, so that a change shows.

A chain is the history of one thing, a declaration as a rule, and its name is the thing's
reference. The heads of all chains are sealed by one root: whoever keeps the root can tell
later whether a chain was cut, or is gone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from json import dumps
from json.encoder import encode_basestring

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
    return dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_name(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no canonical text")


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical text")
    return format(value, "f")


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
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


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
    text = (
        f'{{"account":{encode_basestring(account)},"at":"{at}","body":{body},'
        f'"chain":{encode_basestring(chain)},"kind":{encode_basestring(kind)},'
        f'"party":{encode_basestring(party)},"seq":{seq}}}'
    )
    return hashlib.sha256(prev_hash + text.encode()).digest()


# Checking


FAULTS = {
    "missing": ("this event is missing", "缺少该事件"),
    "unlinked": (
        "it does not continue the event before it: one of the two was changed or moved",
        "与前一事件不衔接：其中之一已被更改或移位",
    ),
    "altered": ("its content does not give its hash: it was changed", "内容与散列值不符：已被更改"),
    "cut": (
        "this event is missing: the chain was longer when it was sealed",
        "缺少该事件：封存时事件链更长",
    ),
    "gone": ("the whole chain is missing: it was sealed", "整条事件链缺失：该链已封存"),
    "rewritten": (
        "it is not the event that was sealed: the chain was written anew",
        "与封存的事件不同：事件链已被重写",
    ),
    "unrecorded": ("it has no events", "没有任何事件"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """The place where a chain no longer holds.

    Attributes:
        chain: Name of the chain.
        seq: Number of the first event that is wrong or missing.
        code: A key of `FAULTS`.
    """

    chain: str
    seq: int
    code: str

    def document(self) -> dict[str, object]:
        """The fault as JSON tells it, in both languages."""
        reason, reason_zh = FAULTS[self.code]
        return {
            "chain": self.chain, "seq": self.seq, "reason": reason,
            "reason_zh": reason_zh, "code": self.code,
        }  # fmt: skip


def check_event(before: Event | None, event: Event) -> Fault | None:
    """Say whether an event is whole and continues the one before it in its chain."""
    expected = before.seq + 1 if before else 1
    if event.seq != expected:
        return Fault(event.chain, expected, "missing")
    if event.prev_hash != (before.hash if before else GENESIS):
        return Fault(event.chain, event.seq, "unlinked")
    made = digest(
        event.prev_hash, event.chain, event.seq, instant(event.at), event.kind, event.party,
        event.account, event.body,
    )  # fmt: skip
    return None if made == event.hash else Fault(event.chain, event.seq, "altered")


def check_chain(events: Iterable[Event]) -> Fault | None:
    """Find the first fault in the events of one chain, in their order."""
    before = None
    for event in events:
        if fault := check_event(before, event):
            return fault
        before = event
    return None


# Sealing


def leaf(head: Head) -> bytes:
    r"""A head as a line of a seal, and as a leaf of its tree.

    Example:
        >>> leaf(Head("R1", 2, b"\x01\x02"))
        b'["R1",2,"0102"]'
    """
    return canonical([head.chain, head.seq, head.hash.hex()]).encode()


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
