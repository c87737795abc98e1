"""Weights that the data tell: beside scipy, beside corners walked one by one, and refusals."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import svd
from scipy.optimize import linprog

from entrepot.assess.derived import derived, in_mean_weights
from entrepot.assess.index import build
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Node, Scheme, check_scheme
from entrepot.assess.weigh import best_weights, pca_fault, pca_weights
from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.index import index_of, what_if
from entrepot.service.index_sensitivity import sensitivity_of

tables = arrays(float, (5, 3), elements=st.integers(1, 40).map(float))
NODES = tuple(Node(code, 1, "top") for code in "abc")


def index(values, step, mean="arithmetic"):
    steps = {"weights": step, "aggregate": {"method": mean}}
    scheme = Scheme("t", "u", (*NODES, Node("top", 2)), steps=steps)
    return build(scheme, Table(tuple("VWXYZ")[: len(values)], np.array(values), {}, {}))


@settings(deadline=None)
@given(tables, st.sampled_from([(0.0, 1.0), (0.1, 0.6), (0.0, 0.5), (0.2, 1.0)]))
def test_each_benefit_is_the_optimum_scipy_finds(values, bounds) -> None:
    lower, upper = bounds
    found = best_weights(values, lower, upper)

    for own, score, shares in zip(values, found.scores, found.shares, strict=True):
        rows = np.vstack([values, np.diag(own) - upper * own, lower * own - np.diag(own)])
        peer = linprog(-own, rows, [1] * 5 + [0] * 6, method="highs-ipm")
        assert score == pytest.approx(-100 * peer.fun, abs=1e-5)
        assert shares.sum() == pytest.approx(1)
        assert shares.min() >= lower - 1e-9
        assert shares.max() <= upper + 1e-9


@settings(deadline=None)
@given(arrays(float, (5, 2), elements=st.integers(1, 40).map(float)))
def test_two_parts_are_best_at_a_corner(values) -> None:
    """By hand: the best of two weights lies where two limits meet, or on an axis."""
    corners = [np.array([1 / values[:, 0].max(), 0]), np.array([0, 1 / values[:, 1].max()])]
    for i, j in combinations(range(5), 2):
        if abs(np.linalg.det(values[[i, j]])) > 1e-9:
            corners.append(np.linalg.solve(values[[i, j]], np.ones(2)))
    allowed = [w for w in corners if w.min() >= -1e-12 and (values @ w).max() <= 1 + 1e-9]
    best = [100 * max(float(own @ w) for w in allowed) for own in values]

    np.testing.assert_allclose(best_weights(values, 0, 1).scores, best, atol=1e-5)


@settings(deadline=None)
@given(tables, st.floats(0.1, 50))
def test_units_of_measure_have_no_say_and_bounds_never_lift(values, factor: float) -> None:
    free = best_weights(values, 0, 1).scores

    np.testing.assert_allclose(best_weights(values * [factor, 1, 1], 0, 1).scores, free, atol=1e-5)
    assert free.max() == pytest.approx(100)
    assert (best_weights(values, 0.2, 0.5).scores <= free + 1e-6).all()


@settings(deadline=None)
@given(arrays(float, (9, 4), elements=st.floats(0, 9)), st.booleans())
def test_the_first_component_is_that_of_a_singular_value_split(values, squared: bool) -> None:
    values = values + np.arange(9)[:, None] * 20
    found = pca_weights(values, squared=squared)
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    _, sizes, rows = svd(standard)
    wanted = rows[0] ** 2 if squared else rows[0] / rows[0].sum()

    np.testing.assert_allclose(found.weights, wanted, atol=1e-9)
    assert found.weights.sum() == pytest.approx(1)
    assert found.explained_share == pytest.approx(sizes[0] ** 2 / (sizes**2).sum())


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([[1.0, 2], [2, np.nan]], "fewer than three"),
        ([[1.0, 2], [2, 2], [3, 2]], "without any spread"),
        ([[1.0, 2], [2, 1], [3, 0]], "against each other"),
        ([[1.0, 1], [1, -1], [-1, 1], [-1, -1]], "no single first"),
    ],
)
def test_where_there_is_no_component_the_reason_is_told(values, told: str) -> None:
    assert told in pca_fault(np.array(values))


def test_a_part_that_runs_against_the_others_has_a_squared_loading() -> None:
    values = np.array([[1.0, 2, 8], [2, 3, 5], [3, 5, 1]])

    assert pca_fault(values, squared=True) == ""
    assert pca_weights(values, squared=True).weights.min() > 0


def test_one_part_has_all_the_weight() -> None:
    assert pca_fault(np.array([[1.0], [1.0]])) == ""
    assert pca_weights(np.array([[1.0], [1.0]])).weights.tolist() == [1.0]


@pytest.mark.parametrize(
    ("values", "step", "told"),
    [
        ([[1.0, 2, 3], [np.nan, 2, 3]], {"method": "bod"}, "missing"),
        ([[1.0, 2, 3], [-1.0, 2, 3]], {"method": "bod"}, "below zero"),
        ([[1.0, 2, 3], [0.0, 2, 3]], {"method": "bod", "lower": 0.1}, "no least share"),
        ([[0.0, 0, 0], [0.0, 0, 0]], {"method": "bod"}, "only parts of zero"),
        ([[1.0, 2, 3], [0.0, 0, 3]], {"method": "bod", "upper": 0.9}, "too few parts"),
    ],
)
def test_degenerate_tables_are_refused_by_node_and_unit(values, step, told: str) -> None:
    with pytest.raises(ModelError) as raised:
        index(values, step)

    (problem,) = raised.value.problems
    assert problem.code == "assess.weights"
    assert told in problem.message
    assert problem.where.startswith("node top, ")
    assert "W" in problem.where


def test_a_unit_without_anything_has_none_of_the_best() -> None:
    found = best_weights(np.array([[1.0, 2], [0, 0]]), 0, 0.8)

    assert found.scores.tolist() == pytest.approx([100, 0])
    assert np.isnan(found.shares[1]).all()
    assert index([[1.0, 2, 3], [0, 0, 0]], {"method": "bod"}).ranks.tolist() == [1, 2]


def test_found_weights_stand_in_for_given_ones() -> None:
    values = [[1.0, 2, 3], [2, 5, 4], [3, 4, 6], [4, 9, 9]]
    made = index(values, {"method": "pca"})
    shares = derived(made)["top"].weights

    np.testing.assert_allclose(made.scores["top"], np.array(values) @ shares)
    weights = [node.weight for node in in_mean_weights(made).scheme.indicators]
    assert weights == shares.tolist()
    equal = index(values, {"method": "equal"})
    np.testing.assert_allclose(equal.scores["top"], np.mean(values, axis=1))
    assert index(values, {"method": "bod"}).scores["top"].max() == pytest.approx(100)


SCHEME = """
code = "t"
unit = "place"
[[node]]
code = "a"
level = 1
parent = "top"
weight = 5
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
[weights]
"""
DATA = "place,a,b\nX,1,9\nY,5,7\nZ,6,9\nW,9,12\nV,3,4\n"


@pytest.fixture
def made(tmp_path):
    def write(step: str, more: str = ""):
        (tmp_path / "s.toml").write_text(SCHEME + step + more, "utf-8")
        (tmp_path / "d.csv").write_text(DATA, "utf-8")
        return tmp_path / "s.toml", tmp_path / "d.csv"

    return write


def test_the_document_tells_the_weights_that_were_found(made) -> None:
    pca = index_of(*made('method = "pca"\n'))
    bod = index_of(*made('method = "bod"\nlower = 0.2\n'))

    assert pca["weights"][0]["node"] == "top"
    assert pca["weights"][0]["shares"] == pytest.approx({"a": 0.5, "b": 0.5})
    nominal = {one["node"]: one["nominal_share"] for one in pca["coherence"]["influence"]}
    assert nominal == pytest.approx({"a": 0.5, "b": 0.5})
    assert len(bod["best_weights"]) == 5
    for one in bod["best_weights"]:
        assert min(one["shares"].values()) >= 0.2 - 1e-9
        assert sum(one["shares"].values()) == pytest.approx(1)


def test_ways_of_weighing_are_assumptions_too(made, tmp_path) -> None:
    ways = ", ".join(f'{{weights = {{method = "{one}"}}}}' for one in ("given", "bod", "pca"))
    (tmp_path / "a.toml").write_text(f'[[assumption]]\nname = "w"\noptions = [{ways}]\n', "utf-8")
    files = made('method = "given"\n')
    told = sensitivity_of(*files, tmp_path / "a.toml")

    assert told["runs"] == 3
    assert told["units"][3]["q05"] == told["units"][3]["q95"] == 1
    with pytest.raises(InputError) as raised:
        what_if(*made('method = "pca"\n'), ["a=2"])
    assert "no say" in str(raised.value)


def test_what_does_not_go_together_is_named() -> None:
    raw = {
        "code": "t", "unit": "u", "aggregate": {"method": "arithmetic"},
        "node": [{"code": "a", "level": 1, "parent": "r"}, {"code": "b", "level": 1, "parent": "r"},
                 {"code": "r", "level": 2}],
    }  # fmt: skip

    def wheres(step, **more):
        return [one.where for one in check_scheme({**raw, "weights": step, **more})]

    assert wheres({"method": "bod", "lower": 0.5, "upper": 0.5}) == []
    assert wheres({"method": "bod", "upper": 0.4}) == ["node r"]
    assert wheres({"method": "bod", "lower": 0.6}) == ["node r"]
    assert wheres({"method": "bod", "lower": 0.6, "levels": [3]}) == []
    assert wheres({"method": "bod", "lower": 2}) == ["weights.lower"]
    assert wheres({"method": "magic"}) == ["weights.method"]
    assert wheres({"method": "pca", "levels": "all"}) == ["weights.levels"]
    flat = {"method": "arithmetic", "scope": "flat"}
    assert wheres({"method": "pca"}, aggregate=flat) == ["weights.method"]
