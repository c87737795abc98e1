"""Who may use which route of the tariff room; `access` puts these beside the others."""

from entrepot.service.schedules import IMPORTERS
from entrepot.tariff.certificate import APPLICANTS, ISSUERS

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
        "GET /tariff",
        "GET /tariff/{code}",
        "GET /tariff/rulings",
        "GET /tariff/rulings/{reference}",
        "GET /api/v1/hs",
        "GET /api/v1/hs/{code}",
        "GET /api/v1/hs-rulings",
        "GET /api/v1/hs-rulings/{reference}",
        "GET /refund",
        "GET /controls",
        "GET /negative-list",
        # A determination's id is its key, as a quote's reference; one kept for an account is
        # shown to that account alone.
        "GET /origin",
        "POST /origin",
        "GET /origin/{reference}",
        "GET /fta",
        "GET /agreements",
        "POST /agreements",
        "POST /api/v1/origin",
        "GET /api/v1/origin/agreements",
        "GET /api/v1/origin/{id_}",
        "GET /api/v1/fta",
        "GET /api/v1/agreements",
        "GET /api/v1/agreements/compare",
        "GET /api/v1/agreements/compare.csv",
        "POST /api/v1/agreements/rerun",
        "GET /api/v1/refund-rates",
        "GET /api/v1/controls",
        "GET /api/v1/controls/calendar",
        "GET /api/v1/controls/calendar.ics",
        "GET /api/v1/negative-list",
        "POST /api/v1/negative-list",
        "GET /pilot-zone",
        "GET /pilot-zone.csv",
        "POST /api/v1/pilot-zone",
        "GET /tariff/imports",
        "GET /tariff/imports/{number:int}",
        "GET /tariff/imports/{number:int}/needs.csv",
        "GET /api/v1/tariff/imports",
        "GET /api/v1/tariff/imports/{number}",
        "GET /api/v1/tariff/imports/{number}/needs.csv",
        # Whoever holds a paper may ask whether it is genuine, so many times a minute.
        "GET /verify",
        "GET /verify/{number:path}",
        "GET /api/v1/certificates/statuses",
        "GET /api/v1/certificates/verify/{number:path}",
    }
)
# Row security shows everybody his own rulings and those made public.
PERMISSIONS: dict[str, str] = {
    "GET /certificates": "read certificates",
    "POST /certificates": "certify origin",
    "GET /certificates/{reference}": "read certificates",
    "POST /certificates/{reference}": "certify origin",
    "GET /certificates/{reference}/credential.json": "read certificates",
    "GET /certificates/{reference}/print.pdf": "read certificates",
    "GET /api/v1/certificates": "read certificates",
    "POST /api/v1/certificates": "certify origin",
    "GET /api/v1/certificates/saved": "read certificates",
    "GET /api/v1/certificates/{reference}": "read certificates",
    "POST /api/v1/certificates/{reference}": "certify origin",
    "GET /api/v1/certificates/{reference}/print.pdf": "read certificates",
    "POST /tariff/rulings": "own account",
    "POST /api/v1/hs-rulings": "own account",
    "POST /tariff/imports": "import schedules",
    "POST /api/v1/tariff/imports": "import schedules",
}
ROLES: dict[str, frozenset[str]] = {
    "import schedules": frozenset(IMPORTERS),
    "certify origin": frozenset({*APPLICANTS, *ISSUERS}),
    "read certificates": frozenset({*APPLICANTS, *ISSUERS, "auditor"}),
}
