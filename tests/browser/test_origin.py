"""Origin in the browser: the material editor by keyboard, on a phone and without a script."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]

GOOD = {
    "exporting_party": "CN", "importing_party": "JP", "on": "2026-08-01", "hs": "920290",
    "fob": "80", "operations": "carving, assembly",
}  # fmt: skip
NECK = {"name": "neck", "hs": "920290", "value": "47.20", "origin": "BR"}


def fill(page) -> None:
    for name, value in GOOD.items():
        page.fill(f"#{name}", value)
    for name, value in NECK.items():
        page.locator(f"[name=row_{name}]").first.fill(value)


def rows(page) -> list[str]:
    return [row.input_value() for row in page.locator("[name=row_name]").all()]


@pytest.mark.parametrize(("lang", "verdict"), [("en", "Originating"), ("zh", "具原产资格")])
def test_the_neck_is_determined_on_a_phone_without_a_script(open_page, lang, verdict) -> None:
    page = open_page(f"/origin?lang={lang}", size=(360, 740), java_script_enabled=False)
    fill(page)

    page.click("form.origin button.primary")

    assert verdict in page.inner_text("#answer-title")
    assert "48.00" in page.inner_text("#flips")
    assert page.locator("#trace li").count() == 12
    assert rows(page) == ["neck"]


def test_rows_move_by_keyboard_and_come_back(open_page) -> None:
    page = open_page("/origin?lang=en")
    fill(page)

    page.locator("[name=row_value]").first.press("Alt+Enter")
    page.wait_for_selector("[data-row='1']")
    page.locator("[data-row='1'] [name=row_name]").fill("wood")
    inner = page.locator(".row.level-2").count()
    page.locator("[data-row='1'] [name=row_name]").press("Alt+ArrowLeft")
    page.wait_for_selector("[data-row='1'].level-1")
    page.locator("[data-row='1'] [name=row_name]").press("Alt+Delete")
    page.wait_for_selector("[data-row='1']", state="detached")
    removed = rows(page)
    page.click("button[value=undo]")
    page.wait_for_selector("[data-row='1']")

    assert inner == 1
    assert removed == ["neck"]
    assert rows(page) == ["neck", "wood"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_agreements_of_the_pair_are_listed_with_what_is_missing(open_page) -> None:
    page = open_page("/origin?lang=en")
    fill(page)
    page.click("form.origin button.primary")
    page.wait_for_selector("#answer")

    page.click("text=Every agreement of this pair")
    page.wait_for_selector("#agreements")

    told = page.inner_text("tr[data-agreement=RCEP]")
    assert "Originating" in told
    assert "a proof of origin" in told
