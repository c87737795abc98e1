"""Administrators: two of them for a role and for a firm's standing, by the database's own word."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, RefusedError
from entrepot.service import administration as adm
from entrepot.service import founding
from entrepot.service.accounts import CLIENT, RoleError, SignInError, actor_of, sign_in
from entrepot.service.proposals import list_proposals
from entrepot.service.roles import grant_role, take_role
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.db import Database
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
KNOWN = ("inspector", "document_officer", "trader", "administrator", "auditor", "bank")
USCC = "91110000600037341L"


def propose(database: Database, account: str, role: str = "inspector", by: str = "admin", **more):
    return grant_role(
        database, by, account, role, "sandbox_inland", at=NOON, known=KNOWN, **more
    )  # fmt: skip


def decide(database: Database, number: int, by: str = "admin2", *, is_approved: bool = True):
    return adm.decide_proposal(database, by, number, is_approved=is_approved, at=NOON)


def roles(database: Database, account: str) -> dict[str, list[str]]:
    with database.transaction() as tx:
        rows = Accounts(tx).list_memberships(account=account)
        return {row["organisation"]: row["roles"] for row in rows}


def chain(database: Database, name: str) -> list[str]:
    with acting_system(database) as book:
        rows = book.tx.execute("select kind from event where chain = %s order by seq", [name])
        return [row["kind"] for row in rows]


@pytest.fixture
def person(rehearsal: Database, request: pytest.FixtureRequest) -> str:
    """A new account without roles."""
    name = f"p{abs(hash(request.node.name)) % 10**9}"
    adm.make_account(rehearsal, "admin", name, name="Somebody", at=NOON)
    return name


# Roles


def test_a_role_takes_effect_when_a_second_administrator_approves(rehearsal, person) -> None:
    told = propose(rehearsal, person, offices=["ul_landport"])
    before = roles(rehearsal, person)

    done = decide(rehearsal, told["id"])

    assert (told["state"], done["state"]) == ("open", "approved")
    assert before == {}
    assert roles(rehearsal, person) == {"sandbox_inland": ["inspector"]}
    with acting_for(rehearsal, person, NOON) as (_, actor):
        assert actor.offices == ("ul_landport",)
    assert chain(rehearsal, f"account:{person}") == [
        "account_made", "role_proposed", "role_approved",
    ]  # fmt: skip


def test_a_role_refused_is_not_held(rehearsal, person) -> None:
    told = propose(rehearsal, person)

    decide(rehearsal, told["id"], is_approved=False)

    assert roles(rehearsal, person) == {}


def test_a_further_role_is_held_beside_the_first(rehearsal, person) -> None:
    decide(rehearsal, propose(rehearsal, person)["id"])

    decide(rehearsal, propose(rehearsal, person, "document_officer")["id"])

    assert roles(rehearsal, person) == {"sandbox_inland": ["inspector", "document_officer"]}


def test_nobody_approves_his_own_proposal(rehearsal, person) -> None:
    told = propose(rehearsal, person)

    with pytest.raises(RefusedError) as raised:
        decide(rehearsal, told["id"], by="admin")

    assert raised.value.problems[0].code == "approval.four_eyes"
    assert roles(rehearsal, person) == {}


def test_nobody_grants_himself_a_role_and_nobody_decides_about_himself(rehearsal) -> None:
    with pytest.raises(RefusedError):
        propose(rehearsal, "admin", "administrator")
    told = propose(rehearsal, "admin2", "administrator")
    with pytest.raises(RefusedError):
        decide(rehearsal, told["id"], by="admin2")

    assert roles(rehearsal, "admin2") == {"sandbox_house": ["administrator"]}


@pytest.mark.parametrize(
    "statement",
    [
        "update approval set state = 'approved', decided_by = proposed_by, decided_at = now() "
        "where id = %(id)s",
        "update approval set state = 'approved', decided_by = 'admin', decided_at = now(), "
        "proposed_by = 'admin2' where id = %(id)s",
        "insert into approval (kind, subject, payload, proposed_by, proposed_at, state, "
        "decided_by, decided_at) values ('role', 'y', '{}', 'admin', now(), 'approved', "
        "'admin', now())",
        "insert into membership (account, organisation, roles, granted_by) "
        "values ('admin', 'sandbox_inland', '{supervisor}', 'admin')",
        "update membership set roles = '{supervisor}', granted_by = account "
        "where account = 'admin'",
    ],
)
def test_by_raw_sql_too_the_database_wants_a_second_person(rehearsal, person, statement) -> None:
    number = propose(rehearsal, person)["id"]

    with pytest.raises(psycopg.errors.CheckViolation), acting_system(rehearsal) as book:
        book.tx.execute(statement, {"id": number})


def test_a_decided_proposal_stays_as_it_was_decided(rehearsal, person) -> None:
    number = propose(rehearsal, person)["id"]
    decide(rehearsal, number, is_approved=False)

    with pytest.raises(RefusedError):
        decide(rehearsal, number)
    with pytest.raises(psycopg.errors.CheckViolation), acting_system(rehearsal) as book:
        book.tx.execute(
            "update approval set state = 'approved', decided_by = 'admin2' where id = %s", [number]
        )

    assert roles(rehearsal, person) == {}


def test_the_same_is_proposed_once_until_it_is_decided(rehearsal, person) -> None:
    first = propose(rehearsal, person)["id"]

    with pytest.raises(RefusedError) as raised:
        propose(rehearsal, person, "document_officer")
    decide(rehearsal, first)
    again = propose(rehearsal, person, "document_officer")

    assert raised.value.problems[0].code == "approval.waits"
    assert again["id"] > first


@pytest.mark.parametrize("apart", ["administrator", "auditor"])
def test_who_administers_or_audits_holds_no_other_role(rehearsal, person, apart) -> None:
    decide(rehearsal, propose(rehearsal, person)["id"])

    with pytest.raises(RefusedError) as raised:
        propose(rehearsal, person, apart)

    assert raised.value.problems[0].code == "access.apart"


def test_two_proposals_that_do_not_go_together_are_not_both_approved(rehearsal, person) -> None:
    first = propose(rehearsal, person)["id"]
    second = grant_role(
        rehearsal, "admin", person, "auditor", "sandbox_house", at=NOON, known=KNOWN
    )["id"]
    decide(rehearsal, first)

    with pytest.raises(RefusedError):
        decide(rehearsal, second)

    assert roles(rehearsal, person) == {"sandbox_inland": ["inspector"]}


def test_a_role_taken_is_gone_at_once_and_the_last_one_stays(rehearsal, person) -> None:
    decide(rehearsal, propose(rehearsal, person)["id"])
    decide(rehearsal, propose(rehearsal, person, "document_officer")["id"])

    take_role(rehearsal, "admin", person, "inspector", "sandbox_inland", at=NOON)

    assert roles(rehearsal, person) == {"sandbox_inland": ["document_officer"]}
    with pytest.raises(RefusedError):
        take_role(rehearsal, "admin", person, "document_officer", "sandbox_inland", at=NOON)
    with pytest.raises(MissingError):
        take_role(rehearsal, "admin", person, "inspector", "sandbox_inland", at=NOON)


@pytest.mark.parametrize(
    ("account", "role", "organisation", "kind"),
    [
        ("nobody", "inspector", "sandbox_inland", MissingError),
        ("officer", "emperor", "sandbox_inland", InputError),
        ("officer", "inspector", "nowhere", MissingError),
    ],
)
def test_a_role_is_proposed_of_what_there_is(rehearsal, account, role, organisation, kind) -> None:
    with pytest.raises(kind):
        grant_role(rehearsal, "admin", account, role, organisation, at=NOON, known=KNOWN)


ACTS: dict[str, Callable] = {
    "list": lambda d, who: adm.list_accounts(d, who, at=NOON),
    "add": lambda d, who: adm.make_account(d, who, "somebody", name="S", at=NOON),
    "client": lambda d, who: adm.make_client(d, who, "prog", "exporter", at=NOON),
    "close": lambda d, who: adm.close_account(d, who, "rival", at=NOON),
    "grant": lambda d, who: propose(d, "rival", by=who),
    "take": lambda d, who: take_role(d, who, "rival", "trader", "sandbox_rival", at=NOON),
    "suspend": lambda d, who: adm.propose_suspension(
        d, who, "rival", is_suspended=True, reason="", at=NOON
    ),
    "proposals": lambda d, who: list_proposals(d, who, at=NOON),
    "decide": lambda d, who: decide(d, 1, by=who),
    "organisation": lambda d, who: founding.make_organisation(
        d, who, "newfirm", uscc=USCC, name="N", name_zh="", kind="trader", at=NOON
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["exporter", "supervisor", "auditor", "bank"])
def test_nobody_but_an_administrator_does_what_administrators_do(rehearsal, act, who) -> None:
    with pytest.raises(RoleError):
        ACTS[act](rehearsal, who)


# Accounts


def test_a_closed_account_is_out_at_once_and_for_good(rehearsal, person) -> None:
    decide(rehearsal, propose(rehearsal, person)["id"])
    with rehearsal.transaction() as tx:
        from entrepot.store.accounts import hash_secret

        Accounts(tx).set_secret(secret_hash=hash_secret("pw"), account=person)
    token = sign_in(rehearsal, person, "pw", at=NOON).token

    adm.close_account(rehearsal, "admin", person, at=NOON)

    assert actor_of(rehearsal, token, at=NOON) is None
    with pytest.raises(SignInError):
        sign_in(rehearsal, person, "pw", at=NOON)
    with pytest.raises(MissingError), acting_for(rehearsal, person, NOON):
        pass
    with pytest.raises(MissingError):
        adm.close_account(rehearsal, "admin", person, at=NOON)
    with pytest.raises(RefusedError):
        adm.close_account(rehearsal, "admin", "admin", at=NOON)


@pytest.mark.parametrize("name", ["exporter", "X", "a b", "", "x" * 61, "ä", "a@b"])
def test_a_name_that_is_taken_or_cannot_be_used_makes_no_account(rehearsal, name) -> None:
    with pytest.raises(InputError):
        adm.make_account(rehearsal, "admin", name, name="N", at=NOON)


def test_a_program_of_a_rehearsing_firm_comes_in_with_the_secret_told_once(rehearsal) -> None:
    told = adm.make_client(rehearsal, "admin", "acme.erp", "exporter", at=NOON)

    session = sign_in(rehearsal, "acme.erp", told["secret"], at=NOON, kind=CLIENT)

    found = actor_of(rehearsal, session.token, at=NOON, kind=CLIENT)
    assert found is not None
    assert found.who == "acme.erp@sandbox_exporter"
    assert (told["roles"], told["proposal"]) == (["trader"], None)
    assert told["secret"] not in str(adm.list_accounts(rehearsal, "admin", at=NOON))


@pytest.mark.parametrize("organisation", ["sandbox_inland", "sandbox_house", "sandbox_market"])
def test_programs_hold_no_office(rehearsal, organisation) -> None:
    with pytest.raises(InputError):
        adm.make_client(rehearsal, "admin", "robot", organisation, at=NOON)


# Firms


def test_a_firm_is_suspended_and_restored_by_two(rehearsal) -> None:
    def standing() -> bool:
        with acting_for(rehearsal, "rival", NOON) as (_, actor):
            return actor.is_suspended

    def propose_it(*, is_suspended: bool) -> int:
        return adm.propose_suspension(
            rehearsal, "admin", "rival", is_suspended=is_suspended, reason="why", at=NOON
        )["id"]

    seen = [standing()]
    number = propose_it(is_suspended=True)
    with pytest.raises(RefusedError):
        decide(rehearsal, number, by="admin")
    seen.append(standing())
    decide(rehearsal, number)
    seen.append(standing())
    with pytest.raises(RefusedError):
        propose_it(is_suspended=True)
    decide(rehearsal, propose_it(is_suspended=False))
    seen.append(standing())

    assert seen == [False, False, True, False]
    assert chain(rehearsal, "organisation:sandbox_rival") == [
        "suspension_proposed", "suspension_approved", "suspension_proposed",
        "suspension_approved",
    ]  # fmt: skip


# A house that serves


def found(database: Database, *names: str, **more: str):
    told = {"uscc": USCC, "name": "House", "name_zh": "运营方"} | more
    return founding.found_house(database, names or ("ada", "bo"), at=NOON, **told)


def test_a_house_is_founded_once_by_two_administrators_who_make_the_others(fresh) -> None:
    found(fresh)

    with pytest.raises(RefusedError):
        found(fresh, "eve", "mallory")
    founding.make_organisation(
        fresh, "ada", "acme", uscc="91000000MA0000002W", name="Acme", name_zh="", kind="trader",
        at=NOON,
    )  # fmt: skip
    told = adm.make_client(fresh, "ada", "acme.erp", "acme", at=NOON)
    with pytest.raises(SignInError):
        sign_in(fresh, "acme.erp", told["secret"], at=NOON, kind=CLIENT)
    decide(fresh, told["proposal"], by="bo")

    assert sign_in(fresh, "acme.erp", told["secret"], at=NOON, kind=CLIENT)
    assert roles(fresh, "acme.erp") == {"acme": ["trader"]}


@pytest.mark.parametrize(
    ("names", "more"),
    [(("ada", "ada"), {}), (("ada", "bo"), {"uscc": "91110000600037341X"}), (("ada", "B o"), {})],
)
def test_a_house_with_a_wrong_code_or_but_one_administrator_is_not_founded(
    fresh, names, more
) -> None:
    with pytest.raises(EntrepotError):
        found(fresh, *names, **more)

    with fresh.transaction() as tx:
        assert list(Accounts(tx).list_organisations()) == []


@pytest.mark.parametrize(
    ("organisation", "uscc", "kind"),
    [
        ("house", "91000000MA0000002W", "trader"),
        ("acme", USCC, "trader"),
        ("Ac me", "91000000MA0000002W", "trader"),
        ("acme", "91000000MA0000002X", "trader"),
        ("acme", "91000000MA0000002W", "club"),
    ],
)
def test_an_organisation_is_taken_in_under_an_id_and_code_of_its_own(
    fresh, organisation, uscc, kind
) -> None:
    found(fresh)

    with pytest.raises(InputError):
        founding.make_organisation(
            fresh, "ada", organisation, uscc=uscc, name="A", name_zh="", kind=kind, at=NOON
        )
