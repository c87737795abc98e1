"""Who may use which route of assessment; `access` puts these beside the others."""

# Goals are published, and a case that is sent is kept nowhere.
PUBLIC = frozenset(
    {
        "GET /targets",
        "GET /targets/{geography}",
        "GET /api/v1/targets",
        "GET /api/v1/targets/{geography}",
        "GET /api/v1/targets/{geography}.{form}",
        "GET /api/v1/briefs/{geography}.{form}",
        "POST /api/v1/target-path",
        "POST /api/v1/lmdi",
    }
)
