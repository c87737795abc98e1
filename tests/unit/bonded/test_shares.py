"""Shares of a list on several vehicles, and all of them on the scale together."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.bonded.passes import (
    Passage,
    Share,
    Weighing,
    check_share,
    check_sum,
    rest_of,
    weigh_together,
)
from entrepot.kernel.errors import RefusedError
from entrepot.web.bonded_forms import ADD, document_of

WHOLE = Share(Decimal(1000), 10, {"M1": Decimal(600), "M2": Decimal("0.5")})
masses = st.decimals(1, 10_000, places=3)


def share(kg: object, pieces: int | None, **quantities: object) -> Share:
    return Share(Decimal(str(kg)), pieces, {k: Decimal(str(v)) for k, v in quantities.items()})


def test_what_no_vehicle_carries_is_left() -> None:
    left = rest_of(WHOLE, [share(400, 4, M1=200), share(100, 1, M1=1, M2="0.5")])

    assert left == share(500, 5, M1=399, M2=0)
    assert not left.is_empty
    assert rest_of(WHOLE, [WHOLE]).is_empty


def test_everything_a_share_takes_too_much_of_is_named() -> None:
    faults = check_share(share("1000.001", 11, M1=601, M2="0.5", M3=1), WHOLE, "lists[2]")

    assert [(one.code, one.where) for one in faults] == [
        ("bonded.share", "lists[2].gross_mass_kg"),
        ("bonded.share", "lists[2].pieces"),
        ("bonded.share", "lists[2].lines"),
        ("bonded.share", "lists[2].lines"),
    ]
    assert faults[0].pointer == "/lists/2/gross_mass_kg"
    assert "1000.001 are asked for, and 1000 of the list are left" in faults[0].message
    assert [one.message_zh for one in faults[1:3]] == [
        "件数：申请11，清单余量10。", "M1：申请601，清单余量600。",
    ]  # fmt: skip


def test_goods_are_not_left_without_mass_or_pieces() -> None:
    faults = check_share(share(1000, 10, M1=600), WHOLE, "lists[0]")

    assert [(one.code, one.where) for one in faults] == [
        ("bonded.share_rest", "lists[0].gross_mass_kg"), ("bonded.share_rest", "lists[0].pieces"),
    ]  # fmt: skip
    assert check_share(WHOLE, WHOLE, "lists[0]") == []
    assert check_share(share(999, 9, M1=600), WHOLE, "lists[0]") == []


def test_a_share_cannot_hide_what_the_list_declares_beside_the_others() -> None:
    # Two vehicles of 400 kg carry all goods of a list of 1000 kg: 800 beside 1000 is -20 %.
    gone = [Passage(*map(Decimal, (400, 0, 400, 400))) for _ in range(2)]

    together = weigh_together(gone, Decimal(200), Decimal(3))
    with pytest.raises(RefusedError) as refused:
        check_sum(together, "V1")

    assert together.difference_pct == -20
    [problem] = refused.value.problems
    assert problem.code == "bonded.weight_sum"
    assert "800 kg, and 1000 kg are declared: -20.00 %, allowed are 3 %" in problem.message


def test_a_vehicle_with_goods_of_two_lists_counts_for_each_by_mass() -> None:
    # 300 of 400 kg are this list's; of 104 kg of vehicle and 4 kg too much three quarters.
    mixed = Passage(Decimal(300), Decimal(100), Decimal(500), Decimal(504))

    together = weigh_together([mixed], Decimal(0), Decimal(3))

    assert (together.declared_kg, together.weighed_kg) == (375, 378)


@given(masses, masses, st.decimals(0, 20_000, places=3), st.decimals(1, 40_000, places=3))
def test_a_list_on_one_vehicle_is_weighed_as_the_vehicle(own, other, tare, weighed) -> None:
    declared = own + other + tare
    together = weigh_together([Passage(own, tare, declared, weighed)], Decimal(0), Decimal(3))

    assert together.difference_pct == Weighing(declared, weighed, Decimal(3)).difference_pct


@given(st.lists(st.tuples(masses, masses, st.decimals(-3, 3, places=2)), min_size=1, max_size=6))
def test_vehicles_within_the_tolerance_are_within_it_together(vehicles) -> None:
    tolerance = Decimal(3)
    gone = [
        Passage(mass, tare, mass + tare, (mass + tare) * (1 + off / 100))
        for mass, tare, off in vehicles
    ]
    together = weigh_together(gone, Decimal(0), tolerance)

    assert abs(together.difference_pct) <= Fraction(tolerance)
    assert together.declared_kg == sum(Fraction(mass + tare) for mass, tare, _ in vehicles)


@given(st.lists(st.decimals(Decimal("0.00001"), 100, places=5), min_size=1, max_size=6))
def test_shares_that_fit_add_up_to_the_list(parts: list[Decimal]) -> None:
    whole = Share(Decimal(len(parts)), None, {"M1": sum(parts, Decimal(0))})
    shares: list[Share] = []
    for part in parts:
        one = Share(Decimal(1), None, {"M1": part})

        assert check_share(one, rest_of(whole, shares), "lists[0]") == []
        shares.append(one)
    left = rest_of(whole, shares)

    assert left.is_empty
    assert left.gross_mass_kg == 0
    assert check_share(Share(Decimal(1), None, {"M1": Decimal("0.00001")}), left, "lists[0]")


def test_the_form_puts_the_lines_of_a_share_together() -> None:
    typed = {"vehicle": "X", "direction": "in", "lists": "V1, V2",
             "shares": "V3,M1,10,40,2\nV3,M2,5\nV4,M1,1,7"}  # fmt: skip

    assert document_of(ADD["gate-passes"], typed)["lists"] == [
        "V1", "V2",
        {"list": "V3", "gross_mass_kg": "40", "pieces": "2",
         "lines": [{"item": "M1", "quantity": "10"}, {"item": "M2", "quantity": "5"}]},
        {"list": "V4", "gross_mass_kg": "7", "lines": [{"item": "M1", "quantity": "1"}]},
    ]  # fmt: skip
