"""From the origin editor to a printed certificate and its check on a small screen."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
GOOD = (
    "/origin?agreement=RCEP&exporting_party=CN&importing_party=JP&on=2026-08-01&hs=920290"
    "&edition=HS2022&fob=80&currency=USD&operations=carving,assembly,finishing"
    "&row_level=1&row_name=neck&row_hs=920290&row_value=47.20&row_origin=BR"
)
FIELDS = {
    "exporter_address": "1 Road", "importer_name": "Music Co", "description": "Acoustic guitars",
    "quantity": "100", "quantity_unit": "item", "fob": "8000", "fob_currency": "USD",
    "invoice_number": "INV-1", "invoice_date": "2026-08-01", "departure_date": "2026-08-03",
}  # fmt: skip


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_guitar_s_origin_becomes_a_certificate_that_is_verified(enter, open_page) -> None:
    firm = enter(GOOD, "exporter", java_script_enabled=False)
    firm.click("button.primary[value=determine]")
    firm.click("a[href^='/certificates?determination=']")
    firm.click("main form.ask button.primary")
    for name, text in FIELDS.items():
        firm.fill(f"#{name}", text)
    firm.click("button[value=check]")
    firm.click("button[value=submit]")
    path = firm.url
    issuer = enter(path, "issuer", size=(360, 740))
    wide = overflow(issuer)
    issuer.click("button[value=issue]")
    state = issuer.locator("#state").inner_text()
    paper = issuer.request.get(f"{path}/print.pdf")
    check = issuer.locator("a[href^='/verify/']").get_attribute("href")
    phone = open_page(f"{check}?lang=zh", size=(360, 740))

    assert state == "Issued"
    assert paper.body().startswith(b"%PDF")
    assert (wide, overflow(issuer), overflow(phone)) == (0, 0, 0)
    assert phone.locator(".check-passed").count() == 5
    assert "真实有效" in phone.inner_text("main")


def test_a_number_is_checked_by_keyboard_alone(open_page) -> None:
    page = open_page("/verify?lang=en", size=(360, 740))
    page.focus("#number")
    page.keyboard.type("C000000000000X")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "No certificate has this number" in page.inner_text("main")
    assert overflow(page) == 0
