"""Codes of targets, parks and factors in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

PROMOTION_WORDS: Mapping[str, Mapping[str, str]] = {
    "promotion": {
        "recruit": N_("Firms to recruit"),
        "places": N_("Firms and parks"),
        "factors": N_("Factor supply"),
        "land": N_("Land and buildings"),
    },
    "promotion_lead": {
        "recruit": N_(
            "Whom to ask first: the gap, how well the region suits and the tie to the origin, "
            "times how likely such a project lands, learnt from outcomes before the day only."
        ),
        "places": N_(
            "Which firm goes to which park: every hard condition is met, then the most firms "
            "within what is free, then the best score."
        ),
        "factors": N_(
            "Whether land, power, water, labour, buildings or warehouses can serve what is "
            "planned, from when, and what binds."
        ),
        "land": N_(
            "Which parcels and buildings are idle, and which make less on a square metre than "
            "the rule asks, as far as the region may lower it."
        ),
    },
    "promotion_answer": {
        "idle": N_("Idle"),
        "below": N_("Below the rule"),
        "in_use": N_("Used as the rule asks"),
        "on_time": N_("Served in time"),
        "later": N_("Served later"),
        "never": N_("Not served"),
        "unknown": N_("Supply not known"),
        "placed": N_("Placed here"),
        "possible": N_("Possible, placed elsewhere or not at all"),
        "refused": N_("Not possible"),
        "calibrated": N_("Calibrated"),
        "uncalibrated": N_("Uncalibrated: fewer than 50 outcomes"),
    },
    "land_kind": {"land": N_("Land"), "building": N_("Building")},
    "supply_factor": {
        "land": N_("Building land"),
        "power": N_("Power supply"),
        "water": N_("Water supply"),
        "labour": N_("Labour supply"),
        "buildings": N_("Standard buildings"),
        "warehouses": N_("Warehouse space"),
        "gas": N_("Gas supply"),
        "discharge": N_("Discharge of waste water"),
    },
}
