"""Complexity as another program works it out; `peer_complexity.py` asked it."""

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.crosscheck.peer_complexity import LOCATIONS, PRODUCTS, exports

from entrepot.trade import complexity

PEER = Path(__file__).with_name("complexity.csv")


@pytest.fixture(scope="module")
def peer() -> dict[str, np.ndarray]:
    with PEER.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([float(row[name]) for row in rows]).reshape(LOCATIONS, PRODUCTS)
        for name in ("eci", "pci", "density", "coi", "cog")
    }


def test_complexity_density_and_outlook_are_those_of_the_peer(peer) -> None:
    space = complexity.space_of(exports())
    close = complexity.density(space.made, space.proximity)
    index, gain = complexity.outlook(space, space.made, close)

    assert space.made.shape == (LOCATIONS, PRODUCTS)
    assert np.abs(space.eci - peer["eci"][:, 0]).max() < 1e-12
    assert np.abs(space.pci - peer["pci"][0]).max() < 1e-12
    assert np.abs(close - peer["density"]).max() < 1e-6
    assert np.abs(complexity.standardised(index) - peer["coi"][:, 0]).max() < 1e-5
    assert np.abs(gain - peer["cog"]).max() < 1e-5
