"""Routes in the browser: found, picked on the map, a post closed by click and by keyboard."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]

SEARCH = "origin=averlund&destination=rotterdam&tonnes=20&depart=2026-11-20"
POST = "border:dravensill-estermark"


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def open_map(open_page, search: str = SEARCH, lang: str = "en", **more):
    page = open_page(f"/corridors?{search}&lang={lang}", **more)
    page.wait_for_selector("#map[data-state=ready]")
    return page


@pytest.mark.parametrize(("lang", "button"), [("en", "Find routes"), ("zh", "查找路线")])
def test_a_route_is_searched_and_the_address_is_the_search(open_page, lang, button) -> None:
    page = open_page(f"/corridors?lang={lang}")

    page.fill("#origin", "averlund")
    page.fill("#destination", "rotterdam")
    page.fill("#tonnes", "20")
    page.get_by_role("button", name=button).click()
    page.wait_for_selector("#map[data-state=ready]")

    assert "destination=rotterdam" in page.url
    assert page.locator(".compare tbody tr").count() > 1
    assert page.locator("#map canvas").count() == 1


def test_a_post_is_closed_by_a_click_on_the_map_and_the_way_back_opens_it(open_page) -> None:
    page = open_map(open_page)
    before = page.locator(f"a[data-avoid='{POST}']").count()

    page.locator(f".map-mark[data-mark='{POST}']").first.click()
    page.locator(f".map-popup a[data-avoid='{POST}']").click()
    page.wait_for_selector(f"a[data-avoided='{POST}']")
    closed = page.locator(f"a[data-avoid='{POST}']").count()
    page.go_back()
    page.wait_for_selector("#map[data-state=ready]")

    assert before > 0
    assert closed == 0
    assert page.locator(f"a[data-avoided='{POST}']").count() == 0


POINT_ON_A_LINE = """() => {
  const box = document.getElementById("map"), { width, height } = box.getBoundingClientRect();
  for (let x = 20; x < width - 60; x += 3) for (let y = 20; y < height - 20; y += 3) {
    const [line] = box.drawn.queryRenderedFeatures([x, y], { layers: ["touch"] });
    if (line?.properties.mode === "sea") return { x, y, route: String(line.properties.route) };
  }
}"""


def test_a_line_on_the_map_is_picked_and_its_passage_closed(open_page) -> None:
    page = open_map(open_page)
    point = page.evaluate(POINT_ON_A_LINE)

    page.locator("#map").click(position={"x": point["x"], "y": point["y"]})
    page.wait_for_selector(f"#map[data-chosen='{point['route']}']")
    page.locator(".map-popup a[data-avoid^='passage:']").first.click()
    page.wait_for_selector("a[data-avoided^='passage:']")

    assert "avoid=passage%3A" in page.url


def test_a_post_is_closed_by_keyboard(open_page) -> None:
    page = open_map(open_page)

    page.locator(f".map-mark[data-mark='{POST}']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-popup")
    for _ in range(6):
        if page.evaluate("document.activeElement.dataset.avoid ?? ''") == POST:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"a[data-avoided='{POST}']")

    assert page.locator(f"a[data-avoid='{POST}']").count() == 0


def test_a_post_is_closed_and_opened_again_with_javascript_off(open_page) -> None:
    page = open_page(f"/corridors?{SEARCH}&lang=en", java_script_enabled=False)

    page.locator("details.option[open] " + f"a[data-avoid='{POST}']").click()
    page.wait_for_selector(f"a[data-avoided='{POST}']")
    closed = page.locator(f"a[data-avoid='{POST}']").count()
    page.locator(f"a[data-avoided='{POST}']").click()
    page.wait_for_selector(f"a[data-avoid='{POST}']", state="attached")

    assert closed == 0
    assert page.locator(f"a[data-avoid='{POST}']").count() > 0


def test_a_route_picked_is_drawn_opened_and_in_the_address(open_page) -> None:
    page = open_map(open_page)

    page.locator(".picks button[data-choose='2']").click()

    opened = page.locator("details.option[open]").evaluate_all("all => all.map(p => p.id)")
    assert page.locator("#map").get_attribute("data-chosen") == "2"
    assert opened == ["option-2"]
    assert "route=r2" in page.url
    page.reload()
    page.wait_for_selector("#map[data-chosen='2']")


def test_where_nothing_is_left_the_page_says_why(open_page) -> None:
    page = open_page(f"/corridors?{SEARCH}&modes=rail&avoid=border:all&lang=zh")

    assert "没有可行路线" in page.locator(".alert-error").inner_text()
    assert page.locator("a[data-avoided='border:all']").count() == 1


def test_the_days_of_departure_are_charted_and_listed(open_page) -> None:
    page = open_map(open_page, SEARCH + "&window=5")

    page.wait_for_selector("#profile .chart[data-state=ready] svg")
    assert page.locator("#profile tbody tr").count() == 5


@pytest.mark.parametrize("path", ["/corridors", f"/corridors?{SEARCH}&window=5"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_scrolls_down_alone(open_page, path, lang) -> None:
    page = open_page(f"{path}{'&' if '?' in path else '?'}lang={lang}", size=(360, 740))

    assert overflow(page) <= 0


def test_the_table_sorts_and_keeps_the_search(open_page) -> None:
    page = open_map(open_page)

    page.locator("th[data-sort=km] a").click()

    km = page.locator(".compare tbody tr").evaluate_all("all => all.map(r => +r.dataset.km)")
    assert km == sorted(km)
    assert re.search("sort=km", page.url)
    assert "destination=rotterdam" in page.url


@pytest.mark.parametrize(("lang", "said"), [("en", "There and back"), ("zh", "往返")])
def test_there_and_back_stand_side_by_side(open_page, lang, said) -> None:
    page = open_page(f"/corridors?{SEARCH}&lang={lang}")

    page.locator("a[href^='/corridors/compare?']").first.click()
    page.get_by_role("link", name=said).click()
    page.wait_for_url(re.compile("from=rotterdam"))

    heads = page.locator(".heads li b").all_inner_texts()
    assert len(heads) == 2
    assert page.locator("table.side").count() == 3


def test_the_chart_switches_from_time_to_cost_and_is_saved(open_page) -> None:
    page = open_page(f"/corridors/chart?{SEARCH}&lang=en")
    page.wait_for_selector("#ladder[data-state=ready] svg")
    by_time = page.locator("#chart-title").inner_text()

    page.get_by_label("Cost so far [USD]").check()
    page.get_by_role("button", name="Draw").click()
    page.wait_for_url(re.compile("y=cost"))
    page.wait_for_selector("#ladder[data-state=ready] svg")
    with page.expect_download() as picture:
        page.locator("[data-save=png]").click()
    with page.expect_download() as drawing:
        page.locator("[data-save=svg]").click()

    assert by_time == "Time since departure [h]"
    assert page.locator("#chart-title").inner_text() == "Cost so far [USD]"
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    assert "<svg" in drawing.value.path().read_text("utf-8")


@pytest.mark.parametrize("path", ["compare", "chart"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("query", ["?", f"?{SEARCH}&"])
def test_a_phone_scrolls_side_by_side_pages_down_alone(open_page, path, lang, query) -> None:
    page = open_page(f"/corridors/{path}{query}lang={lang}", size=(360, 740))

    assert overflow(page) <= 0
