"""A file of lists handed in by keyboard and without scripts, and a person's year looked up."""

import json
import re

import pytest
from tests.integration.window.lists import order

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def hub(rehearsal):
    rehearsal("demo", "hub")
    return rehearsal


@pytest.fixture
def enter(enter, hub):  # noqa: ARG001 - whose accounts sign in
    """Opens a page as somebody of the hub."""
    return enter


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_file_is_handed_in_and_its_refused_lines_are_named(enter) -> None:
    page = enter("/ecommerce", "platform2", size=(360, 740), java_script_enabled=False)
    wide = overflow(page)
    lines = "\n".join((json.dumps(order("BROWSER-1")), "{", json.dumps(order("BROWSER-1"))))
    file = {"name": "lists.ndjson", "mimeType": "application/x-ndjson", "buffer": lines.encode()}
    page.set_input_files("#file", [file])
    page.click("main form.ask button.primary")
    page.wait_for_url("**/uploads/**")
    page.wait_for_selector(f"progress[value='{len(lines)}']")
    page.reload()

    assert "Accepted: 2" in re.sub(r"\s+", " ", page.inner_text("#counts"))
    assert page.locator("tbody tr").count() == 1
    assert (wide, overflow(page)) == (0, 0)


def test_an_officer_looks_up_a_year_and_releases_a_list(enter) -> None:
    page = enter("/ecommerce/allowance", "officer", "zh", size=(360, 740))
    page.fill("#person", "SYN-DEMO-1")
    page.fill("#year", "2026")
    page.keyboard.press("Enter")
    page.wait_for_selector("#left")
    told, address = page.inner_text("main"), page.url
    page.goto("/ecommerce?lang=en")
    page.locator("tr", has_text="waits for release").first.locator("a").first.click()
    page.click("button[value=release]")
    page.wait_for_selector("#state")

    assert "年剩余额度" in told
    assert "SYN-DEMO" not in address
    assert page.inner_text("#state") == "released"
    assert overflow(page) == 0
