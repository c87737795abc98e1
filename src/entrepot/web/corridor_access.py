"""Who may use which route of corridors; `access` puts these beside the others."""

PUBLIC = frozenset(
    {
        "GET /corridors",
        "GET /corridors/chart",
        "GET /corridors/chart.csv",
        "GET /corridors/compare",
        "GET /corridors/compare.csv",
        "GET /corridors/what-if",
        "GET /api/v1/routes",
        "GET /api/v1/routes.csv",
        "GET /api/v1/routes.geojson",
        "GET /corridors/matrix",
        "POST /corridors/matrix",
        "GET /api/v1/matrices",
        "POST /api/v1/matrices",
        "GET /api/v1/matrices/{id}",
        "GET /api/v1/matrices/{id}.csv",
        "GET /api/v1/matrices/{id}.parquet",
        "GET /api/v1/networks",
        "GET /api/v1/networks/paths",
        "GET /api/v1/networks/check",
        "POST /api/v1/scenarios",
        "GET /corridors/bottlenecks",
        "GET /corridors/access",
        "POST /api/v1/assignments",
        "GET /api/v1/assignments",
        "GET /api/v1/assignments.csv",
        "GET /api/v1/assignments/{id_}",
        "GET /api/v1/access",
        "GET /api/v1/access.csv",
    }
)

_S = "/api/v1/scenarios"
# Row security shows everybody his own scenarios alone.
PERMISSIONS: dict[str, str] = {
    "POST /corridors/what-if/kept": "own account",
    "POST /corridors/what-if/kept/{reference}/remove": "own account",
    "POST /corridors/what-if/kept/{reference}/restore": "own account",
    f"GET {_S}": "own account",
    f"POST {_S}/kept": "own account",
    f"GET {_S}/{{reference}}": "own account",
    f"DELETE {_S}/{{reference}}": "own account",
    f"POST {_S}/{{reference}}/restore": "own account",
}
