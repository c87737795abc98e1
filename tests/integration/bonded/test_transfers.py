"""Transfers, repairs and leases on PostgreSQL: both sides or neither, a case the next morning."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from tests.integration.bonded.zone import LEAF, Zone

from entrepot.kernel.errors import EntrepotError, MissingError, RefusedError
from entrepot.service import bonded_leases, bonded_repairs, bonded_transfers

ENGINE = {"item": "E1", "role": "asset", "name": "Engine", "unit": "item"}
REMADE = {"item": "E2", "role": "asset", "name": "Engine, remade", "unit": "item"}
BLADE = {"item": "X1", "role": "material", "name": "Blade", "unit": "item"}


def codes(error: EntrepotError) -> list[str]:
    return [problem.code for problem in error.problems]


def propose(zone: Zone, giving: str, taking: str, much: str, own: str, **more: Any) -> str:
    raw = {"from_book": giving, "to_book": taking, "from_item": "M1", "quantity": much,
           "own_reference": own, **more}  # fmt: skip
    return str(zone.do(bonded_transfers.propose_transfer, raw)["reference"])


def accept(zone: Zone, name: str, by: str = "exporter") -> dict[str, Any]:
    return zone.do(bonded_transfers.act_on_transfer, name, {"move": "accept"}, by=by)


@pytest.fixture
def books(zone: Zone) -> tuple[str, str]:
    """A book of the zone firm with 100 kg in it, and one of another firm."""
    giving, taking = zone.open(), zone.open({**LEAF, "limit": "80"}, by="exporter")
    zone.bring_in(giving, 100)
    return giving, taking


def test_a_transfer_moves_both_sides_once(zone: Zone, books: tuple[str, str]) -> None:
    giving, taking = books
    name = propose(zone, giving, taking, "60", f"T-{giving}")
    aside = zone.stock(giving)
    first, second = accept(zone, name), accept(zone, name)

    assert aside == ("100", "60", "40")
    assert first["state"] == second["state"] == "done"
    assert zone.stock(giving) == ("40", "0", "40")
    assert zone.stock(taking, by="exporter") == ("60", "0", "60")
    assert zone.agrees(giving)
    assert zone.agrees(taking, by="exporter")


def test_the_same_reference_is_the_same_transfer(zone: Zone, books: tuple[str, str]) -> None:
    first = propose(zone, *books, "10", f"same-{books[0]}")

    assert propose(zone, *books, "10", f"same-{books[0]}") == first
    with pytest.raises(RefusedError) as taken:
        propose(zone, *books, "11", f"same-{books[0]}")
    assert codes(taken.value) == ["bonded.reference_taken"]


def test_a_side_that_cannot_take_leaves_both_as_they_were(
    zone: Zone, books: tuple[str, str]
) -> None:
    name = propose(zone, *books, "90", f"over-{books[0]}")

    with pytest.raises(RefusedError) as refused:
        accept(zone, name)

    assert codes(refused.value) == ["bonded.limit"]
    assert zone.stock(books[0]) == ("100", "90", "10")
    assert zone.stock(books[1], by="exporter") == ("0", "0", "0")


def test_only_the_receiver_accepts(zone: Zone, books: tuple[str, str]) -> None:
    name = propose(zone, *books, "5", f"who-{books[0]}")

    for who in ("zone", "rival"):
        with pytest.raises(MissingError):
            accept(zone, name, by=who)


def move_one_side(zone: Zone, name: str) -> None:
    with closing(psycopg.connect(zone.house.superuser)) as tx:
        tx.execute(
            "insert into book_move (book_id, item, kind, stage, quantity, statutory_quantity,"
            " turned, transfer_id, account, at) select from_book, 'M1', 'transfer-out', 'final',"
            " 5, 0.005, 5, id, 'zone', now() from bonded_transfer where reference = %s",
            [name],
        )
        tx.commit()


def test_a_single_side_is_refused_by_the_database(zone: Zone, books: tuple[str, str]) -> None:
    name = propose(zone, *books, "5", f"half-{books[0]}")

    with pytest.raises(psycopg.errors.CheckViolation, match="both sides"):
        move_one_side(zone, name)

    assert zone.stock(books[0])[0] == "100"


def test_a_repair_that_stays_gets_a_case_the_next_morning(zone: Zone) -> None:
    book = zone.open(ENGINE, REMADE, BLADE)
    zone.bring_in(book, 2, "E1")
    zone.bring_in(book, 10, "X1")
    last = zone.house.at.date() + timedelta(days=3)
    raw = {"book": book, "kind": "remanufacture", "in_item": "E1", "out_item": "E2",
           "quantity": "1", "return_by": last.isoformat()}  # fmt: skip
    name = zone.do(bonded_repairs.open_repair, raw)["reference"]
    (job,) = zone.house.rows(
        "select * from jobs.procrastinate_jobs where queueing_lock like %s", f"%{name}%"
    )
    evening = datetime.combine(last, datetime.min.time(), UTC) + timedelta(hours=18)
    before = bonded_repairs.open_overdue(zone.house.window, at=evening)
    morning = job["scheduled_at"]
    opened = bonded_repairs.open_overdue(zone.house.window, at=morning)
    again = bonded_repairs.open_overdue(zone.house.window, at=morning)
    overdue = zone.do(bonded_repairs.show_repair, name)
    parts = [{"item": "X1", "quantity": "3", "old": "destroy"}]
    done = zone.do(bonded_repairs.act_on_repair, name, {"move": "return", "parts": parts})

    assert job["queueing_lock"] == f"bonded_return {name} {last + timedelta(days=1)}"
    assert morning.date() - last <= timedelta(days=1)
    assert (before, again) == ([], [])
    assert name in opened
    assert (overdue["state"], len(overdue["cases"])) == ("overdue", 1)
    assert (done["state"], done["cases"][0]["outcome"]) == ("returned", "returned")
    assert [zone.stock(book, item)[0] for item in ("E1", "E2", "X1")] == ["1", "0", "7"]
    assert zone.agrees(book)


def test_a_lease_is_paid_rent_by_rent_and_then_ended(zone: Zone) -> None:
    raw = {
        "asset": "Aircraft", "zone": "averlund_bonded", "office": zone.house.office,
        "rents": [{"due_on": f"2026-0{month}-01", "amount": {"amount": "100000.00",
                   "currency": "EUR"}} for month in (3, 4)],
        "duty_pct": "1", "vat_pct": "13", "end": "buy",
        "residual": {"amount": "5000.00", "currency": "EUR"},
    }  # fmt: skip
    name = zone.do(bonded_leases.open_lease, raw)["reference"]

    def act(**more: Any) -> dict[str, Any]:
        return zone.do(bonded_leases.act_on_lease, name, more, by="zone_officer")

    first = act(move="pay", instalment="1")
    with pytest.raises(RefusedError) as twice:
        act(move="pay", instalment="1")
    with pytest.raises(RefusedError) as unpaid:
        act(move="end")
    act(move="pay", instalment="2")
    ended = act(move="end")

    assert first["instalments"][0]["total"] == {"amount": "14130.00", "currency": "EUR"}
    assert ended["total"]["amount"] == "28966.50"  # 2 x 14,130.00 and 706.50 at the end
    assert ended["state"] == "ended"
    assert (codes(twice.value), codes(unpaid.value)) == (["bonded.paid"], ["bonded.unpaid"])
