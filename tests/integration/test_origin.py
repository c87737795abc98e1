"""Origin on PostgreSQL: determinations that stay, imported tables, the pages and the API."""

import asyncio
import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.fta import agreements_of
from entrepot.service.origin import (
    OriginDesk,
    determine_origin,
    list_determinations,
    show_determination,
)
from entrepot.service.origin_imports import import_concordance, import_rules
from entrepot.store.db import Database
from entrepot.store.determinations import get_determination
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.origin_binding import bind_origin
from entrepot.web.tariff_binding import bind_tariff
from entrepot.web.verbs import Verbs

AT = datetime(2026, 8, 1, 3, tzinfo=UTC)
TRADER, OTHER = "trader", "broker"
NECK = {
    "name": "neck", "hs": "920290", "value": {"amount": "47.20", "currency": "USD"},
    "weight_kg": "1.1", "origin": "BR",
}  # fmt: skip


def guitar(**changed: Any) -> dict[str, Any]:
    return {
        "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP",
        "on": "2026-08-01", "operations": ["carving", "assembly"],
        "good": {"hs": "920290", "fob": {"amount": "80", "currency": "USD"}},
        "materials": [NECK],
    } | changed  # fmt: skip


@pytest.fixture(scope="module")
def desk(rehearsal: Database) -> OriginDesk:
    return OriginDesk(open_reference("guizhou"), rehearsal)


@pytest.fixture(scope="module")
def accounts(rehearsal: Database) -> tuple[str, str]:
    """Two accounts of the rehearsal."""
    with rehearsal.transaction() as tx:
        rows = tx.execute("select id from account order by id limit 2").fetchall()
    return rows[0]["id"], rows[1]["id"]


# Determinations


def test_the_same_question_twice_is_one_determination(desk: OriginDesk) -> None:
    first = determine_origin(desk, guitar(), at=AT)
    again = determine_origin(desk, guitar(), at=AT)

    assert first == again
    assert show_determination(desk, first["id"].lower(), at=AT)["made_at"].startswith("2026-08-01")


def test_a_determination_keeps_what_was_asked_and_the_rules_it_rests_on(desk: OriginDesk) -> None:
    made = determine_origin(desk, guitar(), at=AT)

    with desk.database.transaction() as tx:
        kept = get_determination(tx, made["id"])

    assert kept.asked == guitar()
    assert kept.rule_ids == ["RCEP HS2012 92-92"]
    assert kept.result["trace"] == made["trace"]
    assert (kept.verdict, kept.agreement, kept.legal_day) == (
        "originating", "RCEP", date(2026, 8, 1),
    )  # fmt: skip


def test_a_determination_is_seen_by_its_owner_alone(
    desk: OriginDesk, accounts: tuple[str, str]
) -> None:
    own = determine_origin(desk, guitar(), at=AT, by=accounts[0])["id"]

    assert show_determination(desk, own, at=AT, by=accounts[0])["id"] == own
    listed = list_determinations(desk, by=accounts[0], at=AT)["determinations"]
    assert [(one["id"], one["verdict"]) for one in listed] == [(own, "originating")]
    for other in (accounts[1], None):
        with pytest.raises(MissingError):
            show_determination(desk, own, at=AT, by=other)


@pytest.mark.parametrize("verb", ["update determination set verdict = 'originating'",
                                  "delete from determination",
                                  "update origin_rule set rule = 'WO'"])  # fmt: skip
def test_nothing_of_what_is_kept_can_be_edited(desk: OriginDesk, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), desk.database.transaction() as tx:
        tx.execute(verb)


# Imports


def table(path: Path, *rows: tuple[str, str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("HS编码", "货品名称", "产品特定原产地规则"), *rows])
    return path


def take_in(desk: OriginDesk, path: Path, **more: Any) -> dict[str, Any]:
    about = {"agreement": "RCEP", "edition": "HS2022", "valid_from": date(2023, 1, 1), "at": AT}
    return import_rules(desk, path, **(about | more))


def test_an_imported_table_is_used_and_the_second_import_changes_nothing(
    desk: OriginDesk, tmp_path: Path
) -> None:
    path = table(tmp_path / "psr.csv", ("2103.90", "酱", "品目改变"), ("ex 2208.90", "酒", "CTH"))
    dry = take_in(desk, path, dry_run=True, show=["210390"])
    unread = determine_origin(desk, guitar(good=guitar()["good"] | {"hs": "210390"}), at=AT)

    first, second = take_in(desk, path), take_in(desk, path)
    read = determine_origin(desk, guitar(good=guitar()["good"] | {"hs": "210390"}), at=AT)

    assert dry["applied"] is False
    assert dry["shown"][0]["duty"] == "CTH"
    assert unread["blocked_by"] == ["product_rule"]
    assert first["difference"] == {"added": 2, "removed": 0, "changed": 0}
    assert second["difference"] == {"added": 0, "removed": 0, "changed": 0}
    assert [row["code"] for row in first["needs_person"]] == ["ex 2208.90"]
    assert (read["verdict"], read["rule"]["text"]) == ("originating", "CTH")


def test_a_later_table_ends_the_rules_before_it(desk: OriginDesk, tmp_path: Path) -> None:
    about = {"agreement": "CHAFTA"}
    take_in(desk, table(tmp_path / "a.csv", ("9202.90", "", "CTH")), **about)
    later = take_in(
        desk, table(tmp_path / "b.csv", ("9202.90", "", "RVC40")),
        valid_from=date(2026, 7, 1), **about,
    )  # fmt: skip

    def rule_on(day: str) -> str:
        asked = guitar(agreement="CHAFTA", importing_party="AU", on=day)
        return determine_origin(desk, asked, at=AT)["rule"]["text"]

    assert later["difference"] == {"added": 0, "removed": 0, "changed": 1}
    assert (rule_on("2026-06-30"), rule_on("2026-07-01")) == ("CTH", "RVC40")


def test_two_rules_for_one_good_roll_the_whole_import_back(
    desk: OriginDesk, tmp_path: Path
) -> None:
    path = table(tmp_path / "two.csv", ("9301.00", "", "CTH"), ("9301.00", "", "RVC40"))

    with pytest.raises(InputError):
        take_in(desk, path, agreement="ATIGA")
    with desk.database.transaction() as tx:
        row = tx.execute("select count(*) as n from origin_rule where agreement = 'ATIGA'")
        assert row.fetchone() == {"n": 0}


def test_a_column_that_is_no_column_of_rules_is_refused(desk: OriginDesk, tmp_path: Path) -> None:
    path = table(tmp_path / "bad.csv", ("9301.00", "", "见注释"), ("9302.00", "", "2 %"))

    with pytest.raises(RefusedError):
        take_in(desk, path, agreement="ATIGA")


def test_the_store_itself_refuses_two_rules_at_a_time(desk: OriginDesk) -> None:
    row = """('EVFTA', 'HS2022', '92', '92', 'CTH', 'CTH', daterange('2020-08-01', null),
        'made up', 'synthetic', now())"""
    twice = f"""insert into origin_rule (agreement, edition, hs_from, hs_to, rule, source_text,
        valid, source, status, asserted_at) values {row}, {row}"""

    with pytest.raises(psycopg.errors.ExclusionViolation), desk.database.transaction() as tx:
        tx.execute(twice)


def test_a_concordance_splits_a_code_and_the_candidates_are_named(
    desk: OriginDesk, tmp_path: Path
) -> None:
    path = tmp_path / "hs.csv"
    path.write_text("HS2012,HS2022\n8518.40,8518.50\n8518.90,8518.50\n", encoding="utf-8")
    about = {"edition": "HS2012", "to_edition": "HS2022", "at": AT}

    first = import_concordance(desk, path, **about)
    second = import_concordance(desk, path, **about)
    found = determine_origin(desk, guitar(good=guitar()["good"] | {"hs": "851850"}), at=AT)

    assert first["kinds"] == {"1:1": 0, "1:n": 0, "n:1": 2, "n:n": 0}
    assert second["difference"] == {"added": 0, "removed": 0, "changed": 0}
    assert found["verdict"] == "undetermined"
    assert found["rule"]["candidates"] == [
        {"code": "851840", "rule": "CTSH or RVC40"}, {"code": "851890", "rule": "CTH or RVC40"},
    ]  # fmt: skip


# Pages and API


class Client:
    """Asks the application within this process."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self._ask("POST", path, **body)

    def _ask(self, method: str, path: str, **body: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, **body)

        return asyncio.run(ask())


@pytest.fixture(scope="module")
def client(rehearsal: Database) -> "Client":
    reference = open_reference("guizhou")
    desk = SimpleNamespace(
        window=SimpleNamespace(reference=reference), database=rehearsal,
        region=SimpleNamespace(currency="CNY", country="CN"),
    )  # fmt: skip
    nothing: Any = SimpleNamespace(wording={}, matrices=None)
    verbs: Verbs = nothing
    origins = bind_origin(desk, lambda: AT)  # type: ignore[arg-type]
    return Client(
        build_app(verbs, tariff=replace(bind_tariff(desk, lambda: AT), origins=origins))  # type: ignore[arg-type]
    )


def form(**changed: Any) -> dict[str, Any]:
    return {
        "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP",
        "on": "2026-08-01", "hs": "920290", "fob": "80", "currency": "USD",
        "operations": "carving, assembly", "undo": "[]",
        "row_level": "1", "row_name": "neck", "row_hs": "9202.90", "row_value": "47.20",
        "row_origin": "BR",
    } | changed  # fmt: skip


def names(text: str) -> list[tuple[str, str]]:
    """Level and name of each row of the editor."""
    levels = re.findall(r'name="row_level" value="(\d)"', text)
    found = re.findall(r'name="row_name" value="([^"]*)"', text)
    return list(zip(levels, found, strict=True))


def test_the_form_determines_without_a_script_and_asks_anew(client: Client) -> None:
    answer = client.post("/origin", data=form(do="determine"))
    page = client.get(answer.headers["location"] + "?lang=en")

    assert answer.status_code == 303
    assert "its value goes above 48.00 USD" in page.text
    assert "41.00" in page.text
    assert names(page.text) == [("1", "neck")]


def test_the_page_is_told_in_chinese(client: Client) -> None:
    where = client.post("/origin", data=form(do="determine")).headers["location"]
    text = client.get(where + "?lang=zh").text

    assert "具原产资格" in text
    assert "区域价值成分（扣减法）" in text
    assert "BR不是缔约方" in text or "不是缔约方" in text


def test_rows_are_added_moved_removed_and_brought_back(client: Client) -> None:
    added = client.post("/origin", data=form(do="below-0"))
    undo = re.search(r'name="undo" value="([^"]*)"', added.text)
    assert undo is not None
    two = form(row_level=["1", "2"], row_name=["neck", "wood"], row_hs=["920290", "440799"])
    out = client.post("/origin", data=two | {"do": "out-1"})
    removed = client.post("/origin", data=two | {"do": "remove-0"})
    before = undo[1].replace("&#34;", '"')
    back = client.post("/origin", data=two | {"do": "undo", "undo": before})

    assert names(added.text) == [("1", "neck"), ("2", "")]
    assert names(out.text) == [("1", "neck"), ("1", "wood")]
    assert names(removed.text) == [("1", "wood")]
    assert names(back.text) == [("1", "neck")]


def test_a_bill_goes_out_and_comes_in(client: Client) -> None:
    two = form(row_level=["1", "2"], row_name=["neck", "=wood"], row_hs=["920290", "440799"])
    out = client.post("/origin", data=two | {"do": "export"})
    rows = list(csv.DictReader(io.StringIO(out.content.decode("utf-8-sig"))))
    taken = client.post(
        "/origin", data=form(do="import"), files={"bill": ("bill.csv", out.content, "text/csv")}
    )

    assert [(row["level"], row["name"]) for row in rows] == [("1", "neck"), ("2", "'=wood")]
    assert names(taken.text) == [("1", "neck"), ("2", "=wood")]


def test_a_file_that_is_no_bill_is_said_to_be_none(client: Client) -> None:
    answer = client.post(
        "/origin?lang=en", data=form(do="import"),
        files={"bill": ("x.csv", b"a,b\n1,2\n", "text/csv")},
    )  # fmt: skip

    assert answer.status_code == 422
    assert names(answer.text) == [("1", "neck")]


def test_faults_stand_beside_their_row(client: Client) -> None:
    answer = client.post("/origin", data=form(do="determine", row_hs="92", hs="x"))

    assert answer.status_code == 422
    assert 'id="hs-fault"' in answer.text
    assert answer.text.count("is no code of six digits or more") >= 2


def test_a_list_is_answered_in_order(client: Client) -> None:
    wrong = guitar(agreement="XX")
    found = client.post("/api/v1/origin", json=[guitar(), wrong]).json()

    assert found[0]["verdict"] == "originating"
    assert found[1]["problem"]["problems"][0]["code"] == "origin.agreement"
    assert client.get(f"/api/v1/origin/{found[0]['id']}").json()["asked"] == guitar()
    assert client.get("/api/v1/origin/D0000000000000").status_code == 404


def test_a_bill_of_a_thousand_materials_is_taken(client: Client) -> None:
    many = [NECK | {"name": f"part {number}", "value": {"amount": "0.01", "currency": "USD"}}
            for number in range(1000)]  # fmt: skip
    found = client.post("/api/v1/origin", json=guitar(materials=many)).json()

    assert (found["verdict"], found["criterion"]) == ("originating", "RVC")


def test_agreements_are_listed_with_their_parties_of_today(client: Client) -> None:
    found = {
        row["code"]: row for row in client.get("/api/v1/origin/agreements").json()["agreements"]
    }

    assert set(found) == {
        "RCEP", "ACFTA", "ATIGA", "AANZFTA", "EVFTA", "CHAFTA", "CNZFTA", "CPTPP",
    }  # fmt: skip
    assert "JP" in found["RCEP"]["parties"]


# Every agreement of a pair


def of_pair(desk: OriginDesk, law: Any, **asked: str) -> dict[str, Any]:
    fields = {"hs": "920290", "market": "JP", "origin": "CN", "on": "2026-08-01"} | asked
    return agreements_of(desk, law, fields, today=AT.date(), at=AT)


def test_every_agreement_of_a_pair_is_told_with_what_is_missing(
    desk: OriginDesk, tariff_law: Any
) -> None:
    bare = of_pair(desk, tariff_law, market="VN", hs="401120")
    asked = determine_origin(desk, guitar(), at=AT)["id"]
    found = of_pair(desk, tariff_law, determination=asked, value="300000", currency="JPY")

    assert {row["agreement"] for row in bare["agreements"]} == {"RCEP", "ACFTA"}
    assert all(row["origin"] is None for row in bare["agreements"])
    assert all("a bill of materials" in row["missing"][0] for row in bare["agreements"])
    [rcep] = found["agreements"]
    assert (rcep["agreement"], rcep["origin"]["verdict"]) == ("RCEP", "originating")
    assert rcep["origin"]["flips"][0]["at"] == {"amount": "48.00", "currency": "USD"}
    assert rcep["steps"][0]["on"] == "2027-01-01"
    assert any("a proof of origin" in text for text in rcep["missing"])


def test_no_agreement_binds_a_country_with_itself_or_with_a_stranger(
    desk: OriginDesk, tariff_law: Any
) -> None:
    assert of_pair(desk, tariff_law, market="BR")["agreements"] == []
    assert of_pair(desk, tariff_law, origin="JP")["agreements"] == []


def test_a_determination_of_another_good_is_refused(desk: OriginDesk, tariff_law: Any) -> None:
    asked = determine_origin(desk, guitar(), at=AT)["id"]

    with pytest.raises(InputError) as refused:
        of_pair(desk, tariff_law, hs="401120", determination=asked)

    assert refused.value.problems[0].code == "fta.other_good"
