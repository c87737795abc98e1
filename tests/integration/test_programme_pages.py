"""The pages and the API of programmes and alerts, in both languages, for each pair of eyes."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.plans import NOON, planning
from tests.integration.test_fund_pages import Client

from entrepot.service.accounts import Visitor
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.plan_binding import bind_plans
from entrepot.web.window_verbs import WindowVerbs

CHINESE = re.compile("[\u4e00-\u9fff]")
FORM = {"kind": "task", "title": "Order the sleepers", "title_zh": "订购枕木", "owner": "owner",
        "due_on": "2026-04-01", "decision": "Decision 7"}  # fmt: skip
PATH = "/programmes/coast_road"


class Clock:
    """The instant of the application, which a test may move on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(server, template_of, clock) -> Iterator[Client]:
    with planning(server, template_of) as window:

        def find_visitor(token: str, _: str) -> Visitor | None:
            if not token:
                return None
            with acting_for(window.database, token, clock.now) as (_book, actor):
                return Visitor(actor, token, token, token)

        unasked: Any = lambda *_: None  # noqa: E731
        desk: Any = SimpleNamespace(window=window)
        verbs = WindowVerbs(
            sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
            switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
            plans=bind_plans(desk, clock),
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        yield Client(build_app(told, verbs), window.database)


def planned(client: Client) -> str:
    client.act(PATH, "planner", **FORM)
    items = client.get("/api/v1/plan-items", "planner").json()["items"]
    return next(one["reference"] for one in items if one["is_recorded"])


def test_a_task_goes_through_the_pages_from_plan_to_done(client: Client) -> None:
    reference = planned(client)
    own, others = client.get(PATH, "owner").text, client.get(PATH, "exporter").text
    client.act(f"{PATH}/{reference}", "owner", do="report", what="Contract signed",
               source="Contract 5")  # fmt: skip
    asked = client.get(PATH, "planner").text
    client.act(f"{PATH}/{reference}", "planner", do="close", reason="Seen")
    done = client.get(PATH, "planner").text
    item = client.get(f"/api/v1/plan-items/{reference}", "owner").json()

    assert "Report with evidence" in own
    assert reference not in others
    assert 'value="close"' in asked
    assert "done, on evidence" in done
    assert "Contract 5" in done
    assert [one["kind"] for one in item["history"]] == [
        "plan_planned", "plan_reported", "plan_closed",
    ]  # fmt: skip


def test_the_register_is_for_everybody_and_filters(client: Client) -> None:
    planned(client)
    public = client.get("/programmes?lang=en", "").text
    chinese = client.get("/programmes?lang=zh", "").text
    mine = client.get("/programmes?owner=owner&lang=en", "planner").text
    none = client.get("/programmes?state=done&lang=en", "planner").text
    faulty = client.get("/programmes?state=fine&lang=zh", "planner")
    sheet = client.get("/api/v1/programmes.csv?owner=owner", "planner").text

    assert "Way to the coast" in public
    assert "on time" in public
    assert "通海之路" in chinese
    assert "due within 30 days" in mine
    assert "No programme stands so." in none
    assert (faulty.status_code, "没有这种状态" in faulty.text) == (422, True)
    assert sheet.count("coast_road") == 1
    assert "invented for tests" in sheet
    assert client.get("/api/v1/programmes?owner=owner", "").json()["programmes"] == []
    assert client.get("/api/v1/programmes.xlsx", "").content[:2] == b"PK"


@pytest.mark.parametrize("path", ["/programmes", PATH, "/alerts"])
def test_a_chinese_page_has_no_english_words(client: Client, path: str) -> None:
    planned(client)
    text = client.get(f"{path}?lang=zh", "planner").text
    main = re.sub(r"<[^>]*>", " ", text[text.index("<main") : text.index("</main>")])
    words = {one for one in re.findall(r"[A-Za-z]{4,}", main) if one.islower()}

    assert CHINESE.search(main)
    assert words <= {"owner", "planner", "invented", "tests", "choice", "threshold",
                     "answers", "goals", "puts", "rows", "here"}, words  # fmt: skip


def test_alerts_are_checked_handed_on_and_closed_on_their_page(client: Client, clock) -> None:
    reference = planned(client)
    clock.now = NOON + timedelta(days=60)
    empty = client.get("/alerts?lang=en", "owner").text
    client.act("/alerts", "planner", owner="planner2")
    alerts = client.get("/api/v1/alerts?open=true", "owner").json()["alerts"]
    page = client.get("/alerts?lang=en", "owner").text
    name = alerts[0]["reference"]
    silent = client.ask("POST", f"/alerts/{name}", "owner", data={"do": "close"})
    client.act(f"/alerts/{name}", "owner", do="close", reason="It was done.")
    closed = client.get("/alerts?show=all&lang=en", "owner").text
    sheet = client.get("/api/v1/alerts.csv", "owner").text

    assert "No alert is for your eyes." in empty
    assert [one["subject"] for one in alerts] == [reference]
    assert "open 38 days later" in page
    assert "Hand it on" not in page
    assert silent.status_code == 422
    assert "It was done." in closed
    assert "It was done." in sheet
    assert name not in client.get("/alerts", "owner").text
    assert client.ask("POST", "/alerts", "owner", data={}).status_code == 403
    assert client.ask("POST", PATH, "owner", data=FORM).status_code == 403
    assert client.get("/api/v1/alerts", "").status_code == 401


def test_the_api_plans_reports_and_tells_every_fault(client: Client) -> None:
    made = client.ask("POST", "/api/v1/plan-items", "planner",
                      json={"programme": "coast_road", **FORM})  # fmt: skip
    wrong = client.ask("POST", "/api/v1/plan-items", "planner", json={"kind": "x"})
    name = made.json()["reference"]
    early = client.ask("POST", f"/api/v1/plan-items/{name}", "planner", json={"move": "close"})
    report = client.get("/api/v1/programmes/report", "planner").json()
    raised = client.ask("POST", "/api/v1/alerts/check", "planner", json={}).json()

    assert made.status_code == 201
    assert wrong.status_code == 422
    assert len(wrong.json()["problems"]) == 5
    assert early.status_code == 409
    assert report["owners"][0]["owner"] == "owner"
    assert raised["tasks"] == 1
    assert client.get("/api/v1/programmes/nothing", "").status_code == 404
    assert client.get(f"/api/v1/plan-items/{name}", "exporter").status_code == 404
