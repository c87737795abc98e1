"""What a change comes from adds up, whatever order factors and sectors have."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from entrepot.assess.decomposition import lmdi
from entrepot.kernel.errors import InputError, ModelError

NAMES = ("people", "share", "output_per_head")
positive = st.floats(1e-3, 1e3)
amounts = st.one_of(st.just(0.0), positive)
sectors = st.lists(st.tuples(*[st.tuples(amounts, amounts)] * 3), min_size=1, max_size=5)


def ends(rows):
    return [{str(n): [pair[end] for pair in row] for n, row in enumerate(rows)} for end in (0, 1)]


def test_people_times_output_per_head() -> None:
    """Golden 4: 10 x 10 to 12 x 11.667 is 21.674484 by people and 18.325516 by output a head."""
    found = lmdi(("people", "output_per_head"), {"all": (10, 10)}, {"all": (12, 35 / 3)})

    assert found.effects["people"] == pytest.approx(21.674484, abs=5e-7)
    assert found.effects["output_per_head"] == pytest.approx(18.325516, abs=5e-7)
    assert (found.total, found.residual) == (pytest.approx(40), 0)


@given(sectors)
@example([((269.0, 0.001), (366.0, 0.001), (682.0, 0.00390625))])
@example([((1.0, 1.0), (11.0, 1.0), (355.0, 0.015625))])
def test_parts_add_up_to_the_whole_with_nothing_left(rows) -> None:
    found = lmdi(NAMES, *ends(rows))

    assert found.residual == 0
    assert sum(found.effects.values()) == pytest.approx(found.total, abs=1e-9, rel=1e-9)
    for name in NAMES:
        each = sum(told[name] for told in found.by_sector.values())
        assert each == pytest.approx(found.effects[name], abs=1e-9, rel=1e-9)


@given(sectors, st.permutations(range(3)))
def test_the_order_of_factors_and_sectors_changes_nothing(rows, order) -> None:
    plain = lmdi(NAMES, *ends(rows)).effects
    turned = [tuple(row[n] for n in order) for row in reversed(rows)]

    other = lmdi([NAMES[n] for n in order], *ends(turned)).effects

    assert {name: other[name] for name in NAMES} == pytest.approx(plain, rel=1e-9, abs=1e-9)


@given(sectors)
def test_what_went_one_way_comes_back_the_other(rows) -> None:
    start, end = ends(rows)
    there, back = lmdi(NAMES, start, end).effects, lmdi(NAMES, end, start).effects

    assert {name: -one for name, one in back.items()} == pytest.approx(there, rel=1e-9, abs=1e-9)


@given(st.lists(positive, min_size=3, max_size=3), st.lists(positive, min_size=3, max_size=3),
       st.integers(0, 2))  # fmt: skip
def test_a_product_born_or_lost_through_one_factor_is_that_factors_alone(one, other, at) -> None:
    empty = [0.0 if n == at else value for n, value in enumerate(one)]
    product = other[0] * other[1] * other[2]

    born = lmdi(NAMES, {"s": empty}, {"s": other}).effects
    lost = lmdi(NAMES, {"s": other}, {"s": empty}).effects

    assert born == {name: product if n == at else 0.0 for n, name in enumerate(NAMES)}
    assert lost == {name: -product if n == at else 0.0 for n, name in enumerate(NAMES)}


def test_the_limit_is_where_a_vanishing_factor_leads() -> None:
    near = lmdi(NAMES, {"s": (1e-300, 2, 3)}, {"s": (5, 4, 3)}).effects
    there = lmdi(NAMES, {"s": (0, 2, 3)}, {"s": (5, 4, 3)}).effects

    assert near == pytest.approx(there, abs=0.2)
    assert there == {"people": 60.0, "share": 0.0, "output_per_head": 0.0}


def test_two_factors_that_vanish_together_share_what_is_born() -> None:
    assert lmdi(("a", "b"), {"s": (0, 0)}, {"s": (2, 3)}).effects == {"a": 3.0, "b": 3.0}


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as told:
        lmdi(("a", "b"), {"s": (1,), "t": (1, 2)}, {"s": (1, 2)})
    with pytest.raises(ModelError) as below:
        lmdi(("a", "b"), {"s": (-1, 1e200)}, {"s": (1e200, 1e200)})

    assert {one.code for one in told.value.problems} == {"lmdi.sector", "lmdi.factors"}
    assert [one.code for one in below.value.problems] == ["lmdi.negative", "lmdi.range"]
