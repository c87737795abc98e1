"""Codes of the fund in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

FUND_WORDS: Mapping[str, Mapping[str, str]] = {
    "fund_state": {
        "applied": N_("waits for the committee"),
        "approved": N_("approved"),
        "refused": N_("refused"),
        "committed": N_("money promised"),
        "closed": N_("closed"),
    },
    "fund_vote": {
        "yes": N_("yes"),
        "no": N_("no"),
        "abstain": N_("abstains"),
        "recused": N_("stepped back"),
    },
    "fund_money": {
        "commit": N_("promised"),
        "draw": N_("drawn"),
        "return": N_("given back"),
    },
    "loan_state": {
        "asked": N_("waits for the bank"),
        "granted": N_("granted"),
        "refused": N_("refused"),
        "closed": N_("closed"),
    },
    "loan_move": {
        "draw": N_("Pay out"),
        "repay": N_("Repaid"),
        "write_off": N_("Write off"),
    },
    "loan_share": {
        "lender": N_("the bank"),
        "fund": N_("the risk fund"),
        "insurer": N_("the insurer"),
    },
}
