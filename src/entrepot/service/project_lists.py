"""The three lists at a date, as known now or then, and what becomes of a pipeline's projects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from entrepot.industry.ladder import LANDED, LISTS, LOST, STATES, Pipeline
from entrepot.industry.lists import Changes, Move, changes, snapshot
from entrepot.industry.metrics import Life, Metrics, Worth, late, life_of, measure
from entrepot.industry.pipeline import Span, Standing, effective, faults, spans, standings
from entrepot.industry.stage_rows import TOLD
from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.kernel.money import MINOR_DIGITS
from entrepot.kernel.source import STATUSES, weakest
from entrepot.service.pipelines import SEERS, need, pipelines_of
from entrepot.service.window import Window
from entrepot.store.pipelines import Pipelines, Row, acting_pipelines, event_of, spans_of

Document = dict[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lists are asked for.

    Attributes:
        days: Days of the snapshots.
        since: Day from which the first tells changes; None tells none.
        known_at: Instant of what was known; None is now.
        pipeline, chain, place: Only projects of it; empty is every one.
    """

    days: tuple[date, ...]
    since: date | None = None
    known_at: datetime | None = None
    pipeline: str = ""
    chain: str = ""
    place: str = ""


@dataclass(slots=True)
class _Ground:
    """What lists are made of: projects with what is told of them, and their spans."""

    told: dict[Key, Mapping[str, str]] = field(default_factory=dict)
    spans: list[tuple[Key, Span]] = field(default_factory=list)


def list_projects(window: Window, asked: Asked, *, by: str, at: datetime) -> Document:
    """The lists on one day, or on several with what moved between them.

    Args:
        window: The window.
        asked: Days and filters.
        by: Who asks; empty is the machine itself. One sees the projects that are for one's eyes.
        at: Now.

    Raises:
        InputError: The days are out of order.
        MissingError: There is no such pipeline.
        RoleError: Who asks has nothing to do with projects.
    """
    days = sorted(set(asked.days))
    if not days or (asked.since and asked.since > days[0]):
        raise InputError(
            Problem("lists.days", "since", "lies after the day of the lists.",
                    "Give an earlier day.", message_zh="起始日晚于名录日期。")
        )  # fmt: skip
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, SEERS)
        book.lock_to_read()
        known = pipelines_of(book)
        _need_pipeline(asked.pipeline, known)
        last = book.last_import()
        known_at = asked.known_at or (max(at, last["known_from"]) if last else at)
        ground = _ground(book, asked, [*([asked.since] if asked.since else []), *days])
    first = [None if asked.since is None else asked.since, *days]
    told = [_document(ground, known, day, since, known_at)
            for since, day in zip(first, days, strict=False)]  # fmt: skip
    return told[0] if len(told) == 1 else {"known_at": instant(known_at), "snapshots": told}


def measure_pipeline(
    window: Window, pipeline: str, day: date, *, by: str, at: datetime
) -> Document:
    """What became of the projects of a pipeline up to a day.

    Raises:
        MissingError: There is no such pipeline.
        RoleError: Who asks has nothing to do with projects.
    """
    with acting_pipelines(window.database, by, at) as (book, who):
        need(who, SEERS)
        book.lock_to_read()
        known = pipelines_of(book)
        _need_pipeline(pipeline, known)
        last = book.last_import()
        rows = book.list_all_known(last=last["last_seq"] if last else 0, pipeline=pipeline)
        lives = list(_lives(rows, day))
        known_at = max(at, last["known_from"]) if last else at
    head = {"pipeline": pipeline, "name": known[pipeline].name, "as_of": day.isoformat(),
            "known_at": instant(known_at), "projects": len(lives)}  # fmt: skip
    return {**head, **metrics_document(measure(lives)), "status": _weakest(lives)}


def instant(at: datetime) -> str:
    """An instant in universal time, to the microsecond."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _need_pipeline(code: str, known: Mapping[str, Pipeline]) -> None:
    if code and code not in known:
        raise MissingError(
            Problem("pipeline.unknown", code[:60], "there is no such pipeline.",
                    "`entrepot pipeline list` names them.", message_zh="没有该流程。")
        )  # fmt: skip


def _ground(book: Pipelines, asked: Asked, days: Sequence[date]) -> _Ground:
    """Spans as they are kept; of projects of which more became known since, from their events."""
    ground, last = _Ground(), None
    if asked.known_at is not None:
        last = book.known_until(at=asked.known_at)
        for key, told, found in _known_then(book.list_known(last=last, pipeline=asked.pipeline)):
            if asked.chain in ("", told["chain"]) and asked.place in ("", told["place"]):
                ground.told[key] = told
                ground.spans += [(key, span) for span in found]
    rows = list(book.list_spans(since=min(days), day=max(days), wanted=list(days),
                                is_one=len(days) == 1, last=last, pipeline=asked.pipeline,
                                chain=asked.chain, place=asked.place))  # fmt: skip
    for row, span in zip(rows, spans_of(rows), strict=True):
        key = row["pipeline"], row["code"]
        ground.told[key] = row
        ground.spans.append((key, span))
    return ground


def _known_then(rows: Iterable[Row]) -> Iterable[tuple[Key, Mapping[str, str], list[Span]]]:
    """Projects as their events tell them that were known."""
    for _, group in groupby(rows, lambda row: row["project_id"]):
        events = list(group)
        told = dict.fromkeys(TOLD, "")
        for row in events:
            told.update({name: row[name] for name in TOLD if row[name]})
        told["name"] = told.pop("project_name")
        counted = effective(event_of(row) for row in events)
        if counted and not list(faults(counted)):
            yield (events[0]["pipeline"], events[0]["code"]), told, spans(standings(counted))


def _lives(rows: Iterable[Row], day: date) -> Iterable[Life]:
    for code, group in groupby(rows, lambda row: row["code"]):
        life = life_of(code, [event_of(row) for row in group], day)
        if life:
            yield life


# Documents


def _document(
    ground: _Ground, known: Mapping[str, Pipeline], day: date, since: date | None, at: datetime
) -> Document:  # fmt: skip
    placed = snapshot(ground.spans, day)
    for some in placed.values():
        some.sort(key=lambda one: (one[0][1], one[0][0]))
    live = [one for name in LISTS for one in placed[name]]
    lists = {name: [_item(key, one, ground.told[key], day) for key, one in placed[name]]
             for name in LISTS}  # fmt: skip
    counts = {**{name: len(placed[name]) for name in LISTS}, "live": len(live),
              LANDED: len(placed[LANDED]), LOST: len(placed[LOST])}  # fmt: skip
    return {
        "as_of": day.isoformat(), "known_at": instant(at), "counts": counts, "lists": lists,
        LANDED: [key[1] for key, _ in placed[LANDED]], LOST: [key[1] for key, _ in placed[LOST]],
        "changes": since and _changes_document(changes(ground.spans, since, day), since),
        "alarms": list(_alarms(live, ground, known, day)),
    }  # fmt: skip


def _item(key: Key, one: Standing, told: Mapping[str, str], day: date) -> Document:
    return {
        "project": key[1], "name": told["name"] or key[1], "pipeline": key[0], "stage": one.stage,
        "since": one.since.isoformat(), "days_in_stage": (day - one.since).days,
        "stalled": one.is_stalled, "step": one.step,
        "promised": money(one.promised, one.currency), "landed": money(one.landed, one.currency),
        "owner": told["owner"] or None, "event": one.event, "place": told["place"] or None,
        "chain": told["chain"] or None, "enterprise": told["enterprise"] or None,
        "campaign": told["campaign"] or None, "source": one.source or None, "status": one.status,
    }  # fmt: skip


def _alarms(
    live: Sequence[tuple[Key, Standing]], ground: _Ground, known: Mapping[str, Pipeline], day: date
) -> Iterable[Document]:
    limits = {code: pipeline.limits for code, pipeline in known.items()}
    for key, one in live:
        if late(one, day, limits[key[0]]):
            yield {
                "project": key[1], "name": ground.told[key]["name"] or key[1], "pipeline": key[0],
                "stage": one.stage, "days_in_stage": (day - one.since).days,
                "limit_days": limits[key[0]].get(one.stage), "stalled": one.is_stalled,
                "reason": one.reason if one.is_stalled else None,
                "owner": ground.told[key]["owner"] or None, "event": one.event,
            }  # fmt: skip


def _changes_document(found: Changes, since: date) -> Document:
    balance = {
        state: {"opening": one.opening, "in": one.into, "out": one.out, "closing": one.closing}
        for state, one in ((name, found.balance[name]) for name in STATES)
    }
    return {"since": since.isoformat(), "moves": [_move(one) for one in found.moves],
            "balance": balance, "reconciled": found.is_reconciled}  # fmt: skip


def _move(one: Move) -> Document:
    key = one.project
    return {"project": key[1], "from": one.before, "to": one.after,
            "on": one.standing.on.isoformat(), "event": one.standing.event, "pipeline": key[0],
            "step": one.standing.step, "reason": one.standing.reason or None}  # fmt: skip


def metrics_document(found: Metrics) -> Document:
    """Metrics as JSON tells them; of no project at all the sum is nothing, in their currency."""
    every = list(found.promised.amounts)
    currency = every[0] if len(every) == 1 else ""
    return {
        "reached": [
            {"stage": stage, "projects": count, **_worth("promised", worth, currency)}
            for stage, count, worth in found.reached
        ],
        "conversion": [
            {"from": one.before, "to": one.after, "projects_pct": one.projects_pct,
             "money_pct": one.money_pct}
            for one in found.conversion
        ],
        "signed_not_started": {
            "projects": len(found.not_started),
            **_worth("promised", found.not_started_worth, currency),
            "items": [one.project for one in found.not_started],
        },
        "capital": {
            **_worth("promised", found.promised), **_worth("landed", found.landed),
            "landed_share": found.landed_share,
        },
        "stage_days": [
            {"stage": one.stage, "entered": one.entered, "open": one.open,
             "median_days": one.median_days}
            for one in found.stage_days
        ],
    }  # fmt: skip


def _worth(name: str, worth: Worth, currency: str = "") -> Document:
    """Amounts added up; by currency where there are several, and how many are not known."""
    amounts = sorted(worth.amounts.items())
    if not amounts and not worth.unknown and currency:
        return {name: money(Decimal(0), currency)}
    return {
        name: money(*_swap(amounts[0])) if len(amounts) == 1 else None,
        **({f"{name}_by_currency": [money(*_swap(one)) for one in amounts]}
           if len(amounts) > 1 else {}),
        **({f"{name}_unknown": worth.unknown} if worth.unknown else {}),
    }  # fmt: skip


def _swap(one: tuple[str, Decimal]) -> tuple[Decimal, str]:
    return one[1], one[0]


def money(amount: Decimal | None, currency: str) -> Document | None:
    """An amount with the digits of its currency; None is unknown."""
    if amount is None:
        return None
    return {"amount": f"{amount:.{MINOR_DIGITS.get(currency, 2)}f}", "currency": currency}


def _weakest(lives: Sequence[Life]) -> str:
    told = {one.last.status for one in lives}
    return weakest(one for one in STATUSES if one in told)
