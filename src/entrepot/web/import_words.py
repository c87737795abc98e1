"""Codes of imported schedules in words."""

from collections.abc import Mapping

from entrepot.web.marking import N_

IMPORT_WORDS: Mapping[str, Mapping[str, str]] = {
    "import_state": {
        "applied": N_("applied"),
        "refused": N_("not taken in"),
    },
    "cell_state": {
        "parsed": N_("read"),
        "unknown": N_("not known"),
        "not_covered": N_("not covered"),
        "needs_person": N_("needs a person"),
    },
    "change": {
        "added": N_("added"),
        "removed": N_("removed"),
        "changed": N_("changed"),
    },
    "schedule": {
        "us": N_("United States: schedule"),
        "us-301": N_("United States: section 301 lists"),
        "us-232": N_("United States: section 232 lists"),
        "us-122": N_("United States: section 122 list"),
        "eu": N_("European Union: common tariff"),
        "gb": N_("United Kingdom: global tariff"),
        "jp": N_("Japan: schedule"),
        "vn-mfn": N_("Viet Nam: most-favoured-nation and export duty"),
        "vn-preference": N_("Viet Nam: an agreement's schedule"),
        "au": N_("Australia: schedule 3"),
        "au-fta": N_("Australia: schedules of agreements"),
        "nz": N_("New Zealand: working tariff"),
        "eaeu": N_("Eurasian Union: common tariff"),
        "cn": N_("China: schedule"),
        "cn-refund": N_("China: refund library"),
        "lines": N_("National lines"),
    },
}
PROBLEMS: Mapping[str, str] = {
    "tariff.column_unparsed": N_("A column of rates cannot be read; nothing was changed."),
    "measure.overlap": N_("Two measures of one kind hold for one line on the same day."),
    "tariff.edition_older": N_("A later edition stands: import editions in order."),
    "tariff.edition": N_("The edition is missing."),
    "tariff.valid_from": N_("The first day is missing."),
    "tariff.agreement": N_("This is none of the schedule's agreements."),
    "tariff.schedule": N_("This schedule is not known."),
    "tariff.columns": N_("The file lacks columns that the map names."),
    "tariff.map": N_("The column map has a fault."),
    "tariff.file": N_("The file cannot be read as a table."),
    "tariff.import_unknown": N_("There is no such import."),
}
