"""Equilibria against a plain twin, and against AequilibraE where it is installed.

AequilibraE comes with `make bench`, not with what `make test` installs, so its absence is no
failure even in CI; the plain twin and the published optimum of Sioux Falls are always checked.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.crosscheck.plain_assignment import plain_flows
from tests.property.test_assignment import case

from entrepot.corridors.assignment import assign
from entrepot.corridors.flow_tables import read_tables

ROOT = Path(__file__).parents[2]
NETWORK = ROOT / "tests" / "golden"


@pytest.mark.parametrize("seed", range(12))
def test_the_kernel_finds_the_flows_of_the_plain_twin(seed: int) -> None:
    links, demands = case(seed, 3 + seed % 5, powers=(1.0, 2.0, 4.0))
    found = assign(links, demands, gap=1e-10)
    twin = plain_flows(links, demands, gap=1e-10)

    # A link without cost of its own may carry any share; costs are what must agree.
    scale = sum(demand.flow for demand in demands)
    steep = [n for n, link in enumerate(links) if link.free_flow_time * link.b > 0.01]
    ours = np.array([one.flow for one in found.links])
    assert ours[steep] == pytest.approx(np.array(twin)[steep], abs=1e-3 * scale)


def test_sioux_falls_has_the_flows_of_the_plain_twin() -> None:
    texts = [(NETWORK / f"sioux_falls_{name}.csv").read_text() for name in ("links", "demand")]
    links, demands = read_tables(*texts)
    twin = plain_flows(links, demands, gap=1e-4)

    found = assign(links, demands)
    assert [one.flow for one in found.links] == pytest.approx(twin, rel=0.02, abs=20)


def test_sioux_falls_has_the_flows_of_aequilibrae(tmp_path: Path) -> None:
    if importlib.util.find_spec("aequilibrae") is None:
        pytest.skip("aequilibrae is not installed; `make bench` brings it")
    # In a process of its own, since it sets up logging, threads and progress bars on import.
    done = subprocess.run(
        [sys.executable, "-W", "ignore", ROOT / "bench" / "assignment.py", "peer", "1"],
        env=os.environ | {"AEQ_SHOW_PROGRESS": "FALSE", "OMP_NUM_THREADS": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    peer = json.loads(done.stdout.splitlines()[-1])
    texts = [(NETWORK / f"sioux_falls_{name}.csv").read_text() for name in ("links", "demand")]

    found = assign(*read_tables(*texts))
    assert peer["relative_gap"] <= 1e-5
    assert [one.flow for one in found.links] == pytest.approx(peer["flows"], rel=0.005, abs=10)
