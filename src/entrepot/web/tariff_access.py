"""Who may use which route of the tariff room; `access` puts these beside the others."""

PUBLIC = frozenset(
    {
        "GET /duty",
        "GET /landed",
        "POST /landed",
        "GET /landed/{reference}",
        "POST /api/v1/duty",
        "POST /api/v1/landed",
        "GET /api/v1/landed/{reference}",
        "GET /api/v1/landed/{reference}.csv",
        "GET /api/v1/landed/{reference}.pdf",
        "GET /refund",
        "GET /controls",
        "GET /negative-list",
        "GET /api/v1/refund-rates",
        "GET /api/v1/controls",
        "GET /api/v1/controls/calendar",
        "GET /api/v1/controls/calendar.ics",
        "GET /api/v1/negative-list",
        "POST /api/v1/negative-list",
    }
)
PERMISSIONS: dict[str, str] = {}
ROLES: dict[str, frozenset[str]] = {}
