"""HiGHS keeps one number of threads a process: no solver of ours hinders another."""

import subprocess
import sys

import pytest

SOLVES = {
    "weights": """
from entrepot.assess.weigh import _most
import numpy as np
assert _most(np.ones(2), np.eye(2), np.ones(2)).tolist() == [1, 1]
""",
    "placement": """
from entrepot.industry.placement import Firm, Park, place
assert len(place([Firm("x")], [Park("P", slots=1)]).placed) == 1
""",
    "train": """
from decimal import Decimal
from entrepot.port.filling import fill
from entrepot.port.wagons import Box, Wagon
assert len(fill([Box(1, 1, Decimal(2), Decimal(20))],
                [Wagon(1, "flat", Decimal(2), Decimal(61))]).places) == 1
""",
    "plan": """
from entrepot.plan.solver import OPTIMAL, Programme
programme = Programme()
programme.row({programme.column(1.0, is_whole=True): 1.0}, high=1.0)
assert programme.solve().status == OPTIMAL
""",
}


@pytest.mark.parametrize("first", SOLVES)
def test_each_solver_leaves_the_others_able_to_solve(first: str) -> None:
    order = "".join(SOLVES[name] for name in (first, *SOLVES, first))
    done = subprocess.run(
        [sys.executable, "-c", order], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
