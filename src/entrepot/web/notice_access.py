"""Who may use which route of notices: everybody his own; a calendar is read by its address."""

PUBLIC = frozenset({"GET /api/v1/calendar/{token}.ics"})
PERMISSIONS: dict[str, str] = dict.fromkeys(
    (
        "GET /notices",
        "POST /notices",
        "GET /api/v1/notices",
        "POST /api/v1/notices/read",
        "POST /api/v1/notices/{number}/read",
        "POST /api/v1/notices/unread",
        "POST /api/v1/notices/{number}/unread",
        "POST /api/v1/notices/address",
        "POST /api/v1/calendar/feed",
        "POST /api/v1/calendar/feed/revoke",
    ),
    "own account",
)
