"""When projects were decided: each loss, and the first landing."""

from datetime import date

import pytest

from entrepot.industry.decided import decisions, signing
from entrepot.industry.pipeline import StageEvent


def story(*stages: str) -> list[StageEvent]:
    """An event a month, as they became known."""
    return [StageEvent(at, at, f"E{at}", date(2026, at, 1), stage)
            for at, stage in enumerate(stages, 1)]  # fmt: skip


@pytest.mark.parametrize(("stages", "found"), [
    (("lead", "signed"), []),
    (("lead", "lost"), [("E2", False)]),
    (("lead", "lost", "lost"), [("E2", False)]),
    (("lead", "lost", "stalled", "lost"), [("E2", False)]),
    (("lead", "lost", "contacted", "lost"), [("E2", False), ("E4", False)]),
    (("lead", "lost", "signed", "operation", "expanded"), [("E2", False), ("E4", True)]),
    (("trial", "operation", "lost"), [("E2", True)]),
])  # fmt: skip
def test_each_loss_and_the_first_landing_decide(
    stages: tuple[str, ...], found: list[tuple[str, bool]]
) -> None:
    assert [(one.event.event, one.is_landed) for one in decisions(story(*stages))] == found


def test_what_comes_later_changes_no_earlier_decision() -> None:
    told = story("lead", "lost", "signed", "lost", "negotiating", "operation", "lost")
    found = decisions(told)

    for upto in range(len(told) + 1):
        earlier = decisions(told[:upto])
        assert found[: len(earlier)] == earlier


def test_an_event_that_was_removed_decides_nothing() -> None:
    told = [*story("lead", "lost"), StageEvent(3, 2, "E3", None, "void")]

    assert decisions(told) == []


def test_a_project_is_signed_on_the_first_rung_from_there() -> None:
    found = signing(story("lead", "stalled", "construction", "signed"))

    assert found is not None
    assert found.event == "E3"
    assert signing(story("lead", "negotiating", "lost")) is None
