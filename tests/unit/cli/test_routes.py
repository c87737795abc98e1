"""`entrepot route`: the contract of its JSON, its errors, and what people read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from entrepot.cli import main

KEYS = ["query", "overlay_hash", "front_size", "best", "routes", "misses", "profile"]
ROUTE_KEYS = [
    "id", "why", "cost_usd", "cost", "time_mean_h", "time_p50_h", "time_p90_h", "variance_h2",
    "late_share", "co2e_wtw_kg", "co2e_ttw_kg", "co2e_hub_kg", "distance_km", "km_by_mode",
    "borders", "gauge_changes", "passages", "boxes", "legs",
]  # fmt: skip
LEG_KEYS = [
    "seq", "kind", "mode", "from", "to", "km", "gauge_mm", "traffic", "service", "departs",
    "cost_usd", "time_mean_h", "variance_h2", "co2e_wtw_kg", "co2e_ttw_kg", "source", "status",
]  # fmt: skip
LEGS = (
    "from,to,mode,cost_usd,time_mean_h,co2e_wtw_kg,variance_h2\n"
    "a,b,rail,1,5,3,1\nb,c,sea,2,50,4,9\na,c,air,500,4,900,0.5\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENTREPOT_HOME", str(tmp_path))
    (tmp_path / "L.csv").write_text(LEGS)
    return tmp_path


def check_keys(found: dict) -> None:
    assert list(found) == KEYS
    assert list(found["best"]) == ["cost_usd", "time_mean_h", "co2e_wtw_kg", "variance_h2"]
    for one in found["routes"]:
        assert list(one) == ROUTE_KEYS
        assert list(one["cost"]) == [
            "haul", "transfer", "border", "port", "drayage", "inventory", "fees",
        ]  # fmt: skip
        assert all(list(leg) == LEG_KEYS for leg in one["legs"])


@pytest.mark.usefixtures("home")
def test_a_pack_answers_with_the_keys_of_the_contract(capsys) -> None:
    words = ["route", "averlund", "marenport", "--tonnes", "20", "--region", "upland", "--json"]
    assert main.call([*words, "--depart", "2026-11-20"]) == 0

    first = capsys.readouterr().out
    found = json.loads(first)
    check_keys(found)
    assert found["routes"]
    assert main.call([*words, "--depart", "2026-11-20"]) == 0
    assert capsys.readouterr().out == first


def test_bare_legs_answer_with_the_same_keys(home, capsys) -> None:
    assert main.call(["route", "a", "c", "--overlay", str(home / "L.csv"), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    check_keys(found)
    assert found["best"] == {
        "cost_usd": 3.0, "time_mean_h": 4.0, "co2e_wtw_kg": 7.0, "variance_h2": 0.5,
    }  # fmt: skip


def test_without_a_way_it_ends_with_4_and_the_reasons(home, capsys) -> None:
    assert main.call(["route", "c", "a", "--overlay", str(home / "L.csv"), "--json"]) == 4

    told = json.loads(capsys.readouterr().err)
    assert told["problems"][0]["code"] == "corridors.unreachable"
    assert told["misses"][0]["code"] == "corridors.no_service"


def test_faults_of_file_and_fields_are_told_at_once(home, capsys) -> None:
    (home / "L.csv").write_text(LEGS + "c,d,road,x,1,1,1\n")
    words = ["--overlay", str(home / "L.csv"), "--eps", "a", "--avoid", "border:x", "--json"]
    assert main.call(["route", "a", "c", *words]) == 2

    told = json.loads(capsys.readouterr().err)
    assert [problem["where"].split("/")[-1] for problem in told["problems"]] == [
        "L.csv row 5, cost_usd", "eps", "avoid",
    ]  # fmt: skip


def test_people_read_the_routes_and_their_legs(home, capsys) -> None:
    assert main.call(["route", "a", "c", "--overlay", str(home / "L.csv")]) == 0

    told = capsys.readouterr().out
    assert "a → c" in told
    assert "No leg of L.csv is by river. [corridors.no_river]" in told


def test_the_bytes_do_not_depend_on_the_order_of_sets(home) -> None:
    """The hash of the arrays is that of the network, whatever seed texts are hashed by."""
    words = ["route", "averlund", "marenport", "--tonnes", "20", "--region", "upland", "--json"]
    program = f"from entrepot.cli.main import run; run({[*words, '--depart', '2026-11-20']!r})"
    told = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "ENTREPOT_HOME": str(home)},
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip

    assert len(told) == 1
