"""The life of a declaration: its states, the 31 transitions, and what stands in the way.

Read TABLE from top to bottom: each row is one act of the law. `move` is the only way from
one state to another; whatever is not in the table is refused. Beside the state run four
facets (channel, revenue, cargo, amendments and audit) and the holds of the agencies; the
release is where they all meet.

Source: design of the window 4.1 and 4.2; WCO Revised Kyoto Convention, general annex,
chapters 3 and 6, for the order of lodgement, control, assessment and release.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.window.reasons import Reasons

State = Literal[
    "NONE", "DRAFT", "LODGED", "REJECTED", "PRELODGED", "ACCEPTED", "UNDER_CONTROL",
    "CONTROL_DONE", "ASSESSED", "RELEASED", "COMPLETED", "CANCEL_REQUESTED", "CANCELLED",
    "WITHDRAWN", "EXPIRED", "SEIZED",
]  # fmt: skip
FINAL = frozenset({"REJECTED", "COMPLETED", "CANCELLED", "WITHDRAWN", "EXPIRED", "SEIZED"})
GONE = frozenset({"REJECTED", "CANCELLED", "WITHDRAWN", "EXPIRED"})  # their reference is free again
CHANNELS = ("NONE", "GREEN", "BLUE", "YELLOW", "RED")  # rising; a channel never falls
FREE = frozenset({"GREEN", "BLUE"})  # channels without a check before release
SETTLED = frozenset({"NIL", "SECURED", "PAID"})
THERE = frozenset({"ARRIVED", "IN_SITE"})
BEFORE_RELEASE: tuple[State, ...] = ("ACCEPTED", "UNDER_CONTROL", "CONTROL_DONE", "ASSESSED")
OFFICERS = ("document_officer", "inspector", "quarantine_officer", "market_officer")
SAME, PREVIOUS = "SAME", "PREVIOUS"  # the state stays; the state before the cancellation was asked


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one declaration stands.

    Attributes:
        reference: Its name in the window.
        flow: import or export.
        type: FULL, ADVANCE or SUMMARY.
        state, channel, revenue, cargo, amendment, audit: The state and its facets.
        version: Version of the contents; an amendment makes the next.
        holds: Agencies that hold the goods.
        open_tasks: What officers still have to do: `documents`, or `inspection:AGENCY`.
        discrepancies: Tasks whose finding differs from the declaration.
        asked: What waits for a second person and who asked for it, as `MATTER:ACCOUNT`.
        documents_by, value_limit_passed: Who closed the documents, and whether the value asks
            for two officers.
        is_suspended: The trader may not be served.
        may_leave_directly: Release without a stop in the yard was approved.
        security_missing: Security is asked that is not reserved yet.
        owed: What is due and neither paid nor secured, in the country's money.
        previous_state: State before a cancellation was asked.
        accepted_at, released_at: Instants of those acts.
        expires_on: Last day a filing before arrival waits.
        completion_due: Last day for the second step.
        flags: `no_exit`, `overdue`, `proof_missing`.
    """

    reference: str
    flow: str
    type: str
    state: State = "NONE"
    channel: str = "NONE"
    revenue: str = "UNASSESSED"
    cargo: str = "EXPECTED"
    amendment: str = "AMEND_NONE"
    audit: str = "PCA_NONE"
    version: int = 0
    holds: frozenset[str] = frozenset()
    open_tasks: frozenset[str] = frozenset()
    discrepancies: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    documents_by: str = ""
    value_limit_passed: bool = False
    is_suspended: bool = False
    may_leave_directly: bool = False
    security_missing: bool = False
    owed: Decimal = Decimal(0)
    previous_state: State = "NONE"
    accepted_at: datetime | None = None
    released_at: datetime | None = None
    expires_on: date | None = None
    completion_due: date | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when, and what with.

    Attributes:
        by: Account that acts; `system` for what the window does by rule.
        roles: Roles of the account.
        at: Instant.
        on: Legal day of the office.
        reason: Why, where the act asks for a reason.
        facets: What the act sets, such as `{"channel": "GREEN"}`.
    """

    by: str
    roles: frozenset[str]
    at: datetime
    on: date
    reason: str = ""
    facets: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


Guard = Callable[[Standing, Act], bool]


def ask(case: Standing, matter: str, account: str) -> Standing:
    """Let a matter wait for a second person: amendment, cancellation, seizure or audit."""
    return replace(case, asked=settle(case, matter).asked | {f"{matter}:{account}"})


def settle(case: Standing, matter: str) -> Standing:
    """Let a matter wait no longer."""
    return replace(
        case, asked=frozenset(one for one in case.asked if not one.startswith(f"{matter}:"))
    )


def is_asked(case: Standing, matter: str) -> bool:
    """Whether a matter waits for a second person."""
    return any(one.startswith(f"{matter}:") for one in case.asked)


def _another_than_who_asked(matter: str) -> Guard:
    """The matter was asked for, and somebody else decides it."""

    def is_met(case: Standing, act: Act) -> bool:
        asked = {one for one in case.asked if one.startswith(f"{matter}:")}
        return bool(asked) and f"{matter}:{act.by}" not in asked

    return is_met


def _inspector_is_another(case: Standing, act: Act) -> bool:
    return not (case.channel == "RED" and case.value_limit_passed and act.by == case.documents_by)


def _is_checked(case: Standing, _: Act) -> bool:
    return case.state != "ACCEPTED" or case.channel in FREE


def _amends_rightly(case: Standing, act: Act) -> bool:
    return case.channel != "RED" or bool(act.roles & {"document_officer", "inspector"})


# Each guard: the reason code told when it is not met, and the condition itself.
GUARDS: Mapping[str, tuple[str, Guard]] = {
    "no hold": ("gate.held", lambda case, _: not case.holds),
    "tasks closed": ("inspection.unfinished", lambda case, _: not case.open_tasks),
    "no discrepancy": ("goods.not_as_declared", lambda case, _: not case.discrepancies),
    "goods there": (
        "arrival.not_confirmed", lambda case, _: case.cargo in THERE or case.may_leave_directly,
    ),
    "revenue settled": ("tax.unpaid", lambda case, _: case.revenue in SETTLED),
    "security reserved": ("tax.security", lambda case, _: not case.security_missing),
    "not suspended": ("window.party_suspended", lambda case, _: not case.is_suspended),
    "advance": ("window.type_wrong", lambda case, _: case.type == "ADVANCE"),
    "summary": ("window.type_wrong", lambda case, _: case.type == "SUMMARY"),
    "channel open": ("window.channel_set", lambda case, _: case.channel == "NONE"),
    "checked or free": ("window.channel_checks", _is_checked),
    "to check": ("window.channel_free", lambda case, _: case.channel in ("YELLOW", "RED")),
    "not red": (
        "cancel.under_control",
        lambda case, _: not (case.channel == "RED" and case.state == "UNDER_CONTROL"),
    ),
    "was not red": (
        "cancel.under_control",
        lambda case, _: not (case.channel == "RED" and case.previous_state == "UNDER_CONTROL"),
    ),
    "not exited": ("cancel.exited", lambda case, _: case.cargo not in ("EXITED", "GATED_OUT")),
    "none pending": ("amend.pending", lambda case, _: case.amendment == "AMEND_NONE"),
    "pending": ("amend.none", lambda case, _: case.amendment == "AMEND_PENDING"),
    "amends rightly": ("amend.under_control", _amends_rightly),
    "another amends": ("window.second_person", _another_than_who_asked("amendment")),
    "another cancels": ("window.second_person", _another_than_who_asked("cancellation")),
    "another seizes": ("window.second_person", _another_than_who_asked("seizure")),
    "another closes": ("window.second_person", _another_than_who_asked("audit")),
    "another inspector": ("window.second_person", _inspector_is_another),
    "reason given": ("window.reason_missing", lambda _, act: bool(act.reason.strip())),
    "audit closed": ("audit.open", lambda case, _: case.audit != "PCA_OPEN"),
    "audit open": ("audit.none", lambda case, _: case.audit == "PCA_OPEN"),
    "expired": (
        "window.not_yet", lambda case, act: bool(case.expires_on and act.on > case.expires_on),
    ),
    "export": ("window.flow_wrong", lambda case, _: case.flow == "export"),
    "second step due": ("two_step.none", lambda case, _: case.completion_due is not None),
    "overdue": (
        "window.not_yet",
        lambda case, act: bool(case.completion_due and act.on > case.completion_due),
    ),
}  # fmt: skip


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
    moved = replace(case, **{**changes, **act.facets})  # type: ignore[arg-type]
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
    yield from _failing(replace(case, **brought), row.guards, act, reasons)  # type: ignore[arg-type]


def blockers(case: Standing, act: Act, reasons: Reasons) -> tuple[Problem, ...]:
    """Why a declaration is not released yet; nothing when it is, or never will be."""
    if case.state in FINAL or case.released_at is not None:
        return ()
    guards = ("tasks closed", "no discrepancy", *_RELEASE)
    return tuple(_failing(case, guards, act, reasons))


def next_event(case: Standing) -> str:
    """The act the window does by itself now; empty when it waits for somebody."""
    there = case.cargo in THERE
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


def _failing(
    case: Standing, guards: Iterable[str], act: Act, reasons: Reasons
) -> Iterator[Problem]:
    for name in guards:
        code, is_met = GUARDS[name]
        if not is_met(case, act):
            yield from _told(code, case, reasons)


def _told(code: str, case: Standing, reasons: Reasons) -> Iterator[Problem]:
    """A condition that is not met, once for each agency or task it is about."""
    if code == "gate.held":
        for agency in sorted(case.holds):
            yield reasons.problem(code, case.reference, no=case.reference, agency=agency)
    elif code == "inspection.unfinished":
        for task in sorted(case.open_tasks):
            yield reasons.problem(code, case.reference, agency=task.removeprefix("inspection:"))
    elif code == "tax.unpaid" and case.revenue == "UNASSESSED":
        yield reasons.problem("tax.unassessed", case.reference)
    elif code == "tax.unpaid":
        yield reasons.problem(code, case.reference, amount=f"{case.owed:.2f}")
    else:
        yield reasons.problem(code, case.reference)
