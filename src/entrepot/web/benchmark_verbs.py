"""What the pages and the API ask of the service about benchmarks."""

from collections.abc import Callable, Mapping, Sequence
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
        measure: Who and a period or "", to what our own records come to, beside what is kept.
        keep_measured: The same, kept.
        cases: Who, an indicator, a period and a place or "", to the cases behind a figure.
        places: Names of the region's places by id.
        simulate: Who, a benchmark, an edition and reforms, to what they add.
    """

    list: Callable[[str], Document]
    keep: Callable[[str, Fields, bytes, str], Document]
    show: Callable[[str, str, str], Document]
    compare: Callable[[str, str, Sequence[str]], Document]
    simulate: Callable[[str, str, str, Sequence[str]], Document]
    measure: Callable[[str, str], Document]
    keep_measured: Callable[[str, str], Document]
    cases: Callable[[str, str, str, str], Document]
    places: Callable[[], Mapping[str, Document]]
