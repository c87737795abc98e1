"""Queues with a green channel: the line, taking the next case, and the audit sample of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entrepot.finance.green import Waiting, check_turn, draw, places
from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.region.lending import GreenRule
from entrepot.service.window import Window
from entrepot.store.accounts import Accounts
from entrepot.store.chains import append_event
from entrepot.store.green import Green, Row, list_waiting
from entrepot.window.actor import Actor

_LAST = 2**31
ALL = ""  # the queue of all houses together


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as it stands.

    Attributes:
        channel: refund, loan, insurance.
        name: House whose queue it is; empty where all houses share one.
        rule: Its rule of the day; None where there is none, and arrival alone decides.
        live: Eligibility in force, by firm.
        waiting: What waits, the oldest first.
        row: Green cases taken since the last ordinary one.
    """

    channel: str
    name: str
    rule: GreenRule | None
    live: Mapping[str, Row]
    waiting: Sequence[Row]
    row: int

    @property
    def cases(self) -> list[Waiting]:
        """What waits, as the rule takes it."""
        return [
            Waiting(one["reference"], one["since"], one["org_id"] in self.live)
            for one in self.waiting
        ]

    @property
    def most(self) -> int:
        """Green cases in a row; 1 where no rule says more."""
        return self.rule.most_in_a_row if self.rule else 1


def find_rule(window: Window, channel: str, on: date) -> GreenRule | None:
    """The rule of a channel on a day."""
    rows = window.reference.table("green_rules")
    return next((row for row in rows if row.channel == channel and on in row.valid), None)


def get_rule(window: Window, channel: str, on: date) -> GreenRule:
    """The rule of a channel on a day.

    Raises:
        MissingError: The region has none.
    """
    rule = find_rule(window, channel, on)
    if rule is None:
        raise MissingError(
            Problem("green.no_rule", "channel", f"no rule is in force on {on}.",
                    "Add a row to green_rules.csv.", message_zh="该日没有绿色通道规则。")
        )  # fmt: skip
    return rule


def read_queue(window: Window, book: Accounts, channel: str, name: str, on: date) -> Queue:
    """A queue as it stands; as the window itself."""
    green = Green(book.tx)
    rule = find_rule(window, channel, on)
    with book.as_system():
        rows = green.list_live(channel=channel, queue=name, on=on) if rule else ()
        return Queue(
            channel, name, rule, {row["org_id"]: row for row in rows},
            list_waiting(green, channel, name), green.count_row(channel=channel, queue=name),
        )  # fmt: skip


def tell_line(queue: Queue) -> dict[str, dict[str, Any]]:
    """The line by case: `number`, `why`, and of an eligible one `grounds` and `eligibility`."""
    firms = {one["reference"]: one["org_id"] for one in queue.waiting}
    told = {}
    for one in places(queue.cases, queue.most, queue.row):
        live = queue.live.get(firms[one.case])
        told[one.case] = {
            "number": one.number, "why": one.why,
            "grounds": live["grounds"] if live else "",
            "eligibility": live["reference"] if live else None,
        }  # fmt: skip
    return told


def take(
    window: Window, book: Accounts, actor: Actor, channel: str, name: str, case: Row, at: datetime
) -> None:
    """Take a case from a queue: note whose turn it was, and draw a green one for the audit.

    Args:
        window: The window.
        book: The transaction, in which the case is locked.
        actor: Who takes it.
        channel: refund, loan, insurance.
        name: House whose queue it is; empty where all share one.
        case: Its `reference` and `org_id`.
        at: Now.

    Raises:
        RefusedError: An ordinary case has its turn.
    """
    on = at.astimezone(window.reference.zone).date()
    green, rule = Green(book.tx), find_rule(window, channel, on)
    if rule is None:
        return
    with book.as_system():
        green.hold_queue(name=f"green:{channel}:{name}")
    queue = read_queue(window, book, channel, name, on)
    reference, live = case["reference"], queue.live.get(case["org_id"])
    if problems := check_turn(queue.cases, reference, queue.most, queue.row):
        raise RefusedError(problems)
    number = draw(reference, window.day_key(on)) if live else None
    with book.as_system():
        green.add_turn(
            channel=channel, queue=name, case_ref=reference, org_id=case["org_id"],
            house=actor.organisation, keepers=[rule.granted_by, rule.confirmed_by],
            eligibility_id=live["id"] if live else None, on=on, at=at, by=actor.account,
            draw=number, audit_bp=rule.audit_bp if live else None,
        )  # fmt: skip
        body = {"case": reference, "eligibility": live["reference"] if live else None,
                "draw": number, "audit_bp": rule.audit_bp if live else None}  # fmt: skip
        chain = f"green:{channel}:{name}"
        append_event(book, chain, kind="green_taken", at=at, by=actor, body=body)


def place_in_line(told: Mapping[str, Any]) -> int:
    """What a list is sorted by: what waits by its place, the rest behind as it was."""
    return int(told["line"]["number"]) if told["line"] else _LAST


def list_samples(book: Accounts, channel: str) -> dict[str, dict[str, Any]]:
    """Cases drawn for an audit that who acts may see, by case."""
    return {
        row["case_ref"]: {
            "draw": row["draw"], "audit_bp": row["audit_bp"], "on": row["taken_on"].isoformat(),
            "examined_at": row["examined_at"].isoformat() if row["examined_at"] else None,
            "examined_by": row["examined_by"], "finding": row["finding"],
        }
        for row in Green(book.tx).list_samples(channel=channel)
    }  # fmt: skip
