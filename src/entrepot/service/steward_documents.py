"""Cases of firms as documents tell them, and the packages they come to."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from entrepot.service.steward_intake import TOLD, amounts
from entrepot.store.cases import Row

Document = dict[str, Any]


def document(row: Row, zone: tzinfo, *, is_whole: bool = False) -> Document:
    """A case as documents tell it, by the clock of its region; whole, with all that happened."""
    closing: Mapping[str, str] = next((one["body"] for one in row["events"]
                                       if one["kind"] == "close"), {})  # fmt: skip
    told = {name: row["told"].get(name, "") for name in TOLD}
    told |= {name: closing[name] for name in ("legal_basis", "remedy") if name in closing}
    found = {
        "case": row["case_id"], "kind": row["kind"], "steward": row["steward"],
        "firm": row["firm"], "place": row["place"], "opened_at": _told(row["opened_at"], zone),
        "promise_working_days": row["promise"],
        "due_on": row["due_on"] and row["due_on"].isoformat(),
        "first_reply_at": row["first_reply_at"] and _told(row["first_reply_at"], zone),
        "escalations": [{"level": one["level"], "on": one["day"]} for one in row["events"]
                        if one["kind"] == "escalate"],
        "satisfaction": row["satisfaction"], "state": row["state"],
        "closed_on": row["closed_on"] and row["closed_on"].isoformat(), **told,
    }  # fmt: skip
    if is_whole:
        found["history"] = [_event(one, zone) for one in row["events"]]
    return found


def _event(one: Mapping[str, Any], zone: tzinfo) -> Document:
    at = _told(datetime.fromisoformat(one["at"]), zone)
    return {"kind": one["kind"], "at": at, "on": one["day"], "by": one["made_by"],
            "level": one["level"],
            "text": one["body"].get("text", "")}  # fmt: skip


def packages_of(cases: Sequence[Document]) -> list[Document]:
    """What each firm was promised as its package: items, approved ones, costs by currency."""
    found: dict[str, list[Document]] = {}
    for one in cases:
        if one["kind"] == "package":
            found.setdefault(one["firm"] or one["case"], []).append(one)
    return [
        {"firm": firm, "items": len(rows), "approved": sum(bool(row["approval"]) for row in rows),
         "costs": [{"amount": str(sum_), "currency": currency}
                   for currency, sum_ in sorted(amounts(rows).items())]}
        for firm, rows in sorted(found.items())
    ]  # fmt: skip


def _told(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
