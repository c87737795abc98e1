"""Lists hold what is for the eyes of who asks, all of it and nothing else, page by page."""

from typing import Any

import pytest

from entrepot.service import consignments, worklists
from entrepot.service.consignments import STATES, TABS
from entrepot.store.window import acting

SEATS = ("exporter", "rival", "broker", "officer", "quarantine", "coast", "auditor", "site")


@pytest.fixture
def filled(desk: Any) -> Any:
    """Filings in many states, of two firms and a broker."""
    for lrn in ("G", "Y", "R", "J", "D"):
        desk.filed(lrn)
    desk.filed("G", "import")
    desk.lodge(desk.file("G", "export", "ADVANCE"), by="broker")
    return desk


def visible(desk: Any, who: str, states: list[str]) -> list[str]:
    """What row security shows, newest first."""
    with acting(desk.window.database, who, desk.at) as (book, _):
        rows = book.tx.execute(
            "select reference from declaration where state = any (%s) order by id desc", [states]
        ).fetchall()
    return [row["reference"] for row in rows]


def listed(desk: Any, who: str, **words: str) -> list[str]:
    """What the list shows, gathered from pages of two."""
    found, cursor = [], ""
    while True:
        page = consignments.list_declarations(
            desk.window, by=who, at=desk.at, cursor=cursor, most=2, **words
        )
        found += [row["reference"] for row in page["rows"]]
        cursor = page["cursor"]
        if not cursor:
            return found


@pytest.mark.parametrize("who", SEATS)
def test_the_pages_together_are_all_that_row_security_shows(filled: Any, who: str) -> None:
    assert listed(filled, who) == visible(filled, who, STATES)


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_holds_its_states(filled: Any, tab: str) -> None:
    assert listed(filled, "exporter", tab=tab) == visible(filled, "exporter", list(TABS[tab]))


def test_the_counts_of_the_tabs_are_those_of_their_rows(filled: Any) -> None:
    counts = consignments.count_tabs(filled.window, by="exporter", at=filled.at)

    assert counts == {tab: len(listed(filled, "exporter", tab=tab)) for tab in TABS}


@pytest.mark.parametrize("who", ["exporter", "auditor", "officer"])
def test_a_word_finds_by_each_name_container_and_code(filled: Any, who: str) -> None:
    raw = filled.file("G")
    filled.arrive(raw)
    made = filled.lodge(raw)
    [container] = filled.boxes_of(raw)
    names = [made["reference"], made["number"], made["ucr"], made["lrn"], container]
    code = raw["goodsShipment"]["governmentAgencyGoodsItem"][0]["commodity"]["classification"]["id"]

    assert [listed(filled, who, word=word) for word in names] == [[made["reference"]]] * len(names)
    assert made["reference"] in listed(filled, who, word=code)
    assert listed(filled, "rival", word=container) == listed(filled, "rival", word=code) == []


@pytest.mark.parametrize(("who", "queue"), [("officer", "all"), ("inspector", "inspection")])
def test_the_pages_of_the_worklist_are_all_its_tasks_by_deadline(
    filled: Any, who: str, queue: str
) -> None:
    def pages(most: int) -> list[dict[str, Any]]:
        found, cursor = [], ""
        while not found or cursor:
            page = worklists.worklist(
                filled.window, by=who, at=filled.at, queue=queue, cursor=cursor, most=most
            )
            found += page["rows"]
            cursor = page["cursor"]
        return found

    due = [row["due_at"] for row in pages(100)]

    assert pages(3) == pages(100) != []
    assert due == sorted(due)


def test_the_pages_by_score_are_all_tasks_the_highest_first(filled: Any) -> None:
    def pages(most: int, order: str) -> list[dict[str, Any]]:
        found, cursor = [], ""
        while not found or cursor:
            page = worklists.worklist(filled.window, by="officer", at=filled.at, order=order,
                                      cursor=cursor, most=most)  # fmt: skip
            found += page["rows"]
            cursor = page["cursor"]
        return found

    whole = pages(100, "score")
    places = [(-row["score"], row["due_at"]) for row in whole]
    keys = {(row["reference"], row["task"]) for row in pages(100, "deadline")}

    assert pages(3, "score") == whole != []
    assert places == sorted(places)
    assert {(row["reference"], row["task"]) for row in whole} == keys


def test_the_work_by_score_is_a_look_into_its_index(filled: Any) -> None:
    with filled.window.as_system() as book:
        book.tx.execute("set local enable_seqscan = off")
        book.tx.execute("set local enable_bitmapscan = off")
        plan = str(book.tx.execute(
            "explain select id from task where office = 'x' and kind = 'documents' "
            "and closed_at is null and (-score, due_at, id) > (-90, now(), 1) "
            "order by -score, due_at, id limit 50"
        ).fetchall())  # fmt: skip

    assert "task_work_by_score" in plan
    assert "Sort" not in plan
