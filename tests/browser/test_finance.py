"""Money around the goods in a browser: each page's main act, one refusal, and a phone."""

import re
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)
TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=90)).isoformat()


@pytest.fixture(scope="module")
def hub(rehearsal) -> dict:
    """The rehearsal of the hub on the served system."""
    return rehearsal("demo", "hub")


def on_a_phone(enter, path: str, name: str) -> str:
    """What a page tells in Chinese on a small screen, which it does not scroll sideways."""
    page = enter(path, name, lang="zh", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
    return page.inner_text("main")


def path_of(page) -> str:
    return "/" + page.url.split("/", 3)[3].partition("?")[0]


def fill(page, form: str = "form.ask", /, **texts: str) -> None:
    for name, text in texts.items():
        page.fill(f"{form} [name='{name}']", text)


def test_a_loan_is_asked_for_scored_and_decided(enter, hub) -> None:
    firm = enter("/loans", "exporter")
    fill(firm, lender=hub["users"]["bank"]["uscc"], asked="100000.00", due_on=SOON)
    firm.click("details.more summary")
    fill(firm, exports_12m="12500000", insured_pct="45", tax_arrears="0", corrected_pct="0")
    firm.select_option("[name=refund_class]", "I")
    firm.check("[name=consent]")
    firm.click("form.ask button.primary")
    firm.wait_for_selector("#state")
    points = firm.locator("table.dense tbody td.num b").all_inner_texts()
    total, path = firm.locator(".chips b").nth(2).inner_text(), path_of(firm)
    bank = enter(path, "bank2")
    fill(bank, amount="99000000.00")
    bank.click("button[value=grant]")
    refused = bank.locator("#summary").inner_text()
    fill(bank, amount="90000.00")
    bank.click("button[value=grant]")
    bank.wait_for_selector("#state:text-is('granted')")

    assert sum(map(int, points)) == int(total)
    assert "limit" in refused.lower()
    assert "90,000.00" in on_a_phone(enter, path, "exporter")
    assert "贷款" in on_a_phone(enter, "/loans", "exporter")
    assert "满分" in on_a_phone(enter, "/loan?exports_12m=100", "exporter")


def test_a_project_of_the_fund_from_the_call_to_the_drawdown(enter, hub) -> None:  # noqa: ARG001
    fund = enter("/fund", "fund")
    fill(fund, title="Cold store", title_zh="冷库", budget="1000.00",
         opens_on=TODAY.isoformat(), closes_on=SOON,
         members="member1, member2, member3", quorum_pct="60")  # fmt: skip
    fund.click("form.ask button.primary")
    fund.wait_for_url(re.compile("/fund/F"))
    call = path_of(fund)
    phone = on_a_phone(enter, call, "exporter")
    firm = enter(call, "exporter")
    fill(firm, title="Two stores", asked="600.00", step_0="built", amount_0="600.00")
    firm.click("button[value=apply]")
    firm.wait_for_selector("#state")
    project = path_of(firm)
    for member in ("member1", "member2"):
        page = enter(project, member)
        page.click("button[name=vote][value=yes]")
        page.wait_for_selector(f"th:text-is('{member}')")
    third = enter(project, "member3", size=PHONE)
    third.fill("#reason", "My brother's firm.")
    third.click("button[value=recuse]")
    third.wait_for_selector("th:text-is('member3')")
    voted_once = third.locator("button[name=vote]").count()
    manager = enter(project, "fund")
    manager.click("button[value=decide]")
    manager.wait_for_selector("#amount-commit")
    voted = manager.inner_text("main")
    manager.fill("#amount-commit", "600.00")
    manager.click("button[value=commit]")
    manager.wait_for_selector("#evidence")
    manager.fill("#amount-draw", "600.00")
    manager.click("button[value=draw]")
    refused = manager.locator("#summary").inner_text()
    manager.fill("#evidence", "Certificate 7")
    manager.click("button[value=reach]")
    manager.wait_for_selector("td:text-is('yes')")
    manager.fill("#amount-draw", "600.00")
    manager.click("button[value=draw]")
    manager.wait_for_selector("caption:text-is('Money moved')")

    assert voted_once == 0
    assert "冷库" in phone
    assert "2 yes, 0 no, 1 stepped back" in voted
    assert "0.00 EUR that is left" in refused
    assert "My brother's firm." in manager.inner_text("main")
    assert "600.00" in on_a_phone(enter, project, "exporter")
    assert "冷库" in on_a_phone(enter, "/fund", "fund")


def test_a_buyer_abroad_is_insured_and_a_loss_claimed(enter, hub) -> None:
    firm = enter("/insurance", "exporter")
    fill(firm, insurer=hub["users"]["insurer"]["uscc"], buyer="Example Import BV (synthetic)",
         country="NL", asked="50000.00", paid_12m="900000.00")  # fmt: skip
    firm.click("form.ask button.primary")
    firm.wait_for_selector("#state")
    path = path_of(firm)
    insurer = enter(path, "insurer")
    fill(insurer, grade="2", country_grade="1")
    insurer.click("button[value=grant]")
    insurer.wait_for_selector("#free")
    firm = enter(path, "exporter")
    fill(firm, "form:has(button[value=ship])", ref="S1", value="20000.00", terms_days="60",
         shipped_on="")  # fmt: skip
    firm.click("button[value=ship]")
    firm.wait_for_selector("th:text-is('S1')")
    premium = firm.locator("table.dense tbody td.num").nth(2).inner_text()
    firm.fill("#amount-claim", "19000.00")
    firm.click("button[value=claim]")
    refused = firm.locator("#summary").inner_text()
    firm.fill("#amount-claim", "18000.00")
    firm.click("button[value=claim]")
    firm.wait_for_selector("td:text-is('loss claimed')")

    assert re.search(r"[1-9]", premium)
    assert "more than 18000.00 insured" in refused
    assert "S1" in on_a_phone(enter, path, "exporter")
    assert "保险" in on_a_phone(enter, "/insurance", "insurer")


def test_the_account_of_a_guarantee_lodged_with_an_office(enter, hub) -> None:
    bank = enter("/guarantees", "bank2")
    office = hub["offices"]["inland"]
    fill(bank, issuer="Example Bank (synthetic)", limit="500.00", firm="exporter")
    bank.select_option("#kind", "bank-letter")
    bank.select_option("#office", office)
    named = bank.locator("#office option:checked").inner_text()
    bank.click("form.ask button.primary")
    bank.wait_for_selector("#balance")
    path = path_of(bank)
    officer = enter(path, "officer")
    officer.click("button[value=activate]")
    officer.fill("#ref", "D1")
    officer.fill("#amount", "500.01")
    officer.click("button[value=reserve]")
    refused = officer.locator("#summary").inner_text()
    officer.fill("#amount", "200.00")
    officer.click("button[value=reserve]")
    officer.wait_for_selector("#holdings")

    assert "only 500" in refused
    assert named in officer.inner_text("dl.facts")
    assert "300.00" in officer.inner_text("#balance")
    assert "备案海关" in on_a_phone(enter, path, "exporter")
    assert "担保" in on_a_phone(enter, "/guarantees", "bank2")


def test_fruit_is_packed_and_who_forgets_the_train_is_told(enter, hub) -> None:  # noqa: ARG001
    page = enter("/fruit", "exporter", java_script_enabled=False)
    page.click("main a:text-is('Show an invented example')")
    shares, left = page.inner_text("#shares"), page.inner_text("#left")
    page.fill("#arrives_at", "")
    page.click("form.ask button.primary")
    refused = page.locator("#summary").inner_text()

    assert all(farmer in shares for farmer in ("F1", "F2", "F3"))
    assert "quarantine is not over" in left
    assert "arrives_at" in refused
    assert "农户" in on_a_phone(enter, page.url.partition("/fruit")[1], "exporter")


def test_two_persons_change_the_calendar_and_one_alone_does_not(enter, hub) -> None:  # noqa: ARG001
    year = enter("/calendar", "admin").locator("#year option").last.inner_text()
    first = enter(f"/calendar?year={year}", "admin")
    first.click("button[value=propose]")
    refused = first.locator("#summary").inner_text()
    first.fill("#reason", "Notice 9 (synthetic)")
    first.fill("[id='date.1']", f"{year}-12-28")
    first.click("button[value=propose]")
    first.wait_for_selector("#waiting")
    own = first.inner_text("#waiting")
    second = enter(f"/calendar?year={year}", "supervisor", size=PHONE)
    assert second.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    second.click("button[value=approve]")
    second.wait_for_selector("#versions")

    assert "reason" in refused
    assert "a second person decides" in own
    assert first.locator("button[value=approve]").count() == 0
    assert "Notice 9" in second.inner_text("#versions")
    assert "工作日" in on_a_phone(enter, f"/calendar?year={year}", "admin")


def test_a_service_firm_reads_its_book_and_a_stranger_does_not(enter, hub) -> None:  # noqa: ARG001
    page = enter("/service-firm", "broker")
    months, total = page.locator("h2 ~ .sideways tbody tr"), page.locator("#total td.num")

    assert months.count() >= 1
    assert int(total.nth(0).inner_text()) >= 1
    assert re.search(r"[1-9]", total.nth(2).inner_text())
    assert "出口" in on_a_phone(enter, "/service-firm", "broker")
    stranger = enter("/sign-in", "exporter")
    answer = stranger.request.get("/service-firm")
    assert answer.status == 403
