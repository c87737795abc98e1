"""The life cycle: who may do what from where, and each condition by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from entrepot.kernel.errors import RefusedError
from entrepot.window.lifecycle import (
    TABLE,
    Act,
    Standing,
    arrows,
    ask,
    blockers,
    move,
    next_event,
    settle,
    unmet,
)

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
ROLES = {role for row in TABLE for role in row.roles} | {"auditor", "administrator", "public"}
STATES = {state for _, start, end in arrows() for state in (start, end)}
EVENTS = {row.event for row in TABLE}
# What lets each act pass; the rest needs nothing.
MATTERS = {
    "amend_approve": "amendment", "amend_refuse": "amendment", "cancel_grant": "cancellation",
    "cancel_deny": "cancellation", "seize": "seizure", "audit_result": "audit",
}  # fmt: skip
READY = {"cargo": "ARRIVED", "revenue": "PAID"}
LETS: dict[str, dict] = {
    "validate_ok_advance": {"type": "ADVANCE"},
    "validate_ok_present": {"cargo": "ARRIVED"},
    "expire": {"expires_on": date(2026, 3, 9)},
    "open_control": {"channel": "RED"},
    "assess": {"channel": "GREEN"},
    "release": READY,
    "release_summary": {**READY, "type": "SUMMARY", "channel": "BLUE"},
    "amend_approve": {"amendment": "AMEND_PENDING"},
    "amend_refuse": {"amendment": "AMEND_PENDING"},
    "audit_result": {"audit": "PCA_OPEN"},
    "complete_declaration": {"completion_due": DAY},
    "overdue": {"completion_due": date(2026, 3, 9)},
}


def standing(event: str, state: str, **changes: object) -> Standing:
    """A declaration from which nothing but state and role can forbid an act."""
    case = Standing("D1", "export", "FULL", state, version=1, previous_state="ASSESSED")
    case = replace(case, **LETS.get(event, {}), **changes)
    return ask(case, MATTERS[event], "asker") if event in MATTERS else case


def act(*roles: str, by: str = "somebody", reason: str = "why", **facets: object) -> Act:
    return Act(by, frozenset(roles), NOON, DAY, reason, facets)


def codes(case: Standing, event: str, by: Act, reasons) -> list[str]:
    return [problem.code for problem in unmet(case, event, by, reasons)]


def test_every_arrow_by_every_role_is_as_the_table_says(reasons) -> None:
    open_ones = {(row.event, start, role) for row, start, _ in arrows() for role in row.roles}
    told = {
        (event, state, role)
        for event in EVENTS
        for state in STATES
        for role in ROLES
        if not codes(standing(event, state), event, act(role), reasons)
    }

    assert told == open_ones


def test_every_open_arrow_leads_where_the_table_says(reasons) -> None:
    for row, start, end in arrows():
        case = standing(row.event, start)
        if row.event == "cancel_deny":
            case = replace(case, previous_state=end)

        assert move(case, row.event, act(row.roles[0]), reasons).state == end


def test_what_is_refused_names_the_arrow_and_changes_nothing(reasons) -> None:
    case = standing("release", "DRAFT")

    with pytest.raises(RefusedError) as refused:
        move(case, "release", act("system"), reasons)

    (problem,) = refused.value.problems
    assert problem.code == "window.transition_refused"
    assert "ASSESSED" in problem.message
    assert case == standing("release", "DRAFT")


# Each condition by itself: what is changed, and what is told.

RELEASES = [
    ({"holds": frozenset({"customs"})}, "gate.held"),
    ({"revenue": "DUE"}, "tax.unpaid"),
    ({"revenue": "PART_PAID"}, "tax.unpaid"),
    ({"revenue": "UNASSESSED"}, "tax.unassessed"),
    ({"security_missing": True}, "tax.security"),
    ({"cargo": "EXPECTED"}, "arrival.not_confirmed"),
    ({"cargo": "HELD"}, "arrival.not_confirmed"),
    ({"is_suspended": True}, "window.party_suspended"),
]
CONDITIONS: list[tuple[str, str, dict, str]] = [
    ("validate_ok_advance", "LODGED", {"type": "FULL"}, "window.type_wrong"),
    ("validate_ok_present", "LODGED", {"cargo": "EXPECTED"}, "arrival.not_confirmed"),
    ("expire", "PRELODGED", {"expires_on": DAY}, "window.not_yet"),
    ("expire", "PRELODGED", {"expires_on": None}, "window.not_yet"),
    ("risk_run", "ACCEPTED", {"channel": "GREEN"}, "window.channel_set"),
    ("open_control", "ACCEPTED", {"channel": "BLUE"}, "window.channel_free"),
    ("open_control", "ACCEPTED", {"channel": "NONE"}, "window.channel_free"),
    ("close_control", "UNDER_CONTROL", {"open_tasks": frozenset({"documents"})},
     "inspection.unfinished"),
    ("close_control", "UNDER_CONTROL", {"discrepancies": frozenset({"documents"})},
     "goods.not_as_declared"),
    ("close_control", "UNDER_CONTROL",
     {"channel": "RED", "value_limit_passed": True, "documents_by": "somebody"},
     "window.second_person"),
    ("assess", "ACCEPTED", {"channel": "YELLOW"}, "window.channel_checks"),
    ("assess", "ACCEPTED", {"channel": "NONE"}, "window.channel_checks"),
    *[("release", "ASSESSED", changes, code) for changes, code in RELEASES],
    *[("release_summary", "CONTROL_DONE", changes, code) for changes, code in RELEASES],
    ("release_summary", "CONTROL_DONE", {"type": "FULL"}, "window.type_wrong"),
    ("release_summary", "ACCEPTED", {"channel": "RED"}, "window.channel_checks"),
    ("move_out", "RELEASED", {"holds": frozenset({"market"})}, "gate.held"),
    ("no_exit", "RELEASED", {"flow": "import"}, "window.flow_wrong"),
    ("amend_request", "RELEASED", {"amendment": "AMEND_PENDING"}, "amend.pending"),
    ("amend_request", "ASSESSED", {"channel": "RED"}, "amend.under_control"),
    ("amend_approve", "ASSESSED", {"amendment": "AMEND_NONE"}, "amend.none"),
    ("amend_refuse", "ASSESSED", {"amendment": "AMEND_NONE"}, "amend.none"),
    ("cancel_request", "UNDER_CONTROL", {"channel": "RED"}, "cancel.under_control"),
    ("cancel_request", "RELEASED", {"cargo": "EXITED"}, "cancel.exited"),
    ("cancel_request", "RELEASED", {"cargo": "GATED_OUT"}, "cancel.exited"),
    ("cancel_grant", "CANCEL_REQUESTED",
     {"channel": "RED", "previous_state": "UNDER_CONTROL"}, "cancel.under_control"),
    ("open_audit", "COMPLETED", {"audit": "PCA_OPEN"}, "audit.open"),
    ("audit_result", "COMPLETED", {"audit": "PCA_NONE"}, "audit.none"),
    ("complete_declaration", "RELEASED", {"completion_due": None}, "two_step.none"),
    ("overdue", "RELEASED", {"completion_due": DAY}, "window.not_yet"),
    ("overdue", "RELEASED", {"completion_due": None}, "window.not_yet"),
]  # fmt: skip
ROLE_OF = {row.event: row.roles[0] for row in TABLE}


@pytest.mark.parametrize(("event", "state", "changes", "code"), CONDITIONS)
def test_a_condition_that_is_not_met_is_told_alone(reasons, event, state, changes, code) -> None:
    lets = {name: value for name, value in LETS.get(event, {}).items() if name not in changes}
    case = replace(Standing("D1", "export", "FULL", state, version=1), **lets, **changes)
    if event in MATTERS:
        case = ask(case, MATTERS[event], "asker")

    assert codes(case, event, act(ROLE_OF[event]), reasons) == [code]


@pytest.mark.parametrize("event", ["amend_request", "amend_refuse", "cancel_deny", "seize"])
def test_a_reason_is_asked_for(reasons, event: str) -> None:
    start = next(start for row, start, _ in arrows() if row.event == event)
    by = act(ROLE_OF[event], reason=" ")

    assert codes(standing(event, start), event, by, reasons) == ["window.reason_missing"]


@pytest.mark.parametrize("event", MATTERS)
def test_nobody_decides_what_he_asked_for_nor_what_nobody_asked_for(reasons, event: str) -> None:
    start = next(start for row, start, _ in arrows() if row.event == event)
    asked = standing(event, start)
    by_asker = act(ROLE_OF[event], by="asker")

    assert codes(asked, event, act(ROLE_OF[event]), reasons) == []
    assert codes(asked, event, by_asker, reasons) == ["window.second_person"]
    unasked = settle(asked, MATTERS[event])
    assert codes(unasked, event, act(ROLE_OF[event]), reasons) == ["window.second_person"]
    assert move(asked, event, act(ROLE_OF[event]), reasons).asked == frozenset()


def test_one_matter_is_no_concern_of_another(reasons) -> None:
    case = standing("amend_request", "UNDER_CONTROL")
    case = move(case, "amend_request", act("document_officer", by="officer"), reasons)
    case = ask(case, "seizure", "inspector")
    own = act("document_officer", by="officer")
    case = move(case, "cancel_request", act("trader", by="trader"), reasons)
    denied = move(case, "cancel_deny", act("supervisor", by="supervisor"), reasons)

    assert codes(denied, "amend_approve", own, reasons) == ["window.second_person"]
    assert codes(denied, "amend_approve", act("supervisor", by="supervisor"), reasons) == []
    assert denied.asked == {"amendment:officer", "seizure:inspector"}


def test_after_the_red_channel_only_an_officer_asks_for_an_amendment(reasons) -> None:
    case = standing("amend_request", "RELEASED", channel="RED")

    assert codes(case, "amend_request", act("trader"), reasons) == ["amend.under_control"]
    assert codes(case, "amend_request", act("inspector"), reasons) == []


@pytest.mark.parametrize("lower", ["NONE", "GREEN", "BLUE"])
def test_an_act_that_would_lower_the_channel_is_a_fault(reasons, lower: str) -> None:
    case = standing("amend_approve", "UNDER_CONTROL", channel="YELLOW")

    with pytest.raises(ValueError, match="never falls"):
        move(case, "amend_approve", act("supervisor", channel=lower), reasons)


def test_everything_that_stands_in_the_way_of_a_release_is_told_at_once(reasons) -> None:
    case = replace(
        Standing("D1", "import", "FULL", "UNDER_CONTROL"), holds=frozenset({"customs", "market"}),
        open_tasks=frozenset({"documents", "inspection:market"}), revenue="PART_PAID",
        discrepancies=frozenset({"inspection:customs"}), owed=Decimal("10.50"),
        is_suspended=True, security_missing=True,
    )  # fmt: skip
    told = blockers(case, act("trader"), reasons)

    assert [one.code for one in told] == [
        "inspection.unfinished", "inspection.unfinished", "goods.not_as_declared", "gate.held",
        "gate.held", "tax.unpaid", "tax.security", "arrival.not_confirmed",
        "window.party_suspended",
    ]  # fmt: skip
    assert "10.50" in told[5].message
    assert all(one.message_zh for one in told)


@pytest.mark.parametrize("state", ["REJECTED", "CANCELLED", "SEIZED", "WITHDRAWN", "EXPIRED"])
def test_nothing_blocks_what_will_never_be_released(reasons, state: str) -> None:
    assert blockers(standing("release", state), act("trader"), reasons) == ()


def test_a_cancellation_that_is_denied_leads_back(reasons) -> None:
    case = standing("cancel_request", "CONTROL_DONE")
    asked = move(case, "cancel_request", act("trader"), reasons)
    back = move(asked, "cancel_deny", act("supervisor", by="supervisor"), reasons)

    assert (asked.state, back.state) == ("CANCEL_REQUESTED", "CONTROL_DONE")


# What the window does by itself


@pytest.mark.parametrize(
    ("changes", "event"),
    [
        ({"state": "LODGED"}, ""),
        ({"state": "LODGED", "type": "ADVANCE"}, "validate_ok_advance"),
        ({"state": "LODGED", "type": "ADVANCE", "cargo": "ARRIVED"}, "validate_ok_present"),
        ({"state": "PRELODGED"}, ""),
        ({"state": "PRELODGED", "cargo": "IN_SITE"}, "goods_arrival"),
        ({"state": "ACCEPTED"}, "risk_run"),
        ({"state": "ACCEPTED", "channel": "RED"}, "open_control"),
        ({"state": "ACCEPTED", "channel": "YELLOW", "type": "SUMMARY"}, "open_control"),
        ({"state": "ACCEPTED", "channel": "BLUE"}, "assess"),
        ({"state": "ACCEPTED", "channel": "GREEN", "type": "SUMMARY", **READY}, "release_summary"),
        ({"state": "ACCEPTED", "channel": "GREEN", "type": "SUMMARY"}, ""),
        ({"state": "UNDER_CONTROL"}, "close_control"),
        ({"state": "UNDER_CONTROL", "open_tasks": frozenset({"documents"})}, ""),
        ({"state": "UNDER_CONTROL", "discrepancies": frozenset({"documents"})}, ""),
        ({"state": "CONTROL_DONE"}, "assess"),
        ({"state": "ASSESSED", **READY}, "release"),
        ({"state": "ASSESSED", **READY, "holds": frozenset({"customs"})}, ""),
        ({"state": "ASSESSED", **READY, "is_suspended": True}, ""),
        ({"state": "ASSESSED", **READY, "security_missing": True}, ""),
        ({"state": "ASSESSED", **READY, "revenue": "PART_PAID"}, ""),
        ({"state": "ASSESSED", "revenue": "NIL", "may_leave_directly": True}, "release"),
        ({"state": "LODGED", "may_leave_directly": True}, "validate_ok_present"),
        ({"state": "LODGED", "type": "ADVANCE", "may_leave_directly": True}, "validate_ok_present"),
        ({"state": "PRELODGED", "type": "ADVANCE", "may_leave_directly": True}, "goods_arrival"),
        ({"state": "RELEASED"}, ""),
        ({"state": "DRAFT"}, ""),
    ],
)
def test_the_window_goes_on_by_itself_as_far_as_it_may(changes: dict, event: str) -> None:
    assert next_event(replace(Standing("D1", "export", "FULL"), **changes)) == event
