"""What rows of the registers of investment must meet beyond their cells."""

import pytest

from entrepot.industry.approvals import WAITING, state_of
from entrepot.industry.arrivals import LICENCES
from entrepot.industry.central import PROMISES
from entrepot.industry.directions import MOVES
from entrepot.industry.multinational import YEARS
from entrepot.industry.overseas import APPROVALS
from entrepot.industry.plus_models import PROJECTS
from entrepot.industry.traders import PITCHES
from entrepot.industry.work_benefits import BENEFITS
from entrepot.industry.works import WORKS
from entrepot.kernel.roll import Roll, read_row

MADE = {"firm": "C1", "kind": "branch", "text": "A branch", "made_on": "2026-01-10"}
PITCHED = {"target": "A", "pitched_on": "2026-01-10", "pitch": "Trains"}
TRY = {"project": "P1", "approval": "Filing", "granted_on": "2026-01-10"}
YEAR = {"enterprise": "F1", "year_end_on": "2025-12-31"}
WORK = {"name": "Lock", "kind": "waterway", "started_on": "2026-01-10"}
MOVE = {"direction": "out", "project": "P1", "on": "2026-01-10"}
GAIN = {"work": "W1", "benefit": "Ships", "unit": "ships a year", "better": "higher"}
JOINED = {"name": "Salts", "model": "M1", "signed_on": "2026-01-10"}
CASES = (
    (PROMISES, MADE, {"done_on": "2026-02-01"}, ["evidence"]),
    (PROMISES, MADE, {"done_on": "2026-02-01", "evidence": "Licence 7"}, []),
    (PROMISES, MADE, {"due_on": "2026-01-09"}, ["due_on"]),
    (PROMISES, MADE, {"due_on": "2026-01-10", "amount": "5"}, ["currency"]),
    (PITCHES, PITCHED, {"result": "landed"}, ["result_on"]),
    (PITCHES, PITCHED, {"result_on": "2026-01-10"}, ["result_on"]),
    (PITCHES, PITCHED, {"result": "landed", "result_on": "2026-01-09"}, ["result_on"]),
    (PITCHES, PITCHED, {"result": "landed", "result_on": "2026-01-10"}, []),
    (APPROVALS, TRY, {"refused_on": "2026-01-11"}, ["refused_on"]),
    (APPROVALS, TRY, {"valid_until": "2026-01-09"}, ["valid_until"]),
    (APPROVALS, TRY, {"valid_until": "2026-01-10"}, []),
    (YEARS, YEAR, {"staff_abroad": "11", "staff_total": "10"}, ["staff_abroad"]),
    (YEARS, YEAR, {"staff_abroad": "10", "staff_total": "10"}, []),
    (YEARS, YEAR, {"staff_abroad": "1", "staff_total": "10", "staff_abroad_pct": "10"},
     ["staff_abroad_pct"]),
    (YEARS, YEAR, {"staff_abroad_pct": "101"}, ["staff_abroad_pct"]),
    (WORKS, WORK, {"finished_on": "2026-01-09"}, ["finished_on"]),
    (WORKS, WORK, {"due_on": "2026-01-10"}, []),
    (MOVES, MOVE, {"stage": "lost"}, ["reason"]),
    (MOVES, MOVE, {"stage": "stalled", "reason": "no land"}, []),
    (BENEFITS, GAIN, {"measured": "5"}, ["measured_on"]),
    (PROJECTS, JOINED, {"landed_on": "2026-01-09"}, ["landed_on"]),
    (PROJECTS, JOINED, {"landed_on": "2026-01-10", "given_up_on": "2026-01-10"}, ["given_up_on"]),
)  # fmt: skip


@pytest.mark.parametrize(("roll", "row", "more", "wrong"), CASES)
def test_a_row_says_what_does_not_fit_together(
    roll: Roll, row: dict[str, str], more: dict[str, str], wrong: list[str]
) -> None:
    _, found = read_row(roll, {"id": "1", **row, **more}, {})

    assert [one[0] for one in found] == wrong
    assert all(len(one) == 4 and all(one) for one in found)


def test_a_licence_applied_for_that_day_is_awaited() -> None:
    row, found = read_row(
        LICENCES, {"id": "1", "bank": "K1", "licence": "Office", "applied_on": "2026-06-30",
                   "due_on": "2026-06-30"}, {},
    )  # fmt: skip

    assert found == []
    assert state_of(row, row["applied_on"]) == WAITING
