"""Codes of industrial chains in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

CHAIN_WORDS: Mapping[str, Mapping[str, str]] = {
    "presence": {
        "yes": N_("made here"),
        "partly": N_("made in part"),
        "no": N_("not made here"),
        "unknown": N_("not known"),
    },
    "chain_class": {
        "strengthen": N_("strengthen"),
        "supplement": N_("supplement"),
        "extend": N_("extend"),
    },
    "chain_reason": {
        "users": N_("Local users take of it [CNY a year]"),
        "local_share_low": N_("Share that is met in the region"),
        "gap_high": N_("Gap beside the middle one [CNY a year]"),
        "unprocessed": N_("Share of the output before it that local users take"),
        "related": N_("Relatedness beside the middle one"),
        "specialised": N_("Location quotient"),
        "below_peers": N_("Mean output of a firm beside its peers [CNY a year]"),
        "one_firm": N_("Share of the output that one firm makes"),
    },
    "chain_unknown": {"location_quotient": N_("location quotient: the nation's output is missing")},
    "chain_part": {
        "gap": N_("Gap of supply"),
        "criticality": N_("What others lose without it"),
        "relatedness": N_("Relatedness"),
        "fit": N_("Fit to the limits"),
    },
    "chain_basis": {
        "known": N_("by known supply"),
        "flq": N_("by location quotient"),
    },
}
