"""Pages and API of registers and panels over the real database, for each pair of eyes."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.conftest import copy_of
from tests.integration.page_client import client_over
from tests.integration.plans import NOON
from tests.integration.test_fund_pages import Client
from tests.integration.test_trains import rehearse_hub

from entrepot.service.demo_industry import rehearse_industry
from entrepot.service.panels import HOUSE, PAGES, PANELS, ROLLS
from entrepot.service.window import Window
from entrepot.store.home import open_home
from entrepot.store.reference import open_reference
from entrepot.web.roll_binding import bind_rolls

API, REGISTER = "/api/v1/rolls/talent_posts", "/rolls/talent_posts"
LATER = "2026-11-28"  # by then synthetic rows have come
HEAD = "id,title,skill,wanted,status\n"


@pytest.fixture(scope="module")
def rehearsed(server, template_of) -> Iterator[Client]:
    with copy_of(template_of(server, rehearse_hub), server) as database:
        window = Window(open_home(), database, open_reference("upland"))
        rehearse_industry(window, at=NOON)
        desk: Any = SimpleNamespace(window=window)
        yield client_over(window, rolls=bind_rolls(desk, lambda: NOON))


def keeper_of(page: str) -> str:
    circle = PAGES[page][0].rolls[0].circle
    return {"industry": "promoter", "partners": "foreign_affairs"}[circle]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_its_panels_with_figures_rows_and_files(rehearsed: Client, page: str) -> None:
    answer = rehearsed.get(f"{page}?on={LATER}", keeper_of(page))

    assert answer.status_code == 200
    for panel in PAGES[page]:
        section = answer.text.partition(f'<section id="{panel.name}"')[2].partition("</section>")[0]
        figures = re.findall(r'data-figure="(\w+)"', section)
        assert figures == [one.name for one in panel.figures]
        assert "<tbody><tr>" in section
        assert f"/api/v1/panels/{panel.name}.csv" in section
        for roll in panel.rolls:
            assert f'href="/rolls/{roll.name}"' in section


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_chinese(rehearsed: Client, page: str) -> None:
    text = rehearsed.get(page + "?lang=zh", keeper_of(page)).text

    for panel in PAGES[page]:
        assert panel.zh in text
        assert f">{panel.en} <" not in text


@pytest.mark.parametrize("roll", ROLLS)
def test_a_register_shows_its_rows_its_form_and_its_imports(rehearsed: Client, roll: str) -> None:
    who = {"industry": "promoter", "partners": "foreign_affairs"}[ROLLS[roll].circle]
    text = rehearsed.get(f"/rolls/{roll}", who).text
    form = text.partition('id="tell"')[2].partition("</details>")[0]

    assert 'data-row="' in text
    assert 'id="imports"' in text
    for column in ROLLS[roll].columns:
        assert f'name="{column.name}"' in form


def test_pages_say_what_firms_are_called_in_either_language(rehearsed: Client) -> None:
    chinese = rehearsed.get(f"/measures?on={LATER}&lang=zh", "promoter").text
    english = rehearsed.get("/rolls/listing_candidates", "promoter").text
    sheet = rehearsed.get("/api/v1/rolls/listing_candidates.csv", "promoter").text

    assert '<a href="/enterprises/firm-1">沙盒企业一（虚构）</a>' in chinese
    assert '<a href="/enterprises/firm-1">First sandbox firm (synthetic)</a>' in english
    assert "First sandbox firm (synthetic),沙盒企业一（虚构）" in sheet


@pytest.mark.parametrize("roll", HOUSE)
def test_a_register_of_the_house_is_read_and_taken_out_but_never_told(
    rehearsed: Client, roll: str
) -> None:
    who = {"industry": "promoter", "partners": "foreign_affairs"}[HOUSE[roll].circle]
    page, zh = (rehearsed.get(f"/rolls/{roll}{lang}", who).text for lang in ("", "?lang=zh"))
    sheet = rehearsed.get(f"/api/v1/rolls/{roll}.csv", who).content.decode("utf-8-sig")
    told = rehearsed.ask("POST", f"/api/v1/rolls/{roll}", who, content=b"id\n1\n")

    assert 'id="house"' in page
    assert 'id="import"' not in page
    assert 'id="tell"' not in page
    assert HOUSE[roll].zh in zh
    assert "came_from" in sheet.partition("\n")[0]
    assert (told.status_code, told.json()["problems"][0]["code"]) == (409, "roll.house")


def test_what_is_taken_out_is_taken_in_again(rehearsed: Client) -> None:
    for form in ("csv", "xlsx"):
        file = rehearsed.get(f"{API}.{form}", "promoter").content
        told = rehearsed.ask("POST", API, "promoter", content=file).json()

        assert (told["added"], told["changed"]) == (0, 0)
        assert told["already"] > 3


def test_a_file_is_taken_in_undone_and_wrong_cells_are_named(rehearsed: Client) -> None:
    def send(row: str) -> Any:
        file = {"file": ("p.csv", (HEAD + row).encode())}
        return rehearsed.ask("POST", REGISTER, "promoter", data={}, files=file)

    wrong, kept = send("X1,Clerk,filing,many,synthetic\n"), send("X1,Clerk,filing,3,synthetic\n")
    page = rehearsed.get(REGISTER, "promoter").text
    number = re.findall(r'name="import" value="(\d+)"', page)[0]
    undone = rehearsed.act(f"{REGISTER}/undo", "promoter", **{"import": number})

    assert wrong.status_code == 422
    assert "row 1, wanted" in wrong.text
    assert kept.status_code == 303
    assert 'data-row="X1"' in page
    assert undone == f"{REGISTER}?done=moved"
    assert 'data-row="X1"' not in rehearsed.get(REGISTER, "promoter").text


def test_one_row_is_told_corrected_and_removed_on_the_page(rehearsed: Client) -> None:
    row = {"id": "Y1", "title": "Clerk", "skill": "filing", "wanted": "3"}
    rehearsed.act(f"{REGISTER}/rows", "promoter", **row)
    wrong = rehearsed.ask("POST", f"{REGISTER}/rows", "promoter", data={**row, "wanted": "-1"})
    shown = rehearsed.get(REGISTER + "?row=Y1", "promoter").text
    rehearsed.act(f"{REGISTER}/remove", "promoter", id="Y1")

    assert wrong.status_code == 422
    assert 'value="-1"' in wrong.text
    assert 'value="Clerk"' in shown
    assert 'data-row="Y1"' not in rehearsed.get(REGISTER, "promoter").text


def test_who_has_no_role_there_is_refused_and_who_only_looks_cannot_change(
    rehearsed: Client,
) -> None:
    assert rehearsed.get("/talent", "exporter").status_code == 403
    assert rehearsed.get("/talent", "foreign_affairs").status_code == 403
    assert rehearsed.get(API, "foreign_affairs").status_code == 403
    assert rehearsed.ask("POST", API, "planner", content=b"id\n1\n").status_code == 403
    assert 'id="import"' not in rehearsed.get(REGISTER, "planner").text


def test_each_panel_answers_by_the_api_and_as_a_file(rehearsed: Client) -> None:
    for name in PANELS:
        told = rehearsed.get(f"/api/v1/panels/{name}?on=2026-03-01", "planner").json()
        sheet = rehearsed.get(f"/api/v1/panels/{name}.csv", "planner").content.decode("utf-8-sig")

        assert (told["panel"], told["as_of"], told["status"]) == (name, "2026-03-01", "synthetic")
        assert sheet.startswith(",".join(one.name for one in PANELS[name].columns))
    assert rehearsed.get("/talent?on=soon", "planner").status_code == 422
    assert rehearsed.get("/api/v1/talent", "planner").json()["page"] == "/talent"
    assert len(rehearsed.get("/api/v1/panels", "planner").json()["panels"]) == len(PANELS)


def test_letters_due_to_partners_are_told_to_who_writes_them(rehearsed: Client) -> None:
    path = f"/api/v1/letters?on={LATER}"
    found = rehearsed.get(path, "foreign_affairs").json()["letters"]
    sent = rehearsed.ask("POST", path, "foreign_affairs")

    assert [(one["plan"], one["to"]) for one in found] == [
        ("demo-pl4", "data@northharbour.example"),
    ]  # fmt: skip
    assert (sent.status_code, sent.json()["problems"][0]["code"]) == (422, "mail.setting")
    assert rehearsed.get(path, "promoter").status_code == 403
    assert rehearsed.ask("POST", path, "planner").status_code == 403


def test_an_import_of_a_number_beyond_all_is_not_there(rehearsed: Client) -> None:
    answer = rehearsed.ask("POST", f"{REGISTER}/undo", "promoter", data={"import": "9" * 5000})

    assert answer.status_code == 404


def test_an_instant_of_knowledge_has_its_offset(rehearsed: Client) -> None:
    vague = rehearsed.get(f"{API}?known_at=2026-03-10T12:00:00", "promoter")
    exact = rehearsed.get(f"{API}?known_at=2026-03-10T12:00:00Z", "promoter")

    assert (vague.status_code, exact.status_code) == (422, 200)
