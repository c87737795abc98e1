"""The customs tariff in the browser: Chinese words on a phone, a schedule that is only tried."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]
FILE = "code8,normal_pct,preferential_pct,preferential_notes\n40112003,5,,\n40112007,Free,,\n"


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_chilli_sauce_is_found_in_chinese_on_a_phone(open_page) -> None:
    page = open_page("/tariff?lang=zh", size=(360, 740))
    page.locator("#query").fill("辣椒酱")
    page.keyboard.press("Enter")
    page.wait_for_selector("#results")
    codes = page.eval_on_selector_all("#results li", "all => all.map(one => one.dataset.hs)")
    wide = overflow(page)
    page.click("#results li[data-hs='210390'] a")
    page.wait_for_url("**/tariff/210390*")

    assert "210390" in codes[:5]
    assert (wide, overflow(page)) == (0, 0)


def test_a_schedule_is_tried_and_nothing_is_changed(enter) -> None:
    page = enter("/tariff/imports", "officer", lang="zh", java_script_enabled=False)
    page.select_option("#schedule", "nz")
    file = {"name": "nz.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    page.set_input_files("#file", file)
    page.click("button[name=act][value=try]")

    assert page.locator("#report").count() == 1
    assert page.locator("#columns tbody tr").count() >= 1
    assert "40112003" in page.locator("#changes").inner_text()
    assert page.locator("#imports").count() == 0
    assert overflow(page) == 0
