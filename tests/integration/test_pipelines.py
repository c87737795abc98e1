"""Pipelines in the store: imports, lists now and then, membership that the database guards."""

import csv
import io
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.conftest import copy_of
from tests.integration.test_trains import rehearse_hub

from entrepot.cli import acting, main
from entrepot.industry.ladder import LADDER
from entrepot.industry.pipeline import effective, spans, standings
from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import stage_import
from entrepot.service.accounts import RoleError
from entrepot.service.demo_industry import PIPELINE, rehearse_industry
from entrepot.service.pipelines import define_pipeline, list_pipelines, set_scope
from entrepot.service.project_lists import Asked, list_projects, measure_pipeline
from entrepot.service.stage_import import import_events
from entrepot.service.window import Window
from entrepot.store.cluster import SUPERUSER
from entrepot.store.home import open_home
from entrepot.store.pipelines import acting_pipelines, event_of
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
LATER, LAST = NOON + timedelta(days=1), NOON + timedelta(days=2)
_STORY = ("event", "pipeline", "project", "on", "stage", "promised", "landed", "currency",
          "reason", "corrects")  # fmt: skip
_KEPT = """
select p.id, (select json_agg(json_build_array(l.list, lower(l.during), upper(l.during), l.days,
        l.standings) order by l.during)
    from project_list l where l.project_id = p.id and not isempty(l.during)) as lists
from project p where p.pipeline = %s
"""
_REASONS = st.sampled_from(('a "b" \\', "two\nlines", "土地"))
_NUMBERS = itertools.count(1)
HEAD = (
    "event,pipeline,project,on,stage,promised,landed,currency,reason,corrects,place,chain,owner\n"
)
PEOPLE = {"north": "promoter", "keeper": "steward", "friend": "foreign_affairs",
          "seer": "planner"}  # fmt: skip
STORY = (
    "E1,p,A,2024-04-02,lead,100,,CNY",
    "E2,p,B,2024-01-05,lead,100,,CNY",
    "E3,p,B,2024-02-05,signed,100,,CNY",
    "E4,p,C,2024-02-05,contacted,100,,CNY",
    "E5,p,C,2024-05-05,stalled,,,,no land",
    "E6,p,D,2024-02-05,signed,60,,CNY",
    "E7,p,D,2024-05-05,operation,60,80,CNY",
)


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with copy_of(template_of(server, rehearse_hub), server) as database:
        made = Window(open_home(), database, open_reference("upland"))
        with acting_system(database) as book:
            for name, role in PEOPLE.items():
                book.save_account(id=name, name=name, name_zh=name, kind="person")
                book.save_membership(
                    account=name, organisation="sandbox_house", roles=[role], offices=[],
                    agency="", granted_by="admin",
                )  # fmt: skip
        yield made


def keep(window: Window, *lines: str, at: datetime = NOON, by: str = "") -> dict:
    data = (HEAD + "\n".join(lines) + "\n").encode()
    return import_events(window, data, "e.csv", by=by, at=at)


def lists(window: Window, *days: str, at: datetime = LAST, by: str = "", **more: object) -> dict:
    asked = Asked(tuple(date.fromisoformat(day) for day in days or ("2024-06-30",)), **more)
    return list_projects(window, asked, by=by, at=at)


def members(found: dict) -> dict[str, list[str]]:
    told = {name: [one["project"] for one in items] for name, items in found["lists"].items()}
    return {**told, "landed": found["landed"], "lost": found["lost"]}


def test_lists_at_a_date_reconcile_with_the_moves_since(window: Window) -> None:
    told = keep(window, *STORY)
    found = lists(window, since=date(2024, 3, 31))
    (first,) = found["lists"]["to_recruit"]

    assert told == {"read": 7, "added": 7, "already": 0, "projects_new": 4}
    assert found["counts"] == {"to_recruit": 1, "negotiating": 1, "ongoing": 1, "live": 3,
                               "landed": 1, "lost": 0}  # fmt: skip
    assert members(found)["landed"] == ["D"]
    assert {**first, "promised": None} == {**first, "project": "A", "stage": "lead",
        "since": "2024-04-02", "days_in_stage": 89, "stalled": False, "landed": None,
        "owner": None, "event": "E1", "promised": None}  # fmt: skip
    assert first["promised"] == {"amount": "100.00", "currency": "CNY"}
    assert [(one["project"], one["from"], one["to"], one["event"])
            for one in found["changes"]["moves"]] == [
        ("A", "absent", "to_recruit", "E1"), ("D", "ongoing", "landed", "E7")
    ]  # fmt: skip
    assert found["changes"]["balance"]["ongoing"] == {"opening": 2, "in": 0, "out": 1, "closing": 1}
    assert found["changes"]["reconciled"] is True
    assert found["known_at"] == "2026-03-12T04:00:00.000000Z"
    assert [(one["project"], one["stalled"], one["reason"]) for one in found["alarms"]] == [
        ("C", True, "no land")
    ]  # fmt: skip


def test_snapshots_are_by_date_each_with_what_moved_since_the_one_before(window: Window) -> None:
    keep(window, *STORY)
    found = lists(window, "2024-06-30", "2024-01-10", "2024-03-01", "2024-03-01")["snapshots"]

    assert [one["as_of"] for one in found] == ["2024-01-10", "2024-03-01", "2024-06-30"]
    assert found[0]["changes"] is None
    assert [one["changes"]["since"] for one in found[1:]] == ["2024-01-10", "2024-03-01"]
    assert all(one["changes"]["reconciled"] for one in found[1:])


def test_a_correction_changes_what_is_known_now_and_never_what_was_known_then(
    window: Window,
) -> None:
    keep(window, *STORY)
    before = lists(window, known_at=NOON)
    keep(window, "K1,p,D,2024-05-05,trial,60,,CNY,,E7", "K2,p,B,,void,,,,,E3", at=LATER)
    keep(window, "K3,p,D,2024-05-06,lost,,,,gone,K1", at=LAST)
    then, middle, now = (lists(window, known_at=at) for at in (NOON, LATER, None))

    assert then == before
    assert members(middle) == {"to_recruit": ["A", "B"], "negotiating": ["C"], "ongoing": ["D"],
                               "landed": [], "lost": []}  # fmt: skip
    assert members(now)["lost"] == ["D"]
    assert members(lists(window, known_at=NOON - timedelta(days=1)))["lost"] == []


def test_what_is_known_from_one_instant_is_known_from_no_earlier(window: Window) -> None:
    keep(window, STORY[0], at=LATER)
    keep(window, STORY[1], at=NOON)  # its clock is behind
    then = lists(window, known_at=LATER)

    assert members(then)["to_recruit"] == ["A"]
    assert members(lists(window, "2024-01-06"))["to_recruit"] == ["B"]


def test_the_same_again_is_already_there_and_another_content_is_refused(window: Window) -> None:
    keep(window, *STORY)
    again = keep(window, *STORY, "E8,p,E,2024-06-01,lead", "E8,p,E,2024-06-01,lead", at=LATER)
    with pytest.raises(RefusedError) as found:
        keep(window, "E9,p,F,2024-06-01,lead", "E1,p,A,2024-04-03,lead,100,,CNY", at=LAST)
    with pytest.raises(RefusedError):
        keep(window, "E9,p,F,2024-06-01,lead", "E9,p,F,2024-06-02,lead", at=LAST)

    assert again == {"read": 9, "added": 1, "already": 8, "projects_new": 1}
    assert [one.where for one in found.value.problems] == ["e.csv row 2, event"]
    assert found.value.exit_code == 3
    assert "F" not in members(lists(window))["to_recruit"]


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (("E8,p,E,2024-06-01,lead", "E9,p,E,2024-06-02,谈判"), "e.csv row 2, stage"),
        (("E8,p,E,2024-06-01,stalled,,,,why",), "e.csv row 1, stage"),
        (("E8,p,A,2023-06-01,lost,,,,why",), "e.csv row 1, stage"),
        (("E8,p,C,,void,,,,,E4",), "e.csv row 1, stage"),
        (("E8,p,A,2024-06-01,lead,,,,,E99",), "e.csv row 1, corrects"),
        (("E8,p,A,2024-06-01,lead,,,,,E2",), "e.csv row 1, corrects"),
        (("E8,p,A,2024-06-01,lead,5,,USD",), "e.csv row 1, currency"),
    ],
)
def test_what_makes_no_story_is_refused_and_nothing_is_saved(
    window: Window, lines: tuple[str, ...], where: str
) -> None:
    keep(window, *STORY)
    before = lists(window)
    with pytest.raises(InputError) as found:
        keep(window, *lines, at=LATER)

    assert [one.where for one in found.value.problems] == [where]
    assert lists(window) == before


def test_events_that_correct_one_another_in_a_circle_are_refused(window: Window) -> None:
    with pytest.raises(InputError) as found:
        keep(window, "E1,p,A,2024-01-01,lead,,,,,E2", "E2,p,A,2024-01-01,lead,,,,,E1")

    assert {one.code for one in found.value.problems} == {"stage_event.circle"}


def test_a_file_is_in_any_order(window: Window) -> None:
    told = keep(window, "K2,p,A,,void,,,,,K1", "K1,p,A,2024-02-02,signed,,,,,E2",
                "E2,p,A,2024-02-01,visited", "E1,p,A,2024-01-01,lead")  # fmt: skip
    (one,) = lists(window)["lists"]["to_recruit"]

    assert told["added"] == 4
    assert (one["stage"], one["since"]) == ("lead", "2024-01-01")


def test_words_of_a_pipeline_and_its_limits(window: Window) -> None:
    stages = [{"stage": "签约", "canonical": "signed", "limit_days": 90}]
    raw = json.dumps({"pipeline": "p", "name": "招商", "stages": stages}).encode()
    first = define_pipeline(window, raw, "p.json", by="", at=NOON)
    again = define_pipeline(window, raw, "p.json", by="", at=NOON)
    keep(window, "E1,p,A,2024-02-05,签约", "E2,p,B,2024-05-05,签约")

    assert (first["is_new"], again["is_new"]) == (True, False)
    assert [one["pipeline"] for one in list_pipelines(window, by="", at=NOON)["pipelines"]] == ["p"]
    assert [(one["project"], one["limit_days"]) for one in lists(window)["alarms"]] == [("A", 90)]
    with pytest.raises(MissingError):
        lists(window, pipeline="q")
    with pytest.raises(InputError):
        lists(window, since=date(2024, 7, 1))


def test_metrics_are_those_of_the_pipeline_up_to_a_day(window: Window) -> None:
    keep(window, *STORY)
    found = measure_pipeline(window, "p", date(2024, 6, 30), by="", at=LAST)
    conversion = {(one["from"], one["to"]): one for one in found["conversion"]}

    assert found["reached"][0] == {"stage": "lead", "projects": 4,
                                   "promised": {"amount": "360.00", "currency": "CNY"}}  # fmt: skip
    assert conversion["lead", "signed"]["projects_pct"] == 50.0
    assert found["signed_not_started"] == {
        "projects": 1, "promised": {"amount": "100.00", "currency": "CNY"}, "items": ["B"]
    }  # fmt: skip
    assert found["capital"]["landed"] == {"amount": "80.00", "currency": "CNY"}
    assert {one["stage"]: one["median_days"] for one in found["stage_days"]}["lead"] == 31
    with pytest.raises(MissingError):
        measure_pipeline(window, "q", date(2024, 6, 30), by="", at=LAST)


# The database


def superuser(window: Window, server) -> psycopg.Connection:
    name = psycopg.conninfo.conninfo_to_dict(window.database.admin_url)["dbname"]
    return psycopg.connect(server.cluster.url(SUPERUSER, str(name)))


def test_sql_that_puts_a_project_in_two_lists_is_refused(window: Window, server) -> None:
    keep(window, *STORY)
    copied = (
        "insert into project_list (project_id, during, list, standings)"
        " select l.project_id, l.during, 'lost', l.standings from project_list l"
        " join project p on p.id = l.project_id where p.code = 'A'"
    )
    with superuser(window, server) as tx:
        with pytest.raises(psycopg.errors.ExclusionViolation) as found:
            tx.execute(copied)
        tx.rollback()

    assert found.value.diag.constraint_name == "project_in_one_list"


@pytest.mark.parametrize(
    "statement",
    ["update stage_event set stage = 'lead'", "delete from stage_event", "delete from project",
     "update event_import set known_from = now()", "truncate stage_event", "truncate project_list",
     "update project set code = 'x'",
     "insert into project_list values (0, '[2024-01-01,)', 'lost', '[]')"],
)  # fmt: skip
def test_the_database_refuses_to_change_what_happened(
    window: Window, server, statement: str
) -> None:
    keep(window, *STORY)
    with superuser(window, server) as tx:
        with pytest.raises(psycopg.Error) as found:  # even by who is above row security
            tx.execute(statement)
        tx.rollback()

    assert found.value.sqlstate in ("23514", "42501", "23503")


def test_membership_kept_is_what_the_events_say(window: Window) -> None:
    keep(window, *STORY)
    keep(window, "K1,p,D,2024-05-05,trial,60,,CNY,,E7", "E8,p,A,2024-05-01,visited", at=LATER)
    kept = lists(window, "2024-02-10", "2024-05-03", "2024-06-30")
    data = HEAD + "X,p,X,2020-01-01,lead\n"
    import_events(window, data.encode(), "x.csv", by="", at=LAST)
    for name in "ABCD":  # whatever becomes known later, what is told of then is replayed
        keep(window, f"Z{name},p,{name},2030-01-01,lead", at=LAST)
    told = lists(window, "2024-02-10", "2024-05-03", "2024-06-30", known_at=LATER)

    assert [members(one) for one in kept["snapshots"]] == [
        members(one) for one in told["snapshots"]
    ]
    assert [one["changes"] for one in kept["snapshots"]] == [
        one["changes"] for one in told["snapshots"]
    ]
    assert [one["lists"] for one in kept["snapshots"]] == [
        one["lists"] for one in told["snapshots"]
    ]


@pytest.fixture(scope="module")
def kept(server, template_of) -> Iterator[Window]:
    """A window that the examples of a property share, each with pipelines of its own."""
    with copy_of(template_of(server, rehearse_hub), server) as database:
        yield Window(open_home(), database, open_reference("upland"))


@st.composite
def files(draw: st.DrawFn) -> list[list[list[str]]]:
    """Files of events of some projects, some of them corrected in the file or by a later one."""
    found, of = list[list[list[str]]](), dict[str, str]()
    for part in range(draw(st.integers(1, 3))):
        rows = list[list[str]]()
        for at in range(draw(st.integers(1, 12))):
            project, corrects = draw(st.sampled_from("ABC")), ""
            if of and draw(st.sampled_from((False, False, False, True))):
                corrects = draw(st.sampled_from(sorted(of)))
                project = of[corrects]
            stage = draw(st.sampled_from((*LADDER, "stalled", "lost", *["void"][: bool(corrects)])))
            day = (date(2024, 1, 1) + timedelta(draw(st.integers(0, 9)))).isoformat()
            paid = [draw(st.sampled_from(("", "", "0", "7.50"))) for _ in range(2)]
            of[f"E{part}-{at}"] = project
            rows.append([f"E{part}-{at}", project, "2024-01-01" if stage == "void" else day, stage,
                         *paid, "CNY" if any(paid) else "", draw(_REASONS), corrects])  # fmt: skip
        found.append(rows)
    return found


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files())
def test_what_is_kept_of_any_events_is_what_the_rules_say_of_them(kept: Window, told: list) -> None:
    pipeline = f"p{next(_NUMBERS)}"
    for nth, rows in enumerate(told):
        lines = [[event, pipeline, *row] for event, *row in rows]
        text = io.StringIO()
        csv.writer(text).writerows([_STORY, *lines])
        with suppress(InputError):  # what makes no story changes nothing
            import_events(kept, text.getvalue().encode(), f"{nth}.csv", by="", at=NOON)
    with acting_pipelines(kept.database, "", NOON) as (book, _):
        rows = book.tx.execute(_KEPT, [pipeline]).fetchall()
        ids = [row["id"] for row in rows]
        events = list(book.list_events(ids=ids)) if ids else []
    for row in rows:
        mine = [event_of(one) for one in events if one["project_id"] == row["id"]]
        expected = [
            [span.state, str(span.first), span.end and str(span.end),
             [str(one.on) for one in span.standings],
             [json.loads(json.dumps(one, default=str)) for one in span.standings]]
            for span in spans(standings(effective(mine)))
        ]  # fmt: skip
        found = [[*one[:4], [json.loads(line) for line in one[4].split("\n")]]
                 for one in row["lists"] or ()]  # fmt: skip

        assert found == expected


def test_a_plain_file_is_kept_at_once_and_any_other_row_by_row(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(stage_import, "_keep_by_row", refused)
    told = keep(window, *STORY)
    more = keep(window, "E8,p,A,2024-05-01,visited", "E9,p,Z,2024-05-01,lead", at=LATER)

    assert (told["added"], more) == (7, {"read": 2, "added": 2, "already": 0, "projects_new": 1})
    for line in ("E8,p,A,2024-05-01,visited", "X,p,X,2024-05-01,stalled,,,,why",
                 "X,p,A,2024-06-01,lead,5,,USD", "X,p,A,2024-06-01,lead,,,,,E1",
                 "X,p,A,2024-06-01,nothing"):  # fmt: skip
        with pytest.raises(NotImplementedError):
            keep(window, line, at=LAST)


def test_two_imports_at_once_are_known_one_after_the_other(window: Window) -> None:
    failed = list[Exception]()

    def run(part: int) -> None:
        try:
            for nth in range(5):
                keep(window, f"E{part}-{nth},p,A,2024-01-0{nth + 1},lead,{part + 1},,CNY")
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=run, args=[part]) for part in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with acting_system(window.database) as book:
        seqs = [row["seq"] for row in book.tx.execute("select seq from stage_event order by 1")]
        times = book.tx.execute(
            "select count(distinct known_from) as n from event_import"
        ).fetchone()

    assert failed == []
    assert seqs == list(range(1, 11))
    assert times == {"n": 10}


# Who sees what


def test_a_promoter_sees_and_tells_of_his_places_and_chains(window: Window) -> None:
    keep(window, "E1,p,A,2024-01-01,lead,,,,,,north,iron", "E2,p,B,2024-01-01,lead,,,,,,south,iron",
         "E3,p,C,2024-01-01,lead,,,,,,south,salt,north")  # fmt: skip
    nothing = lists(window, by="north")
    set_scope(window, "north", ["north"], [], by="", at=NOON)
    found = lists(window, by="north")
    keep(window, "E4,p,D,2024-01-01,lead,,,,,,north", by="north", at=LATER)
    with pytest.raises(RoleError):
        keep(window, "E5,p,B,2024-02-01,visited", by="north", at=LATER)
    with pytest.raises(RoleError):
        keep(window, "E6,p,A,2024-02-01,visited,,,,,,south", by="north", at=LATER)

    assert members(nothing)["to_recruit"] == ["C"]  # his own
    assert members(found)["to_recruit"] == ["A", "C"]
    assert members(lists(window, by="north"))["to_recruit"] == ["A", "C", "D"]
    assert members(lists(window, by="seer"))["to_recruit"] == ["A", "B", "C", "D"]
    assert members(lists(window, by="keeper"))["to_recruit"] == []
    assert members(lists(window, place="south", chain="salt"))["to_recruit"] == ["C"]


def test_who_has_no_role_for_it_is_told_so(window: Window) -> None:
    for by in ("friend", "exporter"):
        with pytest.raises(RoleError):
            lists(window, by=by)
    with pytest.raises(RoleError):
        keep(window, *STORY, by="keeper")
    with pytest.raises(RoleError):
        set_scope(window, "north", [], [], by="north", at=NOON)
    with pytest.raises(MissingError):
        set_scope(window, "nobody", [], [], by="", at=NOON)


def test_the_rehearsal_has_a_promoter_and_synthetic_projects(window: Window) -> None:
    first = rehearse_industry(window, at=NOON)
    again = rehearse_industry(window, at=LATER)
    found = lists(window, "2026-03-01", by="promoter", since=date(2025, 9, 1))
    measured = measure_pipeline(window, PIPELINE, date(2026, 3, 1), by="steward", at=LAST)

    assert first["users"]["foreign_affairs"]["roles"] == ["foreign_affairs"]
    assert first["events"]["projects_new"] == 60
    assert again["events"]["added"] == 0
    assert found["changes"]["reconciled"] is True
    assert min(found["counts"][name] for name in ("to_recruit", "negotiating", "ongoing")) > 0
    assert found["alarms"]
    assert {one["status"] for items in found["lists"].values() for one in items} == {"synthetic"}
    assert 0 < measured["projects"] < 60  # the steward's own
    assert measured["status"] == "synthetic"


def test_the_verbs_tell_the_same_and_end_with_the_right_code(
    window: Window, tmp_path, capsys, monkeypatch
) -> None:
    @contextmanager
    def opened(_: str) -> Iterator[Window]:
        yield window

    monkeypatch.setattr(acting, "window", opened)
    data, made = tmp_path / "e.csv", tmp_path / "p.json"
    data.write_text(HEAD + "\n".join(STORY) + "\n", "utf-8")
    made.write_text('{"pipeline": "p", "name": "P"}', "utf-8")

    def ask(*words: str) -> dict:
        assert main.call([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert ask("pipeline", "define", str(made))["pipeline"] == "p"
    assert ask("pipeline", "events", "import", str(data))["added"] == 7
    assert ask("pipeline", "events", "import", str(data))["already"] == 7
    found = ask("lists", "--as-of", "2024-06-30", "--since", "2024-03-31")
    assert found["changes"]["reconciled"] is True
    assert (
        ask("lists", "--as-of", "2024-06-30", "--known-at", found["known_at"])["counts"]
        == (found["counts"])
    )
    assert len(ask("lists", "--as-of", "2024-06-30", "--as-of", "2024-01-30")["snapshots"]) == 2
    assert ask("pipeline", "metrics", "--pipeline", "p", "--as-of", "2024-06-30")["projects"] == 4
    assert ask("pipeline", "scope", "north", "--place", "x")["scopes"] == [
        {"place": "x", "chain": ""}
    ]
    assert [one["pipeline"] for one in ask("pipeline", "list")["pipelines"]] == ["p"]
    data.write_text(HEAD + "E1,p,A,2024-04-09,lead\n", "utf-8")
    assert main.call(["pipeline", "events", "import", str(data)]) == 3
    data.write_text(HEAD + "E9,p,A,2024-04-09,nothing\n", "utf-8")
    assert main.call(["pipeline", "events", "import", str(data)]) == 2
    assert main.call(["lists", "--as-of", "2024-06-30", "--as-of", "2024-01-30"]) == 0
    assert main.call(["pipeline", "metrics", "--pipeline", "p"]) == 0
    assert "signed, not started: B" in capsys.readouterr().out
    assert main.call(["pipeline", "metrics", "--pipeline", "q"]) == 4
