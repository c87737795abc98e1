"""Pages and API of the register of firms, in both languages, for each pair of eyes."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.page_client import client_over
from tests.integration.plans import NOON, planning
from tests.integration.test_enterprises import FIRMS, HEAD, SODA, TYRES, keep
from tests.integration.test_fund_pages import Client

from entrepot.kernel.errors import MissingError
from entrepot.service.dossiers import show_dossier
from entrepot.service.enterprises import export_enterprises
from entrepot.service.rolls import import_rows
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.web.enterprise_binding import bind_enterprises

CHINESE = re.compile("[\u4e00-\u9fff]")
PATH, API = "/enterprises", "/api/v1/enterprises"


@pytest.fixture
def window(server, template_of) -> Iterator[Window]:
    with planning(server, template_of, "upland") as found:
        keep(found, FIRMS)
        yield found


@pytest.fixture
def client(window: Window) -> Client:
    desk: Any = SimpleNamespace(window=window)
    return client_over(window, enterprises=bind_enterprises(desk, lambda: NOON))


def test_firms_are_listed_found_by_a_word_and_taken_as_a_file(client: Client) -> None:
    page = client.get(PATH, "planner").text
    found = client.get(f"{PATH}?word=soda", "planner").text
    file = client.get(f"{API}.csv", "planner").text

    assert re.findall(r'data-firm="(\w+)"', page) == [SODA, "tyres", "wheels"]
    assert re.findall(r'data-firm="(\w+)"', found) == [SODA]
    assert "not known" in page
    assert f"tyres,{TYRES},Upland Tyres Co. Ltd." in file


def test_a_word_that_no_firm_has_leaves_an_empty_register_that_says_so(client: Client) -> None:
    assert 'id="empty"' in client.get(f"{PATH}?word=nobody", "planner").text


def test_the_pages_are_whole_in_chinese(client: Client) -> None:
    for path in (PATH, f"{PATH}/tyres"):
        told = client.get(f"{path}?lang=zh", "planner").text
        assert CHINESE.search(told.partition("<h1>")[2].partition("</h1>")[0])
        assert "Credit code" not in told


def test_a_firm_is_merged_with_a_reason_and_parted_again(client: Client, window: Window) -> None:
    before = export_enterprises(window, by="planner", at=NOON)
    asked = {"do": "join", "other": "wheels", "reason": ""}
    refused = client.ask("POST", f"{PATH}/tyres", "planner", data=asked)
    merged = client.act(f"{PATH}/tyres", "planner", **asked | {"reason": "one firm"})
    page = client.get(f"{PATH}/tyres", "planner").text
    merge = re.search(r"<code>(E\w{13})</code>", page)
    assert merge is not None
    parted = client.act(f"{PATH}/tyres", "planner", do="part", merge=merge[1])

    assert refused.status_code == 422
    assert (merged, parted) == (f"{PATH}/tyres?done=merged", f"{PATH}/tyres?done=parted")
    assert export_enterprises(window, by="planner", at=NOON) == before


def test_who_only_looks_is_offered_no_change(client: Client) -> None:
    page = client.get(f"{PATH}/tyres", "analyst").text

    assert 'id="merge"' not in page
    asked = {"do": "join", "other": "wheels", "reason": "r"}
    assert client.ask("POST", f"{PATH}/tyres", "analyst", data=asked).status_code == 403


def test_a_file_is_kept_over_the_api_or_refused_whole(client: Client) -> None:
    good = HEAD + "pans,,Pan Works,,,,,invented,synthetic\n"
    kept = client.ask("POST", API, "planner", content=good.encode())
    wrong = client.ask("POST", API, "planner",
                       content=good.replace("pans,,", "pans,123,").encode())  # fmt: skip

    assert kept.json()["added"] == 1
    assert wrong.status_code == 422
    assert "row 1, code" in wrong.json()["problems"][0]["where"]


def test_an_exporter_sees_his_own_firm_and_no_other(window: Window) -> None:
    with acting_for(window.database, "exporter", NOON) as (_, actor):
        own = actor.uscc
    found = show_dossier(window, own, by="exporter", at=NOON)

    assert (found["register"], found["code"]) == (None, own)
    assert found["declarations"] == found["timeline"] == []
    with pytest.raises(MissingError):
        show_dossier(window, TYRES, by="exporter", at=NOON)


def test_a_firms_loans_and_the_measures_it_claimed_stand_on_its_page(
    client: Client, window: Window
) -> None:
    for roll, row in (
        ("measure_sets", {"id": "T", "title": "Text", "measures": "1"}),
        ("support_measures", {"id": "M", "text": "T", "number": "1", "title": "Freight aid"}),
        ("measure_claims", {"id": "C", "measure": "M", "firm": "tyres",
                            "claimed_on": "2026-03-01", "decided_on": "2026-03-05",
                            "outcome": "granted", "amount": "1200.00", "currency": "EUR"}),
    ):  # fmt: skip
        import_rows(window, roll, json.dumps([row]).encode(), "a.json", by="", at=NOON)
    found = show_dossier(window, "tyres", by="planner", at=NOON)
    page = client.get(f"{PATH}/tyres?lang=en", "planner").text

    (claim,) = found["measures"]
    assert (claim["title"], claim["outcome"]) == ("Freight aid", "granted")
    assert claim["granted"] == {"amount": "1200.00", "currency": "EUR"}
    assert 'data-claim="C"' in page
    assert "1,200.00 EUR" in page
    assert found["loans"] == []  # a firm's loans are for the firm, its bank and the auditor


def test_a_planner_sees_the_register_and_no_declaration(window: Window) -> None:
    found = show_dossier(window, "tyres", by="planner", at=NOON)

    assert found["code"] == TYRES
    assert found["declarations"] == []
    assert [one["kind"] for one in found["timeline"]] == ["register"]


def test_a_page_takes_a_file_and_tells_what_became_of_it_or_which_firms_it_holds(
    client: Client,
) -> None:
    file = (HEAD + "pans,,Upland Tyres Company,,,,1 Road,invented,synthetic\n").encode()
    sent = {"files": {"file": ("firms.csv", file, "text/csv")}}
    matched = client.ask("POST", PATH, "planner", data={"do": "match"}, **sent).text
    kept = client.ask("POST", PATH, "planner", data={"do": "keep"}, **sent).text

    assert 'id="matched"' in matched
    assert 'href="/enterprises/tyres"' in matched
    assert 'id="kept"' in kept
    assert 'data-firm="pans"' in kept
