"""Pages and API of projects over an invented pack, and a case made of them."""

import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from entrepot.service.programmes import PLANNER
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.plan_binding import bind_plans
from entrepot.web.portfolio_verbs import PortfolioVerbs

from .conftest import Client, FakeService, FakeWindow

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
CHINESE = re.compile("[\u4e00-\u9fff]")
ASKED = {"first_year": "2027", "budget": "60, 60, 40", "caps": "land_ha=60\nfund:open_fund=50",
         "do": "show"}  # fmt: skip


class Planner(Client):
    """A client who is signed in as a planner."""

    def __init__(self, region: str) -> None:
        from dataclasses import replace

        window = FakeWindow()
        window.roles["pat"], window.organisations["pat"] = PLANNER, "office"
        desk: Any = SimpleNamespace(window=SimpleNamespace(reference=open_reference(region)))
        verbs = replace(window.verbs(), plans=bind_plans(desk, lambda: NOW))
        self.started: list[tuple[str, dict[str, Any]]] = []
        super().__init__(build_app(FakeService().verbs(), verbs, portfolios=self.portfolios()))
        signed = window.sign_in("pat", "pat")
        self.known, self.csrf = {"cookie": f"session={signed.token}"}, signed.csrf

    def portfolios(self) -> PortfolioVerbs:
        """Keeps what was started."""
        unasked: Any = lambda *_: None  # noqa: E731

        def start(who: str, content: bytes, *_: str) -> dict[str, Any]:
            self.started.append((who, json.loads(content)))
            return {"id": 32 * "a"}

        return PortfolioVerbs(start=start, ask_more=unasked, show=unasked, list=unasked,
                              stop=unasked, cancel=unasked, keep=unasked, plans=unasked,
                              versions=unasked, version=unasked, compare=unasked)  # fmt: skip

    def ask(self, files=None, **fields: str):
        form = {"csrf": self.csrf, **ASKED, **fields}
        none = {"needs": ("", b"", "application/octet-stream")}  # as a browser sends an empty one
        return self.post("/projects/case", data=form, files=files or none, headers=self.known)


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner("upland")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["/projects", "/projects/up03", "/projects/case"])
def test_the_pages_speak_both_languages(planner: Planner, path: str, language: str) -> None:
    answer = planner.get(f"{path}?lang={language}")

    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text
    assert ("轮胎厂" in answer.text or "项目" in answer.text) == (language == "zh")


def test_a_project_tells_each_condition_of_its_place(planner: Planner) -> None:
    page = planner.get("/projects/up03?lang=en").text
    found = planner.get("/api/v1/projects/up03").json()

    assert "not met" in page
    assert found["site"]["verdict"] == "failed"
    assert {one["verdict"] for one in found["site"]["conditions"]} == {"met", "failed", "unknown"}
    assert planner.get("/api/v1/projects/nope").status_code == 404


def test_projects_are_filtered_and_downloaded(planner: Planner) -> None:
    found = planner.get("/api/v1/projects?stage=construction").json()
    file = planner.get("/api/v1/projects.csv?kind=industry").text

    assert [one["id"] for one in found["projects"]] == ["up01"]
    assert file.count("\n") == 4  # a header and three
    assert "synthetic" in file


def test_a_planner_makes_a_case_and_sees_what_is_left_out(planner: Planner) -> None:
    text = planner.ask().text

    assert 'id="chosen"' in text
    assert 'id="left-out"' in text
    assert "/projects/up01" in text


def test_a_case_that_cannot_be_made_is_told_on_the_page(planner: Planner) -> None:
    answer = planner.ask(budget="", caps="land")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_search_is_begun_with_the_costs_of_a_file(planner: Planner) -> None:
    file = (
        b"project,year,fund,amount,unit,source,status\nup04,1,budget,1,million EUR,Test,synthetic"
    )
    answer = planner.ask({"costs": ("costs.csv", file, "text/csv")}, do="search")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/portfolio/{32 * 'a'}"
    who, case = planner.started[-1]
    assert who == "pat@office"
    assert {one["id"]: one["cost"] for one in case["projects"]}["up04"] == [1]


def test_strangers_make_no_case_on_the_page_but_over_the_api(planner: Planner) -> None:
    raw = {"first_year": 2027, "budget": [60, 60, 40]}
    found = planner.post("/api/v1/projects/case", json=raw)

    assert planner.post("/projects/case", data=ASKED).status_code in (303, 401, 403)
    assert found.status_code == 200
    assert found.json()["status"] == "synthetic"
    assert planner.post("/api/v1/projects/case", json={"budget": []}).status_code == 422


def test_a_region_of_which_no_cost_is_known_says_so() -> None:
    answer = Planner("guizhou").ask()

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["compensation", "reserve", "power", "zone", "reforms"])
def test_each_worked_case_is_answered_on_its_page(planner: Planner, name: str, language) -> None:
    empty = planner.get(f"/plan/cases/{name}?lang={language}")
    case = planner.get(f"/api/v1/plan-cases/{name}").json()
    found = planner.post(f"/api/v1/plan-cases/{name}", json=case)
    answer = planner.post(f"/plan/cases/{name}?lang={language}", data={"case": json.dumps(case)})

    assert empty.status_code == 200
    assert 'id="answer"' not in empty.text
    assert found.json()["status"] == "synthetic"
    assert 'id="answer"' in answer.text
    assert ("虚构" in answer.text) == (language == "zh")


def test_a_wrong_case_is_told_with_every_fault(planner: Planner) -> None:
    answer = planner.post("/plan/cases/power?lang=en", data={"case": '{"kwh": "x", "y": "1"}'})

    assert answer.status_code == 422
    assert "kwh" in answer.text
    assert "currency" in answer.text
    assert planner.post("/plan/cases/power", data={"case": "{"}).status_code == 422
    assert planner.get("/plan/cases/nothing").status_code in (404, 422)
