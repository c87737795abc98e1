"""The application over a desk: what `entrepot serve` runs."""

from dataclasses import replace
from datetime import datetime

from fastapi import FastAPI

from entrepot.region.units import plural
from entrepot.service import (
    accounts,
    directions,
    duties,
    home,
    kept_scenarios,
    matrix_runs,
    messages,
    networks,
    places,
    quotes,
    routes,
    scenarios,
    sharing,
    wording,
)
from entrepot.service.desk import Desk
from entrepot.service.scenario_choices import scenario_choices
from entrepot.web.agreement_binding import bind_agreements
from entrepot.web.app import build_app
from entrepot.web.assess_binding import bind_assess
from entrepot.web.benchmark_binding import bind_benchmarks
from entrepot.web.bonded_binding import bind_bonded
from entrepot.web.booking_binding import bind_bookings
from entrepot.web.certificate_binding import bind_certificates
from entrepot.web.chain_binding import bind_chains
from entrepot.web.circle_binding import bind_circle
from entrepot.web.ecommerce_binding import bind_ecommerce
from entrepot.web.enterprise_binding import bind_enterprises
from entrepot.web.exporter_binding import bind_exporters
from entrepot.web.finance_binding import bind_finance
from entrepot.web.flow_binding import bind_flows
from entrepot.web.fund_binding import bind_fund
from entrepot.web.green_binding import bind_green
from entrepot.web.import_binding import bind_imports
from entrepot.web.index_binding import bind_indices
from entrepot.web.matrix_verbs import MatrixVerbs
from entrepot.web.notice_binding import bind_notices
from entrepot.web.officer_binding import bind_officers
from entrepot.web.origin_binding import bind_origin
from entrepot.web.pace import Pace
from entrepot.web.pipeline_binding import bind_pipelines
from entrepot.web.plan_binding import bind_plans
from entrepot.web.port_binding import bind_port
from entrepot.web.portfolio_binding import bind_portfolios
from entrepot.web.roll_binding import bind_rolls
from entrepot.web.scenario_verbs import ScenarioVerbs
from entrepot.web.sharing_verbs import SharingVerbs
from entrepot.web.steward_binding import bind_stewards
from entrepot.web.tariff_binding import bind_tariff
from entrepot.web.trade_binding import bind_trade
from entrepot.web.trader_binding import bind_traders
from entrepot.web.train_binding import bind_trains
from entrepot.web.verbs import Verbs
from entrepot.web.window_verbs import WindowVerbs


def make_app(desk: Desk) -> FastAPI:
    """Bind the service's functions to a desk and to this machine's clock."""
    return build_app(
        Verbs(
            make_quote=lambda fields: quotes.make_quote(desk, fields, at=_now()),
            get_quote=lambda reference: quotes.get_quote(desk, reference),
            find_routes=lambda fields: routes.route_at(desk, fields, today=_now().date()),
            draw_routes=lambda fields: routes.route_at(
                desk, fields, today=_now().date(), lines=True
            ),
            directions=lambda: directions.directions(desk),
            show_networks=networks.show,
            find_paths=lambda query, year, opened: networks.find_paths(
                [query], year=year, opened=opened, lines=True, region=str(desk.folder)
            ),
            check_networks=lambda: networks.check(str(desk.folder), desk.checks),
            scenario_choices=lambda: scenario_choices(desk),
            run_scenarios=lambda tables: scenarios.run_at(desk, tables, today=_now().date()),
            assess_duty=lambda fields: duties.assess_duty(desk, fields, today=_now().date()),
            search_places=lambda word: places.search_places(desk, word),
            search_goods=lambda words: places.search_goods(desk, words),
            choices=lambda: home.choices(desk, today=_now().date()),
            home=lambda: home.home(desk),
            status=lambda: home.status(desk),
            wording=wording.wording_of(desk.region),
            matrices=_matrices(desk),
        ),
        _window(desk),
        Pace(desk.home.writes_per_min),
        bind_flows(desk, _now),
        replace(
            bind_tariff(desk, _now),
            imports=bind_imports(desk, _now),
            origins=bind_origin(desk, _now),
            agreements=bind_agreements(desk, _now),
            certificates=bind_certificates(desk, _now),
        ),
        bind_trade(desk, _now),
        bind_assess(desk, _now),
        bind_portfolios(desk, _now),
        bind_circle(desk, _now),
        bind_chains(desk, _now),
    )


def _matrices(desk: Desk) -> MatrixVerbs:
    return MatrixVerbs(
        start=lambda fields: matrix_runs.start_matrix(desk, fields, at=_now()),
        show=lambda name: matrix_runs.get_matrix(desk, name),
        list=lambda: matrix_runs.list_matrices(desk),
        rows=lambda name: matrix_runs.matrix_rows(desk, name),
        file=lambda name: matrix_runs.matrix_file(desk, name),
        csv=lambda name: matrix_runs.matrix_csv(desk, name),
        levels={plural(level): level for level in desk.region.levels},
    )


def _window(desk: Desk) -> WindowVerbs:
    database = desk.database
    return WindowVerbs(
        sign_in=lambda name, secret: accounts.sign_in(database, name, secret, at=_now()),
        sign_in_client=lambda name, secret: accounts.sign_in(
            database, name, secret, at=_now(), kind=accounts.CLIENT
        ),
        sign_out=lambda token: accounts.sign_out(database, token, at=_now()),
        find_visitor=lambda token, kind: accounts.actor_of(database, token, at=_now(), kind=kind),
        switch_organisation=lambda token, name: accounts.switch_organisation(database, token, name),
        show_account=lambda who: accounts.show_account(database, who, at=_now()),
        list_sandbox_accounts=lambda: accounts.list_sandbox_accounts(database),
        officers=bind_officers(desk, _now),
        traders=bind_traders(desk, _now),
        sharing=_sharing(desk),
        scenarios=_scenarios(desk),
        bookings=bind_bookings(desk, _now),
        finance=bind_finance(desk, _now),
        port=bind_port(desk, _now),
        trains=bind_trains(desk, _now),
        ecommerce=bind_ecommerce(desk, _now),
        fund=bind_fund(desk, _now),
        green=bind_green(desk, _now),
        plans=bind_plans(desk, _now),
        indices=bind_indices(desk, _now),
        pipelines=bind_pipelines(desk, _now),
        enterprises=bind_enterprises(desk, _now),
        stewards=bind_stewards(desk, _now),
        notices=bind_notices(desk, _now),
        rolls=bind_rolls(desk, _now),
        benchmarks=bind_benchmarks(desk, _now),
        exporters=bind_exporters(desk, _now),
        bonded=bind_bonded(desk, _now),
    )


def _sharing(desk: Desk) -> SharingVerbs:
    window = desk.window
    return SharingVerbs(
        share=lambda who, number: sharing.share(window, number, by=who, at=_now()),
        list_messages=lambda who, cursor: messages.list_messages(
            window, by=who, at=_now(), cursor=cursor
        ),
        list_parked=lambda who: messages.list_parked(window, by=who, at=_now()),
        retry=lambda who, number: messages.retry(window, number, by=who, at=_now()),
    )


def _scenarios(desk: Desk) -> ScenarioVerbs:
    kept = kept_scenarios
    return ScenarioVerbs(
        keep=lambda who, raw: kept.keep_scenarios(desk, raw, by=who, at=_now()),
        list_all=lambda who: kept.list_scenarios(desk, by=who, at=_now()),
        show=lambda who, name: kept.show_scenario(desk, name, by=who, at=_now()),
        remove=lambda who, name: kept.remove_scenario(desk, name, by=who, at=_now()),
        restore=lambda who, name: kept.restore_scenario(desk, name, by=who, at=_now()),
    )


def _now() -> datetime:
    return datetime.now().astimezone()
