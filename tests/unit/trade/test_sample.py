"""Invented lines: they add up to what they are scaled to, and are the same each time."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from entrepot.trade.sample import Pair, parted, sample

PAIRS = [
    Pair("export", "guiyang", "JP", 1_000_001), Pair("export", "zunyi", "US", 7),
    Pair("import", "guiyang", "VN", 555_555),
]  # fmt: skip
GOODS = {"export": ("401120", "220890"), "import": ("260200",)}


def lines(seed: int = 1) -> list[dict]:
    return list(sample(PAIRS, GOODS, 2024, np.random.default_rng(seed)))


def test_the_lines_of_a_flow_add_up_to_its_total() -> None:
    sums: Counter[str] = Counter()
    for line in lines():
        sums[line["flow"]] += line["value"]

    assert sums == {"export": 1_000_008, "import": 555_555}


def test_the_same_seed_gives_the_same_lines_and_another_others() -> None:
    assert lines() == lines()
    assert lines() != lines(2)


@given(st.integers(0, 10**13), st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_parts_add_up_to_the_whole(whole: int, weights: list[float]) -> None:
    found = parted(whole, np.array(weights))

    assert sum(found) == whole
    assert min(found) >= -1
