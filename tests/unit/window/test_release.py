"""What the gate says of a container, and who holds it alone."""

from datetime import UTC, datetime

import pytest

from entrepot.window.release import Box, holders, may_pass, with_holder, without_holder

AT = datetime(2026, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("box", "word", "code"),
    [
        (Box("A"), "STOP", "gate.unknown"),
        (Box("A", "D1", is_routed_here=False, released_at=AT), "STOP", "gate.unknown"),
        (Box("A", "D1"), "STOP", "gate.not_released"),
        (Box("A", "D1", holds=("customs",)), "STOP", "gate.held"),
        (Box("A", "D1", released_at=AT), "GO", ""),
        (Box("A", "D1", released_at=AT, holds=("market",)), "STOP", "gate.held"),
        (Box("A", "D1", released_at=AT, held_by="market"), "STOP", "gate.held"),
        (Box("A", "D1", released_at=AT, moved_at=AT), "STOP", "gate.already_out"),
    ],
)
def test_a_container_passes_only_released_unheld_and_once(box, word, code) -> None:
    told = may_pass(box)

    assert (told[0], told[1]) == (word, code)


def test_several_agencies_may_hold_one_container_alone() -> None:
    both = with_holder(with_holder("", "market"), "customs")

    assert both == "customs, market"
    assert holders(both) == {"customs", "market"}
    assert with_holder(both, "market") == both
    assert without_holder(without_holder(both, "market"), "customs") == ""
    assert holders("") == frozenset()
