"""The gate of the land port on PostgreSQL: what leaves, what stays, and what events add up to."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from tests.integration.window.house import NOON, House, box, next_number

from entrepot.kernel.errors import InputError, MissingError, OutsideError, RefusedError
from entrepot.port.equipment import fold
from entrepot.port.throughput import throughput, total_teu
from entrepot.region.port import DesignatedGoods
from entrepot.service import (
    consignments,
    customs,
    port_events,
    port_figures,
    port_gates,
    port_openings,
    port_yard,
)
from entrepot.service.demo_export import rehearse_hub
from entrepot.service.port_desk import at_port
from entrepot.store.port import Port
from entrepot.store.window import acting_system
from entrepot.window.actor import Actor


def codes(raised: pytest.ExceptionInfo[Any]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def check(house: House, container: str, by: str = "site") -> tuple[str, list[str]]:
    told = house.do(port_gates.check, container, by=by)
    return told["decision"], [one["code"] for one in told["reasons"]]


def leave(house: House, container: str, by: str = "site") -> dict:
    return house.do(port_gates.move_out, container, by=by)


def released(house: House, flow: str = "export") -> tuple[str, str]:
    """A released declaration and its box."""
    name = house.name("G")
    body = house.body(name, flow)
    house.arrive(house.boxes[name])
    reference = house.lodge(body)["reference"]
    if flow == "import":
        house.pay(reference, house.owed(reference))
    return reference, house.boxes[name]


def event(house: House, container: str, what: str, after_h: float = 0, **more: Any) -> dict:
    told = {
        "key": f"e{next_number()}", "container": container, "event": what,
        "at": (house.at + timedelta(hours=after_h)).isoformat(), "size_type": "22G1",
    }  # fmt: skip
    return told | more


def tell(house: House, *rows: dict, by: str = "site", **more: Any) -> dict:
    return house.do(port_events.record_events, rows, by=by, **more)


def test_the_rehearsal_has_three_boxes_and_the_gate_lets_out_two(house: House) -> None:
    told = rehearse_hub(house.window, at=house.at)
    again = rehearse_hub(house.window, at=house.at + timedelta(days=1))
    out = {}
    for one in told["containers"]:
        try:
            out[one["container"]] = leave(house, one["container"])["event"]
        except RefusedError as error:
            out[one["container"]] = [problem.code for problem in error.problems]
    after = rehearse_hub(house.window, at=house.at + timedelta(days=2))

    assert told["declaration"] == again["declaration"] == after["declaration"]
    assert told["containers"] == again["containers"] == after["containers"]
    assert [one["released"] for one in told["containers"]] == [True, True, False]
    assert list(out.values()) == ["gate_out", "gate_out", ["gate.not_released", "gate.held"]]
    assert (
        house.show(told["declaration"])["cargo"] != "EXITED"
    )  # it leaves the country at the coast


def test_a_box_leaves_once_and_its_release_is_honoured_at_the_coast(house: House) -> None:
    reference, container = released(house)
    first = leave(house, container)
    with pytest.raises(RefusedError) as raised:
        leave(house, container)
    at_coast = check(house, container, "coast")
    gone = leave(house, container, "coast")

    assert (first["is_last_gate"], gone["is_last_gate"]) == (False, True)
    assert codes(raised) == ["gate.already_out"]
    assert at_coast == ("GO", [])
    assert (house.show(reference)["state"], house.show(reference)["cargo"]) == (
        "COMPLETED", "EXITED",
    )  # fmt: skip
    assert check(house, container, "coast") == ("STOP", ["gate.already_out"])


def test_an_import_leaves_for_good_at_the_office_that_declared_it(house: House) -> None:
    reference, container = released(house, "import")

    assert leave(house, container)["is_last_gate"]
    assert house.show(reference)["cargo"] == "GATED_OUT"


def test_a_box_nobody_declared_or_released_or_that_is_held_stays(house: House) -> None:
    unknown = box(next_number())
    name = house.name("Y")
    body = house.body(name)
    house.arrive(house.boxes[name])
    house.lodge(body)
    reference, held = released(house)
    house.do(customs.place_hold, reference, reason="why", by="supervisor")

    assert check(house, unknown) == ("STOP", ["gate.not_released"])
    assert check(house, house.boxes[name]) == ("STOP", ["gate.not_released"])
    assert check(house, held) == ("STOP", ["gate.held"])
    for container, code in ((unknown, "gate.not_released"), (held, "gate.held")):
        with pytest.raises(RefusedError) as raised:
            leave(house, container)
        assert codes(raised) == [code]


def test_a_release_asked_back_is_none(house: House) -> None:
    reference, container = released(house)
    house.do(consignments.ask_cancellation, reference, reason="why", by="exporter")

    assert check(house, container) == ("STOP", ["gate.not_released"])


def test_a_wrong_digit_and_a_foreign_gate_are_told_apart(house: House) -> None:
    good = box(next_number())
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)
    with pytest.raises(InputError) as digit:
        check(house, bad)
    with pytest.raises(MissingError) as foreign:
        house.do(port_gates.check, good, by="site", site=house.coast)
    with pytest.raises(RefusedError) as role:
        check(house, good, "exporter")

    assert (codes(digit), codes(foreign), codes(role)) == (
        ["equipment.check_digit"], ["site.unknown"], ["window.role_missing"],
    )  # fmt: skip


def test_what_is_released_on_arrival_leaves_with_no_event_of_the_yard(house: House) -> None:
    name = house.name("G")
    house.lodge(house.body(name, kind="ADVANCE"))
    container = house.boxes[name]
    before = check(house, container)

    told = house.do(port_gates.move_in, container, by="site", size_type="22G1", seal="S1")
    house.pass_time(minutes=5)
    leave(house, container)

    with acting_system(house.window.database) as book:
        rows = list(Port(book.tx).list_box_events(container=container, most=10))
    assert before == ("STOP", ["gate.not_released"])
    assert len(told["released"]) == 1
    assert [row["event"] for row in rows] == ["gate_in", "gate_out"]


# Events in bulk


def test_events_are_kept_once_and_each_wrong_line_is_named(house: House) -> None:
    one, other = box(next_number()), box(next_number())
    rows = [
        event(house, one, "gate_in", key="k-1"),
        event(house, one, "gate_in", key="k-1"),
        event(house, other, "gate_in", key="k-1"),
        event(house, one[:-1] + "X", "gate_in"),
        event(house, one, "flown", status="half", gross_kg="-1"),
        event(house, one, "weigh", site="elsewhere"),
        event(house, one, "load", call="NONE"),
        {"key": "k", "at": "noon", "colour": "red"},
        event(house, one, "yard_in", 1, key="k-2", gross_kg="12345.6"),
    ]
    told = tell(house, *rows)
    again = tell(house, rows[0], rows[8])

    assert (told["read"], told["accepted"], told["replayed"], told["refused"]) == (9, 2, 1, 6)
    assert [(one["line"], one["code"]) for one in told["problems"]] == [
        (3, "event.key_taken"), (4, "equipment.form"), (5, "event.event"), (5, "event.status"),
        (5, "event.gross_kg"), (6, "event.site"), (7, "event.call"), (8, "event.field"),
        (8, "event.at"),
    ]  # fmt: skip
    assert all(one["message_zh"] for one in told["problems"])
    assert (again["accepted"], again["replayed"], again["refused"]) == (0, 2, 0)


def test_a_box_in_the_database_stands_as_its_events_fold(house: House) -> None:
    container = box(next_number())
    rows = [
        event(house, container, "gate_in", 0, seal="S1"),
        event(house, container, "weigh", 2, gross_kg="20000", size_type=""),
        event(house, container, "gate_out", 9, status="empty", size_type="45R1"),
        event(house, container, "seal", 5, seal="S2"),
        event(house, container, "gate_in", 3),
    ]
    for row in (rows[2], rows[0]):
        tell(house, row)
    tell(house, rows[4], rows[3], rows[1])
    stands = fold(container, [port_events.read_event(row, house.site) for row in rows])

    with acting_system(house.window.database) as book:
        row = Port(book.tx).find_box(container=container)
    for name in ("site", "size_type", "status", "seal", "gross_kg", "in_at", "out_at", "told_at"):
        assert row[name] == getattr(stands, name), name
    assert not stands.is_here


def test_throughput_is_what_the_room_counts_and_unknown_sizes_are_told(house: House) -> None:
    house.at = NOON + timedelta(days=40)  # a day nobody else tells of
    rows = [
        event(house, box(next_number()), what, size_type=size, status=status, route=route)
        for what in ("gate_in", "load", "yard_in")
        for size in ("22G1", "45R1", "L5G1", "")
        for status, route in (("full", "S014"), ("empty", "road"))
    ]
    tell(house, *rows)
    day = house.at.astimezone(house.window.reference.zone).date()
    told = port_figures.throughput(house.window, day, day)
    flows = throughput([port_events.read_event(row, house.site) for row in rows])
    other = port_figures.throughput(house.window, day, day, by="rival", at=house.at)
    house.at = NOON

    assert told["rows"] == [
        {"direction": one.direction, "route": one.route, "status": one.status, "boxes": one.boxes,
         "teu": float(one.teu), "unsized": one.unsized}
        for one in flows
    ]  # fmt: skip
    assert (told["total_teu"], told["unsized"]) == (float(total_teu(flows)), 4)
    assert Decimal(str(told["total_teu"])) == Decimal("5.25") * 4
    assert other["rows"] == []


def test_a_box_that_is_told_to_have_left_stands_in_no_slot(house: House) -> None:
    container = box(next_number())
    tell(house, event(house, container, "gate_in"))
    house.do(port_yard.lay_out, "Z", 1, 1, 1, by="site")
    house.do(port_yard.ground, container, by="site", slot="Z-1-1-1")
    before = house.do(port_yard.show_yard, by="site")["slots"]
    tell(house, event(house, container, "load", 5))
    after = house.do(port_yard.show_yard, by="site")["slots"]

    assert [one["container"] for one in before if one["slot"] == "Z-1-1-1"] == [container]
    assert [one["container"] for one in after if one["slot"] == "Z-1-1-1"] == [None]


def test_events_and_exits_are_only_ever_added_to(house: House) -> None:
    tell(house, event(house, box(next_number()), "gate_in"))
    changes = [
        f"{verb} {table}{rest}"
        for table in ("equipment_event", "gate_transaction", "air_step")
        for verb, rest in (("update", " set told_by = 'x'"), ("delete from", ""))
    ]
    for change in changes:
        with acting_system(house.window.database) as book, pytest.raises(psycopg.Error):
            book.tx.execute(change)


def seen(house: House, by: str, table: str, container: str) -> int:
    with at_port(house.window, by, house.at) as (book, _):
        row = book.tx.execute(
            f"select count(*) as n from {table} where container = %s", [container]
        ).fetchone()
    return row["n"]


@pytest.mark.parametrize("table", ["port_equipment", "equipment_event"])
def test_a_box_is_for_the_eyes_of_its_site_its_firm_officers_and_the_auditor(
    house: House, table: str
) -> None:
    name = house.name("G")
    house.lodge(house.body(name, kind="ADVANCE"))
    container = house.boxes[name]
    tell(house, event(house, container, "gate_in"))
    eyes: Sequence[str] = (
        "site",
        "exporter",
        "broker",
        "officer",
        "auditor",
        "rival",
        "issuer",
        "coast",
    )

    assert {by: seen(house, by, table, container) for by in eyes} == {
        "site": 1, "exporter": 1, "broker": 1, "officer": 1, "auditor": 1, "rival": 0, "issuer": 0,
        "coast": 0,
    }  # fmt: skip


def test_the_database_itself_refuses_a_wrong_digit(house: House) -> None:
    with acting_system(house.window.database) as book:
        row = book.tx.execute(
            "select count(*) filter (where is_container(%s || d)) as n, max(d::text) filter"
            " (where is_container(%s || d)) as d from generate_series(0, 9) d",
            ["CSQU305438", "CSQU305438"],
        ).fetchone()

    assert (row["n"], row["d"]) == (1, "3")


def test_a_connection_killed_in_a_chunk_keeps_whole_chunks_and_told_again_it_is_complete(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [event(house, box(next_number()), "gate_in") for _ in range(60)]
    keep, chunks = port_events.keep_staged, itertools.count()

    def killed(book: Port, actor: Actor, at: datetime) -> None:
        keep(book, actor, at)
        if next(chunks) == 1:
            book.tx.execute("select pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(port_events, "keep_staged", killed)
    with pytest.raises(OutsideError):
        tell(house, *rows, chunk=20)
    keys = [row["key"] for row in rows]
    query = "select count(*) from equipment_event where key = any (%s)"
    kept = house.value(query, keys)
    monkeypatch.undo()
    told = tell(house, *rows, chunk=20)

    assert kept == 20
    assert (told["accepted"], told["replayed"], told["refused"]) == (40, 20, 0)
    assert house.value(query, keys) == 60


def test_the_gate_says_that_goods_need_a_designated_area_and_stops_nothing_for_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = house.name("G")
    house.lodge(house.body(name, flow="import", kind="ADVANCE"))
    container = house.boxes[name]
    plain = house.do(port_gates.check, container, by="site")
    hs = house.value("select max(i.hs) from item i join equipment e using (declaration_id)"
                     " where e.container = %s", container)  # fmt: skip
    row = DesignatedGoods(id="test", name="Test goods", name_zh="测试货物", hs=(hs[:4],),
                          source="invented for tests", status="synthetic", note="")  # fmt: skip
    monkeypatch.setattr(port_openings, "_goods", lambda _: (row,))
    told = house.do(port_gates.check, container, by="site")

    assert plain["notices"] == []
    assert [(one["code"], one["status"]) for one in told["notices"]] == [
        ("gate.designated_area", "synthetic")
    ]
    assert (told["decision"], told["reasons"]) == (plain["decision"], plain["reasons"])
