"""Who may use which route of the fund and of small exporters."""

from entrepot.service.fund_telling import MANAGER, MEMBER
from entrepot.service.loans import LENDER, SEERS

# Nothing here tells of anybody's money: who asks brings every figure along.
PUBLIC = frozenset(
    {
        "GET /loan",
        "POST /api/v1/loans/score",
        "POST /api/v1/credit-insurance/quote",
        "POST /api/v1/fruit/consolidate",
    }
)
_F = "/api/v1/fund"
PERMISSIONS: dict[str, str] = {
    "GET /loans": "see loans",
    "POST /loans": "ask for loans",
    "GET /loans/{reference}": "see loans",
    "POST /loans/{reference}": "move loans",
    "GET /api/v1/loans": "see loans",
    "POST /api/v1/loans": "ask for loans",
    "GET /api/v1/loans/{reference}": "see loans",
    "POST /api/v1/loans/{reference}": "move loans",
    "GET /fund": "see the fund",
    "POST /fund": "open calls",
    "GET /fund/{reference}": "see the fund",
    "POST /fund/{reference}": "act on the fund",
    f"GET {_F}/calls": "see the fund",
    f"POST {_F}/calls": "open calls",
    f"GET {_F}/{{reference}}": "see the fund",
    f"POST {_F}/calls/{{reference}}/applications": "apply to the fund",
    f"POST {_F}/applications/{{reference}}": "act on the fund",
}
ROLES: dict[str, frozenset[str]] = {
    "see loans": frozenset(SEERS),
    "ask for loans": frozenset({"trader"}),
    "move loans": frozenset({LENDER}),
    "see the fund": frozenset({MANAGER, MEMBER, "trader", "auditor"}),
    "open calls": frozenset({MANAGER}),
    "apply to the fund": frozenset({"trader"}),
    "act on the fund": frozenset({MANAGER, MEMBER, "trader"}),
}
