"""Duty and landed cost: pages and API over the packs' own tables, with a store in memory."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pypdf
import pytest

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service import landed_quotes, tariff_desk
from entrepot.web import tariff_binding
from entrepot.web.app import build_app
from entrepot.web.tariff_binding import bind_tariff

from .conftest import Client, FakeService

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
LINE = {
    "market": "JP", "hs": "2208.90-230", "origin": "CN", "on": "2026-08-01",
    "customs_value": {"amount": "300000", "currency": "JPY"},
    "quantities": [{"unit": "kg", "value": "5000"}],
}  # fmt: skip
TYRES = "/duty?market=JP&hs=2208.90-230&origin=CN&on=2026-08-01&value=300000&currency=JPY"
THAI = {
    "incoterm": "FOB", "market": "TH", "origin": "CN", "on": "2026-08-01", "currency": "THB",
    "items": [{"id": "1", "hs": "401120", "price": {"amount": "20000", "currency": "THB"}}],
    "costs": {"freight": {"amount": "1500", "currency": "THB"},
              "insurance": {"amount": "100", "currency": "THB"}},
}  # fmt: skip
THAI_FORM = {
    "incoterm": "FOB", "market": "TH", "origin": "CN", "on": "2026-08-01", "currency": "THB",
    "hs_1": "401120", "price_1": "20000", "freight": "1500", "insurance": "100",
}  # fmt: skip


class Kept:
    """A store of landed costs in memory."""

    def __init__(self, real) -> None:
        self._kept: dict = {}
        self.KeptLanded, self.question_of = real.KeptLanded, real.question_of
        self.new_landed_reference = real.new_landed_reference

    def save_landed(self, _tx, kept) -> None:
        self._kept[kept.reference] = kept

    def get_landed(self, _tx, reference: str):
        if reference not in self._kept:
            raise MissingError(Problem("landed.unknown", "reference", "there is none."))
        return self._kept[reference]

    def find_newest_landed(self, _tx, question: str):
        found = [kept for kept in self._kept.values() if kept.question == question]
        return found[-1] if found else None


class Database:
    @contextmanager
    def transaction(self):
        yield None

    def run_repeatable(self, work):
        return work(None)


@pytest.fixture(scope="module")
def client(tariff_law) -> Iterator[Client]:
    desk = SimpleNamespace(
        region=tariff_law.region, law=tariff_law.law, nomenclature=tariff_law.nomenclature,
        exchange=tariff_law.exchange, database=Database(), window=SimpleNamespace(reference=None),
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landed_quotes, "landed_store", Kept(landed_quotes.landed_store))
        ruling = {"hs": "401120", "goods": "tyres for lorries", "reference": "H0000000000000"}
        patch.setattr(tariff_binding, "list_rulings", lambda *_, **__: {"rulings": [ruling]})
        patch.setattr(tariff_desk, "list_measures", lambda *_: ())
        patch.setattr(tariff_desk, "certified_by", lambda _database, _number: ())
        yield Client(build_app(FakeService().verbs(), tariff=bind_tariff(desk, lambda: NOW)))


@pytest.mark.parametrize("path", ["/duty", "/landed"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_page_says_what_to_give(client: Client, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")

    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text
    assert 'class="empty"' in answer.text


def test_codes_that_were_decided_are_offered(client: Client) -> None:
    text = client.get("/duty?lang=en").text

    assert 'list="rulings"' in text
    assert '<option value="401120">tyres for lorries · H0000000000000</option>' in text


def test_options_stand_side_by_side_with_their_working(client: Client) -> None:
    text = client.get(f"{TYRES}&quantity_1=5000&unit_1=kg&lang=en").text

    assert "115,000 JPY" in text
    assert "71,900 JPY" in text
    assert "5000 kg x 23 JPY/kg" in text
    assert "43,100 JPY" in text
    assert 'data-regime="RCEP"' in text


def test_a_claim_with_a_proof_is_used(client: Client) -> None:
    proof = "&claims=RCEP&proof_number=R1&proof_issued=2026-07-20"
    text = client.get(f"{TYRES}&quantity_1=5000&unit_1=kg&lang=zh{proof}").text

    assert "71,900" in text
    assert "已申报" in text


def test_what_is_missing_is_named_and_nothing_is_zero(client: Client) -> None:
    text = client.get(f"{TYRES}&lang=en").text

    assert 'id="missing"' in text
    assert "Customs duty</li>" in text, "the tax waits for the duty, which has a word"
    assert "net mass [kg]" in text.lower()


def test_faults_stand_beside_their_fields(client: Client) -> None:
    answer = client.get("/duty?market=JP&hs=99&origin=Q&value=x&currency=JPY&lang=en")

    assert answer.status_code == 422
    for field in ("hs", "origin", "value"):
        assert f'id="{field}-fault"' in answer.text
    assert 'role="alert"' in answer.text


def test_no_data_that_day_is_a_404(client: Client) -> None:
    answer = client.post("/api/v1/duty", json=LINE | {"on": "1990-01-01"})

    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "tariff.no_data"


def test_the_api_answers_one_or_a_list(client: Client) -> None:
    one = client.post("/api/v1/duty", json=LINE).json()
    many = client.post("/api/v1/duty", json=[LINE, LINE | {"market": "?"}]).json()

    assert one["totals"]["duty"] == {"amount": "115000", "currency": "JPY"}
    assert many[0] == one
    assert many[1]["problem"]["problems"]


def test_a_json_number_is_refused(client: Client) -> None:
    body = LINE | {"customs_value": {"amount": 300000, "currency": "JPY"}}
    answer = client.post("/api/v1/duty", json=body)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "money.float"


def test_thailand_is_incomplete_alike_on_page_api_csv_and_pdf(client: Client) -> None:
    kept = client.post("/landed", data=THAI_FORM)
    address = kept.headers["location"]
    reference = address.rpartition("/")[2]
    told = client.get(f"/api/v1/landed/{reference}").json()
    asked = client.post("/api/v1/landed", json=THAI).json()
    page = client.get(f"{address}?lang=en").text
    sheet = client.get(f"/api/v1/landed/{reference}.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    paper = client.get(f"/api/v1/landed/{reference}.pdf").content
    printed = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(paper)).pages)

    assert kept.status_code == 303
    assert (told["complete"], told["total"]) == (False, None)
    assert asked["missing"] == told["missing"]
    assert any(one.startswith("vat: sources differ: 10 %") for one in told["missing"])
    assert 'id="total"><span class="incomplete">' in page
    assert [row["state"] for row in rows if row["row"] == "total"] == ["incomplete"]
    assert {row["state"] for row in rows if row["what"] == "Import tax"} == {"unknown"}
    assert "Total: incomplete" in printed
    assert "sources differ" in printed.replace("\n", " ")


def test_a_kept_sale_is_the_same_in_chinese(client: Client) -> None:
    address = client.post("/landed", data=THAI_FORM).headers["location"]
    text = client.get(f"{address}?lang=zh").text

    assert "不完整" in text
    assert "进口环节税" in text
    assert "20,000.00" in text


def test_a_new_answer_tells_what_changed_since_the_kept_one(client: Client) -> None:
    before = THAI | {"measures": [{"type": "mfn", "duty": "10 %"}, {"type": "vat", "duty": "7 %"}]}
    after = THAI | {"measures": [{"type": "mfn", "duty": "8 %"}, {"type": "vat", "duty": "7 %"}]}
    kept = client.post("/api/v1/landed?keep=true", json=before).json()
    new = client.post("/api/v1/landed", json=after).json()

    assert client.get(f"/api/v1/landed/{kept['id']}").json() == kept
    assert new["since"]["id"] == kept["id"]
    assert [one["what"] for one in new["changed"]] == [
        "total",
        "customs_duty MFN",
        "vat Import tax",
    ]


def test_an_unknown_reference_is_a_404(client: Client) -> None:
    assert client.get("/landed/L0000000000000").status_code == 404
    assert client.get("/api/v1/landed/L0000000000000.pdf").status_code == 404
