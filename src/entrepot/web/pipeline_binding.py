"""The verbs of pipelines over a desk."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.service import pipelines
from entrepot.service.desk import Desk
from entrepot.service.programmes import day_of
from entrepot.service.project_lists import Asked, list_projects, measure_pipeline
from entrepot.service.stage_import import import_events
from entrepot.web.pipeline_verbs import PipelineVerbs
from entrepot.web.verbs import Document, Fields


def bind_pipelines(desk: Desk, now: Callable[[], datetime]) -> PipelineVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    def today() -> date:
        return day_of(window.reference, now())

    def measured(who: str, pipeline: str, day: str) -> Document:
        on = _days([day] if day else [], "as_of") or (today(),)
        return measure_pipeline(window, pipeline, on[0], by=who, at=now())

    def listed(who: str, raw: Fields) -> Document:
        return list_projects(window, _asked(raw, today()), by=who, at=now())

    return PipelineVerbs(
        lists=listed,
        metrics=measured,
        list=lambda who: pipelines.list_pipelines(window, by=who, at=now()),
        define=lambda who, data: pipelines.define_pipeline(
            window, data, "body", by=who, at=now()
        ),
        import_events=lambda who, data: import_events(window, data, "body", by=who, at=now()),
        today=lambda: today().isoformat(),
    )  # fmt: skip


def _asked(raw: Fields, today: date) -> Asked:
    """What is asked for, from its texts.

    Raises:
        InputError: A day or an instant is none.
    """
    given: Any = raw.get("as_of") or []
    days = _days([given] if isinstance(given, str) else list(given), "as_of") or (today,)
    since = _days([str(raw["since"])] if raw.get("since") else [], "since")
    known_at = _instant(str(raw["known_at"])) if raw.get("known_at") else None
    names = (str(raw.get(name) or "").strip() for name in ("pipeline", "chain", "place"))
    return Asked(days, since[0] if since else None, known_at, *names)


def _days(texts: Sequence[str], where: str) -> tuple[date, ...]:
    try:
        return tuple(date.fromisoformat(text) for text in texts)
    except ValueError:
        raise InputError(
            Problem("input.date", where, "is no day.", "Write it as 2026-03-10.",
                    message_zh="不是日期。")
        ) from None  # fmt: skip


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError(
            Problem("input.instant", "known_at", "is no instant.",
                    "Write it with its offset, as 2026-03-10T08:30:00+08:00.",
                    message_zh="不是带时区的时刻。")
        )  # fmt: skip
    return found
