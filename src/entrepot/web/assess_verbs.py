"""What the pages and the API ask of the service about how well it goes."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class AssessVerbs:
    """The service's functions; they read the pack, or a case that is sent.

    Attributes:
        targets: A place, "" for the region, and whether with its parts, to its goals and checks.
        target_path: A case to the growth a target needs, its standing and its chance.
        lmdi: A case to what a change comes from.
        brief: A place to all that is known of it.
    """

    targets: Callable[[str, bool], Document]
    target_path: Callable[[Fields], Document]
    lmdi: Callable[[Fields], Document]
    brief: Callable[[str], Document]
