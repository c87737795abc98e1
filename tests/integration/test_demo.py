"""The rehearsal: what it makes, that it may be made again, and where it is not made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from entrepot.kernel.errors import MissingError, RefusedError
from entrepot.kernel.identifiers import check_uscc
from entrepot.kernel.money import Money
from entrepot.service.accounts import CLIENT, list_sandbox_accounts, set_password, sign_in
from entrepot.service.demo import PARTIES, USERS, demo_window
from entrepot.service.demo_hub import demo_hub
from entrepot.service.founding import found_house, make_organisation
from entrepot.service.mandates import revoke_mandate
from entrepot.store.accounts import Accounts, acting_for
from entrepot.store.covers import guarantee_of, list_covers_of
from entrepot.store.db import Database
from entrepot.store.reference import open_reference
from entrepot.store.window import acting_system

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SHOWN = [
    "exporter", "rival", "broker", "site", "officer", "inspector", "quarantine", "market",
    "supervisor", "coast", "auditor", "admin",
]  # fmt: skip
TABLES = (
    "organisation", "account", "membership", "mandate", "bay", "cover", "risk_rule", "event",
    "share_agreement",
)  # fmt: skip


def make(database: Database, region: str = "upland") -> dict:
    return demo_window(database, open_reference(region), at=NOON)


def all_rows(database: Database) -> dict[str, list]:
    with acting_system(database) as book:
        return {
            table: book.tx.execute(f"select * from {table} order by 1, 2").fetchall()
            for table in TABLES
        }


def test_it_tells_its_users_and_offices(rehearsal: Database) -> None:
    told = make(rehearsal)

    assert list(told) == ["status", "users", "offices"]
    assert told["status"] == "synthetic"
    assert list(told["users"]) == SHOWN
    assert told["users"]["inspector"] == {
        "organisation": "sandbox_inland", "uscc": "91000000MA00000056", "roles": ["inspector"],
    }  # fmt: skip
    assert told["offices"] == {"inland": "ul_landport", "coast": "ul_marenport"}


@pytest.mark.parametrize("region", ["guizhou", "upland"])
def test_it_takes_place_where_the_region_has_its_offices(fresh: Database, region: str) -> None:
    told = make(fresh, region)
    offices = {row.office: row for row in open_reference(region).table("offices")}
    inland = offices[told["offices"]["inland"]]

    def at(account: str) -> tuple[str, ...]:
        with acting_for(fresh, account, NOON) as (_, actor):
            return actor.offices

    assert (inland.kind, inland.side) == ("clearance site", "inland")
    assert offices[told["offices"]["coast"]].kind == "partner seaport"
    assert {
        at(name) for name in ("officer", "inspector", "supervisor", "quarantine", "market")
    } == {(inland.office,)}
    assert at("coast") == (told["offices"]["coast"],)
    assert at("site") == (inland.place,)
    with acting_system(fresh) as book:
        assert len(list(book.list_bays(site=inland.place))) == inland.bays


def test_everything_is_marked_as_invented_in_both_languages(rehearsal: Database) -> None:
    with acting_system(rehearsal) as book:
        firms = book.tx.execute("select * from organisation").fetchall()

    assert all(firm["is_sandbox"] for firm in firms)
    assert all(
        "(synthetic)" in one.name and "（虚构）" in one.name_zh for one in (*PARTIES, *USERS)
    )
    assert all(not check_uscc(firm["uscc"]).problems for firm in firms)
    assert len({firm["uscc"] for firm in firms}) == len(firms)


def test_it_has_a_mandate_a_deposit_and_rules_of_two_people(rehearsal: Database) -> None:
    with acting_for(rehearsal, "broker", NOON) as (_, actor):
        principals = actor.principals
    with acting_system(rehearsal) as book:
        (cover,) = map(guarantee_of, list_covers_of(book.tx, "sandbox_exporter"))
        rules = list(book.list_rules(states=["active"]))
    settings = open_reference("upland").settings

    assert principals == ("sandbox_exporter",)
    assert cover.available == Money(Decimal("1000000.00"), settings.currency)
    assert len(rules) == len(open_reference("upland").table("risk_rules")) >= 25
    assert {(rule["proposed_by"], rule["approved_by"]) for rule in rules} == {
        ("admin", "supervisor")
    }


def test_made_again_it_changes_nothing(fresh: Database) -> None:
    first = make(fresh)
    before = all_rows(fresh)

    again = make(fresh)

    assert again == first
    assert all_rows(fresh) == before


def test_made_at_the_same_time_it_is_made_once(fresh: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: make(fresh), range(4)))

    assert told == [told[0]] * 4
    assert len(all_rows(fresh)["mandate"]) == 1


def test_made_again_it_brings_back_neither_a_mandate_nor_a_password(fresh: Database) -> None:
    make(fresh)
    revoke_mandate(fresh, "exporter", "broker", at=NOON)
    set_password(fresh, "rival", "rival", "a sentence of its own", at=NOON)

    make(fresh)

    with acting_for(fresh, "broker", NOON) as (_, actor):
        assert actor.principals == ()
    assert sign_in(fresh, "rival", "a sentence of its own", at=NOON)


def test_each_account_s_password_is_its_name_and_people_are_named_on_the_sign_in_page(
    rehearsal: Database,
) -> None:
    for name in (*SHOWN, "admin2", "partner"):
        assert sign_in(rehearsal, name, name, at=NOON)

    assert sign_in(rehearsal, "bank", "bank", at=NOON, kind=CLIENT)
    assert set(list_sandbox_accounts(rehearsal)) == {*SHOWN, "admin2", "issuer", "partner"}


def test_a_store_with_somebody_real_is_not_rehearsed_in(fresh: Database) -> None:
    found_house(
        fresh, ["ada", "admin"], uscc="91110000600037341L", name="House", name_zh="", at=NOON
    )
    before = all_rows(fresh)

    with pytest.raises(RefusedError) as raised:
        make(fresh)

    assert {problem.where for problem in raised.value.problems} == {"house", "admin"}
    assert all_rows(fresh) == before
    assert list_sandbox_accounts(fresh) == []


def test_a_rehearsal_stays_one(fresh: Database) -> None:
    make(fresh)
    told = {"uscc": "91110000600037341L", "name": "N", "name_zh": "", "at": NOON}

    with pytest.raises(RefusedError):
        found_house(fresh, ["ada", "bo"], **told)
    make_organisation(fresh, "admin", "acme", kind="trader", **told)

    with acting_system(fresh) as book:
        assert all(row["is_sandbox"] for row in Accounts(book.tx).list_organisations())


def test_a_region_without_offices_has_no_rehearsal(fresh: Database) -> None:
    with pytest.raises(MissingError) as raised:
        make(fresh, "laos")

    assert "offices.csv" in raised.value.problems[0].where
    assert all_rows(fresh)["organisation"] == []


def test_the_hub_adds_who_works_there_and_may_be_made_again(rehearsal: Database) -> None:
    told = demo_hub(rehearsal, open_reference("upland"), at=NOON)
    again = demo_hub(rehearsal, open_reference("upland"), at=NOON)

    hub = ["operator", "zone", "platform", "bank", "insurer", "refunds", "farm"]
    assert list(told["users"]) == [*SHOWN, *hub]
    assert again == told
    assert told["users"]["zone"]["roles"] == ["zone_enterprise"]
