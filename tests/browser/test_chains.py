"""Industrial chains in a browser: a graph is drawn, filters and nodes are reached by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_chain_is_chosen_by_keyboard_and_a_node_opened(open_page) -> None:
    page = open_page("/industry/map?lang=en")
    page.wait_for_selector("#graph[data-state=ready] canvas")
    page.select_option("#chain", "uch_tyres")
    page.get_by_role("button", name="Show the map").press("Enter")
    page.wait_for_url("**/industry/map?*chain=uch_tyres*")

    assert page.locator("#nodes tbody tr").count() == 5
    page.locator('#nodes a[href$="un_black"]').press("Enter")
    page.wait_for_url("**/industry/nodes/un_black*")
    assert page.locator("#parts tbody tr").count() == 4


def test_the_map_and_the_clusters_fit_a_phone_in_chinese(open_page) -> None:
    page = open_page("/industry/map?lang=zh", size=PHONE)
    page.wait_for_selector("#graph[data-state=ready] canvas")

    assert overflow(page) <= 0
    assert "补链" in page.inner_text("#nodes")
    page = open_page("/industry/clusters?lang=zh", size=PHONE)
    assert overflow(page) <= 0
