"""Codes of scenarios side by side in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

COMPARE_WORDS: Mapping[str, Mapping[str, str]] = {
    "effect_step": {
        "corridor": N_("Corridors"),
        "trade_cost": N_("Cost of trade"),
        "trade": N_("Trade"),
        "income": N_("Income"),
        "output": N_("Output"),
    },
    "effect_what": {
        "cost_share": N_("Carriage and days, of the value of the goods"),
        "hours": N_("Hours from door to door"),
        "cost_factor": N_("Cost of trade, as it is now = 1"),
        "exports": N_("Exports"),
        "imports": N_("Imports"),
        "trade": N_("Exports and imports together"),
        "real_income": N_("Real income, as it is now = 1"),
        "exporters_output": N_("Output of exporters themselves"),
        "output": N_("Output, suppliers counted"),
        "value_added": N_("Value added of it"),
        "jobs": N_("Jobs in it"),
        "tax": N_("Taxes on it"),
    },
}
COMPARE_PROBLEMS: Mapping[str, str] = {
    "plan.no_scenario": N_("No scenario is named beside the base."),
    "plan.scenario_twice": N_("A scenario is there twice."),
    "plan.too_many": N_("These are more scenarios than can be compared at once."),
    "plan.not_productive": N_("By that table a unit of output asks for a unit of output."),
    "plan.exports_above_output": N_(
        "A sector would sell more abroad than it makes: the table is of another place or year."
    ),
}
