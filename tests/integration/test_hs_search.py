"""The Harmonized System by words on PostgreSQL, rulings with their row security, and the pages."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.crosscheck.packs import real_region
from tests.unit.web.conftest import Client

from entrepot.kernel.errors import InputError, MissingError, RefusedError
from entrepot.service.desk import Desk
from entrepot.service.hs_desk import HsDesk
from entrepot.service.hs_rulings import keep_ruling, list_rulings, show_ruling
from entrepot.service.wording import wording_of
from entrepot.store.db import Database
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.tariff_binding import bind_tariff

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(rehearsal: Database) -> HsDesk:
    return HsDesk(rehearsal, open_reference("guizhou"))


def first(desk: HsDesk, query: str, **more: str) -> list[str]:
    found = desk.search({"query": query, "limit": "5", **more}, at=AT)
    return [one["hs6"] for one in found["results"]]


@pytest.mark.parametrize(
    ("query", "language"),
    [("辣椒酱", "zh"), ("lajiaojiang", "pinyin"), ("La Jiao Jiang", "pinyin"),
     ("chilli sauce", "en"), ("2103.90", "code"), ("210390", "code"), ("2103 90", "code")],
)  # fmt: skip
def test_chilli_sauce_is_found_by_words_pinyin_and_code(
    desk: HsDesk, query: str, language: str
) -> None:
    found = desk.search({"query": query, "limit": "5"}, at=AT)

    assert found["language"] == language
    assert "210390" in [one["hs6"] for one in found["results"]]
    assert all(one["why"] for one in found["results"])


def test_spelling_is_repaired_and_said(desk: HsDesk) -> None:
    found = desk.search({"query": "guittar", "limit": "5"}, at=AT)

    assert found["repaired"] == [{"given": "guittar", "read": "guitar"}]
    assert next(one["hs6"][:4] for one in found["results"]) == "9202"


def test_what_a_text_excludes_is_not_what_it_is(desk: HsDesk) -> None:
    assert first(desk, "musical instruments (excl. pianos)") == first(desk, "musical instruments")


def test_one_question_narrows_and_an_answer_ends_it(desk: HsDesk) -> None:
    found = desk.search({"query": "battery"}, at=AT)
    options = [option["within"] for option in found["question"]["options"]]
    narrowed = desk.search({"query": "battery", "within": options[0]}, at=AT)

    assert 2 <= len(options) <= 4
    assert narrowed["question"] is None
    assert {one["hs6"][:4] for one in narrowed["results"]} == {options[0]}


def test_notes_that_exclude_a_candidate_stand_beside_it(desk: HsDesk) -> None:
    found = desk.search({"query": "toy guitar", "limit": "10"}, at=AT)["results"]
    instruments = [one for one in found if one["hs6"].startswith("92")]

    assert instruments
    assert all(one["excluded_by"][0]["to"] == "9503" for one in instruments)


@pytest.mark.parametrize("query", ["", "x" * 400])
def test_what_cannot_be_asked_is_named(desk: HsDesk, query: str) -> None:
    with pytest.raises(InputError):
        desk.search({"query": query}, at=AT)


@pytest.mark.parametrize("query", ["'; drop table hs_word; --", "% _ \\", "100 %", "()", "the of"])
def test_odd_questions_are_questions(desk: HsDesk, query: str) -> None:
    assert desk.search({"query": query}, at=AT)["query"] == query


def test_the_index_is_made_once_for_the_same_texts(desk: HsDesk) -> None:
    with desk.database.transaction() as tx:
        texts = desk.texts(tx)
        one, two = texts.index(tx, at=AT), texts.index(tx, at=AT)
        made = tx.execute("select count(*) as n from hs_index").fetchone()

    assert one == two
    assert made == {"n": 1}


def test_a_file_of_questions_is_answered_in_order(desk: HsDesk, tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text("green tea\n\n辣椒酱\n" + "x" * 400 + "\n", encoding="utf-8")
    found = desk.search_file(str(path), {"limit": "3"}, at=AT)

    assert [one["query"][:9] for one in found] == ["green tea", "辣椒酱", "x" * 9]
    assert found[2]["problem"]["problems"][0]["where"] == "query"


def test_the_tree_is_walked_from_chapter_to_subheading(desk: HsDesk) -> None:
    chapters = desk.browse("")["below"]
    heading = desk.browse("21.03")

    assert len(chapters) == 96
    assert [one["code"] for one in heading["above"]] == ["21"]
    assert "210390" in [one["code"] for one in heading["below"]]
    assert heading["text"]["zh"]
    with pytest.raises(MissingError):
        desk.browse("2199")


def test_a_ruling_is_kept_with_the_candidates_seen_and_replaced_not_changed(desk: HsDesk) -> None:
    said = {
        "goods": "chilli sauce in jars",
        "hs": "2103.90",
        "reasons": "Heading 2103 by its text.",
    }
    kept = keep_ruling(desk, said, by="exporter", at=AT)
    again = said | {"reasons": "Note 3 too.", "replaces": kept["reference"]}
    later = keep_ruling(desk, again, by="exporter", at=AT)
    old = show_ruling(desk, kept["reference"], by="exporter", at=AT)
    listed = list_rulings(desk, {"hs": "2103"}, by="exporter", at=AT)["rulings"]

    assert kept["candidates"][0]["hs6"] == "210390"
    assert (old["replaced_by"], later["replaces"]) == (later["reference"], kept["reference"])
    assert [one["reference"] for one in listed] == [later["reference"]]
    with pytest.raises(RefusedError):
        keep_ruling(desk, again, by="exporter", at=AT)


def test_who_may_not_see_a_ruling_learns_nothing_of_it(desk: HsDesk) -> None:
    said = {"goods": "guitar", "hs": "920290", "reasons": "By its text."}
    own = keep_ruling(desk, said, by="exporter", at=AT)
    public = keep_ruling(desk, said | {"public": "yes"}, by="officer", at=AT)

    for stranger in (None, "officer"):
        with pytest.raises(MissingError):
            show_ruling(desk, own["reference"], by=stranger, at=AT)
        told = list_rulings(desk, {"hs": "920290"}, by=stranger, at=AT)["rulings"]
        assert [one["reference"] for one in told] == [public["reference"]]
    with pytest.raises(RefusedError):
        keep_ruling(desk, said | {"public": "yes"}, by="exporter", at=AT)
    with pytest.raises(RefusedError):
        keep_ruling(desk, said | {"replaces": public["reference"]}, by="exporter", at=AT)


def test_every_fault_of_a_ruling_is_named_at_once(desk: HsDesk) -> None:
    with pytest.raises(InputError) as caught:
        keep_ruling(desk, {"hs": "12", "on": "soon"}, by="exporter", at=AT)

    assert {one.where for one in caught.value.problems} == {"goods", "reasons", "hs", "on"}


@pytest.fixture(scope="module")
def client(rehearsal: Database) -> Client:
    region = real_region("guizhou")
    whole = Desk(SimpleNamespace(folder=None), rehearsal, region)  # type: ignore[arg-type]
    whole.__dict__["window"] = SimpleNamespace(reference=open_reference("guizhou"))
    verbs = bind_tariff(whole, lambda: AT)
    service: Any = SimpleNamespace(wording=wording_of(region), matrices=None)
    return Client(build_app(service, tariff=verbs))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_searches_asks_and_leads_to_the_line(client: Client, language: str) -> None:
    empty = client.get(f"/tariff?lang={language}").text
    found = client.get(f"/tariff?query=lajiaojiang&lang={language}").text
    line = client.get(f"/tariff/2103.90?on=2026-11-27&lang={language}").text

    assert 'id="tree-title"' in empty
    assert found.index('data-hs="210390"') == found.index("data-hs=")
    assert 'id="measures"' in line
    assert "badge" in line
    assert "辣椒酱" in line


def test_an_unknown_code_is_a_page_of_its_own(client: Client) -> None:
    assert client.get("/tariff/2199").status_code == 404
    assert client.get("/tariff/rulings/H0000000000000").status_code == 404
    assert client.get("/tariff?query=" + "x" * 299).status_code == 200


def test_the_api_finds_shows_and_refuses(client: Client) -> None:
    found = client.get("/api/v1/hs?query=辣椒酱&limit=5").json()
    line = client.get("/api/v1/hs/850760").json()

    assert "210390" in [one["hs6"] for one in found["results"]]
    assert {one["market"] for one in line["measures"]} >= {"EU", "US", "JP"}
    assert all(one["source"] and one["status"] for one in line["measures"])
    assert line["refund"]["refund_pct"] == "6"
    assert client.get("/api/v1/hs?query=").status_code == 422
    assert client.post("/api/v1/hs-rulings", json={"hs": "920290"}).status_code in (401, 403)
