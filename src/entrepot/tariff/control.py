"""Controls on what leaves a country: which hold for a good on a day, and when that changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from entrepot.region.policy import Control

State = Literal["in_force", "suspended", "confirm", "not_yet", "ended", "unknown"]
Turn = Literal["begins", "suspended_from", "suspension_ends", "ends"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A control on a good, with its state on the day.

    Attributes:
        why: What the state rests on, as a sentence.
        changes_on: Next day on which the state may change, None when none is known.
    """

    control: Control
    state: State
    why: str
    changes_on: date | None


@dataclass(frozen=True, slots=True)
class Lapse:
    """A day on which a control begins, ends, is suspended or is so no longer."""

    day: date
    turn: Turn
    control: Control


def find_controls(
    code: str, destination: str, on: date, controls: Iterable[Control]
) -> tuple[Told, ...]:
    """The controls of one country that may hold for a good on its way to a destination.

    A code is a hint alone: the act names things. So a control on any line below the code is
    told too, and one that ended is told as ended.

    Args:
        code: HS or national code, digits only.
        destination: ISO 3166-1 alpha-2.
        on: Legal day of export.
        controls: Rows of the exporting country.
    """
    return tuple(
        tell_state(control, on)
        for control in controls
        if covers(control, code) and destination in (control.destinations or (destination,))
    )


def tell_state(control: Control, on: date) -> Told:
    """The state of a control on a day.

    After the last day of a suspension it is `confirm`, never free: a row cannot know whether
    the suspension was prolonged, the control came back, or it was repealed.
    """
    state, why = _state(control, on)
    turns = (lapse.day for lapse in list_lapses([control]) if lapse.day > on)
    return Told(control, state, why, min(turns, default=None))


def covers(control: Control, code: str) -> bool:
    """Say whether a code lies among those of a control, or has some of them below it."""
    return holds(control.hs_codes, code)


def holds(parts: Iterable[str], code: str) -> bool:
    """Say whether a code lies among codes and ranges, or has some of them below it."""
    return any(_covers(part, code) for part in parts)


def list_lapses(controls: Iterable[Control]) -> list[Lapse]:
    """Every day on which something changes, in order."""
    found = [
        Lapse(day, turn, control) for control in controls for day, turn in _turns(control) if day
    ]
    return sorted(found, key=lambda lapse: (lapse.day, lapse.control.id))


def suspensions(control: Control) -> tuple[tuple[date, date], ...]:
    """First and last day of each suspension, both inside."""
    spans = (text.split("/") for text in control.suspended)
    return tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans)


def _state(control: Control, on: date) -> tuple[State, str]:
    if control.valid_from and on < control.valid_from:
        return "not_yet", f"begins on {control.valid_from}"
    if control.valid_to and on >= control.valid_to:
        return "ended", f"ended before {control.valid_to}"
    for first, last in suspensions(control):
        if first <= on <= last:
            if control.standing:
                return "unknown", f"sources differ on a suspension until {last}"
            return "suspended", f"suspended until {last}"
    lapsed = [last for _, last in suspensions(control) if last < on]
    if lapsed:
        return "confirm", f"the suspension ended on {max(lapsed)}: confirm what holds now"
    return _standing(control)


def _standing(control: Control) -> tuple[State, str]:
    if control.standing and not control.suspended:
        if control.standing == "confirm":
            return "confirm", "what was read does not settle whether it holds: confirm it"
        return "unknown", "whether it holds was not read"
    if control.valid_from is None:
        return "in_force", "in force by what was read; its first day was not"
    return "in_force", f"in force since {control.valid_from}"


def _covers(part: str, code: str) -> bool:
    first, _, last = part.partition("-")
    digits = min(len(first), len(code))
    return first[:digits] <= code[:digits] <= (last or first)[:digits]


def _turns(control: Control) -> Iterator[tuple[date | None, Turn]]:
    yield control.valid_from, "begins"
    yield control.valid_to, "ends"
    for first, last in suspensions(control):
        yield first, "suspended_from"
        yield last + ONE_DAY, "suspension_ends"
