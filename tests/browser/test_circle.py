"""Partner cities in a browser: the map is drawn, a timeline is read in Chinese on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_day_and_a_paper_are_chosen_by_keyboard_and_a_partner_opened(open_page) -> None:
    page = open_page("/partners?lang=en")
    page.wait_for_selector("#map canvas")
    page.fill("#as_of", "2024-12-31")
    page.select_option("#kind", "letter_of_intent")
    page.get_by_role("button", name="Show the partner cities").press("Enter")
    page.wait_for_url("**/partners?*kind=letter_of_intent*")

    assert page.locator("#partners tbody tr").count() == 1
    page.locator("#partners a").press("Enter")
    page.wait_for_url("**/partners/marenport?*as_of=2024-12-31*")
    assert page.locator("#papers tbody tr").count() == 1


def test_a_timeline_is_read_in_chinese_on_a_phone(open_page) -> None:
    page = open_page("/partners/marenport?as_of=2026-01-01&lang=zh", size=PHONE)

    assert page.locator("#timeline tbody tr").count() == 4
    assert "港务长来访" in page.inner_text("#timeline")
    assert "友城" in page.inner_text("#papers")
    assert overflow(page) <= 0
