"""Weights at which two units tie: the closed form, the index run again, and a peer's optimum."""

import json

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from entrepot.assess.index import build, effective_weights, reweighted
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Deduction, Node, Scheme
from entrepot.assess.swap import joint_swap, node_swaps, why_not
from entrepot.cli import main

NODES = (
    Node("a", 1, "p", weight=2.0), Node("b", 1, "p"), Node("c", 1, "q"), Node("d", 1, "q"),
    Node("p", 2, "top"), Node("q", 2, "top", weight=3.0), Node("top", 3),
)  # fmt: skip
OFF = (Deduction("late", "late", 1.0, 5.0, "Rule, article 9"),)
values = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=2, max_size=2)


def index(rows, deductions=(), late=(0.0, 0.0), **steps):
    scheme = Scheme("t", "u", NODES, steps=steps, deductions=deductions)
    rules = {"late": np.array(late)} if deductions else {}
    return build(scheme, Table(("X", "Y"), np.array(rows, dtype=float), {}, {}, rules=rules))


@settings(deadline=None)
@given(values, st.sampled_from([(0.0, 0.0), (2.0, 0.0), (0.0, 3.0)]))
def test_at_each_tie_the_index_run_again_is_level(rows, late) -> None:
    made = index(rows, OFF, late)
    assume(made.final[0] != made.final[1])
    for one in node_swaps(made, 0, 1):
        again = build(reweighted(made.scheme, {one.node: one.weight_at_tie}), made.table)
        carried = effective_weights(again.scheme)[one.node]

        assert again.final[0] == pytest.approx(again.final[1], abs=1e-9)
        assert one.share_change == pytest.approx(
            carried - effective_weights(made.scheme)[one.node], abs=1e-12
        )


@settings(deadline=None, max_examples=40)
@given(values)
def test_the_nearest_weights_are_those_a_peer_finds(rows) -> None:
    """SLSQP minimises the same sum of squares under the same bounds."""
    made = index(rows)
    apart = made.prepared.normalised[0] - made.prepared.normalised[1]
    assume(abs(made.final[0] - made.final[1]) > 1e-6)
    found = joint_swap(made, 0, 1)
    if found is None:
        assert (apart > 0).all() or (apart < 0).all()
        return
    before, after = (np.array(list(one.values())) for one in (found.before, found.after))
    peer = minimize(
        lambda shares: ((shares - before) ** 2).sum(), before, method="SLSQP", tol=1e-14,
        bounds=[(0, 1)] * 4,
        constraints=[{"type": "eq", "fun": lambda shares: shares.sum() - 1},
                     {"type": "eq", "fun": lambda shares: shares @ apart}],
    )  # fmt: skip

    assert after.sum() == pytest.approx(1)
    assert after.min() >= 0
    assert after @ apart == pytest.approx(0, abs=1e-9)
    assert ((after - before) ** 2).sum() <= peer.fun + 1e-7


def test_a_weight_by_hand_and_its_confirmation() -> None:
    """X has 10 in a, Y 6 in b: with weights w and 1 below one node they tie at w = 0.6."""
    scheme = Scheme("t", "u", (Node("a", 1, "top"), Node("b", 1, "top"), Node("top", 2)))
    made = build(scheme, Table(("X", "Y"), np.array([[10.0, 0], [0, 6.0]]), {}, {}))
    first, second = sorted(node_swaps(made, 0, 1), key=lambda one: one.node)

    assert (first.share_change, second.share_change) == pytest.approx((-0.125, 0.125))
    assert first.weight_at_tie == pytest.approx(0.6)
    assert second.weight_at_tie == pytest.approx(10 / 6)
    assert first.is_confirmed
    assert joint_swap(made, 0, 1).is_confirmed
    assert joint_swap(made, 0, 1).after == pytest.approx({"a": 0.375, "b": 0.625})


def test_without_a_closed_form_the_reason_is_told() -> None:
    rows = [[1.0, 2, 3, 4], [4.0, 3, 2, np.nan]]

    assert "missing" in why_not(index(rows), 0, 1)
    step = {"method": "geometric"}
    assert "arithmetic" in why_not(index([[1, 2, 3, 4], [4, 3, 2, 1]], aggregate=step), 0, 1)


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
DATA = "place,a,b\nX,1,9\nY,5,7\nZ,6,9\nW,4,8\n"
ASSUMPTIONS = """
[[assumption]]
name = "mean"
options = [{aggregate = {method = "arithmetic"}}, {aggregate = {method = "geometric"}}]
"""


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(SCHEME, "utf-8")
    (tmp_path / "d.csv").write_text(DATA, "utf-8")
    (tmp_path / "a.toml").write_text(ASSUMPTIONS, "utf-8")

    def run(verb: str, *words: str):
        files = ["a.toml"] if verb == "sensitivity" else []
        code = main.call(["index", verb, "s.toml", "d.csv", *files, *words])
        return code, capsys.readouterr()

    return run


def test_what_if_tells_what_swaps_two_units(call) -> None:
    code, told = call("what-if", "--swap", "Y,W", "--swap", "Z,X", "--json")
    first, second = json.loads(told.out)["swaps"]

    assert code == 0
    assert (first["ahead"], first["behind"]) == ("W", "Y")
    assert all(one["is_confirmed"] for one in first["by_one_weight"])
    assert first["by_all_weights"]["is_confirmed"]
    assert second["by_one_weight"][0]["weight_at_tie"] == 0.0
    _, table = call("what-if", "--swap", "Y,W")
    assert "W is ahead of Y" in table.out


def test_a_unit_worse_in_everything_cannot_come_ahead(call, tmp_path) -> None:
    (tmp_path / "d.csv").write_text("place,a,b\nX,1,1\nY,2,2\nZ,3,5\n", "utf-8")
    _, told = call("what-if", "--swap", "X,Y", "--json")
    (one,) = json.loads(told.out)["swaps"]

    assert one["by_all_weights"] is None
    assert "no weights" in one["reason"]


def test_how_often_one_is_ahead_adds_up(call) -> None:
    _, told = call("sensitivity", "--pair", "W,Y", "--pair", "Y,W", "--json")
    one, other = json.loads(told.out)["pairs"]

    assert one["p_a_beats_b"] + other["p_a_beats_b"] + one["p_tie"] == 1
    assert one["runs"] == 2
    _, told = call("sensitivity", "--json")
    found = [(pair["a"], pair["b"]) for pair in json.loads(told.out)["pairs"]]
    ranks = {unit["unit"]: unit["nominal"] for unit in json.loads(told.out)["units"]}
    assert len(found) == 3
    assert all(ranks[a] <= ranks[b] for a, b in found)


@pytest.mark.parametrize("pair", ["W", "W,W", "W,far"])
def test_what_is_no_pair_is_refused(call, pair: str) -> None:
    code, told = call("what-if", "--swap", pair)

    assert code == 2
    assert f"--swap {pair}" in told.err


def test_nothing_asked_is_refused(call) -> None:
    code, told = call("what-if")

    assert code == 2
    assert "--weight or --swap" in told.err
