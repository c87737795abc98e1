"""The settlement of handbooks on PostgreSQL: seen, reported, sent back, closed, late."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.bonded.zone import BILL, LEAF, TEA, Zone

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service import bonded_books, bonded_repairs
from entrepot.service.bonded_settlement import open_late

RATES = [{"item": "M1", "duty": "8 %", "vat": "13 %"}]


def codes(error: pytest.ExceptionInfo[EntrepotError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def handbook(zone: Zone, **more: Any) -> str:
    """A handbook into which 1,000 kg came, of which 400 packets were made and sent abroad."""
    end = (zone.house.at + timedelta(days=30)).date().isoformat()
    book = zone.open(LEAF, TEA, kind="handbook", valid_to=end, bills=[BILL], **more)
    zone.bring_in(book, 1000)
    zone.act("book", book, "consume", product="P1", units="400")
    out = zone.list(book, "re-export", 400, "P1")
    zone.approve(out)
    zone.weigh(zone.make_pass(out, direction="out"), 100)
    return book


def shown(zone: Zone, book: str, by: str = "zone") -> dict[str, Any]:
    return zone.do(bonded_books.show_book, book, by=by)


def row(zone: Zone, book: str, item: str = "M1") -> dict[str, Any]:
    return next(one for one in shown(zone, book)["settlement"]["rows"] if one["item"] == item)


def test_a_handbook_whose_goods_all_left_is_reported_and_closed(zone: Zone) -> None:
    book = handbook(zone)
    zone.weigh_out(book, 600)
    before = row(zone, book)
    reported = zone.act("book", book, "settle")
    closed = zone.act("book", book, "close", by="zone_officer")

    assert (before["by_bill"], before["used"], before["out"]) == (
        "400",
        "400",
        {"re-export": "600"},
    )
    assert (before["missing"], before["finding"]) == ("0", "equal")
    assert (reported["state"], closed["state"]) == ("reported", "closed")
    assert closed["settlement"]["report"]["total_owed"] is None
    assert zone.agrees(book)


def test_what_is_missing_within_the_tolerance_is_written_off_without_tax(zone: Zone) -> None:
    book = handbook(zone)
    zone.weigh_out(book, 595)
    zone.act("book", book, "settle")
    closed = zone.act("book", book, "close", by="zone_officer")
    [missing] = [one for one in closed["settlement"]["rows"] if one["item"] == "M1"]

    assert (missing["missing"], missing["finding"], missing["taxed"]) == ("5", "within", "0")
    assert closed["state"] == "closed"
    assert zone.stock(book)[0] == "0"
    assert zone.agrees(book)


def test_what_is_missing_past_it_is_named_taxed_and_closed_on_a_receipt(zone: Zone) -> None:
    book = handbook(zone)
    zone.weigh_out(book, 200)
    zone.act("book", book, "settle")
    with pytest.raises(InputError) as unknown:
        zone.act("book", book, "close", by="zone_officer", rates=[{"item": "M1", "duty": "x"}])
    with pytest.raises(RefusedError) as unpaid:
        zone.act("book", book, "close", by="zone_officer", rates=RATES)
    still = shown(zone, book)
    closed = zone.act("book", book, "close", by="zone_officer", rates=RATES, receipt="TAX-7")
    report = closed["settlement"]["report"]

    assert unknown.value.problems
    assert codes(unpaid) == ["bonded.settlement_open"]
    assert unpaid.value.problems[0].where == "M1"
    assert (still["state"], zone.stock(book)[0]) == ("reported", "0")
    # 400 kg of leaf at 4.00: 1,600.00 x 8 % = 128.00; 1,728.00 x 13 % = 224.64.
    assert report["total_owed"] == {"amount": "352.64", "currency": "EUR"}
    assert (report["receipt"], report["outcome"]) == ("TAX-7", "closed")
    assert zone.agrees(book)


def test_uses_within_their_tolerance_add_up_within_it(zone: Zone) -> None:
    end = (zone.house.at + timedelta(days=30)).date().isoformat()
    book = zone.open(LEAF, TEA, kind="handbook", valid_to=end, bills=[BILL])
    zone.bring_in(book, 1000)
    low = Decimal("400") * (1 - Decimal(zone.house.window.legal.number(
        "bonded_yield_tolerance_pct", zone.house.at.date())) / 100)  # fmt: skip
    used = [{"material": "M1", "quantity": f"{low:f}"}]
    for _ in range(2):
        zone.act("book", book, "consume", product="P1", units="400", used=used)
    out = zone.list(book, "re-export", 800, "P1")
    zone.approve(out)
    zone.weigh(zone.make_pass(out, direction="out"), 100)
    one = row(zone, book)

    assert Decimal(one["by_bill"]) == 800
    assert Decimal(one["used"]) == 2 * low
    assert not one["is_off_bill"], "each use was within its tolerance, and so is their sum"


def test_a_use_beside_the_bills_needs_a_reason(zone: Zone) -> None:
    end = (zone.house.at + timedelta(days=30)).date().isoformat()
    engine = {"item": "E1", "role": "asset", "name": "Engine", "unit": "item"}
    book = zone.open(LEAF, engine, kind="handbook", valid_to=end)
    zone.bring_in(book, 10)
    zone.bring_in(book, 1, "E1")
    raw = {"book": book, "kind": "repair", "in_item": "E1", "quantity": "1"}
    name = zone.do(bonded_repairs.open_repair, raw)["reference"]
    parts = [{"item": "M1", "quantity": "3", "old": "destroy"}]
    zone.do(bonded_repairs.act_on_repair, name, {"move": "return", "parts": parts})
    zone.weigh_out(book, 7)
    zone.act("book", book, "settle")
    with pytest.raises(RefusedError) as refused:
        zone.act("book", book, "close", by="zone_officer")
    closed = zone.act("book", book, "close", by="zone_officer", reason="Worn parts were renewed.")

    assert row(zone, book)["is_off_bill"]
    assert codes(refused) == ["bonded.yield"]
    assert closed["settlement"]["report"]["reason"] == "Worn parts were renewed."


def test_nothing_may_be_under_way_and_every_thing_that_is_is_named(zone: Zone) -> None:
    book = handbook(zone)
    waiting, approved = zone.list(book, "re-export", 10), zone.list(book, "re-export", 20)
    zone.approve(approved)
    with pytest.raises(RefusedError) as refused:
        zone.act("book", book, "settle")

    assert codes(refused) == ["bonded.under_way"] * 2
    assert {one.where for one in refused.value.problems} == {waiting, approved}
    assert shown(zone, book)["state"] == "open"


def test_a_report_goes_back_with_a_reason_and_the_book_lives_on(zone: Zone) -> None:
    book = handbook(zone)
    with pytest.raises(RefusedError) as early:
        zone.act("book", book, "close", by="zone_officer")
    zone.act("book", book, "settle")
    with pytest.raises(RefusedError):
        zone.act("book", book, "reopen", by="zone_officer")
    with pytest.raises(RefusedError):
        zone.list(book, "re-export", 1)
    with pytest.raises(RefusedError):
        zone.act("book", book, "settle")
    sent = zone.act("book", book, "reopen", by="zone_officer", reason="600 kg lie there still.")
    zone.weigh_out(book, 600)
    again = zone.act("book", book, "settle")

    assert codes(early) == ["bonded.not_reported"]
    assert (sent["state"], sent["settlement"]["report"]["reason"]) == (
        "open", "600 kg lie there still."
    )  # fmt: skip
    assert again["settlement"]["rows"][0]["missing"] == "0"


def test_only_a_handbook_is_reported_and_only_by_its_firm(zone: Zone) -> None:
    book, zone_book = handbook(zone), zone.open()
    with pytest.raises(RefusedError) as no_handbook:
        zone.act("book", zone_book, "settle")
    with pytest.raises(RefusedError):
        zone.act("book", book, "settle", by="zone_officer")
    with pytest.raises(MissingError):
        zone.act("book", book, "settle", by="exporter")

    assert codes(no_handbook) == ["bonded.no_handbook"]
    assert "settle" not in shown(zone, zone_book)["steps"]
    assert "settle" in shown(zone, book)["steps"]


def test_a_handbook_not_reported_in_time_has_one_case_which_its_report_closes(zone: Zone) -> None:
    book = handbook(zone)
    due = datetime.fromisoformat(shown(zone, book)["report_by"]).replace(hour=12, tzinfo=UTC)
    window = zone.house.window
    on_the_day = open_late(window, at=due)
    the_morning_after = open_late(window, at=due + timedelta(days=1))
    again = open_late(window, at=due + timedelta(days=2))
    [case] = shown(zone, book)["settlement"]["cases"]
    zone.weigh_out(book, 600)
    zone.act("book", book, "settle")
    [closed] = shown(zone, book)["settlement"]["cases"]

    assert book not in on_the_day
    assert book in the_morning_after
    assert book not in again
    assert (case["due_on"], case["closed_at"]) == (f"{due:%Y-%m-%d}", None)
    assert closed["outcome"] == "reported"


def test_the_database_keeps_what_was_reported(zone: Zone) -> None:
    book = handbook(zone)
    zone.act("book", book, "settle")
    for change in ("set statement = '[]'", "set reported_by = 'exporter'"):
        with zone.house.raw() as tx, pytest.raises(Exception, match="keeps what was reported"):
            tx.execute(f"update handbook_settlement {change}")
    own = "set outcome = 'closed', decided_by = reported_by, decided_at = now()"
    with zone.house.raw() as tx, pytest.raises(Exception, match="four_eyes"):
        tx.execute(f"update handbook_settlement {own} where outcome = ''")
