"""Matrices in the browser: asked for, watched, read by shade and figure, a cell opened."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def ask(page, kind: str, goal: str) -> None:
    page.fill("#from", "communes")
    page.fill("#to", goal)
    page.select_option("#kind", kind)
    page.locator("form.ask button.primary").click()
    page.wait_for_selector(".heat table", timeout=300_000)  # a process of low rank has to start


def test_a_matrix_is_asked_for_watched_and_a_cell_opens_its_routes(open_page) -> None:
    page = open_page("/corridors/matrix?lang=en")
    ask(page, "pareto", "marenport; rotterdam")
    cells = page.locator(".heat td a")
    cheapest = cells.first.inner_text()
    with page.expect_download() as csv:
        page.get_by_role("link", name="CSV").click()
    with page.expect_download() as parquet:
        page.get_by_role("link", name="Parquet").click()
    page.get_by_role("link", name="CO2e").click()
    page.wait_for_url(re.compile("by=co2e"))
    page.locator(".heat td a").first.click()
    page.wait_for_selector("#map[data-state=ready]")

    assert re.fullmatch(r"[\d,]+", cheapest)
    assert csv.value.suggested_filename.endswith(".csv")
    assert parquet.value.suggested_filename.endswith(".parquet")
    assert "/corridors?origin=" in page.url
    assert page.locator(".compare tbody tr").count() >= 1


def test_a_phone_shows_it_in_chinese_and_by_keyboard(open_page) -> None:
    page = open_page("/corridors/matrix?lang=zh", size=(360, 740))
    ask(page, "scalar", "world200")
    page.locator(".criteria a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("by=time"))
    page.locator(".parts a[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("page=2"))

    assert "平均用时" in page.locator(".heat caption").inner_text()
    assert page.locator(".heat thead th").count() == 21
    assert overflow(page) <= 0


def test_faults_stand_beside_the_fields(open_page) -> None:
    page = open_page("/corridors/matrix?lang=en")
    page.fill("#from", "nowhere")
    page.locator("form.ask button.primary").click()
    page.wait_for_selector("#from-fault")

    assert page.input_value("#from") == "nowhere"
    assert "communes" in page.locator("#from-fault").inner_text()
