"""The verbs of green channels over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import green
from entrepot.service.cases import one_case
from entrepot.service.desk import Desk
from entrepot.web.green_verbs import GreenVerbs


def bind_green(desk: Desk, now: Callable[[], datetime]) -> GreenVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window
    return GreenVerbs(
        list=lambda who: green.list_eligible(window, by=who, at=now()),
        grant=lambda who, raw: green.grant(window, one_case(raw), by=who, at=now()),
        act=lambda who, name, raw: green.act(window, name, one_case(raw), by=who, at=now()),
        queue=lambda who, channel: green.show_queue(window, channel, by=who, at=now()),
        examine=lambda who, channel, case, raw: green.examine(
            window, channel, case, by=who, at=now(),
            finding=green.text_of(one_case(raw), "finding"),
        ),
    )  # fmt: skip
