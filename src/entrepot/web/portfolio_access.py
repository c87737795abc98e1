"""Who may use which route of portfolios; `access` puts these beside the others."""

from entrepot.service.observations import AUDITOR
from entrepot.service.portfolio_runs import PLANNERS

PUBLIC = frozenset({"GET /portfolio"})
_P = "/api/v1/portfolio"
_SEE, _PLAN = "see portfolios", "plan portfolios"
PERMISSIONS: dict[str, str] = {
    "POST /portfolio": _PLAN,
    "GET /portfolio/{id}": _SEE,
    "POST /portfolio/{id}/stop": _PLAN,
    "POST /portfolio/{id}/cancel": _PLAN,
    "POST /portfolio/{id}/more": _PLAN,
    f"GET {_P}": _SEE,
    f"POST {_P}": _PLAN,
    f"GET {_P}/{{id}}": _SEE,
    f"DELETE {_P}/{{id}}": _PLAN,
    f"GET {_P}/{{id}}.{{form}}": _SEE,
}
ROLES: dict[str, frozenset[str]] = {_SEE: PLANNERS | {AUDITOR}, _PLAN: PLANNERS}
