"""Codes of assessment in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

ASSESS_WORDS: Mapping[str, Mapping[str, str]] = {
    "target_status": {
        "met": N_("target met"),
        "on_track": N_("on track"),
        "moderate": N_("somewhat behind"),
        "insufficient": N_("far behind"),
        "moving_away": N_("moving away"),
        "unknown": N_("unknown"),
    },
    "doubling_by": {
        "product": N_("product (HS heading)"),
        "firm": N_("firm"),
        "place": N_("place"),
    },
    "target_choice": {
        "from_first": N_("growth from the level of the first year"),
        "to_first": N_("growth to the level of the first year"),
        "open": N_("undecided"),
        "met": N_("target met"),
        "on_track": N_("on track"),
        "moderate": N_("somewhat behind"),
        "insufficient": N_("far behind"),
        "moving_away": N_("moving away"),
    },
}
