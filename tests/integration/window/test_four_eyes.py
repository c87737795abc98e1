"""Four eyes and what is only ever added to, by SQL: the database itself refuses.

The statements are those of the application's role in the window's own context, which may do
most; what is only added to is tried by the owner of the tables as well.
"""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from tests.integration.window.house import House

from entrepot.service import customs
from entrepot.store.window import acting_system

CHECK, NO_PRIVILEGE = "23514", "42501"


@pytest.fixture(scope="module")
def waiting(house: House) -> House:
    """A window in which something of each kind waits for a second person."""
    red = house.file("R")["reference"]
    house.do(customs.propose_seizure, red, reason="why", by="inspector")
    paid = house.file("G", "import")["reference"]
    house.amend(paid, {"/totalGrossMassMeasure": "2160"})
    house.pay(paid, house.owed(paid))
    audited = house.file("B")["reference"]
    house.do(customs.open_audit, audited, reason="why", by="supervisor")
    with acting_system(house.window.database) as book:
        book.propose_rule(id="own", version=1, definition="{}", by="admin", at=house.at)
        book.tx.execute(
            "insert into share_agreement (id, partner, fields, valid, source, status, proposed_by,"
            " proposed_at) values ('one', 'sandbox_coast', '{number}', '[2026-01-01,)', 's', 's',"
            " 'admin', %s)",
            [house.at],
        )
    return house


def told(house: House, *statements: str) -> str:
    """The state of the first refusal of statements in one transaction; empty where all are done."""
    try:
        with acting_system(house.window.database) as book:
            for statement in statements:
                assert book.tx.execute(statement).rowcount != 0, statement
            raise Undone
    except psycopg.Error as error:
        return error.sqlstate or "?"
    except Undone:
        return ""


class Undone(Exception):  # noqa: N818 - it is no error
    """Ends a transaction without keeping it."""


# Who decides, who asked, and what else is set so that another's decision would do.
MATTERS: list[tuple[str, str, str, str, str]] = [
    ("approval", "decided_by", "proposed_by", "state = 'approved', decided_at = now()",
     "state = 'open'"),
    ("risk_rule", "approved_by", "proposed_by", "state = 'active', approved_at = now()",
     "state = 'proposed'"),
    ("amendment", "decided_by", "asked_by", "state = 'approved', decided_at = now()",
     "state = 'pending'"),
    ("legal_case", "closed_by", "opened_by", "outcome = 'x', closed_at = now()",
     "kind = 'audit' and closed_at is null"),
    ("share_agreement", "approved_by", "proposed_by", "approved_at = now()",
     "approved_by is null"),
]  # fmt: skip
OF_EACH = pytest.mark.parametrize(("table", "decider", "asker", "rest", "where"), MATTERS)


@OF_EACH
def test_a_second_person_may_decide(waiting, table, decider, asker, rest, where) -> None:
    decide = f"update {table} set {decider} = 'another', {rest} where {where}"

    assert told(waiting, decide) == "", asker


@OF_EACH
def test_nobody_decides_his_own_proposal(waiting, table, decider, asker, rest, where) -> None:
    decide = f"update {table} set {decider} = {asker}, {rest} where {where}"

    assert told(waiting, decide) == CHECK


@OF_EACH
def test_nobody_makes_a_proposal_anothers_first(
    waiting, table, decider, asker, rest, where
) -> None:
    hand_over = f"update {table} set {asker} = 'another' where {where}"
    at_once = f"update {table} set {decider} = {asker}, {asker} = 'another', {rest} where {where}"

    assert told(waiting, hand_over) == CHECK
    assert told(waiting, at_once) == CHECK


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("approval", "kind, subject, payload, proposed_by, proposed_at, state, decided_by",
         "'seizure', 'other', '{}', 'one', now(), 'approved', 'one'"),
        ("risk_rule", "id, version, definition, state, proposed_by, proposed_at, approved_by",
         "'other', 1, '{}', 'active', 'one', now(), 'one'"),
        ("membership", "account, organisation, roles, granted_by",
         "'rival', 'sandbox_inland', '{supervisor}', 'rival'"),
    ],
)  # fmt: skip
def test_a_proposal_is_not_born_decided_by_who_makes_it(waiting, table, columns, values) -> None:
    assert told(waiting, f"insert into {table} ({columns}) values ({values})") == CHECK


def test_a_rule_is_in_force_only_when_somebody_approved_it(waiting: House) -> None:
    activate = "update risk_rule set state = 'active' where id = 'own'"

    assert told(waiting, activate) == CHECK


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("approval", "payload = '{\"x\": 1}'"), ("approval", "subject = 'x'"),
        ("risk_rule", "definition = '{\"x\": 1}'"), ("amendment", "changes = '{\"x\": 1}'"),
        ("amendment", "reason = 'x'"), ("share_agreement", "fields = '{value}'"),
        ("legal_case", "reason = 'x'"), ("legal_case", "kind = 'no_exit'"),
    ],
)  # fmt: skip
def test_what_is_proposed_is_not_changed_before_it_is_decided(waiting, table, change) -> None:
    assert told(waiting, f"update {table} set {change}") == CHECK


@pytest.mark.parametrize(
    ("table", "decided", "again"),
    [
        ("approval", "state = 'refused', decided_by = 'another', decided_at = now()",
         "state = 'approved'"),
        ("amendment", "state = 'refused', decided_by = 'another'", "state = 'approved'"),
        ("legal_case", "closed_by = 'another', closed_at = now(), outcome = 'one'",
         "outcome = 'other'"),
        ("share_agreement", "approved_by = 'another' where id = 'one'",
         "approved_by = 'third' where id = 'one'"),
    ],
)  # fmt: skip
def test_what_is_decided_stays_decided(waiting, table, decided, again) -> None:
    decide, change = f"update {table} set {decided}", f"update {table} set {again}"

    assert told(waiting, decide) == ""
    assert told(waiting, decide, change) == CHECK


# What is only ever added to

KEPT = ("event", "movement", "payment", "ledger_entry", "declaration_version")


@pytest.mark.parametrize("table", KEPT)
def test_the_application_only_adds(waiting: House, table: str) -> None:
    column = last_column(waiting, table)

    assert told(waiting, f"update {table} set {column} = {column}") == NO_PRIVILEGE
    assert told(waiting, f"delete from {table}") == NO_PRIVILEGE
    assert told(waiting, f"truncate {table}") == NO_PRIVILEGE


@pytest.mark.parametrize("table", KEPT)
def test_not_even_a_superuser_changes_or_takes_away_by_the_way(waiting: House, table: str) -> None:
    column = last_column(waiting, table)

    def refusal(statement: str) -> str:
        with waiting.raw() as tx:
            with pytest.raises(psycopg.Error) as raised:
                tx.execute(statement)
            tx.rollback()
            return str(raised.value.sqlstate)

    assert refusal(f"update {table} set {column} = {column}") == NO_PRIVILEGE
    assert refusal(f"delete from {table}") == NO_PRIVILEGE
    if table != "declaration_version":
        assert refusal(f"truncate {table}") == NO_PRIVILEGE


@pytest.mark.parametrize("table", KEPT)
def test_the_owner_of_the_tables_reaches_no_row_of_them(waiting: House, table: str) -> None:
    column = last_column(waiting, table)
    with psycopg.connect(waiting.window.database.admin_url) as tx:
        for statement in (f"update {table} set {column} = {column}", f"delete from {table}"):
            assert tx.execute(statement).rowcount == 0


def last_column(house: House, table: str) -> str:
    (row,) = house.rows(f"select * from {table} limit 1")
    return list(row)[-1]


def test_a_posting_that_does_not_balance_is_not_kept(waiting: House) -> None:
    entry = (
        "insert into ledger_entry (posting, declaration_id, account, debit, at)"
        " select gen_random_uuid(), id, 'bank', 1, now() from declaration limit 1"
    )

    def post() -> None:
        with acting_system(waiting.window.database) as book:
            book.tx.execute(entry)

    with pytest.raises(psycopg.errors.CheckViolation, match="does not balance"):
        post()


@pytest.mark.parametrize("more", ["reserved = ceiling + 0.01", "reserved = -0.01, used = 0"])
def test_a_cover_is_never_overdrawn(waiting: House, more: str) -> None:
    assert told(waiting, f"update cover set {more}") == CHECK


def test_a_bay_takes_one_consignment_at_a_time(waiting: House) -> None:
    again = (
        "insert into appointment (declaration_id, site, bay, slot, agencies, made_at)"
        " select d.id, site, bay, slot, agencies, now() from appointment"
        " cross join (select id from declaration where state = 'RELEASED' limit 1) d limit 1"
    )

    assert told(waiting, again) == "23P01"


# The service says the same in its own words


def refusal(house: House, act: Callable[..., Any], *words: Any, **more: Any) -> set[str]:
    from entrepot.kernel.errors import RefusedError

    with pytest.raises(RefusedError) as refused:
        house.do(act, *words, **more)
    return {problem.code for problem in refused.value.problems}


def test_the_service_refuses_first(waiting: House) -> None:
    reference = waiting.file("Y")["reference"]
    waiting.amend(reference, {"/totalGrossMassMeasure": "11900"}, by="officer")
    own = refusal(waiting, customs.decide_amendment, reference, approve=True, by="officer")
    audited = waiting.file("G")["reference"]
    waiting.do(customs.open_audit, audited, reason="why", by="supervisor")
    closed = refusal(waiting, customs.close_audit, audited, {}, reason="why", by="supervisor")

    assert own == closed == {"window.second_person"}
    again = waiting.do(customs.decide_amendment, reference, approve=True, by="supervisor")
    assert again["version"] == 2
    assert waiting.do(
        customs.close_audit, audited, {}, reason="why", by="supervisor2"
    )["audit"] == "PCA_CLOSED"  # fmt: skip
