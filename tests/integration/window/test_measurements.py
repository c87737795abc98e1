"""Own measurements: from declarations, refunds and boxes to observations, and back to them."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.integration.window.house import House
from tests.integration.window.test_refund_cases import case_of, exported, filed, hub, move

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.accounts import RoleError
from entrepot.service.measurements import keep_measurements, measure, show_cases
from entrepot.service.observations import Wanted, list_known
from entrepot.service.own_records import REFUND, REPLY

Document = dict[str, Any]
EXPORT = "own_clearance_export_h"
__all__ = ["hub"]  # the fixture of the refund's tests


@pytest.fixture
def office(hub: House) -> House:
    """The same with an analyst, a planner and an auditor."""
    with hub.raw() as tx:
        for name, role in (("analyst", "statistician"), ("planner", "planner")):
            tx.execute("insert into account (id, name, name_zh, kind) values (%s, %s, %s, 'person')"
                       " on conflict do nothing", [name, name, name])  # fmt: skip
            tx.execute("insert into membership (account, organisation, roles, granted_by)"
                       " values (%s, 'sandbox_house', %s, 'admin') on conflict do nothing",
                       [name, [role]])  # fmt: skip
    return hub


def period(house: House) -> str:
    return f"{house.at.astimezone(house.window.reference.zone):%Y-%m}"


def own(told: Document, what: str, where: str = "upland") -> Document:
    return next(
        one for one in told["figures"] if (one["what"], one["where"]) == (what, where)
    )  # fmt: skip


def test_a_source_without_a_record_is_unknown_and_never_zero(office: House) -> None:
    told = office.do(measure, "2000-01", by="planner")

    assert all(one["value"] is None and one["cases"] == 0 for one in told["figures"])
    assert all(one["reason"] and one["reason_zh"] for one in told["figures"])
    assert own(told, REPLY)["reason"].startswith("no room keeps requests")
    assert office.do(keep_measurements, "2000-01", by="analyst")["added"] == 0


def test_clearance_adds_up_by_step_and_leads_back_to_the_declarations(office: House) -> None:
    references = {exported(office), exported(office)}
    told = office.do(measure, period(office), by="planner")
    whole = own(told, EXPORT)
    steps = [one for one in told["figures"]
             if one["what"].startswith("own_clearance_export_") and one["what"] != EXPORT
             and one["where"] == "upland"]  # fmt: skip
    cases = office.do(show_cases, EXPORT, period(office), by="analyst")["records"]

    assert whole["status"] == "synthetic"
    assert whole["cases"] == len(cases)
    assert references <= {one["reference"] for one in cases}
    assert sum(one["value"] for one in steps) == pytest.approx(whole["value"], abs=1e-3)
    mean = sum(one["value"] for one in cases) / len(cases)
    assert whole["value"] == pytest.approx(mean, abs=1e-4)
    assert own(told, EXPORT, office.site)["cases"] <= whole["cases"]


def paid(office: House, invoice: str, days: int = 0) -> str:
    reference = filed(office, case_of(office, exported(office), invoice))
    move(office, reference, "submit", by="exporter")
    move(office, reference, "accept")
    office.pass_time(days=days)
    for name in ("match", "review", "approve", "send", "pay"):
        move(office, reference, name)
    return reference


def test_what_is_measured_again_after_another_record_shows_now_not_then(office: House) -> None:
    month, first_case = period(office), paid(office, "M-1")
    first = office.do(keep_measurements, month, by="analyst")
    then = office.at
    again = office.do(keep_measurements, month, by="analyst")
    second_case = paid(office, "M-3", days=4)
    corrected = office.do(keep_measurements, month, by="analyst")
    wanted = Wanted((REFUND,), ("upland",), (month,))
    was, now = (
        list_known(office.window, at, wanted, by="analyst", at=office.at)["observations"][0]
        for at in (then, office.at)
    )

    assert first["added"] > 0
    assert (again["added"], again["corrected"], again["unchanged"]) == (0, 0, first["added"])
    assert corrected["added"] == 0
    assert corrected["corrected"] >= 1
    assert was["value"] == own(first, REFUND)["value"] == 0
    assert now["value"] == own(corrected, REFUND)["value"] > 0
    assert now["status"] == "synthetic"
    assert now["note"].startswith("2 cases, ")
    told = office.do(show_cases, REFUND, month, by="analyst")
    assert {one["reference"] for one in told["records"]} == {first_case, second_case}


def test_days_of_an_open_query_are_not_counted(office: House) -> None:
    before = office.do(measure, period(office), by="analyst")
    known = own(before, REFUND)
    reference = filed(office, case_of(office, exported(office), "M-2"))
    move(office, reference, "submit", by="exporter")
    move(office, reference, "accept")
    move(office, reference, "query", reason="Which contract?")
    office.pass_time(days=8)
    move(office, reference, "answer", by="exporter", reason="Contract 7.")
    for name in ("match", "review", "approve", "send", "pay"):
        move(office, reference, name)
    records = office.do(show_cases, REFUND, period(office), by="analyst")["records"]

    days = {one["reference"]: one["value"] for one in records}
    assert days[reference] == 0
    assert len(days) == known["cases"] + 1
    told = own(office.do(measure, period(office), by="analyst"), REFUND)
    assert told["value"] == pytest.approx(float(Fraction(sum(map(int, days.values())), len(days))),
                                          abs=1e-4)  # fmt: skip


def test_who_may_measure_keep_and_walk_back(office: House) -> None:
    with pytest.raises(RoleError):
        office.do(measure, "", by="exporter")
    with pytest.raises(RoleError):
        office.do(keep_measurements, "", by="planner")
    with pytest.raises(RoleError):
        office.do(show_cases, EXPORT, "", by="planner")
    with pytest.raises(MissingError):
        office.do(show_cases, "own_nothing", "", by="analyst")

    assert office.do(show_cases, EXPORT, "", by="auditor")["what"] == EXPORT


@pytest.mark.parametrize("text", ["May", "2026-13", "2999"])
def test_a_period_that_is_none_or_has_not_begun_is_refused(office: House, text: str) -> None:
    with pytest.raises(InputError) as caught:
        office.do(measure, text, by="analyst")

    assert caught.value.problems[0].code == "measurement.period"


def test_without_a_period_the_last_whole_month_is_measured(office: House) -> None:
    month = office.at.astimezone(office.window.reference.zone).replace(day=1) - timedelta(days=1)

    told = office.do(measure, "", by="analyst")
    assert (told["period"], told["is_over"]) == (f"{month:%Y-%m}", True)
