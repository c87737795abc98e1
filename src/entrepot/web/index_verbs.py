"""What the pages and the API ask of the service about observations and kept indices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from entrepot.web.verbs import Document, Fields


@dataclass(frozen=True, slots=True)
class IndexVerbs:
    """The functions, bound to a database and the clock; each is told who acts first.

    Attributes:
        schemes: Who, to every version of every scheme.
        runs: Who and a scheme or "", to the newest runs.
        show: Who and an id, to the run.
        make: Who and scheme, version, periods, known_at, to the run.
        unit: Who, an id, a unit and a year or None, to the unit down to its observations.
        weigh: Who, an id and new weights as NODE=2, to ranks before and after.
        explain: Who, ids of two runs and units or none, to what moved units between them.
        tilt: Who, an id and pool, currency, floor, top, before, gain_share, to a fund shared.
        known: Who and at, what, where, when, to observations as known then.
        history: Who, an indicator and a place, to all that was ever known of them.
        indicators: Who, to what is observed.
        add: Who, the bytes of a CSV and its name, to what was added and corrected.
        places: Names of the region's places by id.
    """

    schemes: Callable[[str], Document]
    runs: Callable[[str, str], Document]
    show: Callable[[str, str], Document]
    make: Callable[[str, Fields], Document]
    unit: Callable[[str, str, str, float | None], Document]
    weigh: Callable[[str, str, Sequence[str]], Document]
    explain: Callable[[str, str, str, Sequence[str]], Document]
    tilt: Callable[[str, str, Fields], Document]
    known: Callable[[str, Fields], Document]
    history: Callable[[str, str, str], Document]
    indicators: Callable[[str], Document]
    add: Callable[[str, bytes, str], Document]
    places: Callable[[], Mapping[str, Document]]
