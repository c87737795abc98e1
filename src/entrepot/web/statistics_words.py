"""Codes of trade statistics in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

STATISTICS_WORDS: Mapping[str, Mapping[str, str]] = {
    "trade_flow": {
        "export": N_("exports of goods"),
        "import": N_("imports of goods"),
        "re-export": N_("re-exports of goods"),
        "re-import": N_("re-imports of goods"),
        "all": N_("all flows of goods"),
    },
    "trade_by": {
        "hs6": N_("Product, six digits"),
        "hs4": N_("Heading, four digits"),
        "hs2": N_("Chapter, two digits"),
        "partner": N_("Partner country"),
        "origin": N_("Country of origin of the goods"),
        "region": N_("District at home"),
        "regime": N_("Customs procedure"),
        "mode": N_("Mode at the border"),
        "office": N_("Customs office"),
    },
    "suppressed": {
        "primary": N_("too few firms"),
        "secondary": N_("would give another away"),
    },
}
STATISTICS_PROBLEMS: Mapping[str, str] = {
    "trade.asked": N_("This cannot be asked of the statistics so."),
    "trade.public": N_("This is no public table; sign in as a statistics analyst."),
    "trade.revision": N_("There is no such revision."),
    "trade.basis": N_("Values CIF and values FOB do not add."),
    "trade.no_lines": N_("No exports of the region are loaded for that year."),
    "complexity.too_few": N_("Too few countries or products are loaded for a product space."),
    "complexity.parts": N_("The world that is loaded falls apart: no product space joins it."),
}
STATISTICS_SOURCES = (
    N_("synthetic lines, drawn with a seed and scaled to the totals of trade_series.csv"),
    N_("synthetic exports of the world, drawn with a seed; only to try things with"),
    N_("rehearsals in the single window"),
)
