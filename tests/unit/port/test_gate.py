"""May this box leave."""

from datetime import UTC, datetime

import pytest

from entrepot.port.gate import Standing, decide, word_of

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("standing", "codes"),
    [
        (Standing("B", is_released=True), []),
        (Standing("B"), ["gate.not_released"]),
        (Standing("B", is_released=True, agencies=("customs",)), ["gate.held"]),
        (Standing("B", holders=("operator",)), ["gate.not_released", "gate.held"]),
        (Standing("B", left_at=NOON, holders=("operator",)), ["gate.already_out"]),
    ],
)
def test_every_reason_is_told_but_a_box_that_left_is_stopped_for_that_alone(
    standing: Standing, codes: list[str]
) -> None:
    reasons = decide(standing)

    assert [one.code for one in reasons] == codes
    assert word_of(reasons) == ("STOP" if codes else "GO")


def test_who_holds_a_box_is_told_once_each() -> None:
    (_, held) = decide(Standing("B", agencies=("market", "customs"), holders=("customs",)))

    assert held.values["agency"] == "customs, market"
