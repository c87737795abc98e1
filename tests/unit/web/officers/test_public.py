"""What anybody may look at, without signing in and without JavaScript."""

import csv
import io
import re

import pytest

from entrepot.kernel.errors import MissingError, Problem
from entrepot.web.public_pages import chart_of


@pytest.mark.parametrize("path", ["/check", "/times", "/draws"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_public_page_needs_no_account_and_no_script(client, path, lang) -> None:
    answer = client.get(path, params={"lang": lang})

    assert answer.status_code == 200
    assert '<script type="module"' not in answer.text
    assert bool(re.search("[\u4e00-\u9fff]", answer.text.split("<main")[1])) == (lang == "zh")


# Releases


@pytest.mark.parametrize(
    ("is_valid", "lang", "word"),
    [(True, "en", "genuine"), (True, "zh", "真实"), (False, "en", "not genuine"),
     (False, "zh", "不真实")],
)  # fmt: skip
def test_a_release_is_told_genuine_or_not_with_the_reason(
    client, officers, is_valid, lang, word
) -> None:
    officers.answers["check_note"] |= {"is_valid": is_valid}

    page = client.get("/check", params={"text": " R1 ", "lang": lang}).text

    assert f'<p class="verdict-word">{word}</p>' in page
    assert ("It stands." in page) == (lang == "en")
    assert officers.asked[0][1] == (" R1 ",)


def test_a_signed_note_tells_what_it_is_for(client, officers) -> None:
    officers.answers["check_note"] |= {
        "note": {"number": "N1", "ucr": "U1", "containers": ["MSCU1234566"],
                 "container_count": 70, "offices": ["ul_landport", "elsewhere"]},
    }  # fmt: skip

    page = client.get("/check", params={"text": "ENT1:X"}).text

    assert "MSCU1234566" in page
    assert "of 70" in page
    assert "Customs at Averlund Land Port" in page


def test_nothing_is_asked_for_an_empty_text(client, officers) -> None:
    client.get("/check", params={"text": "  "})

    assert "check_note" not in [verb for verb, _, _ in officers.asked]


# Clearance times


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_chart_has_a_table_beneath_and_small_groups_are_not_shown(client, lang) -> None:
    page = client.get("/times", params={"lang": lang}).text

    assert page.count('<rect class="range"') == 1
    assert ">3.50<" in page
    assert ("fewer than 5 cases: not shown" in page) == (lang == "en")
    assert 'href="/times.csv"' in page
    assert "style=" not in page.split("<main")[1]


def test_the_chart_is_as_wide_as_the_longest_group() -> None:
    def one(low: float, middle: float, high: float) -> dict:
        return {"n": 5, "p10_h": low, "median_h": middle, "p90_h": high}

    chart = chart_of({"a": one(1, 2, 4), "b": None, "c": one(0, 4, 8)})

    assert [bar["name"] for bar in chart["bars"]] == ["a", "c"]
    assert [bar["x"] + bar["width"] for bar in chart["bars"]] == [320.0, 640.0]
    assert [bar["median"] for bar in chart["bars"]] == [160.0, 320.0]
    assert chart["top_h"] == 8


def test_times_that_are_all_zero_still_make_a_chart() -> None:
    chart = chart_of({"a": {"n": 5, "p10_h": 0.0, "median_h": 0.0, "p90_h": 0.0}})

    assert chart["bars"][0]["width"] == 2.0


def test_the_file_holds_cases_without_names(client) -> None:
    answer = client.get("/times.csv", params={"since": "", "until": "2026-12-01"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert rows == [
        {"flow": "export", "month": "2026-01", "seconds": "3600", "trader_s": "0",
         "agency_s": "3600", "port_s": "0", "transport_s": "0", "precleared": "0"}
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["flow=sideways", "group=firm", "since=soon"])
def test_a_question_that_is_none_is_refused(client, officers, query) -> None:
    assert client.get(f"/times?{query}").status_code == 422
    assert "study" not in [verb for verb, _, _ in officers.asked]


# Draws


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_key_is_told_only_after_its_day(client, lang) -> None:
    page = client.get("/draws", params={"lang": lang}).text

    assert "ab" * 32 in page
    assert "cd" * 32 in page
    assert page.count('<code class="hash">told</code>') == 1


def test_a_draw_is_worked_out_again(client) -> None:
    page = client.get("/draws", params={"day": "2026-11-25", "number": "N1"}).text

    assert "draw 172 of 10,000 on 25 Nov 2026" in page


def test_a_day_that_is_not_over_is_told_so(client, officers) -> None:
    del officers.answers["draw"]
    officers.fault = MissingError(Problem("risk.no_key", "2026-11-26", "No key of it is told."))

    answer = client.get("/draws", params={"day": "2026-11-26", "number": "N1"})

    assert answer.status_code == 404
    assert "No key of it is told." in answer.text
