"""What every row of every table ends with."""

from dataclasses import dataclass, field

from entrepot.kernel.source import Source, Status

COMMON = ("note", "note_zh", "source", "status")


@dataclass(frozen=True, slots=True)
class Row:
    """What every row of every table ends with."""

    note: str
    source: str
    status: Status
    note_zh: str = field(default="", kw_only=True)

    @property
    def cited(self) -> Source:
        """The row's citation and standing."""
        return Source(self.source, self.status)
