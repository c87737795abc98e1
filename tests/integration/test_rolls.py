"""Registers on the real database: files in and out, undo, whose rows they are, what was known."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import psycopg
import pytest
from tests.integration.plans import NOON, planning

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.panel_pages import show_page, show_panel
from entrepot.service.pipelines import set_scope
from entrepot.service.roll_files import write_rows
from entrepot.service.roll_rows import list_imports, list_rows
from entrepot.service.rolls import import_rows, remove_row, undo_import
from entrepot.service.window import Window
from entrepot.store.rolls import acting_rolls
from entrepot.store.tables import read_table
from entrepot.store.window import acting_system

HOUR = timedelta(hours=1)
POST = {"id": "P1", "title": "Declarant", "skill": "declaring", "wanted": "2", "place": "norrholt",
        "source": "invented", "status": "synthetic"}  # fmt: skip


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        with acting_system(found.database) as book:
            for name, role in (("helper", "promoter"), ("abroad", "foreign_affairs")):
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=[role], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        set_scope(found, "helper", ["norrholt"], [], by="", at=NOON)
        yield found


def take(window: Window, *rows: dict, by: str = "", at=NOON, roll: str = "talent_posts") -> dict:
    return import_rows(window, roll, json.dumps(rows).encode(), "a.json", by=by, at=at)


def rows(window: Window, by: str = "", **more) -> list[dict]:
    return list_rows(window, "talent_posts", by=by, at=NOON, **more)["rows"]


def test_rows_are_added_changed_and_left_as_they_are(window: Window) -> None:
    first = take(window, POST, {**POST, "id": "P2"})
    again = take(window, POST, {**POST, "id": "P2", "wanted": "5"}, {**POST, "id": "P3"})
    same = take(window, POST)

    assert (first["added"], first["changed"], first["already"]) == (2, 0, 0)
    assert (again["added"], again["changed"], again["already"]) == (1, 1, 1)
    assert (same["import"], same["already"]) == (None, 1)
    assert [(row["id"], row["wanted"]) for row in rows(window)] == [
        ("P1", "2"), ("P2", "5"), ("P3", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["posts.csv", "posts.xlsx"])
def test_what_is_written_is_taken_in_again_without_a_change(window: Window, name: str) -> None:
    take(window, POST, {**POST, "id": "P2", "is_scarce": True, "asked_years": "2.5"})
    data = write_rows(list_rows(window, "talent_posts", by="", at=NOON), name)

    assert import_rows(window, "talent_posts", data, name, by="", at=NOON) == {
        "roll": "talent_posts", "import": None, "read": 2, "added": 0, "changed": 0, "already": 2
    }  # fmt: skip


def test_a_wrong_cell_keeps_the_whole_file_out(window: Window) -> None:
    with pytest.raises(InputError) as caught:
        take(window, POST, {**POST, "id": "P2", "wanted": "two", "place": "nowhere"})

    assert [one.where for one in caught.value.problems] == ["row 2, wanted", "row 2, place"]
    assert rows(window) == []


def test_a_row_names_what_is_in_the_other_register(window: Window) -> None:
    person = {"id": "A", "post": "P1", "applied_on": "2026-01-01"}
    with pytest.raises(InputError, match="there is no 'P1'"):
        take(window, person, roll="talent_people")
    take(window, POST)

    assert take(window, person, roll="talent_people")["added"] == 1


def test_undo_puts_back_what_stood_before_once(window: Window) -> None:
    take(window, POST)
    second = take(window, {**POST, "wanted": "9"}, {**POST, "id": "P2"})
    done = undo_import(window, "talent_posts", second["import"], by="", at=NOON)

    assert done["rows"] == 2
    assert [(row["id"], row["wanted"]) for row in rows(window)] == [("P1", "2")]
    with pytest.raises(RefusedError, match="undone already"):
        undo_import(window, "talent_posts", second["import"], by="", at=NOON)
    undo_import(window, "talent_posts", done["import"], by="", at=NOON)
    assert [(row["id"], row["wanted"]) for row in rows(window)] == [("P1", "9"), ("P2", "2")]


def test_undo_is_refused_where_a_row_was_told_since(window: Window) -> None:
    first = take(window, POST)
    take(window, {**POST, "wanted": "9"})
    with pytest.raises(RefusedError, match="told anew since"):
        undo_import(window, "talent_posts", first["import"], by="", at=NOON)

    assert rows(window)[0]["wanted"] == "9"
    assert len(list_imports(window, "talent_posts", by="", at=NOON)["imports"]) == 2


def test_a_removed_row_is_gone_and_comes_back(window: Window) -> None:
    take(window, POST)
    gone = remove_row(window, "talent_posts", "P1", by="", at=NOON)
    with pytest.raises(MissingError):
        remove_row(window, "talent_posts", "P1", by="", at=NOON)
    assert rows(window) == []
    undo_import(window, "talent_posts", gone["import"], by="", at=NOON)

    assert [row["id"] for row in rows(window)] == ["P1"]


def test_what_was_known_then_is_told_beside_what_is_known_now(window: Window) -> None:
    take(window, POST)
    take(window, {**POST, "wanted": "9"}, at=NOON + HOUR)
    then = show_panel(window, "posts", by="", at=NOON + HOUR, known_at=NOON)
    now = show_panel(window, "posts", by="", at=NOON + HOUR)

    assert [one["figures"][0]["value"] for one in (then, now)] == [2, 9]
    assert (now["status"], now["sources"]) == ("synthetic", ["invented"])
    assert [row["wanted"] for row in rows(window, known_at=NOON)] == ["2"]


def test_a_promoter_tells_of_his_places_alone(window: Window) -> None:
    take(
        window, POST, {**POST, "id": "S", "place": "suderholt"}, {**POST, "id": "ALL", "place": ""}
    )
    with pytest.raises(RoleError, match="not yours"):
        take(window, {**POST, "id": "S", "place": "norrholt"}, by="helper")
    with pytest.raises(RoleError, match="not yours"):
        take(window, {**POST, "place": "suderholt"}, by="helper")
    take(window, {**POST, "wanted": "7"}, by="helper")

    assert [(row["id"], row["wanted"]) for row in rows(window, by="helper")] == [
        ("ALL", "2"), ("P1", "7"),
    ]  # fmt: skip


def test_another_circle_sees_and_tells_nothing(window: Window) -> None:
    for ask in (
        lambda: list_rows(window, "talent_posts", by="abroad", at=NOON),
        lambda: take(window, POST, by="abroad"),
        lambda: show_page(window, "/talent", by="abroad", at=NOON, on=date(2026, 1, 1)),
        lambda: list_imports(window, "talent_posts", by="abroad", at=NOON),
    ):
        with pytest.raises(RoleError):
            ask()


def test_two_files_at_once_are_both_kept(window: Window) -> None:
    begin, told = Barrier(2), list[str]()

    def send(number: int) -> None:
        begin.wait()
        try:
            take(window, {**POST, "wanted": str(number)}, {**POST, "id": f"N{number}"})
        except EntrepotError as error:
            told.append(str(error))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, (3, 4)))

    assert told == []
    assert {row["id"] for row in rows(window)} == {"P1", "N3", "N4"}
    assert {row["wanted"] for row in rows(window) if row["id"] == "P1"} < {"3", "4"}


@pytest.mark.parametrize(
    "statement",
    [
        "update roll_entry set cells = '{}'",
        "update roll_entry set is_current = true",
        "delete from roll_entry",
        "update roll_import set file = 'b'",
        "insert into roll_entry (import, region, roll, circle, row_id, cells)"
        " select import, region, roll, circle, row_id, cells from roll_entry",
    ],
)
def test_what_was_told_stays(window: Window, statement: str) -> None:
    take(window, POST)
    with pytest.raises(psycopg.Error), acting_system(window.database) as book:
        book.tx.execute(statement)


def test_undo_gives_a_row_of_the_pack_back(window: Window) -> None:
    def names() -> dict[str, str]:
        found = list_rows(window, "partners", by="", at=NOON)["rows"]
        return {row["id"]: row["name"] for row in found}

    before = names()
    first = next(iter(before))
    made = take(window, {"id": first, "name": "Renamed"}, roll="partners")
    assert names() == {**before, first: "Renamed"}
    undo_import(window, "partners", made["import"], by="", at=NOON)
    assert names() == before
    gone = remove_row(window, "partners", first, by="", at=NOON)
    assert first not in names()
    undo_import(window, "partners", gone["import"], by="", at=NOON)

    assert names() == before


def test_imports_are_taken_back_one_after_the_other(window: Window) -> None:
    first, second = take(window, POST), take(window, {**POST, "wanted": "9"})
    undo_import(window, "talent_posts", second["import"], by="", at=NOON)
    undo_import(window, "talent_posts", first["import"], by="", at=NOON)

    assert rows(window) == []


def test_what_stands_again_only_because_it_was_told_again_is_not_taken_back(window: Window) -> None:
    first = take(window, POST)
    take(window, {**POST, "wanted": "9"})
    take(window, POST)
    with pytest.raises(RefusedError, match="told anew since"):
        undo_import(window, "talent_posts", first["import"], by="", at=NOON)

    assert [row["id"] for row in rows(window)] == ["P1"]


def test_a_promoter_takes_back_nothing_of_another_place(window: Window) -> None:
    made = take(window, {**POST, "place": "suderholt"})
    with pytest.raises(RoleError, match="not yours"):
        undo_import(window, "talent_posts", made["import"], by="helper", at=NOON)

    assert [row["id"] for row in rows(window)] == ["P1"]


def test_what_is_taken_back_stays_out_of_sight_of_other_places(window: Window) -> None:
    made = take(window, {**POST, "place": "suderholt"})
    undo_import(window, "talent_posts", made["import"], by="", at=NOON)
    with acting_rolls(window.database, "helper", NOON) as (book, _):
        seen = list(book.list_roll_rows_at(
            region="upland", rolls=["talent_posts"], ids=None, known_at=NOON + HOUR
        ))  # fmt: skip

    assert seen == []


def test_what_went_to_another_place_is_not_shown_as_it_was(window: Window) -> None:
    take(window, POST)
    assert [row["id"] for row in rows(window, by="helper")] == ["P1"]
    take(window, {**POST, "place": "suderholt"}, at=NOON + HOUR)

    assert rows(window, by="helper") == []
    assert rows(window, by="helper", known_at=NOON + HOUR) == []
    assert [row["id"] for row in rows(window, by="helper", known_at=NOON)] == ["P1"]


def test_imports_of_other_places_are_not_listed(window: Window) -> None:
    take(window, {**POST, "id": "S", "place": "suderholt"})
    remove_row(window, "talent_posts", "S", by="", at=NOON)
    mine = take(window, POST, by="helper")

    found = list_imports(window, "talent_posts", by="helper", at=NOON)["imports"]
    assert [one["import"] for one in found] == [mine["import"]]


@pytest.mark.parametrize("name", ["posts.csv", "posts.xlsx"])
def test_no_spreadsheet_runs_what_is_written_and_it_is_taken_in_again(
    window: Window, name: str
) -> None:
    take(window, {**POST, "title": "=1+1", "skill": "@home", "source": "-"})
    file = write_rows(list_rows(window, "talent_posts", by="", at=NOON), name)
    again = import_rows(window, "talent_posts", file, name, by="", at=NOON)

    assert read_table(file).rows[0]["title"] == "'=1+1"
    assert (again["already"], again["changed"]) == (1, 0)
