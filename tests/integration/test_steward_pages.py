"""The page and the API of the steward's work, in both languages, for each pair of eyes."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.conftest import copy_of
from tests.integration.page_client import client_over
from tests.integration.plans import NOON
from tests.integration.test_fund_pages import Client
from tests.integration.test_trains import rehearse_hub

from entrepot.service.demo_industry import rehearse_industry
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference
from entrepot.web.steward_binding import bind_stewards

PATH, API = "/stewards/work", "/api/v1/cases"


@pytest.fixture
def rehearsed(server, template_of) -> Iterator[Client]:
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(open_home(), database, open_reference("upland"))
        rehearse_industry(window, at=NOON)
        desk: Any = SimpleNamespace(window=window)
        yield client_over(window, stewards=bind_stewards(desk, lambda: NOON))


def test_overdue_cases_come_first_with_figures_and_packages(rehearsed: Client) -> None:
    page = rehearsed.get(PATH, "steward").text
    found = re.findall(r'data-case="([^"]+)"', page)

    assert found[0] == "SC-complaint"
    for name in ("cases", "service", "packages", "counts", "open"):
        assert f'id="{name}"' in page
    for kind in ("complaint", "entry", "direct_line", "next_step", "package"):
        assert f'data-kind="{kind}"' in page


def test_the_page_is_in_chinese(rehearsed: Client) -> None:
    page = rehearsed.get(PATH + "?lang=zh", "steward").text

    assert "管家工作台" in page
    assert "投资者投诉" in page
    assert "Complaint of an investor" not in page


def test_who_has_no_case_is_told_so(rehearsed: Client) -> None:
    page = rehearsed.get(PATH + "?show=closed", "steward").text

    assert 'id="empty"' in page


def test_a_case_is_answered_and_closed_on_the_page(rehearsed: Client) -> None:
    led = rehearsed.act(f"{PATH}/SC-entry", "steward", do="reply", text="We look")
    rehearsed.act(f"{PATH}/SC-entry", "steward", do="close", satisfaction="4")
    again = rehearsed.ask("POST", f"{PATH}/SC-entry", "steward", data={"do": "close"})
    told = rehearsed.get(f"{API}/SC-entry", "steward").json()

    assert led.startswith(PATH)
    assert again.status_code == 409
    assert (told["state"], told["satisfaction"]) == ("closed", 4)
    assert [one["kind"] for one in told["history"]][:2] == ["open", "reply"]


def test_an_answer_that_is_refused_stays_with_its_case(rehearsed: Client) -> None:
    answer = rehearsed.ask(
        "POST", f"{PATH}/SC-entry", "steward",
        data={"do": "close", "text": "All is well.", "satisfaction": "9"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.text.count('value="All is well."') == 1
    assert answer.text.count('<details class="no-print" open>') == 1


def test_a_file_is_opened_and_wrong_cells_are_named(rehearsed: Client) -> None:
    head = b"case,kind,promise_working_days\n"

    def send(row: bytes) -> Any:
        return rehearsed.ask(
            "POST", PATH, "steward", data={}, files={"file": ("c.csv", head + row)}
        )

    kept, wrong = send(b"new,request,5\n"), send(b"other,riddle,none\n")

    assert kept.status_code == 303
    assert wrong.status_code == 422
    assert "row 1, kind" in wrong.text
    assert "row 1, promise_working_days" in wrong.text
    assert rehearsed.get(f"{API}/other", "steward").status_code == 404


def test_a_file_taken_along_can_be_opened_under_other_names(rehearsed: Client) -> None:
    taken = rehearsed.get(f"{API}.csv", "steward").text.replace("SC-", "again-")
    before = rehearsed.get(API, "steward").json()["cases"]
    answer = rehearsed.ask("POST", PATH, "steward", data={},
                           files={"file": ("c.csv", taken.encode())})  # fmt: skip
    after = rehearsed.get(API, "steward").json()["cases"]

    assert answer.status_code == 303, answer.text
    assert [one["due_on"] for one in after if one["case"].startswith("again-")] == [
        one["due_on"] for one in before
    ]
    assert len(after) == 2 * len(before)


def test_the_api_tells_the_worklist_and_takes_moves(rehearsed: Client) -> None:
    found = rehearsed.get(API, "steward").json()
    file = rehearsed.get(f"{API}.csv", "steward").text
    paused = rehearsed.ask("POST", f"{API}/SC-entry", "steward", json={"move": "pause"})
    made = rehearsed.ask("POST", API, "steward",
                         json={"kind": "request", "promise_working_days": 2})  # fmt: skip

    assert found["counts"]["overdue"] == 1
    assert file.count("\n") == len(found["cases"]) + 1
    assert paused.json()["state"] == "paused"
    assert made.json()["steward"] == "steward"
    assert rehearsed.get(API, "exporter").status_code == 403
