"""A stand-in for the service: one invented quote and region, and faults on demand."""

import asyncio
import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import httpx
import pytest
from fastapi import FastAPI

from entrepot.kernel.errors import InputError, MissingError, OutsideError, Problem
from entrepot.service.access_sheet import access_csv, bottlenecks_csv
from entrepot.service.accounts import SignedIn, SignInError, TooManyError, Visitor
from entrepot.web.app import build_app
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.bonded_verbs import BondedVerbs
from entrepot.web.booking_verbs import BookingVerbs
from entrepot.web.chain_verbs import ChainVerbs
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.ecommerce_verbs import EcommerceVerbs
from entrepot.web.enterprise_verbs import EnterpriseVerbs
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.flow_verbs import FlowVerbs
from entrepot.web.fund_verbs import FundVerbs
from entrepot.web.green_verbs import GreenVerbs
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.matrix_verbs import MatrixVerbs
from entrepot.web.notice_verbs import NoticeVerbs
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.web.pipeline_verbs import PipelineVerbs
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.port_verbs import PortVerbs
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.roll_verbs import RollVerbs
from entrepot.web.scenario_verbs import ScenarioVerbs
from entrepot.web.sharing_verbs import SharingVerbs
from entrepot.web.steward_verbs import StewardVerbs
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.trade_verbs import TradeVerbs
from entrepot.web.trader_verbs import TraderVerbs
from entrepot.web.train_verbs import TrainVerbs
from entrepot.web.verbs import Verbs
from entrepot.web.window_verbs import WindowVerbs
from entrepot.window.actor import Actor

HERE = Path(__file__).parent
REFERENCE = "QTEST234567"
T = TypeVar("T")
SCENARIO_CHOICES = {
    "posts": [{"id": "b", "name": "B", "name_zh": "乙", "lat": 1.0, "lon": 2.0, "modes": ["rail"]}],
    "passages": [{"id": "suez", "lat": 30.0, "lon": 32.0}],
    "lines": [
        {"id": "x", "mode": "rail", "state": "open", "from": "up", "to": "north",
         "path": [[0.0, 0.0], [1.0, 1.0]]},
        {"id": "later", "mode": "rail", "state": "planned", "from": "up", "to": "north",
         "path": [[0.0, 0.0], [2.0, 1.0]]},
    ],
    "services": [{"id": "S1", "name": "Train", "name_zh": "班列", "mode": "rail"}],
    "gauges": [{"country": "TH", "gauge_mm": 1000}],
}  # fmt: skip


def load(name: str) -> Any:
    """A sample by its name; every figure in it is invented."""
    return json.loads((HERE / f"sample_{name}.json").read_text("utf-8"))


class FakeMatrices:
    """Keeps one matrix of two origins and 21 destinations; every figure in it is invented."""

    id = 32 * "a"

    def __init__(self) -> None:
        self.state = "done"
        self.are_any = True
        self.asked: list[dict[str, object]] = []

    def verbs(self) -> MatrixVerbs:
        return MatrixVerbs(
            start=self.start, show=self.show,
            list=lambda: {"matrices": [self.show(self.id)] if self.are_any else []},
            rows=lambda _: self.rows(), file=lambda _: self.file(), csv=lambda _: b"origin\r\n",
            levels={"regions": "region", "communes": "commune"},
        )  # fmt: skip

    def start(self, fields: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        if "nowhere" in str(fields):
            hint = "Nearest: Northport (north)."
            raise InputError(
                [
                    Problem("input.place", "from row 2", "'nowhere' is no place known.", hint),
                    Problem("input.date", "depart", "'soon' is not a day.", "Write a day."),
                ]
            )
        return self.show(self.id)

    def show(self, name: str) -> dict[str, Any]:
        if name != self.id:
            raise MissingError(Problem("matrix.unknown", "id", f"there is no matrix '{name}'."))
        result = {"unreachable": 1, "overlay_hash": 64 * "b"} if self.state == "done" else None
        return {
            "id": name, "state": self.state, "origins": 2, "destinations": 21, "done": 1,
            "asked": {"kind": "pareto", "depart": "2026-03-02", "from": "communes",
                      "to": ["north", "south"], "teu": "2", "avoid": ["border:all"]},
            "made_at": "2026-03-02T08:00:00+00:00", "began_at": None, "ended_at": None,
            "result": result, "problems": [],
        }  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        figures = ("cost_usd", "time_mean_h", "time_p90_h", "co2e_wtw_kg", "variance_h2")
        rows = [
            {"origin": o, "destination": f"d{d:02d}", "route": f"r{r}", "reason": None}
            | dict.fromkeys(figures, 1000.0 + 100 * d + r)
            for o in ("north", "south") for d in range(21) for r in (1, 2)
        ]  # fmt: skip
        empty = {"route": None, "reason": "corridors.no_service", **dict.fromkeys(figures)}
        return [row for row in rows if (row["origin"], row["destination"]) != ("south", "d03")] + [
            {"origin": "south", "destination": "d03", **empty}
        ]

    def file(self) -> NoReturn:
        raise MissingError(Problem("matrix.not_done", "id", "the matrix has no rows yet."))


class FakeService:
    """Keeps one quote and remembers what was asked."""

    def __init__(self) -> None:
        self.quote = load("quote")
        self.region = load("home")
        self.routes = load("routes")
        self.asked: list[dict[str, object]] = []
        self.matrices = FakeMatrices()

    def verbs(self) -> Verbs:
        return Verbs(
            make_quote=self.make_quote,
            get_quote=self.get_quote,
            find_routes=self.find_routes,
            draw_routes=self.draw_routes,
            directions=lambda: [{"from": "up", "to": "north"}, {"from": "up", "to": "bay"}],
            show_networks=lambda: {"built": False, "key": None, "networks": {}},
            find_paths=self.find_paths,
            check_networks=lambda: {"checks": [], "reports": []},
            scenario_choices=lambda: SCENARIO_CHOICES,
            run_scenarios=self.run_scenarios,
            assess_duty=self.assess_duty,
            search_places=self.search_places,
            search_goods=lambda words: load("goods") if "tyre" in words else [],
            choices=lambda: load("choices"),
            home=lambda: copy.deepcopy(self.region),
            status=lambda: {"version": "0.1.0", "pack_version": "1a2b3c4d5e6f", "database": "ok"},
            matrices=self.matrices.verbs(),
        )

    def make_quote(self, fields: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        problems = [
            Problem("input.missing", name, "is empty.", "Fill it in.")
            for name in ("origin", "destination", "hs", "value", "tonnes")
            if not fields.get(name)
        ]
        places = {place["id"]: place for place in load("choices")["places"]}
        for end in ("origin", "destination"):
            if fields.get(end) and fields[end] not in places:
                hint = "Nearest: Northport (north)."
                message = f"{fields[end]!r} is no place known."
                problems.append(Problem("input.place", end, message, hint))
        if fields.get("hs") and not str(fields["hs"]).isdigit():
            problems.append(Problem("input.hs", "hs", f"{fields['hs']!r} is no subheading.", ""))
        if problems:
            raise InputError(problems)
        return self.get_quote(REFERENCE)

    def get_quote(self, reference: str) -> dict[str, Any]:
        if reference != REFERENCE:
            raise MissingError(
                Problem("quote.unknown", reference, "There is no quote of this reference.")
            )
        return copy.deepcopy(self.quote)

    def find_routes(self, fields: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        if fields.get("avoid"):
            error = MissingError(Problem("corridors.unreachable", "a to b", "No way is left."))
            error.extra["misses"] = [{"what": "rail", "code": "corridors.no_rail"}]
            raise error
        return {"query": dict(fields), "routes": []}

    def draw_routes(self, fields: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        if fields.get("destination") == "nowhere":
            raise InputError(Problem("input.place", "destination", "'nowhere' is no place known."))
        if "border:all" in cast(list[str], fields.get("avoid", [])):
            error = MissingError(Problem("corridors.unreachable", "a to b", "No way is left."))
            told = {"what": "rail", "code": "corridors.no_rail", "where": "a", "hint": "",
                    "message": "No way by rail.", "message_zh": "无铁路可达。"}  # fmt: skip
            error.extra["misses"] = [told]
            raise error
        return copy.deepcopy(self.routes)

    def find_paths(
        self, query: Mapping[str, str], year: int | None, opened: Sequence[str]
    ) -> dict[str, Any]:
        self.asked.append({**query, "year": year, "open": list(opened)})
        if query["from"] == "absent":
            hint = "Run `entrepot networks build`."
            problem = Problem("networks.absent", "networks", "has not been made.", hint)
            raise OutsideError(problem)
        return {"paths": [{"from": query["from"], "reached": True, "line": [[1.0, 2.0]]}]}

    def run_scenarios(self, tables: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(tables))
        edits = str(tables)
        base = {"cost_usd": 100.0, "time_mean_h": 50.0, "co2e_wtw_kg": 7.0, "variance_h2": 1.0}
        after = base | {"cost_usd": 110.0, "time_mean_h": 45.0}
        lost = "border:all" in edits
        pairs = [
            {
                "origin": pair["origin"], "destination": pair["destination"],
                "base": {"best": base, "gauge_changes": 1},
                "after": None if lost else {"best": after, "gauge_changes": 0},
                "diff": None, "reason": "corridors.avoided" if lost else None,
            }
            for pair in tables["od"]  # type: ignore[attr-defined]
        ]  # fmt: skip
        return {"scenarios": [{"name": "x", "hash": "ab" * 32, "od": pairs}]}

    def assess_duty(self, fields: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        return {"lines": self.quote["options"][0]["landed"]["lines"][4:5], "candidates": []}

    def search_places(self, word: str) -> list[dict[str, Any]]:
        listed = load("choices")["places"]
        wanted = word.casefold()[:4]
        return [p for p in listed if wanted in p["name"].casefold() or word in p["name_zh"]]


def unasked(kind: type[T]) -> T:
    """Verbs of a kind, of which none is asked in a test."""

    def fail(*given: object, **told: object) -> NoReturn:
        raise AssertionError(f"asked with {given} {told}")

    return kind(**{field.name: fail for field in fields(kind)})  # type: ignore[arg-type]


class FakeWindow:
    """Lets accounts of one role each in, whose passwords are their names, and keeps sessions."""

    def __init__(self) -> None:
        self.roles = {"firm": "trader", "officer": "document_officer", "program": "bank"}
        self.sessions: dict[str, tuple[str, str]] = {}
        self.organisations = {name: f"{name}_org" for name in self.roles}
        self.rehearsal = ["firm", "officer"]
        self.refuses_for_s = 0

    def verbs(self) -> WindowVerbs:
        return WindowVerbs(
            sign_in=lambda name, secret: self.sign_in(name, secret, "person"),
            sign_in_client=lambda name, secret: self.sign_in(name, secret, "client"),
            sign_out=lambda token: self.sessions.pop(token, None),
            find_visitor=self.find_visitor,
            switch_organisation=self.switch_organisation,
            show_account=self.show_account,
            list_sandbox_accounts=lambda: self.rehearsal,
            traders=unasked(TraderVerbs),
            officers=unasked(OfficerVerbs),
            sharing=unasked(SharingVerbs),
            scenarios=unasked(ScenarioVerbs),
            bookings=unasked(BookingVerbs),
            bonded=unasked(BondedVerbs),
            finance=unasked(FinanceVerbs),
            exporters=unasked(ExporterVerbs),
            fund=unasked(FundVerbs),
            green=unasked(GreenVerbs),
            plans=unasked(PlanVerbs),
            indices=unasked(IndexVerbs),
            pipelines=unasked(PipelineVerbs),
            enterprises=unasked(EnterpriseVerbs),
            stewards=unasked(StewardVerbs),
            notices=unasked(NoticeVerbs),
            rolls=unasked(RollVerbs),
            benchmarks=unasked(BenchmarkVerbs),
            ecommerce=unasked(EcommerceVerbs),
            port=unasked(PortVerbs),
            trains=unasked(TrainVerbs),
        )

    def sign_in(self, name: str, secret: str, kind: str = "person") -> SignedIn:
        if self.refuses_for_s:
            raise TooManyError(Problem("access.too_many", "account", "Wait."), self.refuses_for_s)
        if name not in self.roles or secret != name or (kind == "client") != (name == "program"):
            problem = Problem("access.sign_in", "account", "No.", message_zh="账户与密码不符。")
            raise SignInError(problem)
        token = f"token{len(self.sessions) + 1}"
        self.sessions[token] = (name, kind)
        return SignedIn(token, f"csrf of {token}", 3600)

    def find_visitor(self, token: str, kind: str) -> Visitor | None:
        name, kept = self.sessions.get(token, ("", ""))
        if kept != kind or not name:
            return None
        actor = Actor(name, self.organisations[name], roles=frozenset({self.roles[name]}))
        return Visitor(actor, f"Person {name}", f"人员{name}", f"csrf of {token}")

    def switch_organisation(self, token: str, organisation: str) -> None:
        if organisation != "second_org":
            raise MissingError(Problem("access.organisation", organisation, "There is none."))
        self.organisations[self.sessions[token][0]] = organisation

    def show_account(self, who: str) -> dict[str, Any]:
        name, _, organisation = who.partition("@")
        return {
            "account": name,
            "name": f"Person {name}",
            "name_zh": f"人员{name}",
            "organisation": organisation,
            "memberships": [
                {
                    "organisation": one, "uscc": "91110000600037341L", "name": f"Firm {one}",
                    "name_zh": f"企业{one}", "kind": "trader", "roles": [self.roles[name]],
                    "offices": [], "agency": "", "is_suspended": False, "is_sandbox": True,
                    "is_current": one == organisation,
                }
                for one in (organisation, "second_org")
            ],
            "mandates": [
                {
                    "id": 1, "trader": organisation, "trader_name": "Firm",
                    "trader_name_zh": "企业", "broker": "b", "broker_name": "Broker <b>",
                    "broker_name_zh": "",
                    "scope": ["file", "all"], "valid_from": "2026-03-10", "valid_to": None,
                    "is_live": True, "revoked_at": None,
                }
            ],
        }  # fmt: skip


class FakeFlows:
    """Knows the flows and the access of an invented region, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.fault: Exception | None = None
        self.flows = load("flows")
        self.access = load("access")

    def verbs(self) -> FlowVerbs:
        return FlowVerbs(
            assign_flows=lambda fields: self.tell(self.flows, fields),
            assign_tables=lambda fields: self.tell({"id": "0" * 16, "links": []}, fields),
            find_assignment=self.find_assignment,
            reach_markets=lambda fields: self.tell(self.access, fields),
            places=lambda: [{"lat": 1.0, "lon": 2.0, **p} for p in load("choices")["places"]],
            levels=lambda: ["province", "county"],
            bottlenecks_csv=bottlenecks_csv,
            access_csv=access_csv,
            this_year=lambda: 2026,
        )

    def tell(self, document: dict[str, Any], fields: Mapping[str, object]) -> dict[str, Any]:
        self.asked.append(dict(fields))
        if self.fault is not None:
            raise self.fault
        told = copy.deepcopy(document)
        if "trade" in told:
            told["query"]["avoid"] = fields.get("avoid", [])
            told["total_cost"] += 50_000 if fields.get("avoid") else 0
        return told

    def find_assignment(self, id_: str) -> dict[str, Any]:
        if id_ != self.flows["id"]:
            raise MissingError(Problem("assignment.unknown", "id", "There is none."))
        return copy.deepcopy(self.flows)  # type: ignore[no-any-return]


class Client:
    """Sends requests to an application without a server; redirects are not followed."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.send("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.send("POST", path, **more)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def window() -> FakeWindow:
    return FakeWindow()


@pytest.fixture
def flows() -> FakeFlows:
    return FakeFlows()


class Served:
    """Applications made once a kind, as that takes long, over what the test that runs is about."""

    def __init__(self) -> None:
        self._apps: dict[str, FastAPI] = {}
        self._now: dict[str, dict[str, Any]] = {}

    def __call__(self, kind: str, service: Any, window: Any = None, **more: Any) -> Client:
        """A client of the application of a kind, which from now on asks these verbs.

        Args:
            kind: Name of what is served: verbs of one kind have the same parts.
            service: Verbs of the service.
            window: Verbs of the window.
            more: Other verbs that `build_app` takes.
        """
        now = self._now[kind] = {"verbs": service, "window": window, **more}
        if kind not in self._apps:
            parts = {name: self._asked(kind, name, verbs) for name, verbs in now.items()}
            self._apps[kind] = build_app(**parts)
        return Client(self._apps[kind])

    def _asked(self, kind: str, name: str, verbs: Any) -> Any:
        return asked_now(lambda: self._now[kind][name], verbs)


def asked_now(now: Callable[[], Any], verbs: Any) -> Any:
    """Verbs that ask those that are there when they are asked."""

    def ask(get: Callable[[Any], Any], one: Any) -> Any:
        if not callable(one):
            return asked_now(lambda: get(now()), one)

        def asked(*given: Any, **told: Any) -> Any:
            return get(now())(*given, **told)

        return asked

    if isinstance(verbs, dict):
        return {key: ask(itemgetter(key), one) for key, one in verbs.items()}
    if not is_dataclass(verbs):
        return verbs
    names = [one.name for one in fields(verbs)]
    return replace(verbs, **{name: ask(attrgetter(name), getattr(verbs, name)) for name in names})  # type: ignore[type-var]


@pytest.fixture(scope="session")
def serve() -> Served:
    """Serves verbs; see `Served`."""
    return Served()


@pytest.fixture
def client(serve: Served, service: FakeService, window: FakeWindow, flows: FakeFlows) -> Client:
    return serve(
        "all", service.verbs(), window.verbs(), flows=flows.verbs(), tariff=unasked(TariffVerbs),
        trade=unasked(TradeVerbs), assess=unasked(AssessVerbs), portfolios=unasked(PortfolioVerbs),
        circle=unasked(CircleVerbs), chains=unasked(ChainVerbs),
    )  # fmt: skip


@pytest.fixture
def with_get_quote(serve: Served, service: FakeService) -> Callable[[Callable[[str], Any]], Client]:
    """Makes a client whose service answers for one quote as told."""

    def make(get_quote: Callable[[str], Any]) -> Client:
        return serve("quotes", replace(service.verbs(), get_quote=get_quote))

    return make


@pytest.fixture
def quote() -> dict[str, Any]:
    return load("quote")
