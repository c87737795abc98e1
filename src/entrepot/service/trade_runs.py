"""Long runs of the models of trade: asked for, worked out by a process of its own, cancelled."""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from entrepot import __version__
from entrepot.kernel.errors import (
    EntrepotError,
    InputError,
    ModelError,
    OutsideError,
    Problem,
    RefusedError,
)
from entrepot.service.background import work_apart
from entrepot.service.corridor_ask import year_of
from entrepot.service.corridor_shock import OpenGround
from entrepot.service.equilibrium import Here
from entrepot.service.trade_load import need_statistician
from entrepot.service.window import Window
from entrepot.store import jobs
from entrepot.store import trade_runs as store
from entrepot.store.db import Database
from entrepot.store.packs import current_pack
from entrepot.store.trade import acting_trade
from entrepot.store.window import acting_system
from entrepot.window.actor import SYSTEM

Document = dict[str, Any]
Told = Callable[[int, int], None]
ERRAND = "trade runs"
MODELS = ("gravity", "equilibrium", "load")
MOST_ATTEMPTS = 5  # a run that ends its process as often is given up
_MOST_WAITING, _MOST_LISTED = 8, 50
_WORKER = "entrepot.service.trade_worker"
_NEEDED: Mapping[str, Mapping[str, type]] = {
    "gravity": {"formula": str, "rows": list},
    "equilibrium": {"model": str},
    "load": {"layout": str, "rows": list},
}
_KINDS: Mapping[type, str] = {str: "text", list: "a list of rows"}


def start_run(window: Window, raw: Mapping[str, Any], *, by: str, at: datetime) -> Document:
    """Ask for a run; the same question asked again is the same run, and answered at once.

    Args:
        window: The window.
        raw: model (gravity, equilibrium, or load for lines month by month), case with its rows
            inside, and by choice name, under which it is kept.
        by: Account.
        at: Instant.

    Raises:
        InputError: The case lacks what it must have; what else is wrong in it fails the run.
        RefusedError: Too many wait.
        RoleError: Who acts is no statistics analyst.
    """
    model, case = _checked(raw)
    of_corridors = case.get("corridors") is True
    if of_corridors:
        case = {**case, "year": year_of(case, today=at.date())}
    asked = orjson.dumps(case, option=orjson.OPT_SORT_KEYS)
    with acting_trade(window.database, by, at) as (book, who):
        need_statistician(who)
        told = [model.encode(), __version__.encode(), asked]
        if of_corridors:  # another pack is another question
            pack = current_pack(book.tx, window.reference.folder.name)
            told.append((pack.version if pack else "").encode())
        name = sha256(b"\0".join(told)).hexdigest()[:32]
        is_known = store.is_known(book.tx, name)
        if not is_known and store.count_unfinished(book.tx) >= _MOST_WAITING:
            message, hint = "too many runs wait.", "Try again when some are done."
            raise RefusedError(
                Problem("trade.busy", "runs", message, hint, message_zh="等待中的运行过多。")
            )
        about = {
            "model": model, "name": str(raw.get("name") or ""), "version": __version__,
            "asked": asked.decode(), "by": who.account,
        }  # fmt: skip
        store.add_run(book.tx, name, about=about, at=at)
        if not is_known:
            jobs.send_on_errand(book.tx, ERRAND)
        return _document(store.get_run(book.tx, name))


def get_run(window: Window, name: str, *, by: str, at: datetime) -> Document:
    """A run with its state, how far it is and what came out.

    Raises:
        MissingError: There is no such run.
        RoleError: Who acts is no statistics analyst.
    """
    with acting_trade(window.database, by, at) as (book, who):
        need_statistician(who)
        return _document(store.get_run(book.tx, name))


def list_runs(window: Window, name: str = "", *, by: str, at: datetime) -> Document:
    """The newest runs without their results; only those of a name, unless it is empty.

    Raises:
        RoleError: Who acts is no statistics analyst.
    """
    with acting_trade(window.database, by, at) as (book, who):
        need_statistician(who)
        return {"runs": [_document(row) for row in store.list_runs(book.tx, name, _MOST_LISTED)]}


def cancel_run(window: Window, name: str, *, by: str, at: datetime) -> Document:
    """End a run that waits or is being worked out; one that has ended stays as it is.

    Raises:
        MissingError: There is no such run.
        RoleError: Who acts is no statistics analyst.
    """
    with acting_trade(window.database, by, at) as (book, who):
        need_statistician(who)
        store.cancel_run(book.tx, name, at)
        return _document(store.get_run(book.tx, name))


def work_in_background(region: str, ending: threading.Event) -> None:
    """Let a process of its own work out what waits, until it is done or told to end."""
    work_apart(_WORKER, region, ending)


def send_for_the_unfinished(database: Database) -> None:
    """Ask again for what a killed process left behind."""
    with acting_system(database) as book:
        if store.count_unfinished(book.tx):
            jobs.send_on_errand(book.tx, ERRAND)


def work_out_waiting(
    database: Database,
    *,
    now: Callable[[], datetime],
    watched: Callable[[str], AbstractContextManager[object]] = nullcontext,
    ground: OpenGround | None = None,
    window: Window | None = None,
) -> int:
    """Work out what waits, one after another; what another process works on is left to it.

    Args:
        database: The database.
        now: Tells the instant.
        watched: Given a run's id, watches over it for as long as it is worked out.
        ground: Opens the region, for cases that take their costs from its corridors.
        window: Where lines are loaded; without it runs that load fail.

    Returns:
        How many were worked out.

    Raises:
        OutsideError: The database went away; the run is begun again by the next process.
    """
    count = 0
    with database.apart() as held:
        if not store.hold_the_work(held):
            return 0
        while (row := _take(database, now())) is not None:
            with watched(row["id"]):
                _work_out(database, row, now, ground, window)
            count += 1
    return count


class _CancelledError(Exception):
    """Nobody waits for the run any more."""


def _take(database: Database, at: datetime) -> store.Row | None:
    with acting_system(database) as book:
        return store.take_run(book.tx, at)


def _work_out(
    database: Database, row: store.Row, now: Callable[[], datetime], ground: OpenGround | None,
    window: Window | None,
) -> None:  # fmt: skip
    name = row["id"]

    def told(done: int, steps: int) -> None:
        if done % max(1, steps // 100) and done != steps:
            return
        with acting_system(database) as book:
            store.tell_run(book.tx, name, done, steps)
            if store.find_state(book.tx, name) != "working":
                raise _CancelledError

    try:
        if row["attempts"] > MOST_ATTEMPTS:
            message = f"its process ended {MOST_ATTEMPTS} times before it was done."
            hint = "It may need more memory than there is; make the case smaller."
            raise ModelError(Problem("trade.run_broke", "run", message, hint))
        here = Here(ground, now().date()) if ground is not None else None
        if row["model"] == "load":
            document = _load(window, row, told, now())
        else:
            document = _solve(row["model"], row["asked"], told, here)
    except _CancelledError:
        return
    except OutsideError:
        raise
    except EntrepotError as error:
        with acting_system(database) as book:
            store.fail_run(book.tx, name, error.problems, now())
        return
    with acting_system(database) as book:
        store.end_run(book.tx, name, document, now())


def _load(window: Window | None, row: store.Row, told: Told, at: datetime) -> Document:
    """Load lines for who asked; after a kill it goes on behind the last month that counts."""
    from entrepot.service.trade_months import load_case

    if window is None:
        raise InputError(Problem("trade.run_model", "model", "no lines are loaded here."))
    by = "" if row["made_by"] == SYSTEM.account else row["made_by"]
    return load_case(window, row["asked"], by=by, at=at, told=told)


def _solve(model: str, case: Mapping[str, Any], told: Told, here: Here | None) -> Document:
    if model == "gravity":
        from entrepot.service.gravity_request import gravity

        return gravity(case)
    from entrepot.service.equilibrium import equilibrium

    return equilibrium(case, told=told, here=here)


def _checked(raw: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The model and its case.

    Raises:
        InputError: One of them is missing, or the case lacks what it must have.
    """
    model, case = raw.get("model"), raw.get("case")
    problems = []
    if model not in MODELS:
        hint = f"Write {' or '.join(MODELS)}."
        problems.append(Problem("trade.run_model", "model", f"{model!r} is no model.", hint,
                                message_zh="不是模型。"))  # fmt: skip
    if not isinstance(case, dict):
        problems.append(Problem("trade.run_case", "case", "is no JSON object.",
                                message_zh="不是 JSON 对象。"))  # fmt: skip
    else:
        problems += [
            Problem("trade.run_case", f"case.{key}", f"must be {_KINDS[kind]}.",
                    message_zh="缺失或类型不对。")
            for key, kind in _NEEDED.get(str(model), {}).items()
            if not isinstance(case.get(key), kind)
        ]  # fmt: skip
    if problems or not isinstance(case, dict):
        raise InputError(problems)
    return str(model), case


def _document(row: store.Row) -> Document:
    times = ("made_at", "began_at", "ended_at")
    return {
        "id": row["id"],
        "model": row["model"],
        "name": row["name"],
        "version": row["version"],
        "state": row["state"],
        "progress": {"done": row["done"], "steps": row["steps"]},
        "made_by": row["made_by"],
        **{name: row[name] and row[name].isoformat(timespec="seconds") for name in times},
        "result": row.get("document"),
        "problems": row["problems"] or [],
    }
