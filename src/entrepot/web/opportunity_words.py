"""Codes of opportunities in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

OPPORTUNITY_WORDS: Mapping[str, Mapping[str, str]] = {
    "closure": {
        "additive": N_("stay as they are, in units of world output"),
        "multiplicative": N_("spending stays a fixed multiple of income"),
        "balanced-first": N_("are taken away before the change"),
    },
    "economy": {"region": N_("The region itself")},
    "value_of_time": {
        "inv_carry": N_("Capital tied up alone"),
        "inv_hs_low": N_("All goods, as importers pay for speed"),
        "inv_hs_parts": N_("Parts and components"),
        "inv_perishable": N_("Fresh produce"),
        "inv_pharma": N_("Medicines"),
        "inv_bulk": N_("Fertiliser, ores, tyres"),
    },
    "clearance_at": {
        "p50": N_("half of the lines take at most this long"),
        "p90": N_("nine lines of ten take at most this long"),
    },
    "case_warning": {
        "trade.zero_flow": N_("The shock touches pairs without trade, which stay without."),
        "trade.pairs_absent": N_("Pairs without a row are taken as no trade."),
        "trade.no_shock": N_("There is no shock: nothing changes."),
        "trade.totals_differ": N_("Spending was scaled to the sum of output."),
    },
    "left_out": {
        "corridors.no_place": N_("No place with residents is known there; their costs stay"),
        "corridors.no_way": N_("No way leads there, before or after; their costs stay"),
        "corridors.opened": N_(
            "A way leads there only with the scenario, so that no ratio of costs is known"
        ),
        "corridors.no_hours": N_(
            "Hours of clearance are not known of each of their lanes; "
            "where they are not, those stay"
        ),
        "corridors.cut_off": N_("No way leads there any more; what that costs is not counted"),
    },
    "binding": {
        "supply": N_("what the region makes of it"),
        "demand": N_("what the market buys of it"),
        "ease": N_("how easily the two trade at all"),
    },
    "binding_long": {
        "supply": N_(
            "Of the three parts supply is the lowest beside what is usual for the region: it sells "
            "little of this product to anybody."
        ),
        "demand": N_(
            "Of the three parts demand is the lowest beside what is usual for the region: the "
            "market takes a small part of the world's purchases of this product."
        ),
        "ease": N_(
            "Of the three parts ease is the lowest beside what is usual for the region: with its "
            "other markets it trades more of what the two sell and buy."
        ),
    },
    "hs_section": {
        "I": N_("I Live animals, animal products"),
        "II": N_("II Vegetable products"),
        "III": N_("III Fats and oils"),
        "IV": N_("IV Foodstuffs, drinks, tobacco"),
        "V": N_("V Mineral products"),
        "VI": N_("VI Products of the chemical industries"),
        "VII": N_("VII Plastics and rubbers"),
        "VIII": N_("VIII Hides, leather, furs"),
        "IX": N_("IX Wood and articles of wood"),
        "X": N_("X Pulp, paper, print"),
        "XI": N_("XI Textiles"),
        "XII": N_("XII Footwear, headgear"),
        "XIII": N_("XIII Stone, ceramics, glass"),
        "XIV": N_("XIV Pearls, precious stones and metals"),
        "XV": N_("XV Base metals"),
        "XVI": N_("XVI Machinery and electrical equipment"),
        "XVII": N_("XVII Vehicles, aircraft, vessels"),
        "XVIII": N_("XVIII Instruments, clocks, music"),
        "XIX": N_("XIX Arms and ammunition"),
        "XX": N_("XX Miscellaneous manufactures"),
        "XXI": N_("XXI Works of art, antiques"),
    },
}
OPPORTUNITY_PROBLEMS: Mapping[str, str] = {
    "trade.no_convergence": N_(
        "The model did not settle: there is no result. Try a smaller change or another closure."
    ),
    "corridors.value_of_time": N_("This is no value of time of the pack."),
    "scenario.unknown": N_("The scenario names something that the network does not know."),
    "case.json": N_("The file is no JSON object."),
    "case.unreadable": N_("The file is no text in UTF-8."),
    "case.missing": N_("The case lacks this."),
    "case.unknown": N_("This means nothing in a case."),
    "case.number": N_("This is not a number that fits here."),
    "case.files": N_("A case that is sent holds its rows itself and names no file."),
    "trade.domestic_missing": N_("An economy sells nothing at home."),
    "corridors.region": N_("The region is no economy of the flows."),
    "corridors.two_shocks": N_("The corridors are the shock: leave one of them out."),
    "trade.no_clearance": N_("No line of the year tells when it was lodged and released."),
    "trade.too_large": N_("This file is too large for a request; the command line takes it."),
}
