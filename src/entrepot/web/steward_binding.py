"""The verbs of cases of firms over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import steward_lists, stewards
from entrepot.service.desk import Desk
from entrepot.service.steward_documents import packages_of
from entrepot.web.steward_verbs import StewardVerbs
from entrepot.web.verbs import Document


def bind_stewards(desk: Desk, now: Callable[[], datetime]) -> StewardVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    def listed(who: str, page: int, is_closed: bool, most: int | None) -> Document:
        found = steward_lists.list_work(window, by=who, at=now(), page=page, is_closed=is_closed,
                                        most=most)  # fmt: skip
        return {**found, "packages": packages_of(found["cases"])}

    return StewardVerbs(
        work=lambda who, page, is_closed: listed(who, page, is_closed, steward_lists.MOST),
        every=lambda who, is_closed: listed(who, 1, is_closed, None),
        show=lambda who, case: steward_lists.show_case(window, case, by=who, at=now()),
        measure=lambda who: steward_lists.measure_service(window, by=who, at=now()),
        open=lambda who, data: stewards.open_cases(window, data, "file", by=who, at=now()),
        act=lambda who, case, move, raw: stewards.act_on_case(
            window, case, move, raw, by=who, at=now()
        ),
    )  # fmt: skip
