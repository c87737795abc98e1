"""What a declaration owes through its life: ledger, security, being late, corrections."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from entrepot.kernel.errors import RefusedError
from entrepot.service import clock, consignments, customs

ZERO = Decimal(0)
VALUE = "/commodity/invoiceLine/itemChargeAmount"


def refusal(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_an_import_is_assessed_paid_and_released(desk) -> None:
    told = desk.filed("G", "import")
    reference = told["reference"]
    due = desk.assessed(reference)[-1]["due"]

    paid = desk.pay(reference, f"{due}")

    assert (told["state"], told["revenue"]) == ("ASSESSED", "DUE")
    assert (paid["state"], paid["revenue"]) == ("RELEASED", "PAID")
    assert desk.balances(reference) == {"revenue": -due, "bank": due}


def test_goods_declared_late_bear_a_charge_that_is_paid_with_the_tax(desk) -> None:
    raw = desk.file("G", "import")
    desk.arrive(raw, at=desk.at - timedelta(days=30))
    told = desk.lodge(raw)
    (row,) = desk.assessed(told["reference"])
    (charge,) = row["document"]["surcharges"]
    tax, late = (Decimal(row["document"][n]["amount"]) if n else Decimal(charge["due"]["amount"])
                 for n in ("total_due", ""))  # fmt: skip

    paid = desk.pay(told["reference"], f"{row['due']}")

    assert (charge["type"], charge["days"]) == ("late_declaration", 16)
    assert late == int(Decimal(charge["base"]["amount"]) * 16 * 5 / 10000) > 50
    assert row["due"] == tax + late
    assert paid["state"] == "RELEASED"
    assert desk.balances(told["reference"]) == {
        "revenue": -tax, "late_charges": -late, "bank": tax + late,
    }  # fmt: skip


def test_the_last_day_in_time_bears_no_charge(desk) -> None:
    raw = desk.file("G", "import")
    desk.arrive(raw, at=desk.at - timedelta(days=14))
    told = desk.lodge(raw)

    assert desk.assessed(told["reference"])[-1]["document"]["surcharges"] == []


def test_exports_and_goods_of_which_no_arrival_was_told_bear_no_charge(desk) -> None:
    raw = desk.file("G", "export")
    desk.arrive(raw, at=desk.at - timedelta(days=60))
    told = desk.lodge(raw)

    assert told["state"] == "RELEASED"
    assert desk.assessed(told["reference"])[-1]["document"]["surcharges"] == []


def test_tax_paid_late_bears_a_surcharge_before_the_goods_go(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    tax = desk.assessed(reference)[-1]["due"]
    desk.later(days=60)

    paid = desk.pay(reference, f"{tax}")
    last = desk.assessed(reference)[-1]
    (charge,) = last["document"]["surcharges"]
    late = Decimal(charge["due"]["amount"])

    assert (paid["state"], paid["revenue"]) == ("ASSESSED", "PART_PAID")
    assert (charge["type"], charge["from"], charge["days"]) == ("late_payment", "2026-03-26", 45)
    assert late == (tax * 45 * 5 / 10000).quantize(Decimal("0.01")) > 50
    assert desk.messages(reference).count("TAX_NOTICE") == 2
    assert desk.pay(reference, f"{late}")["state"] == "RELEASED"
    assert desk.balances(reference) == {
        "revenue": -tax, "late_charges": -late, "bank": tax + late,
    }  # fmt: skip


def test_tax_and_surcharge_may_be_paid_at_once(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    tax = desk.assessed(reference)[-1]["due"]
    late = (tax * 45 * 5 / 10000).quantize(Decimal("0.01"))
    desk.later(days=60)

    with pytest.raises(RefusedError) as raised:
        desk.pay(reference, f"{tax + late + 1}")

    assert refusal(raised) == ["payment.too_much"]
    assert f"{tax + late}" in raised.value.problems[0].message
    assert len(desk.assessed(reference)) == 1  # what was refused left nothing
    assert desk.pay(reference, f"{tax + late}")["state"] == "RELEASED"


def test_a_surcharge_under_the_threshold_is_waived_and_told(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    tax = desk.assessed(reference)[-1]["due"]
    desk.later(days=17)

    paid = desk.pay(reference, f"{tax}")
    (charge,) = desk.assessed(reference)[-1]["document"]["surcharges"]

    assert paid["state"] == "RELEASED"
    assert (charge["days"], charge["waived"], charge["due"]["amount"]) == (2, True, "0.00")


def test_a_notice_told_again_after_days_is_the_first_payment(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    tax = desk.assessed(reference)[-1]["due"]
    desk.pay(reference, f"{tax}", "B1")
    desk.later(days=90)

    again = desk.pay(reference, f"{tax}", "B1")

    assert again["replayed"] is True
    assert len(desk.assessed(reference)) == 1


def test_security_stands_in_for_payment_and_is_freed_by_it(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    tax = desk.assessed(reference)[-1]["due"]
    before = desk.ask("select reserved from cover where org_id = 'sandbox_exporter'")[0]

    told = desk.do(customs.secure, reference, by="exporter")
    held = desk.ask("select reserved from cover where org_id = 'sandbox_exporter'")[0]
    paid = desk.pay(reference, f"{tax}")
    after = desk.ask("select reserved from cover where org_id = 'sandbox_exporter'")[0]

    assert (told["state"], told["revenue"]) == ("RELEASED", "SECURED")
    assert held["reserved"] - before["reserved"] == tax
    assert (paid["revenue"], after) == ("PAID", before)
    assert desk.balances(reference) == {"revenue": -tax, "bank": tax}


def amend_value(desk, reference: str, value: str) -> dict:
    desk.do(consignments.ask_amendment, reference, {desk.item + VALUE: value},
            reason="invoice corrected", by="exporter")  # fmt: skip
    return desk.do(customs.decide_amendment, reference, approve=True, by="supervisor")


def test_an_amendment_before_release_posts_the_difference_alone(desk) -> None:
    reference = desk.filed("G", "import")["reference"]

    told = amend_value(desk, reference, "15000.00")
    due = desk.assessed(reference)[-1]["due"]

    assert (told["state"], told["version"]) == ("ASSESSED", 2)
    assert desk.balances(reference) == {"duty_receivable": due, "revenue": -due}
    assert desk.pay(reference, f"{due}")["state"] == "RELEASED"


def test_what_is_paid_in_excess_before_release_goes_back_and_the_goods_go(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    first = desk.assessed(reference)[-1]["due"]
    desk.pay(reference, f"{first - 1}")

    told = amend_value(desk, reference, "7000.00")
    due = desk.assessed(reference)[-1]["due"]

    assert (told["state"], told["revenue"]) == ("RELEASED", "PAID")
    assert desk.balances(reference) == {
        "revenue": -due, "bank": first - 1, "refund_payable": due - first + 1,
    }  # fmt: skip
    assert "REFUND" in desk.messages(reference)


@pytest.mark.parametrize(("value", "word"), [("15000.00", "PART_PAID"), ("13000.00", "REFUNDED")])
def test_an_amendment_after_release_posts_the_difference(desk, value: str, word: str) -> None:
    reference = desk.filed("G", "import")["reference"]
    first = desk.assessed(reference)[-1]["due"]
    desk.pay(reference, f"{first}")

    told = amend_value(desk, reference, value)
    due = desk.assessed(reference)[-1]["due"]
    more = due - first

    assert (told["state"], told["revenue"]) == ("RELEASED", word)
    assert desk.balances(reference) == {
        "revenue": -due, "bank": first,
        **({"duty_receivable": more} if more > 0 else {"refund_payable": more}),
    }  # fmt: skip


def test_two_amendments_of_a_secured_release_post_no_duty_twice(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    desk.do(customs.secure, reference, by="exporter")

    amend_value(desk, reference, "13000.00")
    told = amend_value(desk, reference, "13500.00")
    due = desk.assessed(reference)[-1]["due"]

    assert told["revenue"] == "SECURED"
    assert desk.balances(reference) == {"duty_receivable": due, "revenue": -due}


def test_a_cancellation_frees_the_security_and_leaves_no_balance(desk) -> None:
    before = desk.ask("select reserved from cover where org_id = 'sandbox_exporter'")
    reference = desk.filed("G", "import")["reference"]
    desk.do(customs.secure, reference, by="exporter")
    desk.do(consignments.ask_cancellation, reference, reason="sold elsewhere", by="exporter")

    told = desk.do(customs.decide_cancellation, reference, grant=True, by="supervisor")

    assert (told["state"], told["revenue"]) == ("CANCELLED", "NIL")
    assert desk.balances(reference) == {}
    assert desk.ask("select reserved from cover where org_id = 'sandbox_exporter'") == before


def test_a_cancellation_gives_back_what_was_paid(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    due = desk.assessed(reference)[-1]["due"]
    desk.pay(reference, f"{due}")
    desk.do(consignments.ask_cancellation, reference, reason="sold elsewhere", by="exporter")

    told = desk.do(customs.decide_cancellation, reference, grant=True, by="supervisor")
    moved = desk.ask(
        "select kind, count(*) as n from movement m join declaration d on d.id = m.declaration_id "
        "where reference = %s group by kind", reference,
    )  # fmt: skip

    assert (told["state"], told["revenue"]) == ("CANCELLED", "REFUNDED")
    assert desk.balances(reference) == {"bank": due, "refund_payable": -due}
    assert {row["kind"]: row["n"] for row in moved} == {"original": 1, "reversal": 1}


def test_what_is_cancelled_takes_no_payment(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    desk.do(consignments.ask_cancellation, reference, reason="sold elsewhere", by="exporter")
    desk.do(customs.decide_cancellation, reference, grant=True, by="supervisor")

    with pytest.raises(RefusedError) as raised:
        desk.pay(reference, "10.00")

    assert refusal(raised) == ["payment.nothing_due"]


# After release


def audited(desk, reference: str, value: str, **named: object) -> dict:
    desk.do(customs.open_audit, reference, reason="chosen", by="supervisor")
    changes = {desk.item + VALUE: value} if value else {}
    return desk.do(customs.close_audit, reference, changes, reason="books seen", by="chief",
                   **named)  # fmt: skip


@pytest.fixture
def chief(desk) -> None:
    """A second supervisor."""
    with desk.window.as_system() as book:
        office = book.tx.execute(
            "select offices from membership where account = 'supervisor'"
        ).fetchone()["offices"]
        book.save_account(id="chief", name="Chief", name_zh="", kind="person")
        book.save_membership(account="chief", organisation="sandbox_inland", roles=["supervisor"],
                             offices=office, agency="", granted_by="")  # fmt: skip


@pytest.mark.usefixtures("chief")
def test_an_audit_that_finds_duty_left_out_by_fault_charges_it_with_interest(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    first = desk.assessed(reference)[-1]["due"]
    desk.pay(reference, f"{first}")
    desk.later(days=200)

    told = audited(desk, reference, "28000.00", at_fault=True)
    last = desk.assessed(reference)[-1]
    (charge,) = last["document"]["surcharges"]
    tax = Decimal(last["document"]["total_due"]["amount"])
    interest = Decimal(charge["due"]["amount"])

    assert (told["revenue"], told["audit"]) == ("PART_PAID", "PCA_CLOSED")
    assert (charge["type"], charge["days"]) == ("interest", 185)
    assert interest == ((tax - first) * 185 * 5 / 10000).quantize(Decimal("0.01"))
    assert last["due"] == tax + interest
    assert desk.balances(reference) == {
        "duty_receivable": last["due"] - first, "revenue": -tax, "late_charges": -interest,
        "bank": first,
    }  # fmt: skip


@pytest.mark.usefixtures("chief")
def test_an_audit_without_fault_charges_no_interest(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    desk.pay(reference, f"{desk.assessed(reference)[-1]['due']}")
    desk.later(days=200)

    audited(desk, reference, "28000.00", at_fault=False)

    assert desk.assessed(reference)[-1]["document"]["surcharges"] == []


@pytest.mark.usefixtures("chief")
def test_an_audit_that_finds_too_much_paid_gives_it_back_with_interest(desk) -> None:
    reference = desk.filed("G", "import")["reference"]
    first = desk.assessed(reference)[-1]["due"]
    desk.pay(reference, f"{first}")
    desk.later(days=365)

    told = audited(desk, reference, "7000.00")
    back = first - desk.assessed(reference)[-1]["due"]
    interest = (back * Decimal("0.0035")).quantize(Decimal("0.01"))
    (refund,) = desk.ask(
        "select body from outbox o join declaration d on d.id = o.declaration_id "
        "where reference = %s and message = 'REFUND'", reference,
    )  # fmt: skip

    assert told["revenue"] == "REFUNDED"
    assert refund["body"]["refund"] == f"{back + interest}"
    assert desk.balances(reference)["interest"] == interest > 0
    assert desk.balances(reference)["refund_payable"] == -(back + interest)


# In two steps


def summary(desk) -> dict:
    return desk.filed("G", "import", "SUMMARY")


def test_a_summary_goes_on_security_and_its_full_contents_are_charged(desk) -> None:
    before = desk.ask("select reserved from cover where org_id = 'sandbox_exporter'")
    told = summary(desk)
    reference = told["reference"]
    raw = desk.ask(
        "select payload from declaration_version v join declaration d on d.id = v.declaration_id "
        "where reference = %s", reference,
    )[0]["payload"]  # fmt: skip

    full = desk.file("G", "import", "FULL")
    for name in ("functionalReferenceId", "procedureCategory"):
        full[name] = raw[name]
    full["goodsShipment"]["ucr"] = raw["goodsShipment"]["ucr"]
    boxes = raw["goodsShipment"]["consignment"]["transportEquipment"]
    full["goodsShipment"]["consignment"]["transportEquipment"] = boxes
    item = full["goodsShipment"]["governmentAgencyGoodsItem"][0]["commodity"]
    item["transportEquipment"] = [{"id": boxes[0]["id"]}]
    completed = desk.do(consignments.complete, reference, json.dumps(full).encode(), by="exporter")
    due = desk.assessed(reference)[-1]["due"]
    paid = desk.pay(reference, f"{due}")

    assert (told["state"], told["revenue"], told["completion_due"]) == (
        "RELEASED", "SECURED", "2026-03-24",
    )  # fmt: skip
    assert (completed["state"], completed["revenue"]) == ("RELEASED", "DUE")
    assert paid["revenue"] == "PAID"
    assert desk.ask("select reserved from cover where org_id = 'sandbox_exporter'") == before
    assert desk.balances(reference) == {"revenue": -due, "bank": due}


def test_the_second_step_is_counted_from_the_arrival_as_the_law_says(desk) -> None:
    raw = desk.file("G", "import", "SUMMARY")
    desk.arrive(raw, at=desk.at - timedelta(days=5))

    assert desk.lodge(raw)["completion_due"] == "2026-03-19"


def test_a_second_step_not_taken_claims_the_security_once(desk) -> None:
    told = summary(desk)
    reference = told["reference"]
    due = desk.assessed(reference)[-1]["due"]
    desk.later(days=15)

    first = clock.tick(desk.window, at=desk.at)
    again = clock.tick(desk.window, at=desk.at)

    assert reference in first["overdue"]
    assert reference not in again["overdue"]
    assert desk.show(reference)["revenue"] == "PAID"
    assert "overdue" in desk.show(reference)["flags"]
    assert desk.balances(reference) == {"deposit": due, "revenue": -due}


def test_a_summary_without_enough_security_waits_and_goes_when_it_is_there(desk) -> None:
    with desk.window.as_system() as book:
        book.tx.execute("update cover set ceiling = reserved + used")
    told = summary(desk)
    with pytest.raises(RefusedError) as raised:
        desk.do(customs.secure, told["reference"], by="exporter")
    with desk.window.as_system() as book:
        book.tx.execute("update cover set ceiling = 1000000")

    secured = desk.do(customs.secure, told["reference"], by="exporter")

    assert (told["state"], told["revenue"]) == ("ACCEPTED", "DUE")
    assert refusal(raised) == ["guarantee.limit"]
    assert (secured["state"], secured["revenue"]) == ("RELEASED", "SECURED")
    assert len(desk.assessed(told["reference"])) == 1


def test_a_summary_may_be_paid_instead_of_secured(desk) -> None:
    with desk.window.as_system() as book:
        book.tx.execute("update cover set ceiling = reserved + used")
    told = summary(desk)
    due = desk.assessed(told["reference"])[-1]["due"]

    paid = desk.pay(told["reference"], f"{due}")
    with desk.window.as_system() as book:
        book.tx.execute("update cover set ceiling = 1000000")

    assert (paid["state"], paid["revenue"]) == ("RELEASED", "PAID")
    assert desk.balances(told["reference"]) == {"revenue": -due, "bank": due}
