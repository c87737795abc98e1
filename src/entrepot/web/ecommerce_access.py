"""Who may use which route of lists and offshore deals; `access` puts these beside the others."""

from entrepot.service import ecommerce_figures, express_lists, list_uploads, offshore
from entrepot.service.ecommerce_acts import LOOKERS, OFFICERS
from entrepot.service.ecommerce_lists import FILERS

_E = "/api/v1/ecommerce"
# Nothing here tells of anybody's lists.
PUBLIC = frozenset(
    {
        f"POST {_E}/assessments",
        f"GET {_E}/forms",
        "POST /api/v1/offshore-deals/check",
    }
)
PERMISSIONS: dict[str, str] = {
    "GET /ecommerce": "see lists",
    "POST /ecommerce": "file lists",
    "GET /ecommerce/lists.csv": "see lists",
    "GET /ecommerce/lists/{reference}": "see lists",
    "POST /ecommerce/lists/{reference}": "move lists",
    "GET /ecommerce/uploads/{reference}": "see uploads",
    "GET /ecommerce/uploads/{reference}/refused.csv": "see uploads",
    "GET /ecommerce/allowance": "look up persons",
    "POST /ecommerce/allowance": "look up persons",
    "GET /ecommerce/forms": "count lists",
    "GET /ecommerce/summary.csv": "count lists",
    "GET /offshore": "see offshore deals",
    "POST /offshore": "file offshore deals",
    f"GET {_E}/lists": "see lists",
    f"POST {_E}/lists:bulk": "file lists",
    f"GET {_E}/lists/{{reference}}": "see lists",
    f"POST {_E}/lists/{{reference}}": "move lists",
    f"POST {_E}/allowances": "look up persons",
    f"GET {_E}/statistics": "count lists",
    f"GET {_E}/summary": "count lists",
    f"GET {_E}/movements": "count lists",
    f"GET {_E}/uploads/{{reference}}": "see uploads",
    "GET /api/v1/express/lists": "see parcels",
    "POST /api/v1/express/lists:bulk": "file lists",
    "GET /api/v1/offshore-deals": "see offshore deals",
    "POST /api/v1/offshore-deals": "file offshore deals",
}
ROLES: dict[str, frozenset[str]] = {
    "see lists": frozenset({*list_uploads.ROLES, *LOOKERS}),
    "see parcels": frozenset(express_lists.SEERS),
    "file lists": frozenset(list_uploads.ROLES),
    "move lists": frozenset({*FILERS, *OFFICERS}),
    "see uploads": frozenset({*list_uploads.ROLES, "auditor"}),
    "look up persons": frozenset(LOOKERS),
    "count lists": frozenset({*ecommerce_figures.SEERS, *list_uploads.ROLES}),
    "see offshore deals": frozenset(offshore.SEERS),
    "file offshore deals": frozenset(offshore.DEALERS),
}
