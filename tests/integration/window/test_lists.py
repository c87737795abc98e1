"""Lists of e-commerce, express and mail on the real database: each line, replays, allowances."""

import io
import json
import random
import threading
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from tests.integration.window.house import House
from tests.integration.window.lists import export, file, order, parcel

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import ecommerce_acts as acts
from entrepot.service import ecommerce_figures as figures
from entrepot.service.accounts import RoleError
from entrepot.service.demo_hub import demo_hub
from entrepot.service.ecommerce_judge import PreparedList
from entrepot.service.ecommerce_lists import EcommerceFiler
from entrepot.service.ecommerce_release import PART, release_lists
from entrepot.service.list_bulk import file_lists
from entrepot.service.list_lines import FIRST_LINES
from entrepot.service.list_uploads import show_upload, start_upload
from entrepot.store.window import acting_system
from entrepot.window.actor import Actor
from entrepot.window.evidence import Event
from entrepot.window.verification import check_chain

LISTS = "select count(*) from ecommerce_list"
TABLES = ("ecommerce_list", "ecommerce_item", "ecommerce_move", "express_list", "event")


@pytest.fixture(scope="module")
def hub(house: House) -> House:
    demo_hub(house.window.database, house.window.reference, at=house.at)
    return house


def allowance(hub: House, person: str) -> tuple[str, str, str]:
    found = hub.do(acts.look_up_allowance, person, 2026, by="officer")
    names = ("used", "reserved", "remaining")
    return tuple(found[name]["amount"] for name in names)  # type: ignore[return-value]


def counts(hub: House) -> dict[str, int]:
    return {table: hub.value(f"select count(*) from {table}") for table in TABLES}


def test_each_line_is_judged_and_a_second_run_changes_nothing(hub: House) -> None:
    good, other = order("LINES-1"), order("LINES-1", "300.00")
    unpaid = order("LINES-1")
    unpaid["payment"]["amount"]["amount"] = "899.99"
    dear = order("LINES-2", "26000.01")
    numeric = order("LINES-3")
    numeric["order"]["goods"]["amount"] = 900
    lines = [good, "no json", other, unpaid, dear, "", numeric, good, {**good, "on": "2026-03-06"}]
    first, told = file(hub, lines)
    before = counts(hub)
    second, again = file(hub, lines)

    assert first.document() == {"read": 8, "accepted": 3, "refused": 5, "replayed": 1}
    assert second.document() == {"read": 8, "accepted": 3, "refused": 5, "replayed": 3}
    assert counts(hub) == before
    assert [one["list"] for one in again] == [one["list"] for one in told]
    assert [[p["code"] for p in one["problems"]] for one in told] == [
        [], ["list.unreadable"], [], ["ecommerce.match"], ["ecommerce.annual_limit"],
        ["money.float"], [], ["ecommerce.order_taken"],
    ]  # fmt: skip
    assert told[3]["problems"][0]["where"] == "payment.amount"
    assert [one["line"] for one in told] == [1, 2, 3, 4, 5, 7, 8, 9]
    assert allowance(hub, "LINES-1") == ("0.00", "1200.00", "24800.00")


def test_signs_that_copy_reads_otherwise_are_kept_as_told_and_so_is_their_event(
    hub: House,
) -> None:  # fmt: skip
    number = 'back\\N \\. "quote" \\t'
    told = order("SIGNS-1", "90.00", number)
    told["waybill"]["number"] = "\\"
    name = file(hub, [told])[1][0]["list"]
    kept = hub.rows("select order_number, waybill, paid, partner from ecommerce_list"
                    " where reference = %s", name)[0]  # fmt: skip
    event = hub.rows("select * from event where chain = %s", f"list:{name}")[0]
    del event["declaration_id"]
    linked = Event(
        **{**event, "prev_hash": bytes(event["prev_hash"]), "hash": bytes(event["hash"])}
    )

    assert tuple(kept.values()) == (number, "\\", Decimal(90), "")
    assert json.loads(event["body"])["order"] == number
    assert check_chain([linked]) is None


def test_what_is_kept_names_who_acts_then_and_not_who_acted_when_it_was_read(hub: House) -> None:
    filer = EcommerceFiler(hub.window)
    judge, names = filer.judge.prepare, []

    def prepare(line: int, raw: object, by: Actor, at: datetime) -> PreparedList:
        names.append(by.name)
        rename("Renamed")
        return judge(line, raw, by, at)

    def rename(name: str) -> None:
        with hub.window.as_system() as book:
            book.tx.execute("update organisation set name = %s from membership m"
                            " where id = m.organisation and m.account = 'platform'",
                            [name])  # fmt: skip

    filer.judge.prepare = prepare  # type: ignore[method-assign]
    data = json.dumps(order("RENAMED-1")).encode()
    totals = file_lists(hub.window, filer, io.BytesIO(data), len, by="platform", at=hub.at)
    rename(names[0])

    assert totals.accepted == 1
    assert names == [names[0], "Renamed"]


def test_a_sign_that_no_table_holds_refuses_its_line_alone(hub: House) -> None:
    unseen = order("NUL-1", "90.00", "a\x00b")
    lines = [order("NUL-1"), json.dumps(unseen), '{"buyer": "\\ud800"}', parcel("x\x00y")]
    _, told = file(hub, lines)
    _, sent = file(hub, [parcel(description="a\x00b"), parcel()], express=True)

    assert [one["result"] for one in told] == ["accepted", *["refused"] * 3]
    assert [one["result"] for one in sent] == ["refused", "accepted"]
    with pytest.raises(InputError):
        hub.do(acts.look_up_allowance, "a\udc80", 2026, by="officer")
    with pytest.raises(MissingError):
        hub.do(acts.show_list, "a\x00", by="officer")


def test_parcels_are_judged_and_replayed(hub: House) -> None:
    wrong = parcel(kind="letter", pieces=0, origin="Germany", gross_mass_kg=-1)
    lines = [parcel(), wrong, "{", parcel(kind="mail", flow="export")]
    first, told = file(hub, lines, express=True)
    before = counts(hub)
    second, _ = file(hub, lines, express=True)

    assert first.document() == {"read": 4, "accepted": 2, "refused": 2, "replayed": 0}
    assert second.document() == {"read": 4, "accepted": 2, "refused": 2, "replayed": 2}
    assert counts(hub) == before
    assert [problem["where"] for problem in told[1]["problems"]] == [
        "kind", "pieces", "gross_mass_kg", "origin",
    ]  # fmt: skip


def test_a_year_is_reserved_used_and_given_back(hub: House) -> None:
    _, told = file(hub, [order("YEAR-1", goods) for goods in ("1000.00", "2000.00", "4000.00")])
    kept, refused, back = (one["list"] for one in told)
    hub.do(acts.refuse_list, refused, by="officer", reason="forbidden goods")
    hub.do(release_lists, [kept, back], by="officer", on=date(2026, 3, 10))
    used = allowance(hub, "YEAR-1")
    given = hub.do(acts.return_list, back, by="platform", on=date(2026, 4, 9))

    assert used == ("5000.00", "0.00", "21000.00")
    assert given["given_back"]["amount"] == "4000.00"
    assert allowance(hub, "YEAR-1") == ("1000.00", "0.00", "25000.00")
    kinds = hub.rows("select kind from event where chain = %s order by seq", f"list:{back}")
    assert [row["kind"] for row in kinds] == ["list_accepted", "list_released", "list_returned"]


def test_all_that_wait_by_a_day_are_released_a_part_at_a_time(hub: House) -> None:
    people = [f"WAIT-{n % 3}" for n in range(PART + 5)]
    file(hub, [order(one, "10.00", on="2026-02-01") for one in people])
    early = file(hub, [order("WAIT-0", "10.00", on="2026-02-02")])[1][0]["list"]
    told = hub.do(release_lists, [], by="officer", on=date(2026, 2, 1))

    assert len(told["released"]) == PART + 5
    assert early not in told["released"]
    assert allowance(hub, "WAIT-0") == ("3350.00", "10.00", "22640.00")
    seen = hub.value("select count(*) from event where kind = 'list_released' and chain = any (%s)",
                     [f"list:{name}" for name in told["released"]])  # fmt: skip
    assert seen == PART + 5
    assert hub.do(release_lists, [], by="officer", on=date(2026, 2, 1)) == {"released": []}


def test_a_return_keeps_its_days_and_happens_once(hub: House) -> None:
    _, told = file(hub, [order("BACK-1"), order("BACK-1")])
    late, early = (one["list"] for one in told)
    hub.do(release_lists, [late], by="officer", on=date(2026, 3, 10))
    with pytest.raises(RefusedError) as refused:
        hub.do(acts.return_list, late, by="platform", on=date(2026, 4, 25))
    hub.do(
        acts.return_list, late, by="platform", on=date(2026, 4, 24), applied=date(2026, 4, 9)
    )  # fmt: skip
    hub.do(acts.return_list, early, by="platform")
    with pytest.raises(RefusedError, match="cannot be returned"):
        hub.do(acts.return_list, early, by="platform")

    assert [one.where for one in refused.value.problems] == ["applied", "on"]
    assert allowance(hub, "BACK-1") == ("0.00", "0.00", "26000.00")


def test_what_is_anothers_is_not_there(hub: House) -> None:
    _, told = file(hub, [order("SECRET-1")])
    name = told[0]["list"]

    with pytest.raises(MissingError):
        hub.do(acts.show_list, name, by="exporter")
    with pytest.raises(MissingError):
        hub.do(acts.return_list, name, by="exporter")
    with pytest.raises(RoleError):
        hub.do(acts.look_up_allowance, "SECRET-1", 2026, by="platform")
    with pytest.raises(RoleError):
        hub.do(acts.show_list, name, by="platform", reveal=True)
    with pytest.raises(RoleError):
        file(hub, [order()], by="officer")


def test_a_suspended_firm_files_nothing(hub: House) -> None:
    with acting_system(hub.window.database) as book:
        book.suspend(is_suspended=True, id="sandbox_rival")
    try:
        with pytest.raises(RefusedError, match="suspended"):
            file(hub, [order()], by="rival")
    finally:
        with acting_system(hub.window.database) as book:
            book.suspend(is_suspended=False, id="sandbox_rival")


def test_a_person_is_sealed_and_every_look_is_noted(hub: House) -> None:
    person = "PRIVATE-ID-771"
    _, told = file(hub, [order(person)])
    name = told[0]["list"]
    hub.do(acts.look_up_allowance, "private-id-771 ", 2026, by="officer")
    seen = hub.do(acts.show_list, name, by="inspector", reveal=True)
    dumped = "".join(
        str(row["line"])
        for table in (*TABLES, "ecommerce_person", "ecommerce_allowance")
        for row in hub.rows(f"select t::text as line from {table} t")
    )

    assert seen["buyer"] == person
    assert person not in dumped
    assert person.encode().hex() not in dumped
    looks = hub.rows("select kind, account from event where kind in ('allowance_seen',"
                     " 'person_seen') order by at, kind desc")  # fmt: skip
    assert ("person_seen", "inspector") in [(row["kind"], row["account"]) for row in looks]
    assert ("allowance_seen", "officer") in [(row["kind"], row["account"]) for row in looks]


def test_two_lists_on_one_year_cannot_both_be_beyond_it(hub: House) -> None:
    """The second waits for the first between its statements, and then finds what is left."""
    entered, results = threading.Event(), {}

    def hold(*_: object) -> None:
        entered.set()
        waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        deadline = time.monotonic() + 20
        while not hub.value(waits) and time.monotonic() < deadline:
            time.sleep(0.02)

    def run(by: str, told=None) -> None:
        results[by] = file(hub, [order("RACE-1", "14000.00")], by=by, told=told)[1][0]

    first = threading.Thread(target=run, args=("platform", hold))
    second = threading.Thread(target=run, args=("exporter",))
    first.start()
    assert entered.wait(20)
    second.start()
    first.join()
    second.join()

    assert results["platform"]["result"] == "accepted"
    assert [one["code"] for one in results["exporter"]["problems"]] == ["ecommerce.annual_limit"]
    assert allowance(hub, "RACE-1") == ("0.00", "14000.00", "12000.00")


def test_eight_files_at_once_fill_years_exactly(hub: House) -> None:
    """Persons in opposite orders, by two firms: nobody dies of a deadlock, nobody passes 26,000."""
    people = [f"FILL-{n}" for n in range(10)]
    found: list[str] = []

    def run(worker: int) -> None:
        lines = [order(one, "6500.00") for one in (people if worker % 2 else people[::-1])]
        _, told = file(hub, lines, by="platform" if worker % 3 else "exporter")
        found.extend(one["result"] for one in told)

    workers = [threading.Thread(target=run, args=(n,)) for n in range(8)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert (found.count("accepted"), found.count("refused")) == (40, 40)
    assert {allowance(hub, one) for one in people} == {("0.00", "26000.00", "0.00")}


def test_the_ledger_equals_a_recount_after_random_moves(hub: House) -> None:
    chance = random.Random(20260310)
    people = [f"RANDOM-{n}" for n in range(4)]
    names: list[str] = []
    for _ in range(12):
        lines = [order(chance.choice(people), f"{chance.randint(100, 9000)}.00") for _ in range(6)]
        names += [one["list"] for one in file(hub, lines)[1] if one["list"]]
        for name in chance.sample(names, min(len(names), 4)):
            act = chance.choice(("release", "refuse", "return"))
            with suppress(RefusedError):
                if act == "release":
                    hub.do(release_lists, [name], by="officer", on=date(2026, 3, 10))
                elif act == "refuse":
                    hub.do(acts.refuse_list, name, by="officer", reason="chance")
                else:
                    hub.do(acts.return_list, name, by="platform", on=date(2026, 3, 11))
    recount = (
        "select coalesce(sum(case kind when 'reserve' then amount when 'restore' then 0"
        " else -amount end), 0) as reserved, coalesce(sum(case kind when 'use' then amount"
        " when 'restore' then -amount else 0 end), 0) as used"
        " from ecommerce_move m where m.person = a.person and m.year = a.year"
    )
    wrong = hub.rows(
        f"select a.* from ecommerce_allowance a left join lateral ({recount}) m on true"
        " where (a.reserved, a.used) is distinct from (m.reserved, m.used)"
    )
    by_state = hub.rows(
        "select a.person from ecommerce_allowance a join ecommerce_list l on l.person = a.person"
        " group by a.person, a.used, a.reserved having"
        " a.used <> coalesce(sum(l.counted) filter (where l.state = 'released'), 0) or"
        " a.reserved <> coalesce(sum(l.counted) filter (where l.state = 'accepted'), 0)"
    )

    assert len(names) > 20
    assert (wrong, by_state) == ([], [])


class Killed(BaseException):
    """As a signal would end the process between two statements."""


def test_a_part_that_is_killed_keeps_nothing_and_the_same_file_completes_it(hub: House) -> None:
    lines = [order(f"KILL-{n % 225}", "10.00") for n in range(FIRST_LINES + 200)]
    data = "\n".join(map(json.dumps, lines)).encode()
    parts: list[int] = []

    def kill(*_: object) -> None:
        parts.append(1)
        if len(parts) == 2:
            raise Killed

    before, out = hub.value(LISTS), io.BytesIO()
    filer = EcommerceFiler(hub.window)
    with pytest.raises(Killed):
        file_lists(hub.window, filer, io.BytesIO(data), out.write, by="platform", at=hub.at,
                   told=kill)  # fmt: skip
    kept = hub.value(LISTS) - before
    totals = file_lists(hub.window, filer, io.BytesIO(data), out.write, by="platform", at=hub.at)

    assert kept == FIRST_LINES
    assert totals.document() == {
        "read": FIRST_LINES + 200, "accepted": FIRST_LINES + 200, "refused": 0,
        "replayed": FIRST_LINES,
    }  # fmt: skip
    assert hub.value(LISTS) - before == FIRST_LINES + 200
    assert Decimal(allowance(hub, "KILL-0")[1]) == 20


def test_a_lost_backend_in_a_part_is_outlived(hub: House) -> None:
    """The server ends the connection at the last moment; the part is kept once."""
    killed: list[bool] = []

    def cut(book, *_: object) -> None:
        if not killed:
            killed.append(True)
            pid = book.tx.info.backend_pid
            with psycopg.connect(hub.superuser, autocommit=True) as tx:
                tx.execute("select pg_terminate_backend(%s)", [pid])
            time.sleep(0.2)

    totals, told = file(hub, [order("CUT-1"), order("CUT-1")], told=cut)

    assert killed
    assert totals.document() == {"read": 2, "accepted": 2, "refused": 0, "replayed": 0}
    assert len({one["list"] for one in told}) == 2
    assert allowance(hub, "CUT-1") == ("0.00", "1800.00", "24200.00")


def test_the_database_states_the_limit_again(hub: House) -> None:
    file(hub, [order("CHECK-1")])
    with hub.raw() as tx, pytest.raises(psycopg.errors.CheckViolation):
        tx.execute("update ecommerce_allowance set reserved = ceiling + 0.01")
    with hub.raw() as tx, pytest.raises(psycopg.errors.CheckViolation):
        tx.execute("update ecommerce_list set goods = goods + 1")
    with hub.raw() as tx, pytest.raises(psycopg.errors.InsufficientPrivilege):
        tx.execute("delete from ecommerce_move")


def test_exports_are_summed_up_by_the_month_and_moved(hub: House) -> None:
    _, told = file(hub, [export(), export(goods="50.00"), export(partner="DE"),
                         export("9710", "5000.00"), export("9710", "5000.01")])  # fmt: skip
    hub.do(acts.return_list, told[1]["list"], by="platform", on=date(2026, 4, 2))
    summary = hub.do(figures.summarise_month, "2026-03", by="platform")
    march = hub.do(figures.list_movements, "2026-03", by="officer")["movements"]
    april = hub.do(figures.list_movements, "2026-04", by="officer")["movements"]
    forms = hub.do(figures.count_forms, "2026-03", by="platform")["forms"]

    assert [one["code"] for one in told[4]["problems"]] == ["ecommerce.list_limit"]
    assert [(one["destination"], one["value"]["amount"]) for one in summary["lines"]] == [
        ("DE", "100.00"), ("US", "100.00"),
    ]  # fmt: skip
    own, back = (
        [one for one in month if one["list"] == told[1]["list"]] for month in (march, april)
    )
    assert [(one["kind"], one["value"]["amount"]) for one in own] == [("original", "50.00")]
    assert [(one["kind"], one["value"]["amount"]) for one in back] == [("reversal", "-50.00")]
    exports = {row["mode"]: row["lists"] for row in forms if row["flow"] == "export"}
    assert exports == {"9610": 3, "9710": 1}


def test_an_upload_is_filed_beside_and_tells_how_far_it_is(hub: House) -> None:
    lines = [json.dumps(order("UP-1", "10.00")), "{", json.dumps(order("UP-1", "20.00"))]
    data = "\n".join(lines).encode()
    told = start_upload(
        hub.window, "ecommerce", "lists.ndjson", io.BytesIO(data), len(data), by="platform",
        now=lambda: hub.at, aside=False,
    )  # fmt: skip
    later = show_upload(
        hub.window, told["upload"], by="platform", at=hub.at + timedelta(hours=1)
    )  # fmt: skip

    assert (later["state"], later["done_bytes"]) == ("done", len(data))
    assert (later["accepted"], later["refused"]) == (2, 1)
    assert [(one["line"], one["problems"][0]["code"]) for one in later["refusals"]] == [
        (2, "list.unreadable")
    ]
    with pytest.raises(MissingError):
        show_upload(hub.window, told["upload"], by="exporter", at=hub.at)
