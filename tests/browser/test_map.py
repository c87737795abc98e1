"""The map where things are hard: no WebGL, outlines over the antimeridian and round the pole."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]

NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : get.call(this, kind, ...more);
};
"""
UNROLL = "async (ring) => (await import('/static/land.js')).unroll(ring)"


def test_without_webgl_the_page_says_so_and_the_table_remains(browser, served, quote) -> None:
    page = browser.new_page()
    page.add_init_script(NO_WEBGL)

    page.goto(f"{served}/quotes/{quote['reference']}?lang=en")
    page.wait_for_selector("#map[data-state=none]")

    assert "no WebGL" in page.locator("#map").inner_text()
    page.locator(".picks button").last.click()
    assert page.locator("tr.chosen").get_attribute("data-number") == str(len(quote["options"]))
    page.close()


def test_an_outline_over_the_antimeridian_runs_on(open_page) -> None:
    page = open_page("/about?lang=en")

    flat = page.evaluate(UNROLL, [[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]])

    assert flat == [[170, 60], [190, 60], [190, 70], [170, 70], [170, 60]]


def test_an_outline_round_the_pole_is_closed_along_it(open_page) -> None:
    page = open_page("/about?lang=en")

    flat = page.evaluate(UNROLL, [[-180, -80], [-60, -75], [60, -70], [179, -78], [-180, -80]])

    assert flat[4:] == [[180, -80], [180, -90], [-180, -90], [-180, -80]]
