"""Tables that trade statistics ask for."""

from dataclasses import dataclass

from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class Country(Row):
    """A country's codes in the lists that statistics use."""

    code: str
    iso3: str
    m49: str
