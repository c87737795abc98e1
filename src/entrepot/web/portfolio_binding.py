"""The verbs of portfolios."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import portfolio_plans as plans
from entrepot.service import portfolio_runs as runs
from entrepot.service.desk import Desk
from entrepot.web.portfolio_verbs import PortfolioVerbs


def bind_portfolios(desk: Desk, now: Callable[[], datetime]) -> PortfolioVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return PortfolioVerbs(
        start=lambda who, content, name, ask, against: runs.start_run(
            window, content, name, by=who, at=now(), ask=ask, against=against
        ),
        ask_more=lambda who, key, ask, against: runs.ask_more(
            window, key, ask, against, by=who, at=now()
        ),
        show=lambda who, key: runs.show_run(window, key, by=who, at=now()),
        list=lambda who: runs.list_runs(window, by=who, at=now()),
        stop=lambda who, key: runs.stop_run(window, key, by=who, at=now()),
        cancel=lambda who, key: runs.cancel_run(window, key, by=who, at=now()),
        keep=lambda who, key, plan, note: plans.keep_version(
            window, key, plan, note, by=who, at=now()
        ),
        plans=lambda who: plans.list_plans(window, by=who, at=now()),
        versions=lambda who, plan: plans.list_versions(window, plan, by=who, at=now()),
        version=lambda who, plan, number: plans.export_version(
            window, plan, number, by=who, at=now()
        ),
        compare=lambda who, plan, one, other: plans.compare_versions(
            window, plan, one, other, by=who, at=now()
        ),
    )
