"""Cases of measures, factors, targets and parks over the API: what they tell and refuse."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from entrepot.store.packs import open_region
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.chain_binding import bind_chains
from entrepot.web.promotion_api import PATHS

from .conftest import Client, FakeService

NOW = datetime(2026, 11, 28, 20, tzinfo=UTC)
ANSWERS = {
    "measures": "measures",
    "factors": "sites",
    "recruit": "targets",
    "places": "matches",
    "readiness": "criteria",
    "watch": "firms",
    "land": "parcels",
}


@pytest.fixture(scope="module")
def client() -> Client:
    window = SimpleNamespace(reference=open_reference("upland"))
    desk: Any = SimpleNamespace(window=window, region=open_region("upland"))
    return Client(build_app(FakeService().verbs(), chains=bind_chains(desk, lambda: NOW)))


@pytest.mark.parametrize("name", PATHS)
def test_the_example_is_answered_with_reasons(client: Client, name: str) -> None:
    path = PATHS[name][0]
    case = client.get(f"/api/v1{path.rpartition('/')[0]}/example").json()
    found = client.post(f"/api/v1{path}", json=case)

    assert found.status_code == 200
    assert found.json()[ANSWERS[name]]
    assert all(one["message_zh"] for one in reasons_in(found.json()))
    assert list(reasons_in(found.json()))


@pytest.mark.parametrize("name", PATHS)
def test_an_empty_case_is_refused_with_everything_it_lacks(client: Client, name: str) -> None:
    found = client.post(f"/api/v1{PATHS[name][0]}", json={"extra": 1})

    assert found.status_code == 422
    assert {"input.missing", "input.extra"} <= {one["code"] for one in found.json()["problems"]}


def test_the_day_is_that_of_the_region_where_a_case_names_none(client: Client) -> None:
    case = client.get("/api/v1/measures/example").json()
    del case["on"]

    assert client.post("/api/v1/measures/match", json=case).json()["on"] == "2026-11-29"


def test_one_wrong_case_of_a_list_stops_no_other(client: Client) -> None:
    good = client.get("/api/v1/factors/example").json()
    found = client.post("/api/v1/factors/serve", json=[{}, good]).json()

    assert "problem" in found[0]
    assert found[1]["answer"] == "later"


def reasons_in(value: Any) -> list[dict[str, Any]]:
    """Every reason of an answer."""
    if isinstance(value, list):
        return [reason for one in value for reason in reasons_in(one)]
    if not isinstance(value, dict):
        return []
    if "message" in value:
        return [value]
    return [reason for one in value.values() for reason in reasons_in(one)]
