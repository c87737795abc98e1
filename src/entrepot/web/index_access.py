"""Who may use which route of kept indices; `access` puts these beside the others."""

from entrepot.service.observations import KEEPERS, SEERS

_A = "/api/v1/assess"
_SEE, _KEEP = "read assessments", "keep assessments"
PERMISSIONS: dict[str, str] = {
    "GET /assess": _SEE,
    "GET /assess/{scheme}": _SEE,
    "GET /assess/{scheme}/lab": _SEE,
    "GET /assess/{scheme}/changes": _SEE,
    "GET /assess/{scheme}/tilt": _SEE,
    "GET /assess/{scheme}/{unit}": _SEE,
    "GET /assess/{scheme}/{unit}/{what}": _SEE,
    "POST /assess/{scheme}/runs": _KEEP,
    f"GET {_A}/schemes": _SEE,
    f"GET {_A}/runs": _SEE,
    f"POST {_A}/runs": _KEEP,
    f"GET {_A}/runs/{{run}}": _SEE,
    f"GET {_A}/runs/{{run}}.{{form}}": _SEE,
    f"GET {_A}/runs/{{run}}/weights": _SEE,
    f"GET {_A}/runs/{{run}}/units/{{unit}}": _SEE,
    f"GET {_A}/runs/{{run}}/units/{{unit}}.{{form}}": _SEE,
    f"GET {_A}/runs/{{run}}/tilt": _SEE,
    f"GET {_A}/runs/{{run}}/tilt.{{form}}": _SEE,
    f"GET {_A}/changes": _SEE,
    f"GET {_A}/changes.{{form}}": _SEE,
    f"GET {_A}/observations": _SEE,
    f"GET {_A}/observations.{{form}}": _SEE,
    f"POST {_A}/observations": _KEEP,
    f"GET {_A}/observations/{{what}}/{{where}}": _SEE,
    f"GET {_A}/indicators": _SEE,
}
ROLES: dict[str, frozenset[str]] = {_SEE: frozenset(SEERS), _KEEP: frozenset(KEEPERS)}
