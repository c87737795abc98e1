"""One measured value: what, where, when, in which unit, and who says so."""

from dataclasses import dataclass

from entrepot.kernel.source import Status


@dataclass(frozen=True, slots=True)
class Observation:
    """A value that indicators and pages take as it is.

    Attributes:
        what: Stable name of what is measured, such as `logistics.cost`.
        where: Place id.
        when: Calendar year.
        value: The value; what is not known has no observation.
        unit: Its unit, such as USD/TEU.
        source: Citation, or what it was worked out from.
        status: How sure it is.
        note: What a reader must know beside it.
    """

    what: str
    where: str
    when: int
    value: float
    unit: str
    source: str
    status: Status
    note: str = ""
