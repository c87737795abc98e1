"""Who may use which route of registers and panels; the service decides by circle and row."""

from entrepot.service.panels import PAGES
from entrepot.service.roll_rows import KEEPERS, SEERS

_SEE, _KEEP, _WRITE = "see registers", "keep registers", "write to partners"
_R, _P, _H = "/api/v1/rolls", "/api/v1/panels", "/rolls"
PERMISSIONS: dict[str, str] = {
    **{f"GET {page}": _SEE for page in PAGES},
    **{f"GET /api/v1{page}": _SEE for page in PAGES},
    f"GET {_P}": _SEE,
    f"GET {_P}/{{panel}}": _SEE,
    f"GET {_P}/{{panel}}.{{form}}": _SEE,
    f"GET {_R}/{{roll}}": _SEE,
    f"GET {_R}/{{roll}}.{{form}}": _SEE,
    f"GET {_R}/{{roll}}/imports": _SEE,
    f"POST {_R}/{{roll}}": _KEEP,
    f"DELETE {_R}/{{roll}}/{{row}}": _KEEP,
    f"POST {_R}/{{roll}}/imports/{{number}}/undo": _KEEP,
    "GET /api/v1/letters": _WRITE,
    "POST /api/v1/letters": _WRITE,
    "GET /letters": _WRITE,
    "POST /letters": _WRITE,
    f"GET {_H}/{{roll}}": _SEE,
    f"POST {_H}/{{roll}}": _KEEP,
    f"POST {_H}/{{roll}}/rows": _KEEP,
    f"POST {_H}/{{roll}}/remove": _KEEP,
    f"POST {_H}/{{roll}}/undo": _KEEP,
}
ROLES: dict[str, frozenset[str]] = {
    _SEE: frozenset(role for roles in SEERS.values() for role in roles),
    _KEEP: frozenset(role for roles in KEEPERS.values() for role in roles),
    _WRITE: frozenset(KEEPERS["partners"]),
}
