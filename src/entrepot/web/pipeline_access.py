"""Who may use which route of projects and their lists; the service decides anew."""

from entrepot.service.pipelines import KEEPERS, SEERS

_L, _P = "/api/v1/lists", "/api/v1/pipelines"
PERMISSIONS: dict[str, str] = {
    "GET /industry/lists": "see projects",
    f"GET {_L}": "see projects",
    f"GET {_L}.{{form}}": "see projects",
    f"GET {_P}": "see projects",
    f"GET {_P}/{{pipeline}}/metrics": "see projects",
    f"POST {_P}": "tell of projects",
    f"POST {_P}/events": "tell of projects",
}
ROLES: dict[str, frozenset[str]] = {
    "see projects": frozenset(SEERS),
    "tell of projects": frozenset(KEEPERS),
}
