"""Pages of panels at a glance: kept while nothing changed, for the same eyes, and empty ones."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.page_client import client_over
from tests.integration.plans import NOON, planning
from tests.integration.test_fund_pages import Client

from entrepot.service import panel_glance
from entrepot.service.accounts import RoleError
from entrepot.service.panel_glance import MOST_ROWS, Glances, glance_page
from entrepot.service.panel_pages import show_page
from entrepot.service.panels import PAGES, PANELS
from entrepot.service.pipelines import set_scope
from entrepot.service.rolls import import_rows, remove_row, undo_import
from entrepot.service.window import Window
from entrepot.store.window import acting_system
from entrepot.web.roll_binding import bind_rolls

ROLES = {
    "helper": "promoter",
    "second": "promoter",
    "abroad": "foreign_affairs",
    "looker": "planner",
}
KEEPERS = {"industry": "helper", "partners": "abroad"}
POST = {"id": "P1", "title": "Declarant", "skill": "declaring", "wanted": "2", "place": "norrholt",
        "source": "invented", "status": "synthetic"}  # fmt: skip


@pytest.fixture(scope="module")
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        with acting_system(found.database) as book:
            for name, role in ROLES.items():
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=[role], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        yield found


@pytest.fixture
def made(monkeypatch) -> Counter:
    """How often each panel is worked out."""
    counted, original = Counter[str](), panel_glance.panel_document

    def count(panel: Any, *rest: Any) -> Any:
        counted[panel.name] += 1
        return original(panel, *rest)

    monkeypatch.setattr(panel_glance, "panel_document", count)
    return counted


def take(window: Window, *rows: dict, roll: str = "talent_posts") -> int:
    told = import_rows(window, roll, json.dumps(rows).encode(), "a.json", by="", at=NOON)
    return int(told["import"])


def undo(window: Window, number: int) -> None:
    undo_import(window, "talent_posts", number, by="", at=NOON)


def wanted(window: Window, glances: Glances, by: str, at: Any = NOON) -> object:
    found = glance_page(window, glances, "/talent", by=by, at=at)
    posts = next(one for one in found["panels"] if one["panel"] == "posts")
    return next(one["rows"] for one in posts["rolls"] if one["roll"] == "talent_posts")


def test_a_second_look_works_out_only_what_the_house_knows_and_says_the_same(
    window: Window, made: Counter
) -> None:
    glances = Glances()
    first, second = (
        glance_page(window, glances, "/exchanges", by="abroad", at=NOON) for _ in range(2)
    )

    assert first == second
    assert made == {one.name: 2 if one.house else 1 for one in PAGES["/exchanges"]}


def test_a_change_of_a_register_is_seen_at_once_and_moves_only_its_panels(
    window: Window, made: Counter
) -> None:
    glances, seen = Glances(), []
    for change in (
        lambda: None,
        lambda: take(window, POST),
        lambda: take(window, {**POST, "id": "P2"}),
        lambda: remove_row(window, "talent_posts", "P1", by="", at=NOON),
        lambda: undo(window, take(window, {**POST, "id": "P3"})),
    ):  # fmt: skip
        change()
        seen.append(wanted(window, glances, "looker"))
    remove_row(window, "talent_posts", "P2", by="", at=NOON)
    apart = [one.name for one in PAGES["/talent"]
             if "talent_posts" not in {roll.name for roll in one.rolls}]  # fmt: skip

    assert seen == [0, 1, 2, 1, 1]
    assert made["posts"] == 5
    assert {made[name] for name in apart} <= {1}


def test_nobody_is_shown_what_was_worked_out_for_other_eyes(window: Window) -> None:
    set_scope(window, "helper", ["norrholt"], [], by="", at=NOON)
    set_scope(window, "second", ["suderholt"], [], by="", at=NOON)
    take(window, {**POST, "id": "E1"}, {**POST, "id": "E2", "place": ""})
    glances = Glances()
    told = [wanted(window, glances, who) for who in ("looker", "second", "helper", "looker")]
    take(window, {**POST, "id": "E1", "place": "suderholt"})
    moved = [wanted(window, glances, who) for who in ("helper", "second")]
    set_scope(window, "second", ["norrholt"], [], by="", at=NOON + timedelta(hours=1))
    later = wanted(window, glances, "second", NOON + timedelta(hours=2))
    for id_ in ("E1", "E2"):
        remove_row(window, "talent_posts", id_, by="", at=NOON)

    assert told == [2, 1, 2, 2]
    assert moved == [1, 2]
    assert later == 1
    with pytest.raises(RoleError):
        glance_page(window, glances, "/talent", by="abroad", at=NOON)


@pytest.mark.parametrize("page", PAGES)
def test_a_glance_has_the_figures_of_the_whole_page(window: Window, page: str) -> None:
    on = date(2026, 6, 1)
    glance = glance_page(window, Glances(), page, by="looker", at=NOON, on=on)
    whole = show_page(window, page, by="looker", at=NOON, on=on)

    assert glance["as_of"] == whole["as_of"] == "2026-06-01"
    assert [one | {"rows": None} for one in glance["panels"]] == [
        one | {"rows": None} for one in whole["panels"]
    ]
    for one, other in zip(glance["panels"], whole["panels"], strict=True):
        assert one["rows"] == other["rows"][:MOST_ROWS]
        assert one["row_count"] == len(other["rows"])


# Pages


@pytest.fixture(scope="module")
def pages(window: Window) -> Client:
    desk: Any = SimpleNamespace(window=window)
    return client_over(window, rolls=bind_rolls(desk, lambda: NOON))


def section_of(text: str, panel: str) -> str:
    return text.partition(f'<section id="{panel}"')[2].partition("</section>")[0]


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda one: one.name)
def test_a_panel_without_rows_says_what_to_enter_and_where(pages: Client, panel: Any) -> None:
    who = KEEPERS[panel.rolls[0].circle]
    told, seen = (section_of(pages.get(f"{panel.page}?lang=en", one).text, panel.name)
                  for one in (who, "looker"))  # fmt: skip

    assert ("<tbody><tr>" in told) != (f'data-empty="{panel.name}"' in told)
    for roll in panel.rolls if "data-empty" in told else ():
        entry = told.partition(f'href="/rolls/{roll.name}?tell=yes#tell"')[2].partition("</li>")[0]
        assert all(column.en in entry for column in roll.columns if column.needed)
        assert f'href="/api/v1/rolls/{roll.name}.csv"' in entry
        assert f'href="/api/v1/rolls/{roll.name}.xlsx"' in entry
        assert f'href="/rolls/{roll.name}"' in seen
        assert "#tell" not in seen


def test_where_a_panel_sends_the_form_stands_open(pages: Client) -> None:
    text = pages.get("/rolls/talent_posts?tell=yes", "helper").text

    assert '<details class="no-print" id="tell" open>' in text


def test_contents_lead_to_each_panel_with_its_first_figure(pages: Client) -> None:
    for page, panels in PAGES.items():
        who = KEEPERS[panels[0].rolls[0].circle]
        text = pages.get(f"{page}?lang=en", who).text
        contents = text.partition('class="contents"')[2].partition("</ol>")[0]

        for panel in panels:
            line = contents.partition(f'href="#{panel.name}"')[2].partition("</li>")[0]
            assert panel.figures[0].en in line.replace("&#39;", "'")


def test_a_table_is_folded_until_it_is_opened_and_then_shows_more(
    pages: Client, window: Window
) -> None:
    rows = [{"id": f"L{n}", "partner": "P", "subject": f"Matter {n}", "sent_on": "2026-01-05"}
            for n in range(30)]  # fmt: skip
    take(window, {"id": "P", "name": "A city", "country": "DE"}, roll="partners")
    take(window, *rows, roll="letters")
    shut, opened = (section_of(pages.get(f"/exchanges?lang=en{more}", "abroad").text, "timeline")
                    for more in ("", "&open=timeline"))  # fmt: skip

    assert ('<details class="fold">' in shut, "open=timeline#timeline" in shut) == (True, True)
    assert '<details class="fold" open>' in opened
    assert shut.count('<tr><th scope="row"') == 20
    assert opened.count('<tr><th scope="row"') > 20
