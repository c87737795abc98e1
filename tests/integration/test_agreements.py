"""Agreements on PostgreSQL: clauses side by side, a book under a changed clause, pages, API."""

import csv
import io
import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.test_origin import Client, guitar

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.agreements import compare_agreements, list_clauses
from entrepot.service.country_rules import compare_countries
from entrepot.service.example_book import EXAMPLE_BOOK
from entrepot.service.origin import OriginDesk, determine_origin
from entrepot.service.rerun import kept_book, rerun_book
from entrepot.service.tariff_law import TariffLaw
from entrepot.store.db import Database
from entrepot.store.reference import open_reference
from entrepot.web.agreement_verbs import AgreementVerbs
from entrepot.web.app import build_app
from entrepot.web.tariff_binding import bind_tariff

TODAY = date(2026, 8, 1)
AT = datetime(2026, 8, 1, 3, tzinfo=UTC)
CHANGE = {"agreement": "RCEP", "clause": "rvc_pct", "from": "40", "to": "35"}
COUNTED = ("determination", "origin_rule", "landed_quote", "measure")


@pytest.fixture(scope="module")
def desk(rehearsal: Database) -> OriginDesk:
    return OriginDesk(open_reference("guizhou"), rehearsal)


@pytest.fixture(scope="module")
def verbs(desk: OriginDesk, tariff_law: TariffLaw) -> AgreementVerbs:
    def rerun(book: object, change: object, by: str | None) -> dict[str, Any]:
        return rerun_book(desk, tariff_law, book, change, today=TODAY, at=AT, by=by, most=5)[0]

    return AgreementVerbs(
        list=lambda: list_clauses(desk, today=TODAY),
        compare=lambda fields: compare_agreements(desk, fields, today=TODAY),
        rules=lambda fields: compare_countries(tariff_law, fields, today=TODAY),
        rerun=rerun,
        kept=lambda by: kept_book(desk, by=by, at=AT),
    )


def clauses(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["clause"]: one for one in document["clauses"]}


def test_what_was_not_read_is_a_gap_and_never_the_same(verbs: AgreementVerbs) -> None:
    found = verbs.compare({"agreements": ["RCEP", "ACFTA"], "hs": "9202.90"})
    told = clauses(found)

    assert found["own"] == "RCEP"
    assert told["rvc_pct"]["state"] == "same"
    assert told["de_minimis_pct"]["state"] == "unknown"
    assert told["de_minimis_pct"]["cells"][1] == {
        "agreement": "ACFTA", "state": "unknown", "values": [], "text": "", "text_zh": "",
        "article": None, "source": None, "status": None,
    }  # fmt: skip
    assert told["product_rule"]["cells"][0]["values"] == ["CTH or RVC40"]
    assert told["certificates"]["state"] == "differs"
    assert found["gaps"] == sum(one["gap"] for one in found["clauses"])
    assert {one["state"] for one in found["clauses"] if one["gap"]} == {"differs", "unknown"}


def test_by_default_the_agreements_of_the_country_stand_side_by_side(
    verbs: AgreementVerbs,
) -> None:
    codes = [one["code"] for one in verbs.compare({})["agreements"]]
    listed = verbs.list()

    assert codes == ["RCEP", "ACFTA", "CHAFTA", "CNZFTA"]
    assert [one["code"] for one in listed["agreements"] if one["binds"]] == codes
    assert len(listed["unread"]) > 10


def test_every_cell_that_says_something_cites_where_it_was_read(verbs: AgreementVerbs) -> None:
    everything = ",".join(one["code"] for one in verbs.list()["agreements"])
    cells = [cell for one in verbs.compare({"agreements": everything})["clauses"]
             for cell in one["cells"]]  # fmt: skip

    assert all(bool(cell["source"] and cell["status"]) == (cell["state"] == "read")
               for cell in cells)  # fmt: skip
    assert all(cell["text_zh"] for cell in cells if cell["text"])


def test_rules_of_partners_stand_beside_ones_own(verbs: AgreementVerbs) -> None:
    found = verbs.rules({"countries": "JP AU ZZ", "hs": "401120"})
    told = {one["clause"]: one for one in found["rules"]}
    values = {name: [cell["values"] for cell in one["cells"]] for name, one in told.items()}

    assert found["countries"] == ["XU", "JP", "AU", "ZZ"]
    assert values["valuation_basis"] == [["CIF"], ["CIF"], ["FOB"], []]
    assert values["mfn_rate"] == [["6.5 %"], ["Free"], ["5 %"], []]
    assert values["duty_rounding"][:2] == [["0.01", "half_up"], ["100", "down"]]
    assert told["valuation_basis"]["state"] == "unknown"
    assert all(bool(cell["source"]) == (cell["state"] == "read")
               for one in found["rules"] for cell in one["cells"])  # fmt: skip
    with pytest.raises(InputError):
        verbs.rules({"countries": "Japan"})


def test_an_agreement_nobody_knows_is_missing(verbs: AgreementVerbs) -> None:
    with pytest.raises(MissingError):
        verbs.compare({"agreements": "NAFTA"})
    with pytest.raises(InputError):
        verbs.compare({"hs": "92", "day": "x"})


def test_a_book_may_name_a_determination_and_nothing_is_kept(
    desk: OriginDesk, verbs: AgreementVerbs
) -> None:
    neck = guitar()["materials"][0] | {"value": {"amount": "50", "currency": "USD"}}
    made = determine_origin(desk, guitar(materials=[neck]), at=AT)
    claim = {"agreement": "RCEP", "determination": made["id"]}
    duty = deepcopy(EXAMPLE_BOOK[0]["duty"]) | {"claims": [claim]}
    before = count(desk)
    leave = {"agreement": "RCEP", "clause": "parties", "leave": ["CN"]}

    left = verbs.rerun([duty], leave, None)
    found = verbs.rerun([{"determination": made["id"]}, duty, *EXAMPLE_BOOK], CHANGE, None)

    assert [(one["verdict"]["before"], one["verdict"]["after"]) for one in found["cases"]] == [
        ("not_originating", "originating"),
        (None, None),
        ("not_originating", "originating"),
        ("originating", "originating"),
        ("undetermined", "undetermined"),
    ]
    assert found["totals"]["duty"][0]["net"] == {"amount": "-43100", "currency": "JPY"}
    assert left["cases"][0]["duty"]["move"] == "same"
    assert count(desk) == before


def test_what_an_account_keeps_is_a_book_that_no_other_may_run(
    desk: OriginDesk, verbs: AgreementVerbs
) -> None:
    with desk.database.transaction() as tx:
        own, other = (row["id"] for row in tx.execute("select id from account order by id limit 2"))
    made = determine_origin(desk, guitar(), at=AT, by=own)
    book = verbs.kept(own)

    assert [one["determination"] for one in book] == [made["id"]]
    assert verbs.rerun(book, CHANGE, own)["cases"][0]["verdict"]["before"] == "originating"
    assert verbs.rerun(book, CHANGE, other)["totals"]["failed"] == {"before": 1, "after": 1}


def count(desk: OriginDesk) -> list[int]:
    with desk.database.transaction() as tx:
        return [
            tx.execute(f"select count(*) as n from {table}").fetchone()["n"]  # type: ignore[index]
            for table in COUNTED
        ]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"clause": "cumulation", "agreement": "RCEP", "to": "full"}, "change.clause"),
        ({"clause": "rvc_pct", "agreement": "RCEP", "to": "120"}, "change.to"),
        ({"clause": "general_rule", "agreement": "RCEP", "to": "no rule"}, "change.to"),
        ({"clause": "product_rule", "agreement": "RCEP", "hs": "92-9", "to": "CTH"}, "change.hs"),
        ({"clause": "parties", "agreement": "RCEP"}, "change.join"),
        ({"clause": "parties", "agreement": "RCEP", "leave": ["US"]}, "change.leave"),
        ({"clause": "rate", "market": "JP",
          "measure": {"type": "mfn", "hs": "2208", "duty": "a lot"}}, "change.measure.duty"),
        ([CHANGE, {"clause": "rvc_pct", "agreement": "NAFTA", "to": "35"}],
         "change[1].agreement"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_tried_is_named(
    verbs: AgreementVerbs, change: Any, where: str
) -> None:
    with pytest.raises(InputError) as raised:
        verbs.rerun(EXAMPLE_BOOK, change, None)

    assert where in {problem.where for problem in raised.value.problems}


def test_a_json_number_of_a_change_is_refused(verbs: AgreementVerbs) -> None:
    with pytest.raises(InputError) as raised:
        verbs.rerun(EXAMPLE_BOOK, CHANGE | {"to": 35}, None)

    assert [problem.code for problem in raised.value.problems] == ["money.float"]


def test_a_book_has_an_end(verbs: AgreementVerbs) -> None:
    for book in ([], {}, EXAMPLE_BOOK * 2):
        with pytest.raises(InputError):
            verbs.rerun(book, CHANGE, None)


# Pages and API


@pytest.fixture(scope="module")
def client(verbs: AgreementVerbs, rehearsal: Database) -> Client:
    reference = open_reference("guizhou")
    desk: Any = SimpleNamespace(
        window=SimpleNamespace(reference=reference), database=rehearsal,
        region=SimpleNamespace(currency="CNY", country="CN"),
    )  # fmt: skip
    nothing: Any = SimpleNamespace(wording={}, matrices=None)
    tariff = replace(bind_tariff(desk, lambda: AT), agreements=verbs)
    return Client(build_app(nothing, tariff=tariff))


def test_the_page_compares_and_tries_a_change_without_a_script(client: Client) -> None:
    page = client.get("/agreements?lang=en&agreements=RCEP&agreements=CPTPP&own=CPTPP&hs=920290")
    form = {"clause": "rvc_pct", "agreement": "RCEP", "from": "40", "to": "35",
            "book": json.dumps(EXAMPLE_BOOK), "do": "run"}  # fmt: skip
    tried = client.post("/agreements?lang=zh", data=form)
    wrong = client.post("/agreements?lang=en", data=form | {"to": "x", "book": "["})
    left = client.post("/agreements?lang=zh", data=form | {"clause": "parties", "leave": "CN"})

    assert page.status_code == tried.status_code == 200
    assert page.text.index("CPTPP <span") < page.text.index("RCEP<br>")
    assert "3个案例中有1个结论改变" in tried.text
    assert "-43,100 JPY" in tried.text
    assert "2026-08-01 CN不是RCEP的缔约方" in left.text
    assert "3个案例中有3个结论改变" in left.text
    assert wrong.status_code == 422
    assert 'id="book-fault"' in wrong.text


def test_tables_are_taken_away(client: Client) -> None:
    form = {"clause": "rvc_pct", "agreement": "RCEP", "to": "35",
            "book": json.dumps(EXAMPLE_BOOK), "do": "file"}  # fmt: skip
    cases = rows(client.post("/agreements", data=form).content)
    told = rows(client.get("/api/v1/agreements/compare.csv?agreements=RCEP,ACFTA").content)
    rules = rows(client.get("/api/v1/agreements/rules.csv?countries=JP").content)

    assert [(one["verdict_after"], one["duty_by"]) for one in cases] == [
        ("Originating", "-43100"), ("Originating", ""), ("Undetermined", ""),
    ]  # fmt: skip
    assert {one["side"] for one in told} == {"RCEP", "ACFTA"}
    assert {one["side"] for one in rules} == {"XU", "JP"}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_api_answers_as_the_command_does(client: Client) -> None:
    body = {"book": EXAMPLE_BOOK, "change": CHANGE}
    rerun = client.post("/api/v1/agreements/rerun", json=body)
    compared = client.get("/api/v1/agreements/compare?agreements=RCEP")
    missing = client.get("/api/v1/agreements/compare?agreements=NAFTA")
    rounded = client.post(
        "/api/v1/agreements/rerun", content=b'{"book": [{"good": {"fob": 1.5}}], "change": %s}'
        % json.dumps(CHANGE).encode(),
    )  # fmt: skip

    assert rerun.json()["totals"]["turned"] == 1
    assert compared.json()["own"] == "RCEP"
    assert missing.status_code == 404
    assert rounded.json()["cases"][0]["problem"]["before"]["problems"][0]["code"] == "money.float"
