"""`entrepot networks` as people run it: exit codes, keys, one question or many."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.program import PROGRAM, Program

KEYS = [
    "from", "to", "mode", "reached", "km", "nm", "borders", "gauge_changes", "countries",
    "passages", "repairs", "snap_km", "reason",
]  # fmt: skip
CHECK_KEYS = ["id", "computed_km", "published_km", "error_pct", "ok", "source"]
pytestmark = pytest.mark.xdist_group("networks")


@pytest.fixture
def run(networks_home, program: Program):
    """Runs a command on the networks; its exit code, its document, its problems."""

    def call(*words: str, home: Path = networks_home) -> tuple[int, dict, list]:
        settings = os.environ | {"ENTREPOT_HOME": str(home)}
        done = program("networks", *words, "--region", "guizhou", "--json", env=settings)
        told = json.loads(done.stderr)["problems"] if done.stderr.startswith("{") else []
        return done.returncode, json.loads(done.stdout or "{}"), told

    return call


def test_a_second_build_takes_a_tenth_of_the_first_at_most(networks_home, first_build_s):
    def work_s() -> float:
        before = os.times()
        done = subprocess.run(
            [PROGRAM, "networks", "build", "--region", "guizhou", "--json"], check=True, text=True,
            capture_output=True, env=os.environ | {"ENTREPOT_HOME": str(networks_home)},
        )  # fmt: skip
        after = os.times()
        document = json.loads(done.stdout)

        assert (document["built"], document["survey"]["built"]) == (False, False)
        return (after.children_user + after.children_system
                - before.children_user - before.children_system)  # fmt: skip

    assert any(work_s() < first_build_s / 10 for _ in range(3))


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


def test_a_line_runs_from_end_to_end_and_names_whose_data_it_is(run):
    code, document, _ = run("path", "guiyang", "chengdu", "--mode", "rail", "--lines")
    (path,) = document["paths"]

    assert code == 0
    assert list(path) == [*KEYS, "line"]
    assert path["line"][0] == pytest.approx([26.6, 106.7], abs=0.3)
    assert path["line"][-1] == pytest.approx([30.7, 104.1], abs=0.3)
    assert 10 < len(path["line"]) < 500
    assert "OpenStreetMap" in document["attribution"]


def test_the_build_in_use_is_told_and_so_is_that_there_is_none(networks_home, program, tmp_path):
    def show(home):
        done = program("networks", "show", "--json", env=os.environ | {"ENTREPOT_HOME": str(home)})
        return json.loads(done.stdout)

    built, absent = show(networks_home), show(tmp_path)

    assert built["built"] is True
    assert built["networks"]["rail"]["nodes"] > 100_000
    assert "ODbL" in built["licences"]
    assert (absent["built"], absent["key"], absent["code"]) == (False, None, "networks.absent")
    assert "networks build" in absent["hint"]


def test_lines_of_legs_follow_the_tracks_and_are_the_same_both_ways(networks_home):
    from entrepot.service.track_lines import TrackLines

    tracks = TrackLines(networks_home / "networks")
    guiyang, chongqing = (26.60, 106.70), (29.55, 106.55)
    there = tracks.open().line("rail", (guiyang, chongqing))
    back = tracks.open().line("rail", (chongqing, guiyang))

    assert len(there) > 5
    assert there[0] == guiyang
    assert back == there[::-1]
    assert tracks.open().line("rail", (guiyang, (0.0, -150.0))) is None
    assert tracks.open() is tracks.open()


def test_nodes_near_a_point_are_the_same_sorted_or_not(built_networks):
    from entrepot.corridors.nearby import make_near

    network = built_networks.physical("rail")
    quick, plain = make_near(network), make_near(network, is_sorted=False)
    for at in ((26.6, 106.7), (52.5, 13.4), (-33.9, 151.2), (0.0, -150.0)):
        found = plain(*at)

        assert quick(*at) == found


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
