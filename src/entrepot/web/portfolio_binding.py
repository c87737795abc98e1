"""The verbs of portfolios."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service.portfolio_runs import PortfolioRuns
from entrepot.web.portfolio_verbs import PortfolioVerbs


def bind_portfolios(now: Callable[[], datetime]) -> PortfolioVerbs:
    """Bind the functions to runs kept as long as the application and to a clock."""
    runs = PortfolioRuns()
    return PortfolioVerbs(
        start=lambda who, content, name, ask, against: runs.start(
            content, name, by=who, at=now(), ask=ask, against=against
        ),
        ask_more=lambda who, key, ask, against: runs.ask_more(key, ask, against, by=who, at=now()),
        show=runs.get,
        list=runs.list,
        stop=runs.stop,
    )
