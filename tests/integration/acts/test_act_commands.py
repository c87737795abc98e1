"""The acts beside the life cycle as they are called, with their exit codes."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.program import Program

HELD, FREE = "CSQU3054383", "TGBU0000027"
Call = Callable[..., tuple[int, dict]]


@pytest.fixture(scope="module")
def call(program: Program, new_home: Callable[[], Path]) -> Iterator[Call]:
    """Calls a command on a fresh store, and gives its exit code and what it printed."""
    environment = os.environ | {"ENTREPOT_HOME": str(new_home()), "ENTREPOT_REGION": "upland"}

    def run(*arguments: str, typed: str = "") -> tuple[int, dict]:
        done = program(*arguments, "--json", env=environment, typed=typed)
        return done.returncode, json.loads(done.stdout or done.stderr)

    assert run("demo", "window")[0] == 0
    yield run
    assert run("db", "stop")[0] == 0


@pytest.fixture(scope="module")
def number(call: Call) -> str:
    """Number of an export in two containers that three agencies look at."""
    raw = call("declaration", "example", "--flow", "export", "--type", "FULL", "--reference",
               "R01", "--container", HELD)[1]  # fmt: skip
    raw["goodsShipment"]["consignment"]["transportEquipment"].append({"id": FREE})
    item = raw["goodsShipment"]["governmentAgencyGoodsItem"][0]
    item["commodity"]["transportEquipment"].append({"id": FREE})
    call("arrive", HELD, "--site", "averlund_landport", "--as", "site")
    told = call("lodge", "-", "--as", "exporter", "--key", "1", typed=json.dumps(raw))[1]
    call("control", "documents", "R01", "--outcome", "clear", "--as", "officer")
    return told["number"]


@pytest.fixture(scope="module")
def parted(call: Call, number: str) -> tuple[int, dict]:
    """What is answered when one of its containers goes first."""
    assert number
    for by in ("inspector", "quarantine", "market"):
        assert call("control", "narrow", "R01", "--containers", HELD, "--as", by)[0] == 0
    return call("control", "release-part", "R01", "--containers", FREE, "--as", "supervisor")


def test_some_containers_go_before_others(
    call: Call, number: str, parted: tuple[int, dict]
) -> None:
    code, told = parted
    gates = {
        box: call("release", "check", box, "--place", "XVMAR", "--as", "coast")
        for box in (HELD, FREE)
    }

    assert (code, told["state"]) == (0, "UNDER_CONTROL")
    assert [box["released"] for box in told["containers"]] == [False, True]
    assert [(code, gate["decision"]) for code, gate in gates.values()] == [(3, "STOP"), (0, "GO")]
    assert gates[FREE][1]["release_no"] == f"R{number}"


def test_a_channel_is_not_lowered_and_no_proof_is_missing(call: Call, number: str) -> None:
    lowered = call(
        "control", "channel", "R01", "--to", "YELLOW", "--reason", "x", "--as", "officer"
    )
    proof = call("declaration", "proof", "R01", "--number", "P1", "--as", "exporter")

    assert number
    assert [(code, told["problems"][0]["code"]) for code, told in (lowered, proof)] == [
        (3, "channel.not_higher"), (3, "proof.none"),
    ]  # fmt: skip


def test_what_nobody_asked_for_is_not_approved(call: Call, number: str) -> None:
    code, told = call("control", "direct", "R01", "--reason", "x", "--as", "officer")

    assert number
    assert code == 3
    assert "direct.not_asked" in {one["code"] for one in told["problems"]}


@pytest.mark.usefixtures("parted")
def test_a_round_of_the_clock_sends_what_the_firm_then_reads(call: Call, number: str) -> None:
    code, done = call("tick")
    rows = call("messages", "list", "--as", "exporter")[1]["rows"]
    parked = call("messages", "parked", "--as", "admin")
    refused = call("messages", "parked", "--as", "exporter")
    again = call("messages", "retry", "7", "--as", "admin")

    assert (code, done["failed"], done["messages"]["parked"]) == (0, [], 0)
    assert rows[0]["body"]["release_no"] == f"R{number}"
    assert all(row["sent_at"] for row in rows)
    assert (parked, refused[0], again[0]) == ((0, {"rows": []}), 3, 4)


def test_an_agreement_is_proposed_approved_and_ended(call: Call, number: str) -> None:
    told = ("--partner", "sandbox_partner", "--fields", "hs_code,gross_mass", "--from",
            "2020-01-01", "--to", "2021-01-01", "--source", "a text", "--as", "admin")  # fmt: skip
    proposed = call("share", "propose", "old", *told)
    own = call("share", "approve", "old", "--as", "admin")
    approved = call("share", "approve", "old", "--as", "supervisor")
    ended = call("share", "end", "old", "--as", "admin")
    listed = call("share", "list", "--as", "auditor")[1]["rows"]
    shown = call("share", "show", number, "--as", "partner")

    assert [code for code, _ in (proposed, own, approved, ended)] == [0, 3, 0, 0]
    assert ended[1]["state"] == "ended"
    assert [row["id"] for row in listed] == ["old", "sandbox_agreement"]
    assert (shown[0], shown[1]["problems"][0]["code"]) == (4, "declaration.unknown")
