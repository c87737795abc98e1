"""Input-output models and chains beside worked numbers.

Source: issue 08 of the project, golden cases 1 and 2, worked by hand: the first is a textbook
table of two sectors, the second a chain of three nodes.
"""

import json
from pathlib import Path

import pytest

from entrepot.service.input_output import leontief_of
from entrepot.service.promotion import gaps_of

TWO_SECTORS = {
    "sectors": ["a", "b"], "coefficients": [[0.2, 0.3], [0.4, 0.1]], "final_demand": [60, 30],
    "extract": "all",
    "regional": {"regional_output": [60, 40], "national_output": [400, 600], "delta": 0.3},
}  # fmt: skip
THREE_NODES = {
    "nodes": [
        {"id": "ore", "output_cny": 1000, "national_output_cny": None, "local_supply_cny": 120},
        {"id": "acid", "output_cny": 800, "local_supply_cny": 50},
        {"id": "cathode", "output_cny": 500},
    ],
    "links": [
        {"from": "ore", "to": "acid", "coefficient": 0.25},
        {"from": "acid", "to": "cathode", "coefficient": 0.4},
    ],
    "enterprises": [{"node": "ore", "output_cny": 600}], "runs": 2000, "seed": 7,
}  # fmt: skip


def flat(rows: list[list[float]]) -> list[float]:
    return [cell for row in rows for cell in row]


def written(folder: Path, raw: dict) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def test_two_sectors_by_the_textbook(tmp_path: Path) -> None:
    found = leontief_of(written(tmp_path, TWO_SECTORS))

    assert found["output"] == pytest.approx([105, 80])
    assert flat(found["inverse"]) == pytest.approx([1.5, 0.5, 2 / 3, 4 / 3])
    assert found["spectral_radius"] == pytest.approx(0.5)
    assert found["residual"] == pytest.approx(0, abs=1e-12)
    assert found["backward"] == pytest.approx([2.166667, 1.833333], abs=1e-6)
    assert found["forward"] == pytest.approx([1.880952, 2.208333], abs=1e-6)
    first = found["extraction"][0]
    assert first["sector"] == "a"
    assert [first["loss"], first["loss_others"], first["loss_share"]] == pytest.approx(
        [151.666667, 46.666667, 0.819820], abs=1e-6
    )


def test_two_sectors_of_a_region_by_location_quotients(tmp_path: Path) -> None:
    found = leontief_of(written(tmp_path, TWO_SECTORS))["regional"]

    assert (found["share"], found["lambda"]) == pytest.approx((0.1, 0.551435), abs=1e-6)
    assert found["slq"] == pytest.approx([1.5, 0.666667], abs=1e-6)
    assert flat(found["flq"]) == pytest.approx([0.827152, 1.240728, 0.245082, 0.367623], abs=1e-6)
    assert flat(found["local_share"]) == pytest.approx([0.827152, 1, 0.245082, 0.367623], abs=1e-6)
    assert flat(found["coefficients"]) == pytest.approx(
        [0.165430, 0.3, 0.098033, 0.036762], abs=1e-6
    )


def test_three_nodes_of_a_chain(tmp_path: Path) -> None:
    nodes = gaps_of(written(tmp_path, THREE_NODES))["nodes"]

    assert [one["id"] for one in nodes] == ["ore", "acid", "cathode"]
    assert [one["need_cny"] for one in nodes] == pytest.approx([200, 200, 0])
    assert [one["local_share"] for one in nodes] == [pytest.approx(0.6), pytest.approx(0.25), None]
    assert [one["basis"] for one in nodes] == ["known", "known", None]
    assert [one["gap_cny"] for one in nodes] == pytest.approx([80, 150, 0])
    assert [one["criticality_cny"] for one in nodes] == pytest.approx([127.5, 170, 57.5])
    assert [one["class"] for one in nodes] == [None, "supplement", None]
    assert [one["rank"] for one in nodes] == [2, 1, 3]
    assert nodes[0]["unknown"] == ["location_quotient"]
