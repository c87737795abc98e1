"""Scenarios in the browser: a post shut by a click and by keyboard, without scripts, on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]

PATH = "/corridors/what-if"
PAIR = "origin=averlund&destination=rotterdam&teu=1&value_usd=40000"
POST = "close border:dravensill-estermark"
CLICK = """post => {
    const map = document.getElementById('map').drawn;
    const mark = JSON.parse(document.getElementById('map-data').textContent).marks
        .find(one => one.offers[0].edit === post);
    map.jumpTo({ center: [mark.lon, mark.lat], zoom: 6 });
    return new Promise(done => map.once('idle', () => done(map.project([mark.lon, mark.lat]))));
}"""


def open_map(open_page, search: str = PAIR, lang: str = "en", **more):
    page = open_page(f"{PATH}?{search}&lang={lang}", **more)
    page.wait_for_selector("#map[data-state=ready]")
    return page


def test_a_post_is_shut_by_a_click_on_the_map_and_the_difference_is_told(open_page) -> None:
    page = open_map(open_page)
    before = page.locator("#diff .turn-worse").count()

    at = page.evaluate(CLICK, POST)
    page.locator("#map canvas").first.click(position={"x": at["x"], "y": at["y"]})
    page.locator(f".map-popup a[data-edit='{POST}']").click()
    page.wait_for_selector(f"#edits a[data-edit='{POST}']")

    assert before == 0
    assert "edit=close+border" in page.url
    told = page.locator("#diff").inner_text()
    assert "better" not in told
    assert page.locator("#diff .turn, #diff .lost").count() > 0


def test_an_edit_is_chosen_by_keyboard_and_taken_back(open_page) -> None:
    page = open_map(open_page)

    page.locator("#differs summary").first.focus()
    page.keyboard.press("Enter")
    page.locator(f"input[value='{POST}']").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Work it out").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#edits a[data-edit='{POST}']")
    page.locator(f"#edits a[data-edit='{POST}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#edits .empty")

    assert "edit=" not in page.url


def test_without_javascript_the_form_works_and_a_new_line_is_part_of_the_address(open_page) -> None:
    page = open_page(f"{PATH}?{PAIR}&lang=en", java_script_enabled=False)

    page.locator("#differs summary").nth(3).click()
    page.fill("#new_add_from", "averlund")
    page.fill("#new_add_to", "corvane_quay")
    page.fill("#new_add_km", "100")
    page.get_by_role("button", name="Work it out").click()

    assert "edit=add+from%3Daverlund+to%3Dcorvane_quay" in page.url
    assert page.locator("#edits").inner_text().count("New line") == 1
    assert page.locator("#diff tbody").count() == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_fits_a_phone_in_both_languages(open_page, lang) -> None:
    page = open_map(open_page, f"{PAIR}&edit={POST.replace(' ', '+')}", lang, size=(360, 780))

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator("#diff").is_visible()


def test_faults_are_told_and_focused(open_page) -> None:
    page = open_page(f"{PATH}?{PAIR}&edit=close+border:nowhere&lang=en")
    page.wait_for_selector("#summary")

    assert "there is no border" in page.locator("#summary").inner_text().lower()
    assert page.evaluate("document.activeElement.id") == "summary"
