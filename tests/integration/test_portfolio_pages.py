"""Pages and API of portfolios over the store: sent, searched, told, kept."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.plans import NOON, planning
from tests.integration.test_fund_pages import Client

from entrepot.service.accounts import Visitor
from entrepot.service.portfolio_worker import work_out_waiting
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.portfolio_binding import bind_portfolios
from entrepot.web.window_verbs import WindowVerbs

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
    """Asks as an analyst, and has what waits searched at once."""

    def get(self, path: str, who: str = "analyst", **params: str):
        return self.ask("GET", path, who, params=params or None)

    def upload(self, case: object, who: str = "analyst"):
        file = {"file": ("valley.json", json.dumps(case).encode(), "application/json")}
        return self.ask("POST", "/portfolio", who, data={}, files=file)

    def searched(self, case: object) -> str:
        """The page of a case, once it is done."""
        return self.worked(str(self.upload(case).headers["location"]))

    def more(self, path: str, against: str) -> str:
        """The page of what else was asked about a case, once it is done."""
        return self.worked(self.act(f"{path}/more", "analyst", against=against))

    def worked(self, path: str) -> str:
        work_out_waiting(self.database, now=lambda: NOON)
        return path


@pytest.fixture(scope="module")
def analyst(servers, template_of) -> Iterator[Analyst]:
    with planning(servers("embedded"), template_of) as window:

        def find_visitor(token: str, _: str) -> Visitor | None:
            if not token:
                return None
            with acting_for(window.database, token, NOON) as (_book, actor):
                return Visitor(actor, token, token, token)

        unasked: Any = lambda *_: None  # noqa: E731
        desk: Any = SimpleNamespace(window=window)
        verbs = WindowVerbs(
            sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
            switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        portfolios = bind_portfolios(desk, lambda: NOON)
        yield Analyst(build_app(told, verbs, portfolios=portfolios), window.database)


@pytest.fixture(scope="module")
def path(analyst: Analyst) -> str:
    return analyst.searched(CASE)


def test_a_plan_is_shown_with_its_proof_its_money_and_what_was_rejected(analyst, path) -> None:
    text = analyst.get(path, lang="en").text

    assert 'data-project="RAIL &lt;1&gt;"' in text
    assert "surely the best" in text
    assert "14.0000" in text
    assert 'id="rejected"' in text
    assert "5.0000" in text
    assert '"budget": [5.0, 5.0, 0.0]' in text


def test_chinese_pages_hold_no_english_sentence(analyst, path) -> None:
    for one in (path, "/portfolio"):
        answer = analyst.get(one, lang="zh")
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
    page = analyst.get(analyst.searched({**CASE, "floors": floors}), lang="zh")

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
    assert 'id="closed"' in analyst.get("/portfolio", "").text
    assert analyst.ask("POST", API, "", json=CASE).status_code == 401
    assert analyst.get("/portfolio/" + "0" * 32, "").status_code in (303, 401)
    assert analyst.ask("POST", API, "exporter", json=CASE).status_code == 403


def test_a_search_nobody_knows_is_told_so(analyst) -> None:
    assert analyst.get(f"{API}/{'0' * 32}").status_code == 404


def test_the_frontier_of_a_case_is_walked_and_given_as_a_file(analyst, path) -> None:
    found = analyst.more(path, "spend")
    text = analyst.get(found, lang="zh").text
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
    page = analyst.get(found, lang="en")

    assert page.status_code == 200
    assert 'id="regrets"' in page.text
    assert "YARD 0" in page.text
    assert analyst.get(f"/api/v1{found}").json()["result"]["max_regret"] == 5.0


def test_a_frontier_against_nothing_of_the_case_is_refused(analyst) -> None:
    answer = analyst.ask("POST", f"{API}?ask=frontier&against=sea", "analyst", json=CASE)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "plan.against"


def test_an_auditor_looks_and_starts_and_ends_nothing(analyst, path) -> None:
    page = analyst.get("/portfolio", "auditor").text
    plan = analyst.get(path, "auditor").text

    assert f'href="{path}"' in page
    assert 'id="case"' not in page
    assert 'id="totals"' in plan
    assert f'action="{path}/more"' not in plan
    for end in ("stop", "cancel", "more"):
        answer = analyst.ask("POST", f"{path}/{end}", "auditor", data={"against": ""})
        assert answer.status_code == 403


def test_a_search_that_waits_is_stopped_or_cancelled_from_its_page(analyst) -> None:
    case = {**CASE, "code": "later", "options": {"explain": False}}
    found = str(analyst.upload(case).headers["location"])
    waiting = analyst.get(found, lang="en").text
    analyst.act(f"{found}/cancel", "analyst")
    cancelled = analyst.get(found, lang="zh").text
    again = str(analyst.upload(case).headers["location"])
    analyst.act(f"{found}/stop", "analyst")
    stopped = analyst.get(analyst.worked(again), lang="en")

    assert "The search waits for its turn." in waiting
    assert 'id="cancelled"' in cancelled
    assert again == found
    assert 'id="schedule"' in stopped.text
    assert analyst.get(f"/api/v1{found}").json()["is_stopped"] is True


def test_the_api_ends_a_search_with_its_plan_or_with_none(analyst) -> None:
    def asked(code: str) -> str:
        answer = analyst.ask("POST", API, "analyst", json={**CASE, "code": code})
        return str(answer.headers["location"])

    kept, dropped = asked("kept"), asked("dropped")
    stop = analyst.ask("DELETE", kept, "analyst").json()
    cancel = analyst.ask("DELETE", f"{dropped}?keep=false", "analyst").json()

    assert (stop["state"], stop["is_stopped"]) == ("waiting", True)
    assert (cancel["state"], cancel["result"]) == ("cancelled", None)
    assert analyst.ask("DELETE", kept, "exporter").status_code == 403


def keep(analyst: Analyst, path: str, plan: str, note: str = "") -> str:
    return analyst.act(f"{path}/keep", "analyst", plan=plan, note=note)


def test_a_plan_is_kept_shown_by_its_name_and_given_as_files(analyst, path) -> None:
    empty = analyst.get("/portfolio", lang="en").text
    version = keep(analyst, path, "coast-2030", "As <decided>")
    shown = analyst.get("/portfolio/coast-2030", lang="en").text
    one = analyst.get(version, "auditor", lang="zh").text
    file = analyst.get("/api/v1/plans/coast-2030/1.csv").text.splitlines()
    told = analyst.get("/api/v1/plans/coast-2030/1").json()

    assert 'id="no-plans"' in empty
    assert version == "/portfolio/coast-2030/versions/1"
    assert "As &lt;decided&gt;" in shown
    assert 'data-project="RAIL &lt;1&gt;"' in shown
    assert 'href="/api/v1/plans/coast-2030/1.csv?table=money"' in shown
    assert 'id="keep"' not in shown
    assert "版本" in one
    assert file[1].startswith("RAIL <1>,A,corridor,0,1,10.0,14.0")
    assert (told["case"], told["by"]) == (CASE, "analyst")
    assert 'href="/portfolio/coast-2030"' in analyst.get("/portfolio").text
    assert analyst.get("/portfolio/coast-2030", "exporter").status_code == 403


def test_two_versions_are_compared_on_a_page_and_in_files(analyst, path) -> None:
    richer = {**CASE, "budget": {"per_period": [5, 5, 4], "rule": "yearly"}}
    keep(analyst, path, "pair")
    keep(analyst, analyst.searched(richer), "pair", "More money")
    plan = analyst.get("/portfolio/pair", lang="en").text
    page = analyst.get("/portfolio/pair/compare?from=1&to=2")
    zh = analyst.ask("GET", "/portfolio/pair/compare?from=1&to=2&lang=zh", "auditor").text
    api = "/api/v1/plans/pair/compare"
    steps = analyst.get(f"{api}.csv?from=1&to=2").text.splitlines()
    spend = analyst.get(f"{api}.csv?from=1&to=2&table=spend").text.splitlines()
    told = analyst.get(f"{api}?from=1&to=2").json()

    assert 'id="compare"' in plan
    assert 'data-what="in"' in page.text
    assert 'id="cautions"' in page.text
    assert "<td>新增</td>" in zh
    assert "newly chosen" not in zh
    assert steps[1].startswith("YARD,in,,2,pair,1,2,")
    assert spend[3].startswith("2,0.0,4.0,4.0,CNY")
    assert told["objective"]["change"] == 9.0
    assert analyst.get(f"{api}?from=1&to=9").status_code == 404
    assert analyst.get(f"{api}?from=1").status_code == 422


def test_what_cannot_be_kept_is_told_where_it_was_asked(analyst, path) -> None:
    form = {"plan": "No Code", "note": ""}
    wrong = analyst.ask("POST", f"{path}/keep", "analyst", data=form)
    body = {"run": path.rpartition("/")[2], "note": "n"}
    made = analyst.ask("POST", "/api/v1/plans/by-api", "analyst", json=body)
    bad = analyst.ask("POST", "/api/v1/plans/by-api", "analyst", json={"run": "x"})
    closed = analyst.ask("POST", "/api/v1/plans/by-api", "auditor", json=body)

    assert (wrong.status_code, 'id="refused"' in wrong.text) == (422, True)
    assert 'id="schedule"' in wrong.text
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/plans/by-api/1")
    assert (bad.status_code, closed.status_code) == (422, 403)


def test_a_plan_least_regretted_is_kept_as_well(analyst, path) -> None:
    version = keep(analyst, analyst.more(path, ""), "calm")
    shown = analyst.get(version, lang="en").text
    rows = analyst.get("/api/v1/plans/calm").json()["versions"]

    assert 'id="regrets"' in shown
    assert (rows[0]["ask"], rows[0]["objective"], rows[0]["max_regret"]) == ("regret", None, 0.0)
    assert "unknown" in shown
    assert analyst.get("/api/v1/plans/calm/1.csv?table=money").status_code == 404
