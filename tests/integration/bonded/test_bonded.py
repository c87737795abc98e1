"""Account books on PostgreSQL: stock from the gate to the gate, proven by a recount."""

import pytest
from tests.integration.bonded.zone import BILL, Zone

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service import bonded_acts, bonded_books
from entrepot.service.bonded import THINGS
from entrepot.service.demo_bonded import rehearse_bonded


def codes(error: EntrepotError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_a_list_sets_stock_aside_on_approval_and_moves_it_at_the_gate(zone: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 1000)
    out = zone.list(book, "re-export", 300)
    before = zone.stock(book)
    zone.approve(out)
    aside = zone.stock(book)
    zone.weigh(zone.make_pass(out, direction="out"), 100)

    assert before == ("1000", "0", "1000")
    assert aside == ("1000", "300", "700")
    assert zone.stock(book) == ("700", "0", "700")
    assert zone.agrees(book)


def test_what_is_set_aside_is_not_free_for_another_list(zone: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 100)
    zone.approve(zone.list(book, "re-export", 60))
    second = zone.list(book, "re-export", "40.00001")

    with pytest.raises(RefusedError) as refused:
        zone.approve(second)

    assert codes(refused.value) == ["bonded.short"]
    assert refused.value.problems[0].where == "moves[0]"
    assert zone.stock(book) == ("100", "60", "40")


def test_a_list_that_is_withdrawn_gives_back_what_it_set_aside(zone: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 100)
    out = zone.list(book, "re-export", 60)
    zone.approve(out)
    zone.act("list", out, "withdraw")

    assert zone.stock(book) == ("100", "0", "100")
    assert zone.agrees(book)


def test_a_vehicle_beyond_the_tolerance_is_held_and_its_stock_stays(zone: Zone) -> None:
    book = zone.open()
    into = zone.list(book, "in", 100)
    zone.approve(into)
    name = zone.make_pass(into)

    with pytest.raises(RefusedError) as refused:
        zone.weigh(name, "103.001")
    held = zone.stock(book)
    passed = zone.weigh(name, 103)

    assert codes(refused.value) == ["bonded.weight"]
    assert held == ("0", "0", "0")
    assert (passed["state"], passed["difference_pct"]) == ("passed", 3.0)
    assert zone.stock(book)[0] == "100"


def test_a_product_uses_up_its_materials_gross(zone: Zone) -> None:
    book = zone.open(bills=[BILL])
    zone.bring_in(book, 1000)

    done = zone.act("book", book, "consume", product="P1", units="400")
    with pytest.raises(InputError) as off:
        zone.act("book", book, "consume", product="P1", units="400",
                 used=[{"material": "M1", "quantity": "405"}])  # fmt: skip

    assert done["yield"] == [
        {"material": "M1", "expected": "400", "used": "400", "difference_pct": 0.0,
         "is_within": True}
    ]  # fmt: skip
    assert zone.stock(book) == ("600", "0", "600")
    assert zone.stock(book, "P1") == ("400", "0", "400")
    assert codes(off.value) == ["bonded.yield"]


def test_a_version_of_a_bill_is_never_changed(zone: Zone) -> None:
    book = zone.open(bills=[BILL])

    with pytest.raises(InputError) as taken:
        zone.act("book", book, "bill", version=1, **BILL)
    zone.act("book", book, "bill", version=2, **BILL)
    shown = zone.do(bonded_books.show_book, book)

    assert codes(taken.value) == ["bonded.version"]
    assert [one["version"] for one in shown["bills"]] == [1, 2]


def test_a_sale_is_assessed_as_materials_and_as_what_it_is(zone: Zone) -> None:
    book = zone.open(bills=[BILL])
    rates = [{"item": name, "duty": "8 %", "vat": "13 %"} for name in ("M1", "P1")]

    asked = {"move": "sell", "item": "P1", "quantity": "400", "by": "material", "rates": rates}
    sold = zone.do(bonded_acts.carry_out, book, asked)["sale"]

    # 400 kg of leaf at 4.00: 1,600.00 x 8 % = 128.00; 1,728.00 x 13 % = 224.64.
    assert sold["owed"] == {"amount": "352.64", "currency": "EUR"}
    # 400 packets at 9.00: 3,600.00 x 8 % = 288.00; 3,888.00 x 13 % = 505.44.
    assert sold["states"]["finished"]["total_due"]["amount"] == "793.44"


def test_what_is_missing_past_the_tolerance_is_taxed_and_written_off(zone: Zone) -> None:
    book = zone.open()
    zone.bring_in(book, 1000)

    within = zone.act("book", book, "count", item="M1", counted="995", by="zone_officer",
                      counted_on="2026-03-01")["count"]  # fmt: skip
    short = zone.act("book", book, "count", item="M1", counted="895", by="zone_officer",
                     counted_on="2026-03-10", duty="8 %", vat="13 %")["count"]  # fmt: skip

    assert (within["finding"], within["taxed"]) == ("within", "0")
    assert (short["finding"], short["taxed"]) == ("short", "100")
    # 100 kg at 4.00: 400.00 x 8 % = 32.00, waived below 50; 432.00 x 13 % = 56.16.
    assert short["assessment"]["customs_value"]["amount"] == "400.00"
    assert zone.stock(book)[0] == "895"
    assert zone.agrees(book)


def test_a_book_is_closed_when_nothing_lies_there_and_takes_no_list_then(zone: Zone) -> None:
    book = zone.open()
    waiting = zone.list(book, "in", 10)
    zone.bring_in(book, 5)
    with pytest.raises(InputError) as full:
        zone.act("book", book, "close", by="zone_officer")
    zone.weigh_out(book, 5)
    zone.act("book", book, "close", by="zone_officer")
    with pytest.raises(RefusedError) as late:
        zone.approve(waiting)

    assert codes(full.value) == ["bonded.not_empty"]
    assert codes(late.value) == ["bonded.book_closed"]


def test_nobody_sees_the_book_of_another_firm(zone: Zone) -> None:
    book = zone.open()

    for who in ("rival", "platform", "bank", "officer"):
        with pytest.raises(MissingError):
            zone.do(bonded_books.show_book, book, by=who)
    for who in ("zone_officer", "auditor"):
        assert zone.do(bonded_books.show_book, book, by=who)["reference"] == book


def test_who_may_not_take_a_step_is_refused(zone: Zone) -> None:
    book = zone.open()
    waiting = zone.list(book, "in", 10)

    with pytest.raises(RefusedError) as own:
        zone.act("list", waiting, "approve")
    with pytest.raises(RefusedError) as auditor:
        zone.act("list", waiting, "approve", by="auditor")
    with pytest.raises(RefusedError):
        zone.open(by="officer")

    assert codes(own.value) == codes(auditor.value) == ["bonded.step"]


def test_the_rehearsal_of_the_room_is_made_once(zone: Zone) -> None:
    for _ in range(2):
        rehearse_bonded(zone.house.window, at=zone.house.at)
    listed = {name: next(iter(zone.do(thing.list).values())) for name, thing in THINGS.items()}
    synthetic = {name: [one for one in rows if one["is_sandbox"]] for name, rows in listed.items()}

    assert all(synthetic[name] for name in THINGS if name != "transfers")
    assert len(listed["handbooks"]) == len(listed["leases"]) == len(listed["projects"]) == 1
