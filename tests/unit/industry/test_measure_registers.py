"""What registers of measures, call lists and readiness refuse, with the cell that is wrong."""

import pytest

from entrepot.kernel.roll import read_rows
from entrepot.service.panels import ROLLS

MEASURE = {"id": "M", "text": "T", "number": "1", "title": "One"}
CLAIM = {"id": "C", "measure": "M", "firm": "F", "claimed_on": "2026-02-01"}
ORDER = {"id": "O", "candidate": "1", "market": "LA", "found_on": "2026-02-01"}
CRITERION = {"id": "a", "scheme": "S", "part": "p", "title": "t", "fact": "f", "operator": "is",
             "value": "yes"}  # fmt: skip
CALL = {"id": "1", "target": "T", "called_on": "2026-02-01", "outcome": "no_answer"}
CARBON = {"id": "1", "firm": "F", "product_hs": "8507", "began_on": "2026-01-01",
          "ended_on": "2026-12-31"}  # fmt: skip
STEP = {"id": "1", "bid": "B", "title": "Plan"}
GOOD = {"support_measures": MEASURE, "measure_claims": CLAIM, "first_orders": ORDER,
        "readiness_criteria": CRITERION, "recruit_calls": CALL, "carbon_reports": CARBON,
        "import_bid_steps": STEP}  # fmt: skip


def _wrong(roll: str, row: dict[str, str]) -> list[str]:
    _, problems = read_rows(ROLLS[roll], list(row), [row], {})
    return [one.where.removeprefix("row 1, ") for one in problems]


@pytest.mark.parametrize("roll", GOOD)
def test_a_plain_row_is_taken(roll: str) -> None:
    assert _wrong(roll, GOOD[roll]) == []


@pytest.mark.parametrize(
    ("roll", "more", "where"),
    [
        ("support_measures", {"share_pct": "10", "currency": "CNY"}, "of_fact"),
        ("support_measures", {"share_pct": "10", "of_fact": "sales"}, "currency"),
        ("support_measures", {"fixed": "1.00", "share_pct": "10", "of_fact": "sales",
                              "currency": "CNY"}, "share_pct"),
        ("support_measures", {"excludes": "M"}, "excludes"),
        ("support_measures", {"valid_from": "2026-02-01", "valid_to": "2026-01-31"}, "valid_to"),
        ("measure_claims", {"decided_on": "2026-03-01"}, "outcome"),
        ("measure_claims", {"outcome": "granted"}, "outcome"),
        ("measure_claims", {"decided_on": "2026-03-01", "outcome": "refused", "amount": "1.00",
                            "currency": "CNY"}, "amount"),
        ("measure_claims", {"decided_on": "2026-01-31", "outcome": "granted"}, "decided_on"),
        ("first_orders", {"quoted_on": "2026-01-31"}, "quoted_on"),
        ("first_orders", {"lost_on": "2026-03-01"}, "reason"),
        ("readiness_criteria", {"operator": "at_least", "value": "many"}, "value"),
        ("readiness_criteria", {"operator": "at_least", "value": "０１"}, "value"),
        ("readiness_criteria", {"operator": "about"}, "operator"),
        ("readiness_criteria", {"weight": "0"}, "weight"),
        ("recruit_calls", {"outcome": "call_again"}, "next_on"),
        ("carbon_reports", {"ended_on": "2025-12-31"}, "ended_on"),
        ("import_bid_steps", {"done_on": "2026-03-01"}, "evidence"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_at_its_cell(
    roll: str, more: dict[str, str], where: str
) -> None:
    assert _wrong(roll, GOOD[roll] | more) == [where]
