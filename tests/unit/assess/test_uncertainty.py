"""Sensitivity of ranks: exact indices of a table, sampled ones beside them, and refusals."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from entrepot.assess.index import build
from entrepot.assess.prepare import Table
from entrepot.assess.scheme import Node, Scheme
from entrepot.assess.sobol import MOST_SOBOL, sobol
from entrepot.assess.uncertainty import (
    Assumption,
    Option,
    exact_shares,
    sampled_shares,
    sensitivity,
    sobol_design,
)
from entrepot.kernel.errors import InputError, ModelError
from entrepot.service.index_sensitivity import sensitivity_of

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
lower = 1.0
[aggregate]
method = "arithmetic"
"""
ARITHMETIC = '{aggregate = {method = "arithmetic"}}'
GEOMETRIC = '{aggregate = {method = "geometric"}}'
TWO = f"""
[[assumption]]
name = "mean"
options = [{ARITHMETIC}, {GEOMETRIC}]
[[assumption]]
name = "same"
options = [{
    ARITHMETIC.replace("aggregate", "screen")
    .replace("method = ", "on = ")
    .replace("arithmetic", "raw")
}, {{screen = {{on = "raw"}}}}]
"""


def asked(path: Path, assumptions: str, design: str = "") -> dict[str, object]:
    chance = np.random.default_rng(5)
    rows = "".join(f"p{at},{a},{b}\n" for at, (a, b) in enumerate(chance.random((12, 2)).round(4)))
    for name, text in (
        ("s.toml", SCHEME), ("d.csv", "place,a,b\n" + rows), ("a.toml", design + assumptions),
        ("w.csv", "rep,iCode,Weight\n1,a,1\n1,b,3\n2,a,3\n2,b,1\n3,a,1\n3,b,1\n"),
    ):  # fmt: skip
        (path / name).write_text(text, "utf-8")
    return sensitivity_of(path / "s.toml", path / "d.csv", path / "a.toml")


def test_an_additive_table_has_indices_by_hand() -> None:
    table = np.array([0.0, 1.0])[:, None] + np.array([0.0, 2.0])[None, :]

    shares = exact_shares(table)
    assert [one.first for one in shares] == pytest.approx([0.2, 0.8])
    assert [one.total for one in shares] == pytest.approx([0.2, 0.8])


def test_a_table_of_pure_interaction_has_no_first_order() -> None:
    shares = exact_shares(np.array([[0.0, 1.0], [1.0, 0.0]]))

    assert [one.first for one in shares] == [0.0, 0.0]
    assert [one.total for one in shares] == [1.0, 1.0]


@given(arrays(float, (3, 4), elements=st.integers(-9, 9).map(float)))
def test_two_equal_options_explain_exactly_nothing(table) -> None:
    last = exact_shares(np.stack([table, table], axis=-1))[-1]

    assert (last.first, last.total) == (0.0, 0.0)


def test_sampled_indices_are_near_the_exact_ones() -> None:
    table = np.random.default_rng(2).random((4, 3, 5))
    design = sobol_design(table.shape, 4096, 1)
    sampled = sampled_shares(table[tuple(np.moveaxis(design, -1, 0))], 1)

    for one, wanted in zip(sampled, exact_shares(table), strict=True):
        assert one.first == pytest.approx(wanted.first, abs=0.02)
        assert one.total == pytest.approx(wanted.total, abs=0.02)
        assert one.total_interval[0] < one.total < one.total_interval[1]


def test_the_sequence_is_that_of_a_second_program() -> None:
    qmc = pytest.importorskip("scipy.stats", reason="scipy is a tool of developers").qmc

    peer = qmc.Sobol(MOST_SOBOL, scramble=False).random(1024)
    np.testing.assert_array_equal(sobol(MOST_SOBOL, 1024), peer)


def test_each_column_is_spread_evenly_beyond_the_tables_too() -> None:
    drawn = sobol(14, 256, seed=7)

    strata = np.sort((drawn * 256).astype(int), axis=0)
    assert (strata == np.arange(256)[:, None]).all()


def test_every_combination_is_run_and_equal_options_explain_nothing(tmp_path) -> None:
    document = asked(tmp_path, TWO)

    assert (document["method"], document["runs"]) == ("enumerate", 4)
    assert document["mean"] > 0
    assert [one["first"] for one in document["indices"]] == [1.0, 0.0]
    assert [one["total"] for one in document["indices"]] == [1.0, 0.0]


def test_weights_of_a_file_are_options(tmp_path) -> None:
    text = '[[assumption]]\nname = "weights"\nweights_file = "w.csv"\n'
    document = asked(tmp_path, text)

    assert document["runs"] == 3
    assert document["variance"] > 0
    assert any(unit["q05"] < unit["q95"] for unit in document["units"])
    assert sum(unit["p_top"]["5"] for unit in document["units"]) == pytest.approx(5)


def test_the_same_seed_gives_the_same_document(tmp_path) -> None:
    design = '[design]\nmethod = "sobol"\npoints = 64\nseed = 3\n'

    first = asked(tmp_path, TWO, design)
    assert first == asked(tmp_path, TWO, design)
    assert first["runs"] == 256


def test_everything_wrong_is_named_at_once(tmp_path) -> None:
    text = """
    measure = "luck"
    [design]
    method = "guess"
    points = 100
    [[assumption]]
    name = "x"
    options = [{aggregate = {method = "magic"}}, {colour = 1}]
    [[assumption]]
    name = "y"
    """
    with pytest.raises(InputError) as raised:
        asked(tmp_path, text)

    assert len(raised.value.problems) == 6


def test_a_combination_without_an_honest_answer_is_refused(tmp_path) -> None:
    zero = '{normalise = {method = "minmax"}}'
    text = f'[[assumption]]\nname = "n"\noptions = [{zero}]\n{TWO}'

    with pytest.raises(ModelError) as raised:
        asked(tmp_path, text)
    assert raised.value.problems[0].code == "assess.not_positive"


def noisy(**more) -> Assumption:
    return Assumption("noise", (Option(),) * 12, **more)


def nominal():
    nodes = (*(Node(code, 1, "top") for code in "abc"), Node("top", 2))
    steps = {"normalise": {"method": "minmax"}, "aggregate": {"method": "arithmetic"}}
    values = np.random.default_rng(2).uniform(1, 9, (8, 3))
    return build(Scheme("t", "u", nodes, steps=steps), Table(tuple("ABCDEFGH"), values, {}, {}))


def test_a_draw_of_noise_is_the_index_of_its_values() -> None:
    index, seed, share = nominal(), 7, 0.3
    ways = Assumption(
        "mean", (Option(), Option(steps={"aggregate": {"method": "copeland"}}))
    )  # fmt: skip
    told = sensitivity(index, [ways, noisy(noise_share=share)], method="enumerate", points=2,
                       seed=seed)  # fmt: skip

    assert told.runs == 24
    for draw in range(12):
        error = np.random.default_rng([seed, 1, draw]).standard_normal(index.table.values.shape)
        table = replace(index.table, values=index.table.values * (1 + share * error))
        assert told.ranks[draw].tolist() == build(index.scheme, table).ranks.tolist()
        other = replace(index.scheme, steps={**index.scheme.steps, **ways.options[1].steps})
        assert told.ranks[12 + draw].tolist() == build(other, table).ranks.tolist()


def test_little_noise_moves_no_rank_and_much_does() -> None:
    index = nominal()
    small, large = (
        sensitivity(index, [noisy(noise_share=share)], method="enumerate", points=2, seed=1)
        for share in (1e-9, 0.5)
    )

    assert small.mean == 0
    assert large.mean > 0


def test_noise_of_a_file_is_an_assumption(tmp_path) -> None:
    text = '[[assumption]]\nname = "n"\nnoise = {share = 0.2, draws = 30}\n'
    first, second = (asked(tmp_path, text) for _ in range(2))

    assert first == second
    assert first["runs"] == 30
    assert first["indices"][0]["first"] in (0.0, pytest.approx(1.0))


@pytest.mark.parametrize(
    "noise",
    ["{share = 0.02}", "{share = 0, draws = 10}", "{share = 0.1, draws = 1}", "3",
     "{share = 0.1, draws = 1001}", "{share = 0.1, draws = 10}\noptions = []"],
)  # fmt: skip
def test_what_is_no_noise_is_refused(tmp_path, noise: str) -> None:
    with pytest.raises(InputError) as raised:
        asked(tmp_path, f'[[assumption]]\nname = "n"\nnoise = {noise}\n')

    assert {one.code for one in raised.value.problems} == {"assess.assumption"}
