"""The page of notices in a browser: a notice read, an address of the calendar, a phone."""

import pytest
from icalendar import Calendar

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)
PATH = "/notices"


@pytest.fixture(scope="module")
def industry(rehearsal) -> dict:
    """The rehearsal of industry on the served system."""
    return rehearsal("demo", "industry")


@pytest.fixture(scope="module")
def told(industry, rehearsal) -> dict:
    """What is due is told."""
    assert industry
    return rehearsal("notices", "send")


def test_a_notice_is_read_on_the_page(enter, told) -> None:
    assert told["made"] + told["already"] > 0
    page = enter(PATH, "steward")
    first = page.locator("tr[data-notice]").first
    number = first.get_attribute("data-notice")
    if first.get_by_role("button", name="Mark as read").count():
        first.get_by_role("button", name="Mark as read").click()
        page.wait_for_url("**done=notice_read*")
    rows = page.request.get("/api/v1/notices").json()["notices"]

    assert [one["read_at"] is not None for one in rows if str(one["id"]) == number] == [True]


def test_all_are_marked_as_read_and_undone_and_the_head_counts(enter, told) -> None:
    assert told
    page = enter(PATH, "foreign_affairs")
    before = page.locator("#unread b").inner_text()
    page.get_by_role("button", name="Mark all as read").click()
    page.locator("#undo button").wait_for()
    marked = page.locator("#unread").count()
    page.locator("#undo button").click()
    page.wait_for_url("**done=notice_unread")

    assert marked == 0
    assert page.locator("#unread b").inner_text() == before
    assert int(before) > 0


def test_the_address_of_the_calendar_is_shown_once_and_read(enter, told) -> None:
    assert told
    page = enter("/account", "steward")
    page.get_by_role("button", name="Make my calendar address").click()
    address = page.locator("#feed-address code").inner_text()
    content = page.request.get(address).body()
    page.get_by_role("button", name="Revoke the address").click()
    page.wait_for_url("**done=feed_revoked")

    assert len(Calendar.from_ical(content).walk("VEVENT")) > 0
    assert page.request.get(address).status == 404
    assert page.locator("#feed-address").count() == 0


@pytest.mark.parametrize(("lang", "words"), [("zh", "到期提醒"), ("en", "Notices")])
def test_the_page_fits_a_phone(enter, told, lang: str, words: str) -> None:
    assert told
    page = enter(PATH, "steward", lang=lang, size=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert words in page.inner_text("main")
    assert page.locator("tr[data-notice]").count() > 0
