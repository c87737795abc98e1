"""The train board in the browser: opened, filled, a place given on, in two languages, on a phone."""

from datetime import datetime, timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
DAYS = {"en": 60, "zh": 67}  # a train stands on a departure of its own


@pytest.fixture(scope="module")
def hub(rehearsal) -> None:
    """The rehearsal of the hub, with those who run and book trains."""
    rehearsal("demo", "hub")


def open_train(enter, name: str, teu: str, lang: str) -> None:
    """Open a train by its form, as the operator."""
    page = enter("/trains", "operator", lang)
    departs = datetime.now() + timedelta(days=DAYS[lang])  # noqa: DTZ005 - as a form holds it
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
    [("en", "Nobody waits.", "3 of 4 TEU booked"), ("zh", "无人候补。", "")],
)
def test_a_train_is_opened_filled_and_a_place_given_on(
    enter, hub, lang: str, nobody: str, booked: str  # noqa: ARG001
) -> None:  # fmt: skip
    name = f"B-{lang}"
    open_train(enter, name, "4", lang)
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
