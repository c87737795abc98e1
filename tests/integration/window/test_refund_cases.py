"""Refund cases on the real database: from an export that left to the money, and what stops them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.window.house import House

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service import calendars, customs, guarantees, mandates, refund_cases
from entrepot.service.accounts import RoleError
from entrepot.service.demo import places_of, save_parties, save_users
from entrepot.service.demo_finance import rehearse_finance
from entrepot.service.demo_hub import PARTIES, USERS
from entrepot.service.examples import example_offices
from entrepot.service.firm_books import service_firm_books
from entrepot.store.accounts import Accounts
from entrepot.store.window import acting_system

Document = dict[str, Any]


@pytest.fixture(scope="module")
def hub(house: House) -> Iterator[House]:
    """A house with those who work at the hub, whose refund rates know the goods of its exports."""
    reference = house.window.reference
    with acting_system(house.window.database) as window:
        book = Accounts(window.tx)
        save_parties(book, PARTIES)
        save_users(book, USERS, places_of(*example_offices(reference)))
    exported = goods_of(house, house.file("G")["reference"])
    rows = reference.table("refunds")
    reference._tables["refunds"] = (*rows, replace(rows[0], hs_code=exported["hs"], valid_to=None))
    return house


def goods_of(house: House, reference: str) -> Document:
    query = (
        "select i.hs, i.value, i.currency from item i join declaration d on d.id = i.declaration_id"
        " where d.reference = %s order by seq limit 1"
    )
    return house.rows(query, reference)[0]


def exported(house: House) -> str:
    """An export that has left; its reference."""
    filed = house.file("G")
    house.do(customs.move_out, house.boxes[filed["lrn"]], house.coast, by="coast")
    return str(filed["reference"])


def case_of(house: House, reference: str, invoice: str, amount: str = "900.00") -> Document:
    line = {
        "declaration": reference, "hs": goods_of(house, reference)["hs"], "levy_pct": "19",
        "invoice": invoice, "purchase_ex_vat": {"amount": amount, "currency": "EUR"},
    }  # fmt: skip
    return {"kind": "trader", "class": "II", "lines": [line]}


def filed(house: House, raw: Document, by: str = "exporter") -> str:
    return str(house.do(refund_cases.file_case, raw, by=by)["reference"])


def move(
    house: House, reference: str, name: str, by: str = "refunds", reason: str = ""
) -> Document:
    return house.do(refund_cases.move_case, reference, name, by=by, reason=reason)


def codes(caught: pytest.ExceptionInfo[EntrepotError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_an_export_ends_in_a_refund(hub: House) -> None:
    export = exported(hub)
    reference = filed(hub, case_of(hub, export, "F-1"))
    move(hub, reference, "submit", by="exporter")
    accepted = move(hub, reference, "accept")
    asked = move(hub, reference, "query", reason="Which contract?")
    hub.pass_time(days=2)
    answered = move(hub, reference, "answer", by="exporter", reason="Contract 7.")
    matched = move(hub, reference, "match")
    for name in ("review", "approve", "send", "pay"):
        paid = move(hub, reference, name)

    assert accepted["clock"]["days"] == 3
    assert (asked["clock"]["state"], asked["clock"]["due_on"]) == ("stopped", None)
    assert answered["clock"]["due_on"] > accepted["clock"]["due_on"]
    assert (matched["refund"]["amount"], matched["result"]["to_cost"]["amount"]) == (
        "81.00",
        "90.00",
    )
    assert (paid["state"], paid["moves"]) == ("paid", ["recover"])
    assert [one["event"] for one in paid["events"]] == [
        "draft", "submit", "accept", "query", "answer", "match", "review", "approve", "send", "pay"
    ]  # fmt: skip
    assert move(hub, reference, "recover", reason="The goods came back.")["state"] == "recovered"


def test_above_the_limit_a_second_person_approves(hub: House) -> None:
    reference = filed(hub, case_of(hub, exported(hub), "F-2", "20000.00"))
    move(hub, reference, "submit", by="exporter")
    for name in ("accept", "match", "review"):
        move(hub, reference, name)
    assert move(hub, reference, "approve")["state"] == "review"
    with pytest.raises(RefusedError) as caught:
        move(hub, reference, "approve")

    assert codes(caught) == ["refund.second_person"]
    assert move(hub, reference, "approve", by="refunds2")["state"] == "approved"


def test_an_invoice_and_an_export_stand_behind_one_live_case(hub: House) -> None:
    first, second = exported(hub), exported(hub)
    reference = filed(hub, case_of(hub, first, "F-3"))
    move(hub, reference, "submit", by="exporter")
    for export, invoice, code in ((second, "F-3", "refund.invoice_used"),
                                  (first, "F-4", "refund.export_used")):  # fmt: skip
        other = filed(hub, case_of(hub, export, invoice))
        with pytest.raises(RefusedError) as caught:
            move(hub, other, "submit", by="exporter")
        assert codes(caught) == [code]
    move(hub, reference, "reject", reason="Filed twice.")

    assert move(hub, other, "submit", by="exporter")["state"] == "submitted"


def test_goods_that_have_not_left_or_were_not_declared_are_not_refunded(hub: House) -> None:
    inland = hub.file("G")["reference"]
    raw = case_of(hub, inland, "F-5")
    raw["lines"].append({**raw["lines"][0], "hs": "999999", "invoice": "F-6"})
    with pytest.raises(RefusedError) as caught:
        move(hub, filed(hub, raw), "submit", by="exporter")

    assert codes(caught) == ["refund.no_exit", "refund.no_exit", "refund.not_declared"]


def test_a_case_is_for_its_firm_and_the_tax_office_alone(hub: House) -> None:
    reference = filed(hub, case_of(hub, exported(hub), "F-7"))
    for stranger in ("rival", "officer", "refunds", "bank"):  # a draft is not for the office yet
        with pytest.raises(MissingError):
            hub.do(refund_cases.show_case, reference, by=stranger)
    with pytest.raises(MissingError):
        move(hub, filed(hub, case_of(hub, hub.file("G")["reference"], "F-8"), "rival"), "submit",
             by="rival")  # fmt: skip
    with pytest.raises(InputError) as caught:
        filed(
            hub, {**case_of(hub, exported(hub), "F-9"), "accepted_at": "2026-03-02T10:00:00+08:00"}
        )
    assert codes(caught) == ["refund.house_knows"]


def test_a_changed_calendar_moves_open_terms_with_a_reason(hub: House) -> None:
    reference = filed(hub, case_of(hub, exported(hub), "F-10"))
    move(hub, reference, "submit", by="exporter")
    due = move(hub, reference, "accept")["clock"]["due_on"]
    rows = [{"date": due, "is_working": False, "source": "a notice"}]
    change = {"rows": rows, "reason": "Notice 7"}
    with pytest.raises(RoleError):
        hub.do(calendars.propose_change, change, by="exporter")
    number = hub.do(calendars.propose_change, change, by="admin")["proposal"]
    with pytest.raises(RefusedError):
        hub.do(calendars.propose_change, change, by="supervisor")  # one waits
    decide = {"approve": True, "moved": refund_cases.recompute}
    with pytest.raises(RefusedError):
        hub.do(calendars.decide_change, number, by="admin", **decide)
    told = hub.do(calendars.decide_change, number, by="admin2", **decide)
    case = hub.do(refund_cases.show_case, reference, by="refunds")

    assert (told["version"], reference in told["moved"]) == (1, True)
    assert case["clock"]["due_on"] > due
    moved = case["events"][-1]
    assert (moved["event"], moved["from"], moved["reason"]) == (
        "due_moved", due, "calendar version 1: Notice 7"
    )  # fmt: skip
    asked = {"from": "2026-03-09", "n": "30"}
    assert due not in calendars.workdays(hub.window, asked)["counted"]
    shown = calendars.show_calendar(hub.window, year=2026, by="admin", at=hub.at)
    assert shown["versions"][0]["approved_by"] == "admin2"
    assert [one["version"] for one in shown["days"] if one["date"] == due] == [1]


def test_the_queue_tells_the_days_left_and_turns_negative_when_overdue(hub: House) -> None:
    reference = filed(hub, case_of(hub, exported(hub), "F-11"))
    move(hub, reference, "submit", by="exporter")
    move(hub, reference, "accept")
    queue = refund_cases.list_cases(hub.window, by="refunds", at=hub.at)["cases"]
    later = refund_cases.list_cases(hub.window, by="refunds", at=hub.at + timedelta(days=30))

    assert {one["reference"]: one["days_left"] for one in queue}[reference] == 3
    assert {one["reference"]: one["days_left"] for one in later["cases"]}[reference] < -10


def test_the_rehearsal_of_money_is_made_once_and_marked(hub: House) -> None:
    export = exported(hub)
    for _ in range(2):
        rehearse_finance(hub.window, export, at=hub.at)
    held = guarantees.list_guarantees(hub.window, by="exporter", at=hub.at)["guarantees"]
    marked = [one for one in held if one["issuer"].endswith("(synthetic)")]

    assert {(one["kind"], one["state"]) for one in marked} == {
        ("insurance", "active"), ("bank-letter", "registered")
    }  # fmt: skip
    assert len(marked) == 2


# A service firm files for an exporter that has let it


def test_a_broker_files_for_an_exporter_while_its_mandate_lives(hub: House, tariff_law) -> None:
    database = hub.window.database
    raw = {**case_of(hub, exported(hub), "F-M1"), "firm": "sandbox_exporter"}
    before = hub.do(service_firm_books, tariff_law, by="broker")
    reference = filed(hub, raw, by="broker")
    drafted = hub.do(service_firm_books, tariff_law, by="broker")
    move(hub, reference, "submit", by="broker")
    move(hub, reference, "accept")
    move(hub, reference, "query", reason="Which contract?")
    mandates.revoke_mandate(database, "exporter", "broker", at=hub.at)
    with pytest.raises(MissingError):
        move(hub, reference, "answer", by="broker", reason="Contract 7.")
    mandates.grant_mandate(database, "exporter", "broker", at=hub.at, scope=["file"])
    with pytest.raises(RefusedError) as caught:
        move(hub, reference, "answer", by="broker", reason="Contract 7.")
    with pytest.raises(RefusedError) as foreign:
        filed(hub, raw, by="broker")
    mandates.grant_mandate(database, "exporter", "broker", at=hub.at, scope=["refund"])
    move(hub, reference, "answer", by="broker", reason="Contract 7.")
    for name in ("match", "review", "approve", "send", "pay"):
        paid = move(hub, reference, name)
    books = hub.do(service_firm_books, tariff_law, by="broker")

    assert codes(caught) == codes(foreign) == ["refund.mandate"]
    seen = hub.do(refund_cases.show_case, reference, by="exporter")
    assert (seen["state"], seen["firm"], seen["broker"]) == (
        "paid", "Example Exporter (synthetic)", "Example Broker (synthetic)")  # fmt: skip
    assert drafted["total"]["refunds"] == before["total"]["refunds"]
    assert books["total"]["refunds"] == before["total"]["refunds"] + 1
    [own] = [one for one in books["books"] if one["exporter"] == "sandbox_exporter"]
    assert own["refunded"] == [paid["refund"]]
    assert sum(month["refunds"] for month in own["months"]) == own["refunds"]


@pytest.mark.parametrize("firm", ["", "sandbox_rival", "nobody"])
def test_no_broker_files_for_a_firm_that_has_not_let_it(hub: House, firm: str) -> None:
    raw = {**case_of(hub, exported(hub), f"F-N{firm}"), "firm": firm}
    with pytest.raises(RefusedError) as caught:
        filed(hub, raw, by="broker")

    assert codes(caught) == ["refund.mandate"]
