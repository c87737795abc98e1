"""Gravity equations beside the numbers of pyfixest, and of a program that knows no shortcut."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import missing
from tests.gravity_panels import AGTPA, POOLED, agtpa, panel

from entrepot.service.gravity import estimate_file, estimate_rows
from entrepot.service.gravity_document import Asked

PEER = json.loads(Path(__file__).with_name("pyfixest_gravity.json").read_text())["cases"]
OWN = [name for name in PEER if not name.startswith("AGTPA")]


def asked(case):
    vcov = case["vcov"]
    if isinstance(vcov, dict):
        return Asked(case["formula"], clusters=(vcov["CRV1"],))
    return Asked(case["formula"], kind={"hetero": "robust"}.get(vcov, vcov))


def rows():
    columns = {name: one.tolist() for name, one in panel().items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def agree(found, case):
    told = found["coefficients"]
    np.testing.assert_allclose([one["estimate"] for one in told], case["estimates"], rtol=1e-8)
    np.testing.assert_allclose([one["std_error"] for one in told], case["errors"], rtol=1e-6)
    np.testing.assert_allclose(found["deviance"], case["deviance"], rtol=1e-9)
    assert found["n_obs"] == case["n_obs"]


@pytest.mark.parametrize("name", OWN)
def test_estimates_and_errors_are_those_of_pyfixest(name):
    agree(estimate_rows(rows(), asked(PEER[name])), PEER[name])


def test_21_years_of_the_advanced_guide_are_those_of_pyfixest():
    path = agtpa()
    if path is None:
        missing(str(AGTPA))
    case = PEER["AGTPA, 21 years"]

    found = estimate_file(
        path, Asked(case["formula"], clusters=("pair_id",), derive={"pair": POOLED})
    )

    agree(found, case)
