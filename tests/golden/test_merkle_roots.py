"""Roots of Merkle trees as others publish them."""

import tomllib
from pathlib import Path

import pytest

from entrepot.window.evidence import merkle_root

GIVEN = tomllib.loads(Path(__file__).with_name("merkle.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", GIVEN["case"], ids=lambda case: case["name"])
def test_the_root_is_that_of_the_published_vector(case) -> None:
    leaves = [bytes.fromhex(one) for one in GIVEN["leaves"][: case["n"]]]

    assert merkle_root(leaves).hex() == case["root"]
