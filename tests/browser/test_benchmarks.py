"""Benchmarks in a browser: reforms ticked by keyboard, a change between runs, a phone."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


@pytest.fixture(scope="module", autouse=True)
def score(rehearsal) -> str:
    """The synthetic scheme and benchmarks on the served system."""
    return str(rehearsal("demo", "assess")["scheme"])


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_reforms_are_ticked_by_keyboard_and_tell_what_they_add(enter) -> None:
    page = enter("/benchmarks", "planner")
    page.locator("#editions a", has_text="2025").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#try")
    before = float(page.inner_text("#overall"))
    boxes = page.locator("[name=full]")
    for place in (0, 1):
        boxes.nth(place).focus()
        page.keyboard.press("Space")
    page.locator("#try button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#gain-told")
    told = re.search(r"2 reforms add \+([\d.]+): from ([\d.]+) to (\d+\.\d+)",
                     page.inner_text("#gain-told"))  # fmt: skip

    assert told
    gain, first, after = map(float, told.groups())
    assert first == before
    assert after == pytest.approx(first + gain, abs=0.011)
    assert page.locator("#gains tbody tr").count() == 2
    assert page.locator("[name=full]:checked").count() == 2


def test_two_runs_are_chosen_and_the_change_is_drawn(enter, score: str) -> None:
    page = enter(f"/assess/{score}", "planner")
    page.locator(f"a[href^='/assess/{score}/changes']").click()
    page.wait_for_selector("#changes")
    page.select_option("#before", index=2)
    page.locator("#choose button").click()
    page.wait_for_selector("#changes")
    moved = page.locator("#changes [aria-current=true]").get_attribute("data-unit")
    page.locator("#changes tbody a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("unit="))

    assert moved
    assert page.locator(".bands svg g").count() == 5


def test_pages_fit_a_phone_in_chinese(enter, score: str) -> None:
    paths = (
        "/benchmarks", "/benchmarks/sandbox_tree/2025", "/benchmarks/sandbox_tfi/2025",
        "/benchmarks/sandbox_lpi", "/benchmarks/sandbox_lpi/2025", "/benchmarks/measurements",
        f"/assess/{score}/changes", f"/assess/{score}/tilt?pool=1000000&currency=CNY",
    )  # fmt: skip
    pages = [enter(path, "planner", lang="zh", size=PHONE) for path in paths]

    assert [overflow(page) for page in pages] == [0] * len(paths)
    assert "未知" in pages[5].inner_text("main")
