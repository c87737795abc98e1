"""Who may use which route of traders and brokers; `access` puts these beside the others."""

# Nothing here tells of anybody's declarations.
PUBLIC = frozenset(
    {
        "POST /api/v1/calculations",
        "GET /api/v1/calendar/working-days",
        "GET /api/v1/schemas/declaration.json",
        "GET /api/v1/schemas/declaration.xsd",
        "GET /api/v1/schemas/declaration.csv",
        "GET /api/v1/sandbox/outcomes",
    }
)

_D = "/api/v1/declarations"
# Row security decides which declarations there are for whom; the rest is a matter of roles.
PERMISSIONS: dict[str, str] = {
    f"GET {_D}": "see declarations",
    f"GET {_D}/{{ref}}": "see declarations",
    f"GET {_D}/{{ref}}/contents": "see declarations",
    f"GET {_D}/{{ref}}/timeline": "see declarations",
    f"GET {_D}/{{ref}}/blockers": "see declarations",
    f"GET {_D}/{{ref}}/versions": "see declarations",
    f"GET {_D}/{{ref}}/versions/{{one}}/diff/{{other}}": "see declarations",
    f"GET {_D}/{{ref}}/messages": "see declarations",
    f"GET {_D}/{{ref}}/documents": "see declarations",
    f"GET {_D}/{{ref}}/documents/{{sha256}}": "see declarations",
    f"GET {_D}/{{ref}}/note.pdf": "see declarations",
    f"POST {_D}/{{ref}}/documents": "add documents",
    f"POST {_D}": "file",
    f"PUT {_D}/{{ref}}": "file",
    f"POST {_D}/validate": "file",
    f"POST {_D}/lodge": "file",
    f"POST {_D}/{{ref}}/lodge": "file",
    f"POST {_D}/{{ref}}/copies": "file",
    f"POST {_D}/{{ref}}/withdraw": "file",
    f"POST {_D}/{{ref}}/cancel-requests": "file",
    f"POST {_D}/{{ref}}/amendments": "file",
    f"POST {_D}/{{ref}}/appeals": "file",
    f"POST {_D}/{{ref}}/complete": "file",
    f"POST {_D}/{{ref}}/answers": "file",
    f"POST {_D}/{{ref}}/proofs": "file",
    f"POST {_D}/{{ref}}/security": "file",
    "GET /window": "see declarations",
    "GET /declarations/{ref}": "see declarations",
    "GET /declarations/{ref}/note.pdf": "see declarations",
    "GET /declarations/{ref}/files/{sha256}": "see declarations",
    "POST /declarations/{ref}/documents": "add documents",
    "POST /declarations/{ref}/copy": "file",
    "POST /declarations/{ref}/{act}": "file",
    "GET /declarations/new": "file",
    "POST /declarations/new": "file",
    "GET /declarations/{ref}/edit": "file",
    "POST /declarations/{ref}/edit": "file",
    "GET /declarations/{ref}/amend": "file",
    "POST /declarations/{ref}/amend": "file",
    "GET /declarations/{ref}/complete": "file",
    "POST /declarations/{ref}/complete": "file",
    "GET /uploads": "file",
    "GET /uploads/template.csv": "file",
    "POST /uploads": "file",
    "POST /api/v1/uploads": "file",
    "POST /api/v1/uploads/report": "file",
}
FILERS = frozenset({"trader", "broker"})
OFFICERS = frozenset(
    {
        "document_officer", "inspector", "supervisor", "quarantine_officer", "market_officer",
        "maritime_officer", "transport_officer", "drug_officer", "coast_officer",
    }
)  # fmt: skip
ROLES: dict[str, frozenset[str]] = {
    "file": FILERS,
    "see declarations": FILERS | OFFICERS | {"auditor", "port_operator"},
    "add documents": FILERS | OFFICERS,
}
