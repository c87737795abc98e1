"""The web application: pages, API, files, guard."""

from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from entrepot import __version__
from entrepot.web.access import routes_of
from entrepot.web.acts_api import acts_api
from entrepot.web.admin_pages import admin_pages
from entrepot.web.agreement_api import agreement_api
from entrepot.web.agreement_pages import agreement_pages
from entrepot.web.alert_pages import alert_pages
from entrepot.web.api import api_router
from entrepot.web.assess_verbs import AssessVerbs
from entrepot.web.benchmark_api import benchmark_api
from entrepot.web.benchmark_pages import benchmark_pages
from entrepot.web.benchmark_verbs import BenchmarkVerbs
from entrepot.web.board_pages import board_pages
from entrepot.web.bonded_api import bonded_api
from entrepot.web.bonded_pages import bonded_pages
from entrepot.web.booking_verbs import BookingVerbs
from entrepot.web.bookings_api import bookings_api, departures_api
from entrepot.web.calendar_pages import calendar_pages
from entrepot.web.certificate_api import certificate_api
from entrepot.web.certificate_pages import certificate_pages
from entrepot.web.chain_api import chain_api
from entrepot.web.chain_pages import chain_pages
from entrepot.web.chain_verbs import ChainVerbs
from entrepot.web.circle_api import circle_api
from entrepot.web.circle_pages import circle_pages
from entrepot.web.circle_verbs import CircleVerbs
from entrepot.web.comparison_pages import comparison_pages
from entrepot.web.control_api import control_api
from entrepot.web.corridor_api import corridor_api
from entrepot.web.corridor_pages import corridor_pages
from entrepot.web.declaration_api import declarations_api
from entrepot.web.duty_api import duty_api
from entrepot.web.duty_pages import duty_pages
from entrepot.web.ecommerce_api import ecommerce_api
from entrepot.web.ecommerce_pages import ecommerce_pages
from entrepot.web.ecommerce_verbs import EcommerceVerbs
from entrepot.web.effect_api import effect_api
from entrepot.web.enterprise_api import enterprise_api
from entrepot.web.enterprise_pages import enterprise_pages
from entrepot.web.enterprise_verbs import EnterpriseVerbs
from entrepot.web.exporter_api import exporter_api
from entrepot.web.exporter_verbs import ExporterVerbs
from entrepot.web.finance_api import calendar_api, guarantees_api, refunds_api
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.flow_api import flow_api
from entrepot.web.flow_pages import flow_pages
from entrepot.web.flow_verbs import FlowVerbs
from entrepot.web.forecast_pages import forecast_pages
from entrepot.web.form_pages import form_pages
from entrepot.web.fruit_pages import fruit_pages
from entrepot.web.fta_pages import fta_pages
from entrepot.web.fund_api import fund_api
from entrepot.web.fund_pages import fund_pages
from entrepot.web.gate_api import gate_api
from entrepot.web.gate_pages import gate_pages
from entrepot.web.green_api import green_api
from entrepot.web.green_pages import green_pages
from entrepot.web.green_verbs import GreenVerbs
from entrepot.web.guarantee_pages import guarantee_pages
from entrepot.web.guard import Guard
from entrepot.web.hs_api import hs_api
from entrepot.web.hs_pages import hs_pages
from entrepot.web.import_api import import_api
from entrepot.web.import_pages import import_pages
from entrepot.web.index_api import index_api
from entrepot.web.index_change_api import index_change_api
from entrepot.web.index_change_pages import index_change_pages
from entrepot.web.index_pages import index_pages
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.insurance_pages import insurance_pages
from entrepot.web.ladder_pages import ladder_pages
from entrepot.web.language import languages_of
from entrepot.web.letter_pages import letter_pages
from entrepot.web.loan_pages import loan_pages
from entrepot.web.matrix_api import matrix_api
from entrepot.web.matrix_pages import matrix_pages
from entrepot.web.measured_api import measured_api
from entrepot.web.measured_pages import measured_pages
from entrepot.web.notice_api import notice_api
from entrepot.web.notice_pages import notice_pages
from entrepot.web.notice_verbs import NoticeVerbs
from entrepot.web.officer_verbs import OfficerVerbs
from entrepot.web.opportunity_api import opportunity_api
from entrepot.web.opportunity_pages import opportunity_pages
from entrepot.web.origin_api import origin_api
from entrepot.web.origin_pages import origin_pages
from entrepot.web.oversight_api import oversight_api, public_api
from entrepot.web.oversight_pages import oversight_pages
from entrepot.web.pace import Pace
from entrepot.web.pages import error_page, pages_router
from entrepot.web.partner_pages import partner_pages
from entrepot.web.pilot_zone_pages import pilot_zone_pages
from entrepot.web.pipeline_api import pipeline_api
from entrepot.web.pipeline_verbs import PipelineVerbs
from entrepot.web.plan_api import plan_api
from entrepot.web.plan_case_pages import plan_case_api, plan_case_pages
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.policy_api import policy_api
from entrepot.web.policy_pages import policy_pages
from entrepot.web.port_api import openings_api, port_api
from entrepot.web.port_lists import port_lists
from entrepot.web.port_pages import port_pages
from entrepot.web.portfolio_api import portfolio_api
from entrepot.web.portfolio_pages import portfolio_pages
from entrepot.web.portfolio_plan_api import portfolio_plan_api
from entrepot.web.portfolio_plan_pages import portfolio_plan_pages
from entrepot.web.portfolio_verbs import PortfolioVerbs
from entrepot.web.problems import add_handlers
from entrepot.web.programme_pages import programme_pages
from entrepot.web.project_api import project_api, project_files
from entrepot.web.project_list_pages import project_list_pages
from entrepot.web.project_pages import project_pages
from entrepot.web.promotion_api import promotion_api
from entrepot.web.promotion_pages import promotion_pages
from entrepot.web.public_pages import public_pages
from entrepot.web.refund_pages import refund_pages
from entrepot.web.review_pages import review_pages
from entrepot.web.roll_api import roll_api
from entrepot.web.roll_pages import roll_pages
from entrepot.web.roll_verbs import RollVerbs
from entrepot.web.scenario_api import kept_scenarios_api, scenario_api
from entrepot.web.scenario_compare_api import scenario_compare_api
from entrepot.web.scenario_compare_pages import scenario_compare_pages
from entrepot.web.service_firm_pages import service_firm_pages
from entrepot.web.service_pages import service_pages
from entrepot.web.sessions import admit
from entrepot.web.sharing_api import sharing_api
from entrepot.web.sign_in import accounts_pages, accounts_router
from entrepot.web.space_pages import space_pages
from entrepot.web.statistics_api import statistics_api
from entrepot.web.steward_api import steward_api
from entrepot.web.steward_pages import steward_pages
from entrepot.web.steward_verbs import StewardVerbs
from entrepot.web.target_api import target_api
from entrepot.web.target_pages import target_pages
from entrepot.web.tariff_verbs import TariffVerbs
from entrepot.web.trade_api import trade_api
from entrepot.web.trade_pages import trade_pages
from entrepot.web.trade_runs_api import trade_runs_api
from entrepot.web.trade_runs_pages import trade_runs_pages
from entrepot.web.trade_verbs import TradeVerbs
from entrepot.web.trader_pages import trader_pages
from entrepot.web.trader_verbs import TraderVerbs
from entrepot.web.train_api import board_api, messages_api, train_api
from entrepot.web.train_pages import train_pages
from entrepot.web.train_verbs import TrainVerbs
from entrepot.web.upload_pages import upload_pages
from entrepot.web.verbs import Verbs
from entrepot.web.verify_pages import verify_pages
from entrepot.web.what_if_pages import what_if_pages
from entrepot.web.what_if_trade_pages import what_if_trade_pages
from entrepot.web.window_api import uploads_api, window_api
from entrepot.web.window_verbs import WindowVerbs
from entrepot.web.work_pages import work_pages

HERE = Path(__file__).parent


class _Files(StaticFiles):
    """Our files and the collected ones; an address with a digest may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        digest = scope.get("query_string")
        answer.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if digest else "no-cache"
        )
        return answer


def build_app(
    verbs: Verbs, window: WindowVerbs | None = None, pace: Pace | None = None,
    flows: FlowVerbs | None = None, tariff: TariffVerbs | None = None,
    trade: TradeVerbs | None = None, assess: AssessVerbs | None = None,
    portfolios: PortfolioVerbs | None = None,
    circle: CircleVerbs | None = None, chains: ChainVerbs | None = None,
) -> FastAPI:  # fmt: skip
    """The application over the service's verbs.

    Args:
        verbs: What can be asked of the service.
        window: What can be asked of the single window; without it nobody can sign in.
        pace: Counts the changes of each account; None sets no limit.
        flows: What can be asked about flows and market access.
        tariff: What can be asked of the tariff room.
        trade: What can be asked about trade and its models.
        assess: What can be asked about goals and how well it goes.
        portfolios: What can be asked about portfolios of projects.
        circle: What can be asked about partner cities and bodies.
        chains: What can be asked about industrial chains.

    Returns:
        An ASGI application with pages at `/` and the API at `/api/v1`, described at
        `/api/openapi.json`.
    """
    app = FastAPI(
        title="Entrepot",
        version=__version__,
        description="From a consignment to its best ways out, with every cost.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(admit)],
    )
    app.state.window, app.state.pace = window, pace or Pace(0)
    app.state.languages = languages_of(verbs.wording)
    add_handlers(app, error_page)
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)
    app.add_middleware(Guard)
    app.include_router(api_router(verbs, app.state.languages))
    app.include_router(corridor_api(verbs, app.state.languages))
    app.include_router(pages_router(verbs))
    app.include_router(corridor_pages(verbs))
    app.include_router(what_if_pages(verbs, window.scenarios if window else None))
    app.include_router(scenario_api(verbs))
    app.include_router(comparison_pages(verbs))
    app.include_router(ladder_pages(verbs))
    if flows is not None:
        app.include_router(flow_api(flows))
        app.include_router(flow_pages(flows))
    if tariff is not None:
        _serve_tariff(app, tariff)
    if trade is not None:
        _serve_trade(app, trade)
    if assess is not None:
        app.include_router(target_api(assess))
        app.include_router(target_pages(assess))
    if portfolios is not None:
        app.include_router(portfolio_api(portfolios))
        app.include_router(portfolio_plan_api(portfolios))
        app.include_router(portfolio_pages(portfolios))
        app.include_router(portfolio_plan_pages(portfolios))
    if circle is not None:
        app.include_router(circle_api(circle))
        app.include_router(circle_pages(circle))
    if chains is not None:
        app.include_router(chain_api(chains))
        app.include_router(chain_pages(chains))
        app.include_router(promotion_api(chains.today))
        app.include_router(promotion_pages(chains.today))
    if verbs.matrices is not None:
        app.include_router(matrix_api(verbs.matrices))
        app.include_router(matrix_pages(verbs, verbs.matrices))
    if window is not None:
        _serve_window(app, window, verbs)
        _serve_projects(app, window.plans, portfolios)
    app.state.paths = frozenset(route.partition(" ")[2] for route in routes_of(app))
    app.mount("/static", _Files(directory=HERE / "static"), name="static")
    app.mount("/vendor", _Files(directory=HERE / "vendor", check_dir=False), name="vendor")
    return app


def _serve_window(app: FastAPI, window: WindowVerbs, verbs: Verbs) -> None:
    app.include_router(accounts_router(window))
    app.include_router(accounts_pages(window))
    if window.traders is not None:
        _serve_traders(app, window.traders, verbs)
    if window.officers is not None:
        _serve_officers(app, window.officers)
    if window.bookings is not None:
        _serve_bookings(app, window.bookings, verbs)
    _serve_finance(app, window.finance)
    if window.port is not None:
        for of_port in (port_api, openings_api, port_pages, port_lists):
            app.include_router(of_port(window.port))
    _serve_trains(app, window.trains)
    _serve_lists(app, window.ecommerce)
    if window.fund is not None:
        app.include_router(fund_api(window.fund))
        app.include_router(fund_pages(window.fund))
        app.include_router(loan_pages(window.fund))
    _serve_green(app, window.green)
    _serve_plans(app, window.plans)
    _serve_indices(app, window.indices)
    _serve_pipelines(app, window.pipelines)
    _serve_enterprises(app, window.enterprises)
    _serve_stewards(app, window.stewards)
    _serve_notices(app, window.notices)
    _serve_rolls(app, window.rolls)
    _serve_benchmarks(app, window.benchmarks)
    _serve_exporters(app, window.exporters)
    if window.bonded is not None:
        app.include_router(bonded_api(window.bonded))
        app.include_router(bonded_pages(window.bonded))
    if window.sharing is not None:
        app.include_router(sharing_api(window.sharing))
    if window.scenarios is not None:
        app.include_router(kept_scenarios_api(window.scenarios))


def _serve_green(app: FastAPI, verbs: GreenVerbs | None) -> None:
    if verbs is not None:
        app.include_router(green_api(verbs))
        app.include_router(green_pages(verbs))


def _serve_projects(
    app: FastAPI, verbs: PlanVerbs | None, portfolios: PortfolioVerbs | None
) -> None:
    if verbs is not None:
        app.include_router(project_files(verbs))
        app.include_router(project_api(verbs))
        app.include_router(project_pages(verbs, portfolios))
        app.include_router(plan_case_api(verbs))
        app.include_router(plan_case_pages(verbs))


def _serve_plans(app: FastAPI, verbs: PlanVerbs | None) -> None:
    if verbs is not None:
        for of_plans in (plan_api, programme_pages, alert_pages):
            app.include_router(of_plans(verbs))


def _serve_enterprises(app: FastAPI, verbs: EnterpriseVerbs | None) -> None:
    if verbs is not None:
        app.include_router(enterprise_api(verbs))
        app.include_router(enterprise_pages(verbs))


def _serve_pipelines(app: FastAPI, verbs: PipelineVerbs | None) -> None:
    if verbs is not None:
        app.include_router(pipeline_api(verbs))
        app.include_router(project_list_pages(verbs))


def _serve_stewards(app: FastAPI, verbs: StewardVerbs | None) -> None:
    if verbs is not None:
        app.include_router(steward_api(verbs))
        app.include_router(steward_pages(verbs))


def _serve_notices(app: FastAPI, verbs: NoticeVerbs | None) -> None:
    if verbs is not None:
        app.include_router(notice_api(verbs))
        app.include_router(notice_pages(verbs))


def _serve_rolls(app: FastAPI, verbs: RollVerbs | None) -> None:
    if verbs is not None:
        app.include_router(roll_api(verbs))
        app.include_router(roll_pages(verbs))
        app.include_router(letter_pages(verbs))


def _serve_indices(app: FastAPI, verbs: IndexVerbs | None) -> None:
    if verbs is not None:
        app.include_router(index_api(verbs))
        app.include_router(index_change_api(verbs))
        app.include_router(index_change_pages(verbs))
        app.include_router(index_pages(verbs))


def _serve_benchmarks(app: FastAPI, verbs: BenchmarkVerbs | None) -> None:
    if verbs is not None:
        for of_benchmarks in (benchmark_api, measured_api, measured_pages, benchmark_pages):
            app.include_router(of_benchmarks(verbs))


def _serve_trains(app: FastAPI, verbs: TrainVerbs | None) -> None:
    if verbs is not None:
        for of_trains in (board_api, train_api, messages_api, train_pages):
            app.include_router(of_trains(verbs))


def _serve_exporters(app: FastAPI, verbs: ExporterVerbs | None) -> None:
    if verbs is not None:
        for of_exporters in (exporter_api, insurance_pages, service_firm_pages, fruit_pages):
            app.include_router(of_exporters(verbs))


def _serve_lists(app: FastAPI, verbs: EcommerceVerbs | None) -> None:
    if verbs is not None:
        app.include_router(ecommerce_api(verbs))
        app.include_router(ecommerce_pages(verbs))


def _serve_tariff(app: FastAPI, verbs: TariffVerbs) -> None:
    for routes in (policy_api, policy_pages, pilot_zone_pages, duty_pages, hs_api):
        app.include_router(routes(verbs))
    app.include_router(duty_api(verbs, app.state.languages))
    if verbs.imports is not None:
        app.include_router(import_api(verbs.imports))
        app.include_router(import_pages(verbs.imports))
    if verbs.certificates is not None:
        for of_certificates in (certificate_api, certificate_pages, verify_pages):
            app.include_router(of_certificates(verbs.certificates))
    if verbs.agreements is not None:
        app.include_router(agreement_api(verbs.agreements))
        app.include_router(agreement_pages(verbs.agreements))
    if verbs.origins is not None:
        for of_origin in (origin_api, origin_pages, fta_pages):
            app.include_router(of_origin(verbs.origins))
    app.include_router(hs_pages(verbs))  # last: a code may stand where other pages do


def _serve_trade(app: FastAPI, verbs: TradeVerbs) -> None:
    app.include_router(trade_api(verbs))
    if verbs.runs is not None:
        app.include_router(trade_runs_api(verbs.runs))
        app.include_router(trade_runs_pages(verbs.runs))
    if verbs.statistics is not None:
        for of_statistics in (
            statistics_api, trade_pages, space_pages, partner_pages, forecast_pages, review_pages
        ):  # fmt: skip
            app.include_router(of_statistics(verbs.statistics))
    if verbs.opportunities is not None:
        for of_opportunities in (
            opportunity_api,
            effect_api,
            opportunity_pages,
            what_if_trade_pages,
            scenario_compare_api,
            scenario_compare_pages,
        ):
            app.include_router(of_opportunities(verbs.opportunities))


def _serve_traders(app: FastAPI, traders: TraderVerbs, verbs: Verbs) -> None:
    for routes in (declarations_api, acts_api, window_api, uploads_api, upload_pages):
        app.include_router(routes(traders))
    app.include_router(form_pages(traders, verbs.search_goods))
    app.include_router(trader_pages(traders))


def _serve_finance(app: FastAPI, verbs: FinanceVerbs | None) -> None:
    if verbs is None:
        return
    for routes in (
        guarantees_api, refunds_api, calendar_api, guarantee_pages, refund_pages, calendar_pages
    ):  # fmt: skip
        app.include_router(routes(verbs))


def _serve_bookings(app: FastAPI, bookings: BookingVerbs, verbs: Verbs) -> None:
    app.include_router(departures_api(bookings))
    app.include_router(bookings_api(bookings))
    app.include_router(service_pages(bookings, verbs))


def _serve_officers(app: FastAPI, verbs: OfficerVerbs) -> None:
    for routes in (
        control_api, gate_api, oversight_api, public_api,
        work_pages, board_pages, gate_pages, oversight_pages, admin_pages, public_pages,
    ):  # fmt: skip
        app.include_router(routes(verbs))
