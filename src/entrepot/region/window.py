"""Tables of the single window at work: life cycle, roles, risk, law, calendar, offices."""

from dataclasses import dataclass
from datetime import date

from entrepot.kernel.period import Period
from entrepot.region.row import Row


@dataclass(frozen=True, slots=True)
class DeclarationType(Row):
    """A kind of declaration: complete, before arrival, or in two steps."""

    type: str
    label_en: str
    label_zh: str
    flows: tuple[str, ...]
    precondition: str
    data_set: str
    effect: str
    transitions: str


@dataclass(frozen=True, slots=True)
class StateWord(Row):
    """A state of a declaration, or a value of one of its facets."""

    state: str
    facet: str
    label_en: str
    label_zh: str
    kind: str
    is_final: bool
    worklist_tab: str


@dataclass(frozen=True, slots=True)
class Arrow(Row):
    """A move from one state to another; whatever is not listed is refused."""

    id: str
    design_row: str
    from_state: str
    event: str
    role: tuple[str, ...]
    guard: str
    to_state: str
    facet_changes: str
    effects: str
    message: tuple[str, ...]
    label_en: str
    label_zh: str


@dataclass(frozen=True, slots=True)
class EventCode(Row):
    """A time stamp of the time release study, and whose time it ends."""

    code: str
    flow: str
    label_en: str
    label_zh: str
    party: str
    time_counts_for: str


@dataclass(frozen=True, slots=True)
class Channel(Row):
    """A control channel; a declaration may rise in rank, never fall."""

    channel: str
    label_en: str
    label_zh: str
    rank: int
    next_step: str
    tasks: tuple[str, ...]
    sandbox_letter: str


@dataclass(frozen=True, slots=True)
class Message(Row):
    """A message that the window sends or takes."""

    message: str
    family: str
    direction: str
    label_en: str
    label_zh: str
    parties: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Role(Row):
    """A role that a user holds in an organisation."""

    role: str
    label_en: str
    label_zh: str
    kind: str
    sees: str
    scope: str
    sees_personal_data: bool
    may_do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency(Row):
    """An agency at the border and its powers."""

    agency: str
    label_en: str
    label_zh: str
    body: str
    task: str
    powers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskRule(Row):
    """A risk rule: an expression, and what follows when it holds."""

    id: str
    label_en: str
    label_zh: str
    expression: str
    flows: tuple[str, ...]
    points: int
    channel: str
    agency: str
    valid_from: date | None
    valid_to: date | None
    vectors: str

    @property
    def valid(self) -> Period:
        """Days on which it is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class LegalRow(Row):
    """A number or choice of the law, with the days it holds."""

    jurisdiction: str
    name: str
    label_en: str
    label_zh: str
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None

    @property
    def valid(self) -> Period:
        """Days on which it is in force."""
        return Period(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class CalendarDay(Row):
    """A day that differs from its weekday: a day of rest, or a working day made up for."""

    country: str
    day: date
    kind: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class CalendarYear(Row):
    """A year whose days of rest are known; other years have no answer."""

    country: str
    year: int


@dataclass(frozen=True, slots=True)
class Office(Row):
    """An office, site, zone or port where declarations are lodged, goods inspected or let pass."""

    office: str
    kind: str
    customs_code: str
    label_en: str
    label_zh: str
    place: str
    unlocode: str
    side: str
    number_prefix: str
    zone: str
    opens: str
    closes: str
    slot_min: int | None
    bays: int | None
