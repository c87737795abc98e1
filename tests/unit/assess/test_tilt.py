"""A fund is shared to the last minor unit, and what method alone moves is told."""

import json
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from entrepot.assess.ranks import rank
from entrepot.assess.tilt import MOST_POOL, share_gains, share_out, tilt_many
from entrepot.cli import main

claims = arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 6)),
                elements=st.integers(0, 60).map(lambda n: n / 4))  # fmt: skip


@given(st.integers(0, MOST_POOL), claims)
def test_shares_are_those_of_fractions_to_one_minor_unit(pool: int, many) -> None:
    for run, paid in zip(many, tilt_many(pool, many).tolist(), strict=True):
        assert sum(paid) == (pool if run.any() else 0)
        for claim, amount in zip(run, paid, strict=True):
            exact = pool * Fraction(claim) / Fraction(run.sum()) if run.any() else Fraction(0)
            assert abs(amount - exact) <= 1 + Fraction(pool, 2**50)


@given(claims, st.integers(0, 9), st.integers(1, 4))
def test_every_way_of_sharing_adds_up_to_the_pool(scores, floor: int, top: int) -> None:
    ranks = rank(scores)
    pool = 1000 + floor * scores.shape[1]
    done = share_out(pool, floor, top, (ranks[0], scores[0]), (ranks, scores))

    nothing = floor * scores.shape[1]
    assert sum(done.plain) in (pool, nothing)
    assert sum(done.robust) in (pool, nothing)
    assert set(done.by_run.sum(axis=1).tolist()) <= {pool, nothing}
    assert min(done.plain) >= floor
    assert done.moved_by_run()[0] == 0


def test_a_doubtful_winner_is_paid_in_part_and_a_sure_one_in_full() -> None:
    """Ten runs: A always first two, B in 7, C in 3; certainty 1, 2/3, 0; scores alike."""
    ranks = np.array([[1.0, 2, 3]] * 7 + [[1.0, 3, 2]] * 3)
    scores = np.full((10, 3), 50.0)
    done = share_out(500, 0, 2, (ranks[0], scores[0]), (ranks, scores))

    assert done.plain == [250, 250, 0]
    assert done.robust == [300, 200, 0]
    assert done.moved_by_run().tolist() == [0] * 7 + [250] * 3


@given(st.integers(0, 10**6), claims)
def test_gains_are_shared_to_the_last_unit_and_a_loss_claims_nothing(pool: int, many) -> None:
    gained = many - 7
    done = share_gains(pool, gained[0], gained)

    assert sum(done.plain) == (pool if (gained[0] > 0).any() else 0)
    assert all(paid == 0 for paid, gain in zip(done.plain, gained[0], strict=True) if gain <= 0)
    assert done.moved_by_run()[0] == 0


SCHEME = """
code = "t"
unit = "place"
[[node]]
code = "a"
level = 1
parent = "top"
[[node]]
code = "b"
level = 1
parent = "top"
[[node]]
code = "top"
level = 2
[normalise]
method = "minmax"
lower = 1
[aggregate]
method = "arithmetic"
"""
ASSUMPTIONS = """
[[assumption]]
name = "mean"
options = [{aggregate = {method = "arithmetic"}}, {aggregate = {method = "geometric"}}]
"""
DATA = "place,a,b\nX,1,10\nY,5,5.6\nZ,2,8\nW,10,1\n"


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(SCHEME, "utf-8")
    (tmp_path / "d.csv").write_text(DATA, "utf-8")
    (tmp_path / "a.toml").write_text(ASSUMPTIONS, "utf-8")

    def run(*words: str):
        code = main.call(["index", "tilt", "s.toml", "d.csv", "a.toml", *words])
        return code, capsys.readouterr()

    return run


def test_the_verb_tells_money_that_adds_up_and_what_method_moved(call) -> None:
    words = "--pool", "1000.01", "--currency", "CNY", "--floor", "10", "--top", "1"
    (code, first), (_, second) = (call(*words, "--json") for _ in range(2))

    told = json.loads(first.out)
    assert code == 0
    assert first.out == second.out
    for way in ("plain", "robust"):
        assert sum(Decimal(one[way]) for one in told["units"]) == Decimal(told["paid"][way])
    assert told["paid"]["plain"] == "1000.01"
    assert {one["p_top"] for one in told["units"]} == {0.5, 0.0}
    moved = sum(max(Decimal(0), -Decimal(one["robust_less_plain"])) for one in told["units"])
    assert Decimal(told["moved_by_robust"]) == moved
    _, table = call(*words)
    assert "moved by method most" in table.out


def test_gains_since_an_earlier_time_have_their_own_part(call, tmp_path) -> None:
    (tmp_path / "d0.csv").write_text("place,a,b\nX,1,10\nY,1,5.6\nW,10,1\n", "utf-8")
    words = "--pool", "1000", "--currency", "CNY", "--top", "1"
    code, told = call(*words, "--before", "d0.csv", "--gain-share", "0.3", "--json")
    found = json.loads(told.out)

    assert code == 0
    assert found["for_gains"] == "300.00"
    by_unit = {one["unit"]: one for one in found["units"]}
    assert by_unit["Y"]["gain"] > 0
    assert by_unit["Y"]["p_gain"] == 1
    assert (by_unit["Z"]["gain"], by_unit["Z"]["p_gain"]) == (None, None)
    assert sum(Decimal(one["plain"]) for one in found["units"]) == 1000
    assert Decimal(by_unit["Y"]["plain"]) == 300 + 700 * (by_unit["Y"]["rank"] == 1)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("--pool", "1.001", "--currency", "CNY"), "--pool"),
        (("--pool", "far", "--currency", "CNY"), "--pool"),
        (("--pool", "NaN", "--currency", "CNY"), "--pool"),
        (("--pool", "1", "--currency", "yuan"), "--currency"),
        (("--pool", "1", "--currency", "CNY", "--floor", "1"), "--floor"),
        (("--pool", "1", "--currency", "CNY", "--top", "0"), "--top"),
        (("--pool", "1", "--currency", "CNY", "--gain-share", "2"), "--gain-share"),
        (("--pool", "1", "--currency", "CNY", "--gain-share", "0.2"), "--gain-share"),
        (("--pool", "1", "--currency", "CNY", "--before", "d.csv"), "--gain-share"),
    ],
)
def test_what_is_no_fund_is_refused(call, words, where: str) -> None:
    code, told = call(*words)

    assert code == 2
    assert where in told.err


def test_a_score_below_zero_claims_nothing(call, tmp_path) -> None:
    scale = 'options = [{normalise = {method = "zscore", mean = 0, sd = 1}}]'
    (tmp_path / "a.toml").write_text(f'[[assumption]]\nname = "scale"\n{scale}\n', "utf-8")
    code, told = call("--pool", "1", "--currency", "CNY")

    assert code == 5
    assert "below zero" in told.err
