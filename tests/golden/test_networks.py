"""Physical lengths as published, found on the world's networks as built."""

import tomllib
from pathlib import Path

import pytest

CASES = tomllib.loads(Path(__file__).with_name("networks.toml").read_text(encoding="utf-8"))["case"]
pytestmark = pytest.mark.xdist_group("networks")


@pytest.fixture(scope="module")
def answers(networks_home) -> dict:
    from entrepot.service import networks

    queries = [{name: case.get(name, "") for name in networks.COLUMNS} for case in CASES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREPOT_HOME", str(networks_home))
        found = networks.find_paths(queries, region="guizhou")["paths"]
    return {case["name"]: path for case, path in zip(CASES, found, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_way_is_as_long_as_published(case, answers):
    path = answers[case["name"]]
    changes = [[change["from_mm"], change["to_mm"]] for change in path["gauge_changes"]]

    assert path["reached"], path["reason"]
    assert case["low"] <= path[case["unit"]] <= case["high"]
    assert path["borders"] == case.get("borders", path["borders"])
    assert path["passages"] == case.get("passages", path["passages"])
    assert changes == case.get("changes", changes)


def test_every_case_has_a_source():
    assert all(case["source"] for case in CASES)
