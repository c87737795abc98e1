"""What an officer may do with a declaration now, and why it lies before him."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from entrepot.service.officers import AGENCY_OF_ROLE, officer_agency
from entrepot.web.language import Language
from entrepot.web.officer_verbs import Document
from entrepot.window.actor import Actor
from entrepot.window.lifecycle import BEFORE_RELEASE
from entrepot.window.risk_features import FEATURES

CONTROLLERS = frozenset({*AGENCY_OF_ROLE, "document_officer", "supervisor"})
OVER = ("COMPLETED", "CANCELLED", "SEIZED", "EXPIRED", "WITHDRAWN", "REJECTED", "DRAFT")
SOON = timedelta(hours=4)


def acts_for(actor: Actor, case: Document) -> dict[str, Any]:
    """The acts that the page offers; the service decides anew whether each is allowed.

    Args:
        actor: Who looks.
        case: The service's details of the declaration.

    Returns:
        Act to whether it is offered; `agency` whose hold it would be; `claimable` tasks;
        `findings`, the agencies whose result he may give.
    """
    roles, state = actor.roles, case["state"]
    is_live = state not in OVER
    controls = bool(roles & CONTROLLERS) and is_live
    agency = officer_agency(actor)
    held = agency in {hold["agency"] for hold in case["holds"]}
    tasks = {task["kind"] for task in case["tasks"] if _is_to_do(task)}
    supervises = "supervisor" in roles
    is_several = len(case["equipment"]) > 1
    return {
        "agency": agency,
        "claimable": _claimable(actor, case) if controls else [],
        "findings": [one for one in own_agencies(actor) if f"inspection:{one}" in tasks],
        "documents": "document_officer" in roles and "documents" in tasks,
        "ask": controls,
        "hold": controls and not held,
        "lift": controls and held and f"inspection:{agency}" not in tasks,
        "channel": controls and state in ("ACCEPTED", "UNDER_CONTROL") and case["channel"] != "RED",
        "narrow": controls and held and is_several,
        "part": supervises and is_live and is_several and bool(case["holds"]),
        "seizure": bool(roles & {"inspector", "supervisor"}) and state == "UNDER_CONTROL",
        "amend": bool(roles & {"document_officer", "inspector"})
        and state in (*BEFORE_RELEASE, "RELEASED")
        and case["amendment"] != "AMEND_PENDING",
        "amendment": bool(roles & {"document_officer", "supervisor"})
        and case["amendment"] == "AMEND_PENDING",
        "cancellation": supervises and state == "CANCEL_REQUESTED",
        "direct": bool(roles & {"document_officer", "supervisor"})
        and state in ("LODGED", "PRELODGED", *BEFORE_RELEASE)
        and bool(case["direct_release"]),
        "appeal": supervises and _has_open(case, "appeal"),
        "audit_open": supervises
        and state in ("RELEASED", "COMPLETED")
        and case["audit"] != "PCA_OPEN",
        "audit_close": supervises and case["audit"] == "PCA_OPEN",
    }


def own_agencies(actor: Actor) -> list[str]:
    """Agencies whose result an officer may give."""
    return sorted({AGENCY_OF_ROLE[role] for role in actor.roles if role in AGENCY_OF_ROLE})


def _is_to_do(task: Document) -> bool:
    return not task["closed_at"] or (task["outcome"] == "discrepancy" and not task["is_settled"])


def _claimable(actor: Actor, case: Document) -> list[str]:
    mine = {f"inspection:{one}" for one in own_agencies(actor)}
    if "document_officer" in actor.roles:
        mine.add("documents")
    return [
        task["kind"]
        for task in case["tasks"]
        if not task["closed_at"] and not task["assignee"] and task["kind"] in mine
    ]


def _has_open(case: Document, kind: str) -> bool:
    return any(one["kind"] == kind and not one["closed_at"] for one in case["cases"])


# Why it lies here


def reasons_of(explanation: Document) -> Document | None:
    """The last screening, for the page; None where these eyes see none."""
    screenings = explanation.get("screenings")
    if not screenings:
        return None
    last = screenings[-1]
    result = last.get("result") or {}
    return {
        **last,
        "fired": [{**one, "inputs": list(_inputs(one["inputs"]))} for one in last["fired"]],
        "is_random": result.get("is_random"),
        "rate_bp": (result.get("draw") or {}).get("rate_bp"),
        "thresholds": result.get("thresholds"),
        "unknown": [one["rule"] for one in result.get("unknown", ())],
    }


def _inputs(inputs: Mapping[str, Any], item: int = 0) -> Iterator[dict[str, Any]]:
    """What a rule read: facts of the whole (item 0), then those of each item it holds for."""
    for name, value in inputs.items():
        if name == "items":
            for one in value:
                rest = {key: part for key, part in one.items() if key != "seq"}
                yield from _inputs(rest, one["seq"])
        else:
            feature = FEATURES.get(name)
            english, chinese = (feature.label_en, feature.label_zh) if feature else (name, name)
            yield {"name": english, "name_zh": chinese, "value": _plain(value), "item": item}


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("n", value))
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value)
    return str(value)


# Deadlines


def deadline(language: Language, due_at: str, now: datetime) -> tuple[str, str]:
    """How urgent a task is, as a class of the page and in words.

    Returns:
        `late`, `soon` (four hours or less) or `fine`; and how long until or since.
    """
    left = datetime.fromisoformat(due_at) - now
    span = language.span(abs(left))
    if left < timedelta(0):
        return "late", language.say("late by %(span)s", span=span)
    return ("soon" if left <= SOON else "fine"), language.say("due in %(span)s", span=span)


def task_words(task: str) -> tuple[str, str]:
    """A task as its kind and the agency it is for, empty for none.

    Example:
        >>> task_words("inspection:market")
        ('inspection', 'market')
    """
    kind, _, agency = task.partition(":")
    return kind, agency


def rows_at(sections: Sequence[Document]) -> dict[str, Document]:
    """What a declaration says, by its JSON pointer, with the `number` of its entry."""
    entries = (entry for section in sections for entry in section["entries"])
    return {
        row["pointer"]: {**row, "number": entry["number"]}
        for entry in entries for row in entry["rows"] if row["pointer"]
    }  # fmt: skip
