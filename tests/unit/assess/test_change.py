"""A move between two runs splits into its causes, and a mix nobody ran is told as such."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.assess.change import Side, changes
from entrepot.assess.explain import CAUSES
from entrepot.assess.index import build
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Node, Scheme
from entrepot.cli import main

UNITS = ("W", "X", "Y", "Z")
columns = st.lists(st.integers(1, 40), min_size=4, max_size=4, unique=True)
tables = st.tuples(columns, columns).map(
    lambda two: Table(UNITS, np.array(two, dtype=float).T, {}, {})
)


def scheme(weight: float = 1.0, method: str = "arithmetic") -> Scheme:
    nodes = (Node("a", 1, "top", weight=weight), Node("b", 1, "top"), Node("top", 2))
    steps = {"normalise": {"method": "minmax", "lower": 1.0}, "aggregate": {"method": method}}
    return Scheme("t", "u", nodes, steps=steps)


def split(plans: tuple[Scheme, Scheme], data: tuple[Table, Table]):
    return {one.unit: one for one in changes(*(Side(plan, data) for plan in plans))}


@settings(deadline=None, max_examples=40)
@given(tables, tables, st.floats(0.1, 5), st.sampled_from(["arithmetic", "geometric"]))
def test_parts_add_up_to_each_move_and_ends_are_the_two_runs(first, second, weight, method) -> None:
    plans = scheme(), scheme(weight, method)
    ends = build(plans[0], first), build(plans[1], second)

    for at, (unit, one) in enumerate(split(plans, (first, second)).items()):
        assert unit == UNITS[at]
        assert one.score == (ends[0].scores["top"][at], ends[1].scores["top"][at])
        assert one.rank == (ends[0].ranks[at], ends[1].ranks[at])
        assert sum(one.score_parts.values()) == pytest.approx(one.score[1] - one.score[0], abs=1e-9)
        assert sum(one.rank_parts.values()) == pytest.approx(one.rank[1] - one.rank[0], abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(tables, st.floats(0.1, 5))
def test_one_cause_alone_has_the_whole_move(table, weight) -> None:
    by_weights = split((scheme(), scheme(weight)), (table, table))
    by_method = split((scheme(), scheme(1.0, "geometric")), (table, table))

    for found, cause in ((by_weights, "weights"), (by_method, "method")):
        for one in found.values():
            rest = {name: part for name, part in one.score_parts.items() if name != cause}
            assert rest == dict.fromkeys(set(CAUSES) - {cause}, 0.0)
            assert one.score_parts[cause] == pytest.approx(one.score[1] - one.score[0], abs=1e-9)


def test_own_data_and_those_of_peers_are_told_apart() -> None:
    values = np.array([[1.0, 1], [10, 10], [3, 7], [7, 4]])
    before = Table(UNITS, values, {}, {})
    after = replace(before, values=values + np.array([[0, 0], [0, 0], [4, 0], [0, 0]]))
    found = split((scheme(), scheme()), (before, after))

    assert found["Y"].score_parts["data"] == pytest.approx(99 / 9 * 4 / 2)
    assert found["Y"].score_parts["peers"] == 0.0
    assert found["Y"].rank_parts["data"] == found["Y"].rank[1] - found["Y"].rank[0] == -1.0
    assert found["Z"].score_parts == dict.fromkeys(CAUSES, 0.0)
    assert found["Z"].rank_parts["peers"] == found["Z"].rank[1] - found["Z"].rank[0] == 1.0


def test_the_split_is_that_of_every_order_walked_by_hand() -> None:
    """An independent walk: two causes that act together, averaged over their two orders."""
    draw = np.random.default_rng(3)
    first, second = (Table(UNITS, draw.uniform(1, 9, (4, 2)), {}, {}) for _ in range(2))
    plans = scheme(), scheme(3.0)
    moved = replace(first, values=np.vstack([second.values[:1], first.values[1:]]))
    found = split(plans, (first, moved))["W"]

    tell = {(w, d): build(plans[w], (first, moved)[d]).scores["top"][0]
            for w in (0, 1) for d in (0, 1)}  # fmt: skip
    data = (tell[0, 1] - tell[0, 0] + tell[1, 1] - tell[1, 0]) / 2
    weights = (tell[1, 0] - tell[0, 0] + tell[1, 1] - tell[0, 1]) / 2
    assert found.score_parts["data"] == pytest.approx(data)
    assert found.score_parts["weights"] == pytest.approx(weights)


def test_a_mix_without_an_answer_leaves_the_parts_unknown() -> None:
    """With X's old value all columns of b are constant: that mix has no scale."""
    first = Table(UNITS, np.array([[1.0, 2], [2, 5], [3, 3], [4, 4]]), {}, {})
    second = Table(UNITS, np.array([[1.0, 5], [2, 9], [3, 5], [4, 5]]), {}, {})
    found = split((scheme(), scheme()), (first, second))

    assert found["X"].score_parts is None
    assert found["X"].rank_parts is None
    assert found["W"].score_parts is not None


TOML = """
code = "t"
unit = "place"
[[node]]
code = "a"
level = 1
parent = "top"
weight = {weight}
[[node]]
code = "b"
level = 1
parent = "top"
[[node]]
code = "top"
level = 2
[normalise]
method = "minmax"
[aggregate]
method = "arithmetic"
"""


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, weight in (("s0.toml", 1), ("s1.toml", 3)):
        (tmp_path / name).write_text(TOML.format(weight=weight), "utf-8")
    (tmp_path / "d0.csv").write_text("place,a,b\nX,1,9\nY,3,7\nZ,2,8\nV,2,1\n", "utf-8")
    (tmp_path / "d1.csv").write_text("place,a,b\nX,3,9\nY,3,7\nZ,1,8\nU,2,1\n", "utf-8")

    def run(*words: str):
        code = main.call(["index", "explain", *words])
        return code, capsys.readouterr()

    return run


def test_the_verb_tells_moves_parts_and_who_came_and_left(call) -> None:
    files = "s0.toml", "d0.csv", "s1.toml", "d1.csv"
    (code, first), (_, second) = (call(*files, "--json") for _ in range(2))

    told = json.loads(first.out)
    assert code == 0
    assert first.out == second.out
    assert (told["entered"], told["left"]) == (["U"], ["V"])
    assert told["before"]["hash"] != told["after"]["hash"]
    assert [one["unit"] for one in told["units"]] == ["X", "Y", "Z"]
    for one in told["units"]:
        assert sum(one["score_parts"].values()) == pytest.approx(one["score_change"])
        assert sum(one["rank_parts"].values()) == pytest.approx(one["rank_change"])
    code, table = call(*files, "--unit", "X")
    assert "peers" in table.out
    assert "Z" not in table.out.replace("entered", "")


def test_a_unit_that_is_not_in_both_is_missing(call) -> None:
    code, told = call("s0.toml", "d0.csv", "s1.toml", "d1.csv", "--unit", "V")

    assert code == 4
    assert "--unit V" in told.err


@pytest.mark.parametrize("words", [(), ("--run", "a"), ("s0.toml", "d0.csv", "--run", "a")])
def test_four_files_or_two_kept_runs_make_a_question(call, words) -> None:
    code, told = call(*words)

    assert code == 2
    assert "Give 4 files, or --run 2 times." in " ".join(told.err.split())
