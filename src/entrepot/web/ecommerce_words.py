"""Codes of lists in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

ECOMMERCE_WORDS: Mapping[str, Mapping[str, str]] = {
    "list_state": {
        "accepted": N_("accepted, waits for release"),
        "released": N_("released"),
        "refused": N_("refused"),
        "returned": N_("returned"),
    },
    "list_filing": {
        "list": N_("list"),
        "monthly": N_("list now, summary by the month"),
        "declaration": N_("declaration"),
        "list_or_declaration": N_("list up to the limit, else a declaration"),
    },
    "list_treatment": {
        "reduced": N_("reduced, within the limits"),
        "full": N_("in full"),
        "none": N_("none: it leaves"),
    },
    "list_kind": {
        "ecommerce": N_("E-commerce lists"),
        "express": N_("Express and mail lists"),
        "mail": N_("Mail"),
    },
    "parcel_kind": {
        "express": N_("Express"),
        "mail": N_("Mail"),
    },
    "upload_state": {
        "running": N_("is being filed"),
        "done": N_("done"),
        "broken_off": N_("broken off: hand the file in again, what was kept stays"),
    },
    "allowance_move": {
        "reserve": N_("reserved"),
        "use": N_("used"),
        "free": N_("given back before release"),
        "restore": N_("given back after return"),
    },
}
