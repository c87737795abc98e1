"""The life of a declaration: its states, the 31 transitions, and what stands in the way.

Read TABLE from top to bottom: each row is one act of the law, with who may do it and under
which conditions (`conditions.py`). `move` is the only way from
one state to another; whatever is not in the table is refused. Beside the state run four
facets (channel, revenue, cargo, amendments and audit) and the holds of the agencies; the
release is where they all meet.

Source: design of the window 4.1 and 4.2; WCO Revised Kyoto Convention, general annex,
chapters 3 and 6, for the order of lodgement, control, assessment and release.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.window.conditions import GUARDS, failing
from entrepot.window.reasons import Reasons
from entrepot.window.standing import (
    CHANNELS,
    FINAL,
    FREE,
    GONE,
    SETTLED,
    THERE,
    Act,
    Standing,
    State,
    ask,
    changed,
    is_asked,
    settle,
)

__all__ = [
    "BEFORE_RELEASE", "CHANNELS", "FINAL", "FREE", "GONE", "GUARDS", "OFFICERS", "PREVIOUS", "SAME",
    "SETTLED", "TABLE", "THERE", "Act", "Standing", "State", "Transition", "arrows", "ask",
    "blockers", "is_asked", "move", "next_event", "settle", "transition", "unmet",
]  # fmt: skip

BEFORE_RELEASE: tuple[State, ...] = ("ACCEPTED", "UNDER_CONTROL", "CONTROL_DONE", "ASSESSED")
OFFICERS = ("document_officer", "inspector", "quarantine_officer", "market_officer")
SAME, PREVIOUS = "SAME", "PREVIOUS"  # the state stays; the state before the cancellation was asked


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    Attributes:
        number: Row of the design: T01 to T30, and T13b.
        event: The act.
        starts: States it starts from.
        to: State it leads to; SAME and PREVIOUS as said above.
        roles: Who may do it.
        guards: Conditions, by name in GUARDS; all that fail are told.
        message: What the parties are told, a code of `messages.csv`.
    """

    number: str
    event: str
    starts: tuple[State, ...]
    to: str
    roles: tuple[str, ...]
    guards: tuple[str, ...] = ()
    message: str = ""


_T = Transition
_FILER = ("trader", "broker")
_DECIDER = ("supervisor", "document_officer")
_OPEN: tuple[State, ...] = (*BEFORE_RELEASE, "RELEASED")
_OVER: tuple[State, ...] = ("RELEASED", "COMPLETED")
_RELEASE = ("no hold", "revenue settled", "security reserved", "goods there", "not suspended")

TABLE: tuple[Transition, ...] = (
    _T("T01", "create", ("NONE",), "DRAFT", _FILER),
    _T("T02", "edit", ("DRAFT",), "DRAFT", _FILER),
    _T("T03", "lodge", ("DRAFT",), "LODGED", _FILER, (), "DEC_RECEIVED"),
    _T("T04", "validate_fail", ("LODGED",), "REJECTED", ("system",), (), "DEC_REJECTED"),
    _T("T05", "copy", ("REJECTED",), SAME, _FILER),
    _T("T06", "validate_ok_advance", ("LODGED",), "PRELODGED", ("system",), ("advance",),
       "DEC_PRELODGED"),
    _T("T07", "goods_arrival", ("PRELODGED",), "ACCEPTED", ("port_operator", "system"), (),
       "DEC_ACCEPTED"),
    _T("T08", "expire", ("PRELODGED",), "EXPIRED", ("system",), ("expired",), "DEC_EXPIRED"),
    _T("T09", "validate_ok_present", ("LODGED",), "ACCEPTED", ("system",), ("goods there",),
       "DEC_ACCEPTED"),
    _T("T10", "withdraw", ("DRAFT", "LODGED", "PRELODGED"), "WITHDRAWN", _FILER, (),
       "DEC_WITHDRAWN"),
    _T("T11", "risk_run", ("ACCEPTED",), "ACCEPTED", ("system",), ("channel open",), "CHANNEL"),
    _T("T12", "open_control", ("ACCEPTED",), "UNDER_CONTROL", ("document_officer", "system"),
       ("to check",), "DOCS_REQUIRED"),
    _T("T13", "close_control", ("UNDER_CONTROL",), "CONTROL_DONE", (*OFFICERS, "system"),
       ("tasks closed", "no discrepancy", "another inspector"), "CONTROL_RESULT"),
    _T("T13b", "discrepancy", ("UNDER_CONTROL",), "UNDER_CONTROL", OFFICERS, (), "DISCREPANCY"),
    _T("T14", "assess", ("ACCEPTED", "CONTROL_DONE"), "ASSESSED", ("system", "document_officer"),
       ("checked or free",), "ASSESSMENT"),
    _T("T15", "pay", ("ASSESSED",), SAME, ("bank",), (), "RECEIPT"),
    _T("T16", "reserve_guarantee", ("ASSESSED",), SAME, ("insurer", "bank", "system"), (),
       "SECURITY_OK"),
    _T("T17", "release", ("ASSESSED",), "RELEASED", ("system", "supervisor"), _RELEASE, "RELEASE"),
    _T("T18", "move_out", ("RELEASED",), "COMPLETED", ("port_operator", "coast_officer"),
       ("no hold",), "EXIT"),
    _T("T19", "no_exit", ("RELEASED",), SAME, ("system",), ("export",), "NO_EXIT_ENQUIRY"),
    _T("T20", "amend_request", _OPEN, SAME, (*_FILER, "document_officer", "inspector"),
       ("none pending", "amends rightly", "reason given"), "AMEND_RECEIVED"),
    _T("T21", "amend_approve", _OPEN, "ACCEPTED", _DECIDER, ("pending", "another amends"),
       "AMEND_GRANTED"),
    _T("T22", "amend_refuse", _OPEN, SAME, _DECIDER, ("pending", "another amends", "reason given"),
       "AMEND_DENIED"),
    _T("T23", "cancel_request", _OPEN, "CANCEL_REQUESTED", _FILER, ("not red", "not exited"),
       "CANCEL_RECEIVED"),
    _T("T24", "cancel_grant", ("CANCEL_REQUESTED",), "CANCELLED", ("supervisor",),
       ("another cancels", "was not red"), "CANCEL_GRANTED"),
    _T("T24", "cancel_deny", ("CANCEL_REQUESTED",), PREVIOUS, ("supervisor",),
       ("another cancels", "reason given"), "CANCEL_DENIED"),
    _T("T25", "seize", ("UNDER_CONTROL",), "SEIZED", ("supervisor",),
       ("another seizes", "reason given"), "DETENTION"),
    _T("T26", "open_audit", _OVER, SAME, ("supervisor",), ("audit closed",), "AUDIT_NOTICE"),
    _T("T27", "audit_result", _OVER, SAME, ("supervisor",), ("audit open", "another closes"),
       "AUDIT_RESULT"),
    _T("T28", "release_summary", ("ACCEPTED", "CONTROL_DONE"), "RELEASED",
       ("system", "supervisor"), ("summary", "checked or free", *_RELEASE), "RELEASE_SUMMARY"),
    _T("T29", "complete_declaration", ("RELEASED",), SAME, _FILER, ("second step due",),
       "DEC_COMPLETED"),
    _T("T30", "overdue", ("RELEASED",), SAME, ("system",), ("overdue",), "OVERDUE"),
)  # fmt: skip
_BY_EVENT: Mapping[str, Transition] = MappingProxyType({row.event: row for row in TABLE})

# What an act sets of itself; the act's own facets come on top.
_SETS: Mapping[str, Mapping[str, object]] = {
    "goods_arrival": {"cargo": "ARRIVED"},
    "amend_request": {"amendment": "AMEND_PENDING"},
    "amend_approve": {"amendment": "AMEND_NONE"},
    "amend_refuse": {"amendment": "AMEND_NONE"},
    "release": {"cargo": "RELEASED_TO_MOVE"},
    "release_summary": {"cargo": "RELEASED_TO_MOVE"},
    "seize": {"cargo": "HELD"},
    "open_audit": {"audit": "PCA_OPEN"},
    "audit_result": {"audit": "PCA_CLOSED"},
    "complete_declaration": {"completion_due": None},
}
_BROUGHT = ("revenue", "security_missing")
_ASKS: Mapping[str, str] = {
    "amend_request": "amendment", "cancel_request": "cancellation", "open_audit": "audit",
}  # fmt: skip
_DECIDES: Mapping[str, str] = {
    "amend_approve": "amendment", "amend_refuse": "amendment", "cancel_grant": "cancellation",
    "cancel_deny": "cancellation", "seize": "seizure", "audit_result": "audit",
}  # fmt: skip


def transition(event: str) -> Transition:
    """The row of an act."""
    return _BY_EVENT[event]


def arrows() -> Iterator[tuple[Transition, State, str]]:
    """Every single arrow: its row, the state it starts from and the one it leads to."""
    for row in TABLE:
        for start in row.starts:
            ends = _OPEN if row.to == PREVIOUS else (_target(Standing("", "", "", start), row),)
            for end in ends:
                yield row, start, end


def move(case: Standing, event: str, act: Act, reasons: Reasons) -> Standing:
    """Take a declaration over one arrow of the table.

    Args:
        case: Where it stands.
        event: The act, an event of TABLE.
        act: Who, when, why and with what.
        reasons: The words of the refusals.

    Returns:
        Where it stands then.

    Raises:
        RefusedError: There is no such arrow from this state, the role may not, or a
            condition is not met; every one of them is told and nothing is changed.
    """
    if problems := tuple(unmet(case, event, act, reasons)):
        raise RefusedError(problems)
    row = _BY_EVENT[event]
    changes: dict[str, object] = {"state": _target(case, row), **_SETS.get(event, {})}
    if event in _ASKS:
        changes["asked"] = ask(case, _ASKS[event], act.by).asked
    if event in _DECIDES:
        changes["asked"] = settle(case, _DECIDES[event]).asked
    if event == "cancel_request":
        changes["previous_state"] = case.state
    moved = changed(case, **{**changes, **act.facets})
    if _rank(moved.channel) < _rank(case.channel):
        raise ValueError(f"{case.reference}: a channel never falls")
    return moved


def unmet(case: Standing, event: str, act: Act, reasons: Reasons) -> Iterator[Problem]:
    """Everything that stands in the way of an act: the arrow, the role, the conditions.

    Money and security count as the act itself brings them.
    """
    row = _BY_EVENT[event]
    if case.state not in row.starts:
        told = f"{event}: {', '.join(row.starts)}"
        yield reasons.problem(
            "window.transition_refused", case.reference, state=case.state, unmet=told
        )
        return
    if not act.roles.intersection(row.roles):
        yield reasons.problem("window.role_missing", case.reference, roles=", ".join(row.roles))
    brought = {name: act.facets[name] for name in _BROUGHT if name in act.facets}
    then = changed(case, **brought) if brought else case
    yield from failing(then, row.guards, act, reasons)


def blockers(case: Standing, act: Act, reasons: Reasons) -> tuple[Problem, ...]:
    """Why a declaration is not released yet; nothing when it is, or never will be."""
    if case.state in FINAL or case.released_at is not None:
        return ()
    guards = ("tasks closed", "no discrepancy", *_RELEASE)
    return tuple(failing(case, guards, act, reasons))


def next_event(case: Standing) -> str:
    """The act the window does by itself now; empty when it waits for somebody."""
    # What is let in is under the law of the day it arrives; only what goes out may run ahead.
    there = case.cargo in THERE or (case.may_leave_directly and case.flow == "export")
    match case.state:
        case "LODGED":
            if there:
                return "validate_ok_present"
            return "validate_ok_advance" if case.type == "ADVANCE" else ""
        case "PRELODGED":
            return "goods_arrival" if there else ""
        case "ACCEPTED":
            if case.channel == "NONE":
                return "risk_run"
            return "open_control" if case.channel in ("YELLOW", "RED") else _settle(case)
        case "UNDER_CONTROL":
            return "" if case.open_tasks or case.discrepancies else "close_control"
        case "CONTROL_DONE":
            return _settle(case)
        case "ASSESSED":
            return "release" if _may_go(case) and _is_settled(case) else ""
    return ""


def _settle(case: Standing) -> str:
    """A summary is released on security; everything else is assessed first."""
    if case.type != "SUMMARY":
        return "assess"
    return "release_summary" if _may_go(case) else ""


def _may_go(case: Standing) -> bool:
    there = case.cargo in THERE or case.may_leave_directly
    return there and not case.holds and not case.is_suspended


def _is_settled(case: Standing) -> bool:
    return case.revenue in SETTLED and not case.security_missing


def _target(case: Standing, row: Transition) -> str:
    if row.event == "amend_approve" and case.state == "RELEASED":
        return "RELEASED"
    if row.to == PREVIOUS:
        return case.previous_state
    return case.state if row.to == SAME else row.to


def _rank(channel: str) -> int:
    return CHANNELS.index(channel)
