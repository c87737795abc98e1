"""Mirror reports: a golden by hand, and the laws of the comparison."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.errors import InputError
from entrepot.trade.mirror import (
    Mirrored,
    Report,
    Step,
    mirror,
    reconcile,
    reliability,
)

STEP = Step(Fraction(6, 100), "invented for a test")
FIFTH = Fraction(1, 5)
names = st.sampled_from("ABCD")
reports = st.lists(
    st.builds(Report, names, names, st.just(""), st.sampled_from(["export", "import"]),
              st.sampled_from(["", "CIF", "FOB"]), st.integers(0, 10**12)).filter(
                  lambda one: one.exporter != one.importer),
    max_size=12,
)  # fmt: skip


def of(exporter: str, importer: str, flow: str, value: int | None, basis: str = "") -> Report:
    return Report(exporter, importer, "", flow, basis, value)


def test_a_case_by_hand() -> None:
    flows = mirror(
        [of("A", "B", "export", 100), of("A", "B", "import", 106),  # agree exactly
         of("A", "C", "export", 50), of("A", "C", "import", 106),  # 50 beside 100
         of("C", "B", "export", 30)], STEP,
    )  # fmt: skip
    found = reliability(flows, FIFTH)

    assert [(one.exporter, one.importer, one.gap) for one in flows] == [
        ("A", "B", 0), ("A", "C", 50), ("C", "B", None)
    ]  # fmt: skip
    # A exports 100 that agree and 100 that do not; B's imports agree, C's do not.
    assert found["A"].as_exporter == Fraction(1, 2)
    assert (found["B"].as_importer, found["C"].as_importer) == (1, 0)
    assert (found["C"].as_exporter, found["A"].as_importer) == (None, None)
    # C's report weighs nothing, so A's 50 stands; of what one side tells, that stands.
    assert [reconcile(one, found) for one in flows] == [100, 50, 30]


def test_where_neither_side_is_reliable_both_weigh_the_same() -> None:
    flows = mirror([of("A", "B", "export", 10), of("A", "B", "import", 106)], STEP)

    assert reconcile(flows[0], reliability(flows, FIFTH)) == 55


def test_values_cif_beside_values_fob_are_refused_without_a_step() -> None:
    with pytest.raises(InputError) as refused:
        mirror([of("A", "B", "export", 1), of("A", "B", "import", 1)], None)
    alike = mirror([of("A", "B", "export", 1), of("A", "B", "import", 1, "FOB")], None)

    assert [one.where for one in refused.value.problems] == ["export", "import"]
    assert {one.code for one in refused.value.problems} == {"trade.valuation"}
    assert alike[0].gap == 0


def test_what_nobody_reports_is_unknown_and_never_nothing() -> None:
    [one] = mirror([of("A", "B", "export", None), of("A", "B", "import", 106)], STEP)

    assert (one.exported, one.imported, one.sides, one.gap) == (None, 100, "importer", None)
    assert one.agrees(FIFTH) is None


@given(reports, st.integers(1, 1000))
def test_neither_order_nor_money_changes_who_is_reliable(told: list[Report], scale: int) -> None:
    flows = mirror(told, STEP)
    scaled = [Report(one.exporter, one.importer, "", one.flow, one.basis, one.value * scale)
              for one in reversed(told) if one.value is not None]  # fmt: skip

    assert reliability(mirror(scaled, STEP), FIFTH) == reliability(flows, FIFTH)


@given(reports)
def test_what_is_believed_lies_between_the_reports(told: list[Report]) -> None:
    flows = mirror(told, STEP)
    found = reliability(flows, FIFTH)
    for one in flows:
        sides = [side for side in (one.exported, one.imported) if side is not None]
        believed = reconcile(one, found)
        assert believed is not None
        assert min(sides) <= believed <= max(sides)


def test_reports_that_agree_are_believed_as_they_are() -> None:
    one = Mirrored("A", "B", "", Fraction(7), Fraction(7))

    assert reconcile(one, reliability([one], FIFTH)) == 7
