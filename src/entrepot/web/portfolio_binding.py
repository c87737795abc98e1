"""The verbs of portfolios."""

from collections.abc import Callable
from datetime import datetime

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
    )
