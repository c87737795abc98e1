"""Who may use which route of programmes and alerts; the service decides anew."""

from entrepot.service.programmes import PLANNER
from entrepot.service.trade_load import STATISTICIAN

_P, _I, _A = "/api/v1/programmes", "/api/v1/plan-items", "/api/v1/alerts"
# What the pack says is for everybody; what was planned is told to whom it concerns.
PUBLIC = frozenset(
    {
        "GET /programmes",
        "GET /programmes/{programme}",
        f"GET {_P}",
        f"GET {_P}.{{form}}",
        f"GET {_P}/report",
        f"GET {_P}/{{programme}}",
        "GET /plan/cases",
        "GET /plan/cases/{name}",
        "POST /plan/cases/{name}",
        "GET /api/v1/plan-cases/{name}",
        "POST /api/v1/plan-cases/{name}",
        "GET /projects",
        "GET /projects/case",
        "GET /projects/{project}",
        "GET /api/v1/projects",
        "GET /api/v1/projects.{form}",
        "GET /api/v1/projects/{project}",
        "POST /api/v1/projects/case",
    }
)
PERMISSIONS: dict[str, str] = {
    "POST /programmes/{programme}": "plan programmes",
    "POST /projects/case": "plan portfolios",
    "POST /programmes/{programme}/{reference}": "see own tasks",
    f"GET {_I}": "see own tasks",
    f"GET {_I}.{{form}}": "see own tasks",
    f"POST {_I}": "plan programmes",
    f"GET {_I}/{{reference}}": "see own tasks",
    f"POST {_I}/{{reference}}": "see own tasks",
    "GET /alerts": "see own tasks",
    "POST /alerts": "check goals",
    "POST /alerts/{reference}": "see own tasks",
    f"GET {_A}": "see own tasks",
    f"GET {_A}.{{form}}": "see own tasks",
    f"POST {_A}/check": "check goals",
    f"GET {_A}/{{reference}}": "see own tasks",
    f"POST {_A}/{{reference}}": "see own tasks",
}
ROLES: dict[str, frozenset[str]] = {
    "see own tasks": frozenset(),  # an owner may be anybody; row security tells what is his
    "plan programmes": frozenset({PLANNER}),
    "check goals": frozenset({PLANNER, STATISTICIAN}),
}
