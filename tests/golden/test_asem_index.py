"""An index of 51 countries, every stage and variant as COINr 1.1.14 computes it.

Source: bluefoxr/COINr at b968203, run unchanged in R 4.2.2. The files are not in the repository.
"""

import csv
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from entrepot.assess.index import Index, build, effective_weights
from entrepot.assess.prepare import Table
from entrepot.assess.ranks import rank
from entrepot.service.index_files import read_index
from entrepot.service.index_sensitivity import sensitivity_of

SHARED = "ENTREPOT_SHARED"
ROOT = Path(os.environ.get(SHARED, Path(__file__).parents[3] / "shared"))
ASEM = ROOT / "data" / "assess" / "coinr_asem"
SCHEME = """
code = "asem"
unit = "uCode"
groups = ["EurAsia_group"]
denominators = ["Area", "Energy", "GDP", "Population"]
tree = {tree!r}
[impute]
method = "group_mean"
group = "EurAsia_group"
[screen]
min_available_share = 0.9
[treat]
method = "winsorise"
[normalise]
method = "minmax"
[aggregate]
method = "arithmetic"
"""

if not ASEM.exists():
    if os.environ.get("CI") == "true":
        raise FileNotFoundError(ASEM)
    pytest.skip(f"no shared data at {ASEM}", allow_module_level=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("asem") / "asem.toml"
    path.write_text(SCHEME.format(tree=str(ASEM / "input" / "asem_imeta.csv")), "utf-8")
    return read_index(path, ASEM / "input" / "asem_idata.csv")


def run(files, **steps: object) -> Index:
    """The index with some sections replaced; None leaves one out."""
    merged = {k: v for k, v in {**files.scheme.steps, **steps}.items() if v is not None}
    return build(replace(files.scheme, steps=merged), files.table)


def oracle(name: str) -> dict[str, dict[str, str]]:
    with (ASEM / "oracle" / name).open(encoding="utf-8") as file:
        return {row["uCode"]: row for row in csv.DictReader(file)}


def assert_scores(index: Index, name: str, tolerance: float = 1e-9) -> None:
    """Every cell of an oracle file that is a node of the index."""
    told = oracle(name)
    names = [index.table.units[row] for row in index.prepared.rows]
    assert sorted(names) == sorted(told)
    checked = 0
    for code, scores in index.scores.items():
        if code not in next(iter(told.values())):
            continue
        wanted = [float(told[unit][code]) for unit in names]
        np.testing.assert_allclose(scores, wanted, rtol=tolerance, atol=1e-11, err_msg=code)
        checked += len(wanted)
    assert checked >= 51 * 11


@pytest.mark.parametrize(
    "stage", ["raw", "denominated", "imputed", "screened", "treated", "normalised"]
)
def test_each_stage_is_that_of_coinr(files, stage: str) -> None:
    index, told = run(files), oracle(f"example_{stage}.csv")
    rows, values = index.prepared.stages[stage]

    for row, cells in zip(rows, values, strict=True):
        line = told[index.table.units[row]]
        wanted = [line[node.code] for node in index.scheme.indicators]
        numbers = [float("nan") if one in ("", "NA") else float(one) for one in wanted]
        np.testing.assert_allclose(cells, numbers, rtol=1e-9, atol=1e-12)
    assert len(rows) == len(told)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_treatment_at_each_limit_is_that_of_coinr(files, most: int) -> None:
    index = run(files, treat={"method": "winsorise", "max_points": most})
    told, values = oracle(f"treated_winmax{most}.csv"), index.prepared.stages["treated"][1]

    for row, cells in zip(index.prepared.rows, values, strict=True):
        line = told[index.table.units[row]]
        wanted = [float(line[node.code]) for node in index.scheme.indicators]
        np.testing.assert_allclose(cells, wanted, rtol=1e-9, atol=1e-12)


def test_fifteen_indicators_and_35_points_are_treated(files) -> None:
    treatment = run(files).prepared.treatment

    assert sum(one.points > 0 for one in treatment) == 15
    assert sum(one.points for one in treatment) == 35
    assert all(one.has_passed for one in treatment)


def test_skew_and_kurtosis_are_those_of_coinr(files) -> None:
    index = run(files)
    with (ASEM / "oracle" / "example_treat_details.csv").open(encoding="utf-8") as file:
        told = {row["iCode"]: row for row in csv.DictReader(file)}

    for node, one in zip(index.scheme.indicators, index.prepared.treatment, strict=True):
        row = told[node.code]
        assert one.skew == pytest.approx(float(row["check_SkewKurt0.Skew"]), rel=1e-9)
        assert one.kurtosis == pytest.approx(float(row["check_SkewKurt0.Kurt"]), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("example_aggregated.csv", {}),
        ("variant_minmax0100_amean.csv", {}),
        ("variant_untreated_minmax0100_amean.csv", {"treat": None}),
        ("variant_dist2max_amean.csv", {"normalise": {"method": "distance_to_max"}}),
        (
            "variant_minmax1100_gmean.csv",
            {
                "normalise": {"method": "minmax", "lower": 1.0, "upper": 100.0},
                "aggregate": {"method": "geometric"},
            },
        ),
    ],
)
def test_each_variant_is_that_of_coinr(files, name: str, steps: dict[str, object]) -> None:
    assert_scores(run(files, **steps), name)


@pytest.mark.parametrize("method", ["rank", "borda"])
def test_each_variant_by_rank_is_that_of_coinr(files, method: str) -> None:
    """From treated values of 17 digits: the input has 15, which makes two ties COINr has not."""
    full = run(files)
    names = tuple(full.table.units[row] for row in full.prepared.rows)
    told = oracle("treated_winmax5.csv")
    values = [[float(told[unit][one.code]) for one in files.scheme.indicators] for unit in names]
    nodes = tuple(replace(node, denominator="") for node in files.scheme.nodes)
    steps = {"normalise": {"method": method}, "aggregate": {"method": "arithmetic"}}
    table = Table(names, np.array(values), {}, {})

    index = build(replace(files.scheme, nodes=nodes, steps=steps), table)
    assert_scores(index, f"variant_{method}_amean.csv")


def test_ranks_of_every_node_are_those_of_coinr(files) -> None:
    index, told = run(files), oracle("example_results_ranks.csv")
    names = [index.table.units[row] for row in index.prepared.rows]

    for node in index.scheme.aggregates:
        wanted = [float(told[unit][node.code]) for unit in names]
        assert rank(index.scores[node.code]).tolist() == wanted, node.code


def test_effective_weights_are_those_of_coinr(files) -> None:
    carried = effective_weights(files.scheme)
    with (ASEM / "oracle" / "effective_weights.csv").open(encoding="utf-8") as file:
        told = {row["iCode"]: float(row["EffWeight"]) for row in csv.DictReader(file)}

    assert carried == pytest.approx(told, rel=1e-9)


ASSUMPTIONS = """
[design]
method = {method!r}
[[assumption]]
name = "points"
options = [{limits}]
[[assumption]]
name = "scale"
options = [
    {{normalise = {{method = "minmax", lower = 1, upper = 100}}}},
    {{normalise = {{method = "zscore", mean = 10, sd = 2}}}},
]
[[assumption]]
name = "mean"
options = [{{aggregate = {{method = "arithmetic"}}}}, {{aggregate = {{method = "geometric"}}}}]
[[assumption]]
name = "weights"
weights_file = {weights!r}
"""


def test_2000_combinations_are_enumerated_and_a_sample_agrees(tmp_path) -> None:
    limits = (f'{{treat = {{method = "winsorise", max_points = {n}}}}}' for n in range(1, 6))
    told = {
        "limits": ", ".join(limits), "weights": str(ASEM / "oracle" / "noisy_weights_100.csv")
    }  # fmt: skip
    scheme, documents = tmp_path / "asem.toml", []
    scheme.write_text(SCHEME.format(tree=str(ASEM / "input" / "asem_imeta.csv")), "utf-8")
    for method in ("auto", "sobol"):
        (tmp_path / "a.toml").write_text(ASSUMPTIONS.format(method=method, **told), "utf-8")
        data = ASEM / "input" / "asem_idata.csv"
        documents.append(sensitivity_of(scheme, data, tmp_path / "a.toml"))

    exact, sampled = documents
    assert (exact["method"], exact["runs"]) == ("enumerate", 2000)
    assert (sampled["method"], sampled["runs"]) == ("sobol", 49_152)
    for one, other in zip(exact["indices"], sampled["indices"], strict=True):
        assert other["first"] == pytest.approx(one["first"], abs=0.02)
        assert other["total"] == pytest.approx(one["total"], abs=0.02)
    totals = {one["assumption"]: one["total"] for one in exact["indices"]}
    assert max(totals, key=totals.get) == "mean"
    assert min(totals, key=totals.get) == "points"


@pytest.mark.parametrize("scope", ["hierarchical", "flat"])
def test_copeland_sums_to_zero(files, scope: str) -> None:
    index = run(files, aggregate={"method": "copeland", "scope": scope})

    assert index.scores["Index"].sum() == 0
    assert len(set(index.scores["Index"].tolist())) > 10
