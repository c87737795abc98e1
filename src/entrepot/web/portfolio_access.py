"""Who may use which route of portfolios; `access` puts these beside the others."""

from entrepot.service.observations import AUDITOR
from entrepot.service.portfolio_runs import PLANNERS

PUBLIC = frozenset({"GET /portfolio"})
_P, _K = "/api/v1/portfolio", "/api/v1/plans"
_SEE, _PLAN = "see portfolios", "plan portfolios"
PERMISSIONS: dict[str, str] = {
    "POST /portfolio": _PLAN,
    "GET /portfolio/{id}": _SEE,
    "GET /portfolio/{plan}/compare": _SEE,
    "GET /portfolio/{plan}/versions/{number}": _SEE,
    "POST /portfolio/{id}/keep": _PLAN,
    "POST /portfolio/{id}/stop": _PLAN,
    "POST /portfolio/{id}/cancel": _PLAN,
    "POST /portfolio/{id}/more": _PLAN,
    f"GET {_P}": _SEE,
    f"POST {_P}": _PLAN,
    f"GET {_P}/{{id}}": _SEE,
    f"DELETE {_P}/{{id}}": _PLAN,
    f"GET {_P}/{{id}}.{{form}}": _SEE,
    f"GET {_K}": _SEE,
    f"GET {_K}/{{plan}}": _SEE,
    f"POST {_K}/{{plan}}": _PLAN,
    f"GET {_K}/{{plan}}/compare": _SEE,
    f"GET {_K}/{{plan}}/compare.{{form}}": _SEE,
    f"GET {_K}/{{plan}}/{{number}}": _SEE,
    f"GET {_K}/{{plan}}/{{number}}.{{form}}": _SEE,
}
ROLES: dict[str, frozenset[str]] = {_SEE: PLANNERS | {AUDITOR}, _PLAN: PLANNERS}
