"""The verbs of the register of firms over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import enterprise_merges, enterprises
from entrepot.service.desk import Desk
from entrepot.service.dossiers import show_dossier
from entrepot.web.enterprise_verbs import EnterpriseVerbs


def bind_enterprises(desk: Desk, now: Callable[[], datetime]) -> EnterpriseVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return EnterpriseVerbs(
        list=lambda who, word: enterprises.list_enterprises(window, word, by=who, at=now()),
        show=lambda who, named: show_dossier(window, named, by=who, at=now()),
        export=lambda who: enterprises.export_enterprises(window, by=who, at=now()),
        keep=lambda who, data, name: enterprises.import_enterprises(
            window, data, name, by=who, at=now()
        ),
        match=lambda who, data, name: enterprises.match_enterprises(
            window, data, name, by=who, at=now()
        ),
        merge=lambda who, keep, other, reason: enterprise_merges.merge_enterprises(
            window, keep, other, reason, by=who, at=now()
        ),
        unmerge=lambda who, merge: enterprise_merges.unmerge_enterprise(
            window, merge, by=who, at=now()
        ),
    )  # fmt: skip
