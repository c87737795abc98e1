"""Who may look at industrial chains: everybody."""

PUBLIC = frozenset(
    {
        "GET /industry/map",
        "GET /industry/nodes/{node}",
        "GET /industry/clusters",
        "GET /api/v1/chains",
        "GET /api/v1/chains.{form}",
        "GET /api/v1/chains/clusters",
        "GET /api/v1/chains/clusters.{form}",
        "POST /api/v1/chains/gaps",
        "POST /api/v1/io/leontief",
    }
)
