"""Who may use which route of trade; `access` puts these beside the others."""

# Models of rows that are sent keep nothing and know no secret.
PUBLIC = frozenset(
    {
        "POST /api/v1/trade/equilibrium",
        "POST /api/v1/trade/smart",
        "POST /api/v1/trade/market-access",
        "POST /api/v1/trade/gravity",
        "POST /api/v1/trade/gravity:file",
    }
)
