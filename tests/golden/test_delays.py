"""Alarms of projects in a stage, worked by hand.

Source: system 53 of issue 08, "moves projects through stages with delay alarms and reasons"; the
limits are the pipeline's own, in days from the first day of the unbroken run in the stage.
"""

from datetime import date

import pytest

from entrepot.industry.metrics import late
from entrepot.industry.pipeline import StageEvent, effective, standings

LIMITS = {"negotiating": 30, "signed": 90}


def alarm(day: str, *told: tuple[str, str, str]) -> tuple[bool, str]:
    """Whether the alarm is raised on a day, and why it stalls."""
    events = [StageEvent(at, at, f"E{at}", date.fromisoformat(on), stage, reason=reason)
              for at, (on, stage, reason) in enumerate(told, 1)]  # fmt: skip
    (*_, stood) = standings(effective(events))
    return late(stood, date.fromisoformat(day), LIMITS), stood.reason


@pytest.mark.parametrize(
    ("day", "told", "expected"),
    [
        # Thirty days after 1 March is 31 March: allowed; the day after is not.
        ("2026-03-31", [("2026-03-01", "negotiating", "")], (False, "")),
        ("2026-04-01", [("2026-03-01", "negotiating", "")], (True, "")),
        # The run is unbroken by being told again, and begins anew after another stage.
        ("2026-04-01", [("2026-03-01", "negotiating", ""), ("2026-03-20", "negotiating", "")],
         (True, "")),
        ("2026-04-01", [("2026-03-01", "negotiating", ""), ("2026-03-10", "signed", ""),
                        ("2026-03-20", "negotiating", "")], (False, "")),
        # A stall raises it at once, with its reason, until the next step.
        ("2026-03-05", [("2026-03-01", "signed", ""), ("2026-03-04", "stalled", "No power")],
         (True, "No power")),
        ("2026-03-07", [("2026-03-01", "signed", ""), ("2026-03-04", "stalled", "No power"),
                        ("2026-03-06", "construction", "")], (False, "")),
        # A stage without a limit, a landed and a lost project raise none.
        ("2027-03-01", [("2026-03-01", "visited", "")], (False, "")),
        ("2027-03-01", [("2026-03-01", "operation", "")], (False, "")),
        ("2027-03-01", [("2026-03-01", "signed", ""), ("2026-03-02", "lost", "Elsewhere")],
         (False, "Elsewhere")),
    ],
)  # fmt: skip
def test_an_alarm_is_raised_after_the_days_allowed_or_by_a_stall(
    day: str, told: list[tuple[str, str, str]], expected: tuple[bool, str]
) -> None:
    assert alarm(day, *told) == expected
