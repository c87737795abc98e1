"""Laws of scenarios on a real pack: seeded edits of each kind, between places far and near."""

import numpy as np
import pytest
from tests.crosscheck.packs import ONE_FEU, real_network

from entrepot.corridors.closure import only_modes, shut
from entrepot.corridors.route import Query, prepare
from entrepot.corridors.variant import vary
from entrepot.region.edits import Addition, Close, Opening, Scaling
from entrepot.region.scenario import Scenario

NET = real_network("guizhou")
PAIRS = [("guiyang", "rotterdam"), ("kaiyang", "bangkok"), ("zunyi", "moscow"),
         ("liupanshui", "baise"), ("guiyang", "shanghai")]  # fmt: skip
SEED = np.random.default_rng(20260302)


def best(edits, pair, modes=("road", "rail", "river", "sea", "air", "ferry")):
    found = vary(NET, Scenario("law", tuple(edits)))
    avoid = (*only_modes(modes), *found.avoid)
    query = Query(*pair, ONE_FEU, avoid)
    return prepare(found.network, shut(found.network, avoid), query).best()


def _some(kind: str, count: int) -> list[str]:
    names = sorted(tag.partition(":")[2] for tag in NET.tags if tag.startswith(f"{kind}:"))
    return [str(name) for name in SEED.choice(names, count, replace=False)]


CLOSES = [Close(kind, name) for kind in ("border", "passage", "link", "terminal", "service")
          for name in _some(kind, 6)]  # fmt: skip
TOWNS = sorted(row.place for row in NET.region.terminals)
LINES = [
    Addition(*(str(place) for place in SEED.choice(TOWNS, 2, replace=False)), mode,
             float(SEED.integers(50, 3000)), gauge)
    for mode, gauge in [("rail", 1435), ("rail", None), ("rail", 1000), ("road", None)] * 3
]  # fmt: skip
LATER = [Opening(row.id) for row in NET.region.links
         if row.use == "leg" and row.state != "open"]  # fmt: skip
SCALES = [Scaling(kind, name, cost=1.7) for kind, count in (("border", 4), ("service", 6))
          for name in _some(kind, count)]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_closures_and_dearer_things_never_improve_a_best_value(pair) -> None:
    base = best((), pair)

    for edit in (*CLOSES, *SCALES, Scaling("tariff", "rail", cost=1.1)):
        assert (best([edit], pair) >= base).all(), edit


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_new_lines_never_worsen_a_best_value(pair) -> None:
    for modes in (("rail",), ("road", "rail", "river", "sea", "air", "ferry")):
        base = best((), pair, modes)
        for edit in (*LINES, *LATER):
            assert (best([edit], pair, modes) <= base).all(), edit


def test_a_post_every_train_uses_and_a_direct_line_change_something() -> None:
    pair, rail = PAIRS[1], ("rail",)
    base = best((), pair, rail)
    direct = Addition("kaiyang", "bangkok", "rail", 1500.0, 1435)

    assert (best([Scaling("border", "mohan-boten", cost=1.7)], pair, rail) > base).any()
    assert (best([direct], pair, rail) < base).any()
    assert any((best([edit], pair) != best((), pair)).any() for pair in PAIRS for edit in CLOSES)
