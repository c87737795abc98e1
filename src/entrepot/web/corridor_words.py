"""Codes of the corridor pages in words."""

from collections.abc import Mapping

from entrepot.web.marking import N_

CORRIDOR_WORDS: Mapping[str, Mapping[str, str]] = {
    "by": {
        "pareto": N_("Every route worth taking"),
        "cost": N_("The cheapest"),
        "time": N_("The fastest"),
        "co2e": N_("The least CO2e"),
        "risk": N_("The most reliable"),
        "km": N_("The shortest"),
    },
    "why": {
        "cost": N_("Cheapest"),
        "time": N_("Fastest"),
        "co2e": N_("Least CO2e"),
        "risk": N_("Most reliable"),
        "km": N_("Shortest"),
        "knee": N_("Best balance"),
        "alternative": N_("Another kind of way"),
    },
    "step": {
        "haul": N_("Carriage"),
        "drayage": N_("Trucking to or from the terminal"),
        "transfer": N_("Handling"),
        "port": N_("Port"),
        "border": N_("Border"),
        "wait": N_("Waiting for departure"),
        "fee": N_("Fee"),
    },
    "part": {
        "haul": N_("Carriage and waiting"),
        "transfer": N_("Handling"),
        "border": N_("Border"),
        "port": N_("Port"),
        "drayage": N_("Trucking at the ends"),
        "inventory": N_("Capital tied up on the way"),
        "fees": N_("Fees"),
    },
    "avoid": {
        "border": N_("Border post"),
        "passage": N_("Passage"),
        "link": N_("Line"),
        "terminal": N_("Terminal"),
        "service": N_("Service"),
        "country": N_("Country"),
        "mode": N_("Mode"),
    },
}
