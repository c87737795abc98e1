"""The three lists in a browser: the slider by keyboard, a file, Chinese on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)
PATH = "/industry/lists"


@pytest.fixture(scope="module")
def industry(rehearsal) -> dict:
    """The rehearsal of industry on the served system."""
    return rehearsal("demo", "industry")


def test_the_day_is_moved_by_keyboard_and_the_lists_follow(enter, industry) -> None:
    assert industry["pipeline"] == "sandbox_invest"
    page = enter(PATH, "promoter")
    before = page.input_value("#as_of")
    page.focus("#slider")
    page.keyboard.press("Home")
    page.wait_for_url("**as_of=**")
    page.wait_for_selector("#empty")
    after = page.input_value("#as_of")

    assert after < before
    assert page.locator("#to_recruit").count() == 0


def test_lists_give_their_projects_as_a_file(enter, industry) -> None:
    assert industry
    page = enter(PATH, "promoter")
    shown = sum(page.locator(f"#{name} tbody tr").count()
                for name in ("to_recruit", "negotiating", "ongoing"))  # fmt: skip
    with page.expect_download() as got:
        page.click("p.exports a >> nth=0")
    rows = got.value.path().read_text(encoding="utf-8-sig").splitlines()

    assert shown > 20
    assert len(rows) == 1 + shown
    assert page.locator("#funnel tbody tr").count() == 10
    assert "lead exactly" in page.inner_text("main")


def test_the_page_fits_a_phone_in_chinese(enter, industry) -> None:
    assert industry
    page = enter(PATH, "promoter", lang="zh", size=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert "三张清单" in page.inner_text("main")
