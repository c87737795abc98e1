"""Who may use which route of the land port; `access` puts these beside the others.

The service decides anew who may do what, and row security which boxes there are for whom.
"""

PUBLIC = frozenset({"GET /port/openings", "GET /port/openings.csv", "GET /api/v1/port/openings"})
_PORT = "/api/v1/port"
PERMISSIONS: dict[str, str] = {
    "GET /port/gate": "keep the gate",
    "POST /port/gate": "keep the gate",
    "GET /port/yard": "see the yard",
    "GET /port/yard.csv": "see the yard",
    "POST /port/yard": "work in the yard",
    "GET /port/legs": "see the port",
    "GET /port/legs.csv": "see the port",
    "POST /port/legs/{number}": "read seals",
    "GET /port/throughput": "see the port",
    "GET /port/throughput.csv": "see the port",
    "GET /port/calls": "see the port",
    "GET /port/calls.csv": "see the port",
    "POST /port/calls": "plan calls",
    "GET /port/trucks": "see trucks",
    "GET /port/trucks.csv": "see trucks",
    "POST /port/trucks": "book trucks",
    "GET /port/boxes/{container}": "see the port",
    "POST /port/boxes/{container}": "hold boxes",
    "GET /port/air": "see the port",
    "GET /port/air.csv": "see the port",
    "POST /port/air": "handle air cargo",
    "GET /port/local": "see shares",
    "GET /port/local.csv": "see shares",
    f"GET {_PORT}/calls": "see the port",
    f"POST {_PORT}/calls": "plan calls",
    f"GET {_PORT}/calls/{{number}}": "see the port",
    f"POST {_PORT}/calls/{{number}}/moves": "plan calls",
    f"GET {_PORT}/manifests": "see the port",
    f"POST {_PORT}/manifests": "plan calls",
    f"GET {_PORT}/equipment": "see the port",
    f"POST {_PORT}/equipment": "plan calls",
    f"GET {_PORT}/equipment/{{container}}": "see the port",
    f"POST {_PORT}/equipment/{{container}}/holds": "hold boxes",
    f"DELETE {_PORT}/equipment/{{container}}/holds": "hold boxes",
    f"POST {_PORT}/events:bulk": "tell events",
    f"GET {_PORT}/gate-decisions": "keep the gate",
    f"POST {_PORT}/gate-decisions": "keep the gate",
    f"GET {_PORT}/yard": "see the yard",
    f"POST {_PORT}/yard": "work in the yard",
    f"GET {_PORT}/truck-slots": "see trucks",
    f"POST {_PORT}/truck-slots": "work in the yard",
    f"POST {_PORT}/truck-slots/appointments": "book trucks",
    f"POST {_PORT}/truck-slots/appointments/{{number}}": "book trucks",
    f"GET {_PORT}/corridor-legs": "see the port",
    f"POST {_PORT}/corridor-legs/{{number}}": "read seals",
    f"GET {_PORT}/throughput": "see the port",
    f"GET {_PORT}/dwell": "see the port",
    f"GET {_PORT}/local-clearance": "see shares",
    f"GET {_PORT}/air": "see the port",
    f"POST {_PORT}/air": "handle air cargo",
    "POST /port/openings": "record openings",
    f"GET {_PORT}/openings/steps": "see the port",
    f"POST {_PORT}/openings/steps": "record openings",
    f"POST {_PORT}/openings/steps/{{number}}": "record openings",
}
OFFICERS = frozenset({"supervisor", "inspector", "document_officer", "coast_officer"})
AGENCIES = frozenset({"quarantine_officer", "market_officer"})
FIRMS = frozenset({"trader", "broker"})
PORT = frozenset({"port_operator", "carrier"})
SEERS = PORT | FIRMS | OFFICERS | AGENCIES | {"auditor"}
ROLES: dict[str, frozenset[str]] = {
    "see the port": SEERS,
    "keep the gate": frozenset({"port_operator", "coast_officer"}),
    "see the yard": PORT | {"auditor", "supervisor", "inspector", "document_officer"},
    "work in the yard": frozenset({"port_operator"}),
    "read seals": frozenset({"port_operator", "coast_officer", "supervisor", "inspector"}),
    "plan calls": PORT,
    "tell events": PORT | {"coast_officer"},
    "see trucks": PORT | FIRMS | {"auditor", "supervisor", "inspector"},
    "book trucks": PORT | FIRMS,
    "hold boxes": PORT | AGENCIES | {"inspector", "supervisor", "coast_officer"},
    "handle air cargo": PORT,
    "record openings": frozenset({"supervisor", "inspector", "document_officer"}),
    "see shares": frozenset(
        {"auditor", "supervisor", "document_officer", "inspector", "administrator"}
    ),
}
