"""Benchmarks that are kept: editions never joined across methods, reforms tried."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.conftest import copy_of, nobody_did_anything
from tests.integration.test_assess_pages import Client

from entrepot.region.model import Region
from entrepot.service.accounts import Visitor
from entrepot.service.benchmark_editions import keep_edition
from entrepot.service.demo_assess import rehearse_assessment
from entrepot.service.demo_benchmarks import EDITIONS, TREE
from entrepot.service.desk import Desk
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.store.home import Home
from entrepot.store.packs import find_folder
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.benchmark_binding import bind_benchmarks
from entrepot.web.window_verbs import WindowVerbs

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
API = "/api/v1/benchmarks"
TOLD = {"benchmark": "tried", "edition": "2025", "method": "own", "source": "invented",
        "status": "synthetic"}  # fmt: skip


@pytest.fixture(scope="module")
def client(servers, template_of, tmp_path_factory, region: Region) -> Iterator[Client]:
    home = Home(tmp_path_factory.mktemp("benchmark-pages"), region="upland")
    server = servers("embedded")
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        window = Window(home, database, open_reference("upland"))
        rehearse_assessment(window, at=NOON)
        rehearse_assessment(window, at=NOON)

        def find_visitor(token: str, _: str) -> Visitor | None:
            if not token:
                return None
            with acting_for(database, token, NOON) as (_book, actor):
                return Visitor(actor, token, token, token)

        unasked: Any = lambda *_: None  # noqa: E731
        desk = Desk(home, database, region, folder=find_folder("upland"))
        verbs = WindowVerbs(
            sign_in=unasked, sign_in_client=unasked, sign_out=unasked, find_visitor=find_visitor,
            switch_organisation=unasked, show_account=unasked, list_sandbox_accounts=list,
            benchmarks=bind_benchmarks(desk, lambda: client.now),
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        client = Client(build_app(told, verbs))
        client.window = window
        yield client


def ask(client: Client, path: str) -> Any:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def keep(client: Client, text: str, who: str = "analyst", **more: str) -> Any:
    query = "&".join(f"{key}={value}" for key, value in {**TOLD, **more}.items())
    return client.ask("POST", f"{API}?{query}", who, content=text.encode())


@pytest.mark.parametrize(
    ("who", "status"), [("", 401), ("exporter", 403), ("planner", 200), ("auditor", 200)]
)
def test_who_may_see_benchmarks(client: Client, who: str, status: int) -> None:
    assert client.get(API, who).status_code == status
    assert client.get("/benchmarks", who).status_code in (status, 303)
    assert keep(client, TREE, who).status_code in (401, 403)


def test_the_rehearsal_is_kept_once_and_listed(client: Client) -> None:
    editions = ask(client, "")["editions"]
    page = client.get("/benchmarks?lang=en").text

    rehearsed = [one for one in editions if one["benchmark"].startswith("sandbox")]
    assert len(rehearsed) == len(EDITIONS)
    assert {(one["revision"], one["status"]) for one in rehearsed} == {(1, "synthetic")}
    for one in rehearsed:
        assert f'href="/benchmarks/{one["benchmark"]}/{one["edition"]}"' in page


def test_six_reforms_give_what_each_gives(client: Client) -> None:
    edition = ask(client, "/sandbox_tree/2024")
    short = [one for one in edition["rows"] if one["short"]]
    query = "&".join(f"reform={one['key']}=max" for one in short)
    told = ask(client, f"/sandbox_tree/2024/simulation?{query}")
    ticked = "&".join(f"full={one['key']}" for one in short)
    page = client.get(f"/benchmarks/sandbox_tree/2024?{ticked}&lang=en").text
    rows = client.get(f"{API}/sandbox_tree/2024/simulation.csv?{query}").text

    assert sum(one["gain_overall"] for one in told["reforms"]) == pytest.approx(told["gain"])
    for one in told["reforms"]:
        own = next(row for row in short if row["key"] == f"{one['topic']}/{one['item']}")
        assert one["gain_overall"] == own["gain_overall"]
    assert f"{len(short)} reforms add +{told['gain']:.2f}" in page
    assert page.count(" checked>") == len(short)
    assert len(rows.splitlines()) == len(short) + 1
    assert "synthetic" in rows


def test_what_is_not_known_is_unknown_and_bounded(client: Client) -> None:
    edition = ask(client, "/sandbox_tree/2024")
    part = next(one for one in edition["parts"]
                if (one["topic"], one["pillar"]) == ("Trade", "Services"))  # fmt: skip
    page = client.get("/benchmarks/sandbox_tree/2024?lang=en").text
    refused = client.get("/benchmarks/sandbox_tree/2024?full=Trade/3&lang=en")
    checked = ask(client, "/sandbox_tfi/2025")

    assert edition["overall"] is None
    assert (part["score"], part["at_least"], part["at_most"]) == (None, 20.0, 50.0)
    assert 'id="overall"><span class="muted">unknown</span>' in page
    assert refused.status_code == 422
    assert "Has no known points" in refused.text
    assert [one["score"] for one in checked["indicators"]] == [1.5, None]


def test_editions_of_one_method_stand_side_by_side(client: Client) -> None:
    [series] = ask(client, "/sandbox_tree?edition=2024&edition=2025")["series"]
    figures = {one["figure"]: one["values"] for one in series["figures"]}

    assert [one["edition"] for one in series["editions"]] == ["2024", "2025"]
    assert figures == {"overall": [None, 62.5], "Rules": [75.0, 75.0], "Services": [None, 50.0]}


def test_editions_of_two_methods_are_never_joined(client: Client) -> None:
    apart = ask(client, "/sandbox_lpi")["series"]
    joined = client.get(f"{API}/sandbox_lpi?edition=2023&edition=2025")
    page = client.get("/benchmarks/sandbox_lpi?lang=en").text
    asked = client.get("/benchmarks/sandbox_lpi?edition=2023&edition=2025&lang=zh")

    assert [one["method"] for one in apart] == ["survey", "tracked boxes"]
    assert all(len(one["editions"]) == 1 for one in apart)
    assert (joined.status_code, joined.json()["problems"][0]["code"]) == (
        409, "benchmark.methods"
    )  # fmt: skip
    assert 'id="apart"' in page
    assert asked.status_code == 409
    assert "方法不同" in asked.text


def test_what_differs_is_another_revision_and_the_same_is_the_same(client: Client) -> None:
    first, same = keep(client, TREE), keep(client, TREE)
    other = keep(client, TREE.replace("60,30", "60,45"))
    found = ask(client, "/tried/2025")

    assert [one.status_code for one in (first, same, other)] == [201, 201, 201]
    assert [one.json()["revision"] for one in (first, same, other)] == [1, 1, 2]
    assert [one.json()["new"] for one in (first, same, other)] == [True, False, True]
    assert found["rows"][0]["obtained"] == 45.0


@pytest.mark.parametrize(
    ("text", "more", "where"),
    [
        (TREE, {"status": "sure"}, "status"),
        (TREE, {"method": ""}, "method"),
        (TREE, {"benchmark": "a b"}, "benchmark"),
        (TREE.replace("60,30", "60,many"), {}, "row 1, obtained"),
        ("a,b\n1,2\n", {}, "benchmark.csv"),
        ("", {}, "benchmark.csv"),
    ],
)
def test_what_cannot_be_kept_is_named(client: Client, text: str, more, where: str) -> None:
    answer = keep(client, text, edition="bad", **more)

    assert answer.status_code == 422
    assert any(where in one["where"] for one in answer.json()["problems"])
    assert client.get(f"{API}/tried/bad").status_code == 404


def test_an_analyst_keeps_an_edition_on_the_page(client: Client) -> None:
    told = {**TOLD, "benchmark": "paged", "csrf": "analyst"}
    sent = client.ask("POST", "/benchmarks", data=told,
                      files={"file": ("tree.csv", TREE.encode(), "text/csv")})  # fmt: skip
    bare = client.ask("POST", "/benchmarks", data=told)

    assert (sent.status_code, sent.headers["location"]) == (303, "/benchmarks/paged/2025")
    assert bare.status_code == 422
    assert client.ask("POST", "/benchmarks", "planner", data=told).status_code == 403


def test_every_form_has_a_page_and_rows_in_chinese_too(client: Client) -> None:
    for benchmark, edition, *_ in EDITIONS:
        found = ask(client, f"/{benchmark}/{edition}")
        rows = client.get(f"{API}/{benchmark}/{edition}/rows.csv").text
        text = client.get(f"/benchmarks/{benchmark}/{edition}?lang=zh").text
        main = text.split("<main", 1)[1].split("</main>", 1)[0]

        assert len(rows.splitlines()) == len(found["rows"]) + 1
        assert "<figure" in main
        assert set(re.findall(r"<(?:h2|th scope=\"col\"[^>]*|button[^>]*)>([A-Z][a-z ]+)<", main)) \
            <= {"Rules"}  # fmt: skip
    survey = ask(client, "/sandbox_lpi/2025")
    best = next(one for one in survey["rows"] if one["economy"] == "Estland")
    assert best["gap_customs"] == best["gap_infrastructure"] == 0


def test_a_file_joins_no_methods(client: Client) -> None:
    text = EDITIONS[3][5] + "Westland,WES,3,2025,3,3,other\n"
    with pytest.raises(Exception, match="is not one"):
        keep_edition(client.window, {**TOLD, "edition": "x"}, text.encode(), "x.csv",
                     by="analyst", at=NOON)  # fmt: skip


def test_our_own_measurements_stand_beside_benchmarks(client: Client) -> None:
    own = "/api/v1/assess/measurements"
    told = client.get(f"{own}?period=2026-02").json()
    rows = client.get(f"{own}.csv?period=2026-02").text.splitlines()
    page = client.get("/benchmarks/measurements?period=2026-02&lang=en").text
    chinese = client.get("/benchmarks/measurements?period=2026-02&lang=zh").text
    sent = client.ask("POST", "/benchmarks/measurements",
                      data={"period": "2026-02", "csrf": "analyst"})  # fmt: skip
    wrong = client.get("/benchmarks/measurements?period=May&lang=en")

    assert len(rows) == len(told["figures"]) + 1
    assert page.count("<tr data-what=") == len(told["figures"])
    assert "no room keeps requests of enterprises" in page
    assert "系统尚未登记企业诉求及其答复" in chinese
    assert sent.status_code == 303
    assert (wrong.status_code, 'id="faults"' in wrong.text) == (422, True)
    assert client.ask("POST", own, "planner").status_code == 403
    assert client.get(f"{own}/own_first_reply_h", "planner").status_code == 403
    cases = client.get("/benchmarks/measurements/own_first_reply_h?period=2026-02&lang=zh")
    assert cases.status_code == 200
    assert keep(client, TREE, benchmark="measurements").status_code == 422
