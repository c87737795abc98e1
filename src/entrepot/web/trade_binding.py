"""The verbs of trade."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import trade_cases, trade_runs
from entrepot.service.analyses import Analyses
from entrepot.service.desk import Desk
from entrepot.service.equilibrium import Here, equilibrium
from entrepot.service.forecast import forecast_case
from entrepot.service.gravity_request import gravity, gravity_file
from entrepot.service.smart import smart
from entrepot.web.opportunity_binding import bind_opportunities
from entrepot.web.statistics_binding import bind_statistics
from entrepot.web.trade_verbs import RunVerbs, TradeVerbs
from entrepot.web.verbs import Document, Fields


def bind_trade(desk: Desk, now: Callable[[], datetime]) -> TradeVerbs:
    """Bind the functions; models of cases with their rows need neither desk nor clock."""
    kept = Analyses(desk)
    return TradeVerbs(
        equilibrium=lambda case: _solve(desk, now, case),
        smart=smart,
        forecast=forecast_case,
        world_share=trade_cases.world_share,
        planned_imports=trade_cases.planned_imports,
        circulation=trade_cases.circulation,
        services=trade_cases.services_trade,
        node_flows=trade_cases.node_flows,
        reach_markets=lambda case: kept.reach_case(case, today=now().date()),
        gravity=gravity,
        gravity_file=gravity_file,
        runs=bind_runs(desk, now),
        statistics=bind_statistics(desk, now),
        opportunities=bind_opportunities(desk, now),
    )


def _solve(desk: Desk, now: Callable[[], datetime], case: Fields) -> Document:
    """Solve a case; one that takes its costs from the corridors waits for its turn."""
    if case.get("corridors") is not True:
        return equilibrium(case)
    with desk.turn:
        return equilibrium(case, here=Here(lambda: desk, now().date()))


def bind_runs(desk: Desk, now: Callable[[], datetime]) -> RunVerbs:
    """Bind what is asked of long runs to a desk and to a clock."""
    return RunVerbs(
        start=lambda who, raw: trade_runs.start_run(desk.window, raw, by=who, at=now()),
        show=lambda who, name: trade_runs.get_run(desk.window, name, by=who, at=now()),
        list=lambda who, name: trade_runs.list_runs(desk.window, name, by=who, at=now()),
        cancel=lambda who, name: trade_runs.cancel_run(desk.window, name, by=who, at=now()),
    )
