"""Codes of projects in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

PIPELINE_WORDS: Mapping[str, Mapping[str, str]] = {
    "dossier": {
        "declarations": N_("declaration lodged"),
        "projects": N_("project entered"),
        "cases": N_("case opened"),
        "loans": N_("loan asked for"),
        "register": N_("told to the register"),
    },
    "project_list": {
        "to_recruit": N_("To recruit"),
        "negotiating": N_("Negotiating"),
        "ongoing": N_("Ongoing"),
        "landed": N_("Landed"),
        "lost": N_("Lost"),
        "absent": N_("not there yet"),
    },
    "ladder_stage": {
        "lead": N_("Lead"),
        "contacted": N_("Contacted"),
        "visited": N_("Visited"),
        "negotiating": N_("In negotiation"),
        "signed": N_("Signed"),
        "land_permit": N_("Land and permits"),
        "construction": N_("Under construction"),
        "trial": N_("Trial production"),
        "operation": N_("In operation"),
        "expanded": N_("Expanded"),
    },
    "project_step": {
        "skipped": N_("skipped a stage"),
        "back": N_("went back"),
        "revived": N_("revived"),
    },
}

FIRM_DONE: Mapping[str, str] = {
    "merged": N_("The two are one firm now."),
    "parted": N_("The two stand by themselves again."),
}
