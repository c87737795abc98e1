"""Codes of partners in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

CIRCLE_WORDS: Mapping[str, Mapping[str, str]] = {
    "instrument": {
        "letter_of_intent": N_("Letter of intent"),
        "memorandum": N_("Memorandum"),
        "friendship": N_("Friendship agreement"),
        "sister_city": N_("Sister city"),
        "cooperation_agreement": N_("Co-operation agreement"),
        "membership": N_("Membership"),
    },
    "instrument_state": {
        "in_force": N_("in force"),
        "superseded": N_("superseded by a later one"),
        "ended": N_("ended"),
        "expired": N_("no longer in force"),
    },
    "contact": {
        "contact": N_("Contact"),
        "seeking": N_("Tie sought"),
        "visit": N_("Visit"),
        "visit_in": N_("Visit from the partner"),
        "visit_out": N_("Visit to the partner"),
        "letter": N_("Letter"),
        "gift": N_("Gift or aid"),
        "event": N_("Event"),
        "exchange": N_("Exchange"),
        "report": N_("Reported"),
        "taking_part": N_("Takes part"),
    },
}
