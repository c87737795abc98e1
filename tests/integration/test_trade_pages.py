"""Pages and API of trade statistics: who sees what, and that no public table gives a firm away."""

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pyarrow import parquet
from tests.integration.conftest import copy_of, nobody_did_anything
from tests.unit.service import test_sector_equilibrium as sectors

from entrepot.region.model import Region
from entrepot.service.accounts import Visitor
from entrepot.service.demo_trade import rehearse_trade
from entrepot.service.desk import Desk
from entrepot.service.kept_scenarios import keep_scenarios
from entrepot.service.routes import open_ground
from entrepot.service.trade_runs import work_out_waiting
from entrepot.service.window import Window
from entrepot.store.accounts import acting_for
from entrepot.store.home import Home
from entrepot.store.packs import find_folder
from entrepot.store.reference import open_reference
from entrepot.web.app import build_app
from entrepot.web.opportunity_binding import bind_opportunities
from entrepot.web.statistics_binding import bind_statistics
from entrepot.web.trade_binding import bind_runs
from entrepot.web.trade_verbs import TradeVerbs
from entrepot.web.window_verbs import WindowVerbs

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
CHINESE = re.compile("[\u4e00-\u9fff]")
API = "/api/v1/trade"
YEAR = "from=203001&to=203012"
ALONE = "940360"  # one firm's alone
# Invented lines of a year of their own: product, partner, month, value, firm.
LINES = [
    *((hs, partner, month, 1000 + n, f"firm{n}")
      for hs in ("401120", "850760", "310530") for partner in ("JP", "US", "DE")
      for month in (203001, 203002) for n in range(4)),
    *((ALONE, partner, month, 7777, "only") for partner in ("JP", "US") for month in (203001,)),
    *(("401120", "JP", month, 1, "firm1") for month in range(203003, 203013)),
]  # fmt: skip
CASE = {"columns": {"hs": "hs", "partner": "partner", "month": "month", "value": "value",
                    "firm": "firm"},
        "constants": {"flow": "export", "basis": "FOB"}, "currency": "USD",
        "status": "synthetic", "source": "invented for a test"}  # fmt: skip


class Client:
    """Asks the application within this process as somebody, or as nobody."""

    def __init__(self, app: FastAPI, desk: Desk) -> None:
        self.app, self.desk = app, desk

    def ask(
        self, method: str, path: str, who: str = "", kind: str = "", **body: Any
    ) -> httpx.Response:
        headers = {"x-csrf-token": who} | ({"content-type": kind} if kind else {})

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="https://here") as client:
                if who:
                    client.cookies.set("__Host-session", who)
                return await client.request(method, path, headers=headers, **body)

        return asyncio.run(ask())

    def get(self, path: str, who: str = "") -> httpx.Response:
        return self.ask("GET", path, who)

    def kept(self, raw: dict[str, Any]) -> str:
        """Reference of a scenario that the analyst keeps."""
        found = keep_scenarios(self.desk, raw, by="analyst", at=NOON)
        return str(found["scenarios"][0]["reference"])

    def csv(self, path: str, who: str = "") -> list[dict[str, str]]:
        answer = self.get(path, who)
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def client(servers, template_of, tmp_path_factory, region: Region) -> Iterator[Client]:
    """The application over the rehearsal of trade and a year that hides something."""
    home = Home(tmp_path_factory.mktemp("trade-pages"), region="upland")
    server = servers("embedded")
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        window = Window(home, database, open_reference("upland"))
        rehearse_trade(window, at=NOON)

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
        )  # fmt: skip
        trade = TradeVerbs(
            equilibrium=unasked, smart=unasked, forecast=unasked, reach_markets=unasked,
            gravity=unasked, gravity_file=unasked, world_share=unasked, planned_imports=unasked,
            circulation=unasked, services=unasked, node_flows=unasked,
            runs=bind_runs(desk, lambda: NOON), statistics=bind_statistics(desk, lambda: NOON),
            opportunities=bind_opportunities(desk, lambda: NOON),
        )  # fmt: skip
        told: Any = SimpleNamespace(wording={}, matrices=None)
        client = Client(build_app(told, verbs, trade=trade), desk)
        made = send(client)
        assert made.status_code == 201, made.text
        yield client


def send(client: Client) -> httpx.Response:
    """Load the invented lines through the API."""
    rows = ["hs,partner,month,value,firm", *(",".join(map(str, one)) for one in LINES)]
    query = httpx.QueryParams({"layout": "generic", "map": json.dumps(CASE), "file": "own.csv"})
    return client.ask("POST", f"{API}/batches?{query}", "analyst", content="\n".join(rows))


def test_the_same_file_sent_again_changes_nothing(client: Client) -> None:
    before = client.get(f"{API}/batches", "analyst").json()["rows"]

    again = send(client)

    assert (again.status_code, again.json()["lines"]) == (200, 0)
    assert again.json()["duplicates"] == len(set(LINES))
    assert client.get(f"{API}/batches", "analyst").json()["rows"] == before


def test_the_public_sees_no_cell_of_one_firm_on_the_page_or_in_any_file(client: Client) -> None:
    query = f"{YEAR}&by=hs6&flow=export&measure=value,share,growth,contribution"
    table = client.get(f"{API}/tables?{query}").json()
    page = client.get("/trade?year=2030&by=hs6&flow=export&lang=en").text
    rows = {row["hs6"]: row for row in client.csv(f"{API}/tables.csv?{query}")}
    arrow = client.get(f"{API}/tables.parquet?{query}").content
    held = parquet.read_table(io.BytesIO(arrow)).to_pylist()

    hidden = {row["hs6"]: row for row in table["rows"] if row["suppressed"]}
    assert hidden[ALONE]["suppressed"] == "primary"
    assert len(hidden) == 2  # another goes with it, for the total is shown
    assert {(row["value"], row["share_pct"]) for row in hidden.values()} == {(None, None)}
    assert rows[ALONE]["value"] == rows[ALONE]["share_pct"] == ""
    assert next(row for row in held if row["hs6"] == ALONE)["value"] is None
    assert "15,554" not in page
    assert "too few firms" in page


def test_an_analyst_sees_the_cell_and_its_lines(client: Client) -> None:
    page = client.get("/trade?from=203001&to=203012&by=hs6&lang=en", "analyst").text
    address = re.search(rf'href="(/trade/lines[^"]*hs6={ALONE})"', page)
    assert address is not None
    lines = client.get(address[1].replace("&amp;", "&") + "&lang=en", "analyst").text
    file = client.csv(f"{API}/lines.csv?{YEAR}&hs6={ALONE}&own=1", "analyst")

    assert "15,554" in page
    assert lines.count("777,700") == 2
    assert [(row["value_minor"], row["source"], row["status"]) for row in file] == [
        ("777700", "invented for a test", "synthetic")
    ] * 2


@pytest.mark.parametrize(
    "query",
    [
        "from=203001&to=203011&by=hs6&flow=export",  # the twelfth month would follow
        "from=202901&to=203012&by=hs6&flow=export",
        f"{YEAR}&by=hs6",  # exports from all flows
        f"{YEAR}&by=hs6&flow=export,import",
        f"{YEAR}&by=hs4&flow=export",  # a heading less its other products
        f"{YEAR}&by=partner,hs6&flow=export",
        f"{YEAR}&by=month&flow=export",
        f"{YEAR}&by=month,flow",
        "from=202901&to=202912&by=hs6&flow=export",  # not loaded
        f"{YEAR}&by=hs6&flow=export&partner=JP",
        f"{YEAR}&by=hs6&flow=export&revision=1",  # what the next revision changed
        f"{YEAR}&by=hs6&flow=export&currency=JPY",
    ],
)
def test_tables_that_would_give_away_what_another_hides_are_not_public(client, query) -> None:
    for path in ("tables", "tables.csv", "tables.xlsx", "tables.parquet"):
        answer = client.get(f"{API}/{path}?{query}")

        assert answer.status_code == 422
        assert {one["code"] for one in answer.json()["problems"]} == {"trade.public"}


def test_nothing_of_a_year_of_one_firm_is_public(client: Client) -> None:
    years = {2040: ("only",), 2041: ("a", "b", "c", "d")}
    text = "hs,partner,month,value,firm\n" + "\n".join(
        f"401120,{partner},{100 * year + month},500,{firm}"
        for year, firms in years.items() for firm in firms
        for partner in ("JP", "US") for month in range(1, 13)
    )  # fmt: skip
    query = httpx.QueryParams({"layout": "generic", "map": json.dumps(
        CASE | {"source": "a year of one firm"}), "file": "one.csv"})  # fmt: skip
    made = client.ask("POST", f"{API}/batches?{query}", "analyst", content=text)

    answer = client.get(f"{API}/tables?from=204001&to=204012&by=partner&flow=export")
    page = client.get("/trade?year=2040&flow=export&lang=zh")
    following = client.get(f"{API}/tables?from=204101&to=204112&by=partner&flow=export"
                           "&measure=value,growth,contribution").json()  # fmt: skip

    assert made.status_code == 201
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["code"] == "trade.too_few_firms"
    assert page.status_code == 409
    assert "该年贸易涉及的企业过少" in page.text
    assert [row["value"] for row in following["rows"]] == ["24000.00", "24000.00"]
    assert "value_before" not in following["total"]
    assert "growth_pct" not in following["rows"][0]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{API}/lines?{YEAR}", 401), ("GET", f"{API}/lines.csv?{YEAR}", 401),
        ("GET", f"{API}/batches", 401), ("POST", f"{API}/batches?layout=baci", 401),
        ("POST", f"{API}/gather", 401), ("GET", f"{API}/space", 401),
        ("GET", f"{API}/space.parquet", 401), ("GET", f"{API}/mirror?{YEAR}", 401),
        ("GET", f"{API}/mirror.csv?{YEAR}", 401), ("GET", f"{API}/ledger?{YEAR}", 401),
        ("GET", f"{API}/firms?{YEAR}", 401), ("GET", f"{API}/nation.xlsx?{YEAR}", 401),
        ("GET", f"{API}/targets", 401), ("GET", "/trade/partners", 303),
        ("GET", f"{API}/targets.csv", 401),
    ],
)  # fmt: skip
def test_lines_and_what_rests_on_single_firms_are_for_analysts(client, method, path, status):
    assert client.ask(method, path).status_code == status
    assert client.ask(method, path, "exporter").status_code == 403


def test_mirror_reports_are_compared_and_exported_with_their_margin(client: Client) -> None:
    text = (
        "who,to,code,usd,month,flow,basis\nJP,US,850760,100,199501,export,FOB\n"
        "US,JP,850760,106,199502,import,CIF\n"
    )
    columns = {"reporter": "who", "partner": "to", "hs": "code", "value": "usd", "month": "month",
               "flow": "flow", "basis": "basis"}  # fmt: skip
    own = {"columns": columns, "currency": "USD", "status": "synthetic", "source": "two reports"}
    query = httpx.QueryParams({"layout": "generic", "map": json.dumps(own), "file": "two.csv"})
    client.ask("POST", f"{API}/batches?{query}", "analyst", content=text)
    asked = "from=199501&to=199512&cif_margin_pct=6&margin_source=a%20test"
    found = client.ask("GET", f"{API}/mirror?{asked}", "analyst").json()
    sheet = client.ask("GET", f"{API}/mirror.csv?{asked}", "analyst").text
    refused = client.ask("GET", f"{API}/mirror?from=199501&to=199512", "analyst")

    assert [(row["exported"], row["reconciled"]) for row in found["rows"]] == [("100.00", "100.00")]
    [row] = csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")))
    assert (row["cif_margin_pct"], row["reconciled"]) == ("6.0", "100.00")
    assert "a test" in row["source"]
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["code"] == "trade.valuation"


def test_measures_are_told_and_exported_as_they_are(client: Client) -> None:
    told = client.ask("GET", f"{API}/ledger?{YEAR}", "analyst").json()
    sheet = client.ask("GET", f"{API}/ledger.csv?{YEAR}", "analyst").text
    active = client.ask("GET", f"{API}/firms?{YEAR}&period=month", "analyst").json()
    months = client.ask("GET", f"{API}/firms.csv?{YEAR}&period=month", "analyst").text
    alone = client.ask("GET", f"{API}/nation?{YEAR}", "analyst")

    rows = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff"))))
    assert [(row["partner"], row["turnover"]) for row in rows] == [
        (row["partner"], row["turnover"]) for row in told["partners"]
    ]
    assert len(active["periods"]) == 12
    assert len(months.splitlines()) == 13
    assert alone.status_code == 404
    assert alone.json()["problems"][0]["code"] == "trade.month_missing"


def test_a_firm_has_its_own_trade_as_a_file_and_an_analyst_has_not(client: Client) -> None:
    told = client.ask("GET", f"{API}/own?{YEAR}", "exporter").json()
    sheet = client.ask("GET", f"{API}/own.csv?{YEAR}", "exporter").text

    rows = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff"))))
    assert [(row["partner"], row["hs2"], row["turnover"]) for row in rows] == [
        (row.get("partner", ""), row.get("hs2", ""), row["turnover"])
        for row in (*told["partners"], *told["products"])
    ]
    assert client.ask("GET", f"{API}/own?{YEAR}").status_code == 401
    assert client.ask("GET", f"{API}/own?{YEAR}", "analyst").status_code == 403


def test_goals_of_trade_are_told_with_their_outlook_and_exported(client: Client) -> None:
    [goal] = client.ask("GET", f"{API}/targets", "analyst").json()["targets"]
    sheet = client.ask("GET", f"{API}/targets.csv", "analyst").text
    [row] = csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")))

    assert goal["outlook"]["when"] == 2030
    assert (row["id"], float(row["probability"])) == ("ug01", goal["outlook"]["probability"])
    assert (row["unit"], row["status"]) == ("bn EUR", "synthetic")


def test_the_page_of_partners_tells_the_ledger_firms_and_goals(client: Client) -> None:
    english = client.get(f"/trade/partners?{YEAR}&lang=en", "analyst")
    chinese = client.get(f"/trade/partners?{YEAR}&lang=zh", "analyst")
    wrong = client.get("/trade/partners?from=x&lang=en", "analyst")
    told = client.ask("GET", f"{API}/ledger?{YEAR}", "analyst").json()

    assert english.status_code == chinese.status_code == 200
    partners = re.search('id="partners">.*?</table>', english.text, re.DOTALL)
    assert partners is not None
    assert partners[0].count('<th scope="row">') == len(told["partners"]) + 1
    for part in ("firms", "goals"):
        assert f'id="{part}"' in english.text
    assert "贸易伙伴与企业" in chinese.text
    assert wrong.status_code == 422
    assert "is no month" in wrong.text


def test_a_trader_has_the_public_tables(client: Client) -> None:
    query = f"{YEAR}&by=hs6&flow=export"

    public, own = (client.get(f"{API}/tables?{query}", who).json() for who in ("", "exporter"))

    assert own == public
    assert public["rows"]
    assert 'id="public-note"' in client.get("/trade?lang=en", "exporter").text
    assert 'id="closed"' in client.get("/trade/space?lang=en", "exporter").text


def test_an_older_revision_is_picked_and_is_as_it_was(client: Client) -> None:
    old = client.get("/trade?revision=1&from=203001&to=203012&lang=en", "analyst")
    first = client.get(f"{API}/tables?from=202101&to=202112&by=hs6&own=1&revision=1", "analyst")
    newest = client.get(f"{API}/tables?from=202101&to=202112&by=hs6&own=1", "analyst")
    none = client.get("/trade?revision=999&lang=zh", "analyst")

    assert "are not loaded" in old.text
    assert first.json()["rows"] == newest.json()["rows"]
    assert (first.json()["revision"], newest.json()["revision"] > 1) == (1, True)
    assert (none.status_code, "没有该修订版" in none.text) == (422, True)


def test_the_product_space_tells_each_product_once_with_what_it_rests_on(client: Client) -> None:
    batches = client.get(f"{API}/batches", "analyst").json()["rows"]
    [year] = {month // 100 for one in batches for month in one["months"] if month % 100 == 0}
    found = client.get(f"{API}/space?year={year}", "analyst").json()
    rows = client.csv(f"{API}/space.csv?year={year}", "analyst")
    page = client.get(f"/trade/space?year={year}&lang=zh", "analyst").text

    codes = [row["product"] for row in found["products"]]
    assert len(set(codes)) == len(codes) == len(rows)
    assert sum(link["in_tree"] for link in found["links"]) == len(codes) - 1
    assert all(not row["made"] for row in found["products"] if row["is_opportunity"])
    assert {row["status"] for row in rows} == {"synthetic"}
    assert CHINESE.search(page.partition("<main")[2])
    assert client.get(f"{API}/space?year=1999", "analyst").status_code == 404


def test_pages_say_that_figures_are_synthetic_and_how_lines_are_loaded(client: Client) -> None:
    page = client.get("/trade?lang=en").text

    assert 'id="synthetic"' in page
    assert "Synthetic figures." in page
    assert '<option value="2041" selected>' in page  # the last year that may be shown


def test_a_long_run_is_asked_for_looked_at_and_cancelled_by_an_analyst_alone(
    client: Client,
) -> None:
    rows = [{"y": 1 + n % 5, "x": n % 3} for n in range(30)]
    body = {"model": "gravity", "name": "mine", "case": {"formula": "y ~ x", "rows": rows}}
    made = client.ask("POST", f"{API}/runs", "analyst", json=body)
    where = made.headers["location"]
    again = client.ask("POST", f"{API}/runs", "analyst", json=body)
    listed = client.get(f"{API}/runs?name=mine", "analyst").json()["runs"]
    gone = client.ask("DELETE", where, "analyst")

    assert (made.status_code, made.json()["state"], again.json()) == (202, "waiting", made.json())
    assert [one["id"] for one in listed] == [made.json()["id"]]
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    assert client.get(where, "analyst").json()["state"] == "cancelled"
    assert client.get(where).status_code == 401
    assert client.get(where, "exporter").status_code in (403, 404)
    assert client.get(f"{API}/runs/{32 * '0'}", "analyst").status_code == 404


def test_a_long_run_of_no_model_or_with_a_strange_key_is_refused(client: Client) -> None:
    for body in ({"model": "oracle", "case": {}}, {"model": "gravity", "case": {"file": "x"}}):
        assert client.ask("POST", f"{API}/runs", "analyst", json=body).status_code == 422


# Opportunities


@pytest.fixture(scope="module")
def opportunities(client: Client) -> dict[str, Any]:
    """Every opportunity of the year that the rehearsal tells of the world."""
    year = max(
        month // 100 for batch in client.get(f"{API}/batches", "analyst").json()["rows"]
        for month in batch["months"] if month // 100 < 2030
    )  # fmt: skip
    found = client.get(f"{API}/opportunities?year={year}&top=500", "analyst")
    assert found.status_code == 200, found.text
    return found.json()  # type: ignore[no-any-return]


def test_every_opportunity_has_what_binds_it_a_duty_and_a_route(opportunities) -> None:
    rows = opportunities["rows"]

    assert rows
    assert len(rows) == min(opportunities["count"], 500)
    assert {row["binding"] for row in rows} <= {"supply", "demand", "ease"}
    assert all({"duty", "route"} <= row["links"].keys() for row in rows)
    assert all(row["unrealised"] > 0 for row in rows)
    assert [row["unrealised"] for row in rows] == sorted(
        (row["unrealised"] for row in rows), reverse=True
    )


def test_filters_leave_only_what_fits_and_a_file_has_the_same_rows(
    client: Client, opportunities
) -> None:
    one = opportunities["rows"][0]
    query = (
        f"year={opportunities['year']}&section={one['section']}&market={one['importer']}"
        f"&binding={one['binding']}&product={one['product'][:4]}&least=1"
    )
    found = client.get(f"{API}/opportunities?{query}", "analyst").json()
    kept = client.csv(f"{API}/opportunities.csv?{query}", "analyst")
    expected = [
        row["product"] for row in opportunities["rows"]
        if row["importer"] == one["importer"] and row["section"] == one["section"]
        and row["binding"] == one["binding"] and row["product"][:4] == one["product"][:4]
        and row["unrealised"] >= 1
    ]  # fmt: skip

    assert [row["product"] for row in found["rows"]] == expected
    assert [row["product"] for row in kept] == expected
    assert {row["status"] for row in kept} == {"synthetic"}
    assert all(row["source"] for row in kept)


def test_only_analysts_see_opportunities(client: Client) -> None:
    page = client.get("/trade/opportunities?lang=en").text

    assert 'id="closed"' in page
    assert 'id="opportunities"' not in page
    assert client.get(f"{API}/opportunities").status_code == 401
    assert client.get(f"{API}/opportunities.csv").status_code == 401


def test_every_fault_of_the_filters_is_told_at_once(client: Client) -> None:
    answer = client.get(f"{API}/opportunities?year=12&section=ZZ&binding=luck", "analyst")

    assert answer.status_code == 422
    assert all(word in answer.text for word in ("year", "section", "binding"))
    assert client.get("/trade/opportunities?bloc=none", "analyst").status_code == 422


def test_opportunities_and_complexity_of_a_file_need_no_account(client: Client) -> None:
    # Golden 6: A sells X p 30, Y p 10 and q 20; B sells X p 20 and q 50, Y p 40 and q 30.
    text = (
        "exporter,importer,product,value\nA,X,p,30\nA,Y,p,10\nA,Y,q,20\n"
        "B,X,p,20\nB,X,q,50\nB,Y,p,40\nB,Y,q,30\n"
    )
    found = client.ask("POST", f"{API}/opportunities?exporter=A&market=X&top=9", content=text,
                       kind="text/csv")  # fmt: skip
    exports = "country,product,value\n" + "".join(
        f"c{n},p{m},{10 if m <= n else 0}\n" for n in range(4) for m in range(4)
    )
    measured = client.ask("POST", f"{API}/complexity?measure=given", kind="text/csv",
                          content=exports.replace(",10", ",1"))  # fmt: skip

    potential = {row["product"]: row["potential"] for row in found.json()["rows"]}
    assert potential["q"] == pytest.approx(10)
    assert measured.status_code == 200, measured.text
    assert [one["diversity"] for one in measured.json()["locations"]] == [1, 2, 3, 4]


# What if


def test_cheaper_trade_raises_the_income_of_the_region_within_its_band(
    client: Client, opportunities
) -> None:
    query = f"year={opportunities['year']}&cost_pct=-10"
    found = client.get(f"{API}/what-if?{query}", "analyst").json()
    rows = {row["economy"]: row for row in client.csv(f"{API}/what-if.csv?{query}", "analyst")}
    page = client.get(f"/trade/what-if?{query}&lang=en", "analyst").text
    own = rows["upland"]

    assert found["residual"] <= 1e-10
    assert float(own["real_income_p05_pct"]) > 0
    assert float(own["real_income_p05_pct"]) <= float(own["real_income_p95_pct"])
    assert len(rows) == len(found["countries"]) == page.count("<tr data-code=")
    assert {row["status"] for row in rows.values()} == {"synthetic"}


def test_without_a_change_nothing_changes(client: Client, opportunities) -> None:
    query = f"year={opportunities['year']}&cost_pct=0"
    found = client.get(f"{API}/what-if?{query}", "analyst").json()

    assert all(one["real_income_hat"] == pytest.approx(1, abs=1e-9) for one in found["countries"])


def test_a_what_if_is_for_analysts_and_tells_every_fault(client: Client) -> None:
    answer = client.get(f"{API}/what-if?theta=0&closure=none&domestic_pct=100", "analyst")

    assert 'id="closed"' in client.get("/trade/what-if?lang=en").text
    assert client.get(f"{API}/what-if").status_code == 401
    assert answer.status_code == 422
    assert all(word in answer.text for word in ("theta", "closure", "domestic_pct"))
    assert client.get("/trade/what-if?partner=QQ", "analyst").status_code == 422


# Corridors


FASTER = {"name": "faster", "edit": [{"scale": "border:all", "time": 0.2, "cost": 0.5}]}


def effect(client: Client, **more: Any) -> dict[str, Any]:
    body = {"scenario": FASTER, "draws": "20", **more}
    answer = client.ask("POST", f"{API}/corridor-effect", "analyst", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_faster_borders_bring_trade_and_income_within_their_bands(
    client: Client, opportunities
) -> None:
    found = effect(client, year=str(opportunities["year"]))
    own = next(one for one in found["countries"] if one["code"] == "upland")
    [band] = [one["real_income_hat"] for one in found["bands"] if one["code"] == "upland"]

    assert own["real_income_hat"] > 1
    assert 1 < band["p05"] <= band["median"] <= band["p95"]
    assert found["residual"] <= 1e-10
    assert found["data_status"] == "synthetic"
    for one in found["corridors"]["lanes"]:
        assert one["money_hat"] * one["hours_hat"] == pytest.approx(one["tau_hat"], rel=1e-12)


def test_a_kept_scenario_gives_what_its_edits_give(client: Client, opportunities) -> None:
    pairs = [{"origin": "averlund", "destination": "rotterdam", "teu": 1}]
    kept = client.kept({"od": pairs, "scenario": [FASTER]})
    query = f"scenario={kept}&draws=20&year={opportunities['year']}"
    found = client.get(f"{API}/corridor-effect?{query}", "analyst").json()

    same = effect(client, year=str(opportunities["year"]))
    assert found["corridors"] == same["corridors"]
    assert client.get(f"{API}/corridor-effect?{query}", "exporter").status_code == 403
    assert client.get(f"{API}/corridor-effect?{query}").status_code == 401


def test_lanes_are_downloaded_as_they_are_shown(client: Client, opportunities) -> None:
    query = f"clearance=0.5&draws=5&year={opportunities['year']}"
    found = client.get(f"{API}/corridor-effect?{query}", "analyst").json()
    lanes = client.csv(f"{API}/corridor-effect.csv?{query}", "analyst")
    economies = client.csv(f"{API}/corridor-effect.csv?{query}&table=economies", "analyst")

    assert len(lanes) == len(found["corridors"]["lanes"]) > 0
    assert len(economies) == len(found["countries"])
    assert {row["status"] for row in lanes} == {"synthetic"}
    assert all("Hummels" in row["source"] for row in lanes)


def test_measured_hours_of_clearance_are_what_is_shortened(client: Client, opportunities) -> None:
    year = str(opportunities["year"])
    found = effect(client, scenario="", clearance="0.5", year=year)
    slow = effect(client, scenario="", clearance="0.5", clearance_at="p90", year=year)
    measured = {(one["partner"], one["flow"]): one for one in found["clearance"]}

    for one, other in zip(found["corridors"]["lanes"], slow["corridors"]["lanes"], strict=True):
        hours = measured[one["partner"], one["flow"]]
        assert one["hours_before"] - one["hours_after"] == pytest.approx(hours["p50"] / 2)
        assert other["hours_before"] - other["hours_after"] == pytest.approx(hours["p90"] / 2)
        assert one["money_hat"] == 1.0


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"scenario": ""}, "scenario"),
        ({"theta": "0"}, "theta"),
        ({"value_of_time": "gold"}, "value_of_time"),
        ({"partners": "QQ"}, "partners"),
        ({"value_usd_per_teu": "0"}, "value_usd_per_teu"),
        ({"draws": "100000"}, "draws"),
        ({"scenario": {"edit": [{"close": "border:nowhere"}]}}, "scenario.edit[1].close"),
    ],
)
def test_what_is_wrong_with_a_question_of_corridors_is_told(client: Client, body, word) -> None:
    answer = client.ask("POST", f"{API}/corridor-effect", "analyst",
                        json={"scenario": FASTER, **body})  # fmt: skip

    assert answer.status_code == 422
    assert word in [one["where"] for one in answer.json()["problems"]]


def test_the_page_shows_a_kept_scenario_lane_by_lane_with_ways_and_sources(
    client: Client, opportunities
) -> None:
    pairs = [{"origin": "averlund", "destination": "rotterdam", "teu": 1}]
    kept = client.kept({"od": pairs, "scenario": [FASTER]})
    query = f"scenario={kept}&year={opportunities['year']}"
    found = client.get(f"{API}/corridor-effect?{query}", "analyst").json()
    english = client.get(f"/trade/what-if?{query}&lang=en", "analyst").text
    chinese = client.get(f"/trade/what-if?{query}&lang=zh", "analyst").text

    assert english.count("<tr data-lane=") == len(found["corridors"]["lanes"])
    assert english.count("<tr data-code=") == len(found["countries"])
    assert f'<option value="{kept}" selected>faster</option>' in english
    assert "Hummels and Schaur" in english
    assert f"/api/v1/trade/corridor-effect.csv?scenario={kept}" in english
    assert "通道情景" in chinese
    assert 'id="lanes"' in chinese


def test_the_page_tells_what_is_wrong_with_a_question_of_corridors(client: Client) -> None:
    answer = client.get("/trade/what-if?clearance=99&lang=en", "analyst")

    assert answer.status_code == 422
    assert 'id="faults"' in answer.text
    assert client.get("/trade/what-if?scenario=S-9999", "analyst").status_code == 404


# Cases that are sent


def case_of(**more: Any) -> dict[str, Any]:
    codes = ("upland", "NL", "SG")
    rows = [
        {"origin": one, "destination": other, "value": 9.0 if one == other else 1.0}
        for one in codes
        for other in codes
    ]
    return {
        "model": "one-sector", "theta": 4.0, "closure": "additive", "flows": {"rows": rows},
        "corridors": True, "scenario": FASTER, "draws": {"n": 10, "seed": 1}, **more,
    }  # fmt: skip


def send_case(client: Client, case: Any, who: str = "analyst") -> httpx.Response:
    content = case if isinstance(case, bytes) else json.dumps(case).encode()
    return client.ask("POST", "/trade/what-if/case", who, data={"csrf": who},
                      files={"file": ("faster.json", content, "application/json")})  # fmt: skip


def work_out(client: Client) -> int:
    ground = open_ground("upland")
    return work_out_waiting(client.desk.database, now=lambda: NOON, ground=lambda: ground)


def test_a_case_that_is_sent_is_worked_out_in_the_background_and_shown(client: Client) -> None:
    sent = send_case(client, case_of())
    assert sent.status_code == 303, sent.text
    here = sent.headers["location"]
    waiting = client.get(f"{here}&lang=en", "analyst").text
    done = work_out(client)
    page = client.get(f"{here}&lang=en", "analyst").text
    run = here.partition("run=")[2]
    economies = client.csv(f"{API}/what-if/{run}.csv", "analyst")
    lanes = client.csv(f"{API}/what-if/{run}.csv?table=lanes", "analyst")

    assert 'http-equiv="refresh"' in waiting
    assert 'id="progress"' in waiting
    assert done == 1
    assert page.count("<tr data-code=") == len(economies) == 3
    assert page.count("<tr data-lane=") == len(lanes) == 4
    assert {row["status"] for row in lanes} == {"synthetic"}
    assert 'http-equiv="refresh"' not in page
    assert send_case(client, case_of()).headers["location"] == here


def test_a_case_without_draws_or_corridors_is_shown_without_bands(client: Client) -> None:
    shock = {"tau_hat": "t", "rows": [{"origin": "NL", "destination": "SG", "t": 0.9}]}
    told = {name: value for name, value in case_of().items()
            if name not in ("corridors", "scenario", "draws")}  # fmt: skip
    here = send_case(client, {**told, "shock": shock}).headers["location"]
    work_out(client)
    page = client.get(f"{here}&lang=zh", "analyst").text

    assert page.count("<tr data-code=") == 3
    assert 'id="lanes"' not in page


def test_what_is_wrong_with_a_case_is_told_where_it_is_shown(client: Client) -> None:
    here = send_case(client, case_of(value_of_time="gold")).headers["location"]
    work_out(client)
    page = client.get(f"{here}&lang=en", "analyst").text
    run = here.partition("run=")[2]

    assert "<code>value_of_time</code>" in page
    assert client.get(f"{API}/what-if/{run}.csv", "analyst").status_code == 404
    assert send_case(client, b"[1]").status_code == 422
    assert send_case(client, case_of(), "exporter").status_code == 403
    assert client.get("/trade/what-if?run=" + "0" * 32, "analyst").status_code == 404


def test_sectors_of_a_case_are_shown_as_economies(client: Client) -> None:
    here = send_case(client, sectors.case()).headers["location"]
    work_out(client)
    page = client.get(f"{here}&lang=en", "analyst").text

    assert page.count("<tr data-code=") == 2


def test_more_draws_are_made_in_the_background_and_stay_synthetic(
    client: Client, opportunities
) -> None:
    question = httpx.QueryParams({"clearance": "0.5", "year": str(opportunities["year"])})
    form = {"csrf": "analyst", "question": str(question), "draws": "30"}
    sent = client.ask("POST", "/trade/what-if/draws", "analyst", data=form)
    assert sent.status_code == 303, sent.text
    here = sent.headers["location"]
    asked = {"clearance": "0.5", "year": str(opportunities["year"]), "draws": "30"}
    again = client.ask("POST", f"{API}/corridor-effect/runs", "analyst", json=asked)
    work_out(client)
    page = client.get(f"{here}&lang=en", "analyst").text
    rows = client.csv(f"{API}/what-if/{here.partition('run=')[2]}.csv?table=lanes", "analyst")
    direct = client.get(f"{API}/corridor-effect?{question}&draws=30", "analyst").json()

    assert again.status_code == 202
    assert again.json()["id"] == here.partition("run=")[2]
    assert 'id="synthetic"' in page
    assert {row["status"] for row in rows} == {"synthetic"}
    assert len(rows) == len(direct["corridors"]["lanes"])
    told = {(one["partner"], one["flow"]): one for one in direct["corridors"]["lanes"]}
    for row in rows:
        band = told[row["partner"], row["flow"]]["trade_band"]
        assert float(row["trade_p05_pct"]) == pytest.approx(100 * (band["p05"] - 1), abs=1e-9)


def test_the_page_of_long_runs_shows_cancels_and_is_for_analysts_alone(client: Client) -> None:
    rows = [{"y": 1 + n % 4, "x": n % 2} for n in range(30)]
    body = {"model": "gravity", "name": "on the page", "case": {"formula": "y ~ x", "rows": rows}}
    made = client.ask("POST", f"{API}/runs", "analyst", json=body).json()
    page = client.get("/trade/runs?lang=en", "analyst").text
    act = f"/trade/runs/{made['id']}/cancel"
    form = {"kind": "application/x-www-form-urlencoded", "content": "csrf=analyst"}
    gone = client.ask("POST", act, "analyst", **form)
    after = client.get("/trade/runs?lang=zh", "analyst").text

    assert all(told in page for told in ("on the page", made["id"][:12], act, "waits"))
    assert (gone.status_code, gone.headers["location"]) == (303, f"/trade/runs#run-{made['id']}")
    assert act not in after
    assert "已取消" in after
    assert client.get("/trade/runs").status_code in (303, 401)
    assert client.get("/trade/runs", "exporter").status_code in (403, 404)
    assert client.ask("POST", act, "exporter", **{**form, "content": "csrf=exporter"}
                      ).status_code in (403, 404)  # fmt: skip


def test_the_forecast_page_tells_years_goals_and_what_is_unknown(client: Client) -> None:
    page = client.get("/trade/forecast?lang=en&flow=export&to=203012", "analyst")
    known = client.get("/trade/forecast?lang=en&flow=export", "analyst")
    chinese = client.get("/trade/forecast?lang=zh&bridge=smoothing&target=1e9", "analyst")
    rows = client.csv(f"{API}/outlook.csv?bridge=smoothing", "analyst")
    found = client.get(f"{API}/outlook?bridge=smoothing", "analyst").json()

    assert (page.status_code, "months are unknown" in page.text) == (409, True)
    assert known.status_code == 200, known.text
    assert 'name="to" maxlength="20" inputmode="numeric"' in known.text
    assert 'data-goal="ug01"' in page.text
    assert chinese.status_code == 200
    assert 'data-trade="fan"' in chinese.text
    assert "预测" in chinese.text
    assert [row["year"] for row in rows] == [str(one["year"]) for one in found["years"]]
    assert {row["status"] for row in rows} == {"synthetic"}
    assert client.get("/trade/forecast?hs=123", "analyst").status_code == 422
    assert client.get("/trade/forecast?year=soon", "analyst").status_code == 422
    assert client.get("/trade/forecast").status_code in (303, 401)
    assert client.get("/trade/forecast", "exporter").status_code in (403, 404)
    assert client.get(f"{API}/outlook").status_code == 401


def test_the_review_of_growth_is_for_everybody_and_tells_what_is_unknown(client: Client) -> None:
    page = client.get("/trade/review?lang=en&from=2022&to=2023").text
    chinese = client.get("/trade/review?lang=zh").text
    rows = client.csv(f"{API}/review.csv?from=2022&to=2023")
    found = client.get(f"{API}/review?from=2022&to=2023").json()
    wrong = client.get("/trade/review?lang=en&from=soon")
    nowhere = client.get(f"{API}/review?geography=nowhere")

    by_year = {(row["flow"], row["year"]): row for row in rows}
    assert by_year["exports", "2022"]["growth_pct"] == "8.196721"  # 0.61 to 0.66 bn EUR
    assert {row["status"] for row in rows} == {"synthetic"}
    assert [one["points"] for one in found["contributions"]] == [
        4.950495,
        1.834862,
        2.970297,
        -1.834862,
    ]
    assert all(
        told in page for told in ("8.2 %", "ux2022e", "0.66", "/api/v1/trade/review.csv?from=2022")
    )
    assert CHINESE.search(chinese)
    assert "增长" in chinese
    assert (wrong.status_code, 'id="faults"' in wrong.text, 'id="geography"' in wrong.text) == (
        422, True, True,
    )  # fmt: skip
    assert (nowhere.status_code, nowhere.json()["problems"][0]["code"]) == (404, "review.unknown")
    assert client.get(f"{API}/review?from=2024&to=2023").status_code == 422
    assert client.get("/trade/review?from=1950&to=1951&lang=en").text.count('class="empty"') == 1


# Scenarios side by side

CHEAPER = {"name": "cheaper roads", "edit": [{"scale": "tariff:road", "cost": 0.5}]}
TABLE = {
    "source": "invented for a test", "status": "synthetic", "unit": "USD", "usd_per_unit": 1.0,
    "flows": [[1.5e9, 5e9], [2e9, 1e9]],
    "sector": [
        {"code": "farm", "name": "Farms", "output": 1e10, "export_share": 0.4, "jobs": 2},
        {"code": "mill", "name": "Mills", "output": 2e10, "export_share": 0.6, "jobs": 1},
    ],
}  # fmt: skip
SIDE = "/api/v1/scenarios/compare"


@pytest.fixture(scope="module")
def side_by_side(client: Client) -> str:
    """The query of two kept scenarios."""
    pairs = [{"origin": "averlund", "destination": "rotterdam", "teu": 1}]
    kept = [client.kept({"od": pairs, "scenario": [one]}) for one in (FASTER, CHEAPER)]
    year = client.get(f"{API}/opportunities", "analyst").json()["year"]
    return f"scenario={kept[0]}&scenario={kept[1]}&year={year}&draws=20"


def test_two_kept_scenarios_walk_from_corridors_to_a_goal(
    client: Client, side_by_side: str
) -> None:
    found = client.get(f"{SIDE}?{side_by_side}", "analyst").json()
    files = {one: client.csv(f"{SIDE}.csv?{side_by_side}&table={one}", "analyst")
             for one in ("effects", "targets", "overlap")}  # fmt: skip

    for one in found["scenarios"]:
        assert [each["what"] for each in one["effects"]] == [
            "cost_share", "hours", "cost_factor", "exports", "imports", "trade", "real_income",
            "exporters_output",
        ]  # fmt: skip
        goal = next(each for each in one["targets"] if each["id"] == "ug01")
        assert goal["probability_before"] < goal["probability_after"]
        assert goal["status"] == "synthetic"
    assert found["overlap_of"]["together"] == pytest.approx(
        sum(one["shapley"] for one in found["overlap"])
    )
    assert len(files["effects"]) == 2 * 8
    assert {row["status"] for row in files["targets"]} == {"synthetic"}
    assert [float(row["shapley"]) for row in files["overlap"]] == pytest.approx(
        [one["shapley"] for one in found["overlap"]]
    )


def test_the_page_of_scenarios_side_by_side_speaks_both_languages(
    client: Client, side_by_side: str
) -> None:
    english = client.get(f"/scenarios/compare?{side_by_side}&lang=en", "analyst").text
    chinese = client.get(f"/scenarios/compare?{side_by_side}&lang=zh", "analyst").text

    assert english.count("<tr data-effect=") == chinese.count("<tr data-effect=") == 2 * 8
    assert english.count("<tr data-project=") == 2
    assert english.count('<tr data-goal="ug01">') == 2
    assert f"{SIDE}.csv?scenario=" in english
    assert "Hummels and Schaur" in english
    assert "方案比较" in chinese
    assert "百分之八十区间" in chinese


def test_scenarios_that_are_sent_take_a_table_of_output(client: Client, side_by_side: str) -> None:
    year = side_by_side.partition("year=")[2].partition("&")[0]
    body = {"scenario": [FASTER], "output": TABLE, "year": year, "draws": "20"}
    answer = client.ask("POST", SIDE, "analyst", json=body)
    wrong = client.ask("POST", SIDE, "analyst", json={**body, "output": {**TABLE, "flows": [[1]]}})

    figures = {one["what"] for one in answer.json()["scenarios"][0]["effects"]}
    assert {"output", "jobs", "output:farm", "output:mill"} < figures
    assert wrong.status_code == 422
    assert [one["code"] for one in wrong.json()["problems"]] == ["plan.flows"]


TABLE_FILE = (
    "code,output,to:farm,to:mill,export_share,jobs,source,status,unit,usd_per_unit\n"
    "farm,1e10,1.5e9,5e9,0.4,2,invented for a test,synthetic,USD,1\n"
    "mill,2e10,2e9,1e9,0.6,1,,,,\n"
)


def test_the_page_takes_a_table_of_output_as_a_file(client: Client, side_by_side: str) -> None:
    fields = dict(one.split("=") for one in side_by_side.split("&"))  # the last of the scenarios
    form = {**fields, "csrf": "analyst"}

    def sent(text: str):
        file = {"output": ("table.csv", text.encode(), "text/csv")}
        return client.ask("POST", "/scenarios/compare?lang=en", "analyst", data=form, files=file)

    answer, wrong = sent(TABLE_FILE), sent(TABLE_FILE.replace("5e9", "much"))

    assert answer.status_code == 200, answer.text
    assert 'data-effect="output:mill"' in answer.text
    assert 'data-effect="exporters_output"' not in answer.text
    assert "it is kept nowhere" in answer.text
    assert wrong.status_code == 422
    assert "table.csv row 2, to:mill" in wrong.text or "is no number" in wrong.text


def test_scenarios_side_by_side_are_for_analysts_and_tell_what_is_wrong(client: Client) -> None:
    many = "&".join(f"scenario=S-{n}" for n in range(6))

    assert 'id="closed"' in client.get("/scenarios/compare?lang=en").text
    assert 'id="empty"' in client.get("/scenarios/compare?lang=en", "analyst").text
    assert client.get(f"{SIDE}?scenario=S-1").status_code == 401
    assert client.get(SIDE, "analyst").status_code == 422
    assert client.get("/scenarios/compare?scenario=S-9999", "analyst").status_code == 404
    refused = client.get(f"/scenarios/compare?{many}&lang=zh", "analyst")
    assert refused.status_code == 422
    assert "一次至多比较5个方案" in refused.text
