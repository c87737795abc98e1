"""An account book on a small screen, down to what moved it, without scripts."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_book_is_followed_down_to_its_gate_pass_and_proven(enter, rehearsal) -> None:
    rehearsal("demo", "hub")
    page = enter("/bonded", "zone", size=(360, 740), java_script_enabled=False)
    page.click("#things tbody tr:last-child th a")
    page.click("#items a:text-is('M1')")
    moves = page.locator("#moves tbody tr")
    items, count = moves.locator("th").all_inner_texts(), moves.count()
    page.click("text=Prove the book")
    proof = page.locator("[role=status]").inner_text()
    page.click("#moves a[href^='/bonded/gate-passes/'] >> nth=0")

    assert count == 4  # set aside, come in, used up, set aside to leave
    assert set(items) == {"M1"}
    assert "every figure agrees" in proof
    assert "passed" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_share_of_a_list_is_put_on_a_vehicle_and_weighed(enter, rehearsal) -> None:
    rehearsal("demo", "hub")
    phone = {"size": (360, 740), "java_script_enabled": False}
    page = enter("/bonded/lists", "zone", **phone)
    name = page.locator("#things tbody tr", has_text="approved").locator("th a").inner_text()
    page.goto("/bonded/gate-passes?lang=zh")
    page.click("main summary")
    page.fill("[name=vehicle]", "SYN-0002")
    page.select_option("[name=direction]", "out")
    page.fill("[name=shares]", f"{name},M1,40,41.5")
    page.click("form[action='/bonded/gate-passes'] button.primary")
    carried, address = page.inner_text("#shares"), page.url
    office = enter(address, "zone_officer", **phone)
    office.fill("[name=weighed_kg]", "41")
    office.click("form.ask button.primary")
    office.goto(f"/bonded/lists/{name}?lang=zh")

    assert "M1 40" in carried
    assert "部分过卡" in office.inner_text(".verdict")
    assert [row.split("\t")[2] for row in office.inner_text("#passes").splitlines()[1:2]] == [
        "41.5"
    ]
    assert office.inner_text("#passes tbody tr:last-child td") == "58.5"
    assert office.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
