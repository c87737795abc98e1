"""Who may use which route of guarantees, refunds and the calendar; `access` puts these in.

The service decides anew who may do what, and row security which rows there are for whom.
"""

from entrepot.finance.guarantee import CUSTOMS
from entrepot.finance.refund_case import APPLICANTS, OFFICERS
from entrepot.service.calendars import EDITORS

PUBLIC = frozenset(
    {
        "GET /calendar",
        "GET /calendar.csv",
        "GET /api/v1/calendar/working-days/{year}",
        "POST /api/v1/refund-cases/compute",
    }
)
_G, _R, _D = "/api/v1/guarantees", "/api/v1/refund-cases", "/api/v1/calendar/working-days"
PERMISSIONS: dict[str, str] = {
    "GET /guarantees": "see guarantees",
    "GET /guarantees.csv": "see guarantees",
    "POST /guarantees": "open guarantees",
    "GET /guarantees/{reference}": "see guarantees",
    "GET /guarantees/{reference}.csv": "see guarantees",
    "POST /guarantees/{reference}": "act on guarantees",
    f"GET {_G}": "see guarantees",
    f"POST {_G}": "open guarantees",
    f"GET {_G}/{{reference}}": "see guarantees",
    f"POST {_G}/{{reference}}/activate": "move guarantees",
    f"POST {_G}/{{reference}}/moves": "move guarantees",
    f"POST {_G}/{{reference}}/moves:bulk": "move guarantees",
    f"GET {_G}/{{reference}}/verify": "see guarantees",
    f"POST {_G}/claims/{{number}}/paid": "pay claims",
    "GET /refunds": "see refunds",
    "GET /refunds.csv": "see refunds",
    "GET /refunds/new": "file refunds",
    "POST /refunds": "file refunds",
    "GET /refunds/{reference}": "see refunds",
    "POST /refunds/{reference}": "move refunds",
    f"GET {_R}": "see refunds",
    f"POST {_R}": "file refunds",
    f"GET {_R}/{{reference}}": "see refunds",
    f"POST {_R}/{{reference}}": "move refunds",
    "POST /calendar": "change the calendar",
    f"POST {_D}": "change the calendar",
    f"POST {_D}/proposals/{{number}}": "change the calendar",
}
_ISSUERS = frozenset({"bank", "insurer"})
_CUSTOMS = frozenset(CUSTOMS)
ROLES: dict[str, frozenset[str]] = {
    "see guarantees": frozenset({"trader", "broker", "auditor", "coast_officer"})
    | _ISSUERS | _CUSTOMS,
    "open guarantees": _ISSUERS | {"document_officer", "supervisor"},
    "act on guarantees": _ISSUERS | _CUSTOMS,
    "move guarantees": _CUSTOMS,
    "pay claims": _ISSUERS,
    "see refunds": frozenset({*APPLICANTS, *OFFICERS, "auditor"}),
    "file refunds": frozenset(APPLICANTS),
    "move refunds": frozenset({*APPLICANTS, *OFFICERS}),
    "change the calendar": frozenset(EDITORS),
}  # fmt: skip
