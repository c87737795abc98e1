"""The verbs of trade."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service.analyses import Analyses
from entrepot.service.desk import Desk
from entrepot.service.equilibrium import equilibrium
from entrepot.service.gravity_request import gravity, gravity_file
from entrepot.service.smart import smart
from entrepot.web.statistics_binding import bind_statistics
from entrepot.web.trade_verbs import TradeVerbs


def bind_trade(desk: Desk, now: Callable[[], datetime]) -> TradeVerbs:
    """Bind the functions; models of cases with their rows need neither desk nor clock."""
    kept = Analyses(desk)
    return TradeVerbs(
        equilibrium=equilibrium,
        smart=smart,
        reach_markets=lambda case: kept.reach_case(case, today=now().date()),
        gravity=gravity,
        gravity_file=gravity_file,
        statistics=bind_statistics(desk, now),
    )
