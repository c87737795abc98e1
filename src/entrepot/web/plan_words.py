"""Codes of programmes and alerts in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

PLAN_WORDS: Mapping[str, Mapping[str, str]] = {
    "plan_standing": {
        "unknown": N_("nothing planned is known"),
        "overdue": N_("overdue"),
        "unproven": N_("past its day, not known to be reached"),
        "due_soon": N_("due within 30 days"),
        "on_time": N_("on time"),
        "reported": N_("reported, to be closed by another person"),
        "done": N_("done, on evidence"),
        "dropped": N_("dropped"),
    },
    "plan_kind": {
        "measure": N_("Measure"), "task": N_("Task"), "milestone": N_("Milestone"),
    },
    "plan_move": {
        "report": N_("Report with evidence"),
        "close": N_("Close as done"),
        "return": N_("Give back to the owner"),
        "move": N_("Change the plan"),
        "drop": N_("Drop"),
    },
    "plan_event": {
        "plan_planned": N_("put on the plan"),
        "plan_reported": N_("reported"),
        "plan_closed": N_("closed"),
        "plan_returned": N_("returned to the owner"),
        "plan_moved": N_("changed"),
        "plan_dropped": N_("dropped"),
        "alert_raised": N_("raised"),
        "alert_assigned": N_("handed on"),
        "alert_closed": N_("closed"),
    },
    "alert_kind": {
        "probability_drop": N_("Fall of a probability"),
        "misses": N_("Run of misses"),
        "break": N_("Break of a series"),
        "missing_data": N_("Missing data"),
        "overdue": N_("Overdue task"),
    },
    "alert_standing": {
        "overdue": N_("past its deadline"),
        "open": N_("not closed yet"),
        "closed": N_("closed"),
    },
}  # fmt: skip
PLAN_DONE: Mapping[str, str] = {
    "planned": N_("It is planned."),
    "moved": N_("It is noted."),
    "target_decided": N_("The decision stands."),
    "checked": N_("The goals and tasks were checked."),
}
