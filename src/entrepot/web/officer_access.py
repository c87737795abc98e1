"""Who may use which route of officers, sites, overseers and the public.

`access` puts these beside the others. The service decides anew, and more closely, who may do
what; row security decides which declarations there are for whom.
"""

# Nothing here tells of anybody's declarations.
PUBLIC = frozenset(
    {
        "GET /check",
        "GET /times",
        "GET /times.csv",
        "GET /draws",
        "GET /api/v1/trs",
        "GET /api/v1/trs.csv",
        "GET /api/v1/release/verify",
        "GET /api/v1/risk/commitments",
        "GET /api/v1/risk/draws",
    }
)

_CONTROL = "POST /api/v1/declarations/{ref}/control"
PERMISSIONS: dict[str, str] = {
    "GET /worklist": "see work",
    "GET /cases/{reference}": "see cases",
    "GET /cases/{reference}/files/{sha256}": "see cases",
    "POST /cases/{reference}/{act}": "control",
    "GET /findings/{reference}": "see work",
    "POST /findings/{reference}": "inspect",
    "GET /board": "see work",
    "POST /board/moves": "control",
    "GET /gate": "gate",
    "POST /gate": "gate",
    "POST /gate/moves": "gate",
    "GET /arrivals": "tell arrivals",
    "POST /arrivals": "tell arrivals",
    "GET /approvals": "see decisions",
    "POST /approvals": "decide",
    "GET /rules": "see decisions",
    "POST /rules": "decide",
    "POST /rules/{rule}/{act}": "decide",
    "GET /audit": "oversee",
    "POST /audit/verify": "audit",
    "GET /admin": "administer",
    "POST /admin/{act}": "administer",
    "GET /api/v1/worklists/{queue}": "see work",
    f"{_CONTROL}/documents": "control",
    f"{_CONTROL}/claim": "control",
    f"{_CONTROL}/holds": "control",
    f"{_CONTROL}/lifts": "control",
    f"{_CONTROL}/queries": "control",
    f"{_CONTROL}/channel": "control",
    f"{_CONTROL}/held-containers": "control",
    f"{_CONTROL}/direct-release": "control",
    f"{_CONTROL}/released-containers": "decide cases",
    f"{_CONTROL}/amendment-proposals": "amend",
    f"{_CONTROL}/amendment": "decide cases",
    f"{_CONTROL}/cancellation": "decide cases",
    f"{_CONTROL}/seizure": "control",
    f"{_CONTROL}/appeal": "decide cases",
    f"{_CONTROL}/audit": "decide cases",
    "GET /api/v1/inspections/{ref}": "see inspections",
    "PUT /api/v1/inspections/{ref}/{agency}": "inspect",
    "POST /api/v1/inspections/{ref}/move": "control",
    "GET /api/v1/sites/{site}/board": "see work",
    "POST /api/v1/arrivals": "tell arrivals",
    "POST /api/v1/gates/check": "gate",
    "GET /api/v1/gates/{place}/{container}": "gate",
    "POST /api/v1/gates/{place}/{container}/moves": "gate",
    "POST /api/v1/payments/callbacks": "tell payments",
    "GET /api/v1/risk/rules": "see decisions",
    "POST /api/v1/risk/rules": "decide",
    "POST /api/v1/risk/rules/{rule}/{version}/approve": "decide",
    "POST /api/v1/risk/rules/{rule}/{version}/retire": "decide",
    "GET /api/v1/risk/hit-rates": "see decisions",
    "GET /api/v1/declarations/{ref}/explanations": "see inspections",
    "POST /api/v1/declarations/{ref}/replay": "oversee",
    "GET /api/v1/approvals": "see decisions",
    "POST /api/v1/approvals/{number}/approve": "decide",
    "POST /api/v1/approvals/{number}/refuse": "decide",
    "GET /api/v1/audit/events": "see cases",
    "POST /api/v1/audit/verify": "audit",
}
OFFICERS = frozenset(
    {"document_officer", "inspector", "supervisor", "quarantine_officer", "market_officer"}
)
ROLES: dict[str, frozenset[str]] = {
    "see work": OFFICERS,
    "see cases": OFFICERS | {"coast_officer", "auditor"},
    "see inspections": OFFICERS | {"coast_officer", "auditor", "trader", "broker"},
    "control": OFFICERS,
    "inspect": frozenset({"inspector", "quarantine_officer", "market_officer"}),
    "decide cases": frozenset({"supervisor", "document_officer"}),
    "amend": frozenset({"document_officer", "inspector"}),
    "gate": frozenset({"coast_officer", "port_operator"}),
    "tell arrivals": frozenset({"port_operator"}),
    "tell payments": frozenset({"bank"}),
    "see decisions": frozenset({"supervisor", "administrator", "auditor"}),
    "decide": frozenset({"supervisor", "administrator"}),
    "oversee": frozenset({"supervisor", "auditor"}),
    "audit": frozenset({"auditor"}),
    "administer": frozenset({"administrator"}),
}
