"""Who may use which route of cases of firms; the service decides anew."""

from entrepot.service.stewards import KEEPERS, SEERS

_C, _P = "/api/v1/cases", "/stewards/work"
PERMISSIONS: dict[str, str] = {
    f"GET {_P}": "see cases of firms",
    f"POST {_P}": "answer firms",
    f"POST {_P}/{{case}}": "answer firms",
    f"GET {_C}": "see cases of firms",
    f"GET {_C}.{{form}}": "see cases of firms",
    f"GET {_C}/{{case}}": "see cases of firms",
    f"POST {_C}": "answer firms",
    f"POST {_C}/{{case}}": "answer firms",
}
ROLES: dict[str, frozenset[str]] = {
    "see cases of firms": frozenset(SEERS),
    "answer firms": frozenset(KEEPERS),
}
