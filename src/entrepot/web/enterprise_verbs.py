"""What the pages and the API ask of the service about firms of the register."""

from collections.abc import Callable
from dataclasses import dataclass

from entrepot.web.verbs import Document


@dataclass(frozen=True, slots=True)
class EnterpriseVerbs:
    """The functions of the register, bound to a database and the clock.

    Attributes:
        list: Who asks and a word, to firms.
        show: Who asks and a code or id, to the firm with what other rooms hold of it.
        export: Who asks, to the register as CSV.
        keep: Who acts, a file and its name, to what became of its rows.
        match: Who asks, a file and its name, to the firms each row may be.
        merge: Who acts, the firm kept, the other and a reason, to the merge.
        unmerge: Who acts and a merge, to what was parted.
    """

    list: Callable[[str, str], Document]
    show: Callable[[str, str], Document]
    export: Callable[[str], bytes]
    keep: Callable[[str, bytes, str], Document]
    match: Callable[[str, bytes, str], Document]
    merge: Callable[[str, str, str, str], Document]
    unmerge: Callable[[str, str], Document]
