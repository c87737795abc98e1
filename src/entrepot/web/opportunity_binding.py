"""The verbs of opportunities over a desk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from entrepot.service.comparison import compare_scenarios
from entrepot.service.corridor_chain import corridor_effect, effect_choices, start_effect
from entrepot.service.desk import Desk
from entrepot.service.opportunity_table import OpportunityTable
from entrepot.service.trade_files import complexity_file, opportunities_file
from entrepot.service.what_if_runs import show_case, start_case
from entrepot.service.what_if_world import WhatIfWorld
from entrepot.web.opportunity_verbs import OpportunityVerbs
from entrepot.web.verbs import Document


def bind_opportunities(desk: Desk, now: Callable[[], datetime]) -> OpportunityVerbs:
    """Bind the functions to a desk and to a clock; what is ranked is kept while it stands."""

    @cache
    def table() -> OpportunityTable:
        return OpportunityTable(desk)

    @cache
    def world() -> WhatIfWorld:
        return WhatIfWorld(desk)

    def goods(codes: Sequence[str]) -> Mapping[str, Document]:
        found = {code: desk.nomenclature.find(code) for code in codes}
        return {
            code: {"text": one.text, "text_zh": one.text_zh} for code, one in found.items() if one
        }

    return OpportunityVerbs(
        show=lambda who, raw: table().show(raw, by=who, at=now()),
        of_file=opportunities_file,
        complexity=complexity_file,
        what_if=lambda who, raw: world().show(raw, by=who, at=now()),
        effect=lambda who, raw: corridor_effect(desk, world(), raw, by=who, at=now()),
        start_effect=lambda who, raw: start_effect(desk, world(), raw, by=who, at=now()),
        compare=lambda who, raw: compare_scenarios(desk, world(), raw, by=who, at=now()),
        effect_choices=lambda who: effect_choices(desk, by=who, at=now()),
        start_case=lambda who, content, name: start_case(desk, content, name, by=who, at=now()),
        show_case=lambda who, run: show_case(desk, world(), run, by=who, at=now()),
        goods=goods,
    )
