"""The groups of industry and the folds of a page in a browser: by keyboard and on a phone."""

import pytest

from entrepot.web.industry_menu import GROUPS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (390, 844)
TABS = [tab.path for group in GROUPS for tab in group.tabs]
SEES = {"/enterprises": "promoter", "/stewards/work": "steward", "/notices": "steward"}
WIDE = """[...document.querySelectorAll('main *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .filter(one => !one.closest('.sideways, .scroll, .chart, svg, .hidden'))
    .map(one => one.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def industry(rehearsal) -> dict:
    """The rehearsal of industry on the served system."""
    return rehearsal("demo", "industry")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", TABS)
def test_each_page_fits_a_phone_with_every_table_open(enter, industry, path, lang) -> None:
    assert industry
    page = enter(path, SEES.get(path, "planner"), lang=lang, size=PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert page.evaluate(WIDE) == []
    assert page.locator(f'.tabs.within a[href="{path}"]').get_attribute("aria-current") == "page"
    assert page.locator('.tabs a[aria-current="true"]').count() == 1


def test_a_group_and_a_page_of_it_are_reached_by_keyboard(enter, industry) -> None:
    assert industry
    page = enter("/talent", "planner")
    page.locator('.tabs a[aria-current="true"]').focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/parks")
    page.locator('.tabs.within a[aria-current="page"]').focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/factors")

    assert page.locator('.tabs a[aria-current="true"]').inner_text() == "Places and factors"


def test_a_panel_is_reached_and_its_table_opened_by_keyboard(enter, industry) -> None:
    assert industry
    page = enter("/exchanges", "foreign_affairs", size=PHONE)
    page.locator('.contents a[href="#gifts"]').focus()
    page.keyboard.press("Enter")
    fold = page.locator("#gifts details")
    closed = fold.locator("table").is_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")

    assert page.url.endswith("#gifts")
    assert (closed, fold.locator("table").is_visible()) == (False, True)


def test_who_has_not_signed_in_sees_three_groups(open_page) -> None:
    page = open_page("/partners?lang=en")

    assert page.locator('nav[aria-label="Industry"] a').all_inner_texts() == [
        "Chains and clusters", "Recruiting", "Partners and exchanges",
    ]  # fmt: skip
