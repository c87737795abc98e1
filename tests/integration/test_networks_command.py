"""`entrepot networks` as people run it: exit codes, keys, one question or many."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ENTREPOT = Path(sys.executable).with_name("entrepot")
KEYS = [
    "from", "to", "mode", "reached", "km", "nm", "borders", "gauge_changes", "countries",
    "passages", "repairs", "snap_km", "reason",
]  # fmt: skip
CHECK_KEYS = ["id", "computed_km", "published_km", "error_pct", "ok", "source"]
pytestmark = pytest.mark.xdist_group("networks")


@pytest.fixture
def run(networks_home):
    """Runs a command on the networks; its exit code, its document, its problems."""

    def call(*words: str, home: Path = networks_home) -> tuple[int, dict, list]:
        done = subprocess.run(
            [ENTREPOT, "networks", *words, "--region", "guizhou", "--json"],
            env=os.environ | {"ENTREPOT_HOME": str(home)}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        told = json.loads(done.stderr)["problems"] if done.stderr.startswith("{") else []
        return done.returncode, json.loads(done.stdout or "{}"), told

    return call


def test_a_second_build_takes_less_than_two_seconds(run):
    run("build")
    before = os.times()
    code, document, _ = run("build")
    after = os.times()
    work_s = after.children_user + after.children_system - (
        before.children_user + before.children_system
    )  # fmt: skip

    assert (code, document["built"], document["survey"]["built"]) == (0, False, False)
    assert work_s < 2


def test_check_meets_every_published_length(run):
    code, document, _ = run("check")

    assert code == 0
    assert all(row["ok"] for row in document["checks"])
    assert all(list(row) == CHECK_KEYS for row in document["checks"])
    assert {row["ok"] for row in document["reports"]} == {None}


def test_a_path_has_the_keys_of_the_contract(run):
    code, document, _ = run("path", "guiyang", "bangkok", "--mode", "rail")
    (path,) = document["paths"]

    assert code == 0
    assert list(path) == KEYS
    assert path["reached"] is True
    assert path["reason"] is None
    assert path["countries"] == ["CN", "LA", "TH"]
    assert path["gauge_changes"] == [{"place": "thanaleng", "from_mm": 1435, "to_mm": 1000}]
    assert path["repairs"] == ["rr004", "rr003"]
    assert path["nm"] == pytest.approx(path["km"] / 1.852, abs=0.1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("guiyang", "moscow", "--avoid", "border:all"), "border:all"),
        (("guiyang", "lagos"), "do not meet"),
        (("guiyang", "NLRTM", "--mode", "sea"), "guiyang"),
        (("kunming", "vientiane", "--year", "2020"), "2021"),
        (
            ("SGSIN", "NLRTM", "--mode", "sea", "--avoid", "passage:suez", "--avoid",
             "passage:panama", "--avoid", "passage:south_africa", "--avoid", "passage:chili"),
            "suez",
        ),
    ],
)  # fmt: skip
def test_a_way_that_is_not_there_says_why_and_has_no_length(run, words, told):
    code, document, _ = run("path", *words)
    (path,) = document["paths"]

    assert code == 4
    assert (path["reached"], path["km"], path["nm"]) == (False, None, None)
    assert told in path["reason"]


def test_many_pairs_are_answered_in_their_order_reached_or_not(run, tmp_path):
    file = tmp_path / "pairs.csv"
    file.write_text(
        'from,to,mode,avoid\nguiyang,hamburg,rail,border:alashankou-dostyk;'
        'border:khorgos-altynkol\nguiyang,lagos,rail,\n"26.6,106.7",hanoi,road,\n'
    )  # fmt: skip
    code, document, _ = run("path", "--pairs", str(file))
    first, second, third = document["paths"]

    assert code == 0
    assert first["borders"][0] in ("erenhot-zamyn_uud", "manzhouli-zabaykalsk")
    assert second["reached"] is False
    assert (third["from"], third["reached"]) == ("26.6,106.7", True)


def test_the_northern_passages_stay_shut_when_suez_is(run):
    _, by_suez, _ = run("path", "qinzhou_port", "rotterdam", "--mode", "sea")
    _, round_it, _ = run("path", "qinzhou_port", "rotterdam", "--mode", "sea",
                         "--avoid", "passage:suez")  # fmt: skip

    assert round_it["paths"][0]["km"] > by_suez["paths"][0]["km"]
    assert not {"northwest", "bering"} & set(round_it["paths"][0]["passages"])


def test_the_northern_passages_are_sailed_when_asked_for(run):
    opened = [word for name in ("northwest", "bering") for word in ("--open", f"passage:{name}")]
    _, document, _ = run("path", "qinzhou_port", "rotterdam", "--mode", "sea",
                         "--avoid", "passage:suez", *opened)  # fmt: skip

    assert {"northwest", "bering"} & set(document["paths"][0]["passages"])
    assert run("path", "a", "b", "--mode", "sea", "--open", "passage:suez")[0] == 2


def test_every_fault_of_a_question_is_told_at_once_with_what_is_near(run):
    code, _, problems = run("path", "guiyag", "ZZZZZ", "--mode", "rale",
                            "--avoid", "border:alashankou", "--avoid", "x:y")  # fmt: skip

    assert code == 2
    assert [row["where"] for row in problems] == ["mode", "from", "to", "avoid", "avoid"]
    assert "guiyang" in problems[1]["hint"]
    assert "alashankou-dostyk" in problems[3]["hint"]


@pytest.mark.parametrize("words", [(), ("guiyang",), ("guiyang", "hanoi", "--pairs", "x.csv")])
def test_either_two_ends_or_a_file_are_asked_for(run, words):
    assert run("path", *words)[0] == 2


@pytest.mark.parametrize("text", [None, "from,to\nguiyang,hanoi\n"])
def test_a_file_of_pairs_that_cannot_be_used_is_told(run, tmp_path, text):
    if text is not None:
        (tmp_path / "pairs.csv").write_text(text)

    code, _, problems = run("path", "--pairs", str(tmp_path / "pairs.csv"))

    assert code == 2
    assert "from, to, mode, avoid" in problems[0]["hint"]


def test_without_networks_the_way_to_build_them_is_told(run, tmp_path):
    code, _, problems = run("path", "guiyang", "hanoi", home=tmp_path)

    assert code == 6
    assert "entrepot networks build" in problems[0]["hint"]
