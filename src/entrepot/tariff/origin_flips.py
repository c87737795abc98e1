"""Step 10: the smallest change of one material that turns the answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from entrepot.kernel.money import minor_unit
from entrepot.tariff.origin_materials import (
    ZERO,
    Counted,
    Origin,
    ShiftSums,
    ValueSums,
    counted,
    exchanged,
    is_shifted,
)
from entrepot.tariff.origin_tests import Making, State, counts_as_material, share
from entrepot.tariff.rules_of_origin import Ctc, MaxNom, Rvc

Change: TypeAlias = Literal["value", "source", "code"]
_MUCH = Decimal(10) ** 15
OTHER = "other"  # a code outside every class and span of the rule


@dataclass(frozen=True, slots=True)
class Flip:
    """A change of one material that turns the answer.

    Attributes:
        path: Name of the material.
        change: What of it changes.
        value: The value at which it turns [currency of the case].
        is_above: It turns when the value goes above; else when it comes down to it.
        origin: The origin it would have instead.
        code: The class it would have to leave or to enter.
        leaves: It leaves that class; else it enters it.
        state: How the making would come out.
    """

    path: str
    change: Change
    state: State
    value: Decimal | None = None
    is_above: bool = False
    origin: Origin | None = None
    code: str = ""
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A making, and how the good would come out if the making came out otherwise."""

    making: Making
    state: State
    answer: Callable[[State], State]


def find_flips(making: Making, currency: str, overall: Callable[[State], State]) -> Iterator[Flip]:
    """Changes of single materials that turn the answer, from the first material to the last.

    Args:
        making: The good, with its sums.
        currency: The currency of its values.
        overall: The answer as a whole from how the making comes out.
    """
    top = _Place(making, making.state, overall)
    yield from _in_place(top, minor_unit(currency), overall(making.state))


def _in_place(place: _Place, step: Decimal, now: State) -> Iterator[Flip]:
    for number in range(len(place.making.parts)):
        trial = _Trial(place, number, now)
        made = place.making.made.get(number)
        if made is None:
            yield from trial.by_value(step)
        yield from trial.by_source()
        yield from trial.by_code()
        if made is not None:
            yield from _in_place(_Place(made, made.state, trial.answer_if_made), step, now)


class _Trial:
    """One material, tried with other values, sources and codes."""

    def __init__(self, place: _Place, number: int, now: State) -> None:
        self._place, self._now, self._making = place, now, place.making
        self._part = part = place.making.parts[number]
        self._was = self._making.rows[number]
        self._counted = counted(part)
        self._off = (part.gross or ZERO) - (part.value or ZERO)  # deductions stay as they are

    def answer_if_made(self, state: State) -> State:
        """The answer if the material's own making came out so."""
        origins: dict[State, Origin] = {
            "pass": "originating", "fail": "not_originating", "unknown": "unknown",
        }  # fmt: skip
        return self._answer(self._counted._replace(origin=origins[state]))

    # By value

    def by_value(self, step: Decimal) -> Iterator[Flip]:
        """The closest value at which the answer turns; dearer never helps, cheaper never harms."""
        part = self._part
        if part.origin == "originating" or not part.is_counted_in_value:
            return
        now = part.value
        turns = sorted(set(self._turns(step)))
        up = [] if now is None else [at for at in turns if at >= now]
        down = [at for at in reversed(turns) if now is None or at < now]
        found = [flip for flip in (self._above(up, step), self._down_to(down)) if flip]
        if found:
            yield min(found, key=lambda flip: abs((flip.value or ZERO) - (now or ZERO)))

    def _above(self, turns: Sequence[Decimal], step: Decimal) -> Flip | None:
        """The first value above which the answer is another."""
        if turns and self._valued(_MUCH) != self._now:
            for at in turns:
                state = self._valued(at + step)
                if state != self._now:
                    return Flip(self._part.path, "value", state, value=at, is_above=True)
        return None

    def _down_to(self, turns: Sequence[Decimal]) -> Flip | None:
        """The first value, from the present one down, at which the answer is another."""
        if turns and self._valued(ZERO) != self._now:
            for at in turns:
                state = self._valued(at)
                if state != self._now:
                    return Flip(self._part.path, "value", state, value=at)
        return None

    def _turns(self, step: Decimal) -> Iterator[Decimal]:
        """Values, in whole minor units, up to which some test holds."""
        for test, sums, was in zip(
            self._making.tests, self._making.sums, self._was, strict=True
        ):  # fmt: skip
            room = self._room(test, sums, was)
            if room is not None and room >= 0:
                yield (room - room % step).quantize(step)

    def _room(self, test: object, sums: object, was: object) -> Decimal | None:
        making = self._making
        match test, sums, was:
            case Rvc(), ValueSums(), ValueSums():
                limit = share(100 - test.threshold_pct, making.fob)
                return None if limit is None else limit - (sums.foreign - was.foreign)
            case MaxNom(), ValueSums(), ValueSums():
                limit = share(test.limit_pct, making.base_of(test))
                return None if limit is None else limit - (sums.foreign - was.foreign)
            case Ctc(), ShiftSums(), ShiftSums():
                limit = share(making.tolerance.value_pct, making.fob)
                rest = sums.failing_value + sums.unknown_value
                own = was.failing_value + was.unknown_value
                return None if limit is None else limit - (rest - own) - self._off
        return None

    def _valued(self, value: Decimal) -> State:
        return self._answer(
            self._counted._replace(value=value, gross=value + self._off, is_least=False)
        )

    # By source

    def by_source(self) -> Iterator[Flip]:
        """A source in a party with its proof, or one outside."""
        other: Origin = "not_originating" if self._part.origin == "originating" else "originating"
        state = self._answer(self._counted._replace(origin=other))
        if state != self._now and self._part.material.role != "indirect":
            yield Flip(self._part.path, "source", state, origin=other)

    # By code

    def by_code(self) -> Iterator[Flip]:
        """A class that the material would have to leave, or must not be found to be of."""
        part, making = self._part, self._making
        tests = [test for test in making.tests if isinstance(test, Ctc)]
        if part.origin == "originating" or not part.is_counted_in_shift or not tests:
            return
        level = min(test.level for test in tests)
        stays = any(is_shifted(part.codes, test, making.codes) is not True for test in tests)
        code = making.codes[0] if making.codes else ""
        entered = (OTHER,) if stays else (code,)
        state = self._answer(self._counted._replace(codes=entered))
        if state != self._now:
            told = (part.codes[0] if part.codes else "")[:level] if stays else code[:level]
            yield Flip(part.path, "code", state, code=told, leaves=stays)

    # The answer

    def _answer(self, changed: Counted) -> State:
        """The answer with the material counted otherwise."""
        making, was = self._making, self._counted.origin
        into = making.contributions(self._part, changed)
        if into == self._was and changed.origin == was:
            return self._now
        sums = list(map(exchanged, making.sums, self._was, into))
        foreign, open_ = making.foreign, making.open
        if counts_as_material(self._part):
            foreign += (changed.origin == "not_originating") - (was == "not_originating")
            open_ += (changed.origin == "unknown") - (was == "unknown")
        state = making.state_of(sums, foreign, open_)
        return self._now if state == self._place.state else self._place.answer(state)
