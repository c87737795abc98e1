"""Agreements and a supposed zone in the browser: on a phone, without a script, by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


def width(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_a_changed_clause_is_tried_on_a_phone_by_keyboard(open_page) -> None:
    page = open_page("/agreements?lang=zh", size=PHONE, java_script_enabled=False)
    page.fill("#to", "35")
    page.focus("#to")
    page.keyboard.press("Enter")

    assert "3个案例中有1个结论改变" in page.inner_text("#answer")
    assert page.locator("#cases tr.turns").count() == 1
    assert "-43,100 JPY" in page.inner_text("#money")


def test_a_supposed_zone_fits_a_phone_and_names_what_nobody_knows(open_page) -> None:
    page = open_page("/pilot-zone?lang=en", size=PHONE)
    page.fill("#name", "ours")
    page.fill("#valid_from", "2027-01-01")
    page.click("form.ask button.primary")

    assert "A hypothesis" in page.inner_text("#answer")
    assert "Customs duty" in page.inner_text("#unknown") or page.locator("#goods-table").count()
    assert width(page) <= PHONE[0]
