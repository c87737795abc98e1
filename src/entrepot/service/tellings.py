"""A declaration, its list and its control as documents: what CLI, API and pages tell."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from entrepot.kernel.errors import Problem
from entrepot.window.filed import asks_direct_release
from entrepot.window.lifecycle import Act, blockers

if TYPE_CHECKING:
    from entrepot.service.proceeding import Proceeding

Document = dict[str, Any]

# The stamp of the release study that each event is, by flow.
STAMPS: Mapping[str, Mapping[str, str]] = {
    "lodge": {"import": "T4", "export": "E0"},
    "goods_arrival": {"import": "T5", "export": "E1"},
    "validate_ok_present": {"import": "T5", "export": "E1"},
    "arrived": {"import": "T1", "export": "E2"},
    "risk_run": {"import": "T6", "export": "E3"},
    "documents": {"import": "T7"},
    "appointment": {"import": "T8", "export": "E4"},
    "inspection_started": {"import": "T9", "export": "E5"},
    "inspection_ended": {"import": "T10", "export": "E6"},
    "close_control": {"import": "T11"},
    "assess": {"import": "T12"},
    "pay": {"import": "T13"},
    "reserve_guarantee": {"import": "T13"},
    "release": {"import": "T14", "export": "E7"},
    "release_summary": {"import": "T14"},
    "move_out": {"import": "T15", "export": "E9"},
}

# What was decided on a direct release, by event.
DECIDED: Mapping[str, str] = {
    f"direct_release_{one}": one for one in ("approved", "refused", "withdrawn")
}


def declaration_document(proceeding: "Proceeding") -> Document:
    """A declaration as it stands, with its history and what blocks it."""
    row, standing = proceeding.row, proceeding.standing
    act = Act(proceeding.actor.account, proceeding.actor.roles, proceeding.at, proceeding.today)
    steps = timeline(proceeding)
    return {
        "reference": standing.reference,
        "state": standing.state,
        "channel": standing.channel,
        "revenue": standing.revenue,
        "cargo": standing.cargo,
        "number": row["number"],
        "release_no": row["release_no"],
        "ucr": row["ucr"],
        "version": standing.version,
        "replayed": False,
        "sandbox": row["is_sandbox"],
        "blockers": [
            {"code": one.code, "message": one.message, "message_zh": one.message_zh}
            for one in _blockers(proceeding, act, steps)
        ],
        "holds": [{"agency": agency} for agency in sorted(standing.holds)],
        "timeline": steps,
        "lrn": row["lrn"],
        "flow": standing.flow,
        "type": standing.type,
        "revision": row["revision"],
        "declaration_office": row["decl_office"],
        "border_office": row["border_office"],
        "amendment": standing.amendment,
        "audit": standing.audit,
        "completion_due": standing.completion_due and standing.completion_due.isoformat(),
        "expires_on": standing.expires_on and standing.expires_on.isoformat(),
        "flags": sorted(standing.flags),
        "direct_release": direct_release(proceeding, steps),
        "faults": json.loads(row["fault"]) if isinstance(row["fault"], str) else row["fault"] or [],
    }


def direct_release(proceeding: "Proceeding", steps: Sequence[Document]) -> str:
    """Whether it may leave without a stop in the yard: asked, approved, refused, withdrawn.

    Empty where it is not asked for.
    """
    if not asks_direct_release(proceeding.raw):
        return ""
    if proceeding.standing.may_leave_directly:
        return "approved"
    decided = [one["event"] for one in steps if one["event"] in DECIDED]
    last = DECIDED[decided[-1]] if decided else "asked"
    return "asked" if last == "approved" else last  # approved for contents that did not last


def _blockers(proceeding: "Proceeding", act: Act, steps: Sequence[Document]) -> Iterator[Problem]:
    """What blocks the release; where goods are not there, what became of leaving directly too."""
    reasons = proceeding.window.reasons
    for one in blockers(proceeding.standing, act, reasons):
        yield one
        asked = direct_release(proceeding, steps)
        if one.code == "arrival.not_confirmed" and asked and proceeding.standing.state != "DRAFT":
            code = "direct.undecided" if asked == "asked" else "direct.refused"
            yield reasons.problem(code, proceeding.reference)


def timeline(proceeding: "Proceeding") -> list[Document]:
    """What happened, in order: what is stored and what this act adds."""
    stored: list[Mapping[str, Any]] = []
    if not proceeding.is_new:
        seen = {event.seq for event in proceeding.events}
        rows = proceeding.book.list_events(declaration_id=proceeding.row["id"])
        stored = [row for row in rows if row["seq"] not in seen]
    flow = proceeding.standing.flow
    return [
        *(_step(row["kind"], row["at"], row["party"], flow, row["seq"]) for row in stored),
        *(_step(one.kind, one.at, one.party, flow, one.seq) for one in proceeding.events),
    ]


def _step(kind: str, at: datetime, party: str, flow: str, seq: int) -> Document:
    return {
        "event": kind, "at": at.isoformat(), "party": party, "seq": seq,
        "code": STAMPS.get(kind, {}).get(flow, ""),
    }  # fmt: skip


def list_document(rows: Sequence[Mapping[str, Any]], most: int) -> Document:
    """A page of declarations and where the next begins; one row more than a page was read."""
    page = rows[:most]
    more = len(rows) > most
    return {"rows": [list_row(row) for row in page], "cursor": str(page[-1]["id"]) if more else ""}


def list_row(row: Mapping[str, Any]) -> Document:
    """A declaration in a list."""
    names = (
        "reference", "number", "lrn", "ucr", "flow", "type", "state", "channel", "revenue",
        "cargo", "version", "amendment",
    )  # fmt: skip
    return {
        **{name: row[name] for name in names},
        "declaration_office": row["decl_office"],
        "border_office": row["border_office"],
        "sandbox": row["is_sandbox"],
        **{
            name: row[name] and row[name].isoformat()
            for name in ("made_at", "lodged_at", "accepted_at", "released_at")
        },
    }


def control_document(
    appointments: Iterable[Mapping[str, Any]],
    orders: Iterable[Mapping[str, Any]],
    holds: Iterable[str],
) -> Document:
    """What is to be inspected, when and where, and who holds the goods."""
    return {
        "appointments": [
            {
                "site": one["site"],
                "slot": f"{one['starts'].isoformat()}/{one['ends'].isoformat()}",
                "bay": one["bay"],
                "agencies": list(one["agencies"]),
            }
            for one in appointments
            if not one["is_moved"]
        ],
        "orders": [
            {"agency": one["agency"], "state": one["state"], "note": one["note"]} for one in orders
        ],
        "holds": [{"agency": agency} for agency in sorted(holds)],
    }


def plain(value: Any) -> Any:
    """A stored value as JSON takes it: instants and days in ISO form, amounts as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def plain_number(value: Decimal | None) -> str | None:
    """A stored number without the zeros its column adds; None is unknown."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
