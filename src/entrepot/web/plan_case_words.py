"""Words of worked cases of planning; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

CASE_WORDS: Mapping[str, Mapping[str, str]] = {
    "plan_case": {
        "compensation": N_("Compensation for clean water"),
        "reserve": N_("Reserve of a good"),
        "power": N_("Price of power"),
        "zone": N_("With and without a free trade zone"),
        "reforms": N_("Tasks and the score they lead to"),
    },
    "plan_case_lead": {
        "compensation": N_(
            "What the parties of a river pay and draw in a year. Shares are those of the "
            "agreement in the pack; the rule that judges the water is of the case."
        ),
        "reserve": N_(
            "The least stock that covers losses of supply with the probability that is "
            "wanted, and its turning over, oldest first."
        ),
        "power": N_(
            "What another contract of power does to the cost of a unit, its price and sales abroad."
        ),
        "zone": N_(
            "Trade, revenue and jobs without and with a zone; every elasticity and share is "
            "of the case."
        ),
        "reforms": N_(
            "The score of a benchmark at the end of each year: what evidence shows, what is "
            "planned, and what is likely."
        ),
    },
    "water_state": {
        "clean": N_("clean"),
        "failed": N_("not clean"),
        "unknown": N_("not measured"),
    },
    "zone_flow": {
        "export": N_("Exports"),
        "import": N_("Imports"),
    },
    "case_side": {
        "before": N_("before"),
        "after": N_("after"),
    },
    "case_field": {
        "scheme": N_("Scheme"),
        "on": N_("Day"),
        "total": N_("Whole"),
        "withheld": N_("Withheld"),
        "parties": N_("Parties"),
        "party": N_("Party"),
        "index": N_("Water index"),
        "water": N_("Water"),
        "contribution": N_("Pays"),
        "entitled": N_("May draw"),
        "payout": N_("Draws"),
        "net": N_("Net"),
        "sections": N_("Sections"),
        "name": N_("Name"),
        "pass_at": N_("Passes at"),
        "good": N_("Good"),
        "unit": N_("Unit"),
        "wanted": N_("Wanted probability"),
        "level": N_("Level to keep"),
        "stock": N_("Stock"),
        "periods": N_("Plan by period"),
        "period": N_("Period"),
        "opening": N_("Opening"),
        "issued": N_("Issued to turn over"),
        "drawn": N_("Drawn in need"),
        "expired": N_("Expired"),
        "bought": N_("Bought"),
        "closing": N_("Closing"),
        "short": N_("Short"),
        "oldest": N_("Oldest age"),
        "shocks": N_("Losses of supply"),
        "probability": N_("Probability"),
        "cut": N_("Share lost"),
        "start": N_("From period"),
        "lasts": N_("Periods it lasts"),
        "need": N_("Needed"),
        "is_covered": N_("Covered"),
        "currency": N_("Currency"),
        "sides": N_("Before and after"),
        "side": N_("Contract"),
        "kwh_price": N_("Price of a kWh"),
        "power": N_("Power"),
        "cost": N_("Cost of a unit"),
        "sold_at": N_("Sold at"),
        "margin": N_("Margin"),
        "power_share_pct": N_("Power in the cost, %"),
        "cost_change_pct": N_("Change of cost, %"),
        "price_change_pct": N_("Change of price, %"),
        "sales_change_pct": N_("Change of sales, %"),
        "units_change": N_("Change of units"),
        "pass_through": N_("Passed through"),
        "theta": N_("Elasticity"),
        "flows": N_("Flows"),
        "kind": N_("Kind"),
        "inside": N_("Share inside"),
        "duty_pct": N_("Duty, %"),
        "zone_duty_pct": N_("Duty inside, %"),
        "cost_ratio": N_("Cost inside over outside"),
        "trade_without": N_("Trade without"),
        "trade_with": N_("Trade with"),
        "trade_change": N_("Change of trade"),
        "revenue_without": N_("Revenue without"),
        "revenue_with": N_("Revenue with"),
        "revenue_change": N_("Change of revenue"),
        "jobs_without": N_("Jobs without"),
        "jobs_with": N_("Jobs with"),
        "jobs_change": N_("Change of jobs"),
        "together": N_("Together"),
        "figure": N_("Figure"),
        "without": N_("Without"),
        "with": N_("With"),
        "change": N_("Change"),
        "rules": N_("Rules that change"),
        "trade": N_("Trade"),
        "revenue": N_("Revenue"),
        "jobs": N_("Jobs"),
        "method": N_("Method"),
        "now": N_("Score now"),
        "tasks": N_("Tasks"),
        "id": N_("Task"),
        "title": N_("Title"),
        "topic": N_("Topic"),
        "item": N_("Item"),
        "owner": N_("Owner"),
        "evidence": N_("Evidence"),
        "obtained": N_("Points then"),
        "year": N_("Year"),
        "chance": N_("Chance"),
        "gain": N_("Adds to the whole"),
        "years": N_("Year by year"),
        "proven": N_("Proven"),
        "planned": N_("Planned"),
        "likely": N_("Likely"),
    },
}
