"""Input-output models beside pymrio, an independent program."""

import warnings

import numpy as np
import pytest

from entrepot.industry.io import coefficients_of, economy, ghosh_inverse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pymrio.tools import iomath

SIZE = 30


@pytest.fixture(scope="module")
def table() -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(20)
    flows = draw.uniform(0, 5, (SIZE, SIZE)) * (draw.uniform(size=(SIZE, SIZE)) < 0.4)
    return flows, flows.sum(axis=1) + draw.uniform(10, 90, SIZE)


def test_coefficients_and_inverse_are_those_of_pymrio(table) -> None:
    flows, output = table
    theirs = np.asarray(iomath.calc_A(flows, output))
    found = economy(coefficients_of(flows, output), output - flows.sum(axis=1))

    assert np.abs(found.coefficients - theirs).max() < 1e-14
    assert np.abs(found.inverse - np.asarray(iomath.calc_L(theirs))).max() < 1e-10
    assert found.output == pytest.approx(output)


def test_the_ghosh_inverse_is_that_of_pymrio(table) -> None:
    flows, output = table
    found = economy(coefficients_of(flows, output), output - flows.sum(axis=1))
    shares = np.asarray(iomath.calc_B(flows, output))

    assert np.abs(ghosh_inverse(found.inverse, found.output)
                  - np.asarray(iomath.calc_G(shares))).max() < 1e-10  # fmt: skip
