"""Who may use which route of green channels; the service decides anew by the rule of the day."""

from entrepot.service.green import KEEPERS, SEERS

_G = "/api/v1/green-channels"
PERMISSIONS: dict[str, str] = {
    "GET /green": "see green channels",
    "GET /green.csv": "see green channels",
    "POST /green": "keep green channels",
    "POST /green/{reference}": "keep green channels",
    f"GET {_G}": "see green channels",
    f"POST {_G}": "keep green channels",
    f"POST {_G}/{{reference}}": "keep green channels",
    f"GET {_G}/queues/{{channel}}": "keep green channels",
    f"POST {_G}/queues/{{channel}}/samples/{{case}}": "keep green channels",
}
ROLES: dict[str, frozenset[str]] = {
    "see green channels": frozenset(SEERS),
    "keep green channels": frozenset(KEEPERS),
}
