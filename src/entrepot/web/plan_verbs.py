"""What the pages and the API ask of the service about programmes and alerts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class PlanVerbs:
    """The functions of programmes and alerts, bound to a database and the clock.

    Who asks is empty where nobody has signed in; such a one is told what the pack says.

    Attributes:
        list: Who asks and `owner`, `state`, `due`, to programmes with their standing.
        show: Who asks and a programme, to it and its items with the moves one may make.
        report: Who asks, to totals, what is late, what is due, who owes what.
        items: Who asks, to all items.
        item: Who asks and a reference, to an item with its history.
        add: Who acts and the fields of an item, to the item.
        act: Who acts, a reference and `move` with its fields, to the item.
        alerts: Who asks and whether open ones alone, to alerts.
        alert: Who asks and a reference, to an alert with its history.
        check: Who acts and `owner`, to the alerts that were raised.
        act_on_alert: Who acts, a reference and `move` with its fields, to the alert.
        projects: `stage`, `kind`, `programme`, to projects of the pack.
        project: A project, to it with its site, duties and scenario.
        project_case: What a case is made for and files by name, to the case.
        answer_case: A question of planning and a case of it, to the answer.
    """

    list: Callable[[str, Fields], Document]
    show: Callable[[str, str], Document]
    report: Callable[[str], Document]
    items: Callable[[str], Document]
    item: Callable[[str, str], Document]
    add: Callable[[str, object], Document]
    act: Callable[[str, str, object], Document]
    alerts: Callable[[str, bool], Document]
    alert: Callable[[str, str], Document]
    check: Callable[[str, object], Document]
    act_on_alert: Callable[[str, str, object], Document]
    projects: Callable[[Fields], Document]
    project: Callable[[str], Document]
    project_case: Callable[[Fields, Mapping[str, bytes]], Document]
    answer_case: Callable[[str, Fields], Document]
