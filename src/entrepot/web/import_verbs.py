"""What the pages and the API of imported schedules ask of the service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class ImportVerbs:
    """The functions of imported schedules, bound to a database.

    Attributes:
        schedules: Names of what can be imported.
        list: The newest imports.
        get: One import with its report, by its number.
        take: Who imports, the file, its name, fields by name, and whether the run is dry.
    """

    schedules: Callable[[], tuple[str, ...]]
    list: Callable[[], Document]
    get: Callable[[int], Document]
    take: Callable[[str, bytes, str, Mapping[str, str], bool], Document]
