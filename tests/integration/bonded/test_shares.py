"""One list on several vehicles: its shares never exceed it, and each moves what it carries."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from tests.integration.bonded.test_bonded import codes
from tests.integration.bonded.test_pages import client, post  # noqa: F401
from tests.integration.bonded.test_races import outcome, stepping  # noqa: F401
from tests.integration.bonded.zone import Zone
from tests.integration.test_certificate_pages import Client
from tests.integration.test_schema import spare  # noqa: F401
from tests.integration.window.test_interleavings import Stop

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.service import bonded_books, bonded_lists, bonded_passes
from entrepot.store.migrate import FOLDER

PATIENCE_S = 20.0
WAITS_S = 0.2


def share(name: str, kg: object, much: object, item: str = "M1", **more: Any) -> dict[str, Any]:
    lines = [{"item": item, "quantity": str(much)}]
    return {"list": name, "gross_mass_kg": str(kg), "lines": lines, **more}


def approved(zone: Zone, book: str, quantity: object, kind: str = "in", **more: Any) -> str:
    name = zone.list(book, kind, quantity, **more)
    zone.approve(name)
    return name


def shown(zone: Zone, name: str) -> dict[str, Any]:
    return zone.do(bonded_lists.show_list, name)


def test_a_list_passes_on_three_vehicles_each_moving_what_it_carries(zone: Zone) -> None:
    book = zone.open()
    name = approved(zone, book, 1000, mass="1100", pieces=11)
    first = zone.make_pass(share(name, 400, "333.33333", pieces=4))
    second = zone.make_pass(share(name, 500, "333.33333", pieces=5), tare_kg=9000)
    before = shown(zone, name)
    zone.weigh(first, 404)
    partly, stock = shown(zone, name), zone.stock(book)
    zone.weigh(second, 9510)
    zone.weigh(zone.make_pass(name), 198)
    done = shown(zone, name)

    assert (before["state"], before["left"]) == ("approved", {"gross_mass_kg": "200", "pieces": 2})
    assert before["lines"][0]["left"] == "333.33334"
    assert "withdraw" not in before["steps"]
    assert (partly["state"], stock) == ("partly passed", ("333.33333", "0", "333.33333"))
    assert done["state"] == "passed"
    assert [one["state"] for one in done["passes"]] == ["passed"] * 3
    assert done["passes"][2]["pieces"] == 2
    assert zone.stock(book) == ("1000", "0", "1000")
    assert zone.agrees(book)


def test_each_movement_names_the_pass_that_carried_it_and_its_statutory_parts_add_up(
    zone: Zone,
) -> None:
    leaf = {"item": "M1", "role": "material", "unit": "kg", "statutory_unit": "t",
            "per_unit": "0.0001"}  # fmt: skip
    book = zone.open(leaf)
    name = approved(zone, book, "1.0")
    passes = [zone.make_pass(share(name, 25, "0.25")) for _ in range(4)]
    for one in passes:
        zone.weigh(one, 25)
    moves = zone.do(bonded_books.show_book, book)["moves"]
    final = [one for one in moves if one["stage"] == "final"]

    assert [one["pass"] for one in final] == passes[::-1]
    # 0.25 x 0.0001 rounds to 0.00003 each time; four of them are 0.0001, not 0.00012.
    assert sum(Decimal(one["statutory_quantity"]) for one in final) == Decimal("0.0001")
    assert zone.agrees(book)


def test_shares_never_exceed_the_list_and_every_excess_is_named(zone: Zone) -> None:
    book = zone.open()
    name = approved(zone, book, 100, pieces=10)
    zone.make_pass(share(name, 60, 60, pieces=6))

    with pytest.raises(RefusedError) as over:
        zone.make_pass(share(name, "40.001", "40.00001", pieces=5))
    with pytest.raises(RefusedError) as bare:
        zone.make_pass(share(name, 40, 30, pieces=3))
    with pytest.raises(InputError) as untold:
        zone.make_pass(share(name, 30, 30))
    with pytest.raises(InputError) as strange:
        zone.make_pass(share(name, 30, 30, "M9", pieces=1))
    rest = zone.make_pass(name)
    with pytest.raises(RefusedError) as none_left:
        zone.make_pass(name)
    zone.act("pass", rest, "cancel")
    again = zone.do(bonded_passes.show_pass, zone.make_pass(name))

    assert codes(over.value) == ["bonded.share"] * 3
    assert codes(bare.value) == ["bonded.share_rest"]
    assert codes(untold.value) == ["bonded.pieces"]
    assert codes(strange.value) == ["bonded.item_unknown"]
    assert codes(none_left.value) == ["bonded.on_pass"]
    assert again["shares"] == [
        {"list": name, "gross_mass_kg": "40", "pieces": 4,
         "lines": [{"item": "M1", "quantity": "40"}]}
    ]  # fmt: skip


def test_the_last_vehicle_is_held_when_all_together_are_off(zone: Zone) -> None:
    book = zone.open()
    name = approved(zone, book, 100, mass="1000")
    zone.weigh(zone.make_pass(share(name, 400, 50)), 400)
    last = zone.make_pass(share(name, 400, 50))

    with pytest.raises(RefusedError) as refused:
        zone.weigh(last, 400)
    held = zone.do(bonded_passes.show_pass, last)
    with pytest.raises(RefusedError) as open_pass:
        zone.act("list", name, "finish", by="zone_officer", reason="Short.")
    zone.act("pass", last, "cancel")
    zone.act("list", name, "finish", by="zone_officer", reason="Only one vehicle came.")
    ended = shown(zone, name)

    assert codes(refused.value) == ["bonded.weight_sum"]
    assert (held["state"], held["weighed_kg"]) == ("held", "400")
    assert codes(open_pass.value) == ["bonded.on_pass"]
    assert (ended["state"], ended["reason"]) == ("ended", "Only one vehicle came.")
    assert zone.stock(book) == ("50", "0", "50")
    assert zone.agrees(book)


def test_a_list_to_leave_gives_back_what_did_not_go(zone: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 100)
    name = approved(zone, book, 60, "re-export")
    zone.weigh(zone.make_pass(share(name, 70, 40), direction="out"), 70)
    with pytest.raises(RefusedError) as early:
        zone.act("list", name, "withdraw")
    with pytest.raises(RefusedError):
        zone.act("list", name, "finish", reason="The firm may not.")
    aside = zone.stock(book)
    zone.act("list", name, "finish", by="zone_officer", reason="The rest stays.")

    assert codes(early.value) == ["bonded.step"]
    assert aside == ("60", "20", "40")
    assert zone.stock(book) == ("60", "0", "60")
    assert zone.agrees(book)


def test_a_book_with_a_list_passed_in_part_is_not_settled(zone: Zone) -> None:
    book = zone.open(valid_to="2026-12-31", kind="handbook")
    name = approved(zone, book, 60)
    zone.weigh(zone.make_pass(share(name, 70, 40)), 70)

    with pytest.raises(RefusedError) as under_way:
        zone.act("book", book, "settle")

    assert name in str(under_way.value.problems)


def test_of_two_vehicles_that_want_the_same_rest_one_has_it_wherever_they_meet(
    zone: Zone,
    stepping: Zone,  # noqa: F811
) -> None:
    book = zone.open()
    statements = 0
    while True:
        name = approved(zone, book, 10)
        wanted = share(name, 60, 6)
        stop = Stop(statements)
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(outcome, lambda raw=wanted: stepping.make_pass(raw), stop)
            assert stop.reached.wait(PATIENCE_S)
            other = pool.submit(outcome, lambda raw=wanted: zone.make_pass(raw))
            threading.Event().wait(WAITS_S)
            stop.go_on.set()
            told = sorted((one.result(PATIENCE_S), other.result(PATIENCE_S)))

        assert told == ["bonded.share", "done"], statements
        assert shown(zone, name)["left"]["gross_mass_kg"] == "40"
        if stop.count < statements:
            break
        statements += 1

    assert statements > 6


def test_two_vehicles_of_one_list_weighed_at_once_both_move_and_end_it(
    zone: Zone,
    stepping: Zone,  # noqa: F811
) -> None:
    book = zone.open()
    statements, moved = 0, 0
    while True:
        name = approved(zone, book, 10)
        first, second = (zone.make_pass(share(name, 50, 5)) for _ in range(2))
        stop = Stop(statements)
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(outcome, lambda ref=first: stepping.weigh(ref, 50), stop)
            assert stop.reached.wait(PATIENCE_S)
            other = pool.submit(outcome, lambda ref=second: zone.weigh(ref, 50))
            threading.Event().wait(WAITS_S)
            stop.go_on.set()
            told = [one.result(PATIENCE_S), other.result(PATIENCE_S)]
        moved += 10

        assert told == ["done", "done"], statements
        assert shown(zone, name)["state"] == "passed", statements
        assert zone.stock(book)[0] == str(moved)
        if stop.count < statements:
            break
        statements += 1

    assert statements > 8
    assert zone.agrees(book)


def insert_share(zone: Zone, name: str, kg: int, much: int, barrier: threading.Barrier) -> str:
    """A share past the service, straight into the tables; what the database said."""
    with zone.house.raw() as tx:
        [ids] = tx.execute(
            "insert into gate_pass (reference, org_id, office, direction, vehicle, declared_kg,"
            " made_by, made_at) select 'G' || upper(substr(md5(random()::text), 1, 13)), org_id,"
            " office, 'in', 'raw', %s, made_by, made_at from verification_list where reference = %s"
            " returning id, (select id from verification_list where reference = %s) as list",
            [kg, name, name],
        ).fetchall()
        barrier.wait(PATIENCE_S)
        try:
            tx.execute("insert into gate_pass_list values (%(id)s, %(list)s, true, %(kg)s)",
                       {**ids, "kg": kg})  # fmt: skip
            tx.execute("insert into gate_pass_line values (%(id)s, %(list)s, 'M1', %(much)s)",
                       {**ids, "much": much})  # fmt: skip
        except psycopg.errors.CheckViolation as error:
            tx.rollback()
            return str(error.diag.constraint_name)
        tx.commit()
        return "done"


@pytest.mark.parametrize(
    ("kg", "much", "refusal"), [(60, 5, "gate_pass_list_fits"), (50, 6, "gate_pass_line_fits")]
)
def test_the_database_itself_keeps_shares_within_the_list_at_once(
    zone: Zone, kg: int, much: int, refusal: str
) -> None:
    name = approved(zone, zone.open(), 10)
    for _ in range(10):
        barrier = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            told = [pool.submit(insert_share, zone, name, kg, much, barrier) for _ in range(2)]

            assert sorted(one.result(PATIENCE_S) for one in told) == sorted(["done", refusal])
        with zone.house.raw() as tx:
            tx.execute("update gate_pass_list set is_live = false where list_id ="
                       " (select id from verification_list where reference = %s) and is_live",
                       [name])  # fmt: skip


def test_a_share_stays_once_its_vehicle_has_passed(zone: Zone) -> None:
    name = approved(zone, zone.open(), 10)
    zone.weigh(zone.make_pass(share(name, 50, 5)), 50)
    own = "(select id from verification_list where reference = %s)"
    for change in ("is_live = false", "gross_mass_kg = 1"):
        with zone.house.raw() as tx, pytest.raises(psycopg.Error, match="a share stays"):
            tx.execute(f"update gate_pass_list set {change} where list_id = {own}", [name])


def test_books_equal_a_recount_after_random_shares_of_many(zone: Zone) -> None:
    book = zone.open()
    lists = [approved(zone, book, "99.99999", mass="100") for _ in range(3)]

    def work(seed: int) -> list[str]:
        chance = random.Random(seed)
        return [outcome(lambda: random_act(zone, chance, lists)) for _ in range(20)]

    with ThreadPoolExecutor(4) as pool:
        told = [one for part in pool.map(work, range(4)) for one in part]
    gone = Decimal(0)
    for name in lists:
        one = shown(zone, name)
        gone += sum(
            Decimal(line["quantity"])
            for each in one["passes"] if each["state"] == "passed"
            for part in zone.do(bonded_passes.show_pass, each["pass"])["shares"]
            for line in part["lines"] if part["list"] == name
        )  # fmt: skip

    assert set(told) <= {"done", "bonded.share", "bonded.share_rest", "bonded.on_pass",
                         "bonded.step", "bonded.weight", "bonded.weight_sum"}  # fmt: skip
    assert told.count("done") > 20
    assert gone > 0
    assert Decimal(zone.stock(book)[0]) == gone
    assert zone.agrees(book)


def random_act(zone: Zone, chance: random.Random, lists: list[str]) -> None:
    name = chance.choice(lists)
    match chance.choice(["share", "share", "weigh", "weigh", "cancel", "rest", "finish"]):
        case "share":
            zone.make_pass(share(name, chance.choice([1, 7]), chance.choice(["0.00001", "9.5"])))
        case "rest" if chance.random() < 0.2:
            zone.make_pass(name)
        case "finish" if chance.random() < 0.1:
            zone.act("list", name, "finish", by="zone_officer", reason="At random.")
        case "weigh" | "cancel" as move:
            waiting = [one for one in shown(zone, name)["passes"] if one["state"] != "passed"]
            if waiting and move == "weigh":
                one = chance.choice(waiting)
                zone.weigh(one["pass"], Decimal(one["gross_mass_kg"]) * chance.choice([1, 2]))
            elif waiting:
                zone.act("pass", waiting[0]["pass"], "cancel")


def test_what_stood_on_passes_before_carries_the_whole_of_its_lists(spare: str) -> None:  # noqa: F811
    before = sorted(p for p in FOLDER.glob("*.sql") if ".rollback" not in p.name)
    with psycopg.connect(spare, autocommit=True) as tx:
        for path in before:
            if path.name < "0048":
                tx.execute(path.read_bytes())
        tx.execute("set app.scope = 'system'")
        tx.execute(OLD_ROWS)
        tx.execute(FOLDER.joinpath("0048_shares_of_lists.sql").read_bytes())
        shares = tx.execute("select gross_mass_kg, pieces, is_live from gate_pass_list").fetchall()
        lines = tx.execute("select item, quantity from gate_pass_line order by item").fetchall()
        states = tx.execute("select state from verification_list").fetchall()

    assert shares == [(Decimal("7.5"), None, True)]
    assert lines == [("M1", Decimal(5)), ("M2", Decimal("0.00001"))]
    assert states == [("passed",)]


OLD_ROWS = """
insert into organisation (id, uscc, name, name_zh, kind) values ('old', 'x', 'O', 'O', 'zone');
insert into account (id, name) values ('anna', 'A');
insert into account_book (reference, org_id, kind, zone, office, name, valid_from, made_by, made_at)
    values ('B00000000001', 'old', 'zone', 'z', 'f', 'n', '2026-01-01', 'anna', now());
insert into verification_list (reference, book_id, org_id, office, kind, own_reference,
    gross_mass_kg, state, made_by, made_at)
    select 'V0000000000001', id, 'old', 'f', 'in', 'x', 7.5, 'passed', 'anna', now()
    from account_book;
insert into list_line select id, 1, 'M1', 5, 5 from verification_list;
insert into list_line select id, 2, 'M2', 0.00001, 0 from verification_list;
insert into gate_pass (reference, org_id, office, direction, vehicle, declared_kg, weighed_kg,
    tolerance_pct, state, made_by, made_at)
    values ('G0000000000001', 'old', 'f', 'in', 'c', 7.5, 7.5, 3, 'passed', 'anna', now());
insert into gate_pass_list (pass_id, list_id)
    select g.id, v.id from gate_pass g, verification_list v;
"""


def test_a_share_is_typed_into_the_form_and_shown_on_both_pages(
    zone: Zone,
    client: Client,  # noqa: F811
) -> None:
    book = zone.open()
    name = approved(zone, book, 1000, mass="1100", pieces=11)
    told = {"vehicle": "XU-7", "direction": "in", "shares": f"{name},M1,400,440,4"}
    gate = post(client, "/bonded/gate-passes", **told)
    carried = client.get(f"{gate}?lang=en", "zone").text
    post(client, gate, "zone_officer", do="weigh", weighed_kg="440")
    listed = client.get(f"/bonded/lists/{name}?lang=en", "zone").text
    chinese = client.get(f"/bonded/lists/{name}?lang=zh", "zone_officer").text
    over = client.post("/bonded/gate-passes", "zone", data={**told, "shares": f"{name},M1,601,1,1"})

    assert 'id="shares"' in carried
    assert "M1 400" in carried
    assert "state-partly-passed" in listed
    assert "passed in part" in listed
    assert gate in listed
    assert ">600<" in listed
    assert "部分过卡" in chinese
    assert "账册" in chinese
    assert "订舱" not in chinese
    assert "按已过卡数量结案" in chinese
    assert over.status_code == 409
    assert "601" in over.text
