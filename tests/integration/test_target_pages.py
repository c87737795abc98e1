"""The board of targets for who watches goals: decisions by form, the year under way, a doubling."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.plans import NOON, planning
from tests.integration.test_fund_pages import Client

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.service.accounts import Visitor
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.assess_binding import bind_assess
from entrepot.web.window_verbs import WindowVerbs

PATH = "/targets/upland"
PART = {"base": "100.00", "at_end": "200.00", "owed": "60.00", "so_far": "45.00", "gap": "-15.00",
        "pace": 0.75}  # fmt: skip
SPLIT = {
    "by": "firm", "base_year": 2024, "until": 2030, "factor": 2, "through": 202606,
    "currency": "EUR", "flow": "", "expected_share": 0.5, "of_years": [], "reason": None,
    "whole": {"key": "", **PART}, "parts": [{"key": "alder", **PART}], "unknown": ["birch"],
    "left_out": 0, "revision": 1, "source": "invented for tests", "status": "synthetic",
}  # fmt: skip
WRITTEN = {"target": "ug01", "kind": "status", "choice": "moderate", "reason": "Floods."}


def split(_who: str, fields: Any) -> dict[str, Any]:
    """A split as the service tells it; a base before 2024 is not loaded."""
    if fields["base"] < 2024:
        raise RefusedError(Problem("target.base_months", "base", "12 months are not loaded.",
                                   message_zh="有12个月未载入。"))  # fmt: skip
    return SPLIT


@pytest.fixture
def client(server, template_of) -> Iterator[Client]:
    ticks = iter(NOON + timedelta(minutes=n) for n in range(10_000))
    with planning(server, template_of) as window:

        def find_visitor(token: str, _: str) -> Visitor | None:
            if not token:
                return None
            with acting_for(window.database, token, NOON) as (_book, actor):
                return Visitor(actor, token, token, token)

        unasked: Any = lambda *_: None  # noqa: E731
        desk: Any = SimpleNamespace(window=window, region=SimpleNamespace(root="upland"))
        verbs = WindowVerbs(
            sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
            switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        assess = replace(bind_assess(desk, lambda: next(ticks)), doubling=split)
        yield Client(build_app(told, verbs, assess=assess), window.database)


def test_a_standing_is_written_by_form_and_told_to_everybody_without_the_name(
    client: Client,
) -> None:
    before = client.get(f"{PATH}?lang=en", "planner").text
    client.act(f"{PATH}/decisions", "planner", **WRITTEN)
    own, public = (client.get(f"{PATH}?lang=en", who).text for who in ("planner", ""))
    told = client.get("/api/v1/target-decisions?target=ug01", "analyst").json()["decisions"]
    text = client.get("/api/v1/target-decisions.csv", "analyst").text

    assert 'action="/targets/upland/decisions"' in before
    assert "Floods." in own
    assert "Floods." in public
    assert 'name="choice"' not in public
    assert [(one["choice"], one["by"]) for one in told] == [("moderate", "planner")]
    assert "Floods." in text
    assert client.get("/api/v1/target-decisions", "exporter").status_code == 403


def test_a_form_without_a_reason_comes_back_with_what_is_wrong(client: Client) -> None:
    data = WRITTEN | {"reason": ""}
    answer = client.ask("POST", f"{PATH}/decisions?lang=zh", "planner", data=data)
    stranger = client.ask("POST", f"{PATH}/decisions", "exporter", data=WRITTEN)

    assert answer.status_code == 422
    assert "未说明理由" in answer.text
    assert stranger.status_code == 403


def test_the_year_under_way_and_a_doubling_are_for_analysts(client: Client) -> None:
    analyst = client.get(f"{PATH}?lang=zh", "analyst").text
    planner = client.get(f"{PATH}?lang=zh", "planner").text
    form = client.get("/doubling?lang=zh", "analyst")
    refused = client.get("/doubling?by=firm&base=2020&until=2030&lang=zh", "analyst")
    shown = client.get("/doubling?by=firm&base=2024&until=2030&lang=zh", "analyst").text
    rows = client.get("/api/v1/target-doubling.csv?by=firm&base=2024&until=2030", "analyst").text

    assert 'data-pace="ug01"' in analyst
    assert 'id="no-pace"' in planner
    assert (form.status_code, "倍增目标分解" in form.text) == (200, True)
    assert refused.status_code in (409, 422)
    assert "个月未载入" in refused.text
    assert 'data-part="alder"' in shown
    assert "birch" in shown
    assert ",alder,100.00,200.00,60.00,45.00,-15.00," in rows
    assert client.get("/doubling", "exporter").status_code == 403
    assert client.get("/api/v1/target-pace?geography=upland", "analyst").status_code == 200
    assert client.get("/api/v1/target-pace.csv?geography=upland", "analyst").status_code == 200
