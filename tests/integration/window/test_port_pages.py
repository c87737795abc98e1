"""The pages and the API of the land port in both languages, as site, firm, coast and auditor."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.integration.window.house import House, box, next_number

from entrepot.service.accounts import Visitor
from entrepot.service.demo_export import rehearse_hub
from entrepot.service.port_trucks import note_no_shows
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.port_binding import bind_port
from entrepot.web.window_verbs import WindowVerbs

API = "/api/v1/port"
CHINESE = re.compile("[\u4e00-\u9fff]")


class Client:
    """Asks the application within this process as somebody."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def ask(self, method: str, path: str, who: str, **body: Any) -> httpx.Response:
        headers = {"x-csrf-token": who}
        if "data" in body:
            body["data"] = {"csrf": who, **body["data"]}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="https://here") as client:
                client.cookies.set("__Host-session", who)
                return await client.request(method, path, headers=headers, **body)

        return asyncio.run(ask())

    def get(self, path: str, who: str = "site") -> httpx.Response:
        return self.ask("GET", path, who)

    def post(self, path: str, who: str = "site", **body: Any) -> httpx.Response:
        return self.ask("POST", path, who, **body)

    def told(self, path: str, who: str = "site") -> dict[str, Any]:
        answer = self.get(f"{API}/{path}", who)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
def client(house: House, region) -> Client:
    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(house.window.database, token, house.at) as (_book, actor):
            return Visitor(actor, token, token, token)

    unasked: Any = lambda *_: None  # noqa: E731
    desk: Any = SimpleNamespace(window=house.window, region=region)
    window = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        port=bind_port(desk, lambda: house.at),
    )  # fmt: skip
    verbs: Any = SimpleNamespace(wording={}, matrices=None)
    return Client(build_app(verbs, window))


@pytest.fixture(scope="module")
def boxes(house: House) -> list[str]:
    """The three boxes of the rehearsal, the last of them not released."""
    return [one["container"] for one in rehearse_hub(house.window, at=house.at)["containers"]]


def span(house: House) -> str:
    day = house.at.date()
    return f"from={day - timedelta(days=2)}&to={day + timedelta(days=2)}"


def words(page: str) -> str:
    """What stands in the main part of a page, for people."""
    main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    main = re.sub(r"<script.*?</script>", " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


PAGES: Mapping[str, str] = {
    "gate": "site", "yard": "site", "calls": "site", "trucks": "exporter", "legs": "coast",
    "air": "operator", "throughput": "auditor", "local": "supervisor", "openings": "",
}  # fmt: skip


@pytest.mark.parametrize(("name", "who"), PAGES.items(), ids=PAGES)
def test_every_page_is_there_in_both_languages(client: Client, boxes, name, who) -> None:
    assert boxes
    english = client.get(f"/port/{name}?lang=en", who)
    chinese = client.get(f"/port/{name}?lang=zh", who)

    assert (english.status_code, chinese.status_code) == (200, 200)
    assert "<h1>" in english.text
    assert CHINESE.search(words(chinese.text).split(" ")[0])
    if name != "gate":
        file = client.get(f"/port/{name}.csv", who)
        assert (file.status_code, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "who"),
    [("/port/gate", "exporter"), ("/port/yard", "rival"), ("/port/local", "site"),
     ("/port/legs", "issuer")],
)  # fmt: skip
def test_a_page_is_closed_to_who_has_no_business_there(client: Client, path, who) -> None:
    assert client.get(path, who).status_code == 403
    assert client.get(path, "").status_code in (303, 401)


def test_the_gate_says_go_or_stop_lets_out_once_and_the_leg_begins(client: Client, boxes) -> None:
    gone, _, held = boxes
    go = client.post("/port/gate?lang=en", data={"container": gone, "move": "check"})
    stop = client.post("/port/gate?lang=zh", data={"container": held, "move": "out"})
    out = client.post("/port/gate?lang=en", data={"container": gone, "move": "out"})
    twice = client.post(f"{API}/gate-decisions", json={"container": gone, "move": "out"})
    wrong = client.get(f"{API}/gate-decisions?container={gone[:-1]}{(int(gone[-1]) + 1) % 10}")
    look = client.told(f"gate-decisions?container={held}")
    legs = client.told("corridor-legs", "coast")

    assert 'class="verdict-word">GO' in go.text
    assert stop.status_code == 409
    assert 'class="verdict-word">禁止' in stop.text or "verdict-STOP" in stop.text
    assert "Its release goes on with it to the coast." in out.text
    assert (twice.status_code, twice.json()["problems"][0]["code"]) == (409, "gate.already_out")
    assert (wrong.status_code, wrong.json()["problems"][0]["code"]) == (
        422, "equipment.check_digit",
    )  # fmt: skip
    assert (look["decision"], len(look["reasons"])) == ("STOP", 2)
    (leg,) = legs["rows"]
    assert (leg["container"], leg["state"], leg["port"]) == (gone, "sealed", "marenport")
    assert {port["status"] for port in legs["ports"]} == {"synthetic"}

    # At the coast the seal differs: its check alone is open, and the release stands.
    doubted = client.post(f"{API}/corridor-legs/{leg['id']}", "coast",
                          json={"act": "arrive", "seal": "OTHER"})  # fmt: skip
    at_coast = client.told(f"gate-decisions?container={gone}", "coast")
    page = client.get("/port/legs?lang=en&state=seal_check", "coast").text
    closed = client.post(f"/port/legs/{leg['id']}", "coast",
                         data={"act": "close_check", "seal": "NEW1"})  # fmt: skip
    after = client.told(f"gate-decisions?container={gone}", "coast")

    assert doubted.json()["state"] == "seal_check"
    assert (at_coast["decision"], [one["code"] for one in at_coast["reasons"]]) == (
        "STOP", ["gate.held"],
    )  # fmt: skip
    assert "seal under check" in page
    assert closed.headers["location"] == "/port/legs?done=check_closed"
    assert after["decision"] == "GO"
    assert client.told("corridor-legs", "rival")["rows"] == []
    assert len(client.told("corridor-legs", "exporter")["rows"]) == 1


def test_a_box_is_set_down_stacked_shifted_held_and_taken_up(
    client: Client, house: House, boxes
) -> None:
    _, here, held = boxes
    laid = client.post("/port/yard", data={"move": "lay_out", "block": "b", "bays": "1",
                                           "rows": "2", "tiers": "2"})  # fmt: skip
    to = {here: "B-1-1-1", held: "B-1-1-2"}  # the rehearsal stacked them the other way round
    first, second = (
        client.post(f"{API}/yard", json={"move": "ground", "container": one, "slot": slot}).json()
        for one, slot in to.items()
    )
    refused = {
        code: client.post(f"{API}/yard", json=body).json()["problems"][0]["code"]
        for code, body in {
            "buried": {"move": "take_up", "container": here},
            "taken": {"move": "ground", "container": held, "slot": first["slot"]},
            "below_empty": {"move": "ground", "container": held, "slot": "B-1-2-2"},
        }.items()
    }
    shifted = client.post(f"{API}/yard", json={"move": "ground", "container": held,
                                               "slot": "B-1-2-1"}).json()  # fmt: skip
    kept = client.post(f"/port/boxes/{here}", data={"act": "hold", "reason": "unpaid"})
    stop = client.told(f"gate-decisions?container={here}")
    client.post(f"/port/boxes/{here}", data={"act": "lift"})
    house.pass_time(hours=3)
    up = client.post(f"{API}/yard", json={"move": "take_up", "container": here})
    yard = client.told("yard")
    shown = client.told(f"equipment/{here}", "exporter")
    page = client.get(f"/port/boxes/{here}?lang=zh").text

    assert laid.status_code == 303
    assert [first["slot"], second["slot"], shifted["slot"]] == ["B-1-1-1", "B-1-1-2", "B-1-2-1"]
    assert refused == {name: f"yard.{name}" for name in refused}
    assert kept.status_code == 303
    assert [one["code"] for one in stop["reasons"]] == ["gate.held"]
    assert up.json()["slot"] is None
    assert {slot["slot"]: slot["container"] for slot in yard["slots"] if slot["container"]} == {
        "B-1-2-1": held
    }
    assert sum(age["boxes"] for age in yard["ages"]) == len(yard["boxes"])
    assert [one["event"] for one in shown["events"]] == [
        "gate_in",
        "yard_in",
        "shift",
        "yard_out",
    ]
    dwell = shown["dwell"]
    assert sum(part["hours"] for part in dwell["parts"]) == pytest.approx(dwell["hours"], abs=0.05)
    assert CHINESE.search(words(page))
    assert client.get(f"{API}/equipment/{here}", "rival").status_code == 404


@pytest.mark.parametrize(
    ("path", "who", "form", "kept"),
    [
        ("gate", "site", {"move": "in", "container": "ZQ", "seal": "S77"}, 'value="S77"'),
        ("yard", "site", {"move": "set_down", "container": "ZQ7", "slot": "A-9"}, 'value="A-9"'),
        ("yard", "site", {"move": "lay_out", "block": "?", "bays": "77"}, 'value="77"'),
        ("calls", "site", {"reference": "Z1", "mode": "flight"}, '"flight" selected'),
        ("trucks", "site", {"container": "ZQ7", "vehicle": "V77"}, 'value="V77"'),
    ],
)
def test_what_was_typed_stays_where_it_is_refused(client: Client, path, who, form, kept) -> None:
    answer = client.post(f"/port/{path}", who, data=form)

    assert answer.status_code == 422
    assert kept in answer.text
    assert kept not in client.get(f"/port/{path}", who).text


def test_a_train_comes_with_masters_and_house_bills(client: Client, house: House) -> None:
    one, other = box(next_number()), box(next_number())
    plan = {"mode": "train", "reference": "X-77", "route": "US01", "planned_at": str(house.at)}
    made = client.post(f"{API}/calls", "operator", json=plan)
    again = client.post(f"{API}/calls", "operator", json=plan)
    number = made.json()["id"]
    bills = [
        {"number": "H1", "kind": "house", "master": "M1", "containers": [one]},
        {"number": "M1", "kind": "master", "containers": [one, other]},
    ]
    kept = client.post(f"{API}/manifests", "operator", json={"call": number, "bills": bills})
    wrong = client.post(
        f"{API}/manifests", "operator",
        json={"call": number, "bills": [{**bills[0], "number": "H2", "master": "M9"}]},
    )  # fmt: skip
    early = client.post(f"{API}/calls/{number}/moves", json={"move": "depart"})
    came = client.post("/port/calls", data={"act": "arrive", "call": str(number)})
    told = client.post(f"{API}/events:bulk", content=json.dumps(
        {"key": "x-77-1", "container": one, "event": "discharge", "at": house.at.isoformat(),
         "call": "X-77", "route": "US01", "size_type": "L5G1"}))  # fmt: skip
    page = client.get(f"/port/calls?lang=en&call={number}").text

    assert (made.status_code, again.json()["id"]) == (201, number)
    assert [bill["number"] for bill in kept.json()["bills"]] == ["M1", "H1"]
    assert wrong.json()["problems"][0]["code"] == "manifest.master"
    assert early.json()["problems"][0]["code"] == "call.state"
    assert came.status_code == 303
    assert told.json()["accepted"] == 1
    assert "M1" in page
    rows = client.told(f"throughput?{span(house)}")["rows"]
    assert [row["teu"] for row in rows if row["route"] == "US01"] == [2.25]


def test_so_many_trucks_come_in_a_slot_and_who_does_not_is_a_no_show(
    client: Client, house: House
) -> None:
    starts = (house.at + timedelta(hours=30)).isoformat()
    asked = {"starts": starts, "minutes": 60, "count": 2, "capacity": 2}
    opened = client.post(f"{API}/truck-slots", json=asked)
    slots = client.told("truck-slots", "exporter")["slots"]
    slot = next(one for one in slots if one["capacity"] == 2)

    def book(who: str, container: str) -> httpx.Response:
        asked = {"site": slot["site"], "starts": slot["starts"], "vehicle": "V1"}
        return client.post(f"{API}/truck-slots/appointments", who,
                           json=asked | {"container": container})  # fmt: skip

    one, two, three = (box(next_number()) for _ in range(3))
    first, twice, second = book("exporter", one), book("exporter", one), book("rival", two)
    full = book("exporter", three)
    client.post("/port/trucks?lang=en", "rival",
                data={"act": "cancelled", "number": str(second.json()["id"])})  # fmt: skip
    third = book("exporter", three)
    came = client.post(f"{API}/truck-slots/appointments/{first.json()['id']}",
                       json={"state": "came"})  # fmt: skip
    foreign = client.post(f"{API}/truck-slots/appointments/{first.json()['id']}", "rival",
                          json={"state": "cancelled"})  # fmt: skip
    missed = note_no_shows(house.window, at=house.at + timedelta(hours=40))
    again = note_no_shows(house.window, at=house.at + timedelta(hours=40))
    states = {one["id"]: one["state"] for one in client.told("truck-slots")["appointments"]}

    assert opened.json()["opened"] == 2
    assert [one.status_code for one in (first, second, third)] == [201, 201, 201]
    assert (twice.json()["problems"][0]["code"], full.json()["problems"][0]["code"]) == (
        "slot.twice", "slot.full",
    )  # fmt: skip
    assert came.json()["state"] == "came"
    assert foreign.status_code == 404
    assert third.json()["id"] in missed
    assert again == []
    assert [states[one.json()["id"]] for one in (first, second, third)] == [
        "came", "cancelled", "no_show",
    ]  # fmt: skip
    assert {one["container"] for one in client.told("truck-slots", "rival")["appointments"]} == {
        two
    }


def test_air_cargo_moves_between_centres_with_its_customs_state(
    client: Client, house: House
) -> None:
    steps = [("freight", "under_control"), ("supervision", "under_control"),
             ("supervision", "released"), ("", "released")]  # fmt: skip
    early = client.post(f"{API}/air", "operator", json={"reference": "AWB-1", "customs": "held"})
    for hours, (centre, customs) in enumerate(steps):
        at = (house.at + timedelta(hours=hours)).isoformat()
        told = client.post(f"{API}/air", "operator", json={
            "reference": "AWB-1", "centre": centre, "customs": customs, "at": at})  # fmt: skip
    foreign = client.post(f"{API}/air", json={
        "reference": "AWB-1", "centre": "freight", "customs": "held"})  # fmt: skip
    found = client.told(f"air?{span(house)}", "operator")

    assert early.status_code == 409
    assert told.json()["times"] == [
        {"centre": "freight", "hours": 1.0}, {"centre": "supervision", "hours": 2.0},
    ]  # fmt: skip
    assert foreign.status_code in (404, 409)
    assert [one["centre"] for one in found["centres"]] == [
        "mail", "express", "freight", "bonded", "supervision",
    ]  # fmt: skip
    assert found["now"][0]["centre"] is None


def test_dwell_of_all_boxes_adds_up_and_what_clears_at_home_is_told_by_month(
    client: Client, house: House, boxes
) -> None:
    assert boxes
    dwell = client.told(f"dwell?{span(house)}", "auditor")
    local = client.told(f"local-clearance?{span(house)}", "supervisor")
    house.file("G")
    after = client.told(f"local-clearance?{span(house)}", "supervisor")

    assert dwell["boxes"] >= 3
    assert sum(one["hours"] for one in dwell["parties"]) == pytest.approx(dwell["hours"], abs=0.05)
    assert sum(row["declarations"] for row in after["rows"]) == 1 + sum(
        row["declarations"] for row in local["rows"]
    )
    assert all(row["share_pct"] == 100.0 for row in after["rows"])  # all declared inland
