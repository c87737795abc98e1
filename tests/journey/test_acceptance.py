"""The examples people were promised, as they are typed, on the packs that come along."""

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.program import PROGRAM, Program

REGIONS = Path(__file__).parents[2] / "regions"
TYRES = [
    "--hs", "401120", "--teu", "2", "--tonnes", "24", "--value", "60000", "--currency", "USD",
    "--incoterm", "DAP", "--on", "2026-11-20", "--json",
]  # fmt: skip
SPIRITS = [
    "--market", "JP", "--hs", "220890220", "--origin", "CN", "--on", "2026-11-20", "--value",
    "100000", "--currency", "JPY", "--quantity-l", "1000", "--json",
]  # fmt: skip

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def settings(new_home: Callable[[], Path]) -> dict[str, str]:
    """An environment with a data folder, and nothing else of ours."""
    bare = {key: value for key, value in os.environ.items() if "ENTREPOT" not in key}
    return bare | {"ENTREPOT_HOME": str(new_home())}


@pytest.fixture(scope="module")
def call(
    program: Program, settings: dict[str, str]
) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Calls a command on one data folder; the database stays up between the calls."""
    run = partial(program, env=settings)
    assert run("db", "start").returncode == 0
    yield run
    run("db", "stop")


@pytest.fixture(scope="module")
def ask(call: Callable[..., subprocess.CompletedProcess[str]]) -> Ask:
    def run(*words: str) -> dict[str, Any]:
        done = call(*words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def ask_as_typed(call, settings: dict[str, str]) -> Ask:
    """Asks as a shell does: by the program itself, which imports what it needs."""
    assert call, "the database stays up"

    def run(*words: str) -> dict[str, Any]:
        done = subprocess.run(
            [PROGRAM, *words], env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def tyres(ask_as_typed: Ask) -> dict[str, Any]:
    return ask_as_typed("quote", "guiyang", "hamburg", *TYRES)


def test_two_containers_of_tyres_have_four_ways_on_three_main_chains(tyres: dict) -> None:
    chains = {tuple(option["modes"]) for option in tyres["options"]}

    assert 4 <= len(tyres["options"]) <= 7
    assert len(chains) >= 3
    assert {"rail", "sea", "air"} <= {mode for chain in chains for mode in chain}


def test_each_way_has_its_landed_cost_with_rules_and_sources(tyres: dict) -> None:
    for option in tyres["options"]:
        duty = next(x for x in option["landed"]["lines"] if x["what"] == "customs_duty")

        assert duty["rate"] == "4.5 %"
        assert duty["amount"]["currency"] == "EUR"
        assert Decimal(duty["amount"]["amount"]) > 0
        assert duty["rule"]
        assert duty["source"]
        assert any(gap.startswith("anti_dumping: ") for gap in option["landed"]["missing"])
        assert not option["landed"]["complete"]


def test_a_quote_carries_every_key_that_was_promised(tyres: dict) -> None:
    option = tyres["options"][0]

    assert {"reference", "region", "on", "origin", "destination", "options", "unreachable"} <= set(
        tyres
    )
    assert {
        "label", "modes", "cost_usd", "days_p50", "days_p90", "co2e_kg", "distance_km",
        "gauge_changes", "border_posts", "passages", "legs", "landed",
    } <= set(option)  # fmt: skip
    assert {
        "from", "to", "mode", "service", "km", "hours_p50", "cost_usd", "co2e_kg", "status",
        "source",
    } <= set(option["legs"][0])  # fmt: skip


def test_with_both_posts_shut_no_way_uses_them(ask: Ask) -> None:
    shut = ["alashankou-dostyk", "khorgos-altynkol"]
    avoid = [word for post in shut for word in ("--avoid", f"border:{post}")]

    quote = ask("quote", "guiyang", "hamburg", *TYRES, *avoid)

    assert quote["options"]
    assert not any(set(shut) & set(option["border_posts"]) for option in quote["options"])


@pytest.mark.parametrize("passage", ["suez", "south_africa", "malacca"])
def test_a_shut_passage_is_not_sailed_and_never_makes_a_best_value_better(
    ask: Ask, tyres: dict, passage: str
) -> None:
    quote = ask("quote", "guiyang", "hamburg", *TYRES, "--avoid", f"passage:{passage}")

    assert not any(passage in option["passages"] for option in quote["options"])
    for figure in ("cost_usd", "days_mean", "co2e_kg"):
        best, before = (min(o[figure] for o in q["options"]) for q in (quote, tyres))
        assert best >= before, figure


def test_an_impossible_pair_says_why_and_is_no_error(ask: Ask) -> None:
    quote = ask("quote", "guiyang", "minsk", *TYRES, "--avoid", "border:all")

    assert quote["options"] == []
    assert quote["unreachable"]["code"] == "avoided"
    assert "border" in quote["unreachable"]["reason"]


def test_spirits_into_japan_owe_by_the_litre(ask_as_typed: Ask) -> None:
    duty = ask_as_typed("duty", *SPIRITS)

    assert duty["lines"][0]["amount"] == {"amount": "70400", "currency": "JPY"}
    chosen = {c["regime"]: c for c in duty["candidates"]}
    assert chosen["MFN"]["chosen"]
    assert chosen["RCEP"]["why"] == "origin proof not given"


def test_a_proof_of_origin_lowers_the_duty(ask: Ask) -> None:
    duty = ask("duty", *SPIRITS, "--proof", "RCEP")

    assert duty["lines"][0]["amount"] == {"amount": "32000", "currency": "JPY"}
    assert {c["regime"] for c in duty["candidates"] if c["chosen"]} == {"RCEP"}


@pytest.mark.parametrize("pack", ["guizhou", "laos", "upland", "world"])
def test_the_packs_that_come_along_have_no_problem(ask: Ask, pack: str) -> None:
    reading = ask("region", "check", str(REGIONS / pack), "--json")

    assert reading["problems"] == []
    assert reading["rows"]["places"] > 5


def test_a_planner_elsewhere_gets_ways_by_the_ports_and_the_railway(ask: Ask) -> None:
    quote = ask("quote", "vientiane", "rotterdam", *TYRES, "--region", "laos")

    calls = {leg["from"] for option in quote["options"] for leg in option["legs"]}
    posts = {post for option in quote["options"] for post in option["border_posts"]}
    assert calls & {"laem_chabang", "vung_ang", "da_nang"}
    assert "mohan-boten" in posts


def test_ten_faults_planted_in_a_pack_are_all_named(
    call: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    pack = tmp_path / "faulty"
    shutil.copytree(REGIONS / "guizhou", pack)
    planted = plant(pack)

    done = call("region", "check", str(pack), "--json")
    named = {(p["where"].split(" row")[0].split(",")[0], p["code"]) for p in json.loads(
        done.stdout)["problems"]}  # fmt: skip

    assert done.returncode == 2
    assert len(planted) == 10
    assert planted - named == set()


def plant(pack: Path) -> set[tuple[str, str]]:
    """Plant ten faults; the file and the code of each."""
    lines = {name: (pack / name).read_text(encoding="utf-8").splitlines() for name in (
        "places.csv", "links.csv", "services.csv", "zones.csv", "targets.csv", "terminals.csv",
    )}  # fmt: skip
    heads = {name: rows[0].split(",") for name, rows in lines.items()}

    def change(name: str, row: int, column: str, value: str) -> None:
        cells = next(csv.reader(io.StringIO(lines[name][row])))
        cells[heads[name].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(cells)
        lines[name][row] = out.getvalue()

    change("places.csv", 1, "lat", "２６.８")
    change("places.csv", 2, "lon", "east")
    change("places.csv", 3, "status", "certain")
    lines["places.csv"].append(lines["places.csv"][4])
    change("links.csv", 1, "to_place", "atlantis")
    change("links.csv", 2, "km", "120 km")
    change("links.csv", 3, "mode", "teleport")
    change("services.csv", 1, "departures_per_week", "-2")
    change("zones.csv", 1, "source", "")
    lines["terminals.csv"][0] += ",colour"
    lines["terminals.csv"][1:] = [f"{row},red" for row in lines["terminals.csv"][1:]]
    for name, rows in lines.items():
        (pack / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return {
        ("places.csv", "pack.fullwidth"), ("places.csv", "pack.type"),
        ("places.csv", "pack.choice"), ("places.csv", "pack.duplicate"),
        ("links.csv", "pack.reference"), ("links.csv", "pack.unit"),
        ("links.csv", "pack.choice"), ("services.csv", "pack.unit"),
        ("zones.csv", "pack.missing"), ("terminals.csv", "pack.column"),
    }  # fmt: skip
