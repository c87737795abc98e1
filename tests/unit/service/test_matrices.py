"""Matrices as files: the same bytes however they were made, and nothing lost to a kill."""

import os
import signal
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from entrepot.kernel.errors import InputError, MissingError, OutsideError
from entrepot.service import matrix_work
from entrepot.service.matrices import COLUMNS, matrix, read_files
from entrepot.service.matrix_request import Rows
from entrepot.service.routes import PackGround, open_ground, route
from entrepot.store.parquet import read_table

DAY = date(2026, 3, 2)
PLACES = ["averlund", "brasketh", "corvane", "dravensill", "marenport", "rotterdam", "-25.5,80.1"]
PARETO = {"from": "communes", "to": PLACES, "kind": "pareto", "depart": "2026-03-02"}


@pytest.fixture(scope="module")
def ground() -> PackGround:
    return open_ground("upland")


@pytest.fixture
def make(ground: PackGround, tmp_path: Path):
    def run(name: str = "m.parquet", **changes: object) -> dict:
        options = {"jobs": 1, "told": lambda *_: None} | {
            key: changes.pop(key) for key in ("jobs", "told") if key in changes
        }
        return matrix(
            ground, PARETO | changes, today=DAY, out=tmp_path / name,
            workings=tmp_path / "work", **options,
        )  # fmt: skip

    return run


def test_every_cell_is_what_route_tells_of_its_pair(ground, make, tmp_path) -> None:
    make(teu="2", value_usd="40000")
    found = {}
    for row in read_table(tmp_path / "m.parquet"):
        found.setdefault((row.pop("origin"), row.pop("destination")), []).append(row)
    pairs = [(o, d) for o in ("averlund", "brasketh", "corvane") for d in PLACES]

    assert found == {pair: _asked(ground, *pair) for pair in pairs}


def _asked(ground: PackGround, origin: str, destination: str) -> list[dict]:
    """The rows of a cell by `route`."""
    asked = {"origin": origin, "destination": destination, "teu": "2", "eps": "0.1",
             "value_usd": "40000"}  # fmt: skip
    if origin == destination:
        return [dict.fromkeys(list(COLUMNS)[2:]) | {"reason": "corridors.same_place"}]
    try:
        routes = route(ground, asked, today=DAY)["routes"]
    except MissingError as error:
        reason = error.extra["misses"][0]["code"]
        return [dict.fromkeys(list(COLUMNS)[2:]) | {"reason": reason}]
    names = ("cost_usd", "time_mean_h", "time_p90_h", "co2e_wtw_kg", "variance_h2")
    return [
        {"route": one["id"], **{name: one[name] for name in names}, "reason": None}
        for one in routes
    ]


def test_the_document_and_the_file_say_what_they_hold(ground, make, tmp_path) -> None:
    found = make()
    table = parquet.read_table(tmp_path / "m.parquet")

    assert list(found) == [
        "origins", "destinations", "cells", "unreachable", "rows", "wall_s", "overlay_hash",
        "sha256",
    ]  # fmt: skip
    assert (found["origins"], found["destinations"], found["cells"]) == (3, 7, 21)
    assert found["rows"] == table.num_rows
    assert found["sha256"] == sha256((tmp_path / "m.parquet").read_bytes()).hexdigest()
    asked = {"origin": "averlund", "destination": "marenport", "teu": "1"}
    assert found["overlay_hash"] == route(ground, asked, today=DAY)["overlay_hash"]
    assert table.column_names == list(COLUMNS)
    assert table.schema.field("cost_usd").type == pyarrow.float64()
    assert b"fitted" in table.schema.field("time_p90_h").metadata[b"description"]
    assert table.schema.metadata[b"overlay_hash"].decode() == found["overlay_hash"]


def test_rows_are_in_order_and_each_cell_is_there(make, tmp_path) -> None:
    make()
    keys = [(r["origin"], r["destination"], r["route"] or "") for r in
            read_table(tmp_path / "m.parquet")]  # fmt: skip

    assert keys == sorted(keys)
    assert len({key[:2] for key in keys}) == 21


def test_one_or_two_processes_write_the_same_bytes(make, tmp_path) -> None:
    one, two = make("1.parquet", jobs=1), make("2.parquet", jobs=2)

    assert one["sha256"] == two["sha256"]
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


def test_the_order_and_case_of_the_places_asked_for_do_not_matter(make) -> None:
    one, other = make("1.parquet"), make("2.parquet", to=[p.upper() for p in reversed(PLACES)])

    assert one["sha256"] == other["sha256"]


def test_an_unreachable_pair_has_a_reason_and_no_figures(make, tmp_path) -> None:
    for kind in ("scalar", "pareto"):
        found = make(kind=kind, modes="rail", to=["rotterdam"])
        rows = read_table(tmp_path / "m.parquet")

        assert found["unreachable"] == len(rows) == 3
        assert {row["reason"] for row in rows} == {"corridors.avoided"}
        figures = [row[name] for row in rows for name in COLUMNS if name[-2:] in ("_h", "kg", "h2")]
        assert set(figures) == {None}


def test_a_killed_worker_costs_its_origin_a_second_run(make, tmp_path, monkeypatch) -> None:
    expected = make("whole.parquet")["sha256"]
    mark = tmp_path / "died"

    real = matrix_work.work_origin

    def work_origin(matrix, lateness, workings, origin: int) -> None:  # runs in another process
        if origin == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        real(matrix, lateness, workings, origin)

    monkeypatch.setattr(matrix_work, "work_origin", work_origin)
    found = make("m.parquet", jobs=2)

    assert mark.exists()
    assert found["sha256"] == expected


def test_workers_that_die_again_and_again_end_the_run(make, monkeypatch) -> None:
    def work_origin(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(matrix_work, "work_origin", work_origin)
    with pytest.raises(OutsideError) as caught:
        make(jobs=2)

    assert [problem.code for problem in caught.value.problems] == ["matrix.workers"]


def test_a_second_call_goes_on_with_the_origins_left(make, tmp_path, monkeypatch) -> None:
    expected = make("whole.parquet")["sha256"]
    real, done = matrix_work.rows_of, []

    def breaking(matrix, origin, lateness):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(origin)
        return real(matrix, origin, lateness)

    monkeypatch.setattr(matrix_work, "rows_of", breaking)
    with pytest.raises(KeyboardInterrupt):
        make()
    assert not (tmp_path / "m.parquet").exists()
    again = []
    monkeypatch.setattr(
        matrix_work, "rows_of", lambda m, o, late: again.append(o) or real(m, o, late)
    )
    told = []
    found = make(told=lambda *numbers: told.append(numbers))

    assert (done, again) == ([0, 1], [2])
    assert told[0] == (2, 3)
    assert told[-1] == (3, 3)
    assert found["sha256"] == expected
    assert list((tmp_path / "work").glob("*/*")) == []


def test_another_question_does_not_take_the_origins_of_a_broken_run(make, monkeypatch) -> None:
    expected = make(teu="3")["sha256"]
    real = matrix_work.rows_of

    def breaking(matrix, origin, lateness):
        if origin == 2:
            raise KeyboardInterrupt
        return real(matrix, origin, lateness)

    monkeypatch.setattr(matrix_work, "rows_of", breaking)
    with pytest.raises(KeyboardInterrupt):
        make(teu="2")
    monkeypatch.setattr(matrix_work, "rows_of", real)

    assert make(teu="3")["sha256"] == expected


def test_every_fault_is_told_at_once(make) -> None:
    with pytest.raises(InputError) as caught:
        make(
            **{"from": Rows("o.csv", ((2, "averlund"), (3, "nowhere"), (5, "averlund"), (6, "")))},
            to="counties", kind="both", depart="soon", avoid=["x:y"], modes="cart",
        )  # fmt: skip

    assert [(problem.code, problem.where) for problem in caught.value.problems] == [
        ("input.date", "depart"),
        ("input.place", "o.csv row 3"),
        ("input.twice", "o.csv row 5"),
        ("input.missing", "o.csv row 6"),
        ("input.level", "to"),
        ("input.unknown", "kind"),
        ("input.unknown", "modes"),
        ("route.avoid_form", "avoid"),
    ]


def test_a_file_names_its_places_in_one_column_of_several(ground, tmp_path) -> None:
    (tmp_path / "o.csv").write_text('note,place\nx,averlund\n\ny,"-25.5,80.1"\nz\n')
    (tmp_path / "d.csv").write_text("name\naverlund\n")
    found = read_files({"from": str(tmp_path / "o.csv"), "to": "communes"}, ground)

    assert found["from"] == Rows("o.csv", ((2, "averlund"), (4, "-25.5,80.1"), (5, "")))
    assert found["to"] == "communes"
    with pytest.raises(InputError) as caught:
        read_files({"from": str(tmp_path / "d.csv"), "to": str(tmp_path / "d.csv")}, ground)
    assert [problem.code for problem in caught.value.problems] == 2 * ["input.column"]


def test_a_file_that_cannot_be_written_is_told_before_the_work(ground, tmp_path) -> None:
    with pytest.raises(OutsideError) as caught:
        matrix(
            ground, PARETO, today=DAY, out=tmp_path / "none" / "m.parquet", workings=tmp_path,
            told=lambda *_: pytest.fail("worked"),
        )  # fmt: skip

    assert [problem.code for problem in caught.value.problems] == ["file.unwritable"]
