"""Bottlenecks and market access in the browser: maps, tables, shutting a place, a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]

BOTTLENECKS, ACCESS = "/corridors/bottlenecks?year=2026", "/corridors/access?year=2026"


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("address", [BOTTLENECKS, ACCESS])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_map_and_table_are_drawn_and_fit_a_phone(open_page, address, lang) -> None:
    page = open_page(f"{address}&lang={lang}", size=(360, 780))
    page.wait_for_selector("#map[data-state=ready]")

    assert page.locator("#ranked tbody tr, #places tbody tr").count() > 3
    assert page.locator("#map canvas").count() == 1
    assert overflow(page) <= 0


def test_a_bottleneck_is_shut_by_keyboard_and_opened_again(open_page) -> None:
    page = open_page(f"{BOTTLENECKS}&lang=en")
    link = page.locator("#ranked tbody tr[data-id^='service:'] a").first
    link.focus()

    page.keyboard.press("Enter")
    page.wait_for_selector("#shut")
    told = page.locator("#shut").inner_text()
    shut = page.locator("form input[name=avoid]").get_attribute("value")
    there = page.locator(f"#ranked tr[data-id='{shut}']").count()
    page.get_by_role("link", name="Open it again").click()
    page.wait_for_selector("#ranked")

    assert "USD a year more" in told or "have no way any more" in told
    assert there == 0
    assert page.locator("#shut").count() == 0
    assert page.locator(f"#ranked tr[data-id='{shut}']").count() == 1


def test_an_opening_is_chosen_and_its_gain_is_told(open_page) -> None:
    page = open_page(f"{ACCESS}&lang=en")
    page.select_option("#open", index=1)
    page.check("input[name=avoid]")

    page.get_by_role("button", name="Show the access").click()
    page.wait_for_selector("#places th:has-text('Gain')")

    assert "open=link" in page.url
    assert page.locator("#open").input_value().startswith("link:")
    assert page.locator("#places tbody tr").count() > 3


def test_pages_work_without_javascript(open_page) -> None:
    page = open_page(f"{BOTTLENECKS}&lang=en", java_script_enabled=False)

    assert page.locator("#ranked tbody tr").count() > 3
    assert page.locator("#gateways .weakest").count() == 1
