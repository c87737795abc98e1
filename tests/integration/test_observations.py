"""Observations and published schemes on PostgreSQL: known then and now, once, and for whom."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from tests.integration.conftest import copy_of, nobody_did_anything

from entrepot.cli import acting, main
from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.accounts import RoleError
from entrepot.service.demo_assess import SCHEME, rehearse_assessment
from entrepot.service.index_ground import Asked
from entrepot.service.index_runs import get_run, list_runs, make_run, weigh_anew
from entrepot.service.observations import (
    Wanted,
    add_observations,
    define_indicators,
    list_indicators,
    list_known,
    show_history,
)
from entrepot.service.schemes import SchemeFiles, list_schemes, publish
from entrepot.service.window import Window
from entrepot.store.cluster import SUPERUSER
from entrepot.store.home import Home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
LATER, LAST = NOON + timedelta(days=1), NOON + timedelta(days=2)
HEAD = "what,where,when,value,unit,source,status\n"
TREE = """
code = "towns"
unit = "town"
{more}
[[node]]
code = "jobs"
level = 1
parent = "score"
weight = {weight}
[[node]]
code = "wait"
level = 1
parent = "score"
direction = -1
[[node]]
code = "score"
level = 2
[normalise]
method = "minmax"
[aggregate]
method = "arithmetic"
"""
BOTH = ("jobs,weir,2024,10", "jobs,ferry,2024,20", "wait,weir,2024,3", "wait,ferry,2024,9")


def rows(*cells: str, status: str = "published") -> bytes:
    """Rows of what, where, when and value, each with a unit and a source."""
    units = {"jobs": "1000 persons", "wait": "h"}
    told = (f"{one},{units[one.split(',', 1)[0]]},yearbook,{status}" for one in cells)
    return (HEAD + "\n".join(told) + "\n").encode()


@pytest.fixture
def window(server, template_of, tmp_path) -> Iterator[Window]:
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        yield Window(Home(tmp_path, region="upland"), database, open_reference("upland"))


@pytest.fixture
def scheme(tmp_path: Path):
    """Writes a scheme and tells its files."""

    def write(weight: float = 1.0, more: str = "") -> SchemeFiles:
        path = tmp_path / "towns.toml"
        path.write_text(TREE.format(weight=weight, more=more), "utf-8")
        return SchemeFiles(path)

    return write


def values(window: Window, at: datetime) -> dict[tuple[str, str], float | None]:
    told = list_known(window, at, by="", at=LAST)["observations"]
    return {(one["what"], one["where"]): one["value"] for one in told}


def add(window: Window, data: bytes, at: datetime, by: str = "") -> dict:
    return add_observations(window, data, "towns.csv", by=by, at=at)


def test_a_backdated_correction_changes_what_is_known_now_and_not_what_was_known_then(
    window: Window,
) -> None:
    first = add(window, rows(*BOTH), NOON)
    second = add(window, rows("jobs,weir,2024,12", "jobs,ferry,2024,20.0"), LATER)

    assert (first["added"], first["corrected"], first["new_indicators"]) == (4, 0, ["jobs", "wait"])
    assert (second["added"], second["corrected"], second["unchanged"]) == (0, 1, 1)
    assert values(window, NOON - timedelta(seconds=1)) == {}
    assert values(window, NOON)["jobs", "weir"] == 10
    assert values(window, LATER - timedelta(microseconds=1))["jobs", "weir"] == 10
    assert values(window, LATER)["jobs", "weir"] == 12
    told = show_history(window, "jobs", "weir", by="", at=LAST)["observations"]
    assert [(one["value"], one["known_to"] is None) for one in told] == [(12, True), (10, False)]
    assert [one["row"] for one in told] == [1, 1]


def test_the_same_file_again_adds_nothing_and_what_is_withdrawn_is_unknown(window: Window) -> None:
    add(window, rows(*BOTH), NOON)
    again = add(window, rows(*BOTH), LATER)
    gone = add(window, rows("wait,weir,2024,withdrawn"), LATER)

    assert (again["added"], again["corrected"], again["unchanged"]) == (0, 0, 4)
    assert gone["withdrawn"] == 1
    assert values(window, NOON)["wait", "weir"] == 3
    assert values(window, LATER)["wait", "weir"] is None


def test_what_cannot_be_read_is_refused_by_its_cell_and_nothing_is_kept(window: Window) -> None:
    cells = ('jobs,weir,2024,"1,234"', "jobs,ferry,2024,1 234", "wait,weir,2024-13,3",
             "wait,ferry,2024,", "jobs,weir,2024,withdrawn")  # fmt: skip
    with pytest.raises(InputError) as found:
        add(window, rows(*cells), NOON)
    with pytest.raises(InputError) as never:
        add(window, rows("jobs,weir,2024,withdrawn"), NOON)

    assert [one.where for one in found.value.problems] == [
        "towns.csv row 1, value", "towns.csv row 2, value", "towns.csv row 3, when",
        "towns.csv row 4, value",
    ]  # fmt: skip
    assert [one.code for one in never.value.problems] == ["observation.nothing"]
    assert values(window, LAST) == {}


def test_a_value_in_another_unit_or_at_the_same_instant_is_refused(window: Window) -> None:
    add(window, rows(*BOTH), NOON)
    with pytest.raises(InputError) as unit:
        add(window, (HEAD + "wait,weir,2024,180,min,s,published\n").encode(), LATER)
    with pytest.raises(RefusedError) as clock:
        add(window, rows("jobs,weir,2024,12"), NOON)
    with pytest.raises(RefusedError) as changed:
        define_indicators(window, b"code,name,unit\nwait,Wait,min\n", "i.csv", by="", at=LATER)

    assert [one.code for one in unit.value.problems] == ["observation.unit"]
    assert [one.code for one in clock.value.problems] == ["observation.clock"]
    assert [one.code for one in changed.value.problems] == ["observation.unit"]


def test_an_indicator_is_told_anew_and_keeps_its_unit(window: Window) -> None:
    add(window, rows(*BOTH), NOON)
    told = "code,name,name_zh,unit,direction,kind,owner\nwait,Waiting,等待,h,-1,level,office\n"
    define_indicators(window, told.encode(), "i.csv", by="", at=LATER)
    found = list_indicators(window, by="", at=LAST)["indicators"]

    wait = next(one for one in found if one["code"] == "wait")
    assert (wait["name_zh"], wait["direction"], wait["owner"]) == ("等待", -1, "office")
    assert [one["code"] for one in found] == ["jobs", "wait"]


@pytest.mark.parametrize(
    "statement",
    [
        "update observation set value = 99",
        "update observation set known = tstzrange('2020-01-01', null)",
        "update observation set known = tstzrange(lower(known), null)",
        "delete from observation",
        "truncate observation cascade",
        "update scheme_version set legal = 'x'",
        "delete from scheme_version",
        "update index_run set made_by = 'x'",
        "delete from index_run",
        "update indicator set unit = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_was_kept(
    window: Window, server, scheme, statement: str
) -> None:
    add(window, rows(*BOTH), NOON)
    publish(window, scheme(), by="", at=NOON)
    make_run(window, Asked("towns"), by="", at=NOON)
    name = psycopg.conninfo.conninfo_to_dict(window.database.admin_url)["dbname"]
    with psycopg.connect(server.cluster.url(SUPERUSER, str(name))) as tx:
        with pytest.raises(psycopg.Error) as found:  # even by who is above row security
            tx.execute(statement)
        tx.rollback()

    assert found.value.sqlstate in ("23514", "42501")


def test_the_database_holds_one_value_at_a_time_and_none_from_the_past(window: Window) -> None:
    add(window, rows(*BOTH), NOON)
    copied = (
        "insert into observation (what, geography, period, step, valid, known, value, unit, source,"
        " status, file_row, made_by) select what, geography, period, step, valid,"
        " tstzrange(%s, null), value, unit, source, status, 1, '' from observation"
        " where what = 'jobs' and geography = 'weir'"
    )
    with psycopg.connect(window.database.admin_url) as tx:
        tx.execute("select set_config('app.scope', 'system', false)")
        with pytest.raises(psycopg.errors.ExclusionViolation), tx.transaction():
            tx.execute(copied, [LATER])
        tx.execute("update observation set known = tstzrange(lower(known), %s)", [LATER])
        with pytest.raises(psycopg.errors.CheckViolation), tx.transaction():
            tx.execute(copied, [NOON - timedelta(days=1)])
        tx.execute(copied, [LATER])


def test_a_published_scheme_is_one_hash_and_another_needs_a_version(window: Window, scheme) -> None:
    first = publish(window, scheme(), by="", at=NOON)
    again = publish(window, scheme(), by="", at=LATER)
    with pytest.raises(RefusedError) as edited:
        publish(window, scheme(weight=2.0), by="", at=LATER)
    with pytest.raises(RefusedError) as same_day:
        publish(window, scheme(2.0, "version = 2\nvalid_from = 2026-03-10"), by="", at=LATER)
    second = publish(window, scheme(2.0, "version = 2\nvalid_from = 2026-03-11"), by="", at=LATER)
    told = list_schemes(window, by="", at=LAST)["schemes"]

    assert (first["is_new"], again["is_new"], first["hash"]) == (True, False, again["hash"])
    assert [one.code for one in edited.value.problems] == ["index.published"]
    assert "version = 2" in edited.value.problems[0].hint
    assert edited.value.exit_code == 3
    assert [one.code for one in same_day.value.problems] == ["index.same_day"]
    assert second["hash"] != first["hash"]
    assert [(one["version"], one["valid_from"]) for one in told] == [
        (2, "2026-03-11"), (1, "2026-03-10")
    ]  # fmt: skip


def test_a_run_stands_on_what_was_known_and_is_the_same_run_again(window: Window, scheme) -> None:
    add(window, rows(*BOTH), NOON)
    publish(window, scheme(), by="", at=NOON)
    first = make_run(window, Asked("towns"), by="", at=NOON)
    again = make_run(window, Asked("towns"), by="", at=LATER)
    add(window, rows("wait,ferry,2024,1"), LATER)
    after = make_run(window, Asked("towns"), by="", at=LAST)
    then = make_run(window, Asked("towns", known_at=NOON), by="", at=LAST)

    # jobs: weir 0, ferry 100; wait, less is better: weir 100, ferry 0. Both come to 50.
    assert {one["unit"]: one["score"] for one in first["units"]} == {"weir": 50, "ferry": 50}
    assert {one["unit"]: one["score"] for one in after["units"]} == {"weir": 0, "ferry": 100}
    assert json.dumps(first) == json.dumps(again) == json.dumps(then)
    assert after["hash"] != first["hash"]
    assert (first["known_at"], after["known_at"]) == (
        "2026-03-10T04:00:00+00:00", "2026-03-11T04:00:00+00:00"
    )  # fmt: skip
    assert [one["run"] for one in list_runs(window, "towns", by="", at=LAST)["runs"]] == [
        after["run"], first["run"]
    ]  # fmt: skip
    assert get_run(window, first["run"], by="", at=LAST) == first


def test_a_unit_that_nothing_is_known_of_is_told_and_a_scheme_without_values_is_refused(
    window: Window, scheme, tmp_path
) -> None:
    units = tmp_path / "units.csv"
    units.write_text("town,name,name_zh\nweir,Weir,堰\nferry,Ferry,渡\nmill,Mill,磨\n", "utf-8")
    told = scheme()
    publish(window, SchemeFiles(told.scheme, units), by="", at=NOON)
    with pytest.raises(MissingError) as nothing:
        make_run(window, Asked("towns"), by="", at=NOON)
    add(window, rows(*BOTH, "jobs,elsewhere,2024,5"), NOON)
    found = make_run(window, Asked("towns"), by="", at=NOON)
    with pytest.raises(InputError) as period:
        make_run(window, Asked("towns", periods=("last year",)), by="", at=NOON)
    with pytest.raises(MissingError):
        make_run(window, Asked("villages"), by="", at=NOON)

    assert [one.code for one in nothing.value.problems] == ["index.nothing_known"]
    assert {one["unit"] for one in found["units"]} == {"weir", "ferry"}
    assert "mill: nothing is known of it" in found["warnings"]
    assert "mill：没有任何观测值" in found["warnings_zh"]
    assert {one["name_zh"] for one in found["units"]} == {"堰", "渡"}
    assert [one.code for one in period.value.problems] == ["index.period"]


def test_weights_are_tried_without_keeping_anything(window: Window, scheme) -> None:
    add(window, rows(*BOTH), NOON)
    publish(window, scheme(), by="", at=NOON)
    name = make_run(window, Asked("towns"), by="", at=NOON)["run"]
    found = weigh_anew(window, name, ["jobs=3"], by="", at=NOON)

    assert {one["unit"]: one["score_after"] for one in found["units"]} == {"weir": 25, "ferry": 75}
    assert {one["node"]: one["weight_after"] for one in found["nodes"]} == {"jobs": 3, "wait": 1}
    assert len(list_runs(window, by="", at=NOON)["runs"]) == 1


def test_the_rehearsal_has_an_analyst_a_planner_and_runs_before_and_after_a_correction(
    window: Window,
) -> None:
    first = rehearse_assessment(window, at=NOON)
    again = rehearse_assessment(window, at=LATER)
    runs = [get_run(window, one["run"], by="planner", at=LATER) for one in first["runs"]]
    before, after = runs[1:]

    assert first["users"]["planner"]["roles"] == ["planner"]
    assert again["runs"] == first["runs"]
    assert before["periods"] == after["periods"] == ["2025-H2"]
    assert before["known_at"] < after["known_at"]
    assert before["units"] != after["units"]
    assert {one["status"] for one in after["units"]} == {"synthetic"}
    assert {one["flag"] for unit in after["units"] for one in unit["flags"]} >= {"imputed"}
    for unit, parts in zip(
        sorted(after["units"], key=lambda one: one["unit"]),
        sorted(after["parts"], key=lambda one: one["unit"]), strict=True,
    ):  # fmt: skip
        whole = parts["base"] + sum(parts["parts"].values()) + parts["deducted"]
        assert whole == pytest.approx(unit["score"], abs=1e-9)
    band = {one["unit"]: one for one in after["sensitivity"]["units"]}
    assert all(one["q05"] <= one["q95"] for one in band.values())
    assert after["sensitivity"]["runs"] == 2 * 2 * 25


def test_a_planner_reads_and_adds_nothing_and_a_trader_reads_nothing(
    window: Window, scheme
) -> None:
    rehearse_assessment(window, at=NOON)
    known = list_known(window, LATER, Wanted(codes=("paid_in",)), by="planner", at=LATER)
    with pytest.raises(RoleError):
        add(window, rows(*BOTH), LATER, by="planner")
    with pytest.raises(RoleError):
        publish(window, scheme(), by="planner", at=LATER)
    with pytest.raises(RoleError):
        make_run(window, Asked(SCHEME), by="planner", at=LATER)
    with pytest.raises(RoleError):
        list_known(window, LATER, by="exporter", at=LATER)

    assert {one["by"] for one in known["observations"]} == {"analyst"}
    assert {one["status"] for one in known["observations"]} == {"synthetic"}


def test_the_verbs_tell_the_same_and_end_with_the_right_code(
    window: Window, scheme, tmp_path, capsys, monkeypatch
) -> None:
    @contextmanager
    def opened(_: str) -> Iterator[Window]:
        yield window

    monkeypatch.setattr(acting, "window", opened)
    data, files = tmp_path / "towns.csv", scheme()
    data.write_bytes(rows(*BOTH))
    units = tmp_path / "units.csv"
    units.write_text("town\nweir\nferry\n", "utf-8")

    def ask(*words: str) -> dict:
        assert main.call([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    added = ask("observation", "add", str(data))
    known = ask("observation", "as-known", "--at", added["known_from"], "--what", "jobs")
    before = ask("observation", "as-known", "--at", "2020-01-01T00:00:00+00:00")
    made = ask("index", "publish", str(files.scheme), "--units", str(units))
    again = ask("index", "publish", str(files.scheme), "--units", str(units))
    run = ask("index", "run", "towns", "--period", "2024")
    shown = ask("index", "show", run["run"])
    listed = ask("index", "runs", "--scheme", "towns")
    scheme(weight=3.0)
    edited = main.call(["index", "publish", str(files.scheme), "--units", str(units)])

    assert added["added"] == 4
    assert [one["value"] for one in known["observations"]] == [20, 10]
    assert before["observations"] == []
    assert (made["hash"], made["is_new"], again["is_new"]) == (again["hash"], True, False)
    assert shown == run
    assert [one["hash"] for one in listed["runs"]] == [run["hash"]]
    assert edited == 3
    assert "version = 2" in capsys.readouterr().err
    assert main.call(["index", "show", run["run"]]) == 0
    assert "weir" in capsys.readouterr().out
    assert [one["code"] for one in ask("observation", "indicators")["indicators"]] == [
        "jobs", "wait"
    ]  # fmt: skip
    assert len(ask("observation", "history", "jobs", "weir")["observations"]) == 1
