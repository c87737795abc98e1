"""Pages and API of portfolios over the real searches."""

import json
import time
from datetime import UTC, datetime

import pytest

from entrepot.service.trade_load import STATISTICIAN
from entrepot.web.app import build_app
from entrepot.web.portfolio_binding import bind_portfolios

from .conftest import Client, FakeService, FakeWindow

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
API = "/api/v1/portfolio"
CASE = {
    "code": "valley", "currency": "CNY", "scale": 1e6, "periods": 3, "discount_rate": 0,
    "budget": {"per_period": [5, 5, 0], "rule": "yearly"},
    "projects": [
        {"id": "RAIL <1>", "region": "A", "type": "corridor", "duration": 2, "cost": [5, 5],
         "benefit": 14},
        {"id": "YARD", "region": "B", "type": "port", "duration": 1, "cost": [4], "benefit": 9},
    ],
}  # fmt: skip


class Analyst(Client):
    """A client who is signed in as an analyst."""

    def __init__(self) -> None:
        window = FakeWindow()
        window.roles["ana"], window.organisations["ana"] = STATISTICIAN, "office"
        super().__init__(
            build_app(
                FakeService().verbs(), window.verbs(), portfolios=bind_portfolios(lambda: NOW)
            )
        )
        signed = window.sign_in("ana", "ana")
        self.known, self.csrf = {"cookie": f"session={signed.token}"}, signed.csrf

    def send(self, method, path, **more):
        return super().send(method, path, **{"headers": self.known, **more})

    def upload(self, case: object):
        file = {"file": ("valley.json", json.dumps(case).encode(), "application/json")}
        return self.post("/portfolio", data={"csrf": self.csrf}, files=file)

    def searched(self, case: object) -> str:
        """The page of a case, once it is done."""
        return self.waited(str(self.upload(case).headers["location"]))

    def more(self, path: str, against: str) -> str:
        """The page of what else was asked about a case, once it is done."""
        form = {"csrf": self.csrf, "against": against}
        return self.waited(str(self.post(f"{path}/more", data=form).headers["location"]))

    def waited(self, path: str) -> str:
        for _ in range(300):
            if "Look again" not in self.get(path, params={"lang": "en"}).text:
                return path
            time.sleep(0.1)
        raise AssertionError(path)


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return Analyst()


@pytest.fixture(scope="module")
def path(analyst: Analyst) -> str:
    return analyst.searched(CASE)


def test_a_plan_is_shown_with_its_proof_its_money_and_what_was_rejected(analyst, path) -> None:
    text = analyst.get(path, params={"lang": "en"}).text

    assert 'data-project="RAIL &lt;1&gt;"' in text
    assert "surely the best" in text
    assert "14.0000" in text
    assert 'id="rejected"' in text
    assert "5.0000" in text
    assert '"budget": [5.0, 5.0, 0.0]' in text


def test_chinese_pages_hold_no_english_sentence(analyst, path) -> None:
    for one in (path, "/portfolio"):
        answer = analyst.get(one, params={"lang": "zh"})
        text = answer.text
        assert answer.status_code == 200
        assert ("方案价值" in text) == (one == path)
        assert "surely" not in text
        assert "No plan is" not in text


def test_the_list_leads_to_the_plan(analyst, path) -> None:
    assert f'href="{path}"' in analyst.get("/portfolio").text


def test_every_fault_of_a_case_is_named_and_nothing_is_searched(analyst) -> None:
    bad = {**CASE, "periods": 0, "colour": "red"}
    answer = analyst.upload(bad)

    assert answer.status_code == 422
    assert "colour" in answer.text
    assert "periods" in answer.text


def test_what_cannot_hold_is_told_rule_by_rule(analyst) -> None:
    floors = [{"region": "A", "min_spend": 99}]
    page = analyst.get(analyst.searched({**CASE, "floors": floors}), params={"lang": "zh"})

    assert "floors[0], region A" in page.text
    assert "不能同时成立" in page.text


def test_the_api_tells_the_same_and_gives_files(analyst, path) -> None:
    key = path.rpartition("/")[2]
    told = analyst.get(f"{API}/{key}").json()
    file = analyst.get(f"{API}/{key}.csv?table=money")

    assert told["result"]["starts"] == {"RAIL <1>": 0, "YARD": None}
    assert file.text.splitlines()[1].startswith("0,5.0,5.0,0.0,CNY")
    rejected = analyst.get(f"{API}/{key}.csv?table=rejected").text.splitlines()
    assert rejected[1].startswith("YARD,9.0,5.0,optimal")
    assert "modelled" in rejected[1]
    assert [one["id"] for one in analyst.get(API).json()["runs"]].count(key) == 1


def test_a_stranger_reads_what_it_is_and_starts_nothing(analyst) -> None:
    stranger = Client(analyst.app)

    assert 'id="closed"' in stranger.get("/portfolio").text
    assert stranger.post(API, json=CASE).status_code == 401
    assert stranger.get("/portfolio/" + "0" * 32).status_code in (303, 401)


def test_a_search_nobody_knows_is_told_so(analyst) -> None:
    assert analyst.get(f"{API}/{'0' * 32}").status_code == 404


def test_the_frontier_of_a_case_is_walked_and_given_as_a_file(analyst, path) -> None:
    found = analyst.more(path, "spend")
    text = analyst.get(found, params={"lang": "zh"}).text
    file = analyst.get(f"/api/v1{found}.csv").text.splitlines()

    assert "收益与支出的权衡" in text
    assert "RAIL &lt;1&gt; 0" in text
    assert [row.split(",")[:3] for row in file[1:]] == [
        ["spend", "0.0", "0.0"], ["spend", "4.0", "9.0"], ["spend", "10.0", "14.0"],
    ]  # fmt: skip
    assert analyst.get(f"/api/v1{found}.csv?table=money").status_code == 404


def test_the_plan_least_regretted_is_told_by_scenario(analyst) -> None:
    slump = {"name": "slump", "probability": 0.1, "benefit": {"RAIL <1>": 2}}
    found = analyst.more(analyst.searched({**CASE, "scenarios": [slump]}), "")
    page = analyst.get(found, params={"lang": "en"})

    assert page.status_code == 200
    assert 'id="regrets"' in page.text
    assert "YARD 0" in page.text
    assert analyst.get(f"/api/v1{found}").json()["result"]["max_regret"] == 5.0


def test_a_frontier_against_nothing_of_the_case_is_refused(analyst) -> None:
    answer = analyst.post(f"{API}?ask=frontier&against=sea", json=CASE,
                          headers={**analyst.known, "x-csrf-token": analyst.csrf})  # fmt: skip

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "plan.against"
