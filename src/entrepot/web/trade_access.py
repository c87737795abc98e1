"""Who may use which route of trade; `access` puts these beside the others."""

from entrepot.service.trade_load import STATISTICIAN

# Models of rows that are sent keep nothing and know no secret. Who is no statistics analyst has
# the public tables alone.
PUBLIC = frozenset(
    {
        "GET /trade",
        "GET /trade/space",
        "GET /trade/opportunities",
        "GET /trade/what-if",
        "GET /scenarios/compare",
        "GET /trade/review",
        "GET /api/v1/trade/review",
        "GET /api/v1/trade/review.{form}",
        "GET /api/v1/trade/tables",
        "GET /api/v1/trade/tables.{form}",
        "POST /api/v1/trade/equilibrium",
        "POST /api/v1/trade/smart",
        "POST /api/v1/trade/forecast",
        "POST /api/v1/trade/world-share",
        "POST /api/v1/trade/planned-imports",
        "POST /api/v1/trade/circulation",
        "POST /api/v1/trade/services",
        "POST /api/v1/trade/node-flows",
        "POST /api/v1/trade/opportunities",
        "POST /api/v1/trade/complexity",
        "POST /api/v1/trade/market-access",
        "POST /api/v1/trade/gravity",
        "POST /api/v1/trade/gravity:file",
    }
)
_T = "/api/v1/trade"
PERMISSIONS: dict[str, str] = {
    "GET /trade/lines": "read lines of trade",
    "GET /trade/partners": "read lines of trade",
    f"GET {_T}/lines": "read lines of trade",
    f"GET {_T}/lines.{{form}}": "read lines of trade",
    f"GET {_T}/mirror": "read lines of trade",
    f"GET {_T}/mirror.{{form}}": "read lines of trade",
    **{
        f"GET {_T}/{name}{ending}": "read lines of trade"
        for name in ("ledger", "firms", "nation", "targets", "outlook")
        for ending in ("", ".{form}")
    },
    f"GET {_T}/own": "read one's own trade",
    f"GET {_T}/own.{{form}}": "read one's own trade",
    f"GET {_T}/space": "read lines of trade",
    f"GET {_T}/space.{{form}}": "read lines of trade",
    f"GET {_T}/opportunities": "read lines of trade",
    f"GET {_T}/opportunities.{{form}}": "read lines of trade",
    f"GET {_T}/what-if": "read lines of trade",
    f"GET {_T}/what-if.{{form}}": "read lines of trade",
    f"GET {_T}/what-if/{{run}}.{{form}}": "run models of trade",
    "POST /trade/what-if/case": "run models of trade",
    "POST /trade/what-if/draws": "run models of trade",
    f"POST {_T}/corridor-effect/runs": "run models of trade",
    f"GET {_T}/corridor-effect": "read lines of trade",
    f"POST {_T}/corridor-effect": "read lines of trade",
    f"GET {_T}/corridor-effect.{{form}}": "read lines of trade",
    "POST /scenarios/compare": "read lines of trade",
    "GET /api/v1/scenarios/compare": "read lines of trade",
    "POST /api/v1/scenarios/compare": "read lines of trade",
    "GET /api/v1/scenarios/compare.{form}": "read lines of trade",
    f"GET {_T}/batches": "read lines of trade",
    f"POST {_T}/batches": "load lines of trade",
    f"POST {_T}/gather": "load lines of trade",
    "GET /trade/forecast": "read lines of trade",
    "GET /trade/runs": "run models of trade",
    "POST /trade/runs/{id}/cancel": "run models of trade",
    f"GET {_T}/runs": "run models of trade",
    f"POST {_T}/runs": "run models of trade",
    f"GET {_T}/runs/{{id}}": "run models of trade",
    f"DELETE {_T}/runs/{{id}}": "run models of trade",
}
ROLES: dict[str, frozenset[str]] = {
    "read lines of trade": frozenset({STATISTICIAN}),
    "read one's own trade": frozenset({"trader", "broker", "auditor"}),
    "load lines of trade": frozenset({STATISTICIAN}),
    "run models of trade": frozenset({STATISTICIAN}),
}
