"""The conditions of the life cycle, and how each is told when it is not met."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from entrepot.kernel.errors import Problem
from entrepot.window.reasons import Reasons
from entrepot.window.standing import FREE, SETTLED, THERE, Act, Standing

Guard = Callable[[Standing, Act], bool]


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


def failing(case: Standing, guards: Iterable[str], act: Act, reasons: Reasons) -> Iterator[Problem]:
    """Those of some conditions that are not met, by name in GUARDS."""
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
