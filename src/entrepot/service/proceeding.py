"""One declaration while something is done to it, within one transaction.

A proceeding moves the declaration over the arrows of the life cycle, does what each arrow
entails (a number, a channel, an order, an amount, a release), goes on by itself as far as
the window may, and keeps what must be written until `save` writes it in one go.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from entrepot.kernel.money import Money
from entrepot.kernel.movement import Movement
from entrepot.service.automatic import BY_ITSELF
from entrepot.service.revenue import Owed, Posted, Revenue
from entrepot.service.rows import (
    CHANGED,
    COLUMNS,
    STANDING,
    columns_of,
    equipment_rows,
    event_row,
    item_rows,
    money_of,
    movement_row,
    release_number,
)
from entrepot.service.security import Security, try_to_reserve
from entrepot.service.window import Window
from entrepot.store.window import Book, as_json
from entrepot.window import evidence
from entrepot.window.actor import SYSTEM, Actor
from entrepot.window.filed import Declaration, asks_direct_release
from entrepot.window.lifecycle import (
    Act,
    Standing,
    move,
    next_event,
    transition,
)
from entrepot.window.release import movements_of
from entrepot.window.sandbox import Steering, steer
from entrepot.window.standing import changed

_ZERO = Decimal(0)
PARTS = (
    "declarations", "versions", "items", "boxes", "screenings", "assessments", "charges",
    "postings", "movements", "happened", "messages", "replies",
)  # fmt: skip
# Written beside the one row they belong to, so as not to be read twice; several stay in theirs.
LONG: Mapping[str, tuple[str, ...]] = {
    "screenings": ("facts", "result"), "assessments": ("document",), "replies": ("reply",),
}  # fmt: skip
PROOF_MISSING = "proof_missing"


@dataclass
class Proceeding:
    """One declaration while something is done to it.

    Attributes:
        window: Reference data and the deciding rooms.
        book: The transaction's tables.
        actor: Who acts.
        at: Instant.
        row: The declaration's row, as it will be saved.
        standing: Where it stands now.
        raw: Its contents as JSON of the current version.
        is_new: It is not in the database yet.
        head: Number and hash of the last event of its chain.
    """

    window: Window
    book: Book
    actor: Actor
    at: datetime
    row: dict[str, Any]
    standing: Standing
    raw: Mapping[str, Any]
    is_new: bool = False
    head: tuple[int, bytes] = (0, evidence.GENESIS)
    looked_up: Mapping[str, Any] = field(default_factory=dict)
    events: list[evidence.Event] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    _parts: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    _contents: tuple[str, bytes] | None = None
    _released_now: datetime | None = None
    _writes: list[Callable[[], None]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    _told: int = 0
    _is_kept: bool = False
    screened: int = 0
    inspecting: list[str] = field(default_factory=list)

    @cached_property
    def declaration(self) -> Declaration:
        """The contents, checked."""
        return self.window.parse(self.raw, self.on)

    @property
    def on(self) -> date:
        """Legal day: that of the acceptance once there is one, else of the office now."""
        fixed: date | None = self.row["law_date"]
        return fixed or self.today

    @cached_property
    def today(self) -> date:
        """Day at the office now."""
        return self.window.day_at(self.row["decl_office"], self.at)

    @property
    def reference(self) -> str:
        """Name of the declaration."""
        return self.standing.reference

    @property
    def last_event(self) -> str:
        """What names the last event of its chain and no other."""
        return f"{self.reference}/{self.head[1].hex()}"

    @cached_property
    def steering(self) -> Steering | None:
        """How a sandbox firm's own reference steers the outcome."""
        return steer(self.row["lrn"]) if self.row["is_sandbox"] else None

    # Acts

    def act(self, event: str, *, reason: str = "", body: Mapping[str, Any] | None = None,
            by: Actor | None = None, **facets: object) -> None:  # fmt: skip
        """Go over one arrow, note the event and tell the parties.

        Raises:
            RefusedError: The life cycle does not allow it.
        """
        who = by or self.actor
        self.standing = move(
            self.standing, event,
            Act(who.account, who.roles, self.at, self.today, reason, facets), self.window.reasons,
        )  # fmt: skip
        told = {"state": self.standing.state, **(body or {})}
        if reason:
            told["reason"] = reason
        self.note(event, who, told)
        message = transition(event).message
        if message == "EXIT" and self.standing.flow == "import":
            message = "GATE_OUT"
        if message:
            named: dict[str, Any] = {
                name: told[name] for name in ("number", "release_no") if name in told
            }
            self.tell(message, {"state": self.standing.state, **named})

    def proceed(self) -> None:
        """Do what the window does by itself, as far as it can go."""
        while event := next_event(self.standing):
            if not BY_ITSELF[event](self):
                return

    def change(self, **changes: Any) -> None:
        """Change what no arrow of the life cycle stands for: an arrival, a hold, a task."""
        self.standing = changed(self.standing, **changes)

    def note(self, kind: str, who: Actor, body: Mapping[str, Any]) -> None:
        """Add an event to the chain of the declaration."""
        seq, prev = self.head
        event = evidence.link(
            self.reference, seq + 1, prev, self.at, kind, who.party, who.account, body
        )
        self.events.append(event)
        self.head = event.seq, event.hash

    def note_late(self, kind: str, who: Actor, body: Mapping[str, Any]) -> None:
        """Add an event after the rest was written."""
        self.note(kind, who, body)
        self._flush(self.book.keep)

    def tell(self, message: str, body: Mapping[str, Any], to: Iterable[str] = ()) -> None:
        """Write a message to the firm, its broker and whoever else."""
        receivers = {self.row["org_id"], self.row["broker_id"] or self.row["org_id"], *to}
        told = {"reference": self.reference, **body}
        self.messages += [
            {"receiver": one, "message": message, "body": told} for one in sorted(receivers)
        ]

    def lift_all(self) -> None:
        """Let every agency's hold end: there is nothing to hold any more."""
        if self.standing.holds:
            self.change(holds=frozenset())
            self.later(self.book.lift_holds, by="system", at=self.at)

    def later(self, write: Callable[..., Any], **values: Any) -> None:
        """Write this when the proceeding is saved, after the declaration itself."""
        self._writes.append(lambda: write(declaration_id=self.row["id"], **values))

    def add(self, part: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows to one of the tables that `keep` writes all at once."""
        self._parts.setdefault(part, []).extend(rows)

    def settle(self, owed: Owed, *, bears_interest: bool = True) -> Posted:
        """Bring the ledger to what is owed, and tell of what is new in it.

        Args:
            owed: What is owed.
            bears_interest: What was paid in excess goes back with interest.
        """
        posted = self.revenue.settle(owed, bears_interest=bears_interest)
        if posted.due.amount:
            self.tell("TAX_NOTICE", {"due": f"{posted.due.amount:f}", "currency": self.money})
        if posted.refund.amount:
            self.tell("REFUND", {"refund": f"{posted.refund.amount:f}", "currency": self.money,
                                 "interest": f"{posted.interest.amount:f}"})  # fmt: skip
        return posted

    def arrived_on(self) -> date | None:
        """Day the first of the containers arrived; None where no notice told."""
        if self.is_new or "arrivals" in self.row:
            told = list(self.row.get("arrivals", {}).values())
        else:
            boxes = self.book.list_equipment(declaration_id=self.row["id"])
            told = [box["arrived_at"] for box in boxes if box["arrived_at"] is not None]
        at = [one if isinstance(one, datetime) else datetime.fromisoformat(one) for one in told]
        return self.window.day_at(self.row["decl_office"], min(at)) if at else None

    def take_release_number(self) -> dict[str, Any]:
        """The number of the release order, one for inland and coast."""
        self.row["release_no"] = self.release_no
        return {"release_no": self.release_no}

    @property
    def release_no(self) -> str:
        """What the release order is or will be called; a part goes under the same number."""
        return release_number(self.row["number"])

    def after_release(self) -> None:
        """Free the containers, tell the coast, and let statistics count the goods."""
        self.row["due_at"] = None
        self._released_now = self.at
        told = {"reference": self.reference, "release_no": self.row["release_no"]}
        self.messages.append(
            {"receiver": self.row["border_office"], "message": "RELEASE", "body": told}
        )
        self.count(movements_of(self.declaration, self.standing.version, self.values(), self.today,
                                self.reference))  # fmt: skip

    # Statistics, money

    def values(self) -> Mapping[int, Money]:
        """Statistical value of each line, as assessed."""
        if "assessment" not in self.row:
            self.row["assessment"] = self.revenue.assessments[-1]["document"]
        items = self.row["assessment"]["items"]
        return {one["seq"]: money_of(one["customs_value"]) for one in items}

    def count(self, movements: Iterable[Movement]) -> None:
        """Post movements."""
        self.add("movements", map(movement_row, movements))

    @property
    def money(self) -> str:
        """The country's money."""
        return self.revenue.currency

    @cached_property
    def revenue(self) -> Revenue:
        """What it owes, and what was paid."""
        return Revenue(self)

    def paid(self) -> Decimal:
        """What was paid so far."""
        return self.revenue.paid()

    def due(self) -> Decimal:
        """What the last assessment says is due."""
        return self.revenue.due()

    @property
    def security(self) -> Security:
        """The firm's security, as this declaration uses it."""
        row = self.row
        return Security(
            self.book, row["org_id"], row["id"], self.reference, self.money, row["decl_office"],
            self.today, self.at,
        )  # fmt: skip

    def reserve(self, amount: Money) -> bool:
        """Set security aside; False when too little is free."""
        security = self.security
        parts = try_to_reserve(security, amount)
        if not parts:
            return False
        self._writes.append(lambda: security.keep_reservation(parts))
        self.revenue.reserved_now += amount.amount
        return True

    def mark_security(self, owed: Owed) -> None:
        """Set aside what is asked until a proof comes, and remember that one is missing."""
        flags = self.standing.flags - {PROOF_MISSING}
        if owed.security.amount:
            flags |= {PROOF_MISSING}
        lacking = owed.security - Money(self.revenue.reserved(), self.money)
        is_missing = lacking.amount > 0
        if is_missing and self.reserve(lacking):
            is_missing = False
            self.note("reserve_guarantee", SYSTEM, {"amount": lacking.amount})
        self.change(security_missing=is_missing, flags=flags)

    def free_security(self) -> None:
        """Give back what was set aside for this declaration."""
        self.revenue.give_back(Money(_ZERO, self.money))

    # Contents

    def describe(self, declaration: Declaration) -> None:
        """Let the row say what the contents say."""
        self.row |= {
            "lrn": declaration.lrn, "ucr": declaration.ucr,
            "decl_office": declaration.declaration_office,
            "border_office": declaration.border_office,
        }  # fmt: skip
        self.__dict__.pop("today", None)  # the office may be another
        self.change(flow=declaration.flow, type=declaration.type)

    def replace_contents(
        self, raw: Mapping[str, Any], declaration: Declaration | None = None
    ) -> None:
        """Take other contents in place of those there; checked ones need no second reading."""
        self.raw = raw
        self.__dict__.pop("declaration", None)
        if declaration is not None:
            self.__dict__["declaration"] = declaration

    def renew(self, raw: Mapping[str, Any], reason: str) -> None:
        """Take changed contents as the version that stands now, with what follows from them."""
        self.replace_contents(raw)
        if not asks_direct_release(raw):  # what is no longer asked is no longer approved
            self.change(may_leave_directly=False)
        boxes = list(self.declaration.containers)
        self.row["arrivals"] = {
            one["container"]: one["at"] for one in self.book.list_arrived(containers=boxes)
        }
        self.row["border_office"] = self.declaration.border_office
        body = json.dumps(raw, ensure_ascii=False).encode()
        self.add_version(body, "application/json", reason)

    def add_contents(
        self, received: bytes, media_type: str, reason: str = "", sha256: str = ""
    ) -> None:
        """Keep contents as a version, checked or not, with the bytes as received.

        Args:
            received: The bytes.
            media_type: What they are.
            reason: Why they changed.
            sha256: Of the bytes, in hex, where it was reckoned already.
        """
        told = bytes.fromhex(sha256) if sha256 else hashlib.sha256(received).digest()
        row = {
            "n": self.standing.version, "media_type": media_type, "reason": reason,
            "received_sha256": told, "author": self.actor.account,
        }  # fmt: skip
        self._parts["versions"] = [row]
        self._contents = as_json(self.raw), received

    # Saving

    def add_version(
        self, received: bytes, media_type: str, reason: str = "", sha256: str = ""
    ) -> None:
        """Keep checked contents as a version, as `add_contents`, with their lines and boxes."""
        self.add_contents(received, media_type, reason, sha256)
        declaration = self.declaration
        whose = {"org_id": self.row["org_id"], "version": self.standing.version}
        self.add("items", ({**row, **whose} for row in item_rows(declaration)))
        boxes = equipment_rows(declaration, self.row.get("arrivals", {}))
        self.add("boxes", boxes)
        if self.standing.version > 1:
            self.later(self.book.retire_equipment, kept=[box["container"] for box in boxes])

    def save(self, finish: Callable[[], dict[str, Any]] = dict) -> dict[str, Any]:
        """Write the declaration and everything that hangs on it, in few round trips.

        Args:
            finish: What tells the answer, and may add to what is written.

        Raises:
            RefusedError: Somebody else changed the declaration meanwhile.
        """
        self.row |= {name: getattr(self.standing, name) for name in STANDING}
        self.row["flags"] = sorted(self.standing.flags)
        self.row["asked"] = sorted(self.standing.asked)
        if isinstance(self.row["fault"], list):  # as it was read
            self.row["fault"] = json.dumps(self.row["fault"], ensure_ascii=False)
        if not self.is_new:
            self._change()
        if self._writes or self.afterwards:
            self._flush(self.book.keep)
        for write in (*self._writes, *self.afterwards):
            write()
        document = finish()
        self._flush(self.book.keep_last, self._released_now)
        return document

    def _change(self) -> None:
        revision = self.book.change_declaration(**columns_of(self.row, CHANGED))
        if revision is None:
            raise self.window.stale(self.reference)
        self.row["revision"] = revision

    def _flush(self, keep: Callable[..., None], released_at: datetime | None = None) -> None:
        """Write what was added since the last time, in one round trip, as of one instant.

        Args:
            keep: Writes.
            released_at: When the containers that nobody holds were released.
        """
        if self.is_new and not self._is_kept:
            row = columns_of(self.row, COLUMNS)
            if row["fault"]:
                row["fault"] = json.loads(row["fault"])
            self._parts["declarations"] = [row]
            self._is_kept = True
        told = self.events[self._told :]
        self._told = len(self.events)
        self.add("happened", map(event_row, told))
        self.add("messages", self.messages)
        self.messages.clear()
        parts = dict(_told(self._parts))
        if parts or released_at:
            payload, received = self._contents or (None, None)
            keep(
                **{**_NO_PARTS, **parts}, case_id=self.row["id"], moment=self.at, payload=payload,
                received=received, released_at=released_at,
            )  # fmt: skip
        self._contents = None
        self._parts.clear()


_NO_PARTS = dict.fromkeys((*PARTS, *(name for names in LONG.values() for name in names)))


def _told(parts: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[tuple[str, str]]:
    """What `keep` takes of each part: its rows, and what is long beside a row that is alone."""
    for part, rows in parts.items():
        if len(rows) == 1 and part in LONG:
            row = dict(rows[0])
            for name in LONG[part]:
                value = row.pop(name)
                yield name, value if isinstance(value, str) else as_json(value)
            yield part, as_json([row])
        elif rows:
            yield part, as_json(rows)
