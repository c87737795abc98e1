"""A case of projects in a browser: sent, watched, stopped, read on a phone in Chinese."""

import json

import pytest
from tests.integration.solves import hard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)
CASE = {
    "code": "valley", "currency": "CNY", "scale": 1e6, "periods": 3, "discount_rate": 0,
    "budget": {"per_period": [5, 5, 0], "rule": "yearly"},
    "projects": [
        {"id": "RAIL", "region": "A", "type": "corridor", "duration": 2, "cost": [5, 5],
         "benefit": 14},
        {"id": "YARD", "region": "B", "type": "port", "duration": 1, "cost": [4], "benefit": 9},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def trade(rehearsal) -> dict:
    """The rehearsal whose analyst sends cases."""
    return rehearsal("demo", "trade")


def send(page, content: bytes) -> None:
    file = {"name": "valley.json", "mimeType": "application/json", "buffer": content}
    page.set_input_files("#file", file)
    page.locator("form#case button").click()


def test_a_case_comes_out_as_bars_a_table_and_a_file(enter, trade) -> None:  # noqa: ARG001
    page = enter("/portfolio", "analyst")
    send(page, json.dumps(CASE).encode())
    for chart in ("schedule", "money"):
        page.wait_for_selector(f"[data-chart={chart}][data-state=ready]", timeout=60_000)
    with page.expect_download() as told:
        page.locator(".exports a", has_text="CSV").first.click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()

    assert page.locator("#schedule tbody tr").all_inner_texts()[0].split()[:5] == [
        "RAIL", "A", "corridor", "0", "1",
    ]  # fmt: skip
    assert page.locator("#rejected tbody tr").count() == 1
    assert rows[1].startswith("RAIL,A,corridor,0,1,10.0,14.0,1.0,CNY,1000000.0,")
    assert rows[1].endswith("modelled")


def test_a_long_search_shows_its_gap_and_keeps_its_plan_when_stopped(enter, trade) -> None:  # noqa: ARG001
    page = enter("/portfolio", "analyst")
    send(page, hard())
    page.wait_for_selector("#progress .chips b:has-text('%')")
    page.locator("#progress form[action$=stop] button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#schedule", timeout=60_000)

    assert "the best found in time" in page.inner_text("#totals")
    assert page.locator("#schedule tbody tr").count() > 5


def test_a_bad_case_is_told_fault_by_fault_and_the_page_fits_a_phone(enter, trade) -> None:  # noqa: ARG001
    page = enter("/portfolio", "analyst", lang="zh", size=PHONE)
    send(page, json.dumps({**CASE, "periods": 0, "colour": "red"}).encode())
    page.wait_for_selector("#faults")

    assert "没有这个键名" in page.inner_text("#faults")
    assert "数值超出范围" in page.inner_text("#faults")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_two_versions_are_kept_and_compared_by_keyboard_on_a_phone(enter, trade) -> None:  # noqa: ARG001
    for budget in ([5, 5, 0], [5, 5, 4]):
        page = enter("/portfolio", "analyst", lang="zh", size=PHONE)
        case = {**CASE, "budget": {"per_period": budget, "rule": "yearly"}}
        send(page, json.dumps(case).encode())
        page.wait_for_selector("form#keep", timeout=60_000)
        page.fill("#plan", "valley-plan")
        page.fill("#note", f"预算 {budget[2]}")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/versions/" in address)
    page.locator("form#compare button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#steps")

    assert page.locator("#steps tbody tr").all_inner_texts()[0].split() == [
        "YARD", "新增", "–", "2",
    ]  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    with page.expect_download() as told:
        page.locator(".exports a", has_text="CSV").first.click()
    assert told.value.path().read_text("utf-8-sig").splitlines()[1].startswith("YARD,in,,2")
