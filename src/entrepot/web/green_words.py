"""Codes of green channels in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

GREEN_WORDS: Mapping[str, Mapping[str, str]] = {
    "green_state": {
        "proposed": N_("waits for a second person"),
        "live": N_("confirmed"),
        "revoked": N_("revoked"),
    },
    "green_move": {"confirm": N_("Confirm the eligibility"), "revoke": N_("Revoke at once")},
    "green_channel": {
        "refund": N_("Export refund queue"),
        "loan": N_("Trade loan queue"),
        "insurance": N_("Credit insurance queue"),
    },
    "green_why": {
        "eligible": N_("green channel: goes before ordinary cases"),
        "turn": N_("ordinary case whose turn comes between green ones"),
        "arrived": N_("by its arrival"),
    },
}
