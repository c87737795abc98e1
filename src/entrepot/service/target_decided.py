"""A goal with what a person decided on it: the reading that is meant, the standing as written."""

from typing import Any

from entrepot.assess.decisions import Decisions
from entrepot.assess.goals import AMBIGUOUS, Goal
from entrepot.kernel.source import weakest
from entrepot.service.target_goals import Goals
from entrepot.service.target_readings import readings_of
from entrepot.service.target_words import decision_document

Document = dict[str, Any]
_OF_READING = (
    "required_cagr_pct", "path", "actual_cagr_pct", "pace_ratio", "status", "probability", "drift",
    "sd", "observations", "horizon_years", "start", "median", "interval_80", "fan", "backtest",
    "outcome", "history", "history_source", "actual",
)  # fmt: skip


def decided(
    goals: Goals, goal: Goal, decisions: Decisions, told: Document
) -> Document:  # fmt: skip
    """A goal as it is told, with the decisions that stand on it.

    A reading that was decided on gives the goal its path, standing and chance; until then both
    are told. A standing that was written takes the place of the one that was worked out, which
    stays beside it.
    """
    told = {**told, **_read(goals, goal, decisions, told)}
    written = decisions.find("status", goal.id)
    return {
        **told, "status": written.choice if written else told["status"],
        "status_calculated": told["status"], "status_written": decision_document(written),
    }  # fmt: skip


def _read(goals: Goals, goal: Goal, decisions: Decisions, told: Document) -> Document:
    if AMBIGUOUS not in told["flags"]:
        return {"readings": [], "reading_decided": None}
    both = readings_of(goals, goal)
    chosen = decisions.find("reading", goal.id)
    meant = next((one for one in both if chosen and one["choice"] == chosen.choice), None)
    found: Document = {"readings": both, "reading_decided": decision_document(chosen)}
    if meant is None:
        return found
    kept = {field: why for field, why in told["reasons"].items() if field not in _OF_READING}
    statuses = [told["figures_status"], *(one["status"] for one in meant["history"])]
    return {
        **found, **{name: meant[name] for name in _OF_READING},
        "reasons": {**kept, **meant["reasons"]},
        "figures_status": weakest([*statuses, "modelled" if meant["fan"][1:] else "derived"]),
    }  # fmt: skip
