"""Partner cities on pages and over the API: what they tell and what they refuse."""

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
from entrepot.web.circle_binding import bind_circle

from .conftest import Client, FakeService

API = "/api/v1/partners"
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def client_of(region: str) -> Client:
    window = SimpleNamespace(reference=open_reference(region))
    desk: Any = SimpleNamespace(window=window, region=open_region(region))
    return Client(build_app(FakeService().verbs(), circle=bind_circle(desk, lambda: NOW)))


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of("guizhou")


def test_kinds_are_counted_apart_beside_what_was_stated(client: Client) -> None:
    told = client.get("/partners?as_of=2021-12-31&lang=en").text
    chips = re.findall(r'<li class="tie-(\w+)"><span class="eyebrow">.*?<b>(\d+)</b>', told)

    assert dict(chips)["letter_of_intent"] == "4"
    assert dict(chips)["sister_city"] == "2"
    assert "2021: from 17 to 21. 4 of the change are new letters of intent" in told
    assert "0 nobody explains" in told


def test_the_map_holds_those_who_are_somewhere_with_their_strongest_tie(client: Client) -> None:
    told = client.get("/partners?as_of=2021-12-31&lang=en").text
    drawn = re.search(r'id="map-data">(.*?)</script>', told, re.S)
    assert drawn is not None
    partners = {one["name"]: one for one in json.loads(drawn[1])["partners"]}

    assert partners["Fort Worth"]["kind"] == "sister_city"
    assert partners["Graz"]["kind"] == ""
    assert "Local Governments for Sustainability (ICLEI)" not in partners


def test_one_kind_of_paper_in_force_is_asked_for(client: Client) -> None:
    told = client.get("/partners?as_of=2021-12-31&kind=friendship&lang=zh").text

    assert re.findall(r'data-partner="(\w+)"', told) == ["burnaby", "cupertino", "vicenza"]
    assert "友好协议" in told


def test_a_partner_has_a_timeline_with_sources_in_chinese(client: Client) -> None:
    told = client.get("/partners/fort_worth?lang=zh").text

    assert told.count('<tr><th scope="row">') == 12
    assert "结好十周年" in told
    assert "Guizhou news 2023-07-06" in told
    assert "两年无往来" in told


def test_nothing_on_a_day_before_anything_is_said_so(client: Client) -> None:
    told = client.get("/partners?as_of=1991-12-31&lang=en").text

    assert "No partner has such a paper on that day." in told
    assert "Nobody stated a number by that day." in told


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("?home=nowhere", 404, "partners.unknown_home"),
        ("/nobody", 404, "partners.unknown"),
        ("?as_of=soon", 422, ""),
    ],
)
def test_what_is_not_there_is_told(client: Client, path: str, status: int, code: str) -> None:
    page, answer = client.get(f"/partners{path}"), client.get(f"{API}{path}")

    assert (page.status_code, answer.status_code) == (status, status)
    assert 'id="faults"' in page.text
    assert not code or answer.json()["problems"][0]["code"] == code


def test_files_hold_a_row_an_instrument_and_a_row_a_contact(client: Client) -> None:
    def rows(path: str) -> list[dict[str, str]]:
        text = client.get(f"{API}{path}").content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    papers, passed = rows(".csv?as_of=2021-12-31"), rows("/timeline.csv?as_of=2021-12-31")
    found = client.get(f"{API}?as_of=2021-12-31").json()

    assert sum(bool(row["instrument"]) for row in papers) == 13
    assert all(row["status"] and row["source"] for row in papers if row["instrument"])
    assert len(passed) == sum(len(one["timeline"]) for one in found["partners"])
    assert client.get(f"{API}.xlsx").status_code == 200


def test_a_region_whose_home_has_none_begins_with_who_has_most() -> None:
    told = client_of("upland").get(API).json()

    assert told["home"] == "averlund"
    assert told["counts"]["in_force"]["membership"] == 1


def test_a_region_without_partners_says_so() -> None:
    client = client_of("laos")
    page = client.get("/partners?lang=en")

    assert page.status_code == 200
    assert "No partner city or body is on record here." in page.text
    assert client.get(API).status_code == 404
