"""Pages and API of kept indices over the rehearsal: who sees what, down to the record."""

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.integration.conftest import copy_of, nobody_did_anything

from entrepot.region.model import Region
from entrepot.service.accounts import Visitor
from entrepot.service.demo_assess import SCHEME, rehearse_assessment
from entrepot.service.desk import Desk
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.store.home import Home
from entrepot.store.packs import find_folder
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.index_binding import bind_indices
from entrepot.web.window_verbs import WindowVerbs

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
API = "/api/v1/assess"
HEAD = "what,where,when,value,unit,source,status\n"


class Client:
    """Asks the application within this process as somebody, or as nobody."""

    def __init__(self, app: FastAPI) -> None:
        self.app, self.now = app, NOON

    def ask(self, method: str, path: str, who: str = "analyst", **body: Any) -> httpx.Response:
        headers = {"x-csrf-token": who, **body.pop("headers", {})}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="https://here") as client:
                if who:
                    client.cookies.set("__Host-session", who)
                return await client.request(method, path, headers=headers, **body)

        return asyncio.run(ask())

    def get(self, path: str, who: str = "analyst") -> httpx.Response:
        return self.ask("GET", path, who)

    def told(self, path: str, who: str = "analyst") -> Any:
        answer = self.get(f"{API}{path}", who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def csv(self, path: str) -> list[dict[str, str]]:
        text = self.get(f"{API}{path}").content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def client(servers, template_of, tmp_path_factory, region: Region) -> Iterator[Client]:
    home = Home(tmp_path_factory.mktemp("assess-pages"), region="upland")
    server = servers("embedded")
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        rehearse_assessment(Window(home, database, open_reference("upland")), at=NOON)

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
            indices=bind_indices(desk, lambda: client.now),
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        client = Client(build_app(told, verbs))
        yield client


@pytest.fixture
def run(client: Client) -> str:
    """The run after the correction."""
    runs = client.told(f"/runs?scheme={SCHEME}")["runs"]
    return str(max(runs, key=lambda one: (one["periods"], one["known_at"]))["run"])


@pytest.mark.parametrize(
    ("who", "status"), [("", 401), ("exporter", 403), ("planner", 200), ("auditor", 200)]
)
def test_who_may_see_assessments(client: Client, who: str, status: int) -> None:
    assert client.get(f"{API}/runs", who).status_code == status
    assert client.get(f"{API}/observations", who).status_code == status
    assert client.get(f"/assess/{SCHEME}", who).status_code in (status, 303)


def test_a_planner_neither_adds_nor_runs(client: Client) -> None:
    added = client.ask("POST", f"{API}/observations", "planner", content=HEAD.encode())
    made = client.ask("POST", f"{API}/runs", "planner", json={"scheme": SCHEME})
    page = client.ask("POST", f"/assess/{SCHEME}/runs", "planner")

    assert [one.status_code for one in (added, made, page)] == [403, 403, 403]
    assert "Work it out" not in client.get(f"/assess/{SCHEME}", "planner").text


def test_the_league_table_leads_to_the_unit_and_to_the_record(client: Client, run: str) -> None:
    found = client.told(f"/runs/{run}")
    page = client.get(f"/assess/{SCHEME}?run={run}&lang=en").text
    first = found["units"][0]["unit"]
    unit = client.get(f"/assess/{SCHEME}/{first}?run={run}&lang=en").text
    records = client.get(f"/assess/{SCHEME}/{first}/paid_in?run={run}&lang=en").text

    assert f'href="/assess/{SCHEME}/{first}?run={run}"' in page
    assert page.count("<tr data-unit=") == len(found["units"])
    assert page.count('<circle class="median"') == len(found["units"])
    assert f'href="/assess/{SCHEME}/{first}/paid_in?run={run}"' in unit
    assert "Synthetic" in records or "synthetic" in records
    assert "analyst" in records
    assert "sandbox observations.csv" in records or "sandbox correction.csv" in records


def test_a_corrected_value_tells_both_what_was_known_and_what_is(client: Client, run: str) -> None:
    known = client.told("/observations?what=paid_in&when=2025-H2")["observations"]
    corrected = next(one for one in known if one["file"] == "sandbox correction.csv")
    then = (NOON - timedelta(days=1)).isoformat().replace("+", "%2B")
    before = client.told(f"/observations?at={then}&what=paid_in&where={corrected['where']}")
    history = client.told(f"/observations/paid_in/{corrected['where']}")["observations"]
    old = next(
        one["run"] for one in client.told("/runs")["runs"]
        if one["periods"] == ["2025-H2"] and one["run"] != run
    )  # fmt: skip
    page = client.get(f"/assess/{SCHEME}/{corrected['where']}?run={old}&lang=en").text

    values = {one["when"]: one["value"] for one in before["observations"]}
    assert values["2025-H2"] != corrected["value"]
    assert [one["value"] for one in history if one["when"] == "2025-H2"] == [
        corrected["value"], values["2025-H2"]
    ]  # fmt: skip
    assert "corrected since" in page
    assert "corrected since" not in client.get(
        f"/assess/{SCHEME}/{corrected['where']}?run={run}&lang=en"
    ).text  # fmt: skip


def test_files_hold_the_rows_that_are_shown_with_their_status(client: Client, run: str) -> None:
    found = client.told(f"/runs/{run}")
    league = client.csv(f"/runs/{run}.csv")
    first = found["units"][0]["unit"]
    parts = client.csv(f"/runs/{run}/units/{first}.csv")
    known = client.csv("/observations.csv?what=paid_in")

    assert [(row["unit"], float(row["score"])) for row in league] == [
        (one["unit"], pytest.approx(one["score"])) for one in found["units"]
    ]
    assert {row["status"] for row in (*league, *known)} == {"synthetic"}
    assert all(float(row["rank_q05"]) <= float(row["rank_q95"]) for row in league)
    whole = client.told(f"/runs/{run}/units/{first}")
    added = sum(float(row["adds"]) for row in parts)
    assert whole["base"] + added + whole["deducted"] == pytest.approx(whole["unit"]["score"])
    for form in ("xlsx", "parquet"):
        assert client.get(f"{API}/runs/{run}.{form}").status_code == 200


def test_the_lab_ranks_anew_and_refuses_what_is_no_weight(client: Client, run: str) -> None:
    tried = client.get(f"/assess/{SCHEME}/lab?run={run}&w.service=9&lang=en")
    wrong = client.get(f"/assess/{SCHEME}/lab?run={run}&w.service=many&lang=en")
    api = client.told(f"/runs/{run}/weights?weight=service=9")

    assert tried.status_code == 200
    assert f"{api['mean_abs_rank_shift']:.2f}" in re.search(
        r'id="lab-told">([^<]*)', tried.text
    )[1]  # fmt: skip
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert 'id="coherence"' in tried.text
    assert tried.text.count('class="share-bar"') == 2 * 3


def test_an_analyst_adds_values_and_works_the_scheme_out_from_the_page(client: Client) -> None:
    client.now = NOON + timedelta(hours=1)
    body = HEAD + 'export_growth,averlund,2026-H1,"3,5",%,a bulletin,published\n'
    csv_type = {"content-type": "text/csv"}
    added = client.ask("POST", f"{API}/observations?name=new.csv", content=body.encode(),
                       headers=csv_type)  # fmt: skip
    unsure = body.replace("3,5", "1,234").encode()
    misread = client.ask("POST", f"{API}/observations", content=unsure, headers=csv_type)
    made = client.ask("POST", f"/assess/{SCHEME}/runs", data={"period": "2025-H1"})
    wrong = client.ask("POST", f"/assess/{SCHEME}/runs", data={"period": "soon"})
    nobody = client.ask("POST", f"/assess/{SCHEME}/runs", data={"period": "2031"})

    assert (added.status_code, added.json()["added"]) == (201, 1)
    assert misread.status_code == 422
    assert misread.json()["problems"][0]["where"] == "observations.csv row 1, value"
    assert made.status_code == 303
    assert made.headers["location"].startswith(f"/assess/{SCHEME}?run=")
    assert client.get(made.headers["location"]).status_code == 200
    assert (wrong.status_code, nobody.status_code) == (422, 404)
    assert 'id="faults"' in wrong.text


@pytest.mark.parametrize(
    "path",
    ["/assess/none", f"/assess/{SCHEME}/nowhere", f"/assess/{SCHEME}/averlund/nothing",
     f"/assess/{SCHEME}?run={32 * '0'}", f"{API}/runs/{32 * '0'}"],
)  # fmt: skip
def test_what_is_not_there_is_told(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_pages_speak_chinese(client: Client, run: str) -> None:
    for path in ("/assess?lang=zh", f"/assess/{SCHEME}?run={run}&lang=zh",
                 f"/assess/{SCHEME}/averlund?run={run}&lang=zh",
                 f"/assess/{SCHEME}/averlund/paid_in?lang=zh",
                 f"/assess/{SCHEME}/lab?run={run}&lang=zh"):  # fmt: skip
        main = client.get(path).text.split("<main", 1)[1].split("</main>", 1)[0]
        words = set(re.findall(r">([A-Z][a-z]+(?: [a-z]+)+)<", main))
        assert words == set(), path


@pytest.fixture
def pair(client: Client, run: str) -> dict[str, str]:
    """The run after the correction, and the one of the same half before it."""
    runs = client.told(f"/runs?scheme={SCHEME}")["runs"]
    halves = {tuple(one["periods"]): one["run"] for one in runs if one["run"] != run}
    return {"before": halves[("2025-H2",)], "after": run, "earlier": halves[("2025-H1",)]}


def test_a_correction_is_the_units_own_data_and_for_the_others_their_peers(client, pair) -> None:
    found = client.told(f"/changes?before={pair['before']}&after={pair['after']}")
    known = client.told("/observations?what=paid_in&when=2025-H2")["observations"]
    corrected = next(one["where"] for one in known if one["file"] == "sandbox correction.csv")
    runs = {name: client.told(f"/runs/{pair[name]}") for name in ("before", "after")}
    scores = {name: {one["unit"]: one["score"] for one in run["units"]}
              for name, run in runs.items()}  # fmt: skip

    assert (found["before"]["same_as_kept"], found["after"]["same_as_kept"]) == (True, True)
    assert found["before"]["hash"] == runs["before"]["hash"]
    for one in found["units"]:
        ends = scores["before"][one["unit"]], scores["after"][one["unit"]]
        assert (one["score_before"], one["score_after"]) == ends
        assert sum(one["score_parts"].values()) == pytest.approx(ends[1] - ends[0], abs=1e-12)
        assert one["score_parts"]["weights"] == one["score_parts"]["method"] == 0
        if one["unit"] == corrected:
            assert one["score_parts"]["data"] != 0
        else:
            assert one["score_parts"]["data"] == 0


def test_two_halves_of_a_year_are_explained_with_sums_that_are_exact(client, pair) -> None:
    about = f"before={pair['earlier']}&after={pair['after']}"
    found = client.told(f"/changes?{about}")
    rows = {row["unit"]: row for row in client.csv(f"/changes.csv?{about}")}
    one = client.told(f"/changes?{about}&unit={found['units'][0]['unit']}")["units"]

    assert one == found["units"][:1]
    assert len(rows) == len(found["units"])
    for told in found["units"]:
        change = told["score_after"] - told["score_before"]
        assert sum(told["score_parts"].values()) == pytest.approx(change, abs=1e-12)
        assert float(rows[told["unit"]]["score_data"]) == pytest.approx(told["score_parts"]["data"])
    nobody = client.get(f"{API}/changes?{about}&unit=nowhere")
    assert (nobody.status_code, nobody.json()["problems"][0]["code"]) == (404, "assess.unit")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_change_draws_the_unit_that_moved_most(client, pair, lang) -> None:
    about = f"before={pair['earlier']}&after={pair['after']}"
    found = client.told(f"/changes?{about}")
    moved = max(found["units"], key=lambda one: abs(one["score_change"]))
    page = client.get(f"/assess/{SCHEME}/changes?{about}&lang={lang}").text
    chosen = found["units"][-1]["unit"]
    other = client.get(f"/assess/{SCHEME}/changes?{about}&lang={lang}&unit={chosen}").text
    league = client.get(f"/assess/{SCHEME}?run={pair['after']}&lang={lang}").text

    assert page.count('<tr data-unit="') == len(found["units"])
    assert f'data-unit="{moved["unit"]}" aria-current="true"' in page
    assert f'data-unit="{chosen}" aria-current="true"' in other
    assert page.count('<g transform="translate(0') == 5
    assert ("Its own data" in page) == (lang == "en")
    assert f"/assess/{SCHEME}/changes?before=" in league
    assert client.get(f"/assess/{SCHEME}/changes?before=x&after=y").status_code == 404
    assert client.get(f"/assess/{SCHEME}/changes").status_code == 200


def test_a_fund_is_shared_by_a_kept_run_and_method_moves_some(client: Client, run: str) -> None:
    asked = "pool=1000000&currency=CNY&floor=1000&top=3"
    found = client.told(f"/runs/{run}/tilt?{asked}")
    rows = client.csv(f"/runs/{run}/tilt.csv?{asked}")
    page = client.get(f"/assess/{SCHEME}/tilt?run={run}&{asked}&lang=en").text
    paid = [float(one["plain"]) for one in found["units"]]

    assert sum(paid) == pytest.approx(1_000_000)
    assert min(paid) >= 1000
    assert float(found["moved_by_method"]["most"]) >= float(found["moved_by_method"]["median"])
    assert float(found["moved_by_method"]["most"]) > 0
    assert [float(row["robust"]) for row in rows] == [
        float(one["robust"]) for one in found["units"]
    ]
    assert page.count('<tr data-unit="') == len(found["units"])
    assert f"/runs/{run}/tilt.csv?pool=1000000&amp;currency=CNY" in page


def test_gains_since_an_earlier_run_are_paid_too(client: Client, pair) -> None:
    asked = f"pool=1000000&currency=CNY&before={pair['earlier']}&gain_share=0.4"
    found = client.told(f"/runs/{pair['after']}/tilt?{asked}")
    moves = client.told(f"/changes?before={pair['earlier']}&after={pair['after']}")["units"]
    gains = {one["unit"]: one["score_change"] for one in moves}

    assert found["for_gains"] == "400000.00"
    for one in found["units"]:
        assert one["gain"] == pytest.approx(gains[one["unit"]])


@pytest.mark.parametrize(
    ("asked", "code"),
    [("pool=x&currency=CNY", "assess.fund"), ("pool=5&currency=CNY&top=many", "assess.fund"),
     ("pool=5&currency=CNY&gain_share=0.5", "assess.fund")],
)  # fmt: skip
def test_a_fund_that_is_none_is_refused_in_both_doors(client, run, asked, code) -> None:
    told = client.get(f"{API}/runs/{run}/tilt?{asked}")
    page = client.get(f"/assess/{SCHEME}/tilt?run={run}&{asked}")

    assert (told.status_code, told.json()["problems"][0]["code"]) == (422, code)
    assert page.status_code == 422
    assert 'id="faults"' in page.text
