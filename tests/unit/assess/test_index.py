"""Composite indices: laws of the steps, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.assess.aggregate import combine, copeland
from entrepot.assess.impute import fill_em, fill_middle, fill_panel
from entrepot.assess.index import aggregate, build, root_scores
from entrepot.assess.normalise import normalise
from entrepot.assess.prepare import Table
from entrepot.assess.ranks import rank
from entrepot.assess.scheme import Node, Scheme, check_scheme, read_scheme
from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.index import index_of, what_if

TREE = """
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
direction = -1
[[node]]
code = "top"
level = 2
"""
SCALE = '[normalise]\nmethod = "minmax"\n'
MEAN = '[aggregate]\nmethod = "arithmetic"\n'
DATA = "place,a,b\nX,1,9\nY,3,7\nZ,2,8\n"
numbers = st.integers(-50, 50).map(float)
tables = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=9).filter(
    lambda rows: all(len(set(column)) > 1 for column in zip(*rows, strict=True))
)


def made(path: Path, scheme: str = TREE + SCALE + MEAN, data: str = DATA) -> tuple[Path, Path]:
    (path / "s.toml").write_text(scheme, "utf-8")
    (path / "d.csv").write_text(data, "utf-8")
    return path / "s.toml", path / "d.csv"


def scheme(directions: tuple[int, ...] = (1, 1), method: str = "arithmetic") -> Scheme:
    nodes = [Node(f"i{at}", 1, "top", one) for at, one in enumerate(directions)]
    steps = {"normalise": {"method": "minmax"}, "aggregate": {"method": method}}
    return Scheme("t", "u", (*nodes, Node("top", 2)), steps=steps)


def scores(rows: np.ndarray, plan: Scheme) -> np.ndarray:
    table = Table(tuple(map(str, range(len(rows)))), rows, {}, {})
    return build(plan, table).scores["top"]


@given(tables, st.floats(0.1, 20), st.floats(-30, 30))
def test_rescaling_a_column_changes_nothing(rows, scale: float, offset: float) -> None:
    before = np.array(rows)
    after = before * [scale, 1] + [offset, 0]

    np.testing.assert_allclose(scores(after, scheme()), scores(before, scheme()), atol=1e-8)


@given(tables)
def test_flipping_sign_and_direction_changes_nothing(rows) -> None:
    flipped = scores(np.array(rows) * [-1, 1], scheme((-1, 1)))

    np.testing.assert_allclose(flipped, scores(np.array(rows), scheme()), atol=1e-9)


@given(tables)
def test_a_clone_moves_no_score(rows) -> None:
    cloned = np.array([*rows, rows[0]])

    np.testing.assert_allclose(scores(cloned, scheme())[:-1], scores(np.array(rows), scheme()))


@settings(deadline=None)
@given(tables, st.sampled_from(["arithmetic", "copeland"]))
def test_a_dominated_unit_never_outranks_its_dominator(rows, method: str) -> None:
    values = np.array(rows)
    ranks = rank(scores(values, scheme(method=method)))
    over = (values[:, None] >= values[None]).all(axis=2)

    assert all(ranks[i] <= ranks[j] for i, j in np.argwhere(over))


@given(tables, st.lists(st.sampled_from([0.1, 0.2, 0.3, 1.0]), min_size=2, max_size=2))
def test_copeland_sums_to_zero_and_a_tie_of_weights_is_a_tie(rows, weights) -> None:
    assert copeland(np.array(rows), np.array(weights)).sum() == 0
    values = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert copeland(values, np.array([0.1, 0.2, 0.3])).tolist() == [0.0, 0.0]


def test_means_by_hand() -> None:
    values, weights = np.array([[1.0, 4.0]]), np.array([1.0, 1.0])

    assert combine(values, weights, "arithmetic")[0] == 2.5
    assert combine(values, weights, "geometric")[0] == pytest.approx(2.0)
    assert combine(values, weights, "harmonic")[0] == pytest.approx(1.6)
    assert combine(values, weights, "generalised", power=2)[0] == pytest.approx(8.5**0.5)


def test_weights_stretch_over_what_is_present_until_too_little_is() -> None:
    values, weights = np.array([[5.0, np.nan]]), np.array([1.0, 3.0])

    assert combine(values, weights, "arithmetic")[0] == 5.0
    assert np.isnan(combine(values, weights, "arithmetic", least_share=0.6)[0])


def test_fewer_than_half_of_the_parts_make_no_score_unless_the_scheme_says_so() -> None:
    values = np.array([[1.0, np.nan, np.nan], [1, 2, np.nan], [1, 2, 3]])
    nodes = (*(Node(code, 1, "top") for code in "abc"), Node("top", 2))
    table = Table(("X", "Y", "Z"), values, {}, {})

    made = build(Scheme("t", "u", nodes), table)
    assert np.isnan(made.scores["top"]).tolist() == [True, False, False]
    assert np.isnan(made.ranks[0])
    loose = {"aggregate": {"method": "arithmetic", "min_present_share": 0.3}}
    assert build(Scheme("t", "u", nodes, steps=loose), table).scores["top"][0] == 1.0


METHODS = [
    {"method": "minmax"}, {"method": "zscore"}, {"method": "rank"}, {"method": "borda"},
    {"method": "percentile_rank"}, {"method": "distance_to_max"},
    {"method": "distance_to_reference"}, {"method": "distance_to_target"},
    {"method": "goalposts"}, {"method": "functional"},
]  # fmt: skip


@pytest.mark.parametrize("step", METHODS)
@pytest.mark.parametrize("direction", [1, -1])
def test_many_columns_are_scaled_as_each_alone(step, direction: int) -> None:
    many = np.random.default_rng(5).uniform(1, 9, (4, 6))
    many[1, 2] = np.nan
    node = Node("a", 1, "top", direction, target=6.0, low=0.0, high=8.0)
    reference = 4 if step["method"] == "distance_to_reference" else None

    together = normalise(many, node, step, reference)
    for one, told in zip(many, together, strict=True):
        np.testing.assert_allclose(told, normalise(one, node, step, reference), rtol=1e-12)


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        ({"method": "rank"}, [1, 2, 2, 4]),
        ({"method": "borda"}, [0, 1, 1, 3]),
        ({"method": "percentile_rank"}, [0, 1 / 3, 1 / 3, 1]),
        ({"method": "zscore", "mean": 10, "sd": 2}, [8.0132, 9.6026, 9.6026, 12.7815]),
        ({"method": "distance_to_target"}, [0, 0.4, 0.4, 1.2]),
        ({"method": "distance_to_target", "cap": True}, [0, 0.4, 0.4, 1]),
        ({"method": "goalposts"}, [12.5, 37.5, 37.5, 87.5]),
        ({"method": "functional"}, [65, 75, 75, 95]),
    ],
)
def test_each_scale_by_hand(step, wanted) -> None:
    column = np.array([1.0, 3.0, 3.0, 7.0])
    node = Node("a", 1, "top", target=6.0, low=0.0, high=8.0)

    np.testing.assert_allclose(normalise(column, node, step), wanted, atol=1e-3)


def test_gaps_are_filled_by_group_by_past_or_not_at_all() -> None:
    column = np.array([[1.0], [np.nan], [5.0], [np.nan]])

    by_group = fill_middle(column, ["g", "g", "h", "k"], "mean")[:, 0]
    assert by_group[1] == 1.0
    assert np.isnan(by_group[3])
    past = fill_panel(column, ["u", "u", "w", "u"], [2020, 2021, 2020, 2019])[:, 0]
    assert past[1] == 1.0
    assert np.isnan(past[3])


def test_a_joint_law_fills_what_a_line_tells() -> None:
    values = np.array([[float(x), 2.0 * x + (x % 2) * 0.01] for x in range(12)])
    values[5, 1] = np.nan

    assert fill_em(values)[5, 1] == pytest.approx(10.0, abs=0.05)


def test_everything_wrong_with_a_scheme_is_named_at_once() -> None:
    raw = {
        "code": "t", "unit": "u", "colour": 1, "normalise": {"method": "magic"},
        "treat": {"method": "winsorise", "max_points": "five"},
        "node": [
            {"code": "a", "level": 1, "parent": "x", "weight": 0},
            {"code": "x", "level": 2, "parent": "y"}, {"code": "y", "level": 3, "parent": "x"},
            {"code": "b", "level": 1, "parent": "lost", "weight": -1},
            {"code": "c", "level": 5, "parent": "r"}, {"code": "r", "level": 4},
            {"code": "s", "level": 4},
        ],
    }  # fmt: skip

    found = {problem.code for problem in check_scheme(raw)}
    assert found == {
        "assess.key", "assess.method", "assess.type", "assess.roots", "assess.orphan",
        "assess.cycle", "assess.level", "assess.empty", "assess.weight",
    }  # fmt: skip


def test_a_sound_scheme_is_read() -> None:
    raw = {
        "code": "t", "unit": "u",
        "node": [{"code": "a", "level": 1, "parent": "r"}, {"code": "r", "level": 2}],
    }  # fmt: skip

    assert check_scheme(raw) == []
    assert read_scheme(raw).root.code == "r"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[impute]\nmethod = "panel"\n', "assess.conflict"),
        ('[normalise]\nmethod = "goalposts"\n', "assess.conflict"),
        ('[impute]\nmethod = "group_mean"\n', "assess.missing"),
    ],
)
def test_methods_that_cannot_stand_together_are_refused(tmp_path, text: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        index_of(*made(tmp_path, TREE + text))

    assert {problem.code for problem in raised.value.problems} == {code}


@pytest.mark.parametrize("cell", ["1,5", "１２", "1 000", "0x1", "inf", "far"])
def test_a_cell_that_is_no_plain_number_is_refused_by_its_place(tmp_path, cell: str) -> None:
    with pytest.raises(InputError) as raised:
        index_of(*made(tmp_path, data=f'place,a,b\nX,"{cell}",1\nY,2,2\nZ,3,3\n'))

    assert raised.value.problems[0].where == "X, a"


@pytest.mark.parametrize(
    ("text", "data", "code"),
    [
        (SCALE + MEAN, "place,a,b\nX,1,9\nY,1,7\n", "assess.column"),
        (MEAN.replace("arithmetic", "geometric"), DATA, "assess.not_positive"),
        (MEAN.replace("arithmetic", "harmonic") + SCALE, DATA, "assess.not_positive"),
        ('[impute]\nmethod = "mean"\n', "place,a,b\nX,1,\nY,2,\n", "assess.missing"),
        ('[normalise]\nmethod = "distance_to_reference"\nreference = "X"\n', DATA, "assess.column"),
    ],
)
def test_numbers_without_an_honest_answer_are_refused(tmp_path, text, data, code) -> None:
    with pytest.raises(ModelError) as raised:
        index_of(*made(tmp_path, TREE + text, data))

    assert raised.value.problems[0].code == code
    assert raised.value.problems[0].where.startswith("node")


def test_the_same_run_has_the_same_hash_and_a_missing_value_is_flagged(tmp_path) -> None:
    data = "place,a,b,note\nX,1,9,k\nY,3,,k\nZ,2,8,k\n"
    first, second = (index_of(*made(tmp_path, data=data), stages=True) for _ in range(2))

    assert first == second
    assert first["hash"].startswith("sha256:")
    assert first["warnings"] == ["columns not used: note"]
    flags = {unit["unit"]: unit["flags"] for unit in first["units"]}
    assert flags["Y"] == [{"flag": "missing", "indicator": "b"}]
    assert list(first["stages"]) == ["raw", "denominated", "normalised", "aggregated"]


def test_a_weight_of_zero_takes_an_indicator_out(tmp_path) -> None:
    data = "place,a,b\nX,1,1\nY,3,7\nZ,2,8\n"

    document = what_if(*made(tmp_path, data=data), ["a=0"])
    assert [unit["unit"] for unit in document["units"]] == ["X", "Y", "Z"]
    assert document["largest_shift"] == 1
    with pytest.raises(InputError):
        what_if(*made(tmp_path), ["a=0", "b=0"])


@given(tables, st.integers(0, 99))
def test_a_tree_that_only_adds_up_is_one_product(rows, seed: int) -> None:
    nodes = (
        Node("a", 1, "p"), Node("b", 1, "q", weight=0.3), Node("p", 2, "top"), Node("q", 2, "top"),
        Node("top", 3),
    )  # fmt: skip
    values = np.array(rows)
    index = build(Scheme("t", "u", nodes), Table(tuple(map(str, range(len(rows)))), values, {}, {}))
    drawn = {code: np.random.default_rng(seed).uniform(0.5, 2, 4) for code in "pq"}

    slow = aggregate(index.scheme, index.prepared, drawn)["top"]
    fast = root_scores(index.scheme, index.prepared, drawn)
    np.testing.assert_allclose(fast, slow, rtol=1e-12, atol=1e-12)
