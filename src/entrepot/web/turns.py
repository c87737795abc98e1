"""Whose turn it is with a declaration, how long each step took, and what its firm may do now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from entrepot.web.language import Language
from entrepot.window.lifecycle import transition

Document = Mapping[str, Any]
OVER = ("REJECTED", "CANCELLED", "WITHDRAWN", "EXPIRED")
UNPAID = ("DUE", "PART_PAID")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is.

    Attributes:
        whose: you, customs, agency, site, window or nobody; a word of the group `whose`.
        what: What it waits for; a word of the group `turn`.
    """

    whose: str
    what: str


def turn_of(case: Document) -> Turn:
    """Whose turn it is with a declaration, and what it waits for.

    Args:
        case: The service's details of the declaration.
    """
    state = case["state"]
    if any(not query["answered_at"] for query in case["queries"]):
        return Turn("you", "question")
    if state in _BY_STATE:
        return _BY_STATE[state]
    if case["amendment"] == "AMEND_PENDING":
        return Turn("customs", "amendment")
    if state in ("RELEASED", "COMPLETED"):
        return _after_release(case)
    return _before_release(case)


_BY_STATE: Mapping[str, Turn] = {
    "DRAFT": Turn("you", "draft"),
    "REJECTED": Turn("you", "rejected"),
    "SEIZED": Turn("you", "seized"),
    "CANCELLED": Turn("nobody", "over"),
    "WITHDRAWN": Turn("nobody", "over"),
    "EXPIRED": Turn("nobody", "over"),
    "CANCEL_REQUESTED": Turn("customs", "cancellation"),
    "LODGED": Turn("site", "arrival"),
    "PRELODGED": Turn("site", "arrival"),
}


def _after_release(case: Document) -> Turn:
    if case["completion_due"]:
        return Turn("you", "complete")
    if case["revenue"] in UNPAID:
        return Turn("you", "pay")
    if "no_exit" in case["flags"]:
        return Turn("you", "no_exit")
    return Turn("nobody", "completed") if case["state"] == "COMPLETED" else Turn("site", "move")


def _before_release(case: Document) -> Turn:
    """By what blocks the release, the officers' part first."""
    blocked = {one["code"] for one in case["blockers"]}
    tasks = {task["kind"] for task in case["tasks"] if not task["closed_at"]}
    if case["state"] == "ACCEPTED":
        return Turn("window", "screening")
    if "goods.not_as_declared" in blocked:
        return Turn("customs", "discrepancy")
    if any(task.startswith("inspection:") for task in tasks):
        return Turn("agency", "inspection")
    if "documents" in tasks:
        return Turn("customs", "documents")
    for code, turn in _BY_BLOCKER.items():
        if code in blocked:
            return turn
    return Turn("window", "assessing")


_BY_BLOCKER: Mapping[str, Turn] = {
    "gate.held": Turn("agency", "hold"),
    "window.party_suspended": Turn("you", "suspended"),
    "tax.unpaid": Turn("you", "pay"),
    "tax.security": Turn("you", "secure"),
    "arrival.not_confirmed": Turn("site", "arrival"),
}


def acts_of(case: Document) -> dict[str, bool]:
    """What the firm may do with its declaration now; the service decides anew.

    Args:
        case: The service's details of the declaration.
    """
    state = case["state"]
    is_red = case["channel"] == "RED"
    is_pending = case["amendment"] == "AMEND_PENDING"
    left = case["cargo"] in ("EXITED", "GATED_OUT")
    return {
        "edit": state == "DRAFT",
        "withdraw": state in transition("withdraw").starts,
        "copy": True,
        "amend": state in transition("amend_request").starts and not is_red and not is_pending,
        "cancel": state in transition("cancel_request").starts
        and not left
        and not (is_red and state == "UNDER_CONTROL"),
        "complete": bool(case["completion_due"]),
        "answer": any(not query["answered_at"] for query in case["queries"]),
        "appeal": _may_appeal(case["cases"]),
        "proof": _lacks_proof(case),
        "secure": case["revenue"] in UNPAID and state == "ASSESSED",
        "attach": state not in OVER,
        "note": bool(case["release_no"]),
    }


def _lacks_proof(case: Document) -> bool:
    """Whether a preference was granted on security until its proof comes."""
    if not case["assessments"] or case["state"] in (*OVER, "SEIZED", "CANCEL_REQUESTED"):
        return False
    preference = case["assessments"][-1]["document"]["preference"]
    return preference is not None and preference["status"] == "secured"


def _may_appeal(cases: Sequence[Document]) -> bool:
    kinds = [one["kind"] for one in cases]
    is_open = any(one["kind"] == "appeal" and not one["closed_at"] for one in cases)
    return not is_open and bool({"seizure", "audit"} & set(kinds))


# Time


def steps_of(timeline: Sequence[Document], language: Language) -> list[dict[str, Any]]:
    """What happened, each step with how long it was waited for.

    Args:
        timeline: Steps in order, with `event`, `at` and `party`.
        language: Words of the lengths.

    Returns:
        The steps with `took`, empty for the first and for what followed at once.
    """
    return [
        {**step, "took": language.span(length) if length >= _SHORT else ""}
        for step, length in zip(timeline, _lengths(timeline), strict=True)
    ]


def times_of(timeline: Sequence[Document], language: Language) -> list[tuple[str, str]]:
    """How long each party took in all, the longest first."""
    taken: dict[str, timedelta] = {}
    for step, length in zip(timeline, _lengths(timeline), strict=True):
        taken[step["party"]] = taken.get(step["party"], timedelta(0)) + length
    ordered = sorted(taken.items(), key=lambda one: -one[1])
    return [(party, language.span(length)) for party, length in ordered if length >= _SHORT]


_SHORT = timedelta(seconds=1)


def _lengths(timeline: Sequence[Document]) -> Iterator[timedelta]:
    """Time from the step before; it is the time of whoever took the step."""
    before: datetime | None = None
    for step in timeline:
        at = datetime.fromisoformat(step["at"])
        yield at - before if before else timedelta(0)
        before = at
