"""Time release study: from arrival to release, whose time it was, and what it comes to.

The clock runs from the arrival of the goods to their release: T1 to T14 on import, E2 to E7 on
export. What was done before arrival costs no time: the clock starts at arrival all the same.
Each interval between two stamps counts for the party whose act ends it, for that is who was
waited for; so the parts sum to the whole.

Source:
    WCO, Guide to Measure the Time Required for the Release of Goods (version 3, 2018).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import floor
from typing import Any, Protocol

AGENCY = "agency"
ASKED = "T7"  # stamped when documents are asked for, and again when they are answered
TRIMMED_SHARE = Fraction(1, 10)  # of the cases at each end, left out of the trimmed mean
SECONDS_AN_HOUR = 3600
_A_DAY_ALONE = len("2026-03-10")


class Code(Protocol):
    """A row of `event_codes.csv`."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def flow(self) -> str: ...  # noqa: D102
    @property
    def time_counts_for(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Clock:
    """Codes of a flow: arrival starts the clock, release ends it."""

    start: str
    end: str
    accepted: str


CLOCKS: Mapping[str, Clock] = {
    "import": Clock("T1", "T14", "T5"),
    "export": Clock("E2", "E7", "E1"),
}
EXCLUSIONS: Mapping[str, tuple[str, str]] = {
    "unreadable_stamp": ("a time cannot be read", "时间无法识别"),
    "unknown_code": ("a code is not one of the flow", "代码不属于该进出口方向"),
    "missing_start": ("the arrival is missing", "缺少到达时间"),
    "missing_end": ("the release is missing", "缺少放行时间"),
    "end_before_start": (
        "released before arrival, though not accepted before it",
        "放行早于到达，且并非提前受理",
    ),
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp of a declaration; `at` is None where it cannot be read."""

    declaration: str
    flow: str
    code: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """The clearance of one declaration.

    Attributes:
        declaration: Its reference.
        flow: import or export.
        seconds: From arrival to release [s].
        parts: Seconds by the party they count for; they sum to `seconds`.
        is_precleared: Whether it was accepted before arrival.
    """

    declaration: str
    flow: str
    seconds: int
    parts: Mapping[str, int]
    is_precleared: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """A declaration that is left out, and why: a code of `EXCLUSIONS`."""

    declaration: str
    reason: str


@dataclass(frozen=True, slots=True)
class Study:
    """What the cases come to; the figures are None where there is no case.

    Attributes:
        n: How many cases.
        mean_h, median_h, p10_h, p90_h, trimmed_mean_h: Time from arrival to release [h]; the
            trimmed mean leaves out a tenth of the cases at each end, rounded down.
        total_s: All of it together [s].
        parts: Seconds by the party they count for, most first.
        precleared_share: Share accepted before arrival, 0 to 1.
        excluded: Who is left out.
    """

    n: int
    mean_h: float | None
    median_h: float | None
    p10_h: float | None
    p90_h: float | None
    trimmed_mean_h: float | None
    total_s: int
    parts: Mapping[str, int]
    precleared_share: float | None
    excluded: tuple[Excluded, ...] = ()

    def document(self) -> dict[str, Any]:
        """The study as JSON takes it."""
        return {
            "n": self.n,
            "mean_h": self.mean_h,
            "median_h": self.median_h,
            "p10_h": self.p10_h,
            "p90_h": self.p90_h,
            "trimmed_mean_h": self.trimmed_mean_h,
            "total_s": self.total_s,
            "parts": [{"party": party, "seconds": s} for party, s in self.parts.items()],
            "precleared_share": self.precleared_share,
            "excluded": [
                {"declaration": one.declaration, "reason": one.reason} for one in self.excluded
            ],
        }


# Cases


def parse_instant(text: str) -> datetime | None:
    """An instant in ISO 8601, in UTC where it names no zone; None if it is none."""
    text = text.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= _A_DAY_ALONE:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def cases_of(
    stamps: Iterable[Stamp], codes: Iterable[Code]
) -> tuple[tuple[Case, ...], tuple[Excluded, ...]]:
    """The clearance of each declaration, in the order they first appear.

    Of an arrival stamped twice the first counts, of a release the last. Fractions of a second
    are dropped from each stamp.

    Args:
        stamps: In any order.
        codes: Rows of `event_codes.csv`.
    """
    known = {code.code: code for code in codes}
    by_declaration: dict[str, list[Stamp]] = {}
    for stamp in stamps:
        by_declaration.setdefault(stamp.declaration, []).append(stamp)
    found = [_case(name, own, known) for name, own in by_declaration.items()]
    return (
        tuple(case for case in found if isinstance(case, Case)),
        tuple(case for case in found if isinstance(case, Excluded)),
    )


def _case(name: str, stamps: Sequence[Stamp], codes: Mapping[str, Code]) -> Case | Excluded:
    flow = stamps[0].flow
    clock = CLOCKS.get(flow)
    times = [(floor(one.at.timestamp()), one.code) for one in stamps if one.at is not None]
    if len(times) < len(stamps):
        return Excluded(name, "unreadable_stamp")
    if clock is None or any(
        one.flow != flow or one.code not in codes or codes[one.code].flow != flow for one in stamps
    ):
        return Excluded(name, "unknown_code")
    starts, ends, accepted = (
        [at for at, code in times if code == wanted]
        for wanted in (clock.start, clock.end, clock.accepted)
    )
    if not starts or not ends:
        return Excluded(name, "missing_end" if starts else "missing_start")
    start, end = min(starts), max(ends)
    is_precleared = bool(accepted) and min(accepted) < start
    if end < start and not is_precleared:
        return Excluded(name, "end_before_start")
    parts = _parts(times, start, end, codes)
    return Case(name, flow, max(end - start, 0), parts, is_precleared)


def _parts(
    times: Iterable[tuple[int, str]], start: int, end: int, codes: Mapping[str, Code]
) -> dict[str, int]:
    """Seconds between start and end by the party whose stamp ends each interval."""
    rank = {code: place for place, code in enumerate(codes)}
    ordered = sorted(times, key=lambda time: (time[0], rank[time[1]]))
    asking = _asking(ordered)
    parts: dict[str, int] = {}
    before = start
    for place, (at, code) in enumerate(ordered):
        if start < at <= end and at > before:
            party = AGENCY if place in asking else codes[code].time_counts_for
            parts[party] = parts.get(party, 0) + at - before
            before = at
    return parts


def _asking(ordered: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Which stamps ask for documents: of the stamps of asking and answering, in turn."""
    places = [place for place, (_, code) in enumerate(ordered) if code == ASKED]
    return frozenset(places[: len(places) // 2 * 2 : 2])


# Figures


def study(cases: Iterable[Case], excluded: Iterable[Excluded] = ()) -> Study:
    """What cases come to.

    Example:
        >>> one = Case("A", "import", 7200, {"agency": 7200}, is_precleared=False)
        >>> study([one]).mean_h
        2.0
    """
    cases = tuple(cases)
    seconds = sorted(case.seconds for case in cases)
    n = len(seconds)
    if not n:
        return Study(0, None, None, None, None, None, 0, {}, None, tuple(excluded))
    cut = int(n * TRIMMED_SHARE)
    return Study(
        n=n,
        mean_h=_hours(_mean(seconds)),
        median_h=_hours(percentile(seconds, Fraction(1, 2))),
        p10_h=_hours(percentile(seconds, Fraction(1, 10))),
        p90_h=_hours(percentile(seconds, Fraction(9, 10))),
        trimmed_mean_h=_hours(_mean(seconds[cut : n - cut])),
        total_s=sum(seconds),
        parts=_added(case.parts for case in cases),
        precleared_share=sum(case.is_precleared for case in cases) / n,
        excluded=tuple(excluded),
    )


def percentile(ordered: Sequence[int], share: Fraction) -> Fraction:
    """The value below which a share of the values lies, between neighbours by a straight line.

    Args:
        ordered: Values, least first; at least one.
        share: 0 to 1.

    Example:
        >>> percentile([10, 20, 30, 40], Fraction(1, 2))
        Fraction(25, 1)
    """
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _mean(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))


def _hours(seconds: Fraction) -> float:
    return float(seconds / SECONDS_AN_HOUR)


def _added(all_parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for parts in all_parts:
        for party, seconds in parts.items():
            total[party] = total.get(party, 0) + seconds
    return dict(sorted(total.items(), key=lambda part: (-part[1], part[0])))


# Groups


def study_groups(cases: Iterable[Case], group_of: Callable[[Case], str]) -> dict[str, Study]:
    """A study of each group, such as those of one flow or one channel."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(group_of(case), []).append(case)
    return {name: study(groups[name]) for name in sorted(groups)}


def hide_small(groups: Mapping[str, Study], smallest: int) -> dict[str, Study | None]:
    """The groups as the public may see them; a group that is hidden is None.

    Where the hidden are together fewer than `smallest`, the next larger group is hidden too:
    else what is hidden could be worked out from the whole.

    Args:
        groups: Studies by group.
        smallest: Fewest cases of what is shown.
    """
    hidden: set[str] = set()
    cases = 0
    for name in sorted(groups, key=lambda name: (groups[name].n, name)):
        if groups[name].n >= smallest and (not hidden or cases >= smallest):
            break
        hidden.add(name)
        cases += groups[name].n
    return {name: None if name in hidden else one for name, one in groups.items()}
