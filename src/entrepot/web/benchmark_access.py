"""Who may use which route of benchmarks; `access` puts these beside the others."""

from entrepot.service.measurements import CASE_SEERS
from entrepot.service.observations import KEEPERS, SEERS

_B = "/api/v1/benchmarks"
_M = "/api/v1/assess/measurements"
_CASES = "read measured cases"
_SEE, _KEEP = "read benchmarks", "keep benchmarks"
PERMISSIONS: dict[str, str] = {
    "GET /benchmarks": _SEE,
    "POST /benchmarks": _KEEP,
    "GET /benchmarks/measurements": _SEE,
    "POST /benchmarks/measurements": _KEEP,
    "GET /benchmarks/measurements/{what}": _CASES,
    f"GET {_M}": _SEE,
    f"POST {_M}": _KEEP,
    f"GET {_M}.{{form}}": _SEE,
    f"GET {_M}/{{what}}": _CASES,
    f"GET {_M}/{{what}}.{{form}}": _CASES,
    "GET /benchmarks/{benchmark}": _SEE,
    "GET /benchmarks/{benchmark}/{edition}": _SEE,
    f"GET {_B}": _SEE,
    f"POST {_B}": _KEEP,
    f"GET {_B}/{{benchmark}}": _SEE,
    f"GET {_B}/{{benchmark}}/{{edition}}": _SEE,
    f"GET {_B}/{{benchmark}}/{{edition}}/rows.{{form}}": _SEE,
    f"GET {_B}/{{benchmark}}/{{edition}}/simulation": _SEE,
    f"GET {_B}/{{benchmark}}/{{edition}}/simulation.{{form}}": _SEE,
}
ROLES: dict[str, frozenset[str]] = {
    _SEE: frozenset(SEERS), _KEEP: frozenset(KEEPERS), _CASES: frozenset(CASE_SEERS),
}  # fmt: skip
