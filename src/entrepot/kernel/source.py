"""Who said so, and how sure it is."""

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["published", "derived", "modelled", "unverified", "synthetic"]
STATUSES: tuple[Status, ...] = get_args(Status)
_WEAKEST_LAST: tuple[Status, ...] = ("published", "derived", "modelled", "unverified", "synthetic")


@dataclass(frozen=True, slots=True)
class Source:
    """A citation and the standing of the figure it carries.

    Attributes:
        text: Citation: publisher, title, edition or date.
        status: published (read in a source), derived (computed from published figures),
            modelled (an assumption), unverified (not confirmed), synthetic (invented for
            a test or a demonstration).
    """

    text: str
    status: Status


def weakest(sources: "list[Source] | tuple[Source, ...]") -> Status:
    """The least certain status of several; what rests on them is no surer."""
    return max((s.status for s in sources), key=_WEAKEST_LAST.index, default="unverified")
