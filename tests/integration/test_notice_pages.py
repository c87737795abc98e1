"""The page of notices, the API and the calendar at its private address, over the database."""

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from icalendar import Calendar
from tests.integration.conftest import copy_of
from tests.integration.page_client import client_over
from tests.integration.plans import NOON
from tests.integration.test_fund_pages import Client
from tests.integration.test_trains import rehearse_hub

from entrepot.kernel.errors import MissingError
from entrepot.service.calendar_feed import make_feed, read_feed
from entrepot.service.demo_industry import rehearse_industry
from entrepot.service.due_notices import send_notices
from entrepot.service.stewards import act_on_case
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference
from entrepot.web.notice_binding import bind_notices

PATH, API = "/notices", "/api/v1/notices"
FEED = "/api/v1/calendar/feed"


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(open_home(), database, open_reference("upland"))
        rehearse_industry(window, at=NOON)
        yield window


@pytest.fixture
def client(window: Window) -> Client:
    desk: Any = SimpleNamespace(window=window)
    return client_over(window, notices=bind_notices(desk, lambda: NOON))


@pytest.fixture
def told(window: Window) -> dict:
    """The rehearsal's notices of the day."""
    return send_notices(window, at=NOON)


def events(client: Client, path: str) -> list:
    answer = client.get(path, "")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["cache-control"]
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_page_tells_what_is_due_in_both_languages(client: Client, told: dict) -> None:
    page = client.get(PATH, "steward").text
    chinese = client.get(PATH + "?lang=zh", "steward").text
    office = client.get(PATH + "?lang=zh", "foreign_affairs").text
    mine = client.get(API, "steward").json()["notices"]

    assert told["made"] > page.count('data-notice="') == len(mine) > 0
    assert "会晤，莲花省（虚构）" in office
    assert "莲花省" not in chinese
    assert "due-late" in page
    assert "Complaint SC-complaint" in page
    assert "投诉 SC-complaint" in chinese
    assert "到期提醒" in chinese
    assert "Mark as read" not in chinese


def test_who_has_none_is_told_so_and_who_is_unknown_signs_in(client: Client) -> None:
    assert 'id="empty"' in client.get(PATH, "exporter").text
    assert client.get(API, "").status_code == 401


@pytest.mark.usefixtures("told")
def test_a_notice_is_marked_as_read_and_then_the_rest(client: Client) -> None:
    found = client.get(API, "steward").json()
    first = found["notices"][0]["id"]
    led = client.act(PATH, "steward", do="read", notice=str(first))
    after = client.get(API, "steward").json()
    strange = client.ask("POST", PATH, "exporter", data={"do": "read", "notice": str(first)})
    rest = client.ask("POST", f"{API}/read", "steward")

    assert led.startswith(f"{PATH}?done=notice_read&read_at=")
    assert after["unread"] == found["unread"] - 1
    assert strange.status_code == 404
    assert rest.json()["read"] == after["unread"]
    assert client.ask("POST", f"{API}/{first}/read", "steward").json()["read"] == 0
    assert client.ask("POST", f"{API}/{first}/read", "exporter").status_code == 404


@pytest.mark.usefixtures("told")
def test_the_head_counts_what_is_unread_and_marking_is_undone(client: Client) -> None:
    before = client.get(API, "steward").json()["unread"]
    head = client.get(PATH, "steward").text
    led = client.act(PATH, "steward", do="read_all")
    offered = client.get(led, "steward").text
    at = html.unescape(re.findall(r'name="read_at" value="([^"]+)"', offered)[0])
    strange = client.ask("POST", PATH, "exporter", data={"do": "undo", "read_at": at})
    still = client.get(API, "steward").json()["unread"]
    undone = client.act(PATH, "steward", do="undo", read_at=at)

    assert f"Unread notices: </span><b>{before}</b>" in head
    assert 'id="unread"' not in offered
    assert 'id="unread"' not in client.get(PATH, "exporter").text
    assert (strange.status_code, still) == (303, 0)
    assert undone == f"{PATH}?done=notice_unread"
    assert client.get(API, "steward").json()["unread"] == before >= 1
    assert f"未读通知：</span><b>{before}</b>" in client.get(f"{PATH}?lang=zh", "steward").text


@pytest.mark.usefixtures("told")
def test_one_of_those_marked_is_unread_again(client: Client) -> None:
    first = client.get(API, "steward").json()["notices"][0]["id"]
    told = client.ask("POST", f"{API}/read", "steward").json()
    one = client.ask("POST", f"{API}/{first}/unread", "steward").json()
    rest = client.ask("POST", f"{API}/unread", "steward", json={"read_at": told["read_at"]}).json()
    again = client.ask("POST", f"{API}/unread", "steward", json={"read_at": told["read_at"]})
    wrong = [client.ask("POST", f"{API}/unread", "steward", json=body).status_code
             for body in ({"read_at": "soon"}, {"read_at": "2026-03-10"}, {}, [])]  # fmt: skip

    assert (one["unread"], rest["unread"]) == (1, told["read"] - 1)
    assert again.json()["unread"] == 0
    assert wrong == [422, 422, 422, 422]
    assert client.ask("POST", f"{API}/{first}/unread", "exporter").status_code == 404


@pytest.mark.parametrize("notice", ["", "x", "０", "9" * 30])
@pytest.mark.usefixtures("told")
def test_a_number_that_is_none_marks_nothing(client: Client, notice: str) -> None:
    before = client.get(API, "steward").json()["unread"]
    answer = client.ask("POST", PATH, "steward", data={"do": "read", "notice": notice})

    assert answer.status_code == 404
    assert client.get(API, "steward").json()["unread"] == before > 0


def test_where_notices_are_mailed_to_is_kept_or_refused(client: Client) -> None:
    led = client.act(PATH, "steward", do="address", email="me@upland.example")
    wrong = client.ask("POST", PATH, "steward", data={"do": "address", "email": "me"})
    refused = client.ask("POST", f"{API}/address", "steward", json=["me@upland.example"])

    assert led == f"{PATH}?done=address_kept"
    assert 'value="me@upland.example"' in client.get(PATH, "steward").text
    assert wrong.status_code == refused.status_code == 422
    assert client.ask("POST", f"{API}/address", "steward", json={"email": ""}).json() == {
        "account": "steward", "email": None,
    }  # fmt: skip


def test_the_calendar_holds_ones_own_cases_until_they_are_closed(
    client: Client, window: Window
) -> None:
    path = client.ask("POST", FEED, "steward").json()["path"]
    titles = [str(one["SUMMARY"]) for one in events(client, f"{path}?lang=zh")]
    before = {str(one["UID"]): one for one in events(client, path)}
    act_on_case(window, "SC-entry", "close", {"satisfaction": "4"}, by="steward", at=NOON)
    after = {str(one["UID"]) for one in events(client, path)}

    gone = "case-upland-SC-entry@entrepot"
    assert before.keys() - after == {gone}
    assert isinstance(before[gone].decoded("DTSTART"), date)
    assert str(before[gone]["DESCRIPTION"]).endswith("/stewards/work")
    assert any(one.startswith("企业准入 SC-entry") for one in titles)


def test_anniversaries_are_for_who_keeps_partners(client: Client) -> None:
    def titles(who: str) -> list[str]:
        path = client.ask("POST", FEED, who).json()["path"]
        return [str(one["UID"]) for one in events(client, path)]

    assert any(one.startswith("anniversary-") for one in titles("foreign_affairs"))
    assert not any(one.startswith("anniversary-") for one in titles("steward"))


def test_an_address_holds_until_the_next_is_made_or_it_is_revoked(client: Client) -> None:
    first, second = (client.ask("POST", FEED, "steward").json()["path"] for _ in "ab")
    held = [client.get(path, "").status_code for path in (first, second)]
    gone = client.ask("POST", f"{FEED}/revoke", "steward").json()

    assert first != second
    assert held == [404, 200]
    assert gone == {"account": "steward", "revoked": 1}
    assert client.get(second, "").status_code == 404
    assert client.ask("POST", f"{FEED}/revoke", "steward").json()["revoked"] == 0


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 79, "%00", "é" * 43])
def test_what_is_no_address_tells_nothing(client: Client, token: str) -> None:
    answer = client.get(f"/api/v1/calendar/{token}.ics", "")

    assert answer.status_code == 404
    assert "steward" not in answer.text


def test_only_the_digest_of_an_address_is_kept(window: Window) -> None:
    path = make_feed(window, by="steward", at=NOON)["path"]
    token = path.removeprefix("/api/v1/calendar/").removesuffix(".ics")
    with psycopg.connect(window.database.admin_url) as tx:
        tx.execute("select set_config('app.scope', 'system', false)")
        kept = tx.execute("select row_to_json(f)::text from calendar_feed f").fetchall()

    assert len(kept) == 1
    assert token not in kept[0][0]


def test_the_calendar_of_a_closed_account_is_gone(window: Window) -> None:
    path = make_feed(window, by="steward", at=NOON)["path"]
    token = path.removeprefix("/api/v1/calendar/").removesuffix(".ics")
    with psycopg.connect(window.database.admin_url) as tx:
        tx.execute("update account set is_closed = true where id = 'steward'")
    with pytest.raises(MissingError) as caught:
        read_feed(window, token, at=NOON)

    assert caught.value.problems[0].code == "calendar.address"


def test_of_two_addresses_made_at_once_one_holds(client: Client) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(client.ask, "POST", FEED, "steward") for _ in "ab"]
        paths = [one.result().json()["path"] for one in made]

    assert sorted(client.get(path, "").status_code for path in paths) == [200, 404]


def test_the_page_shows_the_address_once_in_its_language(client: Client) -> None:
    answer = client.ask("POST", PATH + "?lang=zh", "steward", data={"do": "feed"})
    shown = re.search(r"<code>[^<]*(/api/v1/calendar/[^<]+)</code>", answer.text)
    later = client.get(PATH, "steward").text
    led = client.act(PATH, "steward", do="revoke")

    assert answer.headers["cache-control"] == "no-store"
    assert shown is not None
    assert shown[1].endswith(".ics?lang=zh")
    assert 'id="feed-address"' not in later
    assert "Revoke the address" in later
    assert led == f"{PATH}?done=feed_revoked"
