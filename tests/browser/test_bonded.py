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
