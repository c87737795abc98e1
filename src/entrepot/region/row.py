"""What every row of every table ends with."""

from dataclasses import dataclass

from entrepot.kernel.source import Source, Status


@dataclass(frozen=True, slots=True)
class Row:
    """What every row of every table ends with."""

    note: str
    source: str
    status: Status

    @property
    def cited(self) -> Source:
        """The row's citation and standing."""
        return Source(self.source, self.status)
