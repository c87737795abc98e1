"""Trade overview and product space in a browser: filter, lines, files, both languages, a phone."""

import json
import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


@pytest.fixture(scope="module")
def trade(rehearsal) -> dict:
    """The rehearsal of trade on the served system."""
    return rehearsal("demo", "trade")


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def drawn(page, *charts: str):
    for chart in charts:
        page.wait_for_selector(f"[data-trade={chart}][data-state=ready]")
    return page


def test_everybody_has_the_public_tables_and_a_file_of_the_same_rows(open_page, trade) -> None:  # noqa: ARG001
    page = drawn(open_page("/trade?lang=en"), "months", "treemap")
    page.select_option("#by", "partner")
    page.select_option("#flow", "import")
    page.get_by_role("button", name="Show the trade").click()
    page.wait_for_selector("h2:text-is('Partner country')")
    shown = page.locator("#cells tbody tr").count()
    with page.expect_download() as told:
        page.locator(".exports a", has_text="CSV").first.click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()

    assert "flow=import" in page.url
    assert len(rows) == shown + 1
    assert {row.rsplit(",", 1)[-1] for row in rows[1:]} <= {"synthetic", ""}
    assert "Synthetic figures." in page.inner_text("#synthetic")
    assert page.locator("#cells a").count() == 0


def test_an_analyst_follows_a_row_to_its_lines_by_keyboard(enter, trade) -> None:  # noqa: ARG001
    page = enter("/trade", "analyst")
    link = page.locator("#cells tbody a").first
    told = int(re.sub(r"\D", "", link.inner_text().split()[0]))
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#lines")

    assert page.locator("#lines tbody tr").count() == min(told, 1000)
    assert page.locator("#lines .badge-synthetic").count() == min(told, 1000)


def test_the_product_space_is_drawn_and_stands_in_a_table(enter, trade) -> None:  # noqa: ARG001
    page = drawn(enter("/trade/space", "analyst"), "space")
    bare = enter("/trade/space", "analyst", java_script_enabled=False)

    rows = bare.locator("#products tbody tr").count()
    assert rows > 3
    assert page.locator("#products tbody tr").count() == rows
    assert page.locator(".network canvas").count() == 1
    with page.expect_download() as told:
        page.locator(".exports a", has_text="Excel").click()
    assert told.value.suggested_filename == "product-space.xlsx"


def test_pages_fit_a_phone_in_chinese(open_page, enter, trade) -> None:  # noqa: ARG001
    public = drawn(open_page("/trade?lang=zh", size=PHONE), "months", "treemap")
    own = enter("/trade", "analyst", lang="zh", size=PHONE)
    space = drawn(enter("/trade/space", "analyst", lang="zh", size=PHONE), "space")

    assert [overflow(page) for page in (public, own, space)] == [0, 0, 0]
    assert "公开统计表" in public.inner_text("main")
    assert "统计修订版" in own.inner_text("main")
    assert "产品空间" in space.inner_text("main")


def test_opportunities_are_filtered_opened_and_downloaded(enter, trade) -> None:  # noqa: ARG001
    page = enter("/trade/opportunities", "analyst")
    page.wait_for_selector("#heat[data-state=ready]")
    every = page.locator("#opportunities tbody tr").count()
    page.select_option("#binding", "ease")
    page.get_by_role("button", name="Show the opportunities").click()
    page.wait_for_url(re.compile("binding=ease"))
    page.wait_for_selector("#heat[data-state=ready]")
    shown = page.locator("#opportunities tbody tr").count()
    page.locator("details.parts summary").first.focus()
    page.keyboard.press("Enter")
    with page.expect_download() as told:
        page.locator(".exports a", has_text="CSV").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()

    assert 0 < shown <= every
    assert page.locator("#opportunities tr[data-binding=ease]").count() == shown
    assert "ease is the lowest" in page.locator("details.parts[open]").inner_text()
    assert len(rows) == shown + 1
    assert {row.rsplit(",", 1)[-1] for row in rows[1:]} == {"synthetic"}


def test_opportunities_fit_a_phone_in_chinese_without_javascript(enter, trade) -> None:  # noqa: ARG001
    page = enter(
        "/trade/opportunities", "analyst", lang="zh", size=PHONE, java_script_enabled=False
    )

    assert page.locator("#opportunities tbody tr").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert "制约因素" in page.inner_text("main")


def test_a_what_if_is_solved_by_keyboard_and_drawn_on_a_map(enter, trade) -> None:  # noqa: ARG001
    page = enter("/trade/what-if", "analyst")
    page.wait_for_selector("#map[data-state=ready]")
    page.fill("#cost_pct", "-10")
    page.press("#cost_pct", "Enter")
    page.wait_for_url(re.compile("cost_pct=-10"))
    page.wait_for_selector("#map[data-state=ready]")
    with page.expect_download() as told:
        page.locator(".exports a", has_text="CSV").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()
    phone = enter("/trade/what-if", "analyst", lang="zh", size=PHONE)

    assert page.locator("#economies tbody tr").count() == len(rows) - 1 > 3
    assert "Synthetic figures." in page.inner_text("#synthetic")
    assert overflow(phone) <= 0
    assert "贸易弹性" in phone.inner_text("main")


FASTER = """[[od]]
origin = "averlund"
destination = "rotterdam"
teu = 1
[[scenario]]
name = "Borders in a fifth of the time"
[[scenario.edit]]
scale = "border:all"
time = 0.2
"""


def test_a_kept_scenario_is_carried_to_trade_and_income_in_both_languages(
    enter, trade, rehearsal, tmp_path
) -> None:
    assert trade["trade"]["lines"] >= 0
    file = tmp_path / "faster.toml"
    file.write_text(FASTER)
    rehearsal("scenario", "keep", str(file), "--as", "analyst")
    page = enter("/trade/what-if", "analyst")
    page.select_option("#scenario", label="Borders in a fifth of the time")
    page.get_by_role("button", name="Carry it to trade and income").click()
    page.wait_for_selector("#map[data-state=ready]")
    shown = page.locator("#lanes tbody tr").count()
    page.locator("#lanes details summary").first.focus()
    page.keyboard.press("Enter")
    with page.expect_download() as told:
        page.locator(".exports a[href*='corridor-effect.csv']", has_text="CSV").first.click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()
    address = page.url[page.url.index("/trade") :]
    phone = enter(address, "analyst", lang="zh", size=PHONE)

    assert len(rows) - 1 == shown > 1
    assert "With it" in page.locator("#lanes details[open]").inner_text()
    assert page.locator("#economies tbody tr").count() > 3
    assert overflow(page) <= 0
    assert overflow(phone) <= 0
    assert phone.locator("#lanes tbody tr").count() == shown
    assert "本地区对各伙伴的贸易" in phone.inner_text("main")


def test_scenarios_stand_side_by_side_from_corridors_to_goals_in_both_languages(
    enter, trade, rehearsal, tmp_path
) -> None:
    assert trade["trade"]["lines"] >= 0
    file = tmp_path / "faster.toml"
    file.write_text(FASTER)
    rehearsal("scenario", "keep", str(file), "--as", "analyst")
    page = enter("/scenarios/compare", "analyst")
    page.get_by_label("Borders in a fifth of the time").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chart[data-state=ready]")
    with page.expect_download() as told:
        page.locator(".exports a[href*='table=effects']", has_text="CSV").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()
    address = page.url[page.url.index("/scenarios") :]
    phone = enter(address, "analyst", lang="zh", size=PHONE)

    assert page.locator("tr[data-effect]").count() == len(rows) - 1 == 8
    assert page.locator("tr[data-goal]").count() > 0
    assert page.locator("tr[data-project]").count() == 1
    assert overflow(page) <= 0
    assert overflow(phone) <= 0
    assert "目标实现概率" in phone.content()


def test_a_case_file_is_worked_out_in_the_background_and_shown(enter, trade, tmp_path) -> None:
    assert trade["trade"]["lines"] >= 0
    codes = ("upland", "NL", "SG")
    rows = [{"origin": a, "destination": b, "value": 9 if a == b else 1}
            for a in codes for b in codes]  # fmt: skip
    file = tmp_path / "case.json"
    file.write_text(json.dumps({
        "model": "one-sector", "theta": 4, "closure": "additive", "flows": {"rows": rows},
        "corridors": True, "scenario": {"edit": [{"scale": "border:all", "time": 0.2}]},
        "draws": {"n": 20, "seed": 1},
    }))  # fmt: skip
    page = enter("/trade/what-if", "analyst", lang="zh", size=PHONE)
    page.set_input_files("#file", str(file))
    page.get_by_role("button", name="求解案例").click()
    page.wait_for_selector("#lanes")

    assert "run=" in page.url
    assert page.locator("#economies tbody tr").count() == 3
    assert page.locator("#lanes tbody tr").count() == 4
    assert overflow(page) <= 0


def test_long_runs_are_listed_cancelled_by_keyboard_and_fit_a_phone(
    enter, trade, rehearsal, tmp_path
) -> None:
    assert trade["trade"]["lines"] >= 0
    codes = [f"C{n:02d}" for n in range(60)]
    rows = [{"origin": a, "destination": b, "value": 50 if a == b else 1}
            for a in codes for b in codes]  # fmt: skip
    file = tmp_path / "slow.json"
    file.write_text(json.dumps({
        "model": "one-sector", "theta": 4, "closure": "additive", "flows": {"rows": rows},
        "shock": {"rows": [{"origin": "C00", "destination": "C01", "tau_hat": 0.9}],
                  "tau_hat": "tau_hat"},
        "draws": {"n": 20000, "seed": 1, "theta": {"mean": 4, "sd": 0.3}},
    }))  # fmt: skip
    run = rehearsal("trade-run", "start", str(file), "--model", "equilibrium", "--name", "slow",
                    "--as", "analyst")  # fmt: skip
    row = f"#run-{run['id']}"
    page = enter("/trade/runs", "analyst")
    page.locator(f"{row} button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{row}[data-state=cancelled]")
    phone = enter("/trade/runs", "analyst", lang="zh", size=PHONE)

    assert "cancelled" in page.inner_text(row)
    assert page.locator(f"{row} button").count() == 0
    assert overflow(page) <= 0
    assert overflow(phone) <= 0
    assert "后台运行" in phone.inner_text("main")
    assert "已取消" in phone.inner_text(row)


def test_a_forecast_is_asked_for_by_keyboard_drawn_and_downloaded(enter, trade) -> None:  # noqa: ARG001
    page = drawn(enter("/trade/forecast", "analyst"), "fan")
    page.fill("#target", "1000000000")
    page.press("#target", "Enter")
    page.wait_for_url(re.compile("target=1000000000"))
    drawn(page, "fan")
    with page.expect_download() as told:
        page.locator(".exports a[href*='outlook.csv']").click()
    rows = told.value.path().read_text("utf-8-sig").splitlines()
    phone = drawn(enter("/trade/forecast", "analyst", lang="zh", size=PHONE), "fan")

    assert page.locator("#years tbody tr").count() == len(rows) - 1 >= 5
    assert "Probability to reach it" in page.inner_text("#totals")
    assert page.locator("#goals tbody tr").count() == 1
    assert overflow(page) <= 0
    assert overflow(phone) <= 0
    assert "区域目标" in phone.inner_text("main")
