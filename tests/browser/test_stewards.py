"""The steward's work in a browser: a case answered by keyboard alone, Chinese on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)
PATH = "/stewards/work"


@pytest.fixture(scope="module")
def industry(rehearsal) -> dict:
    """The rehearsal of industry on the served system."""
    return rehearsal("demo", "industry")


def test_a_case_is_answered_by_keyboard_alone(enter, industry) -> None:
    assert "steward" in industry["users"]
    page = enter(PATH, "steward")
    page.keyboard.press("j")
    case = page.evaluate("document.activeElement.closest('tr').dataset.case")
    page.keyboard.press("r")
    page.keyboard.type("We look into it")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=**")
    told = page.request.get(f"/api/v1/cases/{case}").json()

    assert told["first_reply_at"] is not None
    assert told["history"][-1]["text"] == "We look into it"


def test_the_page_fits_a_phone_in_chinese(enter, industry) -> None:
    assert industry
    page = enter(PATH, "steward", lang="zh", size=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert "管家工作台" in page.inner_text("main")
    assert page.locator("tr[data-case]").count() >= 6
