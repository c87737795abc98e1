"""Codes of refunds, controls and negative lists in words."""

from collections.abc import Mapping

from entrepot.web.marking import N_

POLICY_WORDS: Mapping[str, Mapping[str, str]] = {
    "treatment": {
        "refund": N_("VAT is refunded"),
        "taxed_as_domestic": N_("No refund: taxed like a sale at home, output VAT is due"),
        "unknown": N_("The refund is not known"),
    },
    "refund_line": {
        "non_creditable": N_("Input VAT that may not be credited"),
        "payable": N_("VAT owed at home"),
        "credit_left": N_("Input VAT left over"),
        "cap": N_("Most that can come back"),
        "refund": N_("Refund"),
        "carried_forward": N_("Carried forward"),
    },
    "control_state": {
        "in_force": N_("in force"),
        "suspended": N_("suspended"),
        "confirm": N_("to be confirmed"),
        "not_yet": N_("not yet in force"),
        "ended": N_("ended"),
        "unknown": N_("not known"),
    },
    "lapse": {
        "begins": N_("comes into force"),
        "suspended_from": N_("is suspended"),
        "suspension_ends": N_("the suspension has run out: confirm what holds"),
        "ends": N_("ends"),
    },
    "admission": {
        "national_treatment": N_("Open: treated like home investment"),
        "conditional": N_("Open on conditions"),
        "refused": N_("Refused as planned"),
        "prohibited": N_("Prohibited"),
        "undetermined": N_("Not settled by the words given"),
    },
    "layer": {
        "national": N_("National list"),
        "zone": N_("List of pilot zones"),
        "local": N_("Rule of the place"),
    },
    "restriction": {
        "prohibited": N_("prohibited"),
        "equity": N_("limit on the foreign share"),
        "joint_venture": N_("joint venture"),
        "cooperation": N_("cooperation with a home partner"),
        "condition": N_("on conditions"),
        "none": N_("does not hold here"),
    },
    "check": {
        "read": N_("read in a source"),
        "read, numbering partly inferred": N_("read in a source, numbering partly inferred"),
        "read as proposal": N_("read as a proposal"),
        "partly read": N_("partly read"),
        "conflict": N_("sources differ"),
        "unknown": N_("not read"),
        "cross-checked": N_("checked against a second copy"),
        "recalled": N_("recalled, to be confirmed"),
        "synthetic": N_("synthetic"),
    },
    "stage": {
        "entry": N_("Admission"),
        "complaint": N_("Complaint"),
        "remedy": N_("Remedy"),
    },
    "clock": {
        "working_days": N_("working days"),
        "days": N_("days"),
        "months": N_("months"),
        "years": N_("years"),
    },
    "section": {
        "A": N_("Agriculture, forestry, fishery"),
        "B": N_("Mining"),
        "C": N_("Manufacturing"),
        "D": N_("Power, heat, gas, water"),
        "E": N_("Construction"),
        "F": N_("Wholesale and retail"),
        "G": N_("Transport, storage, post"),
        "H": N_("Lodging and catering"),
        "I": N_("Information and software"),
        "J": N_("Finance"),
        "K": N_("Real estate"),
        "L": N_("Leasing and business services"),
        "M": N_("Science and technical services"),
        "N": N_("Water, environment, public facilities"),
        "O": N_("Household and repair services"),
        "P": N_("Education"),
        "Q": N_("Health and social work"),
        "R": N_("Culture, sport, entertainment"),
        "S": N_("Public administration"),
        "T": N_("International organisations"),
    },
}
