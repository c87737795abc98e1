"""Looking through all chains of events for the first thing that is not as it was."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from entrepot.window.evidence import GENESIS, Event, Head, digest, instant

FAULTS = {
    "missing": ("this event is missing", "缺少该事件"),
    "repeated": ("its number is there twice", "序号重复"),
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
    "unrecorded": ("the declaration has no events", "该报关单没有任何事件"),
    "misfiled": ("it is filed under another declaration", "该事件归在另一报关单之下"),
    "seal_missing": ("the file of this seal is missing", "缺少该封存文件"),
    "seal_altered": ("the file of this seal was changed", "该封存文件已被更改"),
    "seal_key": ("the key that signed this seal is not known", "不认识签署该封存的密钥"),
    "seal_signature": ("the signature of this seal is wrong", "该封存的签名错误"),
    "heads_missing": ("the chain heads of this seal are missing", "缺少该封存的链首文件"),
    "heads_altered": ("the chain heads of this seal were changed", "该封存的链首文件已被更改"),
    "seal_unlinked": ("this seal does not continue the one before it", "该封存与前一封存不衔接"),
    "seal_late": (
        "when this seal was made, the events no longer continued the one before it",
        "作出该封存时，事件已与前一封存不衔接",
    ),
    "row_missing": ("the database no longer knows this seal", "数据库中已无该封存的记录"),
    "row_altered": ("the database tells this seal otherwise", "数据库中该封存的记录不同"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """The place where the evidence no longer holds.

    Attributes:
        chain: Name of the chain, or of a seal's file.
        seq: Number of the first event that is wrong or missing; of a seal, its number.
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


class Row(NamedTuple):
    """An event as it is stored, its instant as `instant` writes it."""

    chain: str
    seq: int
    at: str
    kind: str
    party: str
    account: str
    body: str
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at all chains found.

    Attributes:
        chains: How many there are.
        events: How many events they hold.
        first_bad: The first fault, in the order of the chains.
    """

    chains: int
    events: int
    first_bad: Fault | None


def check_chain(events: Iterable[Event]) -> Fault | None:
    """Find the first fault in the events of one chain, in their order."""
    rows = (
        Row(e.chain, e.seq, instant(e.at), e.kind, e.party, e.account, e.body, e.prev_hash, e.hash)
        for e in events
    )
    return _follow(rows, None)[1]


def check_all(rows: Iterable[Row], sealed: Iterable[Head]) -> Findings:
    """Find the first fault in all events, in memory that does not grow with them.

    Args:
        rows: Events, by chain (in the order of code points) and number.
        sealed: Heads of an earlier day, in the same order.
    """
    heads = iter(sealed)
    head = next(heads, None)
    chains = events = 0
    faults: list[Fault] = []
    for chain, own in groupby(rows, itemgetter(0)):
        while head and head.chain < chain:
            faults = faults or [Fault(head.chain, 1, "gone")]
            head = next(heads, None)
        is_sealed = head is not None and head.chain == chain
        length, fault = _follow(own, head if is_sealed else None)
        if fault:
            faults = faults or [fault]
        head = next(heads, None) if is_sealed else head
        chains, events = chains + 1, events + length
    if head:
        faults = faults or [Fault(head.chain, 1, "gone")]
    return Findings(chains, events, faults[0] if faults else None)


def _follow(rows: Iterator[Row], sealed: Head | None) -> tuple[int, Fault | None]:
    """How many events a chain has, and its first fault."""
    length, before = 0, GENESIS
    for row in rows:
        length += 1
        chain, seq, at, kind, party, account, body, prev_hash, told = row
        code = ""
        if seq != length:
            code, seq = ("missing", length) if seq > length else ("repeated", seq)
        elif prev_hash != before:
            code = "unlinked"
        elif digest(prev_hash, chain, seq, at, kind, party, account, body) != told:
            code = "altered"
        elif sealed and seq == sealed.seq and told != sealed.hash:
            code = "rewritten"
        if code:
            return length + sum(1 for _ in rows), Fault(chain, seq, code)
        before = told
    if sealed and sealed.seq > length:
        return length, Fault(sealed.chain, length + 1, "cut")
    return length, None
