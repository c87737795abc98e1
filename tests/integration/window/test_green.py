"""Green channels on the real database: four eyes, the queue, the sample, and who sees what."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest
from tests.integration.window.house import House
from tests.integration.window.test_refund_cases import codes, hub

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import credit_insurance, green, loans, refund_cases
from entrepot.service.green_queue import find_rule
from entrepot.store.window import acting_system

Document = dict[str, Any]
__all__ = ["hub"]
NUMBERS = iter(range(10_000))
ORDINARY, ELIGIBLE = "sandbox_rival", "sandbox_exporter"


@pytest.fixture
def queue(hub: House) -> Iterator[House]:
    """A hub whose refund queue is empty, with nobody eligible."""
    yield hub
    for row in waiting(hub):
        move(hub, row["case"], "reject", reason="The test is over.")
    for row in green.list_eligible(hub.window, by="refunds", at=hub.at)["rows"]:
        if row["state"] != "revoked":
            hub.do(green.revoke, row["reference"], by="refunds", reason="The test is over.")


def grant(house: House, firm: str = "exporter", by: str = "refunds", **more: str) -> Document:
    raw = {"firm": firm, "channel": "refund", "from": "2026-01-01", "to": "2026-12-31",
           "grounds": "class I for years", "source": "list 7 (synthetic)", **more}  # fmt: skip
    return house.do(green.grant, raw, by=by)


def make_eligible(house: House, firm: str = "exporter") -> str:
    reference = str(grant(house, firm)["reference"])
    house.do(green.confirm, reference, by="refunds2")
    return reference


def arrive(house: House, org: str) -> str:
    """A case that waits in the refund queue."""
    house.pass_time(minutes=1)
    with house.raw() as tx:
        [row] = tx.execute(
            "insert into refund_case (org_id, kind, class, currency, document, state, made_by,"
            " made_at) values (%s, 'trader', 'II', 'EUR', '{}', 'submitted', %s, %s)"
            " returning reference",
            [org, org.removeprefix("sandbox_"), house.at],
        )
    return str(row["reference"])


def move(house: House, case: str, name: str, by: str = "refunds", reason: str = "") -> Document:
    return house.do(refund_cases.move_case, case, name, by=by, reason=reason)


def waiting(house: House) -> list[Document]:
    shown = green.show_queue(house.window, "refund", by="refunds", at=house.at)
    return list(shown["waiting"])


def test_who_grants_does_not_confirm_and_only_what_is_confirmed_counts(queue: House) -> None:
    case = arrive(queue, ELIGIBLE)
    own = grant(queue, by="refunds2")["reference"]
    with pytest.raises(RefusedError) as second:
        queue.do(green.confirm, own, by="refunds2")
    queue.do(green.revoke, own, by="refunds", reason="Granted by the wrong person.")
    told = grant(queue)
    before = waiting(queue)
    confirmed = queue.do(green.confirm, told["reference"], by="refunds2")
    after = waiting(queue)
    with pytest.raises(RefusedError) as again:
        queue.do(green.confirm, told["reference"], by="refunds2")

    assert (told["state"], told["moves"]) == ("proposed", ["revoke"])
    assert (confirmed["state"], confirmed["in_force"]) == ("live", True)
    assert [one["why"] for one in before if one["case"] == case] == ["arrived"]
    assert [one["why"] for one in after if one["case"] == case] == ["eligible"]
    assert codes(second) == ["window.second_person"]
    assert codes(again) == ["green.state"]


def test_the_database_itself_asks_for_a_second_person(queue: House) -> None:
    reference = grant(queue)["reference"]
    statement = ("update green_channel set state = 'live', confirmed_by = granted_by,"
                 " confirmed_at = granted_at where reference = %s")  # fmt: skip

    with (
        pytest.raises(psycopg.errors.CheckViolation),
        acting_system(queue.window.database) as book,
    ):
        book.tx.execute(statement, [reference])


def test_an_eligible_firm_goes_before_and_revocation_puts_it_back(queue: House) -> None:
    old, young = arrive(queue, ORDINARY), arrive(queue, ELIGIBLE)
    reference = make_eligible(queue)
    first = [one["case"] for one in waiting(queue)]
    listed = [one["reference"] for one in
              refund_cases.list_cases(queue.window, by="refunds", at=queue.at)["cases"]
              if one["line"]]  # fmt: skip
    queue.do(green.revoke, reference, by="refunds2", reason="List 8")
    second = [one["case"] for one in waiting(queue)]

    assert first == listed == [young, old]
    assert second == [old, young]
    kept = green.list_eligible(queue.window, by="refunds", at=queue.at)["rows"]
    row = next(one for one in kept if one["reference"] == reference)
    assert (row["state"], row["revoked_by"]) == ("revoked", "refunds2")
    assert row["revoked_why"] == "List 8"


def test_a_green_case_is_refused_where_an_ordinary_one_has_its_turn(queue: House) -> None:
    make_eligible(queue)
    rule = find_rule(queue.window, "refund", queue.at.date())
    assert rule is not None
    move(queue, arrive(queue, ORDINARY), "accept")  # the row begins anew
    old = arrive(queue, ORDINARY)
    for _ in range(rule.most_in_a_row):
        move(queue, arrive(queue, ELIGIBLE), "accept")
    next_green = arrive(queue, ELIGIBLE)
    line = {one["case"]: one["why"] for one in waiting(queue)}
    with pytest.raises(RefusedError) as caught:
        move(queue, next_green, "accept")
    move(queue, old, "accept")

    assert list(line.items()) == [(old, "turn"), (next_green, "eligible")]
    assert codes(caught) == ["green.ordinary_first"]
    assert move(queue, next_green, "accept")["state"] == "accepted"


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_arrives_every_ordinary_case_is_served_within_the_bound(
    queue: House, seed: int
) -> None:
    chance, taken = random.Random(seed), 0
    make_eligible(queue)
    rule = find_rule(queue.window, "refund", queue.at.date())
    assert rule is not None
    due: dict[str, int] = {}
    for _ in range(40):
        if chance.random() < 0.6:
            org = chance.choice([ELIGIBLE, ELIGIBLE, ORDINARY])
            case = arrive(queue, org)
            if org == ORDINARY:
                due[case] = taken + (len(due) + 1) * (rule.most_in_a_row + 1)
        elif line := waiting(queue):
            move(queue, line[0]["case"], "accept")
            taken += 1
            due.pop(line[0]["case"], None)
        assert all(bound > taken for bound in due.values())


def test_the_sample_of_a_day_is_drawn_again_and_examined_after_payment(queue: House) -> None:
    make_eligible(queue)
    rules = queue.window.reference.table("green_rules")
    queue.window.reference._tables["green_rules"] = tuple(
        replace(row, audit_bp=10_000) for row in rules
    )
    try:
        case = arrive(queue, ELIGIBLE)
        move(queue, case, "accept")
    finally:
        queue.window.reference._tables["green_rules"] = rules
    sample = [green.show_sample(queue.window, "refund", by="auditor", at=queue.at) for _ in "12"]
    listed = refund_cases.list_cases(queue.window, by="refunds", at=queue.at)["cases"]
    own = refund_cases.list_cases(queue.window, by="exporter", at=queue.at)["cases"]
    with pytest.raises(RefusedError) as early:
        queue.do(green.examine, "refund", case, by="refunds", finding="In order.")
    with queue.raw() as tx:
        tx.execute("update refund_case set state = 'paid', refund = 1, result = '{}'"
                   " where reference = %s", [case])  # fmt: skip
    done = queue.do(green.examine, "refund", case, by="refunds", finding="In order.")
    with pytest.raises(RefusedError) as twice:
        queue.do(green.examine, "refund", case, by="refunds", finding="Again.")

    assert sample[0] == sample[1]
    assert sample[0]["same"]
    assert case in sample[0]["kept"]
    assert {one["reference"]: bool(one["sample"]) for one in listed}[case]
    assert not {one["reference"]: one["sample"] for one in own}[case]  # the firm is not told
    assert codes(early) == ["green.not_paid"]
    assert (done["finding"], done["examined_by"]) == ("In order.", "refunds")
    assert codes(twice) == ["green.examined"]


def test_a_firm_sees_its_own_eligibility_and_nobody_elses(queue: House) -> None:
    own, other = make_eligible(queue), str(grant(queue, "rival")["reference"])

    def seen(by: str) -> set[str]:
        rows = green.list_eligible(queue.window, by=by, at=queue.at)["rows"]
        return {one["reference"] for one in rows} & {own, other}

    assert (seen("exporter"), seen("rival")) == ({own}, {other})
    assert seen("refunds") == seen("refunds2") == {own, other}
    assert seen("bank") == set()
    for stranger in ("exporter", "bank"):
        with pytest.raises((RefusedError, MissingError)):
            queue.do(green.revoke, own, by=stranger, reason="why")
    with pytest.raises(RefusedError):
        green.show_queue(queue.window, "refund", by="exporter", at=queue.at)


def test_everything_wrong_with_a_grant_is_said_at_once(queue: House) -> None:
    make_eligible(queue)
    with pytest.raises(InputError) as caught:
        queue.do(green.grant, {"channel": "gold", "from": "2026-02-01", "to": "2026-01-01"},
                 by="refunds")  # fmt: skip
    with pytest.raises(RefusedError) as twice:
        grant(queue, **{"from": "2026-12-31", "to": "2027-01-31"})
    with pytest.raises(RefusedError):
        grant(queue, by="exporter")

    assert {problem.where for problem in caught.value.problems} == {
        "firm", "channel", "to", "grounds", "source"
    }  # fmt: skip
    assert codes(twice) == ["green.overlap"]


def test_eligibility_counts_on_its_days_alone(queue: House) -> None:
    last = date(2026, 3, 1).isoformat()
    reference = str(grant(queue, to=last)["reference"])
    told = queue.do(green.confirm, reference, by="refunds2")
    case = arrive(queue, ELIGIBLE)

    assert (told["state"], told["in_force"]) == ("live", queue.at.date().isoformat() <= last)
    assert [one["why"] for one in waiting(queue) if one["case"] == case] == ["arrived"]


def test_a_banks_and_an_insurers_lists_begin_with_what_waits_by_the_channel(queue: House) -> None:
    at = queue.at
    with queue.raw() as tx:
        for org in ("rival", "exporter"):
            tx.execute(
                "insert into loan_case (org_id, lender_id, currency, asked, due_on, score, points,"
                " ceiling, made_by, made_at) values (%s, 'sandbox_bank', 'EUR', 5, '2027-01-01',"
                " '{}', 1, 9, %s, clock_timestamp())",
                [f"sandbox_{org}", org],
            )
            tx.execute(
                "insert into insured_buyer (org_id, insurer_id, buyer, country, currency, asked,"
                " made_by, made_at) values (%s, 'sandbox_insurer', 'B', 'DE', 'EUR', 5, %s,"
                " clock_timestamp())",
                [f"sandbox_{org}", org],
            )
        for channel, house in (("loan", "bank"), ("insurance", "insurer")):
            tx.execute(
                "insert into green_channel (org_id, house, channel, keepers, valid, grounds,"
                " source, state, granted_by, granted_at, confirmed_by, confirmed_at) values"
                " ('sandbox_exporter', %s, %s, array[%s], '[2026-01-01,)', 'g', 's', 'live',"
                " 'admin', %s, 'admin2', %s)",
                [f"sandbox_{house}", channel, house, at, at],
            )  # fmt: skip
    lists = (loans.list_loans(queue.window, by="bank", at=at),
             credit_insurance.list_buyers(queue.window, by="insurer", at=at))  # fmt: skip

    for told in lists:
        line = [(one["firm"], one["line"]["why"]) for one in told["rows"] if one["line"]]
        assert [why for _, why in line] == ["eligible", "arrived"]
    loan = lists[0]["rows"][0]["reference"]
    queue.do(loans.act_on_loan, loan, {"move": "refuse", "reason": "why"}, by="bank")
    turn = queue.rows("select * from green_turn where case_ref = %s", loan)
    assert turn[0]["eligibility_id"] is not None
