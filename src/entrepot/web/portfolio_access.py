"""Who may use which route of portfolios; `access` puts these beside the others."""

from entrepot.service.programmes import PLANNER
from entrepot.service.trade_load import STATISTICIAN

PUBLIC = frozenset({"GET /portfolio"})
_P = "/api/v1/portfolio"
PERMISSIONS: dict[str, str] = {
    "POST /portfolio": "plan portfolios",
    "GET /portfolio/{id}": "plan portfolios",
    "POST /portfolio/{id}/stop": "plan portfolios",
    "POST /portfolio/{id}/more": "plan portfolios",
    f"GET {_P}": "plan portfolios",
    f"POST {_P}": "plan portfolios",
    f"GET {_P}/{{id}}": "plan portfolios",
    f"DELETE {_P}/{{id}}": "plan portfolios",
    f"GET {_P}/{{id}}.{{form}}": "plan portfolios",
}
ROLES: dict[str, frozenset[str]] = {"plan portfolios": frozenset({PLANNER, STATISTICIAN})}
