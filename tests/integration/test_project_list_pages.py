"""The page and the API of the three lists, in both languages, for each pair of eyes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.conftest import copy_of
from tests.integration.page_client import client_over
from tests.integration.plans import NOON
from tests.integration.test_fund_pages import Client
from tests.integration.test_trains import rehearse_hub

from entrepot.service.demo_industry import PIPELINE, rehearse_industry
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference
from entrepot.web.pipeline_binding import bind_pipelines

CHINESE = re.compile("[\u4e00-\u9fff]")
PATH = "/industry/lists"


@pytest.fixture
def rehearsed(server, template_of) -> Iterator[Client]:
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(open_home(), database, open_reference("upland"))
        rehearse_industry(window, at=NOON)
        desk: Any = SimpleNamespace(window=window)
        yield client_over(window, pipelines=bind_pipelines(desk, lambda: NOON))


def test_the_page_shows_lists_funnel_moves_and_alarms(rehearsed: Client) -> None:
    page = rehearsed.get(PATH, "promoter").text
    early = rehearsed.get(PATH + "?as_of=2001-01-01", "promoter").text

    for name in ("to_recruit", "negotiating", "ongoing", "alarms", "funnel", "balance", "moves"):
        assert f'id="{name}"' in page
    assert "The moves lead exactly" in page
    assert 'type="range"' in page
    assert 'id="empty"' in early
    assert 'id="to_recruit"' not in early


def test_the_page_is_in_chinese(rehearsed: Client) -> None:
    page = rehearsed.get(PATH + "?lang=zh", "promoter").text

    assert "三张清单" in page
    assert "待招引" in page
    assert "To recruit" not in page


def test_what_cannot_be_asked_is_told_on_the_page(rehearsed: Client) -> None:
    for query in ("as_of=soon", "pipeline=nothing", "known_at=now", "since=2099-01-01"):
        answer = rehearsed.get(f"{PATH}?{query}", "promoter")

        assert answer.status_code in (404, 422), query
        assert 'class="fault"' in answer.text


def test_the_api_tells_the_same_and_files_have_every_project(rehearsed: Client) -> None:
    day = (NOON - timedelta(days=5)).date().isoformat()
    found = rehearsed.get(f"/api/v1/lists?as_of={day}&since=2025-09-01", "promoter").json()
    two = rehearsed.get(f"/api/v1/lists?as_of={day}&as_of=2025-09-01", "promoter").json()
    file = rehearsed.get(f"/api/v1/lists.csv?as_of={day}", "promoter").text.splitlines()
    book = rehearsed.get(f"/api/v1/lists.xlsx?as_of={day}", "promoter")
    metrics = rehearsed.get(f"/api/v1/pipelines/{PIPELINE}/metrics?as_of={day}", "promoter").json()

    assert found["changes"]["reconciled"] is True
    assert [one["as_of"] for one in two["snapshots"]] == ["2025-09-01", day]
    assert len(file) == 1 + found["counts"]["live"]
    assert book.content[:2] == b"PK"
    assert metrics["reached"][0]["projects"] == sum(
        found["counts"][name] for name in ("live", "landed", "lost")
    )
    assert rehearsed.get("/api/v1/lists?as_of=soon", "promoter").status_code == 422
    assert rehearsed.get("/api/v1/pipelines/none/metrics", "promoter").status_code == 404


def test_events_are_imported_and_pipelines_defined_through_the_api(rehearsed: Client) -> None:
    raw = "event,pipeline,project,on,stage\nE1,road,A,2026-01-05,签约\n"
    body: Any = {"pipeline": "road", "stages": [{"stage": "签约", "canonical": "signed"}]}
    early = rehearsed.ask("POST", "/api/v1/pipelines/events", "promoter", content=raw.encode())
    made = rehearsed.ask("POST", "/api/v1/pipelines", "promoter", json=body)
    told = rehearsed.ask("POST", "/api/v1/pipelines/events", "promoter", content=raw.encode())
    found = rehearsed.get("/api/v1/lists?pipeline=road", "promoter").json()

    assert early.status_code == 422
    assert made.json()["is_new"] is True
    assert told.json() == {"read": 1, "added": 1, "already": 0, "projects_new": 1}
    assert [one["project"] for one in found["lists"]["ongoing"]] == ["A"]


def test_who_has_nothing_to_do_with_projects_is_refused(rehearsed: Client) -> None:
    for who in ("exporter", "foreign_affairs"):
        assert rehearsed.get(PATH, who).status_code == 403
        assert rehearsed.get("/api/v1/lists", who).status_code == 403
    refused = rehearsed.ask("POST", "/api/v1/pipelines", "steward", json={"pipeline": "x"})

    assert refused.status_code == 403
    assert 'href="/industry/lists"' in rehearsed.get(PATH, "steward").text
