"""What the pages and the API ask of the service about cases of firms."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class StewardVerbs:
    """The functions of cases, bound to a database and the clock.

    Attributes:
        work: Who asks, a page and whether closed ones are meant, to the worklist.
        every: Who asks and whether closed ones are meant, to all cases.
        show: Who asks and a case, to it with its history.
        measure: Who asks, to how cases are served by kind.
        open: Who acts and a file, to what was opened.
        act: Who acts, a case, a move and what is told with it, to the case.
    """

    work: Callable[[str, int, bool], Document]
    every: Callable[[str, bool], Document]
    show: Callable[[str, str], Document]
    measure: Callable[[str], Document]
    open: Callable[[str, bytes], Document]
    act: Callable[[str, str, str, dict[str, str]], Document]
