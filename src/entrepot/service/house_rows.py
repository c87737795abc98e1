"""Rows that the house works out for panels from what it keeps anyway, for the eyes of who asks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from entrepot.industry.call_list import DECIDED, TARGETS
from entrepot.industry.clusters import FIRMS_FOUND, PROJECTS_FOUND
from entrepot.industry.directions import INWARD_FOUND, MOVES_FOUND
from entrepot.industry.export_start import CANDIDATES
from entrepot.industry.overseas import PROJECTS
from entrepot.industry.released import RELEASED
from entrepot.kernel.roll import Roll, Row
from entrepot.partners.customs import RESULTS_FOUND, RULES_FOUND
from entrepot.service import house_customs, house_firms, house_projects
from entrepot.service.house_asked import Asked
from entrepot.service.house_exports import released_exports
from entrepot.service.window import Window
from entrepot.store.rolls import Rolls

Held = Mapping[str, Sequence[Row]]


class House(NamedTuple):
    """How rows of a house register come about.

    Attributes:
        needs: Registers whose rows say what is looked for; they are seen as far as who asks may.
        rows: Cells by column, without those that are unknown.
    """

    needs: tuple[Roll, ...]
    rows: Callable[[Asked], Iterable[Row]]


SOURCES: Mapping[str, House] = {
    RELEASED.name: House((CANDIDATES,), released_exports),
    INWARD_FOUND.name: House((PROJECTS,), house_projects.inward_projects),
    MOVES_FOUND.name: House((PROJECTS,), house_projects.project_stages),
    DECIDED.name: House((TARGETS,), house_projects.project_outcomes),
    PROJECTS_FOUND.name: House((), house_projects.cluster_projects),
    RULES_FOUND.name: House((), house_customs.sharing_rules),
    RESULTS_FOUND.name: House((), house_customs.inspection_results),
    FIRMS_FOUND.name: House((), house_firms.cluster_firms),
}


def needs_of(rolls: Iterable[Roll]) -> Iterator[Roll]:
    """Registers whose rows are needed to work out those of the house."""
    for roll in rolls:
        yield from SOURCES[roll.name].needs


def house_rows(
    window: Window, book: Rolls, roll: Roll, held: Held, known_at: datetime
) -> list[Row]:  # fmt: skip
    """Rows of a house register as they were known at an instant; a cell that is not told is None.

    Args:
        window: The window.
        book: The transaction, acting as who asks.
        roll: The house register.
        held: Rows of the registers that it needs.
        known_at: The instant.
    """
    return [{**{one.name: None for one in roll.columns}, **row}
            for row in SOURCES[roll.name].rows(Asked(window, book, held, known_at))]  # fmt: skip
