"""What the pages of guarantees, refunds and the calendar share."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from entrepot.kernel.errors import Problem
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.render import page


def finance_page(
    request: Request, verbs: FinanceVerbs, template: str, values: Mapping[str, Any],
    problems: Sequence[Problem] = (), status: int = 200,
) -> HTMLResponse:  # fmt: skip
    """A page of this room, and what was refused or done."""
    faults: dict[str, list[Problem]] = {}
    for problem in problems:
        faults.setdefault(problem.where, []).append(problem)
    shared = {
        "zone": verbs.zone(),
        "problems": problems,
        "faults": faults,
        "done": "" if problems else request.query_params.get("done", ""),
    }
    return page(request, template, {**shared, **values}, status)
