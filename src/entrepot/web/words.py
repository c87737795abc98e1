"""Codes of the documents in words; the catalogue of each language translates the words.

A code that is not listed is shown as it is, so that a new one is never hidden.
"""

import re
from collections.abc import Mapping

from entrepot.web.agreement_words import AGREEMENT_WORDS
from entrepot.web.assess_words import ASSESS_WORDS
from entrepot.web.bonded_words import BONDED_WORDS
from entrepot.web.certificate_words import CERTIFICATE_WORDS
from entrepot.web.chain_words import CHAIN_WORDS
from entrepot.web.circle_words import CIRCLE_WORDS
from entrepot.web.corridor_words import CORRIDOR_WORDS
from entrepot.web.ecommerce_words import ECOMMERCE_WORDS
from entrepot.web.exporter_words import EXPORTER_WORDS
from entrepot.web.fault_words import FIELD_FAULTS
from entrepot.web.finance_words import FINANCE_DONE, FINANCE_WORDS
from entrepot.web.fund_words import FUND_WORDS
from entrepot.web.green_words import GREEN_WORDS
from entrepot.web.import_words import IMPORT_WORDS
from entrepot.web.import_words import PROBLEMS as IMPORT_PROBLEMS
from entrepot.web.language import Language
from entrepot.web.marking import N_ as N_
from entrepot.web.notice_words import NOTICE_DONE
from entrepot.web.officer_words import OFFICER_WORDS
from entrepot.web.opportunity_words import OPPORTUNITY_PROBLEMS, OPPORTUNITY_WORDS
from entrepot.web.origin_words import ORIGIN_WORDS
from entrepot.web.pipeline_words import FIRM_DONE, PIPELINE_WORDS
from entrepot.web.plan_case_words import CASE_WORDS
from entrepot.web.plan_words import PLAN_DONE, PLAN_WORDS
from entrepot.web.policy_words import POLICY_WORDS
from entrepot.web.port_words import PORT_DONE, PORT_WORDS
from entrepot.web.promotion_words import PROMOTION_WORDS
from entrepot.web.roll_words import ROLL_WORDS
from entrepot.web.scenario_compare_words import COMPARE_PROBLEMS, COMPARE_WORDS
from entrepot.web.service_words import SERVICE_WORDS
from entrepot.web.statistics_words import STATISTICS_PROBLEMS, STATISTICS_WORDS
from entrepot.web.steward_words import STEWARD_WORDS
from entrepot.web.trader_words import TRADER_WORDS
from entrepot.web.train_words import TRAIN_WORDS

WORDS: Mapping[str, Mapping[str, str]] = {
    "what": {
        "goods": N_("Goods"),
        "origin_carriage": N_("Carriage before export"),
        "main_carriage": N_("Main carriage"),
        "delivery_carriage": N_("Carriage after import"),
        "insurance": N_("Insurance"),
        "customs_duty": N_("Customs duty"),
        "additional_duty": N_("Additional duty"),
        "anti_dumping": N_("Anti-dumping duty"),
        "countervailing": N_("Countervailing duty"),
        "safeguard": N_("Safeguard duty"),
        "excise": N_("Excise"),
        "import_vat": N_("Import VAT"),
        "export_vat_refund": N_("Export VAT refund"),
        "inventory": N_("Capital tied up on the way"),
        "additional": N_("Additional duty"),
        "fees": N_("Fees"),
        "exchange": N_("Exchange rate"),
        "export_side": N_("Export side"),
        "freight": N_("Freight"),
        "delivery": N_("Delivery"),
        "vat": N_("Import tax"),
        "refund": N_("Export VAT refund"),
        "price": N_("Price"),
        "customs_value": N_("Customs value"),
        "tax_base": N_("Base of the tax"),
        "landed": N_("Landed cost"),
        "total": N_("Total"),
        "export_duty": N_("Export duty"),
    },
    "standing": {
        "applies": N_("applies"),
        "possible": N_("possible"),
        "rejected": N_("does not apply"),
        "not_covered": N_("not covered"),
        "unknown": N_("unknown"),
    },
    "gain": {
        "claimed": N_("claimed"),
        "possible": N_("possible"),
    },
    "trade_direction": {
        "import": N_("Import"),
        "export": N_("Export"),
    },
    "share_key": {
        "value": N_("Goods value"),
        "weight": N_("Weight"),
    },
    "role": {
        "trader": N_("Trader"),
        "broker": N_("Customs broker"),
        "carrier": N_("Carrier or forwarder"),
        "port_operator": N_("Port or site operator"),
        "platform": N_("E-commerce or express platform"),
        "zone_enterprise": N_("Zone firm"),
        "bank": N_("Bank"),
        "insurer": N_("Insurer"),
        "steward": N_("Steward"),
        "document_officer": N_("Customs document officer"),
        "inspector": N_("Customs inspector"),
        "supervisor": N_("Customs supervisor"),
        "quarantine_officer": N_("Quarantine officer"),
        "market_officer": N_("Market regulation officer"),
        "maritime_officer": N_("Maritime officer"),
        "transport_officer": N_("Transport officer"),
        "drug_officer": N_("Drug regulation officer"),
        "coast_officer": N_("Partner seaport officer"),
        "partner_customs": N_("Partner customs"),
        "tax_officer": N_("Tax refund officer"),
        "tax_supervisor": N_("Tax supervisor"),
        "zone_supervisor": N_("Zone supervisor"),
        "certificate_issuer": N_("Certificate issuer"),
        "statistician": N_("Statistics analyst"),
        "planner": N_("Planner"),
        "promoter": N_("Investment promoter"),
        "foreign_affairs": N_("Foreign affairs officer"),
        "auditor": N_("Auditor"),
        "administrator": N_("Administrator"),
        "public": N_("Anyone"),
        "system": N_("Scheduler and rules"),
    },
    "mandate_scope": {
        "file": N_("filing"),
        "amend": N_("amending"),
        "pay": N_("paying"),
        "origin": N_("certificates of origin"),
        "all": N_("everything"),
    },
    "term": {
        "customs_value": N_("Customs value"),
        "freight": N_("Freight"),
    },
    "rate": {
        "Free": N_("Free"),
        "NotCovered": N_("not covered"),
        "at least": N_("at least"),
        "at most": N_("at most"),
        "MIN": N_("at least"),
        "MAX": N_("at most"),
    },
    "regime": {
        "Section 301": N_("Section 301"),
        "consumption tax": N_("consumption tax"),
        "Provisional": N_("provisional"),
        "TRQ": N_("tariff-rate quota"),
        "none": N_("none"),
    },
    "state": {
        "computed": N_("computed"),
        "zero_by_law": N_("zero by law"),
        "not_applicable": N_("not applicable"),
        "unknown": N_("unknown"),
    },
    "status": {
        "published": N_("published"),
        "derived": N_("derived"),
        "modelled": N_("modelled"),
        "unverified": N_("unverified"),
        "synthetic": N_("synthetic"),
    },
    "own_unit": {"h": N_("hours"), "working day": N_("working days")},
    "status_help": {
        "published": N_("Read in a source that is named."),
        "derived": N_("Computed from published figures."),
        "modelled": N_("An assumption of the model, open to question."),
        "unverified": N_("Not confirmed in any source yet."),
        "synthetic": N_("Invented for a test or a demonstration."),
    },
    "mode": {
        "road": N_("Road"),
        "rail": N_("Rail"),
        "river": N_("River"),
        "sea": N_("Sea"),
        "air": N_("Air"),
        "ferry": N_("Ferry"),
    },
    "leg": {
        "haul": N_("Carriage"),
        "transfer": N_("Handling"),
        "border": N_("Border"),
        "wait": N_("Waiting for departure"),
    },
    "best": {
        "cost": N_("Cheapest"),
        "time": N_("Fastest"),
        "co2e": N_("Least CO2e"),
        "reliability": N_("Least late"),
    },
    "payer": {
        "buyer": N_("buyer"),
        "seller": N_("seller"),
    },
    "link_state": {
        "open": N_("open"),
        "construction": N_("under construction"),
        "planned": N_("planned"),
        "restricted": N_("restricted"),
        "closed": N_("closed"),
    },
    "passage": {
        "babalmandab": N_("Bab-el-Mandeb"),
        "bosporus": N_("Bosporus"),
        "gibraltar": N_("Strait of Gibraltar"),
        "suez": N_("Suez Canal"),
        "panama": N_("Panama Canal"),
        "ormuz": N_("Strait of Hormuz"),
        "northwest": N_("Northwest Passage"),
        "northeast": N_("Northeast Passage"),
        "malacca": N_("Strait of Malacca"),
        "sunda": N_("Sunda Strait"),
        "chili": N_("Strait of Magellan"),
        "south_africa": N_("Cape of Good Hope"),
        "kiel": N_("Kiel Canal"),
        "corinth": N_("Corinth Canal"),
        "dover": N_("Strait of Dover"),
        "bering": N_("Bering Strait"),
        "magellan": N_("Strait of Magellan"),
        "dardanelles": N_("Dardanelles"),
    },
    "table": {
        "places": N_("Places"),
        "zones": N_("Zones"),
        "zone_roles": N_("Roles of zones"),
        "links": N_("Links"),
        "terminals": N_("Terminals"),
        "transfers": N_("Transfers"),
        "borders": N_("Border posts"),
        "bans": N_("Banned goods"),
        "services": N_("Services"),
        "timetable": N_("Timetables"),
        "areas": N_("Areas"),
        "gauges": N_("Track gauges"),
        "rates": N_("Freight rates"),
        "speeds": N_("Speeds"),
        "factors": N_("Emission factors"),
        "delays": N_("Delays"),
        "payloads": N_("Payloads"),
        "parameters": N_("Parameters"),
        "destinations": N_("Destinations"),
        "markets": N_("Markets"),
        "measures": N_("Tariff measures"),
        "gaps": N_("Gaps in the data"),
        "vat": N_("VAT rates"),
        "refunds": N_("Export VAT refunds"),
        "valuations": N_("Customs valuation by country"),
        "memberships": N_("Groups of countries"),
        "stackings": N_("Charges that exclude each other"),
        "roundings": N_("Rounding at the steps of a sum"),
        "controls": N_("Export controls"),
        "restrictions": N_("Negative lists"),
        "pilot_zones": N_("Pilot zones"),
        "zone_rules": N_("Rules on goods in pilot zones"),
        "air_centres": N_("Air centres"),
        "openings": N_("Opening of ports"),
        "designated_goods": N_("Goods of designated areas"),
        "countries": N_("Codes of countries"),
        "investment_steps": N_("Steps of foreign investment"),
        "loan_points": N_("Points of the trade loan"),
        "loan_bands": N_("Bands of the trade loan"),
        "buyer_grades": N_("Grades of foreign buyers"),
        "credit_rates": N_("Rates of export credit insurance"),
        "green_rules": N_("Rules of green channels"),
        "trade_terms": N_("Trade terms"),
        "goods": N_("Goods"),
        "papers": N_("Documents"),
        "origin_agreements": N_("Agreements on origin"),
        "origin_parties": N_("Parties of agreements on origin"),
        "origin_articles": N_("Articles on origin"),
        "origin_rules": N_("Product rules of origin"),
        "hs_notes": N_("What parts of the HS leave to others"),
        "hs_titles": N_("Chinese titles of the HS"),
        "lexicon": N_("Trade words"),
        "clusters": N_("Clusters"),
        "products": N_("Products"),
        "trade_series": N_("Trade figures"),
        "partners": N_("Partners"),
        "targets": N_("Targets"),
        "indicators": N_("Indicators"),
        "place_series": N_("Figures of places by year"),
        "target_matches": N_("Which figures measure which targets"),
        "agreements": N_("Agreements"),
        "programmes": N_("Programmes"),
        "milestones": N_("Milestones"),
        "projects": N_("Projects"),
        "project_costs": N_("Costs of projects"),
        "project_effects": N_("Effects of projects"),
        "project_overlaps": N_("Overlaps of projects"),
        "project_needs": N_("Needs of projects"),
        "site_limits": N_("Limits of places"),
        "project_duties": N_("Duties of projects"),
        "compensation_shares": N_("Shares of a compensation"),
        "chains": N_("Industrial chains"),
        "chain_nodes": N_("Nodes of chains"),
        "chain_links": N_("Links of chains"),
        "enterprises": N_("Enterprises"),
        "instruments": N_("Instruments with partners"),
        "contacts": N_("Contacts with partners"),
        "friend_counts": N_("Stated numbers of friends"),
        "alert_rules": N_("Rules of alerts"),
        "agencies": N_("Agencies"),
        "calendar": N_("Holidays and make-up days"),
        "calendar_years": N_("Years of the calendar"),
        "channels": N_("Control channels"),
        "code_lists": N_("Code lists"),
        "codes": N_("Codes"),
        "cut_modes": N_("Reasons for levying or exempting"),
        "declaration_types": N_("Kinds of declaration"),
        "dictionary": N_("Data elements"),
        "duty_modes": N_("Ways of levying duty"),
        "event_codes": N_("Event codes"),
        "incoterm_modes": N_("Terms of delivery and price"),
        "legal": N_("Legal numbers"),
        "messages": N_("Message texts"),
        "mode_matrix": N_("Customs procedures allowed together"),
        "offices": N_("Customs offices"),
        "packages": N_("Kinds of package"),
        "rail_gauge": N_("Track gauges of railways"),
        "rail_mileage": N_("Published lengths of railways"),
        "rail_openings": N_("Railways that open later"),
        "rail_passenger_only": N_("Passenger-only railways"),
        "rail_repairs": N_("Repairs of the railway map"),
        "reason_codes": N_("Reason codes"),
        "risk_rules": N_("Risk rules"),
        "roles": N_("Roles"),
        "states": N_("States of a declaration"),
        "trade_agreements": N_("Trade agreements"),
        "trade_modes": N_("Customs procedures"),
        "transitions": N_("Steps of the life cycle"),
        "transport_modes": N_("Modes of transport"),
        "units": N_("Units of measure"),
        "documents": N_("Documents"),
    },
    "unit": {
        "l": N_("litres"),
        "l_alc": N_("litres of pure alcohol"),
        "kg": N_("kilograms"),
        "item": N_("items"),
        "m2": N_("square metres"),
        "m3": N_("cubic metres"),
        "pair": N_("pairs"),
        "t": N_("tonnes"),
        "abv_pct": N_("alcohol strength, % by volume"),
        "ha": N_("ha"),
        "MW": N_("MW"),
        "t/day": N_("t a day"),
        "persons": N_("persons"),
        "dwellings": N_("dwellings"),
        "million EUR": N_("m EUR"),
        "million CNY": N_("m RMB"),
        "million RMB": N_("m RMB"),
        "bn RMB": N_("bn RMB"),
        "RMB bn": N_("bn RMB"),
        "bn CNY": N_("bn RMB"),
        "bn USD": N_("bn USD"),
        "m USD": N_("m USD"),
        "million USD": N_("m USD"),
        "tn RMB": N_("tn RMB"),
        "tn USD": N_("tn USD"),
        "bn parcels": N_("bn parcels"),
        "percent": N_("%"),
        "TEU": N_("TEU"),
        "trains": N_("trains"),
        "containers": N_("containers"),
        "million": N_("million"),
        "million t": N_("m t"),
        "million m2": N_("m m2"),
        "km2": N_("km2"),
        "kL": N_("kL"),
        "count": N_("in number"),
        "count (80 to 100)": N_("in number (80 to 100)"),
        "rank": N_("in rank"),
        "rank (at most)": N_("in rank, at most"),
        "tasks": N_("tasks"),
        "yes/no": N_("yes or no"),
        "RMB": N_("RMB"),
        "percent a year": N_("% a year"),
        "percent of GDP": N_("% of GDP"),
        "percent cut": N_("% less"),
        "percent either way": N_("% either way"),
        "months of imports": N_("months of imports"),
        "score 1-5": N_("points of 1 to 5"),
        "Mt": N_("m t"),
        "Mt a year": N_("m t a year"),
        "round trips a day": N_("round trips a day"),
        "containers a year": N_("containers a year"),
        "head": N_("head of cattle"),
        "firms": N_("firms"),
        "%": N_("%"),
    },
    "flow": {
        "exports": N_("Exports"),
        "imports": N_("Imports"),
        "total": N_("Exports and imports"),
        "balance": N_("Balance"),
        "total by origin/destination": N_("By origin and destination of the goods"),
        "total (target)": N_("Exports and imports, target"),
        "parcel volume": N_("Parcels"),
    },
    "indicator": {
        "total foreign trade": N_("Total foreign trade"),
    },
    "box": {
        "20GP": N_("20-foot container"),
        "40GP": N_("40-foot container"),
        "40HC": N_("40-foot high-cube container"),
        "20": N_("20-foot container"),
        "40": N_("40-foot container"),
    },
    "unreachable": {
        "no_terminal": N_("One of the places has no terminal within reach."),
        "avoided": N_("Every way there is closed by what you asked to avoid."),
        "border_closed": N_("Every way there leads over a border post that is closed."),
        "not_open_yet": N_("The way there is not open yet on this day."),
        "no_service": N_("The network knows no service that joins these places."),
        "same_place": N_("Origin and destination are the same."),
    },
    "problem": {
        **FIELD_FAULTS,
        **IMPORT_PROBLEMS,
        **STATISTICS_PROBLEMS,
        **OPPORTUNITY_PROBLEMS,
        **COMPARE_PROBLEMS,
        "input.missing": N_("Please fill this in."),
        "input.unknown": N_("This is not known."),
        "input.number": N_("This is not a number."),
        "input.positive": N_("This must be above zero."),
        "input.too_large": N_("This is too large; check the unit."),
        "input.whole": N_("This is not a whole number in the range allowed."),
        "input.date": N_("This is not a day; write it as 2026-11-20."),
        "input.same": N_("Origin and destination are the same."),
        "input.piece": N_("One piece cannot be heavier than all goods together."),
        "input.hs": N_("No such subheading in the Harmonized System."),
        "input.quantities": N_("The quantities cannot be read."),
        "input.unit": N_("This unit is not known."),
        "input.regime": N_("This preference is not known."),
        "input.place": N_("This place is not known."),
        "input.currency": N_("This currency has no reference rate on this day."),
        "input.incoterm": N_("This trade term does not suit the way or the goods."),
        "input.country": N_("This is not a country code of two letters."),
        "input.market": N_("The pack holds no tariff of this market."),
        "load.not_positive": N_("This must be above zero."),
        "load.piece_too_heavy": N_("One piece is heavier than any container may carry."),
        "load.no_boxes": N_("The pack names no container that could carry this."),
        "route.unknown_avoid": N_("There is nothing of this name to avoid."),
        "route.unknown_place": N_("This place is not part of the network."),
        "route.avoid_form": N_("Write what is to be avoided as KIND:ID."),
        "input.level": N_("The region has no such level."),
        "input.open": N_("Only a line can be opened."),
        "input.both": N_("Compare with a year or with an opening, not with both."),
        "access.open": N_("This line is open already, or carries no freight."),
        "access.link": N_("There is no such line."),
        "access.no_size": N_("The pack tells the size of no market."),
        "flows.no_totals": N_("The pack does not tell exports and imports of any year."),
        "flows.unit": N_("A trade figure is in a unit of money that cannot be converted."),
        "assignment.gap_not_reached": N_("The flows did not settle; ask for fewer units."),
        "scenario.unknown": N_("There is nothing of this name."),
        "scenario.place": N_("This place is not known."),
        "scenario.missing": N_("Please fill this in."),
        "scenario.target": N_("Write the kind and the id, such as border:ID."),
        "scenario.edit": N_("This edit cannot be read."),
        "scenario.extra": N_("This is no part of an edit."),
        "scenario.table": N_("This edit cannot be read."),
        "scenario.number": N_("This is not a number in the range allowed."),
        "scenario.whole": N_("This is not a whole number in the range allowed."),
        "scenario.factor": N_("This has no such factor."),
        "scenario.gauge": N_("There is no railway of this gauge."),
        "scenario.same": N_("The line ends where it starts."),
        "scenario.not_a_leg": N_("Nothing runs over this line; open the legs it is made of."),
        "scenario.shared_wait": N_("This modelled service shares its wait with others."),
        "scenario.too_many": N_("This is too much at once."),
        "quote.unknown": N_("There is no quote of this reference."),
        "database.silent": N_("The database does not answer."),
        "database.lost": N_("The database does not answer."),
        "database.busy": N_("The database is busy; try again soon."),
        "request.origin": N_("The request comes from another site."),
        "request.size": N_("The request is too large."),
        "http.404": N_("There is no such page."),
        "http.405": N_("This address does not take that method."),
        "http.500": N_("Something went wrong inside. It has been written to the log."),
    },
    "script": {
        "cost": N_("Cost of the way [USD]"),
        "days": N_("Likely days"),
        "late": N_("Late days (1 in 10 is later)"),
        "no_map": N_("The map cannot be drawn here: the browser offers no WebGL."),
        "target": N_("Target"),
        "zoom_in": N_("Zoom in"),
        "zoom_out": N_("Zoom out"),
        "border": N_("Border post"),
        "zone": N_("Zone"),
        "gauge": N_("Change of gauge"),
        "passage": N_("Passage"),
        "avoid": N_("Avoid and search again"),
        "base": N_("before"),
        "after": N_("after"),
        "mean_days": N_("Mean days"),
        "distance": N_("Distance [km]"),
        "hours": N_("Time since departure [h]"),
        "so_far": N_("Cost so far [USD]"),
        "proximity": N_("Proximity"),
    },
    **CORRIDOR_WORDS,
    **SERVICE_WORDS,
    **ECOMMERCE_WORDS,
    **EXPORTER_WORDS,
    **FUND_WORDS,
    **GREEN_WORDS,
    **PIPELINE_WORDS,
    **ROLL_WORDS,
    **STEWARD_WORDS,
    **PLAN_WORDS,
    **CASE_WORDS,
    **PROMOTION_WORDS,
    **CHAIN_WORDS,
    **CIRCLE_WORDS,
    **POLICY_WORDS,
    **IMPORT_WORDS,
    **CERTIFICATE_WORDS,
    **BONDED_WORDS,
    **ORIGIN_WORDS,
    **AGREEMENT_WORDS,
    **ASSESS_WORDS,
    **OFFICER_WORDS,
    **TRADER_WORDS,
    **PORT_WORDS,
    **FINANCE_WORDS,
    **STATISTICS_WORDS,
    **OPPORTUNITY_WORDS,
    **COMPARE_WORDS,
    **TRAIN_WORDS,
    "done": {
        **OFFICER_WORDS["done"],
        **FINANCE_DONE,
        **PORT_DONE,
        **PLAN_DONE,
        **FIRM_DONE,
        **NOTICE_DONE,
    },
}


def word(language: Language, code: object, group: str) -> str:
    """A code of a group in the page's language; an unlisted one as it is."""
    text = str(code or "")
    found = WORDS[group].get(text)
    return language.say(found) if found else text.replace("_", " ")


_PARTS: Mapping[str, str] = {**WORDS["what"], **WORDS["term"], **WORDS["rate"]}
_CHARGES: Mapping[str, str] = {**_PARTS, **WORDS["charge"]}


def _codes(parts: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(parts, key=len, reverse=True)) + r")\b")


_IN_QUOTES, _IN_ASSESSMENTS = _codes(_PARTS), _codes(_CHARGES)


def told(language: Language, working: str) -> str:
    """A working or a rate of a quote with the codes of its parts put into words."""
    return _said(language, working, _IN_QUOTES, _PARTS)


def levied(language: Language, working: str) -> str:
    """A working or a rate of an assessment with the codes of its parts put into words."""
    return _said(language, working, _IN_ASSESSMENTS, _CHARGES)


def _said(
    language: Language, working: str, codes: re.Pattern[str], parts: Mapping[str, str]
) -> str:
    def said(found: re.Match[str]) -> str:
        text = language.say(parts[found[0]])
        return text if found[0] in WORDS["rate"] else text.lower()

    return codes.sub(said, working)


def script_words(language: Language) -> dict[str, str]:
    """What the scripts of a page say, translated: their own words and the modes."""
    codes = [("script", code) for code in WORDS["script"]] + [("mode", m) for m in WORDS["mode"]]
    return {code: word(language, code, group) for group, code in codes}
