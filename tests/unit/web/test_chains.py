"""Industrial chains on pages and over the API: what they tell and what they refuse."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from entrepot.store.packs import open_region
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.chain_binding import bind_chains

from .conftest import Client, FakeService

API = "/api/v1/chains"
NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
CASE = {
    "nodes": [{"id": "ore", "output_cny": 1000, "local_supply_cny": 120},
              {"id": "acid", "output_cny": 800, "local_supply_cny": 50},
              {"id": "cathode", "output_cny": 500}],
    "links": [{"from": "ore", "to": "acid", "coefficient": 0.25},
              {"from": "acid", "to": "cathode", "coefficient": 0.4}], "runs": 50,
}  # fmt: skip


def client_of(region: str) -> Client:
    window = SimpleNamespace(reference=open_reference(region))
    desk: Any = SimpleNamespace(window=window, region=open_region(region))
    return Client(build_app(FakeService().verbs(), chains=bind_chains(desk, lambda: NOW)))


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of("upland")


def test_the_map_has_a_graph_and_a_table_that_says_the_same(client: Client) -> None:
    told = client.get("/industry/map?lang=en").text
    drawn = re.search(r'id="graph-data">(.*?)</script>', told, re.S)
    assert drawn is not None
    graph = json.loads(drawn[1])

    assert re.findall(r'data-node="(\w+)"', told) == [one["id"] for one in graph["nodes"]]
    assert len(graph["links"]) == 7
    assert sum(one["by_product"] for one in graph["links"]) == 1


def test_filters_are_kept_and_narrow_the_table(client: Client) -> None:
    told = client.get("/industry/map?class=supplement&presence=no&lang=zh").text

    assert re.findall(r'data-node="(\w+)"', told) == ["un_rubber"]
    assert '<option value="supplement" selected>补链' in told
    assert "presence=no" in re.search(r'href="(/api/v1/chains.csv[^"]*)"', told)[1]


def test_a_node_shows_need_supply_firms_interval_and_working(client: Client) -> None:
    told = client.get("/industry/nodes/un_black?lang=en").text

    assert "Norrholt Black" in told
    assert "90 of 100 runs" in told
    assert "Share that is met in the region" in told
    assert told.count("<tr>") >= 12


def test_a_node_of_which_little_is_known_says_so(client: Client) -> None:
    told = client.get("/industry/nodes/un_tea?lang=zh").text

    assert "已知数据不足，无法评分" in told
    assert client.get("/industry/nodes/un_steel").status_code == 404


def test_clusters_name_goals_and_missing_links(client: Client) -> None:
    told = client.get("/industry/clusters?lang=en").text

    assert re.findall(r'data-cluster="(\w+)"', told) == ["uc_tyres", "uc_tea"]
    assert "Natural rubber" in told
    assert "60 million EUR" in told


def test_an_unknown_chain_is_told(client: Client) -> None:
    page, answer = client.get("/industry/map?chain=steel"), client.get(f"{API}?chain=steel")

    assert (page.status_code, answer.status_code) == (404, 404)
    assert 'id="faults"' in page.text
    assert answer.json()["problems"][0]["code"] == "chain.unknown_chain"


def test_files_hold_the_rows_shown(client: Client) -> None:
    def rows(path: str) -> list[dict[str, str]]:
        text = client.get(path).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    nodes = rows(f"{API}.csv?chain=uch_tyres")

    assert [row["id"] for row in nodes] == ["un_rubber", "un_black", "un_cord", "un_tyre",
                                            "un_trucks"]  # fmt: skip
    assert all(row["source"] and row["status"] == "synthetic" for row in nodes)
    assert rows(f"{API}/clusters.csv")[0]["missing"] == "un_rubber;un_black;un_cord"
    assert client.get(f"{API}.xlsx").status_code == 200


def test_a_case_that_is_sent_is_worked_out(client: Client) -> None:
    found = client.post(f"{API}/gaps", json=CASE).json()["nodes"]
    table = client.post("/api/v1/io/leontief", json={
        "sectors": ["a", "b"], "coefficients": [[0.2, 0.3], [0.4, 0.1]], "final_demand": [60, 30],
        "extract": "all"}).json()  # fmt: skip

    assert [one["gap_cny"] for one in found] == pytest.approx([80, 150, 0])
    assert table["output"] == pytest.approx([105, 80])
    assert table["extraction"][0]["loss_others"] == pytest.approx(46.666667)


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        (f"{API}/gaps", CASE | {"links": [{"from": "ore", "to": "no"}]}, "links[0].to"),
        ("/api/v1/io/leontief",
         {"sectors": ["a"], "coefficients": [[-1]], "final_demand": [1]}, "coefficients[0][0]"),
        ("/api/v1/io/leontief",
         {"sectors": ["a"], "coefficients": [[1]], "final_demand": [1]}, "coefficients"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_used_is_told(client: Client, path: str, body: dict,
                                            where: str) -> None:  # fmt: skip
    answer = client.post(path, json=body)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == where


def test_a_region_without_chains_says_so() -> None:
    client = client_of("laos")
    page = client.get("/industry/map?lang=en")

    assert page.status_code == 200
    assert "No chain is on record here." in page.text
    assert client.get(API).json()["nodes"] == []
