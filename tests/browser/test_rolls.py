"""Registers and panels in a browser: a row by keyboard, undo, every page on a phone."""

import pytest

from entrepot.service.panels import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)
REGISTER = "/rolls/talent_posts"
KEEPERS = {"industry": "promoter", "partners": "foreign_affairs"}


@pytest.fixture(scope="module")
def industry(rehearsal) -> dict:
    """The rehearsal of industry on the served system."""
    return rehearsal("demo", "industry")


def test_a_row_is_told_by_keyboard_and_undone(enter, industry) -> None:
    assert "promoter" in industry["users"]
    page = enter(REGISTER, "promoter")
    page.locator("#tell summary").focus()
    page.keyboard.press("Enter")
    for text in ("KEYS", "Clerk", "", "filing", "3"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**done=moved")
    assert page.locator('tr[data-row="KEYS"]').count() == 1
    page.locator("#imports tbody tr").first.get_by_role("button").click()
    page.wait_for_url("**done=moved")

    assert page.locator('tr[data-row="KEYS"]').count() == 0


def test_a_wrong_row_is_named_and_what_was_typed_stays(enter, industry) -> None:
    assert industry
    page = enter(REGISTER, "promoter")
    page.locator("#tell summary").click()
    for name, text in (("id", "W1"), ("title", "Clerk"), ("skill", "filing"), ("wanted", "many")):
        page.locator(f"#c-{name}").fill(text)
    page.get_by_role("button", name="Keep the row").click()

    assert "wanted" in page.locator("#summary").inner_text()
    assert page.locator("#c-wanted").input_value() == "many"


@pytest.mark.parametrize("path", [*PAGES, REGISTER])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_fits_a_phone(enter, industry, path: str, lang: str) -> None:
    assert industry
    circle = PAGES[path][0].rolls[0].circle if path in PAGES else "industry"
    page = enter(path, KEEPERS[circle], lang=lang, size=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert page.locator("section[data-systems], #rows").count() > 0
