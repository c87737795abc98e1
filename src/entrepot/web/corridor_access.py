"""Which routes of the corridor pages are for everybody."""

PUBLIC = frozenset(
    {
        "GET /corridors",
        "GET /api/v1/routes",
        "GET /api/v1/routes.csv",
        "GET /api/v1/routes.geojson",
        "GET /api/v1/networks",
        "GET /api/v1/networks/paths",
        "GET /api/v1/networks/check",
    }
)
