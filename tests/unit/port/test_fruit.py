"""Village fruit: what spoils first goes first, what may not go says why, shares are exact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.money import Money
from entrepot.port.fruit import Batch, ColdBox, Run, consolidate, share_out

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
RUN = Run("X1", NOON, NOON + timedelta(days=15), Decimal(5))
COLD = ColdBox("C1", Decimal(1000), Decimal(2))


def batch(name: str, kg: str = "400", life: str = "60", farmer: str = "F1") -> Batch:
    return Batch(
        name, farmer, "kiwi", NOON, Decimal(life), "passed", Decimal(kg), Decimal(0), Decimal(4),
        Money(Decimal(kg), "CNY"),
    )  # fmt: skip


def test_what_spoils_first_goes_first_and_what_has_no_room_stays() -> None:
    found = consolidate([batch("slow", life="90"), batch("b", "700"), batch("a")], [COLD], RUN)

    assert [one.batch for one in found.batches] == ["b"]
    assert [(one.batch, reason) for one, reason in found.left_out] == [
        ("a", "room"), ("slow", "room"),
    ]  # fmt: skip


def test_the_fullest_box_with_room_is_filled_before_another() -> None:
    boxes = [replace(COLD, box="big", capacity_kg=Decimal(5000)), COLD]
    found = consolidate([batch("a"), batch("b"), batch("c")], boxes, RUN)

    assert {one.box.box: len(one.batches) for one in found.boxes} == {"big": 1, "C1": 2}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quarantine": "pending"}, "quarantine_pending"),
        ({"quarantine": "failed"}, "quarantine_failed"),
        ({"harvested_at": NOON + timedelta(seconds=1)}, "cutoff"),
        ({"shelf_life_days": Decimal("19.99")}, "shelf_life"),
        ({"high_c": Decimal(1)}, "temperature"),
        ({"mass_kg": Decimal("1000.1")}, "room"),
    ],
)
def test_what_may_not_go_stays_with_its_reason(change: dict, reason: str) -> None:
    found = consolidate([replace(batch("a"), **change)], [COLD], RUN)

    assert [why for _, why in found.left_out] == [reason]


def test_fruit_that_keeps_just_long_enough_goes() -> None:
    assert consolidate([batch("a", life="20")], [COLD], RUN).left_out == ()


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 10**6)), min_size=1, max_size=12),
    st.integers(0, 10**9), st.integers(0, 10**9),
)  # fmt: skip
def test_shares_add_up_to_the_proceeds_less_the_costs(sold, fen, cost) -> None:
    batches = [batch(str(n), str(kg), farmer=who) for n, (who, kg) in enumerate(sold)]
    proceeds, costs = (Money(Decimal(n).scaleb(-2), "CNY") for n in (fen + cost, cost))

    shares = share_out(batches, proceeds, costs)

    assert set(shares) == {who for who, _ in sold}
    assert sum((one.amount for one in shares.values()), Decimal(0)) == Decimal(fen).scaleb(-2)


def test_a_loss_is_not_shared_out() -> None:
    with pytest.raises(ValueError, match="nothing to share"):
        share_out([batch("a")], Money(Decimal(1), "CNY"), Money(Decimal(2), "CNY"))
