"""The commands as they are called, on a data folder of their own, with the invented region."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.program import PROGRAM, Program

import entrepot
from entrepot.service.example_book import EXAMPLE_BOOK
from entrepot.store import packs


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Path]) -> Path:
    return new_home()


@pytest.fixture(scope="module")
def call(program: Program, home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Calls a command with the server kept running, which saves its start."""
    environment = os.environ | {"ENTREPOT_HOME": str(home), "ENTREPOT_REGION": "upland"}

    def run(*arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return program(*arguments, env=environment | more, typed=typed)

    assert run("db", "start").returncode == 0
    yield run
    assert run("db", "stop").returncode == 0


@pytest.fixture(scope="module")
def ends() -> tuple[str, str]:
    """Two places of the invented region between which goods can go."""
    region = packs.read_region(packs.read_folder(packs.find_folder("upland"))).region
    return region.home, region.destinations[0].place


@pytest.fixture(scope="module")
def asked(ends: tuple[str, str]) -> list[str]:
    return [
        *ends, "--hs", "401120", "--teu", "2", "--tonnes", "24", "--value", "60000",
        "--currency", "USD", "--incoterm", "DAP", "--on", "2026-11-20", "--json",
    ]  # fmt: skip


def test_a_quote_is_shown_again_word_for_word(call, asked: list[str]) -> None:
    made = call("quote", *asked)
    assert made.stderr == ""
    reference = json.loads(made.stdout)["reference"]
    shown = call("quotes", "show", reference, "--json")

    assert (made.returncode, shown.returncode) == (0, 0)
    assert shown.stdout == made.stdout
    listed = json.loads(call("quotes", "list", "--json", "--limit", "1").stdout)
    assert [row["reference"] for row in listed] == [reference]


def test_a_request_from_standard_input_gives_the_same_answer(
    call, asked: list[str], ends: tuple[str, str]
) -> None:
    fields = dict(zip([name.strip("-") for name in asked[2:-1:2]], asked[3:-1:2], strict=True))
    typed = json.dumps({"origin": ends[0], "destination": ends[1]} | fields | {"teu": 2})

    by_options = json.loads(call("quote", *asked).stdout)
    by_input = json.loads(call("quote", "-", "--json", typed=typed).stdout)

    for document in (by_options, by_input):
        del document["reference"], document["made_at"]
    assert by_input == by_options


def test_a_quote_for_people_tells_every_way_with_its_legs(call, asked: list[str]) -> None:
    document = json.loads(call("quote", *asked).stdout)
    told = call("quotes", "show", document["reference"]).stdout

    assert document["options"]
    for option in document["options"]:
        assert f"{option['number']}. {option['label']}" in told
        assert all(leg["from_name"] in told for leg in option["legs"])
    assert "Landed cost" in told
    assert "Sources" in told


def test_every_fault_of_a_request_is_told_at_once(call) -> None:
    done = call("quote", "atlantis", "--tonnes", "-1", "--hs", "999999", "--json")

    found = {problem["where"] for problem in json.loads(done.stderr)["problems"]}
    assert (done.returncode, done.stdout) == (2, "")
    assert {"origin", "destination", "tonnes", "hs", "value", "incoterm"} <= found


def test_an_unknown_quote_is_missing(call) -> None:
    done = call("quotes", "show", "Q0000000000000", "--json")

    assert done.returncode == 4
    assert json.loads(done.stderr)["status"] == 404


def test_an_unknown_region_is_missing_and_the_known_ones_are_named(call) -> None:
    done = call("region", "show", "--region", "atlantis")

    assert done.returncode == 4
    assert "upland" in done.stderr


def test_a_good_pack_has_no_problem(call) -> None:
    done = call("region", "check", "upland", "--json")

    document = json.loads(done.stdout)
    assert (done.returncode, document["problems"]) == (0, [])
    assert document["rows"]["places"] > 0


def test_a_pack_with_faults_is_told_and_the_one_in_use_stays(call, tmp_path: Path) -> None:
    path = tmp_path / "upland"
    shutil.copytree(packs.find_folder("upland"), path)
    shutil.copytree(packs.regions_folder() / "world", tmp_path / "world")
    (path / "places.csv").write_bytes((path / "places.csv").read_bytes() + b"\xff\xfe,broken\n")
    call("region", "show")

    checked = call("region", "check", str(path), "--json")
    shown = call("region", "show", "--json", ENTREPOT_REGION=str(path))

    problems = json.loads(checked.stdout)["problems"]
    assert checked.returncode == 2
    assert {"places.csv"} <= {problem["where"].split(" ")[0] for problem in problems}
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["problems"] == problems


def test_a_new_pack_lacks_only_what_no_template_can_guess(call, tmp_path: Path) -> None:
    path = tmp_path / "my-land"
    made = call("region", "new", str(path), "--json")
    again = call("region", "new", str(path))
    problems = json.loads(call("region", "check", str(path), "--json").stdout)["problems"]

    assert made.returncode == 0
    assert sorted(json.loads(made.stdout)["files"]) == sorted(os.listdir(path))
    assert again.returncode == 2
    assert "has files in it already" in again.stderr
    lacking = {"country", "currency", "home", "root"}
    assert {problem["where"] for problem in problems} == {f"region.toml, {key}" for key in lacking}


def test_places_are_found_by_name(call, ends: tuple[str, str]) -> None:
    found = json.loads(call("places", "search", ends[0], "--json").stdout)

    assert ends[0] in {place["id"] for place in found}


def test_the_database_tells_how_it_is(call, home: Path) -> None:
    state = json.loads(call("db", "status", "--json").stdout)

    assert (state["running"], state["kept"], state["missing_migrations"]) == (True, True, [])
    assert state["data"] == str(home / "postgres")


def test_the_addresses_are_of_two_roles(call) -> None:
    ours = call("db", "url").stdout
    superusers = json.loads(call("db", "url", "--admin", "--json").stdout)["url"]
    with psycopg.connect(superusers) as tx:
        is_super = tx.execute("select rolsuper from pg_roles where rolname = user").fetchone()

    assert "entrepot_app@" in ours
    assert is_super == (True,)


def test_the_admin_of_a_server_of_ones_own_is_its_owner(call) -> None:
    own = {
        "ENTREPOT_DATABASE_URL": "postgresql://app@/x",
        "ENTREPOT_DATABASE_ADMIN_URL": "postgresql://owner@/x",
    }

    assert call("db", "url", "--admin", **own).stdout == "postgresql://owner@/x\n"


def test_a_backup_is_written(call, tmp_path: Path) -> None:
    done = call("db", "backup", str(tmp_path / "all.dump"), "--json")

    document = json.loads(done.stdout)
    assert document["size_bytes"] == (tmp_path / "all.dump").stat().st_size


def test_a_server_of_ones_own_is_not_started(call) -> None:
    done = call("db", "start", ENTREPOT_DATABASE_URL="postgresql:///x?host=/nowhere")

    assert done.returncode == 2
    assert "not ours to start" in done.stderr


def test_a_database_that_is_silent_is_told(call) -> None:
    address = "postgresql://me:secret@127.0.0.1:1/x"
    asked = call("quotes", "list", "--json", ENTREPOT_DATABASE_URL=address)
    status = call("db", "status", ENTREPOT_DATABASE_URL=address)

    assert asked.returncode == 6
    assert json.loads(asked.stderr)["status"] == 503
    assert "Connection refused" in asked.stderr
    assert "Is the server running" not in asked.stderr
    assert "secret" not in asked.stderr + status.stdout
    assert "running  no" in status.stdout


def test_a_folder_that_cannot_be_written_is_told(call) -> None:
    done = call("quotes", "list", ENTREPOT_HOME="/proc/entrepot")

    assert done.returncode == 6
    assert "Set ENTREPOT_HOME" in done.stderr


def test_it_serves_until_it_is_ended_and_then_stops_its_database(
    new_home: Callable[[], Path],
) -> None:
    home = new_home()
    environment = os.environ | {"ENTREPOT_HOME": str(home), "ENTREPOT_REGION": "upland"}
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", "--workers", "1"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        line = process.stdout.readline()
        address = "http://" + line.split("http://")[1].split()[0]
        with urllib.request.urlopen(f"{address}/api/openapi.json") as answer:
            version = json.load(answer)["info"]["version"]
        process.send_signal(signal.SIGINT)
        told = process.communicate()

    assert version == entrepot.__version__
    assert (process.returncode, told) == (0, ("", ""))
    assert not (home / "postgres/postmaster.pid").exists()


def test_ctrl_c_that_reaches_every_process_twice_ends_them_without_a_word(
    new_home: Callable[[], Path],
) -> None:
    environment = os.environ | {"ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "upland"}
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", "--workers", "2"], env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        process.stdout.readline()
        workers = [w for w in psutil.Process(process.pid).children() if w.name() != "postgres"]
        time.sleep(1)  # said to serve, each takes a moment to begin
        for worker in workers:
            worker.send_signal(signal.SIGINT)
        psutil.wait_procs(workers, timeout=2)  # they may end, and need not
        os.killpg(process.pid, signal.SIGINT)
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate()

    assert len(workers) == 1
    assert (process.returncode, told) == (0, ("", ""))


def test_workers_beside_a_killed_server_end_and_the_port_is_free_again(
    new_home: Callable[[], Path],
) -> None:
    environment = os.environ | {"ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "upland"}
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", "--workers", "3"],
        env=environment, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        address = "http://" + process.stdout.readline().split("http://")[1].split()[0]
        port = int(address.rsplit(":", 1)[1])
        workers = psutil.Process(process.pid).children()
        process.kill()

    gone, alive = psutil.wait_procs([w for w in workers if w.name() != "postgres"], timeout=30)

    assert alive == []
    assert len(gone) == 2
    with socket.create_server(("127.0.0.1", port)) as listening:
        assert listening.getsockname()[1] == port


def test_a_book_is_run_under_a_changed_clause(call, tmp_path: Path) -> None:
    change, book = tmp_path / "change.json", tmp_path / "book.json"
    change.write_text('{"agreement": "RCEP", "clause": "rvc_pct", "from": "40", "to": "35"}')
    book.write_text(json.dumps([*EXAMPLE_BOOK, {"no": "case"}]))
    shown = call("agreement", "rerun", str(book), "--change", str(change))
    told = call("agreement", "rerun", str(book), "--change", str(change), "--json")
    without = call("agreement", "rerun", "--change", str(change))

    assert (shown.returncode, told.returncode, without.returncode) == (2, 2, 2)
    assert "1 of 4 cases turn" in shown.stdout
    assert "115000 JPY -> 71900 JPY: -43100 JPY" in shown.stdout
    assert json.loads(told.stdout)["totals"]["failed"] == {"before": 1, "after": 1}


def test_clauses_rules_and_a_supposed_zone_are_told(call, tmp_path: Path) -> None:
    zone = tmp_path / "zone.json"
    zone.write_text('{"zone": {"name": "ours", "places": [], "valid_from": "2027-01-01"}}')
    gaps = call("agreement", "compare", "RCEP", "ACFTA", "--gaps")
    rules = json.loads(call("agreement", "rules", "JP", "--json").stdout)
    supposed = call("pilot-zone", str(zone))

    assert "de_minimis_pct" in gaps.stdout
    assert "rvc_pct" not in gaps.stdout
    assert rules["countries"] == ["XU", "JP"]
    assert "none_read" in supposed.stdout
    assert "0902 " in supposed.stdout
    assert "not known on these goods" in supposed.stdout
