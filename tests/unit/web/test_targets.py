"""The board of targets and its API over goals of packs: what they tell and what they refuse."""

import csv
import io
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from entrepot.assess.decisions import UNDECIDED, Decision, Decisions
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.assess_binding import bind_assess

from .conftest import Client, FakeService

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
API = "/api/v1/targets"
CASE = {
    "base": {"year": 2018, "value": 3.49},
    "target": {"year": 2020, "value": 5, "comparator": ">"},
}


def client_of(region: str, decisions: Decisions = UNDECIDED) -> Client:
    reference = open_reference(region)
    desk = SimpleNamespace(
        window=SimpleNamespace(reference=reference), region=SimpleNamespace(root=region)
    )
    verbs = bind_assess(desk, lambda: NOON, lambda *_, **__: decisions)
    return Client(build_app(FakeService().verbs(), assess=verbs))


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of("guizhou")


@pytest.fixture(scope="module")
def small() -> Client:
    return client_of("upland")


def test_the_board_of_a_city_shows_goals_checks_and_parts(client: Client) -> None:
    told = client.get("/targets/guiyang?parts=1&lang=en").text

    assert told.count("data-goal=") == 69
    assert re.search(r"Parts add up to 487\.7 bn RMB; the whole is 666\.7 by T018 / T019", told)
    assert "More people are to be added than can be" in told
    assert 'href="/api/v1/targets/guiyang.csv?parts=true"' in told
    assert told.count('<th scope="row"><a href="/targets/') == 10
    assert 'href="/targets/guiyang_guian"' in told


def test_the_board_speaks_chinese(client: Client) -> None:
    told = client.get("/targets/guiyang?parts=1&lang=zh").text

    assert "地区生产总值" in told
    assert "未知后续实际值" in told or "未给出基期值及年份" in told
    assert "拟新增人口超出可能" in told
    assert not re.search(r"Parts add|Goals held|Growth it needs|To be reached", told)


def test_the_path_that_is_drawn_stands_in_a_table(small: Client) -> None:
    told = small.get("/targets/upland?lang=en").text

    assert 'data-trade="fan"' in told
    assert 'id="probability">9.8 %' in told
    years = re.search(r'<table class="dense" id="years">.*?</table>', told, re.S)
    assert years is not None
    assert re.findall(r'<th scope="row">(\d+)', years[0]) == [str(y) for y in range(2021, 2031)]
    assert "badge-synthetic" in years[0]


def test_a_goal_that_is_asked_for_is_the_one_drawn(client: Client) -> None:
    told = client.get("/targets/guiyang?target=T001&lang=en").text

    assert '<code>T001</code> <span class="badge badge-derived"' in told
    assert "Fewer than two changes of the series are known." in told


def test_the_form_leads_to_the_board_of_its_place(client: Client) -> None:
    chosen = client.get("/targets?geography=yunyan&parts=1")
    own = client.get("/targets")

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/targets/yunyan?parts=1")
    assert own.headers["location"] == "/targets/guizhou"


def test_a_place_that_is_none_is_told_with_places_to_choose(client: Client) -> None:
    page, answer = client.get("/targets/nowhere?lang=zh"), client.get(f"{API}/nowhere")

    assert (page.status_code, answer.status_code) == (404, 404)
    assert "不是本地区的地点" in page.text
    assert 'value="guiyang"' in page.text
    assert answer.json()["problems"][0]["code"] == "target.geography"


def test_the_api_gives_the_document_of_the_command_and_files_of_its_rows(client: Client) -> None:
    found = client.get(f"{API}/guiyang?parts=true").json()
    text = client.get(f"{API}/guiyang.csv?parts=true").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert found["checks"][0]["parts_sum"] == pytest.approx(487.7)
    assert [row["id"] for row in rows] == [one["id"] for one in found["targets"]]
    xifeng = next(row for row in rows if row["id"] == "T052")
    assert (xifeng["flags"], xifeng["status"]) == ("target.implausible", "published")
    assert xifeng["required_cagr_pct"] == ""
    assert client.get(f"{API}/guiyang.pdf").status_code == 422
    assert client.get(API).json()["geography"] == "guizhou"
    for form in ("xlsx", "parquet"):
        assert client.get(f"{API}/guiyang.{form}").status_code == 200


def test_a_case_is_worked_out_and_what_is_wrong_is_refused(client: Client) -> None:
    found = client.post("/api/v1/target-path", json=CASE).json()
    known = {"drift": 0.1, "sd": 0.1, "observations": None}
    likely = client.post("/api/v1/target-path", json=CASE | {"model": known}).json()

    assert found["required_cagr_pct"] == pytest.approx(19.694, abs=5e-4)
    assert found["reasons"]["probability"]["code"] == "history_short"
    assert (likely["observations"], likely["horizon_years"]) == (None, 2)
    assert client.post("/api/v1/target-path", json=CASE | {"road": 1}).status_code == 422


def test_a_change_is_split_over_its_factors(client: Client) -> None:
    case = {"factors": ["people", "output_per_head"], "start": {"all": [10, 10]},
            "end": {"all": [12, 35 / 3]}}  # fmt: skip
    found = client.post("/api/v1/lmdi", json=case).json()

    assert found["effects"]["people"] == pytest.approx(21.674484, abs=5e-7)
    assert client.post("/api/v1/lmdi", json=case | {"end": {"all": [-1, 1]}}).status_code == 422
    assert client.post("/api/v1/lmdi", json=case | {"end": {"all": ["x"]}}).status_code == 422


def test_a_brief_is_printed_from_the_board(client: Client) -> None:
    page = client.get("/targets/guiyang?lang=zh").text
    paper = client.get("/api/v1/briefs/guiyang.pdf?lang=zh")
    sheet = client.get("/api/v1/briefs/guiyang.html?lang=zh")

    assert 'href="/api/v1/briefs/guiyang.pdf?lang=zh"' in page
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert paper.content == client.get("/api/v1/briefs/guiyang.pdf?lang=zh").content
    assert sheet.headers["content-type"] == "text/html; charset=utf-8"
    assert "贵阳市" in sheet.text
    assert client.get("/api/v1/briefs/nowhere.pdf").status_code == 404
    assert client.get("/api/v1/briefs/guiyang.doc").status_code == 422


def test_both_readings_of_an_average_are_told_until_a_person_decides() -> None:
    on = datetime(2026, 1, 1, tzinfo=UTC)
    chosen = Decision("from_first", "The plan says so.", on.date(), on)
    written = Decision("moderate", "Floods.", on.date(), on)
    after = Decisions({("T013", "reading"): chosen, ("T001", "status"): written})
    open_, decided = client_of("laos"), client_of("laos", after)
    page, chinese = (one.get("/targets/laos?lang=zh").text for one in (open_, decided))
    rows = {one["id"]: one for one in decided.get(f"{API}/laos").json()["targets"]}
    told = csv.DictReader(io.StringIO(decided.get(f"{API}/laos.csv").content.decode("utf-8-sig")))
    cells = {row["id"]: row for row in told}

    assert page.count('data-reading="T013-') == 2
    assert "尚无人决定" in page
    assert "The plan says so." in chinese
    assert 'name="choice"' not in chinese  # who watches no goals decides nothing
    assert (rows["T013"]["status"], rows["T013"]["actual"]["value"]) == ("on_track", 9.5)
    assert (rows["T001"]["status"], rows["T001"]["status_calculated"]) == ("moderate", "unknown")
    assert (cells["T001"]["decided"], cells["T001"]["decided_why"]) == ("moderate", "Floods.")
    assert decided.get("/targets/laos?known=yesterday").status_code == 422
    assert decided.get(f"{API}/laos?known=2026-01-01").status_code == 422


def test_what_stands_beside_a_goal_is_told_with_its_reason(client: Client) -> None:
    told = client.get("/targets/guiyang?parts=1&lang=zh&target=T002").text

    assert 'data-near="PS087"' in told
    assert "已查找，未找到。" in told
    assert 'id="elsewhere"' in told
    assert "贵州省" in told


def test_chances_without_and_with_planned_projects_stand_beside_one_another(small: Client) -> None:
    told = small.get("/targets/upland?lang=zh").text
    found = {one["id"]: one for one in small.get(f"{API}/upland").json()["targets"]}["ug01"]
    text = small.get(f"{API}/upland.csv").content.decode("utf-8-sig")
    (row, *_) = csv.DictReader(io.StringIO(text))
    projects = found["projects"]

    assert "概率：不计项目9.8 %，计入项目12.3 %" in told
    assert 'data-project="up01"' in told
    assert "通往河港支线" in told
    assert projects["probability_without"] == found["probability"]
    gain = projects["probability_with"] - projects["probability_without"]
    assert sum(one["shapley"] for one in projects["effects"]) == pytest.approx(gain)
    assert projects["status"] == "synthetic"
    assert float(row["probability_with_projects"]) == projects["probability_with"]


def test_months_of_trade_are_told_to_no_passer_by(small: Client) -> None:
    assert 'id="no-pace"' in small.get("/targets/upland?lang=en").text
    assert small.get("/api/v1/target-pace").status_code == 401
    assert small.get("/api/v1/target-doubling?by=firm&base=2024&until=2030").status_code == 401
    assert small.get("/api/v1/target-decisions").status_code == 401
    assert small.post("/api/v1/target-decisions", json={}).status_code == 401


def test_places_stand_side_by_side_and_what_is_unknown_says_why(client: Client) -> None:
    told = client.get("/targets/guizhou/places?lang=zh").text
    text = client.get("/api/v1/place-comparison/guizhou.csv").content.decode("utf-8-sig")
    rows = {(row["geography"], row["indicator"]): row for row in csv.DictReader(io.StringIO(text))}

    assert told.count("data-place=") == 10
    assert "人均地区生产总值" in told
    assert 'title="已查找，未找到。"' in told
    assert rows["tongren", "GDP"]["why_unknown"] == "looked_for"
    assert rows["guiyang", "GDP"]["value"] == "577.741"
    assert client.get("/targets/nowhere/places").status_code == 404
    assert client.get("/api/v1/place-comparison/yunyan").json()["geography"] == "yunyan"
