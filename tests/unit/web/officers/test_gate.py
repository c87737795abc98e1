"""Gates and sites: GO or STOP by one field and Enter, and arrivals."""

from datetime import UTC, datetime

import pytest

from entrepot.kernel.errors import InputError, Problem
from entrepot.web.gate_pages import read_container, read_time

BOX = "MSCU1234566"


def go(officers) -> None:
    officers.answers["check_gate"] |= {
        "decision": "GO", "reason": "", "reason_zh": "", "release_no": "R77",
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_desk_is_one_field_that_waits_for_a_scan(browse, lang) -> None:
    page = browse("coast").get("/gate", params={"lang": lang}).text

    assert page.count("autofocus") == 1
    assert 'name="container" maxlength="20" autofocus required autocomplete="off"' in page
    assert '<script type="module"' not in page


@pytest.mark.parametrize(
    ("lang", "word", "why"),
    [("en", "STOP", "held by Customs"), ("zh", "禁止通行", "被海关")],
)
def test_stop_is_told_large_with_its_reason(browse, officers, lang, word, why) -> None:
    answer = browse("coast").post("/gate", {"container": f" {BOX.lower()} "}, params={"lang": lang})

    assert answer.status_code == 200
    assert f'<p class="verdict-word">{word}</p>' in answer.text
    assert why in answer.text
    assert officers.asked[0] == ("check_gate", ("coast@port", BOX, "ul_marenport"), {})
    assert "/gate/moves" not in answer.text


@pytest.mark.parametrize(("lang", "word"), [("en", "GO"), ("zh", "放行")])
def test_go_is_told_large_and_lets_it_leave(browse, officers, lang, word) -> None:
    go(officers)
    browser = browse("coast")

    page = browser.post("/gate", {"container": BOX}, params={"lang": lang}).text
    moved = browser.post("/gate/moves", {"container": BOX, "place": "ul_marenport"})

    assert f'<p class="verdict-word">{word}</p>' in page
    assert "R77" in page
    assert moved.headers["location"] == "/gate?done=moved"
    assert officers.changes() == [("move_out", ("coast@port", BOX, "ul_marenport"), {})]


def test_the_last_ten_checks_stay_with_this_browser_alone(client, window) -> None:
    token = window.sign_in("coast", "coast").token
    kept = "~".join(f"CSQU305438{n}.GO.1700000000" for n in range(10)) + "~<script>.GO.1~x"

    answer = client.post(
        "/gate",
        data={"csrf": f"csrf of {token}", "container": BOX},
        headers={"cookie": f"session={token}; gate={kept}"},
    )

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"gate={BOX}.STOP.")
    assert cookie.partition(";")[0].count("~") == 9
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "<script>.GO" not in answer.text
    assert answer.text.count("CSQU305438") == 9


@pytest.mark.parametrize(
    ("text", "box"),
    [("csqu 305438-3", "CSQU3054383"), ("CSQU.305438/3\t", "CSQU3054383"), ("", "")],
)
def test_a_scanned_number_is_read_without_its_blanks_and_lines(text, box) -> None:
    assert read_container(text) == box


# Arrivals


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_arrival_tells_what_it_released(browse, officers, lang) -> None:
    answer = browse("site").post(
        "/arrivals",
        {"container": BOX, "site": "averlund_landport", "at": "2026-11-26T08:30"},
        params={"lang": lang},
    )

    told = officers.changes() or officers.asked
    assert answer.status_code == 200
    assert "DTEST000000001" in answer.text
    assert told[0][2] == {"arrived_at": datetime(2026, 11, 26, 8, 30, tzinfo=UTC)}
    assert ("已运抵" in answer.text) == (lang == "zh")


def test_a_wrong_number_is_told_above_the_form_that_keeps_it(browse, officers) -> None:
    officers.fault = InputError(
        Problem("equipment.check_digit", "container", "The digit is wrong.")
    )

    answer = browse("site").post("/arrivals", {"container": "MSCU1234560", "site": "x"})

    assert answer.status_code == 422
    assert "The digit is wrong." in answer.text
    assert 'value="MSCU1234560"' in answer.text


def test_a_time_that_is_none_tells_nothing(browse, officers) -> None:
    answer = browse("site").post("/arrivals", {"container": BOX, "site": "x", "at": "noon"})

    assert answer.status_code == 422
    assert "arrive" not in [verb for verb, _, _ in officers.asked]


def test_a_time_without_offset_is_that_of_the_region() -> None:
    assert read_time("", UTC) is None
    assert read_time("2026-11-26T08:30", UTC) == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    assert str(read_time("2026-11-26T08:30+08:00", UTC)) == "2026-11-26 08:30:00+08:00"
