"""Which routes of the corridor pages are for everybody."""

PUBLIC = frozenset(
    {
        "GET /corridors",
    }
)
