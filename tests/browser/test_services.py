"""Services in the browser: a calendar, a train and a ship booked and cancelled, by keyboard too."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_weeks = count(10)  # no two tests share a departure


@pytest.fixture
def enter(enter):
    """Opens a page as the exporter, or as somebody else."""

    def opened(path: str, lang: str = "en", name: str = "exporter", **more):
        return enter(path, name, lang, **more)

    return opened


def search(to: str = "singapore") -> str:
    """Address of a week of departures that no other test looks at."""
    day = (datetime.now(UTC) + timedelta(weeks=next(_weeks))).date()
    return f"/corridors/services?from=averlund&to={to}&on={day}&days=7"


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("lang", "confirmed", "cancelled"),
    [("en", "confirmed", "cancelled"), ("zh", "已确认", "已取消")],
)
def test_a_train_and_a_ship_are_booked_cancelled_and_booked_again(
    enter, lang, confirmed, cancelled, scripts
) -> None:
    page = enter(search(), lang, java_script_enabled=scripts)
    reference = f"WEB-{lang}-{scripts}"

    page.locator(".change a.button").first.click()
    page.fill("#teu", "2")
    page.fill("#reference", reference)
    page.click("#book button.primary")
    row = page.locator("#mine tbody tr", has_text=reference).first
    first = row.locator("b").first.inner_text()
    row.locator("button").click()
    second = page.locator("#mine tbody tr", has_text=reference).locator("b").first.inner_text()
    page.locator("#mine .alert-done a").click()

    assert (first, second) == (confirmed, cancelled)
    assert page.input_value("#teu") == "2"
    assert page.locator("#book tbody tr").count() == 2


def test_a_full_train_gives_a_place_on_the_waiting_list(enter) -> None:
    page = enter(search("marenport"))
    for teu, reference in (("80", "FULL-1"), ("3", "FULL-2")):
        page.locator("#departures a.button").first.click()
        page.fill("#teu", teu)
        page.fill("#reference", reference)
        page.click("#book button.primary")
        page.wait_for_selector("#mine .alert-done")
    row = page.locator("#mine tbody tr", has_text="FULL-2").inner_text()

    assert "on the waiting list" in row
    assert "place 1" in row
    assert "3 TEU wait" in page.locator("#departures tbody tr").first.inner_text()


def test_faults_are_said_at_their_fields_and_the_rest_is_kept(enter) -> None:
    page = enter(search("marenport"))
    page.locator("#departures a.button").first.click()
    page.fill("#teu", "0.3")
    page.fill("#reference", "FAULT-1")
    page.click("#book button.primary")
    page.wait_for_selector("#teu-refused")

    assert page.input_value("#reference") == "FAULT-1"
    assert page.get_attribute("#teu", "aria-invalid") == "true"


def test_a_departure_is_booked_from_the_calendar_by_keyboard(enter) -> None:
    day = (datetime.now(UTC) + timedelta(weeks=next(_weeks))).date()
    page = enter(f"/corridors/services?on={day}&days=7")

    page.locator(".calendar td a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#teu")
    page.locator("#teu").focus()
    page.keyboard.type("1")
    page.locator("#reference").focus()
    page.keyboard.type("KEYS-1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#mine .alert-done")

    assert page.locator("#mine tbody tr", has_text="KEYS-1").count() == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", ["/corridors/services", "search"])
def test_the_page_fits_a_phone(open_page, lang, path) -> None:
    address = search() + "&" if path == "search" else f"{path}?"
    page = open_page(f"{address}lang={lang}", size=(360, 740))

    assert overflow(page) <= 0
    assert page.locator("h1").count() == 1


def test_who_has_not_signed_in_comes_back_to_what_he_wanted_to_book(
    open_page,
    rehearsal,  # noqa: ARG001
) -> None:
    page = open_page(search("marenport"))
    page.locator("#departures a.button").first.click()
    page.locator("#book a[href^='/sign-in']").click()
    page.fill("#account", "exporter")
    page.fill("#password", "exporter")
    page.click("main button.primary")
    page.wait_for_selector("#teu")

    assert "book=" in page.url
