"""Codes of cases in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

STEWARD_WORDS: Mapping[str, Mapping[str, str]] = {
    "case_kind": {
        "request": N_("Request"),
        "complaint": N_("Complaint of an investor"),
        "entry": N_("Entry of a firm"),
        "direct_line": N_("Direct line"),
        "next_step": N_("Next step"),
        "package": N_("Package of a firm"),
    },
    "case_state": {
        "open": N_("To be answered"),
        "paused": N_("Waits for the firm"),
        "closed": N_("Closed case"),
    },
}
