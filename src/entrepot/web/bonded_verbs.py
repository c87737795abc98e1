"""What the pages and the API ask of the service about goods under bond."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class BondedThing:
    """The verbs of one kind of thing.

    Attributes:
        list: Who asks, to what he may see under the only name of the document.
        show: Who asks and a reference, to the thing with `steps`.
        add: Who asks and a document, to the thing.
        act: Who asks, a reference and a document with `move`, to the thing.
    """

    list: Callable[[str], Document]
    show: Callable[[str, str], Document]
    add: Callable[[str, object], Document]
    act: Callable[[str, str, object], Document]


@dataclass(frozen=True, slots=True)
class BondedVerbs:
    """The functions of the bonded room, bound to a window.

    Attributes:
        things: By the name of the resource: books, lists, gate-passes, transfers, repairs,
            leases, handbooks.
        book: Who asks, a reference, an item or an empty text and the number of a movement or
            0, to the book with older movements of that item.
        verify: Who asks and a reference, to `agrees` and `differences`.
        choices: What forms offer: `zones`, `offices`, `currency`.
    """

    things: Mapping[str, BondedThing]
    book: Callable[[str, str, str, int], Document]
    verify: Callable[[str, str], Document]
    choices: Callable[[], Document]
