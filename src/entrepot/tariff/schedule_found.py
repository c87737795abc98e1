"""What is found in a schedule: measures, lines, and the cells that a person must read."""

from dataclasses import dataclass, field

from entrepot.region.law import Measure


@dataclass(slots=True)
class Tally:
    """Cells of a column that are not blank, and how many of them were read."""

    cells: int = 0
    parsed: int = 0
    zero: int = 0

    @property
    def needs_person(self) -> int:
        """Cells that a person must read."""
        return self.cells - self.parsed


@dataclass(frozen=True, slots=True)
class Need:
    """A cell that a person must read; rows count from 1 below the header."""

    row: int
    code: str
    column: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of a cell; `state` is parsed, unknown, not_covered or needs_person.

    `kind` is that of the measure, since a column may hold two: duty on what enters and leaves.
    """

    code: str
    column: str
    text: str
    state: str
    duty: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class NationalLine:
    """A line of the schedule with the goods it names."""

    code: str
    text: str
    unit: str
    depth: int
    row: int


@dataclass(slots=True)
class Schedule:
    """A schedule as read.

    Attributes:
        rows: Rows below the header.
        columns: Tally by header.
        measures: One a kind, regime, line, origins and days.
        lines: National lines in the order of the file.
        needs: Cells that a person must read.
        shown: What became of the cells of the codes asked for.
        names: How many names there are, and how many of them end in a rate.
    """

    rows: int = 0
    columns: dict[str, Tally] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    lines: list[NationalLine] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    names: tuple[int, int] = (0, 0)
