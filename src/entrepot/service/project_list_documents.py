"""The three lists and the metrics of a pipeline as documents tell them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from entrepot.industry.ladder import LANDED, LISTS, LOST, STATES, Pipeline
from entrepot.industry.lists import Changes, Key, Move, changes, snapshot
from entrepot.industry.metrics import Life, Metrics, Worth, late
from entrepot.industry.pipeline import Span, Standing
from entrepot.kernel.money import MINOR_DIGITS
from entrepot.kernel.source import STATUSES, weakest
from entrepot.store.pipelines import Telling

Document = dict[str, Any]


@dataclass(slots=True)
class Ground:
    """What lists are made of: projects with what is told of them, and their spans."""

    told: dict[Key, Telling] = field(default_factory=dict)
    spans: list[tuple[Key, Span]] = field(default_factory=list)


def instant(at: datetime) -> str:
    """An instant in universal time, to the microsecond."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def list_document(
    ground: Ground, known: Mapping[str, Pipeline], day: date, since: date | None, at: datetime
) -> Document:  # fmt: skip
    """The lists of a day, with what moved since another."""
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


def _item(key: Key, one: Standing, told: Telling, day: date) -> Document:
    return {
        "project": key[1], "name": told.name or key[1], "pipeline": key[0], "stage": one.stage,
        "since": one.since.isoformat(), "days_in_stage": (day - one.since).days,
        "stalled": one.is_stalled, "step": one.step,
        "promised": money(one.promised, one.currency), "landed": money(one.landed, one.currency),
        "owner": told.owner or None, "event": one.event, "place": told.place or None,
        "chain": told.chain or None, "enterprise": told.enterprise or None,
        "campaign": told.campaign or None, "source": one.source or None, "status": one.status,
    }  # fmt: skip


def _alarms(
    live: Sequence[tuple[Key, Standing]], ground: Ground, known: Mapping[str, Pipeline], day: date
) -> Iterable[Document]:
    limits = {code: pipeline.limits for code, pipeline in known.items()}
    for key, one in live:
        if (one.is_stalled or limits[key[0]]) and late(one, day, limits[key[0]]):
            yield {
                "project": key[1], "name": ground.told[key].name or key[1], "pipeline": key[0],
                "stage": one.stage, "days_in_stage": (day - one.since).days,
                "limit_days": limits[key[0]].get(one.stage), "stalled": one.is_stalled,
                "reason": one.reason if one.is_stalled else None,
                "owner": ground.told[key].owner or None, "event": one.event,
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


def weakest_of(lives: Sequence[Life]) -> str:
    """Status of what is told of projects together."""
    told = {one.last.status for one in lives}
    return weakest(one for one in STATUSES if one in told)
