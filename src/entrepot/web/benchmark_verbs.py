"""What the pages and the API ask of the service about benchmarks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class BenchmarkVerbs:
    """The functions, bound to a database and the clock; each is told who acts first.

    Attributes:
        list: Who, to the newest revision of every edition.
        keep: Who, what is told of it, the bytes of a CSV and its name, to what was kept.
        show: Who, a benchmark and an edition, to its scores and rows.
        compare: Who, a benchmark and editions or none, to figures side by side.
        simulate: Who, a benchmark, an edition and reforms, to what they add.
    """

    list: Callable[[str], Document]
    keep: Callable[[str, Fields, bytes, str], Document]
    show: Callable[[str, str, str], Document]
    compare: Callable[[str, str, Sequence[str]], Document]
    simulate: Callable[[str, str, str, Sequence[str]], Document]
