"""The train board in the browser: opened, filled, a place given on, a file; two languages."""

from datetime import datetime, timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DAYS = {"en": 60, "zh": 67, "file": 74}  # a train stands on a departure of its own


@pytest.fixture(scope="module")
def hub(rehearsal) -> None:
    """The rehearsal of the hub, with those who run and book trains."""
    rehearsal("demo", "hub")


def open_train(enter, name: str, teu: str, day: str, lang: str = "en") -> None:
    """Open a train by its form, as the operator."""
    page = enter("/trains", "operator", lang)
    departs = datetime.now() + timedelta(days=DAYS[day])  # noqa: DTZ005 - as a form holds it
    page.fill("#train", name)
    page.fill("#departs", f"{departs:%Y-%m-%dT08:00}")
    page.fill("#cutoff", f"{departs - timedelta(days=1):%Y-%m-%dT08:00}")
    page.fill("#capacity_teu", teu)
    page.press("#capacity_teu", "Enter")
    page.wait_for_url(f"**/trains/{name}?done=opened")


def book(page, teu: str, key: str) -> None:
    page.fill("#teu", teu)
    page.fill("#key", key)
    page.press("#key", "Enter")
    page.wait_for_url("**done=*")


@pytest.mark.parametrize(
    ("lang", "nobody", "booked"),
    [("en", "Nobody waits.", "3 of 4 TEU booked"), ("zh", "无人候补。", "已订 3／4 标准箱")],
)
def test_a_train_is_opened_filled_and_a_place_given_on(
    enter, hub, lang: str, nobody: str, booked: str  # noqa: ARG001
) -> None:  # fmt: skip
    name = f"B-{lang}"
    open_train(enter, name, "4", lang, lang)
    first = enter(f"/trains/{name}", "exporter", lang)
    book(first, "4", f"first-{lang}")
    second = enter(f"/trains/{name}", "rival", lang, size=(360, 740))
    book(second, "3", f"second-{lang}")
    waits = second.locator("main ol li").count()
    narrow = second.evaluate("document.documentElement.scrollWidth - innerWidth")
    first.locator("form.inline button[value=cancel]").click()
    first.wait_for_url("**done=*")
    second.reload()
    run = enter(f"/trains/{name}", "operator", lang)
    listed = run.locator("main table").first.inner_text()
    run.locator("button[value=fill]").click()
    run.wait_for_url("**done=filled")

    assert waits == 1
    assert narrow <= 0
    assert second.locator("main ol li").count() == 0
    assert nobody in run.locator("main").inner_text()
    assert booked in run.locator(".two-bars").inner_text()
    assert f"second-{lang}" in listed
    assert run.locator("main table").nth(1).locator("tbody tr").count() >= 2


def test_a_file_of_bookings_is_answered_line_by_line(enter, hub) -> None:  # noqa: ARG001
    open_train(enter, "B-file", "5", "file")
    lines = b'{"key": "L1", "teu": "3"}\n{"key": "L2", "teu": "x"}\n{"key": "L3", "teu": "3"}\n'
    page = enter("/trains/B-file", "exporter")
    page.get_by_text("Book from a file").click()
    page.set_input_files(
        "#file", {"name": "b.ndjson", "mimeType": "application/x-ndjson", "buffer": lines}
    )
    page.locator("details.more button.primary").click()
    page.wait_for_url("**/trains/B-file/file")
    rows = page.locator("#taken tbody tr")

    assert [rows.nth(n).locator("td").nth(1).inner_text().strip() for n in range(3)] == [
        "confirmed", "not booked", "on the waiting list (1)"
    ]  # fmt: skip
    assert "teu" in rows.nth(1).inner_text()
    assert "1 confirmed, 1 on the waiting list, 1 refused" in page.locator("#taken p").inner_text()
