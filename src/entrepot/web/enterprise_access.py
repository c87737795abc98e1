"""Who may use which route of the register of firms; the service decides anew."""

from entrepot.service.dossiers import READERS
from entrepot.service.enterprises import KEEPERS, SEERS

_E = "/api/v1/enterprises"
PERMISSIONS: dict[str, str] = {
    "GET /enterprises": "see firms",
    "POST /enterprises": "keep firms",
    "GET /enterprises/{code}": "see a firm",
    "POST /enterprises/{code}": "keep firms",
    f"GET {_E}": "see firms",
    f"GET {_E}.{{form}}": "see firms",
    f"POST {_E}": "keep firms",
    f"POST {_E}/match": "see firms",
    f"GET {_E}/{{code}}": "see a firm",
}
ROLES: dict[str, frozenset[str]] = {
    "see firms": frozenset(SEERS),
    "keep firms": frozenset(KEEPERS),
    "see a firm": frozenset(READERS),
}
