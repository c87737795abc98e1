"""Assessment in a browser: from the league table to the raw record, both languages, a phone."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


@pytest.fixture(scope="module")
def score(rehearsal) -> str:
    """The synthetic scheme on the served system."""
    return str(rehearsal("demo", "assess")["scheme"])


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_from_the_league_table_to_the_raw_record_by_keyboard(enter, score: str) -> None:
    page = enter("/assess", "analyst")
    page.locator("#schemes a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/assess/{score}$"))
    units = page.locator("table.league tbody tr").count()
    bars = page.locator(".bands .median").count()
    page.locator("table.league tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#records")
    told = page.locator("#parts tbody tr").count()
    page.locator("#records tbody a", has_text="Investment paid in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/paid_in"))

    assert bars == units > 1
    assert told >= 6
    assert page.locator("#records tbody tr").count() >= 2
    assert "analyst" in page.inner_text("#records")
    assert page.locator("#records .badge-synthetic").count() >= 2
    page.locator(".path a").nth(1).click()
    page.wait_for_selector("table.league")


def test_ranks_follow_the_weights_while_they_are_typed(enter, score: str) -> None:
    page = enter(f"/assess/{score}/lab", "planner")
    page.wait_for_selector("#lab[data-state=ready]")
    page.fill("[name='w.service']", "50")
    page.wait_for_url(re.compile("w.service=50"))
    bare = enter(f"/assess/{score}/lab?w.service=50", "planner", java_script_enabled=False)

    assert page.inner_text("#lab-told") == bare.inner_text("#lab-told")
    assert page.inner_text("#shift") == bare.inner_text("#shift")
    assert page.locator("#shares .share-bar").count() == 6


def test_pages_fit_a_phone_in_chinese_and_a_file_holds_the_rows(enter, score: str) -> None:
    league = enter(f"/assess/{score}", "planner", lang="zh", size=PHONE)
    with league.expect_download() as told:
        league.locator(".exports a", has_text="CSV").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()
    shown = league.locator("table.league tbody tr").count()
    first = league.locator("table.league tbody tr").first.get_attribute("data-unit")
    pages = [
        enter(path, "planner", lang="zh", size=PHONE)
        for path in ("/assess", f"/assess/{score}/{first}", f"/assess/{score}/{first}/paid_in",
                     f"/assess/{score}/lab")
    ]  # fmt: skip

    assert len(rows) == shown + 1
    assert [overflow(page) for page in (league, *pages)] == [0] * 5
    assert "当时所知" in league.inner_text("main")
    assert "虚构" in pages[1].inner_text("main")
