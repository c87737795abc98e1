"""Who may use which route of trains and messages; `access` puts these beside the others.

Which trains leave with what is still free is for everybody; who books on them is not.
"""

PUBLIC = frozenset({"GET /trains", "GET /trains.csv", "GET /api/v1/trains"})
_TRAINS, _MESSAGES = "/api/v1/trains", "/api/v1/port/messages"
PERMISSIONS: dict[str, str] = {
    "POST /trains": "run trains",
    "GET /trains/{train}": "see trains",
    "GET /trains/{train}/bookings.csv": "see trains",
    "GET /trains/{train}/plan.csv": "see plans of trains",
    "POST /trains/{train}": "work on trains",
    "POST /trains/{train}/file": "book",
    f"POST {_TRAINS}": "run trains",
    f"GET {_TRAINS}/{{train}}": "see trains",
    f"POST {_TRAINS}/{{train}}/bookings": "book",
    f"POST {_TRAINS}/{{train}}/bookings:bulk": "book",
    f"DELETE {_TRAINS}/{{train}}/bookings/{{booking}}": "book",
    f"POST {_TRAINS}/{{train}}/plan": "run trains",
    f"GET {_TRAINS}/{{train}}/plan": "see plans of trains",
    f"POST {_MESSAGES}": "tell events",
    f"GET {_MESSAGES}/{{kind}}/{{reference}}": "see the port",
}
RUNNERS = frozenset({"carrier"})
FIRMS = frozenset({"trader", "broker"})
ROLES: dict[str, frozenset[str]] = {
    "run trains": RUNNERS,
    "see plans of trains": RUNNERS | {"auditor"},
    "work on trains": RUNNERS | FIRMS,
    "see trains": RUNNERS | FIRMS | {"auditor", "port_operator", "platform"},
}
