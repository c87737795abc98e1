"""Who may use which route of departures and bookings; `access` puts these beside the others."""

# Places left are for everybody; who has them is not.
PUBLIC = frozenset(
    {
        "GET /corridors/services",
        "GET /api/v1/departures",
        "GET /api/v1/departures/directions",
    }
)
PERMISSIONS: dict[str, str] = {
    "POST /api/v1/bookings": "book",
    "DELETE /api/v1/bookings/{reference}": "book",
    "GET /api/v1/bookings": "see bookings",
    "GET /api/v1/bookings/{reference}": "see bookings",
    "POST /corridors/services/bookings": "book",
    "POST /corridors/services/bookings/{reference}/cancel": "book",
}
BOOKERS = frozenset({"trader", "broker"})
ROLES: dict[str, frozenset[str]] = {
    "book": BOOKERS,
    "see bookings": BOOKERS | {"auditor"},
}
