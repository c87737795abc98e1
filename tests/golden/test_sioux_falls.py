"""The network of Sioux Falls against its published equilibrium."""

import tomllib
from pathlib import Path

import pytest

from entrepot.corridors.assignment import METHODS, Assignment, assign
from entrepot.corridors.flow_tables import read_tables

FOLDER = Path(__file__).parent
PUBLISHED = tomllib.loads((FOLDER / "sioux_falls.toml").read_text("utf-8"))
# Gaps that each method reaches within a second; successive averages are slow by nature.
GAPS = {"gp": 1e-12, "msa": 1e-4, "fw": 3e-5, "cfw": 1e-5, "bfw": 1e-7}


def tables():
    texts = (
        (FOLDER / f"sioux_falls_{name}.csv").read_text("utf-8") for name in ("links", "demand")
    )
    return read_tables(*texts)


def flow(found: Assignment, tail: str, head: str):
    [one] = [one for one in found.links if (one.link.tail, one.link.head) == (tail, head)]
    return one


def test_the_tables_are_the_network_that_was_published() -> None:
    links, demands = tables()

    assert len(links) == PUBLISHED["links"]
    assert len({link.tail for link in links}) == PUBLISHED["nodes"]
    assert len(demands) == PUBLISHED["pairs"]
    assert sum(demand.flow for demand in demands) == PUBLISHED["trips"]


def test_the_equilibrium_is_the_one_that_was_published() -> None:
    found = assign(*tables())

    assert found.relative_gap <= 1e-8
    assert found.objective == pytest.approx(PUBLISHED["objective"], abs=1e-3)
    assert found.unassigned == ()
    for row in PUBLISHED["flow"]:
        one = flow(found, row["from"], row["to"])
        assert one.flow == pytest.approx(row["flow"], abs=0.01)
        assert one.cost == pytest.approx(row["cost"], abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_comes_as_near_the_optimum_as_its_gap_says(method) -> None:
    found = assign(*tables(), method=method, gap=GAPS[method])

    above = found.objective - PUBLISHED["objective"]
    assert found.method == method
    # The objective is convex: it lies above the optimum by at most the excess of the flows.
    assert -1e-5 <= above <= found.relative_gap * found.total_cost + 1e-5
