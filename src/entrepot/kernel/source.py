"""Who said so, and how sure it is."""

from collections.abc import Iterable
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


def weakest(statuses: Iterable[Status]) -> Status:
    """The least certain of several statuses; what rests on them is no surer."""
    return max(statuses, key=_WEAKEST_LAST.index, default="unverified")
