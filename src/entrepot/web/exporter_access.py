"""Who may use which route of credit insurance and of service firms; `access` puts these in."""

from entrepot.service.credit_insurance import FIRM, INSURER, SEERS
from entrepot.service.firm_books import FIRM as SERVICE_FIRM

# Nothing of the fruit page is kept: who asks brings every figure along.
PUBLIC = frozenset({"GET /fruit", "GET /fruit.csv"})
_C = "/api/v1/credit-insurance/buyers"
PERMISSIONS: dict[str, str] = {
    "GET /insurance": "see credit insurance",
    "GET /insurance.csv": "see credit insurance",
    "POST /insurance": "ask for a limit",
    "GET /insurance/{reference}": "see credit insurance",
    "POST /insurance/{reference}": "act on credit insurance",
    "GET /service-firm": "see own books",
    "GET /service-firm.csv": "see own books",
    "GET /api/v1/service-firms/books": "see own books",
    f"GET {_C}": "see credit insurance",
    f"POST {_C}": "ask for a limit",
    f"GET {_C}/{{reference}}": "see credit insurance",
    f"POST {_C}/{{reference}}": "act on credit insurance",
}
ROLES: dict[str, frozenset[str]] = {
    "see credit insurance": frozenset(SEERS),
    "ask for a limit": frozenset({FIRM}),
    "see own books": frozenset({SERVICE_FIRM}),
    "act on credit insurance": frozenset({FIRM, INSURER}),
}
