"""A quote in the browser: by keyboard, on the map, in both languages, without JavaScript."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-ask")]


def fill(page, asked: dict[str, str]) -> None:
    """Fill the form in as a person would, whatever the order of the fields."""
    for name, value in asked.items():
        field = page.locator(f"#{name}")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def rows(page) -> list[str]:
    return page.locator(".compare tbody tr").evaluate_all("all => all.map(r => r.dataset.number)")


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_the_form_is_filled_by_keyboard_and_options_are_seen(open_page, asked) -> None:
    page = open_page("/quote?lang=en")
    order, keyboard = [], page.keyboard

    page.locator("#origin").focus()
    for _ in range(40):
        name = page.evaluate("document.activeElement.id")
        if name and name not in order:
            order.append(name)
            if name in asked and name not in {"currency", "incoterm", "on"}:
                keyboard.press("Control+A")
                keyboard.type(asked[name])
        if page.evaluate("document.activeElement.className") == "primary":
            break
        keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/quotes/"))

    assert [name for name in order if name in asked] == [
        "origin", "destination", "on", "hs", "tonnes", "teu", "value", "currency", "incoterm",
    ]  # fmt: skip
    assert page.locator(".compare tbody tr").count() > 0
    assert page.locator(".alert-error").count() == 0


def test_the_map_and_the_chart_are_drawn_and_choose_an_option(open_page, quote) -> None:
    page = open_page(f"/quotes/{quote['reference']}?lang=en")
    page.wait_for_selector("#map[data-state=ready]")
    page.wait_for_selector(".chart[data-state=ready] svg")
    last = str(len(quote["options"]))

    page.locator(f".picks button[data-choose='{last}']").click()

    opened = page.locator("details.option[open]").evaluate_all("all => all.map(p => p.id)")
    assert page.locator("#map canvas").count() == 1
    assert page.locator("#map").get_attribute("data-chosen") == last
    assert page.locator(".compare tr.chosen").get_attribute("data-number") == last
    assert opened == [f"option-{last}"]


POINT_ON_ANOTHER_LINE = """() => {
  const box = document.getElementById("map"), { width, height } = box.getBoundingClientRect();
  for (let x = 10; x < width - 60; x += 3) for (let y = 10; y < height - 10; y += 3) {
    const [line] = box.drawn.queryRenderedFeatures([x, y], { layers: ["touch"] });
    if (line && String(line.properties.option) !== box.dataset.chosen)
      return { x, y, option: String(line.properties.option) };
  }
}"""


def test_a_line_on_the_map_is_clicked(open_page, quote) -> None:
    page = open_page(f"/quotes/{quote['reference']}?lang=en")
    page.wait_for_selector("#map[data-state=ready]")
    point = page.evaluate(POINT_ON_ANOTHER_LINE)

    page.locator("#map").click(position={"x": point["x"], "y": point["y"]})
    page.wait_for_selector(f"#map[data-chosen='{point['option']}']")

    assert page.locator(".compare tr.chosen").get_attribute("data-number") == point["option"]


def test_the_table_is_sorted_with_and_without_a_reload(open_page, quote) -> None:
    page = open_page(f"/quotes/{quote['reference']}?lang=en")
    by_cost = sorted(quote["options"], key=lambda option: option["cost_usd"])
    expected = [str(option["number"]) for option in by_cost]

    page.locator("th[data-sort=cost] a").focus()
    page.keyboard.press("Enter")
    rising = rows(page)
    page.locator("th[data-sort=cost] a").click()
    falling = rows(page)
    page.reload()

    assert rising == expected
    assert falling == expected[::-1]
    assert rows(page) == falling
    assert page.locator("th[data-sort=cost]").get_attribute("aria-sort") == "descending"


def test_the_page_switches_to_chinese_and_stays_so(open_page, quote) -> None:
    page = open_page(f"/quotes/{quote['reference']}?lang=en")

    page.get_by_role("link", name="中文").click()
    page.wait_for_url(re.compile("lang=zh"))
    page.goto("/quote")

    assert page.locator("h1").inner_text() == "为一票货物报价"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_a_quote_is_made_with_javascript_off(open_page, asked) -> None:
    page = open_page("/quote?lang=en", java_script_enabled=False)

    fill_plain(page, asked)
    page.locator("button.primary").click()
    page.wait_for_url(re.compile("/quotes/"))

    page.locator("#option-2 > summary").click()
    page.get_by_role("link", name="Cost of the way USD").click()
    assert "sort=cost" in page.url
    assert page.locator("#option-1 .leg").count() > 0
    assert page.locator("#option-1 .landed tbody tr").count() > 4


def fill_plain(page, asked: dict[str, str]) -> None:
    """Fill the form in where no script may be run to look at a field."""
    for name, value in asked.items():
        if name in {"currency", "incoterm"}:
            page.locator(f"#{name}").select_option(value)
        else:
            page.locator(f"#{name}").fill(value)


def test_faults_are_shown_beside_their_fields_with_a_choice(open_page, asked) -> None:
    page = open_page("/quote?lang=en", java_script_enabled=False)
    fill_plain(page, asked | {"hs": "tyres", "value": "-5"})

    page.locator("button.primary").click()
    page.locator("[name=hs_choice]").first.check()
    page.locator("#value").fill("60000")
    page.locator("button.primary").click()

    page.wait_for_url(re.compile("/quotes/"))
    assert page.locator(".compare tbody tr").count() > 0


def test_suggestions_come_while_typing(open_page) -> None:
    page = open_page("/quote?lang=en")

    page.locator("#hs").press_sequentially("tyres", delay=20)
    page.wait_for_selector("#hs-goods option", state="attached")

    values = page.locator("#hs-goods option").evaluate_all("all => all.map(o => o.value)")
    assert any(value.startswith("4011") for value in values)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", ["/", "/quote", "/about", "quote"])
def test_nothing_scrolls_sideways_on_a_phone(open_page, quote, path, lang) -> None:
    address = f"/quotes/{quote['reference']}" if path == "quote" else path

    page = open_page(f"{address}?lang={lang}", size=(390, 844), has_touch=True)
    page.locator("main details").evaluate_all("all => all.forEach(it => { it.open = true; })")

    assert overflow(page) <= 0


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page) -> None:
    page = open_page("/?lang=en")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_home_page_draws_the_region(open_page) -> None:
    page = open_page("/?lang=zh")

    page.wait_for_selector("#map[data-state=ready]")
    page.wait_for_selector(".chart[data-state=ready] svg")

    assert page.locator("#map canvas").count() == 1
