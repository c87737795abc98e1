"""Tables of cities and bodies a region is tied to."""

from dataclasses import dataclass

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class InstrumentRow(Row):
    """A paper signed with a partner city or body."""

    id: str
    home: str
    partner: str
    name: str
    name_zh: str
    country: str
    kind: str
    signed: str
    expires: str
    ended: str
    agreement: str
    fields: str


@dataclass(frozen=True, slots=True)
class ContactRow(Row):
    """Something that passed between the region and a city or body."""

    id: str
    home: str
    partner: str
    name: str
    name_zh: str
    country: str
    on: str
    kind: str
    two_way: bool
    what: str
    what_zh: str


@dataclass(frozen=True, slots=True)
class FriendCount(Row):
    """How many friends somebody said there were."""

    id: str
    home: str
    name: str
    name_zh: str
    on: str
    count: int
