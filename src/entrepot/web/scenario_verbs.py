"""What the pages and the API ask of kept scenarios: a verb takes `who` first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioVerbs:
    """The service's functions, bound to a desk and to this machine's clock.

    Attributes:
        keep: `who, tables` to the document of the run, each scenario with its reference.
        list_all: `who` to the scenarios somebody keeps.
        show: `who, reference` to one with its edits and runs.
        remove: `who, reference`; takes one off the list.
        restore: `who, reference`; puts it back.
    """

    keep: Callable[..., Document]
    list_all: Callable[..., Document]
    show: Callable[..., Document]
    remove: Callable[..., Document]
    restore: Callable[..., Document]
