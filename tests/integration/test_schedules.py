"""Schedules in the database: one measure a day, as it stood, all or nothing, twice is once."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from tests.unit.store.test_tables import dbase, xlsx

from entrepot.kernel.errors import InputError, RefusedError
from entrepot.service import schedules
from entrepot.service.accounts import RoleError
from entrepot.service.refund_rates import refund_rate
from entrepot.service.schedules import (
    Request,
    check_importer,
    get_import,
    import_schedule,
    list_imports,
)
from entrepot.store.db import Database
from entrepot.store.reference import open_reference
from entrepot.store.schedules import list_lines, list_measures, list_refunds

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)
HEAD = "hts,indent,description,units,general,special,column2,quota,additional\n"


def us(*rates: str) -> bytes:
    """A schedule of the US with a line a rate: 0101.01.00, 0101.02.00 and so on."""
    lines = (
        f'0101.0{n}.00,2,Horse {n},,{rate},"Free (AU,SG)",20%,,\n'
        for n, rate in enumerate(rates, 1)
    )
    return (HEAD + "".join(lines)).encode()


def ask(data: bytes, schedule: str = "us", **more) -> Request:
    return Request(
        schedule=schedule, data=data, file_name="file.csv", by="test", at=NOON, **more
    )  # fmt: skip


def take(database: Database, data: bytes, **more) -> dict:
    return import_schedule(database, ask(data, **more))


def stands(database: Database, code: str, on: date | None = None, at: datetime | None = None):
    with database.transaction() as tx:
        found = list_measures(tx, "US", code, on, at)
    return [(m.hs_code, m.duty) for m in found if m.kind == "mfn"]


@pytest.fixture
def db(shared: Database) -> Database:
    """A database without schedules: its owner takes away the guards to empty it."""
    with psycopg.connect(shared.admin_url) as tx:
        for table in ("tariff_line", "tariff_measure", "tariff_import"):
            tx.execute(f"alter table {table} disable trigger user")
            tx.execute(f"delete from {table}")
            tx.execute(f"alter table {table} enable trigger user")
    return shared


def test_what_is_imported_is_found_by_line_heading_and_statistical_code(db: Database) -> None:
    found = take(db, us("5%", "2¢/kg"))

    assert found["applied"]
    assert found["difference"] == {"added": 6, "removed": 0, "changed": 0}
    assert stands(db, "01010200") == [("01010200", "0.02 USD/kg")]
    assert stands(db, "0101020010") == [("01010200", "0.02 USD/kg")]
    assert stands(db, "0101") == [("01010100", "5 %"), ("01010200", "0.02 USD/kg")]
    with db.transaction() as tx:
        assert [row["text"] for row in list_lines(tx, "US", "0101")] == ["Horse 1", "Horse 2"]


def test_the_same_file_twice_changes_nothing(db: Database) -> None:
    first, second = take(db, us("5%")), take(db, us("5%"))

    assert second["difference"] == {"added": 0, "removed": 0, "changed": 0}
    assert first["import"] == second["import"]
    assert len(list_imports(db)["imports"]) == 1


def test_the_same_content_under_another_name_changes_no_measure(db: Database) -> None:
    take(db, us("5%"))
    again = take(db, us("5%") + b"\n", edition="2026 again")

    assert again["difference"] == {"added": 0, "removed": 0, "changed": 0}
    assert stands(db, "01010100") == [("01010100", "5 %")]


def test_a_dry_run_tells_the_difference_and_keeps_nothing(db: Database) -> None:
    take(db, us("5%", "6%"))
    told = take(db, us("4%"), edition="2026/7", valid_from="2026-07-01", is_dry=True)

    assert (told["applied"], told["import"]) == (False, None)
    assert told["difference"] == {"added": 0, "removed": 3, "changed": 1}
    assert stands(db, "01010100", JULY) == [("01010100", "5 %")]


def test_a_new_edition_leaves_the_days_before_and_what_was_known_then(db: Database) -> None:
    take(db, us("5%", "6%"))
    later = NOON + timedelta(days=30)
    new = replace(ask(us("4%", "6%"), edition="2026/7", valid_from="2026-07-01"), at=later)
    found = import_schedule(db, new)

    assert found["difference"] == {"added": 0, "removed": 0, "changed": 1}
    assert stands(db, "01010100", JANUARY) == [("01010100", "5 %")]
    assert stands(db, "01010100", JULY) == [("01010100", "4 %")]
    assert stands(db, "01010100", JULY, NOON) == [("01010100", "5 %")]
    assert stands(db, "01010100", JULY, NOON - timedelta(days=1)) == []
    assert stands(db, "01010200", JULY) == [("01010200", "6 %")]


def test_an_older_edition_does_not_undo_a_newer(db: Database) -> None:
    take(db, us("4%"), edition="2026/7", valid_from="2026-07-01")

    with pytest.raises(RefusedError, match=r"tariff\.edition_older"):
        take(db, us("5%"))


def test_measures_are_superseded_and_never_edited(db: Database) -> None:
    take(db, us("5%"))

    for change in (
        "update tariff_measure set duty = '1 %'",
        "update tariff_measure set duty = '1 %', superseded_at = now(), superseded_by = 1",
        "delete from tariff_measure",
        "truncate tariff_measure cascade",
        "update tariff_import set edition = 'x'",
        "delete from tariff_import",
    ):
        for url in (db.url, db.admin_url):
            with (
                psycopg.connect(url) as tx,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                tx.execute(change)


def test_the_database_itself_refuses_two_measures_of_a_day(db: Database) -> None:
    take(db, us("5%"))
    copy = (
        "insert into tariff_measure (import_id, schedule, market, kind, regime, hs_code, origins,"
        " additional_code, duty, source_text, valid, vintage, note, source, status, asserted_at)"
        " select import_id, schedule, market, kind, regime, hs_code, origins, additional_code,"
        " '1 %', '', daterange('2030-01-01', null), vintage, note, source, status, asserted_at"
        " from tariff_measure limit 1"
    )

    with psycopg.connect(db.admin_url) as tx, pytest.raises(psycopg.errors.ExclusionViolation):
        tx.execute(copy)


def test_an_overlap_within_a_file_rolls_the_whole_import_back(db: Database) -> None:
    doubled = us("5%", "6%") + us("7%")[len(HEAD) :]

    with pytest.raises(InputError) as caught:
        take(db, doubled)

    assert {p.code for p in caught.value.problems} == {"measure.overlap"}
    assert stands(db, "0101") == []


def test_an_overlap_with_another_schedule_rolls_the_whole_import_back(db: Database) -> None:
    take(db, us("5%"))
    over = '[columns]\ncode = "hts"\n[[rates]]\ncolumn = "general"\nkind = "mfn"\nregime = "MFN"\n'
    over = 'market = "US"\ndialect = "us"\nvalid_from = 2026-01-01\nedition = "x"\n' + over

    with pytest.raises(InputError, match=r"measure\.overlap"):
        take(db, us("9%", "9%"), schedule="lines", map_text=over)

    assert stands(db, "0101") == [("01010100", "5 %")]
    assert len(list_imports(db)["imports"]) == 1


def test_a_column_that_cannot_be_read_is_refused_and_its_report_kept(db: Database) -> None:
    take(db, us("5%"))
    with pytest.raises(RefusedError) as caught:
        take(db, us("five"), edition="2027", valid_from="2027-01-01")

    assert caught.value.problems[0].code == "tariff.column_unparsed"
    assert caught.value.extra["report"]["columns"]["general"]["needs_person"] == 1
    assert stands(db, "01010100", date(2027, 1, 1)) == [("01010100", "5 %")]
    refused, _ = list_imports(db)["imports"]
    assert refused["state"] == "refused"
    assert get_import(db, refused["import"])["needs_person"][0]["text"] == "five"


def test_a_single_cell_that_cannot_be_read_stands_as_text(db: Database) -> None:
    found = take(db, us(*["5%"] * 30, "See additional U.S. note 1"))

    assert [need["text"] for need in found["needs_person"]] == ["See additional U.S. note 1"]
    with db.transaction() as tx:
        (one,) = (m for m in list_measures(tx, "US", "01010310") if m.kind == "mfn")
    assert (one.duty, one.source_text) == ("", "See additional U.S. note 1")


def test_an_import_that_is_killed_midway_leaves_nothing(db: Database) -> None:
    child = (
        "import os, signal, sys, datetime\n"
        "from entrepot.service import schedules\n"
        "from entrepot.store.db import Database\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "schedules.store.save_lines = die\n"
        "request = schedules.Request('us', sys.stdin.buffer.read(), 'f', 'test',"
        " datetime.datetime.now(datetime.UTC))\n"
        "schedules.import_schedule(Database(sys.argv[1], sys.argv[1]), request)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", child, db.url], input=us("5%"), env=os.environ, check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert stands(db, "0101") == []
    assert list_imports(db)["imports"] == []
    assert take(db, us("5%"))["difference"]["added"] == 3


def test_refunds_keep_blanks_unknown_and_their_own_days(db: Database) -> None:
    lines = "商品代码,品名,退税率,征税率,起,止\n8541430000,光伏组件,9,13,20241201,20260331\n"
    data = (lines + "8541430000,光伏组件,,13,20260401,\n").encode("gb18030")
    fields = 'code="商品代码"\nname="品名"\nrate="退税率"\ntax="征税率"\nfrom="起"\nto="止"\n'
    more = {"map_text": f"[columns]\n{fields}", "edition": "2026A", "valid_from": "2026-01-01"}
    found = take(db, data, schedule="cn-refund", **more)

    assert found["columns"] == {
        "退税率": {"cells": 1, "parsed": 1, "needs_person": 0},
        "征税率": {"cells": 2, "parsed": 2, "needs_person": 0},
    }
    with db.transaction() as tx:
        rates = [
            (row.refund_pct, row.vat_pct, row.valid_from, row.valid_to)
            for row in list_refunds(tx, "CN", "854143")
        ]
        assert list_measures(tx, "CN", "8541430000") == ()
    assert rates == [
        (Decimal(9), Decimal(13), date(2024, 12, 1), date(2026, 4, 1)),
        (None, Decimal(13), date(2026, 4, 1), None),
    ]
    stored = schedules.stored_refunds(db)
    told = [
        refund_rate(open_reference("upland"), raw, today=JANUARY, stored=stored)
        for raw in (
            {"hs": "8541430000", "country": "CN", "on": day} for day in ("2026-03-31", "2026-04-01")
        )
    ]
    assert [(one["state"], one["refund_pct"], one["vat_pct"]) for one in told] == [
        ("known", "9", "13"),
        ("unknown", None, "13"),
    ]
    again = take(db, data + b"\n", schedule="cn-refund", **more)
    assert again["difference"] == {"added": 0, "removed": 0, "changed": 0}


def test_only_officers_of_the_tariff_import(rehearsal: Database) -> None:
    with rehearsal.transaction() as tx:
        tx.execute("set local app.scope = 'system'")
        held = {
            role: row["account"]
            for row in tx.execute("select account, roles from membership").fetchall()
            for role in row["roles"]
        }

    check_importer(rehearsal, held["supervisor"], NOON)
    with pytest.raises(RoleError):
        check_importer(rehearsal, held["trader"], NOON)


def test_every_shipped_map_can_be_read() -> None:
    for name in schedules.DUTIES:
        told = schedules.shipped_map(name)
        for agreement in told.get("agreements", [""]):
            over = {"market": "XA"} if name == "lines" else {}
            made = schedules.read_map(told, over, agreement)
            assert made.source or name == "lines"


def test_chinas_schedule_comes_as_a_workbook_with_rings_and_triangles(db: Database) -> None:
    data = xlsx(
        [
            ["税则号列", "货品名称", "最惠国税率", "普通税率", "暂定税率", "协定税率"],
            ["0901.1100", "未浸除咖啡碱", "8△5", "50", None, "0"],
            ["1001.1900", "其他", "65○", "180", None, None],
            ["2208.9010", "龙舌兰酒", "10", "180", "5", "7.5元/升"],
        ]
    )
    more = {"edition": "2026", "valid_from": "2026-01-01", "agreement": "RCEP"}
    found = take(db, data, schedule="cn", show=("10011900", "09011100"), **more)

    assert found["columns"]["最惠国税率"] == {"cells": 3, "parsed": 3, "needs_person": 0}
    assert found["shown"][0]["duty"] == "○ 65 %"
    with db.transaction() as tx:
        stood = {
            (m.kind, m.hs_code): (m.duty, m.regime) for m in list_measures(tx, "CN", "", JANUARY)
        }
        (ringed,) = (m for m in list_measures(tx, "CN", "10011900", JANUARY) if m.conditions)
    assert stood["mfn", "09011100"] == ("8 %", "MFN")
    assert stood["provisional", "09011100"] == ("5 %", "Provisional")
    assert (ringed.kind, ringed.duty, ringed.conditions) == ("mfn", "65 %", "note ○")
    assert stood["preference", "10011900"] == ("NotCovered", "RCEP")
    assert stood["preference", "22089010"] == ("7.5 CNY/l", "RCEP")
    assert stood["provisional", "22089010"] == ("5 %", "Provisional")


def test_a_copy_whose_rates_hide_in_the_names_is_refused(db: Database) -> None:
    lines = "税则号列,货品名称,最惠国税率,普通税率\n" + "".join(
        f"010{n}2100,改良种用马 {n}%,0,0\n" for n in range(1, 7)
    )

    with pytest.raises(RefusedError, match=r"tariff\.column_unparsed"):
        take(db, lines.encode(), schedule="cn", edition="2026", valid_from="2026-01-01")


def test_the_refund_library_comes_as_a_dbase_table(db: Database) -> None:
    data = dbase(
        {"SPDM": 10, "SPMC": 20, "TSL": 6, "ZSL": 6, "QSRQ": 8, "ZZRQ": 8},
        [
            ("8507600090", "锂离子蓄电池", "9", "13", "20241201", "20260331"),
            ("8507600090", "锂离子蓄电池", "6", "13", "20260401", "20261231"),
            ("9202900010", "吉他", "0", "13", "20241201", ""),
            ("2804900000", "硒", "", "13", "20241201", ""),
        ],
    )
    fields = 'code="SPDM"\nname="SPMC"\nrate="TSL"\ntax="ZSL"\nfrom="QSRQ"\nto="ZZRQ"\n'
    more = {"map_text": f"[columns]\n{fields}", "edition": "2026A", "valid_from": "2026-01-01"}
    found = take(db, data, schedule="cn-refund", **more)

    assert found["columns"]["TSL"] == {"cells": 3, "parsed": 3, "needs_person": 0}
    with db.transaction() as tx:
        told = [(r.refund_pct, r.valid_to) for r in list_refunds(tx, "CN", "850760")]
        none = list_refunds(tx, "CN", "9202")[0]
        blank = list_refunds(tx, "CN", "2804")[0]
    assert told == [(Decimal(9), date(2026, 4, 1)), (Decimal(6), date(2027, 1, 1))]
    assert none.refund_pct == 0
    assert blank.refund_pct is None
