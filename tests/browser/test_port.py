"""The land port in the browser: GO and STOP by keyboard, on a phone, in two languages."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def boxes(rehearsal) -> list[str]:
    """The three boxes of the rehearsal, the last of them not released."""
    return [one["container"] for one in rehearsal("demo", "hub")["containers"]]


@pytest.fixture
def site(open_page):
    """Opens a page as the site's operator."""

    def opened(path: str, lang: str = "en", **more):
        page = open_page(f"/sign-in?lang={lang}", **more)
        page.fill("#account", "site")
        page.fill("#password", "site")
        page.click("main button.primary")
        page.goto(path)
        return page

    return opened


@pytest.mark.parametrize(("lang", "stop"), [("en", "STOP"), ("zh", "禁止通行")])
def test_a_box_is_typed_on_a_phone_and_stopped_with_every_reason(site, boxes, lang, stop) -> None:
    page = site("/port/gate", lang, size=(360, 740), java_script_enabled=False)
    spaced = f"{boxes[2][:4]} {boxes[2][4:]}".lower()

    page.fill("#container", spaced)
    page.press("#container", "Enter")

    assert page.locator(".verdict-word").inner_text().strip() == stop
    assert page.locator(".verdict-why").count() == 2
    assert page.input_value("#container") == ""  # what is scanned next stands alone
    end = page.evaluate(
        "() => document.querySelector('#container').getBoundingClientRect().bottom + scrollY"
    )
    assert end <= 740, "answer and field are on one screen, wherever the page has scrolled to"
    page.keyboard.type(boxes[0])  # the field is in focus, as a scanner needs it
    assert page.input_value("#container") == boxes[0]


def test_the_opening_of_ports_is_recorded_by_keyboard_on_a_phone(enter, boxes) -> None:  # noqa: ARG001
    page = enter("/port/openings", "officer", "zh", size=(360, 740))
    page.fill("#step", "Cold store")
    page.fill("#doer-new", "port")
    page.press("#doer-new", "Enter")
    page.wait_for_url("**/port/openings?done=opening_recorded")

    assert "Cold store" in page.locator("table").nth(1).inner_text()
    assert "Cold store" in page.locator(".ready").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_links_of_the_yard_are_large_enough_for_a_finger(site, boxes) -> None:  # noqa: ARG001
    page = site("/port/yard", size=(360, 740))
    heights = page.evaluate(
        "[...document.querySelectorAll('.bay a, .sideways th a')].map("
        "one => one.getBoundingClientRect().height)"
    )

    assert min(heights) >= 24


def test_a_released_box_goes_once_and_its_leg_is_on_the_map(site, boxes) -> None:
    page = site("/port/gate")
    page.fill("#container", boxes[0])
    page.press("#container", "Enter")
    word = page.locator(".verdict-word").inner_text()
    page.click("button[value=out]")
    left = page.locator(".verdict-moved").inner_text()
    page.fill("#container", boxes[0])
    page.press("#container", "Enter")
    again = page.locator(".verdict-why").inner_text()
    page.goto("/port/legs")
    page.wait_for_selector("#map[data-state=ready]")

    assert word.strip() == "GO"
    assert "Its release goes on with it to the coast." in left
    assert "has left already" in again
    assert page.locator("table.broad tbody tr", has_text=boxes[0]).count() == 1
    for path in ("yard", "legs", "throughput", "calls", "trucks", "air"):
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"/port/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
