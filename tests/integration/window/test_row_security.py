"""Raw SQL of the application's role, table by table: who sees which rows, who writes none.

Every table under row security is found in the catalogue, so that a new one is swept as well.
What each account should see is reckoned here from the rows themselves, as the superuser sees
them.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.range import DateRange, TimestamptzRange
from tests.crosscheck.packs import real_region
from tests.integration.window import (
    bonded_rows,
    case_rows,
    lending_rows,
    lists,
    notice_rows,
    pipeline_rows,
    plan_rows,
    port_rows,
    roll_rows,
)
from tests.integration.window.house import House

from entrepot.kernel.money import Money
from entrepot.service import consignments, customs, decisions, mandates
from entrepot.service.attachments import attach
from entrepot.service.bookings import book_places
from entrepot.service.list_uploads import start_upload
from entrepot.service.timetables import Schedule
from entrepot.store.accounts import acting_for
from entrepot.store.cluster import APPLICATION
from entrepot.store.covers import add_deposit
from entrepot.store.scenarios import add_run, keep_scenario
from entrepot.store.window import acting, acting_system

Row = dict[str, Any]
ROLE_OF = {
    "refunds": "tax_officer", "analyst": "statistician", "planner": "planner",
    "promoter": "promoter", "diplomat": "foreign_affairs",
}  # fmt: skip
WHO = (
    "exporter", "rival", "broker", "officer", "elsewhere", "coast", "quarantine", "site", "bank",
    "auditor", "admin", *ROLE_OF,
)  # fmt: skip
ELSEWHERE = "ul_airfield"
PUBLIC = {"departure", "train", "train_wagon"}  # when it leaves, how many places are left
FIRMS = ("enterprise", "enterprise_entry", "enterprise_merge")
SEERS_OF_FIRMS = {"statistician", "planner", "steward", "promoter"}
ASSESSMENT = ("indicator", "observation", "scheme_version", "index_run", "benchmark_edition")
ROOMS: tuple[tuple[set[str], Callable[..., bool]], ...] = (
    (bonded_rows.TABLES, bonded_rows.sees_bonded),
    (case_rows.TABLES, case_rows.sees_cases),
    (lending_rows.TABLES, lending_rows.sees_lending),
    (pipeline_rows.TABLES, pipeline_rows.sees_pipelines),
    (plan_rows.TABLES, plan_rows.sees_plans),
    (port_rows.TABLES, port_rows.sees_port),
    (roll_rows.TABLES, roll_rows.sees_rolls),
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(scope="module")
def full(house: House) -> House:
    """A window whose every table has rows of several owners."""
    with acting_system(house.window.database) as book:
        book.save_account(id="elsewhere", name="Elsewhere", name_zh="别处", kind="person")
        book.save_membership(
            account="elsewhere", organisation="sandbox_inland", roles=["document_officer"],
            offices=[ELSEWHERE], agency="", granted_by="admin",
        )  # fmt: skip
        for account, role in ROLE_OF.items():
            book.save_account(id=account, name=account, name_zh=account, kind="person")
            book.save_membership(
                account=account, organisation="sandbox_house", roles=[role], offices=[],
                agency="", granted_by="admin",
            )  # fmt: skip
        for org in ("sandbox_rival",):
            add_deposit(book.tx, org, Money(Decimal(5), "EUR"), house.at)
        book.propose(
            kind="role", declaration_id=None, subject="x", payload="{}", by="admin", at=house.at
        )
    red = house.file("R")["reference"]
    house.do(decisions.list_approvals, by="supervisor")
    house.do(customs.propose_seizure, red, reason="why", by="inspector")
    house.do(customs.ask_trader, red, "value.too_low", by="officer")
    house.do(attach, red, PDF, name="a.pdf", kind="photo", by="exporter")
    paid = house.file("G", "import")["reference"]
    house.amend(paid, {"/totalGrossMassMeasure": "2160"})
    house.pay(paid, house.owed(paid))
    house.file("G", "import", "SUMMARY")
    house.file("Y", by="broker")
    audited = house.file("B")["reference"]
    house.do(customs.open_audit, audited, reason="why", by="supervisor")
    house.file("G", kind="ADVANCE", is_there=False)
    house.do(consignments.save_draft, house.body(house.name()), by="exporter")
    file_for_rival(house)
    for account in ("rival", "exporter"):  # the exporter's are the last, and an example below
        book_and_keep(house, account)
        determine_and_certify(house, account)
        bonded_rows.keep_bonded(house, account)
        port_rows.keep_port(house, account)
        file_lists_of(house, account)
        secure_and_refund(house, account)
        lending_rows.keep_lending(house, account)
        plan_rows.keep_plans(house, account)
    run_a_train(house)
    load_trade(house)
    keep_assessment(house)
    keep_firms(house)
    pipeline_rows.keep_pipelines(house)
    case_rows.keep_cases(house)
    notice_rows.keep_notices(house)
    roll_rows.keep_rolls(house)
    return house


def load_trade(house: House) -> None:
    """A batch of lines of trade, and up to where the window's releases were told."""
    batch = {
        "batch": "B0000000000000", "revision": 1, "layout": "window", "source_id": "window",
        "source": "s", "status": "derived", "sha256": "0" * 64, "lines": 1, "months": [202603],
        "made_by": "analyst", "made_at": house.at,
    }  # fmt: skip
    with house.raw() as tx:
        insert(tx, "trade_batch", batch)
        insert(tx, "trade_cursor", {"name": "window", "last_id": 1})
        insert(tx, "trade_run", {
            "id": 32 * "0", "model": "gravity", "version": "1", "asked": "{}",
            "made_by": "analyst", "made_at": house.at,
        })  # fmt: skip


def keep_firms(house: House) -> None:
    """Two firms of the register that were made one."""
    with house.raw() as tx:
        for statement in (
            "insert into enterprise (id, region, made_by, made_at) select id, 'upland', 'planner',"
            " %(at)s from unnest(array['a', 'b']) id",
            "insert into enterprise_entry (enterprise, told, made_by, made_at)"
            """ values ('a', '{"name": "A"}', 'planner', %(at)s)""",
            "insert into enterprise_merge (keep, other, reason, made_by, made_at)"
            " values ('a', 'b', 'r', 'planner', %(at)s)",
        ):
            tx.execute(statement, {"at": house.at})


def keep_assessment(house: House) -> None:
    """An observation, a published scheme and a run of it."""
    made = {"made_by": "analyst", "made_at": house.at}
    seal = f"sha256:{64 * '0'}"
    with house.raw() as tx:
        insert(tx, "indicator", {"code": "jobs", "name": "Jobs", "unit": "1", **made})
        insert(tx, "observation", {
            "what": "jobs", "geography": "weir", "period": "2024", "step": "year",
            "valid": DateRange(date(2024, 1, 1), date(2025, 1, 1)),
            "known": TimestamptzRange(house.at), "value": 1, "unit": "1", "source": "s",
            "status": "synthetic", "file_row": 1, "made_by": "analyst",
        })  # fmt: skip
        insert(tx, "scheme_version", {
            "scheme": "towns", "version": 1, "name": "Towns", "valid_from": date(2024, 1, 1),
            "body": "{}", "hash": seal, **made,
        })  # fmt: skip
        insert(tx, "index_run", {
            "id": 32 * "0", "scheme": "towns", "version": 1, "periods": ["2024"],
            "known_at": house.at, "program": "1", "hash": seal, "document": "{}", **made,
        })  # fmt: skip
        insert(tx, "benchmark_edition", {
            "benchmark": "b", "edition": "2024", "revision": 1, "name": "B", "form": "tree",
            "method": "m", "source": "s", "status": "synthetic", "file": "f", "content": "c",
            "hash": seal, **made,
        })  # fmt: skip


def run_a_train(house: House) -> None:
    """A train of the exporter's own, with a plan of its wagons."""
    with house.raw() as tx:
        [leg] = tx.execute(
            "select l.departure_id, b.id from booking_leg l join booking b on b.id = l.booking_id"
            " where b.org_id = 'sandbox_exporter' limit 1"
        )
        told = {"train_id": "T1", "org_id": "sandbox_exporter", "version": 1}
        for table, row in {
            "train": {"id": "T1", "departure_id": leg["departure_id"], "service": "US01",
                      "org_id": told["org_id"], "opened_by": "exporter", "opened_at": house.at},
            "train_wagon": {"train_id": "T1", "number": 1, "kind": "flat", "teu": 2,
                            "payload_t": 61, "sockets": 0},
            "train_plan": {**told, "teu": 1, "wagons": 1, "is_optimal": True,
                           "made_by": "exporter", "made_at": house.at},
            "train_plan_box": {"train_id": "T1", "version": 1, "booking_id": leg["id"], "seq": 1,
                               "wagon": 1, "teu": 1, "tonnes": 20, "is_powered": False},
        }.items():  # fmt: skip
            insert(tx, table, row)


def book_and_keep(house: House, account: str) -> None:
    """A booking and a scenario of an account."""
    database, schedule = house.window.database, Schedule(real_region("upland"))
    since = (house.at + timedelta(days=7)).date()
    train = next(schedule.timetable.between("US01", since, 30)).id
    asked = {"departures": [train], "teu": "1", "reference": f"B-{account}"}
    book_places(schedule, database, asked, at=house.at, by=account)
    with acting_for(database, account, house.at) as (book, actor):
        kept = keep_scenario(
            book.tx, owner=actor.account, region="upland", pack_version="0", name="Post shut",
            digest="0" * 64, edits=[], at=house.at,
        )  # fmt: skip
        add_run(book.tx, kept["id"], od=[], result=[], at=house.at)


def determine_and_certify(house: House, account: str) -> None:
    """A determination of origin, a certificate with its draft, and a ruling of an account."""
    place = "0" if account == "exporter" else "1"
    rows = {
        "determination": {
            "id": f"D000000000000{place}", "owner": account, "made_at": house.at, "engine": "1",
            "agreement": "RCEP", "exporting_party": "XU", "importing_party": "JP",
            "legal_day": house.at.date(), "hs_code": "920290", "verdict": "originating",
            "asked": "{}", "rule_ids": "[]", "result": "{}",
        },
        "certificate": {
            "reference": f"C000000000000{place}", "org_id": f"sandbox_{account}",
            "made_by": account, "made_at": house.at, "determination": f"D000000000000{place}",
            "agreement": "RCEP", "kind": "first", "fields": "{}", "state": "draft",
        },
        "hs_ruling": {
            "reference": f"H000000000000{place}", "region": "upland", "owner": account,
            "is_public": False, "goods": "guitar", "hs_code": "920290", "reasons": "by its text",
            "candidates": "[]", "law_day": house.at.date(), "made_at": house.at,
        },
    }  # fmt: skip
    with house.raw() as tx:
        for table, row in rows.items():
            insert(tx, table, row)
        tx.execute(
            "insert into certificate_event (certificate_id, seq, move, state, account,"
            " organisation, at, fields) select id, 1, 'draft', 'draft', made_by, org_id, made_at,"
            " '{}' from certificate where made_by = %s",
            [account],
        )


def file_lists_of(house: House, account: str) -> None:
    """E-commerce lists, a parcel, an upload with a refused line and an offshore deal."""
    lists.file(house, [lists.order(f"BUYER-{account}")], by=account)
    data = b"no json"
    start_upload(
        house.window, "ecommerce", "lists.ndjson", BytesIO(data), len(data), by=account,
        now=lambda: house.at, aside=False,
    )  # fmt: skip
    rows = {
        "express_list": {
            "reference": f"P{account[0] * 13}".upper(), "org_id": f"sandbox_{account}",
            "waybill": "E1", "digest": bytes(32), "kind": "mail", "flow": "import",
            "description": "book", "pieces": 1, "gross_mass_kg": 1, "value": 1, "currency": "EUR",
            "origin": "DE", "made_by": account, "made_at": house.at,
        },
        "offshore_deal": {
            "org_id": f"sandbox_{account}", "reference": "OFF-1", "contents": "{}", "bought": "DE",
            "sold": "FR", "hs": "760110", "paid": 1, "paid_currency": "EUR", "received": 2,
            "received_currency": "EUR", "made_by": account, "made_at": house.at,
        },
    }  # fmt: skip
    with house.raw() as tx:
        for table, row in rows.items():
            insert(tx, table, row)


def secure_and_refund(house: House, account: str) -> None:
    """A letter of a bank with a move, an answer and a claim, and a refund case of a firm."""
    place, org = ("0", "1")[account == "rival"], f"sandbox_{account}"
    with house.raw() as tx:
        letter = {
            "org_id": org, "kind": "bank-letter", "currency": "EUR", "ceiling": 9,
            "reference": f"G000000000000{place}", "issuer": "sandbox_bank", "reserved": 1,
            "issuer_name": "A bank", "made_by": "bank", "made_at": house.at,
            "office": ELSEWHERE if account == "rival" else None,
        }  # fmt: skip
        insert(tx, "cover", letter)
        used = {**letter, "reference": f"G000000000001{place}", "office": ELSEWHERE, "reserved": 0}
        insert(tx, "cover", used)
        tx.execute(
            "insert into cover_move (cover_id, declaration_id, ref, kind, amount, at, made_by)"
            " select c.id, d.id, d.reference, 'reserve', 1, %(at)s, 'system' from cover c,"
            " lateral (select id, reference from declaration where org_id = 'sandbox_exporter'"
            " and state <> 'DRAFT' order by id limit 1) d where c.reference = %(used)s",
            {"used": used["reference"] if account == "exporter" else "", "at": house.at},
        )
        tx.execute(
            "with c as (select id from cover where reference = %(letter)s),"
            " m as (insert into cover_move (cover_id, ref, kind, amount, at, made_by)"
            " select id, 'X', 'reserve', 1, %(at)s, 'officer' from c),"
            " a as (insert into cover_answer (cover_id, key, kind, ref, amount, at, made_by)"
            " select id, 'k', 'reserve', 'X', 1, %(at)s, 'officer' from c)"
            " insert into cover_claim (cover_id, ref, amount, made_by, made_at, due_on)"
            " select id, 'X', 1, 'officer', %(at)s, '2026-04-01' from c",
            {"letter": letter["reference"], "at": house.at},
        )
        tx.execute(
            "with c as (insert into refund_case (org_id, kind, class, currency, document, state,"
            " made_by, made_at) values (%(org)s, 'trader', 'I', 'EUR', '{}', 'submitted',"
            " %(by)s, %(at)s) returning id), i as (insert into vat_invoice (case_id, number)"
            " select id, %(org)s from c) insert into refund_export (case_id, declaration_id)"
            " select c.id, d.id from c, lateral (select id from declaration where org_id = %(org)s"
            " order by id limit 1) d",
            {"org": org, "by": account, "at": house.at},
        )


def file_for_rival(house: House) -> None:
    ours, theirs = (
        house.value("select uscc from organisation where id = %s", f"sandbox_{one}")
        for one in ("exporter", "rival")
    )
    name = house.name("R")
    body = house.body(name, "import")
    house.arrive(house.boxes[name])
    house.lodge(body.replace(ours.encode(), theirs.encode()), by="rival")


@pytest.fixture(scope="module")
def tables(full: House) -> list[str]:
    """Every table under row security."""
    rows = full.rows(
        "select relname from pg_class where relrowsecurity and relkind in ('r', 'p') order by 1"
    )
    return [row["relname"] for row in rows]


class Undone(Exception):  # noqa: N818 - it is no error
    """Ends a transaction without keeping it."""


@contextmanager
def as_account(house: House, account: str) -> Iterator[psycopg.Connection]:
    """A transaction of the application's role in the context of an account, undone."""
    with suppress(Undone), acting(house.window.database, account, house.at) as (book, _):
        yield book.tx
        raise Undone


# Who should see what, reckoned from the rows


class Eyes:
    """What an account should see."""

    def __init__(self, house: House, account: str) -> None:
        (self.member,) = house.rows("select * from membership where account = %s", account)
        self.org, self.roles = self.member["organisation"], set(self.member["roles"])
        self.house = house
        principals = house.rows(
            "select trader from mandate where broker = %s and revoked_at is null", self.org
        )
        self.principals = {row["trader"] for row in principals}
        declarations = house.rows("select * from declaration")
        self.declarations = {row["id"] for row in declarations if self.sees(row)}
        self.account = account
        own = house.rows("select id from booking where org_id = %s", self.org)
        self.bookings = {row["id"] for row in own}
        kept = house.rows("select id from scenario where owner = %s", account)
        self.scenarios = {row["id"] for row in kept}
        drawn = house.rows("select id from certificate where org_id = %s", self.org)
        self.certificates = {row["id"] for row in drawn}
        filed = house.rows("select reference from ecommerce_list where org_id = %s", self.org)
        self.lists = {row["reference"] for row in filed}
        sent = house.rows("select reference from list_upload where org_id = %s", self.org)
        self.uploads = {row["reference"] for row in sent}
        secured = house.rows("select id, org_id, issuer, office from cover")
        leaning = house.rows("select cover_id, declaration_id from cover_move")
        used = {r["cover_id"] for r in leaning if r["declaration_id"] in self.declarations}
        self.covers = {
            row["id"] for row in secured
            if self._owns(row) or (self.is_office and (self._serves(row) or row["id"] in used))
        }  # fmt: skip
        filed = house.rows("select id from refund_case where org_id = %s", self.org)
        is_firm = bool(self.roles & {"trader", "broker"})
        is_tax = bool(self.roles & {"tax_officer", "tax_supervisor"})
        every = house.rows("select id from refund_case where state <> 'draft'") if is_tax else []
        self.refunds = {row["id"] for row in (*(filed if is_firm else ()), *every)}
        boxes = house.rows("select container, declaration_id from equipment")
        self.boxes = {r["container"] for r in boxes if r["declaration_id"] in self.declarations}

    def _owns(self, row: Row) -> bool:
        return row["org_id"] in {self.org, *self.principals} or row["issuer"] == self.org

    def _serves(self, row: Row) -> bool:
        return row["office"] is None or row["office"] in self.member["offices"]

    @property
    def is_auditor(self) -> bool:
        return "auditor" in self.roles

    @property
    def is_office(self) -> bool:
        return bool(self.roles & {"document_officer", "inspector", "supervisor", "coast_officer"})

    def sees(self, row: Row) -> bool:
        here = {row["decl_office"], row["border_office"]} & set(self.member["offices"])
        if self.is_auditor:
            return True
        if self.is_office:
            return row["state"] != "DRAFT" and bool(here)
        if self.member["agency"]:
            is_routed = self.member["agency"] in row["routed"]
            return row["state"] != "DRAFT" and bool(here) and is_routed
        if self.roles & {"trader", "broker"}:
            is_filed = row["broker_id"] == self.org and row["org_id"] in self.principals
            return row["org_id"] == self.org or is_filed
        return False

    def sees_part(self, table: str, row: Row) -> bool:
        """Whether a row of any table is for these eyes."""
        if self.is_auditor:
            return True
        special: dict[str, Callable[[Row], bool]] = {
            "declaration": lambda row: row["id"] in self.declarations,
            "mandate": lambda row: self.org in (row["trader"], row["broker"]),
            "cover": lambda row: row["id"] in self.covers,
            "cover_move": self._sees_cover_move,
            "cover_answer": lambda row: row["cover_id"] in self.covers,
            "cover_claim": lambda row: row["cover_id"] in self.covers,
            "refund_case": lambda row: row["id"] in self.refunds,
            "refund_export": lambda row: row["case_id"] in self.refunds,
            "vat_invoice": lambda row: row["case_id"] in self.refunds,
            "arrival": self._sees_arrival,
            "share_agreement": lambda row: row["partner"] == self.org,
            "inbox": lambda _: False,
            **dict.fromkeys(PUBLIC, lambda _: True),
            "train_plan": lambda row: row["org_id"] == self.org,
            "train_plan_box": lambda _: self.org == "sandbox_exporter",  # whose train it is
            "booking": lambda row: row["id"] in self.bookings,
            "booking_leg": lambda row: row["booking_id"] in self.bookings,
            "scenario": lambda row: row["id"] in self.scenarios,
            "scenario_run": lambda row: row["scenario_id"] in self.scenarios,
            "determination": lambda row: row["owner"] == self.account,
            "hs_ruling": lambda row: row["owner"] == self.account,
            "certificate": lambda row: row["id"] in self.certificates,
            "certificate_event": lambda row: row["certificate_id"] in self.certificates,
            "ecommerce_person": lambda _: False,
            "ecommerce_allowance": lambda _: self.is_office,
            "ecommerce_move": lambda _: self.is_office,
            "ecommerce_list": lambda row: self.is_office or row["org_id"] == self.org,
            "ecommerce_item": lambda row: self.is_office or row["list"] in self.lists,
            "express_list": lambda row: self.is_office or row["org_id"] == self.org,
            "offshore_deal": lambda row: self.is_office or row["org_id"] == self.org,
            **dict.fromkeys(FIRMS, lambda _: bool(self.roles & SEERS_OF_FIRMS)),
            **dict.fromkeys(ASSESSMENT, lambda _: bool(self.roles & {"statistician", "planner"})),
            "trade_batch": lambda _: "statistician" in self.roles,
            **dict.fromkeys(notice_rows.TABLES, lambda row: row["account"] == self.account),
            "trade_cursor": lambda _: False,
            "trade_run": lambda _: "statistician" in self.roles,
            "list_upload": lambda row: row["org_id"] == self.org,
            "list_refusal": lambda row: row["upload"] in self.uploads,
        }
        if table in special:
            return special[table](row)
        for tables, sees in ROOMS:
            if table in tables:
                return sees(self.house, self, table, row)
        if row["declaration_id"] is None:  # a matter of the house
            return table == "approval" and (self.is_office or bool(self.member["agency"]))
        return row["declaration_id"] in self.declarations

    def _sees_cover_move(self, row: Row) -> bool:
        if row["declaration_id"] in self.declarations:
            return True
        is_here = row["declaration_id"] is None or not self.is_office
        return is_here and row["cover_id"] in self.covers

    def _sees_arrival(self, row: Row) -> bool:
        is_own = "port_operator" in self.roles and row["site"] in self.member["offices"]
        return is_own or row["container"] in self.boxes


def rows_of(tx: psycopg.Connection, table: str) -> list[Row]:
    query = sql.SQL("select ctid::text as place, * from {}").format(sql.Identifier(table))
    return tx.execute(query).fetchall()


@pytest.mark.parametrize("account", WHO)
def test_an_account_sees_of_each_table_its_own_rows_and_no_other(
    full: House, tables: list[str], account: str
) -> None:
    eyes = Eyes(full, account)
    with full.raw() as tx:
        stored = {table: rows_of(tx, table) for table in tables}
    with as_account(full, account) as tx:
        seen = {table: {row["place"] for row in rows_of(tx, table)} for table in tables}

    for table in tables:
        due = {row["place"] for row in stored[table] if eyes.sees_part(table, row)}
        assert seen[table] == due, table


def test_every_table_was_swept_with_rows_in_it(full: House, tables: list[str]) -> None:
    with full.raw() as tx:
        empty = {table for table in tables if not rows_of(tx, table)}

    assert len(tables) >= 25
    assert empty <= {"inbox", "share_agreement"}


def test_each_sees_something_and_nobody_but_the_auditor_everything(full: House) -> None:
    total = full.value("select count(*) from declaration")
    seen = {account: len(Eyes(full, account).declarations) for account in WHO}

    assert {name for name, count in seen.items() if count == total} == {"auditor"}
    assert {name for name, count in seen.items() if not count} == {
        "elsewhere", "site", "bank", "admin", *ROLE_OF
    }  # fmt: skip


def test_without_a_context_there_are_no_rows(full: House, tables: list[str]) -> None:
    with full.window.database.transaction() as tx:
        seen = {table for table in tables if rows_of(tx, table)}

    assert seen == PUBLIC


@pytest.mark.parametrize("scope", ["org", "office", "agency", "site", "", "SYSTEM", "nonsense"])
def test_a_context_that_names_nobody_sees_nothing(
    full: House, tables: list[str], scope: str
) -> None:
    with full.window.database.transaction() as tx:
        tx.execute("select set_config('app.scope', %s, true)", [scope])
        seen = {table for table in tables if rows_of(tx, table)}

    assert seen - {"approval"} == PUBLIC
    if scope not in ("office", "agency"):
        assert seen == PUBLIC


def test_a_context_does_not_outlive_its_transaction(full: House) -> None:
    database = full.window.database
    for _ in range(20):  # as often as the pool has connections, and more
        with acting(database, "auditor", full.at) as (book, _):
            assert book.tx.execute("select 1 from declaration limit 1").fetchone()
        with database.transaction() as tx:
            assert tx.execute("select 1 from declaration limit 1").fetchone() is None


# Writing


def is_json(value: object) -> bool:
    """JSON as the driver reads it; a list of texts is an array."""
    is_list = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return isinstance(value, dict) or is_list


def insert(tx: psycopg.Connection, table: str, row: Row) -> None:
    values = {
        name: json.dumps(value) if is_json(value) else value
        for name, value in row.items()
        if name != "place" and name not in port_rows.MADE.get(table, ())
    }
    query = sql.SQL("insert into {} ({}) overriding system value values ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )  # fmt: skip
    tx.execute(query, values)


def examples(house: House, tables: list[str]) -> dict[str, Row]:
    """A row of the exporter, or of the house, in each table that has one."""
    with house.raw() as tx:
        own = tx.execute("select id from declaration where org_id = 'sandbox_exporter'").fetchall()
        ids = {row["id"] for row in own}
        found = {}
        for table in tables:
            for row in rows_of(tx, table):
                if row.get("declaration_id") in (*ids, None) and row.get("org_id") in (
                    None, "sandbox_exporter",
                ):  # fmt: skip
                    found[table] = row
        return found


def refused(house: House, account: str, act: Callable[[psycopg.Connection], object]) -> str:
    """The state of the refusal of a statement; empty where it was done."""
    try:
        with as_account(house, account) as tx:
            act(tx)
    except psycopg.Error as error:
        return error.sqlstate or "?"
    return ""


def update_all(house: House, account: str, table: str, name: str) -> int:
    """How many rows an update without a where reaches; 0 where it is refused."""
    reached = []
    statement = sql.SQL("update {} set {} = {}").format(*map(sql.Identifier, (table, name, name)))
    refused(house, account, lambda tx: reached.append(tx.execute(statement).rowcount))
    return sum(reached)


@pytest.mark.parametrize("account", ["rival", "elsewhere", "site", "bank", "admin"])
def test_nobody_writes_into_what_is_anothers(full: House, tables: list[str], account: str) -> None:
    told = {
        table: refused(full, account, lambda tx, table=table, row=row: insert(tx, table, row))
        for table, row in examples(full, tables).items()
        # Whoever acts adds to chains and proposals; a site tells of arrivals at it.
        if table not in ("event", "approval") and (table, account) != ("arrival", "site")
    }

    assert set(told.values()) == {"42501"}, told


OPEN = {"session", "sign_in_try", "pack", "measure", "quote"}  # of no case and no firm


def test_the_auditor_inserts_nothing_anywhere(full: House) -> None:
    every = [
        row["relname"]
        for row in full.rows(
            "select relname from pg_class c join pg_namespace n on n.oid = relnamespace"
            " where nspname = 'public' and relkind = 'r' and relname !~ 'yoyo' order by 1"
        )
        if row["relname"] not in OPEN
    ]
    with full.raw() as tx:
        found = {table: rows[0] for table in every if (rows := rows_of(tx, table))}
    told = {
        table: refused(full, "auditor", lambda tx, table=table, row=row: insert(tx, table, row))
        for table, row in found.items()
    }

    assert set(told.values()) == {"42501"}, {k: v for k, v in told.items() if v != "42501"}
    assert len(told) >= 33


def test_the_auditor_changes_nothing_anywhere(full: House) -> None:
    columns = {
        "account": "name", "organisation": "name", "membership": "agency", "counter": "last",
        "risk_rule": "state", "risk_daykey": "revealed_at",
    }  # fmt: skip
    told = {
        table: refused(
            full, "auditor", lambda tx, t=table, c=column: tx.execute(f"update {t} set {c} = {c}")
        )
        for table, column in columns.items()
    }

    assert set(told.values()) == {"42501"}


@pytest.mark.parametrize("account", WHO)
def test_an_update_without_a_where_reaches_own_rows_only(
    full: House, tables: list[str], account: str
) -> None:
    eyes = Eyes(full, account)
    with full.raw() as tx:
        stored = {table: rows_of(tx, table) for table in tables}
    for table in tables:
        column = next(iter(full.rows(f"select * from {table} limit 1") or [{}]), {})
        if not column:
            continue
        name = next(one for one in column if one not in ("id", "declaration_id"))
        changed = update_all(full, account, table, name)
        due = sum(eyes.sees_part(table, row) for row in stored[table])

        assert changed <= (0 if eyes.is_auditor else due), table


@pytest.mark.parametrize("account", WHO)
def test_nothing_is_deleted_by_the_application(
    full: House, tables: list[str], account: str
) -> None:
    told = {
        table: refused(full, account, lambda tx, table=table: tx.execute(f"delete from {table}"))
        for table in tables
    }

    assert set(told.values()) == {"42501"}


def test_a_firm_does_not_hand_its_declaration_to_another(full: House) -> None:
    move = "update declaration set org_id = 'sandbox_rival' where org_id = 'sandbox_exporter'"

    assert refused(full, "exporter", lambda tx: tx.execute(move)) == "42501"


def test_a_firm_does_not_file_in_the_name_of_another(full: House) -> None:
    (row,) = full.rows("select * from declaration where org_id = 'sandbox_rival' limit 1")
    new = {**row, "reference": "D0000000000000", "number": None, "accepted_at": None,
           "release_no": None, "ucr": "other", "id": 10**9}  # fmt: skip

    assert refused(full, "exporter", lambda tx: insert(tx, "declaration", new)) == "42501"
    assert refused(full, "rival", lambda tx: insert(tx, "declaration", new)) == ""


def test_a_broker_whose_mandate_is_revoked_sees_and_files_nothing_from_then_on(
    full: House,
) -> None:
    before = Eyes(full, "broker").declarations
    (row,) = full.rows("select * from declaration where broker_id is not null limit 1")
    new = {**row, "reference": "D0000000000001", "number": None, "accepted_at": None,
           "release_no": None, "ucr": "another", "id": 10**9 + 1}  # fmt: skip
    with_mandate = refused(full, "broker", lambda tx: insert(tx, "declaration", new))
    mandates.revoke_mandate(full.window.database, "exporter", "sandbox_broker", at=full.at)
    with as_account(full, "broker") as tx:
        after = rows_of(tx, "declaration")
    without = refused(full, "broker", lambda tx: insert(tx, "declaration", new))
    mandates.grant_mandate(
        full.window.database, "exporter", "sandbox_broker", at=full.at + timedelta(seconds=1)
    )

    assert len(before) == 1
    assert (with_mandate, after, without) == ("", [], "42501")


# The catalogue


def test_row_security_is_forced_on_each_table_that_has_it(full: House) -> None:
    free = full.rows(
        "select relname from pg_class where relrowsecurity and not relforcerowsecurity"
    )

    assert free == []


def test_every_table_with_an_owner_is_under_row_security(full: House) -> None:
    rows = full.rows(
        "select distinct table_name from information_schema.columns join pg_class"
        " on relname = table_name where table_schema = 'public' and relkind = 'r'"
        " and not relrowsecurity and column_name in ('org_id', 'declaration_id', 'trader')"
    )

    assert rows == []


def test_the_application_has_no_way_around_row_security(full: House) -> None:
    (role,) = full.rows("select * from pg_roles where rolname = %s", APPLICATION)
    members = full.rows(
        "select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where rolname = %s",
        APPLICATION,
    )
    owned = full.rows(
        "select relname from pg_class join pg_roles r on r.oid = relowner where rolname = %s",
        APPLICATION,
    )
    views = full.rows(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where nspname = 'public' and relkind in ('v', 'm') and relname !~ 'yoyo'"
    )
    definers = full.rows(
        "select proname from pg_proc join pg_namespace n on n.oid = pronamespace"
        " where nspname = 'public' and prosecdef"
    )

    flags = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    assert [name for name in flags if role[name]] == []
    assert (members, owned, views, definers) == ([], [], [], [])
