"""Step 12: did the goods stay under control on their way?"""

from dataclasses import dataclass

from entrepot.tariff.origin_case import OriginCase, Stop
from entrepot.tariff.origin_results import TestResult
from entrepot.tariff.origin_tests import State, all_state, said


@dataclass(frozen=True, slots=True)
class Passage:
    """What the way does to the origin.

    Attributes:
        state: Whether the good keeps its origin on the way.
        results: The test, for the document.
        missing: Papers and facts to ask for.
    """

    state: State
    results: tuple[TestResult, ...]
    missing: tuple[str, ...]


def check_route(case: OriginCase) -> Passage:
    """Check direct consignment.

    A good keeps its origin if nothing was done to it on the way but to unload, reload, store
    and preserve it, and if it stayed under the control of customs in every country passed,
    party or not.

    Source:
        RCEP article 3.15.1(b) and 3.15.2.
    """
    if not case.route:
        told = TestResult("transport", "pass", "sent directly")
        return Passage("pass", (told,), ())
    states = [_state(stop) for stop in case.route]
    missing = tuple(
        f"papers that the goods stayed under the control of customs in {stop.country}, and that "
        "nothing was done to them there"
        for stop, state in zip(case.route, states, strict=True)
        if state == "unknown"
    )
    state = all_state(states)
    by = ", ".join(stop.country for stop in case.route)
    return Passage(state, (TestResult("transport", state, f"by {by}: {_WHY[state]}"),), missing)


_WHY: dict[State, str] = {
    "pass": "under control, and nothing done that needs more",
    "fail": "left the control of customs, or was worked on",
    "unknown": "papers are missing",
}


def _state(stop: Stop) -> State:
    """Whether the good keeps its origin in one country; papers are asked for either way."""
    worked = said(None if stop.is_worked is None else not stop.is_worked)
    return all_state((worked, said(stop.is_controlled), said(bool(stop.documents) or None)))
