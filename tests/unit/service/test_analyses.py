"""Answers that are kept: the same question once, found again by any process, no endless line."""

from datetime import date
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from entrepot.kernel.errors import InputError, MissingError, OutsideError
from entrepot.service import analyses
from entrepot.service.analyses import Analyses, assign_rows
from entrepot.store.analyses import find_answer, save_answer

TODAY = date(2026, 11, 20)
LINK = {"from": "a", "to": "b", "capacity": 2.0, "free_flow_time": 10.0, "b": 0.15, "power": 4.0}
BODY = {"links": [LINK], "demand": [{"from": "a", "to": "b", "flow": 3.0}]}


@pytest.fixture
def desk(tmp_path: Path) -> SimpleNamespace:
    home, region = SimpleNamespace(folder=tmp_path), SimpleNamespace(version="1")
    return SimpleNamespace(home=home, region=region)


@pytest.fixture
def kept(desk) -> Analyses:
    return Analyses(desk)


def test_rows_are_assigned_as_their_tables_would_be() -> None:
    found = assign_rows(BODY)

    assert found["total_cost"] == pytest.approx(3 * 10 * (1 + 0.15 * 1.5**4))
    assert found["links"][0]["saturation"] == 1.5


def test_every_fault_of_the_rows_is_told() -> None:
    bad = {"links": [LINK | {"capacity": 0}], "demand": [{"from": "a", "to": "z", "flow": -1}]}

    with pytest.raises(InputError) as caught:
        assign_rows(bad)

    assert {one.code for one in caught.value.problems} == {
        "assignment.link", "assignment.node", "assignment.demand",
    }  # fmt: skip


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match="luck"):
        assign_rows(BODY | {"method": "luck"})


def test_an_answer_is_found_again_by_another_process(kept, desk) -> None:
    made = kept.assign_tables(BODY, today=TODAY)

    assert Analyses(desk).find(made["id"]) == made
    assert kept.assign_tables(BODY, today=TODAY) is kept.find(made["id"])


def test_another_pack_or_question_has_another_id(kept, desk) -> None:
    first = kept.assign_tables(BODY, today=TODAY)["id"]
    other = kept.assign_tables(BODY | {"gap": 1e-6}, today=TODAY)["id"]
    desk.region.version = "2"
    third = kept.assign_tables(BODY, today=TODAY)["id"]

    assert len({first, other, third}) == 3


@pytest.mark.parametrize("name", ["f" * 16, "../../etc/passwd", ""])
def test_what_is_not_kept_is_missing(kept, name) -> None:
    with pytest.raises(MissingError):
        kept.find(name)


def test_only_the_newest_answers_stay_on_the_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("entrepot.store.analyses._MOST", 2)
    for number in range(4):
        save_answer(tmp_path, f"{number:016x}", {"n": number})

    assert len(list(tmp_path.iterdir())) == 2
    assert find_answer(tmp_path, f"{3:016x}") == {"n": 3}


def test_a_file_that_was_cut_is_no_answer(tmp_path) -> None:
    (tmp_path / f"{1:016x}.json").write_text('{"n": ')

    assert find_answer(tmp_path, f"{1:016x}") is None


def test_beyond_a_short_line_nobody_waits(kept, monkeypatch) -> None:
    begun, go_on = Event(), Event()

    def slow(raw: object) -> dict[str, object]:
        begun.set()
        go_on.wait(30)
        return {"raw": raw}

    monkeypatch.setattr(analyses, "assign_rows", slow)
    asking = [
        Thread(target=kept.assign_tables, args=({"gap": n},), kwargs={"today": TODAY})
        for n in range(1, analyses._MOST_WAITING + 1)
    ]
    for thread in asking:
        thread.start()
    begun.wait(30)
    while kept._line.acquire(blocking=False):  # until all of them stand in line
        kept._line.release()

    with pytest.raises(OutsideError, match="too many"):
        kept.assign_tables({"gap": 0.5}, today=TODAY)
    go_on.set()
    for thread in asking:
        thread.join()

    assert kept.assign_tables({"gap": 0.5}, today=TODAY)["raw"] == {"gap": 0.5}
