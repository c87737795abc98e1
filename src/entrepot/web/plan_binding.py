"""The verbs of programmes and alerts over a desk."""

from collections.abc import Callable
from datetime import datetime

from entrepot.service import alerts, programme_items, programmes, projects
from entrepot.service.cases import one_case
from entrepot.service.desk import Desk
from entrepot.service.plan_questions import answer_question
from entrepot.web.plan_verbs import PlanVerbs
from entrepot.web.verbs import Document, Fields


def bind_plans(desk: Desk, now: Callable[[], datetime]) -> PlanVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    def register(who: str) -> programmes.Register:
        return programmes.open_register(window, by=who, at=now())[0]

    def listed(who: str, raw: Fields) -> Document:
        names = ("owner", "state", "due")
        asked = programmes.read_asked(*(str(raw.get(name) or "") for name in names))
        return programmes.list_programmes(register(who), asked)

    def listed_projects(raw: Fields) -> Document:
        names = ("stage", "kind", "programme")
        asked = {name: str(raw.get(name) or "") for name in names}
        return projects.list_projects(window.reference, **asked)

    return PlanVerbs(
        list=listed,
        show=lambda who, name: programme_items.show_with_moves(window, name, by=who, at=now()),
        report=lambda who: programmes.report_programmes(register(who)),
        items=lambda who: programmes.list_items(register(who)),
        item=lambda who, name: programme_items.show_item(window, name, by=who, at=now()),
        add=lambda who, raw: programme_items.add_item(window, one_case(raw), by=who, at=now()),
        act=lambda who, name, raw: programme_items.act_on_item(
            window, name, one_case(raw), by=who, at=now()
        ),
        alerts=lambda who, is_open: alerts.list_alerts(
            window, by=who, at=now(), is_open=is_open
        ),
        alert=lambda who, name: alerts.show_alert(window, name, by=who, at=now()),
        check=lambda who, raw: alerts.check_alerts(window, one_case(raw), by=who, at=now()),
        act_on_alert=lambda who, name, raw: alerts.act_on_alert(
            window, name, one_case(raw), by=who, at=now()
        ),
        projects=listed_projects,
        project=lambda name: projects.show_project(
            window.reference, name, programmes.day_of(window.reference, now())
        ),
        answer_case=lambda name, raw: answer_question(
            window.reference, name, raw, today=programmes.day_of(window.reference, now())
        ),
        project_case=lambda raw, files: projects.project_case(window.reference, raw, files),
    )  # fmt: skip
