"""What the pages and the API ask of the service about projects and their lists."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class PipelineVerbs:
    """The functions of pipelines, bound to a database and the clock.

    Attributes:
        lists: Who asks and `as_of` (one day or several), `since`, `known_at`, `pipeline`,
            `chain`, `place`, to the lists.
        metrics: Who asks, a pipeline and a day, to what becomes of its projects.
        list: Who asks, to pipelines with their words.
        define: Who acts and a definition in JSON, to the pipeline.
        import_events: Who acts and a CSV of stage events, to what was added.
        today: The day it is.
    """

    lists: Callable[[str, Fields], Document]
    metrics: Callable[[str, str, str], Document]
    list: Callable[[str], Document]
    define: Callable[[str, bytes], Document]
    import_events: Callable[[str, bytes], Document]
    today: Callable[[], str]
