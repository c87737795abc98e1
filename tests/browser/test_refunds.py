"""The refund queue in a browser: a case filed without scripts, named faults, and a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_refund_waits_in_the_queue_for_goods_that_have_not_left(enter, rehearsal) -> None:
    export = rehearsal("demo", "hub")["declaration"]
    firm = enter("/refunds/new?kind=trader", "exporter", java_script_enabled=False)
    texts = {"declaration": export, "hs": "401120", "levy_pct": "19",
             "purchase_ex_vat": "1000.00", "invoice": "F-1"}  # fmt: skip
    for name, text in texts.items():
        firm.fill(f"[id='{name}.1']", text)
    firm.click("main form button.primary")
    drafted = firm.locator("#state").inner_text()
    phone = enter("/refunds", "exporter", lang="zh", size=(360, 740))

    assert drafted == "Draft"
    assert "草稿" in phone.locator("#queue").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    firm.click("button[value=submit]")
    assert "No exit is recorded" in firm.locator("#summary").inner_text()
