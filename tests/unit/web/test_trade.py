"""The API of trade over the real service: models keep nothing and need no store."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from entrepot.web.app import build_app
from entrepot.web.trade_binding import bind_trade

from .conftest import Client, FakeService

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
PATH = "/api/v1/trade/equilibrium"
FLOWS = [
    {"origin": one, "destination": other, "value": 0.8 if one == other else 0.2}
    for one in "ab"
    for other in "ab"
]
CASE = {
    "model": "one-sector", "flows": {"rows": FLOWS}, "theta": 4, "closure": "additive",
    "shock": {
        "tau_hat": "tau",
        "rows": [{"origin": "a", "destination": "b", "tau": 0.95},
                 {"origin": "b", "destination": "a", "tau": 0.95}],
    },
}  # fmt: skip
SECTORS = {
    "model": "caliendo-parro", "closure": "balanced-first",
    "flows": {"rows": [{"sector": "s", "importer": "a", "exporter": "b", "value": 0.2},
                       {"sector": "s", "importer": "b", "exporter": "a", "value": 0.2}]},
    "output": {"rows": [{"country": c, "sector": "s", "gross_output": 1, "value_added_share": 0.5}
                        for c in "ab"]},
    "inputs": {"rows": [{"country": c, "user": "s", "input": "s", "share": 1} for c in "ab"]},
    "elasticities": {"rows": [{"sector": "s", "theta": 4}]},
    "tau_hat": {"rows": [{"sector": "s", "importer": "a", "exporter": "b", "tau_hat": 0.95},
                         {"sector": "s", "importer": "b", "exporter": "a", "tau_hat": 0.95}]},
}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(
        build_app(FakeService().verbs(), trade=bind_trade(SimpleNamespace(), lambda: NOW))
    )


def test_the_world_is_solved_again(client: Client) -> None:
    answer = client.post(PATH, json=CASE)

    assert answer.status_code == 200
    found = answer.json()
    assert found["countries"][0]["real_income_hat"] == pytest.approx(1.0111974025413308)
    assert found["status"] == "modelled"


def test_many_sectors_are_the_same_address(client: Client) -> None:
    answer = client.post(PATH, json=SECTORS)

    assert answer.status_code == 200
    gain = answer.json()["countries"][0]["welfare_exact_pct"]
    assert 1 + gain / 100 == pytest.approx(1.0225201869063345)


@pytest.mark.parametrize(
    "more",
    [
        {"flows": {"file": "/etc/passwd"}},
        {"write_flows": "new.csv"},
        {"theta": "4"},
        {"theta": 0},
        {"model": "another"},
        {"closure": "none"},
        {"draws": {"n": 100_000, "seed": 1}},
        {"flows": {"rows": 2501 * FLOWS}},
    ],
)
def test_a_body_that_is_no_small_case_is_refused(client: Client, more: dict[str, object]) -> None:
    answer = client.post(PATH, json={**CASE, **more})

    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_what_the_rows_lack_is_told_with_its_place(client: Client) -> None:
    answer = client.post(PATH, json={**CASE, "flows": {"rows": FLOWS[1:]}})

    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert (problem["code"], problem["where"]) == ("trade.domestic_missing", "a")


def test_sql_of_a_request_reaches_no_file(client: Client) -> None:
    where = "origin in (select content from read_text('/etc/passwd'))"
    answer = client.post(PATH, json={**CASE, "flows": {"rows": FLOWS, "where": where}})

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "frame.sql"


def test_no_convergence_is_told_with_its_trace(client: Client) -> None:
    flows = [{**row, "value": value} for row, value in zip(FLOWS, (50, 50, 5, 95), strict=True)]
    shock = {**CASE["shock"], "rows": [{**row, "tau": 1000} for row in CASE["shock"]["rows"]]}

    answer = client.post(PATH, json={**CASE, "flows": {"rows": flows}, "shock": shock})

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "trade.no_convergence"
    assert len(answer.json()["trace"]) > 10


def test_a_tariff_cut_is_screened(client: Client) -> None:
    body = {
        "imports": [
            {"partner": "A", "value": 200, "tariff_before_pct": 20, "tariff_after_pct": 5},
            {"partner": "B", "value": 100, "tariff_before_pct": 20, "tariff_after_pct": 20},
        ],
        "import_demand_elasticity": 1.5, "substitution_elasticity": 2, "diversion": "linear",
    }  # fmt: skip

    answer = client.post("/api/v1/trade/smart", json=body)

    assert answer.status_code == 200
    assert answer.json()["diversion"] == pytest.approx(16.666667)


def test_a_target_gets_its_probability(client: Client) -> None:
    series = [{"period": str(2010 + n), "value": 10 * 1.08**n} for n in range(14)]

    answer = client.post(
        "/api/v1/trade/forecast", json={"series": series, "target": 20, "year": 2030}
    )

    assert answer.status_code == 200
    assert answer.json()["outlook"]["probability"] > 0.9


def test_markets_are_reached_by_legs_that_are_sent(client: Client) -> None:
    body = {
        "theta": 5, "places": [{"code": "a", "size": 4}, {"code": "b", "size": 1}],
        "legs": [{"from": "a", "to": "b", "factor": 1.5}],
    }  # fmt: skip

    answer = client.post("/api/v1/trade/market-access", json=body)

    assert answer.status_code == 200
    assert answer.json()["places"][0]["access"] == pytest.approx(4.131687, abs=1e-6)


def test_a_factor_that_cannot_be_is_told(client: Client) -> None:
    body = {"places": [{"code": "a", "size": 4}], "legs": [{"from": "a", "to": "b", "factor": 0.5}]}

    answer = client.post("/api/v1/trade/market-access", json=body)

    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["problems"]] == ["access.place", "access.factor"]
