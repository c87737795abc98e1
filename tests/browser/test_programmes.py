"""Programmes and alerts in a browser: planned, reported, closed by another, and on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PHONE = (360, 740)


@pytest.fixture(scope="module")
def plans(rehearsal) -> dict:
    """The rehearsal of programmes on the served system."""
    return rehearsal("demo", "plans")


def test_a_task_is_planned_reported_with_evidence_and_closed_by_another(enter, plans) -> None:
    page = enter("/programmes", "planner")
    page.click("#programmes th a >> nth=0")
    page.wait_for_selector("#plan")
    path = page.url.split("/", 3)[3].partition("?")[0]
    page.fill("#plan [name=title]", "Walk the line")
    page.fill("#plan [name=owner]", "taskowner")
    page.fill("#plan [name=due_on]", "2099-01-31")
    page.click("#plan button.primary")
    page.wait_for_selector("tr:has-text('Walk the line')")
    row = page.locator("tr", has_text="Walk the line")
    name = row.get_attribute("id")
    owner = enter(f"/{path}", "taskowner")
    mine = owner.locator(f"#{name}")
    mine.locator("summary").first.click()
    mine.locator("[name=what]").fill("Walked on Monday")
    mine.locator("[name=source]").fill("Log of the walk")
    mine.locator("button[value=report]").click()
    owner.wait_for_selector(f"#{name}:has-text('Log of the walk')")
    other = enter(f"/{path}", "reviewer")
    theirs = other.locator(f"#{name}")
    theirs.locator("summary").first.click()
    theirs.locator("button[value=close]").click()
    other.wait_for_selector(f"#{name}:has-text('done, on evidence')")

    assert owner.locator(f"#{name} button[value=close]").count() == 0
    assert other.locator(f"#{name} details").count() == 0
    assert plans["alerts"]


def test_the_register_filters_and_gives_its_rows_as_a_file(enter, plans) -> None:
    assert plans
    page = enter("/programmes", "planner")
    page.select_option("[name=state]", "overdue")
    page.click("form.search button.primary")
    page.wait_for_url("**state=overdue**")
    shown = page.locator("#programmes tbody tr").count()
    with page.expect_download() as got:
        page.click("p.exports a >> nth=0")
    rows = got.value.path().read_text(encoding="utf-8-sig").splitlines()

    assert shown == 1
    assert len(rows) == 1 + shown
    assert "Days late" in page.locator("#programmes thead").inner_text()


def test_an_alert_is_closed_with_a_reason_by_its_owner(enter, plans) -> None:
    assert plans
    page = enter("/alerts", "taskowner")
    row = page.locator("tr[data-kind=overdue]").first
    name = row.get_attribute("id")
    row.locator("summary").first.click()
    row.locator("[name=reason]").fill("The ground is clear.")
    row.locator("button[value=close]").click()
    page.wait_for_selector("p.alert-done")
    page.goto("/alerts?show=all&lang=en")

    assert "The ground is clear." in page.locator(f"#{name}").inner_text()
    assert page.locator("#check").count() == 0


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/programmes", "政策"),
        ("/alerts?show=all", "预警"),
        ("/programmes/coast_road", "通海之路"),
        ("/projects", "项目库"),
        ("/projects/up03", "轮胎厂"),
        ("/plan/cases/power", "用电价格"),
    ],
)
def test_the_pages_fit_a_phone_in_chinese(enter, plans, path: str, told: str) -> None:
    assert plans
    page = enter(path, "planner", lang="zh", size=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert told in page.inner_text("main")


def test_a_planner_makes_a_case_of_projects_and_searches_its_best_plan(enter, plans) -> None:
    assert plans
    page = enter("/projects", "planner")
    page.click("form.search a")
    page.wait_for_selector("#ask")
    for name, told in (("first_year", "2027"), ("budget", "60,60,40"),
                       ("caps", "land_ha=60,fund:open_fund=50")):  # fmt: skip
        page.fill(f"#{name}", told)
    page.click("button[value=show]")
    page.wait_for_selector("#chosen")
    left = page.inner_text("#left-out")
    page.click("button[value=search]")
    page.wait_for_selector("#uses", timeout=60_000)

    assert "Second tyre plant" in left
    assert page.locator("#schedule [data-project=up01]").count() == 1
    assert page.locator("#uses tbody tr").count() == 2


def test_a_worked_case_is_answered_in_the_browser(enter, plans) -> None:
    assert plans
    page = enter("/plan/cases/compensation", "planner")
    page.click("#ask button.primary")
    page.wait_for_selector("#answer")

    assert page.locator("#parties tbody tr").count() == 2
