"""Partner customs read exactly the agreed fields, under an agreement of two people, seen by all."""

from datetime import date, timedelta

import psycopg
import pytest

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service import customs
from entrepot.service.demo import SHARED
from entrepot.service.sharing import (
    approve_agreement,
    end_agreement,
    list_agreements,
    propose_agreement,
    share,
)

TODAY = date(2026, 3, 10)


def codes(raised) -> list[str]:
    return sorted({problem.code for problem in raised.value.problems})


def propose(
    desk, agreement: str, *, partner: str = "neighbour", fields=("hs_code",), start: date = TODAY,
    stop: date | None = None, by: str = "admin", source: str = "a text", status: str = "synthetic",
) -> dict:  # fmt: skip
    return propose_agreement(
        desk.window, agreement, partner=partner, fields=fields, start=start, stop=stop,
        source=source, status=status, by=by, at=desk.at,
    )  # fmt: skip


@pytest.fixture
def neighbour(desk) -> str:
    """A partner with an account and no agreement in force."""
    with desk.window.as_system() as book:
        book.save_organisation(id="neighbour", uscc="91000000MA0000099X", name="Neighbour",
                               name_zh="邻国海关", kind="partner", customs_code="",
                               credit_class="registered", is_sandbox=True)  # fmt: skip
        book.save_account(id="next_door", name="Next door", name_zh="", kind="client")
        book.save_membership(
            account="next_door", organisation="neighbour", roles=["partner_customs"], offices=[],
            agency="", granted_by="",
        )  # fmt: skip
        book.tx.execute("update share_agreement set ended_at = now() where partner = 'neighbour' "
                        "and ended_at is null")  # fmt: skip
    return "next_door"


def test_a_partner_reads_the_agreed_fields_and_no_others(desk) -> None:
    raw = desk.file("G", boxes=2)
    desk.arrive(raw)
    told = desk.lodge(raw)

    shared = share(desk.window, told["number"], by="partner", at=desk.at)

    assert tuple(shared["fields"]) == SHARED
    values = {name: one["value"] for name, one in shared["fields"].items()}
    assert values == {
        "customs_no": told["number"], "hs_code": ["4011200000"],
        "goods_name": ["New radial tyres for lorries"], "gross_mass": "11800",
        "total_packages": 200, "container_no": desk.boxes_of(raw),
    }  # fmt: skip
    assert shared["fields"]["hs_code"]["name_zh"] == "商品编号"
    assert (shared["agreement"], shared["status"]) == ("sandbox_agreement", "synthetic")


def test_each_access_is_an_event_of_the_declaration_and_changes_nothing_else(desk) -> None:
    told = desk.filed("G")
    before = desk.show(told["reference"])

    for _ in range(2):
        share(desk.window, told["number"], by="partner", at=desk.at)
    after = desk.show(told["reference"])
    steps = [step for step in after["timeline"] if step["event"] == "shared"]

    assert [step["party"] for step in steps] == ["partner_customs"] * 2
    assert after["revision"] == before["revision"]


@pytest.mark.parametrize("name", ["reference", "ucr", "lrn"])
def test_a_declaration_is_asked_for_by_its_number_alone(desk, name: str) -> None:
    told = desk.filed("G")

    with pytest.raises(MissingError):
        share(desk.window, told[name], by="partner", at=desk.at)


def test_what_is_not_released_or_not_through_is_not_there_and_the_try_is_kept(desk) -> None:
    waiting = desk.filed("Y")
    inland = desk.filed("G")
    with desk.window.as_system() as book:
        book.tx.execute("update declaration set border_office = decl_office where reference = %s",
                        [inland["reference"]])  # fmt: skip

    for told in (waiting, inland):
        with pytest.raises(MissingError) as raised:
            share(desk.window, told["number"], by="partner", at=desk.at)
        assert codes(raised) == ["declaration.unknown"]

    tries = desk.ask(
        "select body from event where chain = 'tries:partner' order by seq desc limit 2"
    )
    assert inland["number"] in tries[0]["body"]


def test_without_an_agreement_that_day_there_is_nothing(desk, neighbour) -> None:
    told = desk.filed("G")
    propose(desk, "later", start=TODAY + timedelta(days=1), stop=TODAY + timedelta(days=2))
    with pytest.raises(MissingError):
        share(desk.window, told["number"], by=neighbour, at=desk.at)
    approve_agreement(desk.window, "later", by="supervisor", at=desk.at)

    with pytest.raises(MissingError):
        share(desk.window, told["number"], by=neighbour, at=desk.at)
    desk.later(days=1)
    shared = share(desk.window, told["number"], by=neighbour, at=desk.at)
    desk.later(days=1)
    with pytest.raises(MissingError):
        share(desk.window, told["number"], by=neighbour, at=desk.at)

    assert shared["agreement"] == "later"


def test_an_agreement_that_was_ended_gives_nothing_at_once(desk, neighbour) -> None:
    told = desk.filed("G")
    propose(desk, "short")
    approve_agreement(desk.window, "short", by="supervisor", at=desk.at)
    share(desk.window, told["number"], by=neighbour, at=desk.at)

    end_agreement(desk.window, "short", by="admin", at=desk.at)

    with pytest.raises(MissingError):
        share(desk.window, told["number"], by=neighbour, at=desk.at)


@pytest.mark.usefixtures("neighbour")
def test_nobody_approves_his_own_agreement_by_sql_neither(desk) -> None:
    propose(desk, "own", by="admin")

    with pytest.raises(RefusedError) as raised:
        approve_agreement(desk.window, "own", by="admin", at=desk.at)
    with pytest.raises(psycopg.errors.CheckViolation), desk.window.as_system() as book:
        book.tx.execute("update share_agreement set approved_by = 'admin', approved_at = now() "
                        "where id = 'own'")  # fmt: skip
    with pytest.raises(psycopg.errors.CheckViolation), desk.window.as_system() as book:
        book.tx.execute("update share_agreement set proposed_by = 'x', approved_by = 'admin' "
                        "where id = 'own'")  # fmt: skip
    with pytest.raises(psycopg.errors.CheckViolation), desk.window.as_system() as book:
        book.tx.execute("update share_agreement set fields = '{line_value}' where id = 'own'")

    assert codes(raised) == ["window.second_person"]


@pytest.mark.usefixtures("neighbour")
def test_two_agreements_of_a_partner_do_not_hold_on_one_day(desk) -> None:
    for name in ("first", "second"):
        propose(desk, name)
    approve_agreement(desk.window, "first", by="supervisor", at=desk.at)

    with pytest.raises(RefusedError) as raised:
        approve_agreement(desk.window, "second", by="supervisor", at=desk.at)

    assert codes(raised) == ["share.overlap"]


@pytest.mark.usefixtures("neighbour")
def test_everything_wrong_with_a_proposal_is_named_at_once(desk) -> None:
    with pytest.raises(InputError) as raised:
        propose(desk, "wrong", partner="sandbox_rival", source=" ", status="certain",
                fields=["signatory_name", "tax_assessed", "colour", "hs_code"],
                stop=TODAY)  # fmt: skip
    wheres = [problem.where for problem in raised.value.problems]

    assert wheres == [
        "signatory_name", "tax_assessed", "colour", "to", "source", "status", "sandbox_rival",
    ]  # fmt: skip
    assert all(problem.message_zh for problem in raised.value.problems)


@pytest.mark.usefixtures("neighbour")
def test_an_id_is_used_once(desk) -> None:
    propose(desk, "twice")

    with pytest.raises(InputError) as raised:
        propose(desk, "twice")

    assert codes(raised) == ["share.taken"]


@pytest.mark.parametrize("by", ["exporter", "officer", "coast", "partner"])
def test_only_supervisors_and_administrators_rule_over_agreements(desk, by: str) -> None:
    with pytest.raises(RefusedError):
        propose(desk, "not_mine", partner="sandbox_partner", by=by)
    with pytest.raises(RefusedError):
        approve_agreement(desk.window, "sandbox_agreement", by=by, at=desk.at)
    with pytest.raises(RefusedError):
        list_agreements(desk.window, by=by, at=desk.at)


@pytest.mark.parametrize("by", ["exporter", "officer", "supervisor", "auditor", "coast"])
def test_only_partners_read_what_is_shared(desk, by: str) -> None:
    told = desk.filed("G")

    with pytest.raises(RefusedError) as raised:
        share(desk.window, told["number"], by=by, at=desk.at)

    assert codes(raised) == ["window.role_missing"]


def test_a_partner_sees_nothing_else_of_the_window(desk) -> None:
    told = desk.filed("G")

    with pytest.raises(MissingError):
        desk.show(told["reference"], by="partner")
    with pytest.raises(MissingError):
        desk.do(customs.show_inspection, told["reference"], by="partner")


def test_the_agreements_are_listed_with_who_made_them(desk) -> None:
    rows = list_agreements(desk.window, by="auditor", at=desk.at)["rows"]
    (row,) = [one for one in rows if one["id"] == "sandbox_agreement"]

    assert (row["proposed_by"], row["approved_by"], row["valid_from"]) == (
        "admin", "supervisor", "2026-03-10",
    )  # fmt: skip
