"""Codes of small exporters' business in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

EXPORTER_WORDS: Mapping[str, Mapping[str, str]] = {
    "insurance_state": {
        "asked": N_("waits for the insurer"),
        "granted": N_("limit granted"),
        "refused": N_("refused"),
    },
    "shipment_state": {
        "open": N_("not paid yet"),
        "paid": N_("the buyer paid"),
        "claimed": N_("loss claimed"),
        "indemnified": N_("loss paid by the insurer"),
        "rejected": N_("claim rejected"),
    },
}
