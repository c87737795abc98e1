"""The board of targets in a browser: a goal is chosen, drawn, downloaded; Chinese on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_place_is_chosen_by_keyboard_and_its_goals_are_downloaded(open_page) -> None:
    page = open_page("/targets?lang=en")
    page.check("[name=parts]")
    page.locator("#geography").focus()
    page.get_by_role("button", name="Show the targets").press("Enter")
    page.wait_for_url("**/targets/*parts=1*")
    with page.expect_download() as told:
        page.locator(".exports a[href*='.csv']").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()

    assert page.locator("#goals tbody tr").count() == len(rows) - 1 > 0
    assert overflow(page) <= 0


def test_the_path_is_drawn_beside_its_table_and_fits_a_phone(open_page) -> None:
    page = open_page("/targets/upland?parts=1&lang=zh", size=PHONE)
    page.wait_for_selector("[data-trade=fan][data-state=ready]")

    assert page.locator("#years tbody tr").count() == 10
    assert page.locator("#parts tbody a").count() == 2
    assert "按原文的目标" in page.inner_text("main")
    assert overflow(page) <= 0
