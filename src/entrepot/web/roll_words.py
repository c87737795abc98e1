"""Pages of panels in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

HOUSE_SOURCES = (
    N_("declarations released by the window"),
    N_("stage events of pipelines"),
    N_("register of firms"),
    N_("agreements on sharing in the window"),
    N_("inspections kept by the window"),
)
ROLL_WORDS: Mapping[str, Mapping[str, str]] = {
    "panel_page": {
        "/recruit": N_("Firms to recruit"),
        "/investment": N_("Investment both ways"),
        "/parks": N_("Firms and parks"),
        "/factors": N_("Factor supply"),
        "/land": N_("Land and buildings"),
        "/measures": N_("Measures and readiness"),
        "/talent": N_("Talent"),
        "/farms": N_("Farms and visitors"),
        "/exchanges": N_("Exchanges and joint work"),
        "/expos": N_("Exhibitions"),
        "/industry/segments": N_("Clusters, sectors and segments"),
    },
    "claim_outcome": {
        "": N_("to be decided"),
        "granted": N_("granted"),
        "refused": N_("refused"),
    },
    "roll_kind": {
        "id": N_("number or name"),
        "text": N_("words"),
        "whole": N_("whole number"),
        "number": N_("number"),
        "amount": N_("amount of money"),
        "currency": N_("currency code, as CNY"),
        "country": N_("country code, as DE"),
        "day": N_("day, as 2026-03-10"),
        "yes_no": N_("yes or no"),
        "choice": N_("one of the words"),
    },
}
