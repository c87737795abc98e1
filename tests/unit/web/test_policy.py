"""Export refund, controls and negative list: pages and API over the packs' own tables."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.tariff_binding import bind_tariff

from .conftest import Client, FakeService

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
PLAN = {"activity": "market research", "sector": "L", "foreign_share_pct": "100"}


@pytest.fixture(scope="module")
def desk():
    reference = open_reference("guizhou")
    return SimpleNamespace(
        window=SimpleNamespace(reference=reference),
        region=SimpleNamespace(currency="CNY"),
        database=None,
    )


@pytest.fixture(scope="module")
def client(desk) -> Client:
    return Client(build_app(FakeService().verbs(), tariff=bind_tariff(desk, lambda: NOW)))


@pytest.mark.parametrize("path", ["/refund", "/controls", "/negative-list", "/pilot-zone"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_page_says_what_to_give(client: Client, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")

    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text
    assert 'role="alert"' not in answer.text


def test_the_refund_page_tells_amount_and_next_change(client: Client) -> None:
    text = client.get("/refund?hs=8541.43&on=2026-03-31&net=200000&lang=en").text

    assert "18,000.00 CNY" in text
    assert "1 Apr 2026" in text


def test_a_cancelled_refund_is_said_to_be_taxed_in_both_languages(client: Client) -> None:
    asked = "/refund?hs=854143&on=2026-04-01&net=200000"

    assert "taxed like a sale at home" in client.get(f"{asked}&lang=en").text
    assert "视同内销" in client.get(f"{asked}&lang=zh").text
    assert 'id="amount"' not in client.get(asked).text


def test_lines_that_differ_are_offered_as_links(client: Client) -> None:
    text = client.get("/refund?hs=920290&on=2026-08-01&lang=en").text

    assert "/refund?hs=9202900010&amp;on=2026-08-01" in text


def test_every_fault_of_a_form_is_named_beside_its_field(client: Client) -> None:
    answer = client.get("/refund?hs=x&on=soon&producer=yes&fob=-1&lang=en")

    assert answer.status_code == 422
    for name in ("hs", "on", "fob", "input_vat", "home_vat"):
        assert f'id="{name}-fault"' in answer.text


def test_the_controls_page_holds_the_calendar_and_the_state(client: Client) -> None:
    english = client.get("/controls?hs=811010&destination=US&on=2026-11-28&lang=en").text
    chinese = client.get("/controls?hs=811010&destination=US&on=2026-11-28&lang=zh").text

    assert "to be confirmed" in english
    assert "the suspension ended on" in english
    assert "待核实" in chinese
    assert "对美国出口镓、锗、锑、超硬材料" in chinese
    assert 'id="lapses"' in english


def test_the_negative_list_page_shows_which_list_decides(client: Client) -> None:
    query = "activity=market+research&sector=L&foreign_share_pct=100&on=2026-08-01"
    english = client.get(f"/negative-list?{query}&lang=en").text
    chinese = client.get(f"/negative-list?{query}&lang=zh").text

    assert "Refused as planned" in english
    assert "<b>decides</b>" in english
    assert "第15条：限于合资" in chinese


def test_candidates_are_links_that_settle_the_question(client: Client) -> None:
    text = client.get("/negative-list?activity=ideas&sector=L&lang=en").text
    start = text.index('id="candidates"')
    link = text[text.index('href="', start) + 6 :].split('"')[0].replace("&amp;", "&")

    assert "Not settled" in text
    assert "Not settled" not in client.get(f"{link}&foreign_share_pct=50&lang=en").text


def test_the_page_of_a_supposed_zone_says_what_opens_and_what_nobody_knows(
    client: Client,
) -> None:
    query = "name=Ours&places=guiyang&valid_from=2027-01-01&goods=850760+%7C+US"
    english = client.get(f"/pilot-zone?{query}&lang=en").text
    chinese = client.get(f"/pilot-zone?{query}&activities=market+research%7CL%7C100&lang=zh").text
    table = client.get(f"/pilot-zone.csv?{query}").content.decode("utf-8-sig").splitlines()
    wrong = client.get("/pilot-zone?name=Ours&places=nowhere&lang=en")

    assert "<b>2</b> opens" in english
    assert "A hypothesis" in english
    assert 'data-effect="none_read"' in english
    assert "<b>1</b> 放开" in chinese
    assert len(table) == 1 + 35 + 2  # heads, entries, what is unknown of the good and a control
    assert wrong.status_code == 422
    assert 'id="valid_from-fault"' in wrong.text


def test_a_supposed_zone_is_tried_by_the_api(client: Client) -> None:
    zone = {"places": ["guiyang"], "valid_from": "2027-01-01"}
    body = {"zone": zone, "activities": [PLAN], "goods": []}
    found = client.post("/api/v1/pilot-zone", json=[body, {}]).json()

    assert found[0]["activities"][0]["effect"] == "opens"
    assert found[0]["zone"]["status"] == "modelled"
    assert found[1]["problem"]["problems"][0]["where"] == "zone"


def test_the_api_answers_alike(client: Client) -> None:
    rate = client.get("/api/v1/refund-rates?hs=854143&on=2026-03-31&net=200000").json()
    held = client.get("/api/v1/controls?hs=811010&destination=US&on=2026-11-27").json()
    verdict = client.post("/api/v1/negative-list", json=PLAN).json()

    assert rate["amount"] == {"amount": "18000.00", "currency": "CNY"}
    assert [one["state"] for one in held["controls"]] == ["suspended"]
    assert (verdict["verdict"], verdict["entry"]) == ("refused", 15)


def test_a_list_of_plans_is_answered_in_order(client: Client) -> None:
    found = client.post("/api/v1/negative-list", json=[{"activity": ""}, PLAN]).json()

    assert found[0]["problem"]["problems"][0]["where"] == "activity"
    assert found[1]["entry"] == 15


def test_a_json_number_is_refused(client: Client) -> None:
    answer = client.post("/api/v1/negative-list", json=PLAN | {"foreign_share_pct": 100})

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "money.float"


def test_a_day_without_a_list_is_missing(client: Client) -> None:
    assert client.post("/api/v1/negative-list", json=PLAN | {"on": "1999-01-01"}).status_code == 404


def test_the_calendar_is_a_file_that_calendar_programs_read(client: Client) -> None:
    answer = client.get("/api/v1/controls/calendar.ics?on=2026-11-27")
    lines = answer.content.split(b"\r\n")

    assert answer.headers["content-type"].startswith("text/calendar")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") > 5
    assert b"DTSTART;VALUE=DATE:20261128" in lines
    assert max(map(len, lines)) <= 75
