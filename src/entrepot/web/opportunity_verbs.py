"""What the pages and the API ask of the service about opportunities and complexity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class OpportunityVerbs:
    """The service's functions.

    Attributes:
        show: Who asks and filters, to the region's opportunities, their matrix and choices.
        of_file: Bytes of a file of trade, its kind and what is asked, to its opportunities.
        complexity: Bytes of a file of exports, its kind and what is asked, to its complexity.
        what_if: Who asks and what changes, to the world solved again.
        effect: Who asks and which corridors differ, to the world solved again.
        start_effect: The same, to a run that works it out in the background.
        compare: Who asks and which scenarios, to what each does from corridors to goals.
        effect_choices: Who asks, to the scenarios he keeps and the values of time.
        start_case: Who asks, bytes of a case and a name, to the run that works it out.
        show_case: Who asks and the id of a run, to the run and what came out.
        goods: Codes, to what each covers: `text` and `text_zh`.
    """

    show: Callable[[str, Fields], Document]
    of_file: Callable[[bytes, str, Fields], Document]
    complexity: Callable[[bytes, str, Fields], Document]
    what_if: Callable[[str, Fields], Document]
    effect: Callable[[str, Fields], Document]
    start_effect: Callable[[str, Fields], Document]
    compare: Callable[[str, Fields], Document]
    effect_choices: Callable[[str], Document]
    start_case: Callable[[str, bytes, str], Document]
    show_case: Callable[[str, str], Document]
    goods: Callable[[Sequence[str]], Mapping[str, Document]]
