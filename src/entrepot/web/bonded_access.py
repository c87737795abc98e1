"""Who may use which route of the bonded room; `access` puts these beside the others."""

THINGS = (
    "books",
    "lists",
    "gate-passes",
    "transfers",
    "repairs",
    "leases",
    "handbooks",
    "projects",
)
_API = "/api/v1/bonded"
PERMISSIONS: dict[str, str] = {
    "GET /bonded": "see bonded",
    "GET /bonded/{thing}": "see bonded",
    "POST /bonded/{thing}": "keep bonded",
    "GET /bonded/{thing}/{reference}": "see bonded",
    "POST /bonded/{thing}/{reference}": "act on bonded",
    "GET /bonded/books/{reference}/movements.csv": "see bonded",
    "GET /bonded/books/{reference}/settlement.csv": "see bonded",
    "GET /bonded/{thing}.csv": "see bonded",
    f"GET {_API}/books/{{reference}}/verify": "see bonded",
    **{f"GET {_API}/{thing}": "see bonded" for thing in THINGS},
    **{f"POST {_API}/{thing}": "keep bonded" for thing in THINGS},
    **{f"GET {_API}/{thing}/{{reference}}": "see bonded" for thing in THINGS},
    **{f"POST {_API}/{thing}/{{reference}}": "act on bonded" for thing in THINGS},
}
FIRMS = frozenset({"zone_enterprise", "trader"})
KEEPERS = FIRMS | {"zone_supervisor"}
ROLES: dict[str, frozenset[str]] = {
    "keep bonded": FIRMS,
    "act on bonded": KEEPERS,
    "see bonded": KEEPERS | {"auditor"},
}
