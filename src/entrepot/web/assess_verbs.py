"""What the pages and the API ask of the service about how well it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class AssessVerbs:
    """The service's functions; they read the pack, or a case that is sent.

    Attributes:
        targets: Who asks, a place, "" for the region, whether with its parts, and the instant
            whose decisions count, now if None, to its goals and checks.
        decide: Who decides, and target, kind, choice, reason, to the decisions on the target.
        decisions: Who asks, and a target or "", to all that was ever decided.
        pace: Who asks, a place and whether with its parts, to the year under way.
        doubling: Who asks, and base, until, by, to what each part owes and brought.
        compare: A place, "" for the region, to its parts side by side.
        target_path: A case to the growth a target needs, its standing and its chance.
        lmdi: A case to what a change comes from.
        brief: A place to all that is known of it.
    """

    targets: Callable[[str, str, bool, datetime | None], Document]
    decide: Callable[[str, Fields], Document]
    decisions: Callable[[str, str], Document]
    pace: Callable[[str, str, bool], Document]
    doubling: Callable[[str, Fields], Document]
    compare: Callable[[str], Document]
    target_path: Callable[[Fields], Document]
    lmdi: Callable[[Fields], Document]
    brief: Callable[[str], Document]
