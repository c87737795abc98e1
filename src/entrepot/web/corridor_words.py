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
    "figure": {
        "cost_usd": N_("Cost"),
        "time_p50_h": N_("Likely time"),
        "time_mean_h": N_("Mean time"),
        "time_p90_h": N_("9 in 10 within"),
        "deviation_h": N_("Spread of time (standard deviation)"),
        "late_pct": N_("Late"),
        "co2e_wtw_kg": N_("CO2e, well to wheel"),
        "co2e_ttw_kg": N_("CO2e, tank to wheel"),
        "co2e_hub_kg": N_("CO2e at hubs"),
        "distance_km": N_("Length"),
    },
    "upwards": {
        "time": N_("Time since departure [h]"),
        "cost": N_("Cost so far [USD]"),
    },
    "how": {
        "any": N_("All modes"),
        "rail": N_("Rail"),
        "land": N_("Rail and road"),
        "road": N_("Road"),
        "river_sea": N_("River and sea"),
        "rail_sea": N_("Rail and sea"),
        "road_sea": N_("Road and sea"),
        "air": N_("Air"),
    },
    "preset": {
        "back": N_("There and back"),
        "gateways": N_("River port, land, seaport, air for this load"),
        "directions": N_("Trains in all directions"),
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
