"""Survival against lifelines; its numbers stand beside the script that made them."""

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from entrepot.industry.metrics import life_of, measure
from entrepot.industry.pipeline import StageEvent
from entrepot.industry.survival import median_days, survival

CASES = json.loads(Path(__file__).with_name("lifelines_survival.json").read_text())["cases"]
END = date(2026, 1, 1)


@pytest.mark.parametrize("case", CASES)
def test_survival_and_medians_are_those_of_lifelines(case) -> None:
    lasted = [(days, ended) for days, ended in case["lasted"]]
    points = survival(lasted)

    for point in points:
        assert float(point.share) == pytest.approx(case["survival"][str(point.days)], abs=1e-12)
    # Where exactly half last on, the logarithms of lifelines may come out on either side.
    if Fraction(1, 2) not in {point.share for point in points}:
        assert median_days(lasted) == case["median"]


def test_most_medians_are_compared() -> None:
    halves = [Fraction(1, 2) in {one.share for one in survival(map(tuple, case["lasted"]))}
              for case in CASES]  # fmt: skip

    assert sum(halves) <= len(CASES) // 4
    assert any(case["median"] is None for case in CASES)


@pytest.mark.parametrize("case", CASES)
def test_days_in_a_stage_are_those_of_its_events(case) -> None:
    lives = []
    for nth, (days, ended) in enumerate(case["lasted"]):
        first = END - timedelta(days if not ended else days + 7)
        told = [StageEvent(1, 1, "a", first, "negotiating")]
        if ended:
            told.append(StageEvent(2, 2, "b", first + timedelta(days), "signed"))
        lives.append(life_of(f"P{nth}", told, END))
    found = {one.stage: one for one in measure(lives).stage_days}["negotiating"]

    assert found.entered == len(case["lasted"])
    assert found.open == sum(not ended for _, ended in case["lasted"])
    assert found.median_days == median_days([(days, ended) for days, ended in case["lasted"]])
