"""The train board, one train, and messages over HTTP, in both languages, by each role."""

from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.window.house import House
from tests.integration.window.test_port_pages import CHINESE, Client, words
from tests.unit.port.test_edifact import CODECO

from entrepot.service.accounts import Visitor
from entrepot.service.demo_hub import demo_hub
from entrepot.service.timetables import Schedule
from entrepot.store.accounts import acting_for
from entrepot.web.app import build_app
from entrepot.web.train_binding import bind_trains
from entrepot.web.window_verbs import WindowVerbs

API = "/api/v1"


@pytest.fixture(scope="module")
def client(house: House, region) -> Client:
    demo_hub(house.window.database, house.window.reference, at=house.at)

    def find_visitor(token: str, _: str) -> Visitor | None:
        if not token:
            return None
        with acting_for(house.window.database, token, house.at) as (_book, actor):
            return Visitor(actor, token, token, token)

    unasked: Any = lambda *_: None  # noqa: E731
    desk: Any = SimpleNamespace(
        window=house.window, database=house.window.database, schedule=Schedule(region),
        region=region,
    )  # fmt: skip
    window = WindowVerbs(
        sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
        switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
        trains=bind_trains(desk, lambda: house.at),
    )  # fmt: skip
    verbs: Any = SimpleNamespace(wording={}, matrices=None)
    return Client(build_app(verbs, window))


def opening(house: House, name: str, **more: str) -> dict[str, str]:
    day = house.at.date().replace(year=house.at.year + 1)
    return {"train": name, "service": "US01", "departs": f"{day}T0{len(name)}:0{name[-1]}",
            "cutoff": f"{day}T00:00", "capacity_teu": "4", **more}  # fmt: skip


def test_a_train_is_opened_booked_given_back_and_planned_by_forms(client, house) -> None:
    made = client.post("/trains", "operator", data=opening(house, "P1"))
    again = client.post("/trains?lang=zh", "operator", data=opening(house, "P 1"))
    booked = client.post("/trains/P1", data={"act": "book", "teu": "4", "key": "K1"},
                         who="exporter")  # fmt: skip
    waits = client.post("/trains/P1", data={"act": "book", "teu": "2", "key": "K2"}, who="rival")
    wrong = client.post("/trains/P1", data={"act": "book", "teu": "5", "key": "K3"}, who="rival")
    plan = client.post("/trains/P1", data={"act": "fill"}, who="operator")
    page = client.get("/trains/P1?lang=en", "operator")
    own = client.get("/trains/P1?lang=zh", "rival")
    name = booked.headers["location"]

    assert (made.status_code, made.headers["location"]) == (303, "/trains/P1?done=opened")
    assert again.status_code == 422
    assert 'id="train" name="train" value="P 1"' in again.text
    assert "不能" in again.text or CHINESE.search(words(again.text))
    assert (name, waits.headers["location"]) == (
        "/trains/P1?done=confirmed", "/trains/P1?done=waitlisted",
    )  # fmt: skip
    assert wrong.status_code == 409
    assert plan.headers["location"] == "/trains/P1?done=filled"
    assert "4 of 4 TEU booked" in page.text
    assert "No plan loads more" in page.text
    assert "Rival" in words(page.text)
    assert "Example Exporter" not in words(own.text)
    assert "候补" in own.text
    for path in ("/trains.csv", "/trains/P1/bookings.csv", "/trains/P1/plan.csv"):
        file = client.get(path, "operator")
        assert (file.status_code, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")


def test_the_board_is_for_everybody_in_both_languages(client, house) -> None:
    english, chinese = client.get("/trains?lang=en", ""), client.get("/trains?lang=zh", "")

    assert (english.status_code, chinese.status_code) == (200, 200)
    assert "<h1>Trains</h1>" in english.text
    assert "<h1>班列</h1>" in chinese.text
    assert client.get("/trains/P1", "").status_code in (303, 401)
    assert client.get("/trains/P1/plan.csv", "exporter").status_code == 403
    assert client.get("/trains/none", "exporter").status_code == 404
    assert client.post("/trains", "exporter", data=opening(house, "P2")).status_code == 403


def test_the_api_answers_as_the_commands_do(client, house) -> None:
    raw = {**opening(house, "Q12"), "capacity_teu": 2}
    raw |= {name: f"{raw[name]}:00+08:00" for name in ("departs", "cutoff")}
    made = client.post(f"{API}/trains", "operator", json=raw)
    path = f"{API}/trains/Q12"
    booked = client.post(f"{path}/bookings", "exporter", json={"teu": 2, "key": "A1"}).json()
    twice = client.post(f"{path}/bookings", "exporter", json={"teu": 2, "key": "A1"}).json()
    waits = client.post(f"{path}/bookings", "rival", json={"teu": 1, "key": "A2"}).json()
    shown = client.get(path, "operator").json()
    plan = client.post(f"{path}/plan", "operator").json()
    gone = client.ask("DELETE", f"{path}/bookings/{booked['booking']}", "exporter").json()
    foreign = client.ask("DELETE", f"{path}/bookings/{booked['booking']}", "rival")

    assert made.status_code == 201, made.text
    assert booked == twice == {"booking": booked["booking"], "train": "Q12", "teu": 2,
                               "state": "confirmed", "position": None}  # fmt: skip
    assert (waits["state"], waits["position"]) == ("waitlisted", 1)
    assert (shown["capacity_teu"], shown["booked_teu"], shown["waitlist"]) == (
        2, 2, [waits["booking"]],
    )  # fmt: skip
    assert (plan["is_optimal"], plan["teu"]) == (True, 2)
    assert client.get(f"{path}/plan", "operator").json() == plan
    assert (gone["state"], foreign.status_code) == ("cancelled", 404)
    assert client.get(path, "operator").json()["booked_teu"] == 1
    assert "Q12" in {row["train"] for row in client.get(f"{API}/trains", "").json()["rows"]}


def test_messages_are_read_and_written_over_http(client) -> None:
    good = client.post(f"{API}/port/messages", content=CODECO.encode())
    bad = client.post(f"{API}/port/messages", content=CODECO.replace("+34+", "+3+").encode())
    text = client.get(f"{API}/port/messages/codeco/CSQU3054383", "site").json()["text"]

    assert [one["container"] for one in good.json()["events"]] == ["CSQU3054383", "MSCU1234566"]
    assert (bad.status_code, bad.json()["report"]["action"]) == (422, "4")
    assert bad.json()["problems"][0]["where"] == "segment 3 BGM, element 1.1"
    assert "EQD+CN+CSQU3054383" in text
    assert client.get(f"{API}/port/messages/cusres/none", "exporter").status_code == 404
