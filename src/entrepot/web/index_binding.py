"""The verbs of kept indices over a desk."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from entrepot.kernel.errors import InputError, Problem
from entrepot.service import index_runs, observations, schemes
from entrepot.service.desk import Desk
from entrepot.service.index_ground import Asked
from entrepot.service.index_kept import explain_runs, tilt_run
from entrepot.service.index_tilt import PLACES, Fund
from entrepot.service.index_unit import show_unit
from entrepot.service.observations import Wanted
from entrepot.web.index_verbs import IndexVerbs
from entrepot.web.verbs import Document, Fields

_MOST_SIGNS = 6


def bind_indices(desk: Desk, now: Callable[[], datetime]) -> IndexVerbs:
    """Bind the functions to a desk and to a clock."""
    window = desk.window

    @cache
    def places() -> Mapping[str, Document]:
        return {
            one.id: {"name": one.name, "name_zh": one.name_zh}
            for one in desk.region.places.values()
        }

    def known(who: str, raw: Fields) -> Document:
        wanted = Wanted(*(_texts(raw, name) for name in ("what", "where", "when")))
        known_at = _instant(raw.get("at"), "at") or now()
        return observations.list_known(window, known_at, wanted, by=who, at=now())

    return IndexVerbs(
        schemes=lambda who: schemes.list_schemes(window, by=who, at=now()),
        runs=lambda who, scheme: index_runs.list_runs(window, scheme, by=who, at=now()),
        show=lambda who, run: index_runs.get_run(window, run, by=who, at=now()),
        make=lambda who, raw: index_runs.make_run(window, _asked(raw), by=who, at=now()),
        unit=lambda who, run, unit, time: show_unit(window, run, unit, time, by=who, at=now()),
        weigh=lambda who, run, told: index_runs.weigh_anew(window, run, told, by=who, at=now()),
        explain=lambda who, before, after, units: explain_runs(
            window, before, after, units, by=who, at=now()
        ),
        tilt=lambda who, run, raw: tilt_run(
            window, run, _fund(raw), str(raw.get("before", "")), by=who, at=now()
        ),
        known=known,
        history=lambda who, what, where: observations.show_history(
            window, what, where, by=who, at=now()
        ),
        indicators=lambda who: observations.list_indicators(window, by=who, at=now()),
        add=lambda who, data, name: observations.add_observations(
            window, data, name, by=who, at=now()
        ),
        places=places,
    )


def _fund(raw: Fields) -> Fund:
    """A fund as it is asked about.

    Raises:
        InputError: The places are no whole number.
    """
    texts = {name: str(raw.get(name, "")).strip() for name in ("pool", "currency")}
    more = {name: str(raw[name]).strip() for name in ("floor", "gain_share") if raw.get(name)}
    top = str(raw.get("top") or PLACES)
    if not top.isdecimal() or len(top) > _MOST_SIGNS:
        raise InputError(
            Problem("assess.fund", "top", f"{top!r} is no number of places.", "Give 10.",
                    message_zh="不是有效的名次数。")
        )  # fmt: skip
    return Fund(**texts, **more, top=int(top))


def _asked(raw: Fields) -> Asked:
    """What a run is asked for.

    Raises:
        InputError: The instant is none.
    """
    version = raw.get("version")
    return Asked(
        str(raw["scheme"]), version if isinstance(version, int) else None,
        _texts(raw, "periods"), _instant(raw.get("known_at"), "known_at"),
    )  # fmt: skip


def _texts(raw: Fields, name: str) -> tuple[str, ...]:
    told = raw.get(name)
    return tuple(map(str, told)) if isinstance(told, list) else ()


def _instant(text: object, where: str) -> datetime | None:
    """An instant with its offset; None where none is given.

    Raises:
        InputError: It is none.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(str(text).replace(" ", "+"))  # a plus in an address
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError(
            Problem("input.instant", where, f"{text!r} is no instant.",
                    "Write it with its offset, as 2026-03-10T08:30:00+08:00.",
                    message_zh="不是带时区的时刻。")
        )  # fmt: skip
    return found
