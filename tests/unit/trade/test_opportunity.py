"""Potentials: what they add up to, what terms do, and whether rankings foretell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.errors import InputError
from entrepot.service.opportunities import Wanted, opportunities_of
from entrepot.trade.opportunity import ALL, Factor, Flows, backtest, potentials, ranks

EPI = """exporter,importer,product,value
A,X,p,30
A,Y,p,10
A,Y,q,20
B,X,p,20
B,X,q,50
B,Y,p,40
B,Y,q,30"""


@pytest.fixture
def epi(tmp_path):
    path = tmp_path / "epi.csv"
    path.write_text(EPI, encoding="utf-8")
    return path


def invented(seed: int, sizes: tuple[int, int, int] = (4, 5, 6)) -> Flows:
    chance = np.random.default_rng(seed)
    values = chance.pareto(1.1, sizes) * (chance.random(sizes) < 0.6)
    places = np.nonzero(values)
    return Flows(*(place.astype(np.int64) for place in places), values[places], sizes)


def test_golden_two_exporters_two_markets_two_products(epi) -> None:
    """Issue of this room, golden 6: the potential of A in X is 20 of p and 10 of q."""
    found = opportunities_of(epi, Wanted(exporter="A", market="X", top=0))

    assert {row["product"]: row["potential"] for row in found["rows"]} == {"p": 20, "q": 10}


@given(st.integers(0, 2**32))
def test_the_potentials_of_a_pair_add_up_to_its_trade(seed: int) -> None:
    flows = invented(seed)
    pairs = flows.by("exporter", "importer")
    for one in potentials(flows, range(4)):
        sums = np.bincount(one.importer, weights=one.potential, minlength=5)

        assert np.allclose(sums, pairs[one.exporter], rtol=1e-9)


@given(st.integers(0, 2**32), st.floats(0.1, 10))
def test_money_in_another_unit_scales_potentials_and_changes_no_binding(seed, rate) -> None:
    flows = invented(seed)
    other = Flows(flows.exporter, flows.importer, flows.product, rate * flows.value, flows.shape)
    for one, two in zip(potentials(flows, range(4)), potentials(other, range(4)), strict=True):
        assert np.allclose(rate * one.potential, two.potential)
        assert np.allclose(one.ease, two.ease)


def test_a_term_moves_potential_to_where_it_is_higher_and_keeps_the_sum_of_the_pair() -> None:
    flows = invented(3)
    [plain] = potentials(flows, [0])
    [moved] = potentials(flows, [0], [Factor("growth", ALL, ALL, 2, 3.0)])
    up = moved.product == 2

    assert (moved.potential[up] > plain.potential[up]).all()
    assert moved.potential.sum() == pytest.approx(plain.potential.sum())


def test_what_is_wholly_realised_is_no_opportunity_unless_all_are_asked_for(epi) -> None:
    few = opportunities_of(epi, Wanted(top=20))["rows"]
    all_ = opportunities_of(epi, Wanted(top=0))["rows"]

    assert [row["unrealised"] for row in few] == [10, 10, 10, 10]
    assert len(all_) == 8


def test_a_ranking_that_foretells_everything_has_an_area_of_one() -> None:
    found = backtest(np.array([1.0, 2, 3, 4]), np.array([-2.0, -1, 1, 2]))

    assert (found.auc, found.rank_correlation) == (1.0, pytest.approx(1.0))
    assert backtest(np.array([4.0, 3, 2, 1]), np.array([-2.0, -1, 1, 2])).auc == 0.0
    assert backtest(np.ones(4), np.array([-2.0, -1, 1, 2])).auc == 0.5


def test_equal_values_share_their_rank() -> None:
    assert list(ranks(np.array([5.0, 1, 5, 0]))) == [3.5, 2, 3.5, 1]


def test_a_backtest_tells_three_rankings(epi, tmp_path) -> None:
    later = tmp_path / "later.csv"
    later.write_text(EPI.replace("A,X,p,30", "A,X,q,90"), encoding="utf-8")
    found = opportunities_of(epi, Wanted(), later=later)["backtest"]

    assert found.keys() == {"potential", "rca", "gravity", "triples"}
    assert found["potential"]["auc"] > found["rca"]["auc"]


def test_every_row_that_cannot_be_used_is_named(tmp_path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("exporter,importer,product,value\nA,X,p,-1\nA,,p,2\nA,Y,p,3", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        opportunities_of(path, Wanted())

    assert [one.where for one in raised.value.problems] == ["bad.csv row 1", "bad.csv row 2"]


def test_a_name_that_is_not_in_the_trade_is_named(epi) -> None:
    with pytest.raises(InputError, match="'Z' is not in the trade"):
        opportunities_of(epi, Wanted(exporter="Z"))


def test_terms_that_are_asked_for_need_their_factors(epi, tmp_path) -> None:
    with pytest.raises(InputError, match="lacks the factors of growth"):
        opportunities_of(epi, Wanted(terms=("growth",)))
    factors = tmp_path / "f.csv"
    factors.write_text("term,exporter,importer,product,factor\ngrowth,,,q,2\n", encoding="utf-8")
    found = opportunities_of(epi, Wanted("A", "X", top=0, terms=("growth",)), factors=factors)

    assert {row["product"]: row["potential"] for row in found["rows"]} == {"p": 15, "q": 15}
