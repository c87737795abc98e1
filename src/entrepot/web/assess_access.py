"""Who may use which route of assessment; `access` puts these beside the others."""

from entrepot.service.target_decisions import AUDITOR, DECIDERS

# Goals are published, and a case that is sent is kept nowhere.
PUBLIC = frozenset(
    {
        "GET /targets",
        "GET /targets/{geography}",
        "GET /targets/{geography}/places",
        "GET /api/v1/place-comparison/{geography}",
        "GET /api/v1/place-comparison/{geography}.{form}",
        "GET /api/v1/targets",
        "GET /api/v1/targets/{geography}",
        "GET /api/v1/targets/{geography}.{form}",
        "GET /api/v1/briefs/{geography}.{form}",
        "POST /api/v1/target-path",
        "POST /api/v1/lmdi",
    }
)
PERMISSIONS: dict[str, str] = {
    "GET /doubling": "read lines of trade",
    **{
        f"GET /api/v1/{name}{ending}": "read lines of trade"
        for name in ("target-pace", "target-doubling")
        for ending in ("", ".{form}")
    },
    "POST /targets/{geography}/decisions": "decide targets",
    "GET /api/v1/target-decisions": "see target decisions",
    "GET /api/v1/target-decisions.{form}": "see target decisions",
    "POST /api/v1/target-decisions": "decide targets",
}
ROLES: dict[str, frozenset[str]] = {
    "decide targets": frozenset(DECIDERS), "see target decisions": frozenset({*DECIDERS, AUDITOR}),
}  # fmt: skip
