"""`entrepot demo hub`, `gate` and `port` on a data folder of their own, as a person types them."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.program import Program


@pytest.fixture(scope="module")
def run(program: Program, new_home: Callable[[], Path]):
    """Runs a command; its exit code and its document."""
    settings = {"ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "guizhou"}

    def run(*words: str) -> tuple[int, dict]:
        done = program(*words, "--json", env=os.environ | settings)
        return done.returncode, json.loads(done.stdout or done.stderr)

    yield run
    run("db", "stop")


def code_of(told: tuple[int, dict]) -> tuple[int, str]:
    return told[0], told[1]["problems"][0]["code"]


def test_the_gate_lets_out_the_two_released_boxes_and_no_other(run, tmp_path: Path) -> None:
    _, made = run("demo", "hub")
    _, again = run("demo", "hub")
    boxes = [one["container"] for one in made["containers"]]
    checks = [run("gate", "check", box, "--as", "site") for box in boxes]
    exits = [run("gate", "out", box, "--as", "site", "--route", "S016") for box in boxes]
    twice = run("gate", "out", boxes[0], "--as", "site")
    wrong = run("gate", "check", boxes[0][:-1] + str((int(boxes[0][-1]) + 1) % 10), "--as", "site")
    day = datetime.now(UTC).date()
    span = ("--from", "2026-01-01", "--to", day.replace(year=day.year + 1).isoformat())
    _, counted = run("port", "throughput", *span)
    file = tmp_path / "events.ndjson"
    event = {"key": "k1", "container": boxes[0], "event": "gate_in", "status": "empty",
             "at": datetime.now(UTC).isoformat()}  # fmt: skip
    file.write_text(json.dumps(event) + "\nno JSON\n")
    _, told = run("port", "events", str(file), "--as", "site")
    _, replayed = run("port", "events", str(file), "--as", "site")
    _, recounted = run("port", "throughput", *span)
    _, legs = run("port", "legs", "--as", "coast")
    _, books = run("service-firm", "books", "--as", "broker")

    assert (again["declaration"], again["containers"]) == (made["declaration"], made["containers"])
    assert [one["released"] for one in made["containers"]] == [True, True, False]
    assert [(code, told["decision"]) for code, told in checks] == [
        (0, "GO"), (0, "GO"), (0, "STOP"),
    ]  # fmt: skip
    assert [bool(told["release"]) for _, told in checks] == [True, True, False]
    assert [code for code, _ in exits] == [0, 0, 3]
    assert exits[2][1]["problems"][0]["code"] == "gate.not_released"
    assert code_of(twice) == (3, "gate.already_out")
    assert code_of(wrong) == (2, "equipment.check_digit")
    assert {(row["direction"], row["route"]): row["teu"] for row in counted["rows"]} == {
        ("in", "road"): 5.0, ("out", "S016"): 3.0,
    }  # fmt: skip
    assert counted["total_teu"] == 8.0
    # What the service firm filed has no box: it shows in its book, and lets none out.
    (book,) = books["books"]
    assert (book["exporter"], book["declarations"], book["released"]) == ("sandbox_exporter", 1, 1)
    assert Decimal(books["total"]["value"][0]["amount"]) > 0
    assert (told["accepted"], told["refused"]) == (1, 1)
    assert (replayed["accepted"], replayed["replayed"]) == (0, 1)
    assert recounted["total_teu"] == 9.0
    assert sorted(leg["container"] for leg in legs["rows"]) == boxes[:2]
    assert len(legs["ports"]) == 7
    assert sum(port["place"] is not None for port in legs["ports"]) == 4


def test_every_verb_of_the_port_answers(run) -> None:
    run("demo", "hub")
    span = ("--from", "2026-01-01", "--to", "2026-12-31")
    answers = {
        words[1]: run(*words)
        for words in (
            ("port", "yard", "--as", "site"), ("port", "calls", "--as", "operator"),
            ("port", "trucks", "--as", "exporter"), ("port", "openings"),
            ("port", "dwell", *span, "--as", "auditor"), ("port", "air", *span, "--as", "operator"),
            ("port", "local", *span, "--as", "supervisor"),
        )
    }  # fmt: skip
    held = run("port", "hold", "SYNU0000035", "--reason", "unpaid", "--as", "site")
    let = run("port", "lift", "SYNU0000035", "--as", "site")
    refused = run("port", "lift", "SYNU0000035", "--as", "site")

    assert {name: code for name, (code, _) in answers.items()} == dict.fromkeys(answers, 0)
    assert (held[1]["holds"][0]["reason"], let[1]["holds"][0]["lifted_by"]) == ("unpaid", "site")
    assert code_of(refused) == (3, "hold.none")
