"""Codes of small exporters' business in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

EXPORTER_WORDS: Mapping[str, Mapping[str, str]] = {
    "insurance_state": {
        "asked": N_("waits for the insurer"),
        "granted": N_("limit granted"),
        "refused": N_("refused"),
    },
    "fruit_quarantine": {
        "passed": N_("passed"),
        "pending": N_("pending"),
        "failed": N_("failed"),
    },
    "fruit_reason": {
        "quarantine_pending": N_("quarantine is not over"),
        "quarantine_failed": N_("quarantine was failed"),
        "cutoff": N_("harvested after the boxes are closed"),
        "shelf_life": N_("would not keep long enough after arrival"),
        "temperature": N_("no box runs at its temperature"),
        "room": N_("no box has room for all of it"),
    },
    "shipment_state": {
        "open": N_("not paid yet"),
        "paid": N_("the buyer paid"),
        "claimed": N_("loss claimed"),
        "indemnified": N_("loss paid by the insurer"),
        "rejected": N_("claim rejected"),
    },
}
