"""How a project moves: its events, corrections among them, to where it stood on each day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from entrepot.industry.ladder import LIST_OF, LOST, RUNG, STALLED, VOID

FIRST, NEXT, SKIPPED, BACK, REVIVED = "first", "next", "skipped", "back", "revived"


class StageEvent(NamedTuple):
    """What happened to a project; a hundred thousand are read at once, so a tuple.

    Attributes:
        seq: Its place among all events, as they became known.
        root: Place of the event that it replaces, its own where it replaces none.
        event: What it is called.
        on: Its day; None where it only removes another.
        stage: A rung, stalled, lost, or void where it removes the event that it replaces.
        promised, landed: Capital promised and paid in so far; None where it says nothing of it.
        currency: Of both.
        reason: Why it stalled or was lost.
        source, status: Who says so, and how sure it is.
    """

    seq: int
    root: int
    event: str
    on: date | None
    stage: str
    promised: Decimal | None = None
    landed: Decimal | None = None
    currency: str = ""
    reason: str = ""
    source: str = ""
    status: str = "unverified"


class Standing(NamedTuple):
    """Where a project stands from a day on.

    Attributes:
        on: First day.
        stage: Rung on which it stands, or stood when it was lost.
        is_lost: Whether it is given up.
        since: First day of the unbroken run in the stage, or of being lost.
        event: Event that began the run.
        seq: Place of that event.
        step: How it came there: first, next, skipped, back, revived.
        is_stalled: Whether it stalled since.
        reason: Why it stalled or was lost.
        promised, landed, currency: As last told.
        source, status: Of what told the amounts last, else of the run.
    """

    on: date
    stage: str
    is_lost: bool
    since: date
    event: str
    seq: int
    step: str
    is_stalled: bool
    reason: str
    promised: Decimal | None
    landed: Decimal | None
    currency: str
    source: str
    status: str

    @property
    def state(self) -> str:
        """The list it belongs to, landed or lost."""
        return LOST if self.is_lost else LIST_OF[self.stage]


class Span(NamedTuple):
    """An unbroken time in one list, landed or lost.

    Attributes:
        state: Which.
        first: Its first day.
        end: The first day behind it; None where it lasts.
        standings: Where the project stood meanwhile, one for each day of events.
    """

    state: str
    first: date
    end: date | None
    standings: tuple[Standing, ...]

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day and (self.end is None or day < self.end)

    def at(self, day: date) -> Standing:
        """Where the project stood on a day of it."""
        return next(one for one in reversed(self.standings) if one.on <= day)


class Fault(NamedTuple):
    """Why events of a project make no story; `name` is the column that is wrong."""

    event: StageEvent
    code: str
    name: str


def effective(events: Iterable[StageEvent]) -> list[StageEvent]:
    """Events that count, in their order: the last word on each, without those removed.

    Args:
        events: Of one project, as they became known. What replaces an event stands in its place
            among those of the day.
    """
    last = {one.root: one for one in events}
    return sorted((one for one in last.values() if one.stage != VOID), key=_order)


def _order(event: StageEvent) -> tuple[date, int]:
    assert event.on is not None
    return event.on, event.root


def faults(told: Sequence[StageEvent]) -> Iterator[Fault]:
    """Why effective events make no story: it begins off the ladder, or changes its currency."""
    if told and told[0].stage not in RUNG:
        yield Fault(told[0], "off_ladder", "stage")
    currency = ""
    for one in told:
        currency = currency or one.currency
        if one.currency and one.currency != currency:
            yield Fault(one, "currency_changes", "currency")


def standings(told: Sequence[StageEvent]) -> list[Standing]:
    """Where a project stood, one for each day on which something happened.

    A stall leaves stage and run as they are until the next rung; a rung after it was lost revives.

    Args:
        told: Its effective events; the first is on the ladder.
    """
    found = list[Standing]()
    now: Standing | None = None
    for one in told:
        now = _after(now, one)
        if found and found[-1].on == now.on:
            found[-1] = now
        else:
            found.append(now)
    return found


def _after(now: Standing | None, one: StageEvent) -> Standing:
    """Where it stands after an event."""
    assert one.on is not None
    on, rung = one.on, one.stage in RUNG
    if now is None:
        now = Standing(on, one.stage, False, on, one.event, one.root, FIRST, False, "",
                       None, None, "", "", "")  # fmt: skip
    elif rung and (now.is_lost or one.stage != now.stage):
        now = now._replace(stage=one.stage, is_lost=False, since=on, event=one.event,
                           seq=one.root, step=_step(now, one.stage))  # fmt: skip
    elif one.stage == LOST and not now.is_lost:
        now = now._replace(is_lost=True, since=on, event=one.event, seq=one.root)
    stalls = one.stage == STALLED and not now.is_lost
    tells = one.promised is not None or one.landed is not None or now.promised is now.landed is None
    return now._replace(
        on=on, is_stalled=stalls,
        reason=now.reason if one.stage == STALLED and now.is_lost else one.reason,
        promised=now.promised if one.promised is None else one.promised,
        landed=now.landed if one.landed is None else one.landed,
        currency=one.currency or now.currency,
        source=one.source if tells else now.source, status=one.status if tells else now.status,
    )  # fmt: skip


def _step(now: Standing, stage: str) -> str:
    if now.is_lost:
        return REVIVED
    up = RUNG[stage] - RUNG[now.stage]
    return BACK if up < 0 else NEXT if up == 1 else SKIPPED


def spans(stood: Sequence[Standing]) -> list[Span]:
    """Times in one list after another, from where a project stood."""
    groups = list[list[Standing]]()
    for one in stood:
        if groups and groups[-1][0].state == one.state:
            groups[-1].append(one)
        else:
            groups.append([one])
    ends = [*(group[0].on for group in groups[1:]), None][: len(groups)]
    return [Span(group[0].state, group[0].on, end, tuple(group))
            for group, end in zip(groups, ends, strict=True)]  # fmt: skip
