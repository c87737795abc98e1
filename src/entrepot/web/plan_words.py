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
    "project_stage": {
        "lead": N_("Lead"), "contacted": N_("Contacted"), "visited": N_("Visited"),
        "negotiating": N_("In talks"), "signed": N_("Contract signed"),
        "land_permit": N_("Land permitted"), "construction": N_("Under construction"),
        "trial": N_("On trial"), "operation": N_("In operation"), "expanded": N_("Expanded"),
        "stalled": N_("Stalled"), "lost": N_("Lost"),
    },
    "project_kind": {
        "industry": N_("Industrial project"), "data centre": N_("Data centre"),
        "railway": N_("Railway"),
        "overseas investment": N_("Investment abroad"), "land port": N_("Land port"),
        "inland port": N_("Inland port"), "waterway": N_("Waterway"), "airport": N_("Airport"),
        "bonded zone": N_("Bonded zone"), "park": N_("Park"), "zone": N_("Zone"),
        "aggregate": N_("Total of many projects"),
    },
    "project_need": {
        "land_ha": N_("Land"), "power_mw": N_("Power"), "discharge_t_day": N_("Discharge"),
        "labour": N_("Labour"), "housing": N_("Housing"), "plan": N_("Allowed by the plan"),
        "value_added": N_("Value added"), "exports": N_("Exports"), "imports": N_("Imports"),
        "jobs": N_("Jobs"), "containers": N_("Containers"), "budget": N_("Budget"),
        "open_fund": N_("Development fund"), "fund:open_fund": N_("Development fund"),
        "own": N_("Own money"), "bank": N_("Bank loan"),
    },
    "site_verdict": {
        "met": N_("met"), "failed": N_("not met"), "unknown": N_("unknown"),
    },
    "project_reason": {
        "aggregate": N_("a total of many projects"),
        "stage": N_("finished, stalled or lost"),
        "duration_unknown": N_("its duration is not known"),
        "window": N_("it does not fit the years"),
        "cost_unknown": N_("its cost is not known"),
        "benefit_unknown": N_("its benefit is not known"),
        "unit": N_("its money is in another unit"),
        "cost_after_end": N_("it costs money after its end"),
        "needs_unknown": N_("what it takes is not known"),
        "requires_left_out": N_("it requires a project that is left out"),
    },
    "evidence_grade": {
        "A": N_("A: measured afterwards"), "B": N_("B: a study of the project"),
        "C": N_("C: carried over from elsewhere"), "D": N_("D: a judgement"),
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
