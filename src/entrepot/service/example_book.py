"""A small book of cases made up for a trial: what turns, what stays, what is open."""

from typing import Any

_USD = "USD"


def _origin(name: str, hs: str, fob: str, material: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "agreement": "RCEP", "exporting_party": "CN", "importing_party": "JP",
        "on": "2026-08-01", "operations": ["assembly", "finishing"],
        "good": {"hs": hs, "fob": {"amount": fob, "currency": _USD}},
        "materials": [{"name": name, **material}],
        **more,
    }  # fmt: skip


def _material(hs: str, value: str, origin: str | None) -> dict[str, Any]:
    return {"hs": hs, "value": {"amount": value, "currency": _USD}, "origin": origin}


EXAMPLE_BOOK: list[dict[str, Any]] = [
    {
        "name": "spirit of 38 % value content (synthetic)",
        "origin": _origin(
            "grain spirit", "220890", "100", _material("220890", "62", "US"), rule="RVC40",
        ),
        "duty": {
            "market": "JP", "hs": "2208.90-230", "origin": "CN", "on": "2026-08-01",
            "customs_value": {"amount": "300000", "currency": "JPY"},
            "quantities": [{"unit": "kg", "value": "5000"}],
        },
    },
    {
        "name": "guitar of 41 % value content (synthetic)",
        "origin": _origin("neck", "920290", "80", _material("920290", "47.20", "BR")),
    },
    {
        "name": "guitar with a neck of unknown origin (synthetic)",
        "origin": _origin("neck", "920290", "80", _material("920290", "60", None), rule="CTH"),
    },
]  # fmt: skip
