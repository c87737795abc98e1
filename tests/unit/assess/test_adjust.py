"""Deductions and vetoes: taken off after the mean, ranked anew, each flagged with its source."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.assess.adjust import adjust
from entrepot.assess.ranks import rank_apart, rank_behind
from entrepot.assess.scheme import Deduction, Node, Scheme, Veto, check_scheme
from entrepot.kernel.errors import InputError
from entrepot.service.index import index_of

NODES = (Node("a", 1, "top"), Node("top", 2))
LATE = Deduction("late", "late", 0.5, 2.0, "Rule, article 9")
SCHEME = """
code = "t"
unit = "place"
[[node]]
code = "a"
level = 1
parent = "top"
[[node]]
code = "top"
level = 2
[[deduction]]
code = "late reports"
column = "late"
points = 0.5
most = 2
source = "Rule of 2017, article 9"
[[veto]]
code = "accident"
column = "accidents"
effect = "{effect}"
source = "Rule of 2017, article 12"
"""
DATA = "place,a,late,accidents\nX,10,0,1\nY,9,9,0\nZ,8.5,2,0\nW,7.2,0,0\n"
scores = st.lists(st.integers(0, 20).map(float), min_size=4, max_size=4).map(np.array)
counts = st.lists(st.integers(0, 9).map(float), min_size=4, max_size=4).map(np.array)


def rows(tmp_path, effect: str = "unranked", data: str = DATA):
    (tmp_path / "s.toml").write_text(SCHEME.format(effect=effect), "utf-8")
    (tmp_path / "d.csv").write_text(data, "utf-8")
    document = index_of(tmp_path / "s.toml", tmp_path / "d.csv")
    return {one["unit"]: one for one in document["units"]}


def test_points_are_taken_off_up_to_the_most_and_ranks_follow(tmp_path) -> None:
    found = rows(tmp_path)

    assert (found["Y"]["score"], found["Y"]["score_before"], found["Y"]["deducted"]) == (7, 9, 2)
    assert (found["Y"]["rank_before"], found["Y"]["rank"]) == (2, 3)
    assert (found["Z"]["score"], found["Z"]["rank"]) == (7.5, 1)
    assert found["Y"]["flags"] == [
        {"flag": "deduction", "rule": "late reports", "points": 2.0,
         "source": "Rule of 2017, article 9"}
    ]  # fmt: skip
    assert found["W"]["flags"] == []


@pytest.mark.parametrize(("effect", "rank"), [("unranked", None), ("last", 4)])
def test_a_veto_bars_from_a_rank_and_keeps_the_score(tmp_path, effect: str, rank) -> None:
    found = rows(tmp_path, effect)

    assert found["X"]["rank"] == rank
    assert found["X"]["score"] == 10
    assert found["X"]["rank_before"] == 1
    assert found["X"]["flags"][0]["effect"] == effect
    assert found["X"]["flags"][0]["source"] == "Rule of 2017, article 12"


@pytest.mark.parametrize("cell", ["", "-1"])
def test_a_blank_is_no_zero(tmp_path, cell: str) -> None:
    with pytest.raises(InputError) as raised:
        rows(tmp_path, data=f"place,a,late,accidents\nX,1,{cell},0\nY,2,0,0\n")

    assert raised.value.problems[0].code == "assess.rule_column"
    assert raised.value.problems[0].where == "X, late"


@given(scores, counts, counts)
def test_more_counted_never_lifts_a_score(told, some, more) -> None:
    plan = Scheme("t", "u", NODES, deductions=(LATE,))
    first, second = (
        adjust(plan, {"late": one}, told, [None] * 4).final for one in (some, some + more)
    )

    assert (second <= first).all()
    assert (told - second <= LATE.most).all()


@given(scores, counts)
def test_nobody_barred_ranks_before_one_who_is_not(told, accidents) -> None:
    plan = Scheme("t", "u", NODES, vetoes=(Veto("v", "v", 4.0, "last", "s"),))
    ranks = adjust(plan, {"v": accidents}, told, [None] * 4).ranks
    barred = accidents > 4

    assert all(ranks[i] > ranks[j] for i in np.flatnonzero(barred) for j in np.flatnonzero(~barred))
    assert sorted(ranks)[0] == 1


def test_without_rules_nothing_changes() -> None:
    told, parts = np.array([[3.0, 1, 2, 2], [1.0, 2, 3, np.nan]]), ["g", "g", "g", "h"]
    done = adjust(Scheme("t", "u", NODES), {}, told, parts)

    np.testing.assert_array_equal(done.final, told)
    np.testing.assert_array_equal(done.ranks, rank_apart(told, parts))
    behind = rank_behind(told, np.array([True, False, False, False]), parts)
    np.testing.assert_array_equal(behind[0], [3, 2, 1, 1])


def test_everything_wrong_with_rules_is_named_at_once() -> None:
    raw = {
        "code": "t", "unit": "u",
        "node": [{"code": "a", "level": 1, "parent": "r"}, {"code": "r", "level": 2}],
        "deduction": [{"code": "x", "column": "c", "points": 0, "source": "s", "colour": 1},
                      {"code": "x", "column": "c", "points": 1, "most": "far"}],
        "veto": [{"code": "v", "column": "", "source": "s", "above": "far", "effect": "gone"}],
    }  # fmt: skip
    found = [(one.code, one.where) for one in check_scheme(raw)]

    assert found == [
        ("assess.key", "deduction x, colour"), ("assess.type", "deduction x, points"),
        ("assess.missing", "deduction x, source"), ("assess.type", "deduction x, most"),
        ("assess.twice", "deduction x"), ("assess.missing", "veto v, column"),
        ("assess.type", "veto v, above"), ("assess.choice", "veto v, effect"),
    ]  # fmt: skip
    assert check_scheme({**raw, "deduction": 3, "veto": []})[0].where == "deduction"
