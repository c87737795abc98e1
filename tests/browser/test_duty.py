"""Duty and landed cost in the browser: by keyboard, on a phone, without scripts, in Chinese too."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]

LINE = (
    "/duty?market=JP&hs=2208.90-230&origin=CN&on=2026-08-01&value=300000&currency=JPY"
    "&quantity_1=5000&unit_1=kg"
)
SALE = {
    "market": "AU", "origin": "CN", "on": "2026-08-01", "currency": "AUD", "hs_1": "401120",
    "price_1": "20000", "freight": "1500", "insurance": "100",
}  # fmt: skip


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize(("lang", "possible"), [("en", "possible"), ("zh", "可能")])
def test_the_options_of_a_line_fit_a_phone(open_page, lang, possible) -> None:
    page = open_page(f"{LINE}&lang={lang}", size=(360, 740))

    assert possible in page.locator("#options tr[data-regime=RCEP]").inner_text()
    assert "115,000" in page.locator("#total-duty").inner_text()
    assert "43,100" in page.locator("#saving").inner_text()
    assert overflow(page) == 0


def test_a_preference_is_claimed_by_keyboard(open_page) -> None:
    page = open_page(f"{LINE}&lang=en")
    page.locator("details.more summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("input[name=claims][value=RCEP]").focus()
    page.keyboard.press("Space")
    page.locator("#proof_number").focus()
    page.keyboard.type("R1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#options tr[data-regime=RCEP].standing-applies")

    assert "71,900" in page.locator("#total-duty").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sale_is_worked_out_kept_and_told_again(open_page, scripts) -> None:
    page = open_page("/landed?lang=en", java_script_enabled=scripts, size=(360, 740))
    for name, value in SALE.items():
        page.fill(f"#{name}", value)
    page.click("form.ask button.primary")
    shown = page.locator("#total").inner_text()
    page.click("form.ask button[formmethod=post]")
    page.wait_for_url("**/landed/L*")

    assert shown == page.locator("#total").inner_text() == "24,860.00 AUD"
    assert page.locator("#goods tbody tr").count() == 1
    assert page.locator("a[href*='.pdf']").count() == 1
    assert overflow(page) == 0


def test_what_is_wrong_stands_beside_its_field(open_page) -> None:
    page = open_page("/landed?lang=en&market=AU&origin=CN&currency=AUD&hs_1=99&price_1=x")

    assert page.locator("#hs_1-fault").count() == 1
    assert page.locator("#price_1-fault").count() == 1
    assert page.locator("#summary a[href='#hs_1']").count() == 1
